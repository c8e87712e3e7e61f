"""What others than the office see of the figures: whole years and quarters, one naming, small groups suppressed."""

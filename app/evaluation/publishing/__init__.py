"""What others than the office may see, with small groups suppressed."""

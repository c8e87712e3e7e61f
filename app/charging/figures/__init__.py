"""What became of the charges of a year."""

"""The board pack: a quarter on one page of A4, kept as it was made."""

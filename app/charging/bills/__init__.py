"""The month's bills, and what became of their lines."""

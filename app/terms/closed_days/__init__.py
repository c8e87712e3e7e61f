"""Days on which the office is closed."""

"""People and the agencies that they work for."""

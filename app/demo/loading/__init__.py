"""Loading all of it, in one go."""

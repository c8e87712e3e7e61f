"""Who did what to which record, for the training manager to read."""

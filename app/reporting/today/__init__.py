"""The manager’s first page: what stands still, what needs a hand, the year so far."""

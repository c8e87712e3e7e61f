"""The pages on which the training manager sets what is the partnership's own, and what every page shows of it."""

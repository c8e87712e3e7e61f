"""E-learning: a course that is a link, and who has completed it."""

"""An empty installation: one link, by which the first training manager sets it up."""

"""A session's register: marks by day, closed, corrected."""

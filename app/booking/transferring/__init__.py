"""A booking moves to another date of its course: the new place is taken and the old one left in one go."""

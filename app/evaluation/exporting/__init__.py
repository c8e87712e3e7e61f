"""Answers as files for whoever works with them elsewhere."""

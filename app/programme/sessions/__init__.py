"""Dated runs of a course: when, where, for whom, by whom."""

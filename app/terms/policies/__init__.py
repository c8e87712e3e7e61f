"""Versions of the booking terms, and what they give in a case."""

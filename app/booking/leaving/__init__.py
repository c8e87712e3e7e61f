"""Giving a place up: withdrawn, or passed to a colleague."""

"""How far back a decision looks."""

from datetime import timedelta

REMEMBERS = timedelta(days=365)
"""How far back the officer who decides is told of earlier charges and waivers."""

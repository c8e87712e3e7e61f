"""How long a place is held."""

from datetime import timedelta

HOLD_LASTS = timedelta(minutes=30)

"""How long a second thought takes."""

from datetime import timedelta

SECOND_THOUGHTS = timedelta(minutes=3)
"""How long a letter that asks for a reason waits: a slip on the register, mended at once, troubles nobody."""

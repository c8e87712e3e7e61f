"""Upkeep of the database."""

from app.core.database import refresh_statistics


def keep_statistics() -> str:
    """Let the database know how much is in it."""
    refresh_statistics()
    return ""

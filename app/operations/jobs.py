"""Upkeep of the database."""

from app.core.database import db, refresh_statistics


def keep_statistics() -> str:
    """Let the database know how much is in it. PostgreSQL finds out by itself."""
    if db.engine.dialect.name == "sqlite":
        refresh_statistics()
    return ""

"""The year against the one before."""

from app.web.formatting import count


def against_last_year(now: int | None, before: int | None) -> str:
    """Up 2 points, of two percentages; empty where either has no data."""
    if now is None or before is None:
        return ""
    if now == before:
        return "same as last year"
    return f"{'up' if now > before else 'down'} {count(abs(now - before), 'point')}"

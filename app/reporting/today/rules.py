"""The year against the one before."""

from app.web.formatting import count


def against_last_year(now: int | None, before: int | None) -> str:
    """Up 2 points from 84%, of two percentages; that there is nothing to compare with; empty where this has no data."""
    if now is None:
        return ""
    if before is None:
        return "no figure last year"
    if now == before:
        return "same as last year"
    return f"{'up' if now > before else 'down'} {count(abs(now - before), 'point')} from {before}%"

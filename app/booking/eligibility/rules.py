"""When absences bar, when an agency's cap is lifted, and until when attendance counts."""

from datetime import date, datetime, timedelta

from app.programme.models_sessions import TrainingSession

ABSENCES_THAT_BAR = 3
ABSENCES_COUNT_FOR = timedelta(days=365)


def cap_is_lifted(session: TrainingSession, at: datetime) -> bool:
    """Whether an agency may have more than its share: so many days before the start; never where that is 0."""
    days = session.cap_lifted_days_before
    return days > 0 and at >= session.starts_at - timedelta(days=days)


def due_on(last: date, years: int) -> date:
    """The last day on which attendance counts: the same date so many years later, 28 February for a 29th."""
    year = min(last.year + years, date.max.year)
    try:
        return last.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def still_counts(last: date | None, years: int | None, *, on: date) -> bool:
    """Whether what was last attended, or accepted, then counts on a day: for so many years, or for good."""
    return last is not None and (not years or on <= due_on(last, years))

"""When absences bar, and when an agency's cap is lifted."""

from datetime import datetime, timedelta

from app.programme.models_sessions import TrainingSession

ABSENCES_THAT_BAR = 3
ABSENCES_COUNT_FOR = timedelta(days=365)


def cap_is_lifted(session: TrainingSession, at: datetime) -> bool:
    """Whether an agency may have more than its share: so many days before the start; never where that is 0."""
    days = session.cap_lifted_days_before
    return days > 0 and at >= session.starts_at - timedelta(days=days)

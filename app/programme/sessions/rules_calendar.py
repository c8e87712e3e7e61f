"""A session in a calendar."""

from app.files.calendars import Entry
from app.programme.models_sessions import TrainingSession


def entries_of(session: TrainingSession, *, address: str, with_link: bool = False) -> list[Entry]:
    """An entry for each day of a session. The joining link is for those with a place, or invited to an open one."""
    several = len(session.days) > 1
    return [
        Entry(
            uid=f"{uid_stem(session)}{number}@coursebook",
            sequence=session.sequence,
            title=f"{session.title} (day {number} of {len(session.days)})" if several else session.title,
            starts_at=day.starts_at,
            ends_at=day.ends_at,
            where=(with_link and session.joining_link) or session.location,
            words=address,
            is_cancelled=session.is_cancelled,
        )
        for number, day in enumerate(session.days, start=1)
    ]


def uid_stem(session: TrainingSession) -> str:
    """How the names of a session's calendar entries begin; the number of the day follows."""
    return f"session-{session.id}-day-"

"""A session in a calendar."""

from collections.abc import Sequence

from app.files.calendars import Entry
from app.programme.models_sessions import Delivery, TrainingSession

UID_ENDS = "@coursebook"
"""How the names of all calendar entries end; before it stands the number of the day."""


def entries_of(
    session: TrainingSession,
    *,
    address: str,
    with_link: bool = False,
    stem: str = "",
    is_gone: bool = False,
    said: Sequence[str] = (),
    organizer: str = "",
) -> list[Entry]:
    """An entry for each day of a session. The joining link is for those with a place, or invited to an open one.

    What is booked has names of its own, beginning with `stem`; else they are the session's. A booking that is gone, of
    a session that isn't, takes its entries away. `said` comes before the address in what an entry says.
    """
    several = len(session.days) > 1
    return [
        Entry(
            uid=f"{stem or uid_stem(session)}{number}{UID_ENDS}",
            sequence=session.sequence + is_gone,
            title=f"{session.title} (day {number} of {len(session.days)})" if several else session.title,
            starts_at=day.starts_at,
            ends_at=day.ends_at,
            where=room_and_link(session) if with_link and not is_gone else session.location,
            words="\n\n".join((*said, address)),
            is_cancelled=is_gone or session.is_cancelled,
            organizer=organizer,
        )
        for number, day in enumerate(session.days, start=1)
    ]


def uid_stem(session: TrainingSession) -> str:
    """How the names of a session's calendar entries begin; the number of the day follows."""
    return f"session-{session.id}-day-"


def room_and_link(session: TrainingSession) -> str:
    """What an entry says of where: it is the one line that every calendar shows, so it holds both where there are both.

    With a semicolon between them, as Outlook writes several places.
    """
    where = "" if session.delivery is Delivery.VIRTUAL and session.joining_link else session.location
    return "; ".join(filter(None, (where, session.joining_link)))


def room_notes(session: TrainingSession) -> list[str]:
    """How to get in, for those with a place."""
    place = session.place
    if place is None:
        return []
    notes = {
        "When you arrive": place.joining_notes,
        "Access": place.access,
        "Parking and how to get there": place.parking,
    }
    return [f"{words}: {said}" for words, said in notes.items() if said]

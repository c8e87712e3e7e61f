"""What sessions take, and where two take the same."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.core.database import db
from app.programme.checking.rules import SessionWarning, warnings_of
from app.programme.checking.rules_clashes import DoubleUse, Occupation, Place, clashes_among
from app.programme.models_sessions import Day, Delivery, SessionDay, TrainingSession
from app.programme.models_trainers import TrainerAnswer, TrainerRequest
from app.programme.models_venues import Venue, VenueRoom
from app.programme.queries_trainers import unavailable_on
from app.programme.rules_working_days import Closed


def clashes(planned: Sequence[Occupation]) -> list[list[DoubleUse]]:
    """What each of these clashes with, in their order: sessions that aren't cancelled, drafts too, and one another.

    For whatever is made, moved, imported or published. Four queries, however many they are.
    """
    return clashes_among(planned, _taken_on({day.on for each in planned for day in each.days}))


def warnings(sessions: Sequence[TrainingSession], *, closed: Closed) -> dict[int, list[SessionWarning]]:
    """What to look at again in each of these, by its number. `closed` are the days that the office added as closed.

    A constant number of queries, where the sessions are read `WITH_ALL_THEY_TAKE`.
    """
    found = clashes([occupation_of(session) for session in sessions])
    declined = _who_declined(sessions)
    unavailable = unavailable_on(
        {trainer.id for session in sessions for trainer in session.trainers},
        {day.on for session in sessions for day in session.days},
    )
    return {
        session.id: warnings_of(
            session,
            confirmed=session.confirmed_trainers,
            declined=declined[session.id],
            unavailable=unavailable,
            clashes=clashing,
            closed=closed,
        )
        for session, clashing in zip(sessions, found, strict=True)
    }


def occupation_of(session: TrainingSession) -> Occupation:
    """What a session takes as it stands."""
    place, called = place_taken(session.delivery, session.venue_record, session.room)
    return Occupation(
        title=session.title,
        days=[Day(day.on, day.starts, day.ends) for day in session.days],
        trainers={trainer.id: trainer.name for trainer in session.trainers},
        place=place,
        place_name=called,
        session_id=session.id,
        is_draft=session.is_draft,
    )


def _who_declined(sessions: Iterable[TrainingSession]) -> Mapping[int | None, set[int]]:
    """The numbers of the trainers whose answer is no, by the number of the session."""
    no = (TrainerRequest.answer == TrainerAnswer.DECLINED, TrainerRequest.ended_at.is_(None))
    wanted = select(TrainerRequest.session_id, TrainerRequest.trainer_id).where(*no)
    declined: dict[int | None, set[int]] = defaultdict(set)
    for session_id, trainer_id in db.session.execute(
        wanted.where(TrainerRequest.session_id.in_([session.id for session in sessions]))
    ):
        declined[session_id].add(trainer_id)
    return declined


def _taken_on(dates: Iterable[date]) -> list[Occupation]:
    on_these = select(SessionDay.session_id).where(SessionDay.on.in_(set(dates)))
    wanted = select(TrainingSession).where(TrainingSession.id.in_(on_these), ~TrainingSession.is_cancelled)
    return [occupation_of(session) for session in db.session.scalars(wanted.options(*WITH_ALL_THEY_TAKE))]


WITH_ALL_THEY_TAKE = (
    selectinload(TrainingSession.trainers),
    selectinload(TrainingSession.confirmed_trainers),
    selectinload(TrainingSession.venue_record).selectinload(Venue.rooms),
    selectinload(TrainingSession.room),
)
"""Loaded beside sessions, so that each of them isn't asked for by itself."""


def place_taken(delivery: Delivery, venue: Venue | None, room: VenueRoom | None) -> tuple[Place | None, str]:
    """A room; or the whole venue, where it has no rooms on record. None online, or where it can't be told."""
    if delivery is Delivery.VIRTUAL or venue is None:
        return None, ""
    if room:
        return ("room", room.id), room.called
    return (None, "") if venue.rooms else (("venue", venue.id), venue.name)

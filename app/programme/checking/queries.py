"""What sessions take, and where two take the same."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import aliased, selectinload

from app.core.database import db
from app.programme.checking.rules import CheckedSession, CheckedTrainer, SessionWarning, warnings_of
from app.programme.checking.rules_clashes import (
    CheckedRoom,
    CheckedVenue,
    DoubleUse,
    Occupation,
    clashes_among,
    place_taken,
)
from app.programme.models import Course, Trainer
from app.programme.models_sessions import Day, SessionDay, TrainingSession, session_trainer
from app.programme.models_trainers import TrainerAnswer, TrainerRequest
from app.programme.models_venues import Venue, VenueRoom
from app.programme.queries_trainers import unavailable_on
from app.programme.rules_working_days import Closed


def clashes(planned: Sequence[Occupation]) -> list[list[DoubleUse]]:
    """What each of these clashes with, in their order: sessions that aren't cancelled, drafts too, and one another.

    For whatever is made, moved, imported or published. Three queries, however many they are.
    """
    taken = _taking({day.on for each in planned for day in each.days})
    return clashes_among(planned, [session.occupation for session in taken.values() if not session.is_cancelled])


def warnings(session_ids: Collection[int], *, closed: Closed) -> dict[int, list[SessionWarning]]:
    """What to look at again in the sessions of these numbers. `closed` are the days that the office added as closed."""
    return {session.id: found for session, found in looked_over(session_ids, closed=closed)}


def looked_over(session_ids: Collection[int], *, closed: Closed) -> list[tuple[CheckedSession, list[SessionWarning]]]:
    """The sessions of these numbers, in their order, with what to look at again in each.

    One read serves every kind of warning: five queries, however many they are. Their dates are read first: told the
    dates themselves, the database looks for who else takes them in the index, and not in all of history.
    """
    dates = db.session.scalars(select(SessionDay.on).where(SessionDay.session_id.in_(session_ids)).distinct())
    standing = _taking(set(dates), session_ids)
    sessions = [standing[session_id] for session_id in session_ids]
    wanted = set(session_ids)
    beside = [each.occupation for each in standing.values() if not each.is_cancelled or each.id in wanted]
    unavailable = unavailable_on(
        {trainer.id for session in sessions for trainer in session.trainers},
        {day.on for session in sessions for day in session.days},
    )
    return [
        (session, warnings_of(session, unavailable=unavailable, clashes=clashing, closed=closed))
        for session, clashing in zip(
            sessions, clashes_among([session.occupation for session in sessions], beside), strict=True
        )
    ]


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


def _taking(dates: Collection[date], session_ids: Collection[int] = ()) -> dict[int, CheckedSession]:
    """The sessions that take one of these dates, and those of these numbers, which may have moved since these were
    read; by number, the soonest first: three queries."""
    takes = or_(SessionDay.on.in_(dates), SessionDay.session_id.in_(session_ids))
    days = _days_of(select(SessionDay.session_id).where(takes).correlate(None))
    trainers = _trainers_of(days)
    one = aliased(VenueRoom)
    has_rooms = select(one.id).where(one.venue_id == Venue.id).exists()
    wanted = (
        select(
            TrainingSession.id,
            TrainingSession.state,
            TrainingSession.delivery,
            TrainingSession.joining_link,
            TrainingSession.places,
            TrainingSession.starts_at,
            TrainingSession.changed_at,
            Course.title,
            Course.strand,
            Venue.id.label("venue_id"),
            Venue.name.label("venue"),
            has_rooms.label("has_rooms"),
            VenueRoom.id.label("room_id"),
            VenueRoom.name.label("room"),
            VenueRoom.capacity,
        )
        .join(TrainingSession.course)
        .outerjoin(TrainingSession.venue_record)
        .outerjoin(TrainingSession.room)
        .where(TrainingSession.id.in_(days))
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )
    return {
        row.id: CheckedSession(
            id=row.id,
            title=row.title,
            strand=row.strand,
            state=row.state,
            delivery=row.delivery,
            joining_link=row.joining_link,
            places=row.places,
            days=days[row.id],
            trainers=trainers[row.id],
            venue=CheckedVenue(row.venue_id, row.venue, bool(row.has_rooms)) if row.venue_id else None,
            room=CheckedRoom(row.room_id, f"{row.room}, {row.venue}", row.capacity) if row.room_id else None,
            starts_at=row.starts_at,
            changed_at=row.changed_at,
        )
        for row in db.session.execute(wanted)
    }


def _days_of(numbers: Select[int]) -> Mapping[int, list[Day]]:
    days: dict[int, list[Day]] = defaultdict(list)
    wanted = select(SessionDay.session_id, SessionDay.on, SessionDay.starts, SessionDay.ends)
    for session_id, on, starts, ends in db.session.execute(
        wanted.where(SessionDay.session_id.in_(numbers)).order_by(SessionDay.session_id, SessionDay.on)
    ):
        days[session_id].append(Day(on, starts, ends))
    return days


def _trainers_of(numbers: Collection[int]) -> Mapping[int, list[CheckedTrainer]]:
    """By name, with what they answered."""
    asked = session_trainer.c
    no = and_(
        TrainerRequest.session_id == asked.session_id,
        TrainerRequest.trainer_id == asked.trainer_id,
        TrainerRequest.answer == TrainerAnswer.DECLINED,
        TrainerRequest.ended_at.is_(None),
    )
    wanted = (
        select(asked.session_id, Trainer.id, Trainer.name, asked.is_confirmed, TrainerRequest.id.is_not(None))
        .join(Trainer, Trainer.id == asked.trainer_id)
        .outerjoin(TrainerRequest, no)
        .where(asked.session_id.in_(numbers))
        .order_by(Trainer.name, Trainer.id)
    )
    trainers: dict[int, list[CheckedTrainer]] = defaultdict(list)
    for session_id, *told in db.session.execute(wanted):
        trainers[session_id].append(CheckedTrainer(*told))
    return trainers


WITH_ALL_THEY_TAKE = (
    selectinload(TrainingSession.trainers),
    selectinload(TrainingSession.confirmed_trainers),
    selectinload(TrainingSession.venue_record).selectinload(Venue.rooms),
    selectinload(TrainingSession.room),
)
"""Loaded beside sessions, so that each of them isn't asked for by itself."""

"""Reads of the pool of trainers."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, distinct, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import User
from app.core.database import db
from app.programme.models import Trainer
from app.programme.models_sessions import SessionDay, TrainingSession, session_trainer
from app.programme.models_trainers import TrainerRequest, TrainerUnavailability
from app.programme.trainers import rules
from app.web.paging import Page, page_of

TRAINERS_A_PAGE = 100


def trainer(trainer_id: int) -> Trainer | None:
    return db.session.get(Trainer, trainer_id)


def trainer_of(user: User) -> Trainer | None:
    """Whom somebody with an account is in the pool."""
    wanted = select(Trainer).where(or_(Trainer.user_id == user.id, Trainer.email == user.email))
    return db.session.scalar(wanted.order_by(Trainer.is_retired, Trainer.id).limit(1))


def unavailability(trainer: Trainer, dates_id: int) -> TrainerUnavailability | None:
    """Of this trainer's own."""
    dates = db.session.get(TrainerUnavailability, dates_id)
    return dates if dates and dates.trainer_id == trainer.id else None


def unavailability_of(trainer: Trainer | None, *, since: date) -> list[TrainerUnavailability]:
    """The dates on which they can't teach that aren't over by then, soonest first."""
    if trainer is None:
        return []
    wanted = select(TrainerUnavailability).where(TrainerUnavailability.trainer_id == trainer.id)
    wanted = wanted.where(TrainerUnavailability.until_on >= since)
    return list(db.session.scalars(wanted.order_by(TrainerUnavailability.from_on, TrainerUnavailability.id)))


def page_of_trainers(*, page: int) -> Page[Trainer]:
    """The pool by name, each with their agency and what they can teach. Three queries."""
    wanted = select(Trainer).options(selectinload(Trainer.agency), selectinload(Trainer.can_teach))
    return page_of(wanted.order_by(Trainer.name, Trainer.id), page=page, per_page=TRAINERS_A_PAGE)


def trainers_with_agencies() -> list[Trainer]:
    """All of the pool, for who lends how many days."""
    return list(db.session.scalars(select(Trainer).options(joinedload(Trainer.agency)).order_by(Trainer.id)))


def days_taught(*, since: date, until: date) -> dict[int, int]:
    """Days taught by trainers' ids: dates on which published sessions ran with them confirmed, each counted once."""
    taught = (
        select(session_trainer.c.trainer_id, func.count(distinct(SessionDay.on)).label("days"))
        .join(TrainingSession, TrainingSession.id == session_trainer.c.session_id)
        .join(SessionDay, SessionDay.session_id == TrainingSession.id)
        .where(session_trainer.c.is_confirmed, TrainingSession.is_published)
        .where(SessionDay.on.between(since, until))
        .group_by(session_trainer.c.trainer_id)
    )
    return {row.trainer_id: row.days for row in db.session.execute(taught)}


def sessions_of_trainer(trainer: Trainer, *, at: datetime) -> list[tuple[TrainingSession, bool, TrainerRequest | None]]:
    """Sessions to come that they are put on, drafts too, each with whether they are confirmed and what was asked."""
    theirs = and_(TrainerRequest.session_id == TrainingSession.id, TrainerRequest.trainer_id == trainer.id)
    wanted = (
        select(TrainingSession, session_trainer.c.is_confirmed, TrainerRequest)
        .join(session_trainer, session_trainer.c.session_id == TrainingSession.id)
        .outerjoin(TrainerRequest, theirs)
        .where(session_trainer.c.trainer_id == trainer.id, ~TrainingSession.has_ended(at))
        .where(~TrainingSession.is_cancelled)
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )
    return [tuple(row) for row in db.session.execute(wanted)]


def sessions_clashing(trainer: Trainer, dates: TrainerUnavailability, *, at: datetime) -> list[TrainingSession]:
    """Sessions to come that they are put on, confirmed or not, with a day among these dates; who said no is free."""
    theirs = sessions_of_trainer(trainer, at=at)
    return [
        session
        for session, _, request in theirs
        if rules.falls_on(session, [dates]) and not (request and not request.ended_at and request.is_declined)
    ]


def sessions_to_train(email: str, *, at: datetime) -> list[TrainingSession]:
    """Sessions to come that a trainer with this address, or account, is asked for, confirmed or not."""
    asked = (
        session_trainer.c.session_id == TrainingSession.id,
        session_trainer.c.trainer_id == Trainer.id,
        _is(email),
    )
    wanted = select(TrainingSession).where(
        exists().where(*asked), ~TrainingSession.has_ended(at), ~TrainingSession.is_cancelled
    )
    return list(db.session.scalars(wanted.order_by(TrainingSession.starts_at, TrainingSession.id)))


def _is(email: str) -> ColumnElement[bool]:
    """SQL: a trainer has this address, or the account that has it."""
    account = select(User.id).where(User.email == email).scalar_subquery()
    return or_(Trainer.email == email, Trainer.user_id == account)


def unmatched_trainers() -> list[Trainer]:
    """Those with an address and no account, and those whose account has another address by now."""
    has_none = and_(Trainer.user_id.is_(None), Trainer.email != "")
    wanted = select(Trainer).outerjoin(User, User.id == Trainer.user_id)
    return list(db.session.scalars(wanted.where(or_(has_none, User.email != Trainer.email)).order_by(Trainer.id)))


def taught_by(email: str) -> ColumnElement[bool]:
    """SQL, of a query on sessions: a confirmed trainer of it has this address."""
    return exists().where(
        session_trainer.c.session_id == TrainingSession.id,
        session_trainer.c.is_confirmed,
        session_trainer.c.trainer_id == Trainer.id,
        _is(email),
    )


def sessions_taught(email: str) -> set[int]:
    """Ids of the sessions that a confirmed trainer has this address on."""
    return set(db.session.scalars(select(TrainingSession.id).where(taught_by(email))))


def teaches(email: str, session: TrainingSession) -> bool:
    """Whether somebody with this address is a confirmed trainer of the session."""
    return bool(db.session.scalar(select(TrainingSession.id).where(TrainingSession.id == session.id, taught_by(email))))

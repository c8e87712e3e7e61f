"""Who is put on which session, what they were asked, and what is due to them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import selectinload

from app.accounts.models import User
from app.core.database import db
from app.programme.models import Trainer
from app.programme.models_sessions import TrainingSession, session_trainer
from app.programme.models_trainers import TrainerAnswer, TrainerRequest, TrainerUnavailability
from app.programme.trainer_requests.rules import TrainerOnSession
from app.programme.trainers.rules import falls_on
from app.settings.rules_trainers import TrainerMail
from app.web.paging import Page, page_of_rows

ON_A_PAGE = 30

STANDINGS = ("waiting", "declined", "confirmed", "not asked")
"""What the office looks for among the trainers of sessions to come."""


def request_by_id(request_id: int) -> TrainerRequest | None:
    return db.session.get(TrainerRequest, request_id)


def of_trainer_on(session: TrainingSession, trainer: Trainer) -> TrainerOnSession | None:
    """What stands between a trainer and a session; None where they aren't put on it."""
    wanted = _on_sessions().where(TrainingSession.id == session.id, Trainer.id == trainer.id)
    row = db.session.execute(wanted).first()
    return TrainerOnSession(*row) if row else None


def to_tell(mail: TrainerMail, *, at: datetime) -> list[int]:
    """The ids of sessions to come with a trainer who is to be told something, soonest first."""
    wanted = select(TrainingSession.id).distinct().join(session_trainer).join(Trainer)
    wanted = _with_request(wanted).where(*_can_be_told(at), _is_due(mail, at=at))
    return sorted(db.session.scalars(wanted))


def on_sessions(among: Sequence[int], *, at: datetime) -> list[TrainerOnSession]:
    """The trainers of these sessions who can be written to."""
    wanted = _on_sessions().where(TrainingSession.id.in_(among), *_can_be_told(at))
    return [TrainerOnSession(*row) for row in db.session.execute(wanted.order_by(TrainingSession.id, Trainer.id))]


def let_go(*, at: datetime) -> list[int]:
    """The ids of requests that stand, of trainers who aren't wanted any more: taken off, or the session is gone.

    What is over isn't read, however much of it there is: this is asked every minute.
    """
    is_on_it = exists().where(
        session_trainer.c.session_id == TrainerRequest.session_id,
        session_trainer.c.trainer_id == TrainerRequest.trainer_id,
    )
    stands = select(TrainerRequest.id).where(TrainerRequest.ended_at.is_(None))
    of_a_session = stands.join(TrainingSession, TrainingSession.id == TrainerRequest.session_id).where(
        ~TrainingSession.has_ended(at), or_(TrainingSession.is_cancelled, ~is_on_it)
    )
    of_none = stands.where(TrainerRequest.session_id.is_(None))
    return sorted({*db.session.scalars(of_a_session), *db.session.scalars(of_none)})


def requests(request_ids: Sequence[int]) -> list[TrainerRequest]:
    wanted = select(TrainerRequest).where(TrainerRequest.id.in_(request_ids), TrainerRequest.ended_at.is_(None))
    return list(db.session.scalars(wanted.order_by(TrainerRequest.id)))


def page_of_trainers_to_come(standing: str, *, at: datetime, page: int = 1) -> Page[TrainerOnSession]:
    """Trainers of sessions to come, soonest first, drafts too: of one standing, or of any where it is none of them."""
    wanted = _on_sessions().where(~TrainingSession.has_started(at), ~TrainingSession.is_cancelled)
    if standing in STANDINGS:
        wanted = wanted.where(_stands(standing))
    soonest = wanted.order_by(TrainingSession.starts_at, TrainingSession.id, Trainer.name, Trainer.id)
    found = page_of_rows(soonest, page=page, per_page=ON_A_PAGE)
    return found.showing([TrainerOnSession(*row) for row in found.items])


def counts_to_come(*, at: datetime) -> dict[str, int]:
    """How many trainers of sessions to come there are of each standing."""
    to_come = (~TrainingSession.has_started(at), ~TrainingSession.is_cancelled)
    counted: list[Any] = [func.count().filter(_stands(standing)) for standing in STANDINGS]
    wanted = select(*counted).select_from(TrainingSession).join(session_trainer).join(Trainer)
    return dict(zip(STANDINGS, db.session.execute(_with_request(wanted).where(*to_come)).one(), strict=True))


def sessions_of(user: User, *, at: datetime) -> list[TrainerOnSession]:
    """What somebody with an account is asked to train, or trains, from today on; drafts only once they were asked."""
    is_theirs = or_(Trainer.user_id == user.id, Trainer.email == user.email)
    is_told = or_(TrainingSession.is_published, TrainerRequest.id.is_not(None))
    wanted = _on_sessions().where(is_theirs, is_told, ~TrainingSession.has_ended(at), ~TrainingSession.is_cancelled)
    return [TrainerOnSession(*row) for row in db.session.execute(wanted.order_by(TrainingSession.starts_at))]


def sessions_clashing(user: User, dates: TrainerUnavailability, *, at: datetime) -> list[TrainingSession]:
    """Of what they know of, and haven't said no to, the sessions with a day among these dates."""
    stand = [of for of in sessions_of(user, at=at) if not (of.request and of.request.is_declined)]
    return [of.session for of in stand if falls_on(of.session, [dates])]


def _on_sessions() -> Select[Any]:
    wanted = select(TrainingSession, Trainer, session_trainer.c.is_confirmed, TrainerRequest)
    wanted = wanted.select_from(TrainingSession).join(session_trainer).join(Trainer)
    return _with_request(wanted).options(selectinload(TrainingSession.days), selectinload(Trainer.agency))


def _with_request(wanted: Select[Any]) -> Select[Any]:
    theirs = and_(TrainerRequest.session_id == TrainingSession.id, TrainerRequest.trainer_id == Trainer.id)
    return wanted.outerjoin(TrainerRequest, theirs)


def _can_be_told(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (~TrainingSession.has_started(at), ~TrainingSession.is_cancelled, Trainer.email != "")


def _is_due(mail: TrainerMail, *, at: datetime) -> ColumnElement[bool]:
    """SQL of what `rules.next_letter` decides: nothing that it finds is left out here."""
    request, is_confirmed = TrainerRequest, session_trainer.c.is_confirmed
    accepted = request.answer == TrainerAnswer.ACCEPTED
    isnt_asked = or_(request.id.is_(None), request.ended_at.is_not(None))
    stands = request.ended_at.is_(None)
    chased = and_(
        stands,
        request.answer.is_(None),
        request.asked_again_at.is_(None),
        request.asked_at <= at - timedelta(days=mail.chase_after),
    )
    reminded = and_(
        stands,
        accepted,
        TrainingSession.is_published,
        TrainingSession.starts_at <= at + timedelta(days=mail.remind_before),
        or_(request.reminded_for.is_(None), request.reminded_for != TrainingSession.starts_at),
    )
    return or_(
        and_(isnt_asked, or_(TrainingSession.is_published, is_confirmed)),
        and_(is_confirmed, request.id.is_not(None), or_(request.answer.is_(None), ~accepted)),
        and_(~is_confirmed, accepted),
        and_(stands, request.seen_change != TrainingSession.changed_at),
        chased if mail.chase_after else false(),
        reminded if mail.remind_before else false(),
    )


def _stands(standing: str) -> ColumnElement[bool]:
    request, is_confirmed = TrainerRequest, session_trainer.c.is_confirmed
    is_asked = and_(request.id.is_not(None), request.ended_at.is_(None))
    if standing == "confirmed":
        return is_confirmed
    if standing == "declined":
        return and_(~is_confirmed, is_asked, request.answer == TrainerAnswer.DECLINED)
    if standing == "waiting":
        return and_(~is_confirmed, is_asked, or_(request.answer.is_(None), request.answer != TrainerAnswer.DECLINED))
    return and_(~is_confirmed, ~is_asked)

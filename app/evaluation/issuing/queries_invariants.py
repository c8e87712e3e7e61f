"""What must hold among questionnaires that were issued. Each check returns the rows that break it."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, String, cast, exists, func, literal, or_, select

from app.core.database import db
from app.evaluation.issuing.services import ASKS_FOR
from app.evaluation.models_issued import Issued, ManagerRequest
from app.evaluation.stages import OF_THE_PERSON, Stage
from app.notifications.models import Message


def broken_invariants(*, at: datetime) -> list[str]:
    """A line for each offending row, beginning with the rule that it breaks; empty when all is well."""
    return [f"{rule.__doc__}: {row}" for rule in _RULES for row in rule(at)]


def _issued_twice(at: datetime) -> Iterator[str]:
    """a booking has two questionnaires of one stage"""
    wanted = select(Issued.booking_id, Issued.stage, func.count()).group_by(Issued.booking_id, Issued.stage)
    return ("booking {}, {}: {}".format(*row) for row in db.session.execute(wanted.having(func.count() > 1)))


def _missed_and_mailed(at: datetime) -> Iterator[str]:
    """a questionnaire counts as missed, and was answered or issued to a manager"""
    told = or_(Issued.answered_at.is_not(None), Issued.manager_request_id.is_not(None))
    return (f"questionnaire {number}" for number in db.session.scalars(select(Issued.id).where(Issued.is_missed, told)))


def _asks_about_nobody(at: datetime) -> Iterator[str]:
    """a message to a manager is about nobody"""
    about = exists().where(Issued.manager_request_id == ManagerRequest.id)
    return (f"manager request {number}" for number in db.session.scalars(select(ManagerRequest.id).where(~about)))


def _in_nobodys_message(at: datetime) -> Iterator[str]:
    """a manager's questionnaire is in no message to a manager"""
    lost = (Issued.stage == Stage.MANAGER, Issued.manager_request_id.is_(None), ~Issued.is_missed)
    return (
        f"questionnaire {number}" for number in db.session.scalars(select(Issued.id).where(*lost).order_by(Issued.id))
    )


def _mailed_without_a_letter(at: datetime) -> Iterator[str]:
    """a questionnaire was mailed, and the outbox has no letter about it"""
    for stage in OF_THE_PERSON:
        lost = select(Issued.id).where(Issued.stage == stage, *_without_a_letter(Issued, stage))
        yield from (f"questionnaire {number}" for number in db.session.scalars(lost.order_by(Issued.id)))
    lost = select(ManagerRequest.id).where(*_without_a_letter(ManagerRequest, Stage.MANAGER))
    yield from (f"manager request {number}" for number in db.session.scalars(lost.order_by(ManagerRequest.id)))


def _without_a_letter(model: type[Issued] | type[ManagerRequest], stage: Stage) -> tuple[ColumnElement[bool], ...]:
    """SQL; of what was mailed since the outbox knows letters of its kind: a made-up past, say, has none."""
    first = select(func.min(Message.created_at)).where(Message.kind == ASKS_FOR[stage]).scalar_subquery()
    about = literal(model.ABOUT) + cast(model.id, String)
    return model.mailed_at >= first, ~exists().where(Message.subject_key == about)


_RULES: tuple[Callable[[datetime], Iterator[str]], ...] = (
    _issued_twice,
    _missed_and_mailed,
    _asks_about_nobody,
    _in_nobodys_message,
    _mailed_without_a_letter,
)

"""What must hold among charges, whatever happened at once. Each check returns the rows that break it."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select

from app.booking.models import Booking
from app.charging.models import GONE, ON_A_BILL, Charge, ChargeState, Explanation
from app.charging.proposals.queries import follows_no_longer
from app.core.changes import MENDED_WITHIN
from app.core.database import db
from app.programme.models_sessions import TrainingSession

_ASKED = (ChargeState.ASKED, ChargeState.EXPLAINED, ChargeState.UNEXPLAINED)
_OWED = (ChargeState.CONFIRMED, *ON_A_BILL, ChargeState.CREDITED)


def broken_invariants(*, at: datetime) -> list[str]:
    """A line for each offending row, beginning with the rule that it breaks; empty when all is well."""
    return [f"{rule.__doc__}: {row}" for rule in _RULES for row in rule(at)]


def _charged_twice(at: datetime) -> Iterator[str]:
    """a booking has two charges that stand"""
    stand = select(Charge.booking_id, func.count()).where(Charge.state.not_in(GONE)).group_by(Charge.booking_id)
    return ("booking {}: {} charges".format(*row) for row in db.session.execute(stand.having(func.count() > 1)))


def _follows_no_longer(at: datetime) -> Iterator[str]:
    """a charge stands whose booking came to another outcome"""
    wanted = (
        select(Charge.id, Charge.cause, Charge.booking_id, Booking.outcome)
        .join(Booking, Booking.id == Charge.booking_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(
            follows_no_longer(),
            Booking.changed_at < at - MENDED_WITHIN,  # since then, a job is about to let it go
            TrainingSession.changed_at < at - MENDED_WITHIN,
        )
    )
    return (
        "charge {} for {} of booking {}, which is {}".format(*row)
        for row in db.session.execute(wanted.order_by(Charge.id))
    )


def _explained_by_nobody(at: datetime) -> Iterator[str]:
    """a charge counts as explained, and nobody gave a reason"""
    reasons = exists().where(Explanation.charge_id == Charge.id)
    return _which(Charge.state == ChargeState.EXPLAINED, ~reasons)


def _never_asked(at: datetime) -> Iterator[str]:
    """a reason is waited for that was never asked"""
    return _which(Charge.state.in_(_ASKED), or_(Charge.asked_at.is_(None), Charge.answer_by.is_(None)))


def _decided_by_nobody(at: datetime) -> Iterator[str]:
    """a charge is decided, and nobody decided it"""
    nobody = or_(Charge.decided_at.is_(None), Charge.decided_by_id.is_(None))
    return _which(Charge.state.in_((*_OWED, ChargeState.WAIVED)), nobody)


def _waived_for_nothing(at: datetime) -> Iterator[str]:
    """a charge is waived without a reason"""
    return _which(Charge.state == ChargeState.WAIVED, Charge.waiver_reason.is_(None))


def _owed_by_nobody(at: datetime) -> Iterator[str]:
    """a charge is owed by no agency"""
    return _which(Charge.state.in_(_OWED), Charge.agency_id.is_(None))


def _paid_and_no_time(at: datetime) -> Iterator[str]:
    """a charge was paid, and nobody knows when"""
    return _which(Charge.state == ChargeState.PAID, Charge.paid_at.is_(None))


def _which(*conditions: ColumnElement[bool]) -> Iterator[str]:
    return (
        f"charge {number}" for number in db.session.scalars(select(Charge.id).where(*conditions).order_by(Charge.id))
    )


_RULES: tuple[Callable[[datetime], Iterator[str]], ...] = (
    _charged_twice,
    _follows_no_longer,
    _explained_by_nobody,
    _never_asked,
    _decided_by_nobody,
    _waived_for_nothing,
    _owed_by_nobody,
    _paid_and_no_time,
)

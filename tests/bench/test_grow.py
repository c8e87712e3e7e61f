"""Years of history made by `bench.grow` are settled: nothing in them breaks a rule, and no job finds anything to do."""

import pytest
from sqlalchemy import func, select, text

from app.booking.models import Booking
from app.charging.models import Charge
from app.core.database import Base, db
from app.evaluation.answering.models import Answer
from app.notifications.models import Message, MessageState
from app.operations.invariants.queries import broken_invariants
from app.programme.models_sessions import TrainingSession
from app.records.certificates.models import Certificate
from app.records.retention.jobs import forget_what_is_due
from app.schedule import EVERY_SECONDS
from bench.grow import grow
from tests.conftest import NOW, empty_tables

pytestmark = pytest.mark.lasts_long

BOOKINGS = 3_000


def how_many(model: type[Base], *where: object) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0


@pytest.mark.usefixtures("app")
def test_years_of_history_are_settled() -> None:
    grow(bookings=BOOKINGS, at=NOW)
    assert BOOKINGS * 0.95 <= how_many(Booking) <= BOOKINGS * 1.05
    for model in (Charge, Certificate, Answer):
        assert how_many(model) > 100
    assert how_many(TrainingSession, TrainingSession.starts_at > NOW) > 2, "there is a season to come"
    assert how_many(Message) > 2 * BOOKINGS
    assert broken_invariants(at=NOW) == []
    db.session.rollback()
    known = "sqlite_stat1" if db.engine.name == "sqlite" else "pg_stats"
    assert db.session.execute(text(f"SELECT 1 FROM {known} LIMIT 1")).all(), "the planner knows how much there is"
    forget_what_is_due()  # the first night forgets what its period is over for
    done = {job.__name__: job() for job in EVERY_SECONDS}
    assert {name: words for name, words in done.items() if words} == {}
    assert how_many(Message, Message.state != MessageState.SENT) == 0


@pytest.mark.usefixtures("app")
def test_the_same_history_is_made_each_time() -> None:
    def made() -> list[tuple[object, ...]]:
        wanted = select(Booking.id, Booking.name, Booking.state, Booking.outcome, Booking.created_at)
        return [tuple(row) for row in db.session.execute(wanted.order_by(Booking.id))]

    grow(bookings=200, at=NOW)
    first = made()
    db.session.rollback()
    empty_tables()
    grow(bookings=200, at=NOW)
    assert made() == first

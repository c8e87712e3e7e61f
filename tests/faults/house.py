"""A house at work on a real database, with its processes, that is hurt and then looked at."""

import os
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from app.accounts.models import User
from app.accounts.signing_in.services import new_proof
from app.booking.models import Booking
from app.booking.states import BookingState
from app.core import clock
from app.core.database import db
from app.core.links import Secret
from app.notifications.models import LEASE, LetterKind, Message, MessageState
from app.operations.invariants.queries import broken_invariants
from app.programme.models_sessions import TrainingSession
from tests.data.command_line import call
from tests.page import Page
from tests.servers import Browser, PostOffice, SharedClock, environment

T = TypeVar("T")

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))
"""How often each fault is tried; `make faults ROUNDS=20` tries longer."""

SEED = int(os.environ.get("FAULT_SEED", "2026"))

AS_ON_A_SERVER = "tests.faults.as_on_a_server:app"

SETTLES = LEASE + timedelta(minutes=10)
"""So long after a fault every lease has run out, and what jobs mend by themselves is mended."""


@dataclass
class House:
    """What the processes of a test share, and what came of it. `repeated` and `lost` are mails."""

    app: Flask
    database: str
    clock: SharedClock
    post: PostOffice
    note: Callable[[str, Any], None]
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    rounds: int = 0

    def environment(self, **more: str) -> dict[str, str]:
        return environment(self.database, COURSEBOOK_CLOCK=str(self.clock.file), **self.post.settings(**more))

    @property
    def kind(self) -> str:
        return "SQLite" if self.database.startswith("sqlite") else "PostgreSQL"

    def at_a_random_moment(self, earliest: float, latest: float) -> None:
        """Seconds."""
        time.sleep(self.chance.uniform(earliest, latest))

    def made(self, make: Callable[[], T]) -> T:
        """What the builders make while other processes write: one that has read before it writes may come too late."""
        while True:
            db.session.rollback()
            try:
                return make()
            except OperationalError:
                time.sleep(0.05)

    def catch_up(self) -> None:
        """What would have been done by processes that weren't hurt, is done: all that is due, until nothing is."""
        for _ in range(3):
            self.clock.move(SETTLES)
            for command in ("run-jobs", "deliver-mail"):
                said = call(self.app, command, "--once")
                assert said.code == 0, said.err

    def must_be_whole(self, fault: str, *, repeats: int = 0, given_up: int = 0) -> None:
        """Nothing half-done, nobody without a letter, no letter lost, none more than once but for so many.

        So many were given up, because the server refuses their reader.

        Notes what was seen for the table.
        """
        db.session.rollback()
        assert broken_invariants(at=self.clock.now + timedelta(hours=1)) == []
        assert booked_without_a_letter() == []
        states = letters_by_state()
        assert states.pop(MessageState.FAILED, 0) == given_up
        assert set(states) <= {MessageState.SENT, MessageState.WITHDRAWN, MessageState.MISSED}, states
        arrived = Counter(self.post.message_ids)
        repeated = sum(arrived.values()) - len(arrived)
        lost = states.get(MessageState.SENT, 0) - len(arrived)
        self.note("fault", f"{fault}|{self.kind}|{self.rounds}|{lost}|{repeated}")
        assert lost == 0, f"{lost} of {states} never arrived"
        assert repeated <= repeats, [each for each, times in arrived.items() if times > 1]


def booked_without_a_letter() -> list[int]:
    """Bookings to come that were confirmed, and no confirmation about them was ever written."""
    told = set(
        db.session.scalars(
            select(Message.subject_key).where(Message.kind.in_((LetterKind.CONFIRMED, LetterKind.SUBSTITUTED)))
        )
    )
    to_come = (
        select(Booking)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(Booking.state == BookingState.BOOKED, Booking.outcome.is_(None))
    )
    return [booking.id for booking in db.session.scalars(to_come) if booking.about not in told]


def letters_by_state() -> dict[MessageState, int]:
    db.session.rollback()
    found = dict(db.session.execute(select(Message.state, func.count()).group_by(Message.state)).all())
    db.session.rollback()
    return found


def how_many(model: Any, *where: Any) -> int:
    """Afterwards the test holds no transaction open: a later write of its own could wait for nobody."""
    db.session.rollback()
    found = db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0
    db.session.rollback()
    return found


# --- Visitors ---


def sign_in_link(person: User) -> str:
    """It works for a day."""
    proof = new_proof(email=person.email, at=clock.now(), lasts=timedelta(hours=24))
    return Secret("sign-in", proof.id).reveal()


def opened(origin: str, link: str, address: str) -> Page:
    """A page as somebody sees it who has signed in by a link."""
    return Browser(origin).open_page(f"{link}?next={address}").press("Sign in")

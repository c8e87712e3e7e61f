"""A storm of its own process: people who book, wait, accept, refuse, withdraw and send colleagues at random.

    python -m tests.booking.places.storm SECONDS SEED BEGAN

It uses the environment's database. Its clock runs on from the test's, since BEGAN (seconds since the epoch): what came
first must be seen. A refusal is part of the weather; any other error ends it with a traceback.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from app import create_app
from app.accounts.models import User
from app.booking.claims.services_delegates import delegate_of
from app.booking.leaving import services as leaving_services
from app.booking.leaving import services_substitution as leaving_services_substituting
from app.booking.models import Booking
from app.booking.places import services
from app.booking.states import LIVE, BookingState
from app.booking.waiting_list import services as waiting_list_services
from app.core import clock
from app.core.database import db
from app.core.errors import Refusal
from app.programme.models_sessions import TrainingSession


def main(seconds: float, seed: int, began: float) -> Counter[str]:
    """What was done and how often, refusals too."""
    chance, done = random.Random(seed), Counter[str]()
    app, until = create_app(), time.monotonic() + seconds
    first = list(dict.fromkeys(DEEDS))  # each once, however slow the machine
    while first or time.monotonic() < until:
        with app.app_context():
            deed = first.pop(0) if first else chance.choice(DEEDS)
            try:
                deed(chance, clock.now() + timedelta(seconds=time.time() - began))
                done[deed.__name__] += 1
            except Refusal as refusal:
                done[type(refusal).__name__] += 1
    return done


def book(chance: random.Random, at: datetime) -> None:
    person = _anybody(chance)
    services.book_place(_any_session(chance), delegate_of(person), by=person, at=at)


def wait(chance: random.Random, at: datetime) -> None:
    person = _anybody(chance)
    waiting_list_services.join_waiting_list(_any_session(chance), delegate_of(person), by=person, at=at)


def withdraw(chance: random.Random, at: datetime) -> None:
    for booking in _one(chance, BookingState.BOOKED):
        leaving_services.withdraw(booking, by=booking.practitioner, at=at)


def substitute(chance: random.Random, at: datetime) -> None:
    colleague = _anybody(chance)
    for booking in _one(chance, BookingState.BOOKED):
        leaving_services_substituting.substitute(booking, delegate_of(colleague), by=booking.practitioner, at=at)


def accept(chance: random.Random, at: datetime) -> None:
    for booking in _one(chance, BookingState.OFFERED):
        waiting_list_services.accept_offer(booking, at=at)


def refuse(chance: random.Random, at: datetime) -> None:
    for booking in _one(chance, BookingState.OFFERED):
        waiting_list_services.leave_waiting_list(booking, by=booking.practitioner, at=at)


def leave(chance: random.Random, at: datetime) -> None:
    for booking in _one(chance, BookingState.WAITING):
        waiting_list_services.leave_waiting_list(booking, by=booking.practitioner, at=at)


def run_the_jobs(chance: random.Random, at: datetime) -> None:
    services.lapse_holds(at=at)
    waiting_list_services.lapse_offers(at=at)
    waiting_list_services.pass_on_free_places(at=at)


DEEDS: list[Callable[[random.Random, datetime], None]] = [
    *(book, book, book, wait, wait, wait, wait),
    *(withdraw, withdraw, substitute, substitute, accept, refuse, leave, run_the_jobs),
]


def _anybody(chance: random.Random) -> User:
    return chance.choice(db.session.scalars(select(User).order_by(User.id)).all())


def _any_session(chance: random.Random) -> TrainingSession:
    return chance.choice(db.session.scalars(select(TrainingSession).order_by(TrainingSession.id)).all())


def _one(chance: random.Random, state: BookingState) -> list[Booking]:
    assert state in LIVE
    found = db.session.scalars(select(Booking).where(Booking.state == state)).all()
    return [chance.choice(found)] if found else []


if __name__ == "__main__":
    sys.stdout.write(f"{dict(main(float(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))}\n")

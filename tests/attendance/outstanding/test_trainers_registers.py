"""A trainer is sent the register before the day."""

from datetime import date

from flask import Flask

from app.attendance.outstanding.jobs import send_registers
from app.core import clock
from app.notifications.models import LetterKind
from app.programme.models import Trainer
from app.programme.trainer_requests.jobs import tell_trainers
from tests.builders import HALF_DAY, a_booking, a_session, a_trainer, link_in, mail_to


def test_the_register_goes_to_confirmed_trainers_once_and_names_nobody(app: Flask) -> None:
    trainer, asked = (a_trainer(name, email=f"{name}@example.org") for name in ("ann", "bob"))
    session = a_session(trainers=[trainer], on=date(2026, 12, 21))
    a_session(trainers=[asked], are_confirmed=False, on=date(2026, 12, 21))
    a_session(trainers=[trainer], on=date(2026, 12, 21), is_open=True)  # nobody books it
    booking = a_booking(session)
    tell_trainers()
    assert send_registers() == ""  # it is four weeks off
    clock.freeze(clock.from_london(date(2026, 12, 20), HALF_DAY[0]))
    assert send_registers() == "1 register sent to trainers"
    assert send_registers() == ""
    assert sent_to(asked) == 0
    (letter,) = mail_to(trainer.email, LetterKind.TRAINER_REGISTER)
    assert "1 person is booked" in letter.text
    assert link_in(letter) == f"/registers/{session.id}"
    assert booking.name not in letter.text


def sent_to(trainer: Trainer) -> int:
    return len(mail_to(trainer.email, LetterKind.TRAINER_REGISTER))

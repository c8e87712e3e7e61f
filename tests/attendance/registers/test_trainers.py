"""A trainer marks the registers of their own sessions, and sees nobody else's."""

from datetime import time, timedelta

import pytest
from flask import Flask

from app.attendance.registers import queries
from app.attendance.registers.services import mark
from app.booking.states import Outcome
from app.core.roles import Role
from app.programme.models_sessions import Day, TrainingSession
from tests.builders import a_booking, a_course, a_manager, a_past_session, a_session, a_trainer, a_user
from tests.conftest import NOW
from tests.page import Visitor
from tests.words import CLOSE_THE_REGISTER, EVERYONE_IS_HERE, MARK_AS_EXCUSED

MINE = "ann@example.org"


@pytest.fixture
def session(app: Flask) -> TrainingSession:
    return a_past_session(a_course("Complex Neglect"), trainers=[a_trainer("Ann", email=MINE)])


@pytest.fixture
def trainer(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_user(Role.TRAINER, email=MINE))


def test_a_trainer_marks_their_own_and_sees_names_agencies_and_needs(
    trainer: Visitor, session: TrainingSession
) -> None:
    booking = a_booking(session, access_needs="A hearing loop", dietary_needs="No nuts")
    page = trainer.open_page("/").click("Registers").click("Complex Neglect")
    assert f"{booking.name} {booking.agency_name} · A hearing loop · No nuts" in page.words
    assert booking.practitioner.email not in page.words
    assert booking.manager_email not in page.words
    page = page.press(EVERYONE_IS_HERE)
    assert booking.outcome is Outcome.ATTENDED
    assert "the training team closes the register" in page.words


def test_a_trainer_marks_each_day_of_theirs_and_neither_closes_nor_corrects(trainer: Visitor, app: Flask) -> None:
    days = [Day(NOW.date() - timedelta(days=ago), time(9, 30), time(12)) for ago in (4, 3)]
    session = a_session(days=days, trainers=[a_trainer(email=MINE)])
    booking = a_booking(session, a_user(name="Bo Hill"))
    page = trainer.open_page(f"/registers/{session.id}").press(EVERYONE_IS_HERE)
    assert "Day 1 of 2" in page.words
    page = trainer.open_page(f"/registers/{session.id}?day=2").click("Excused: Bo Hill")
    page = page.press(MARK_AS_EXCUSED, said_by="Kim Lee, the line manager")
    assert booking.outcome is Outcome.LEFT_EARLY
    assert "Day 2 of 2" in page.words
    assert "Kim Lee" not in page.words
    assert not any(button.get_text() == CLOSE_THE_REGISTER for button in page.soup.find_all("button"))
    csrf_token = page.soup.find(attrs={"name": "csrf_token"})["value"]
    for part in ("close", f"bookings/{booking.id}/correct"):
        address = f"/registers/{session.id}/{part}"
        assert trainer.open_page(address, method="POST", data={"csrf_token": csrf_token}).status == 403


def test_who_excused_somebody_reaches_no_trainer_when_the_mark_is_changed(
    trainer: Visitor, session: TrainingSession
) -> None:
    booking = a_booking(session, a_user(name="Bo Hill"))
    mark(booking, Outcome.EXCUSED, said_by="Her cancer nurse", by=a_manager(), at=NOW)
    page = trainer.open_page(f"/registers/{session.id}").press("Here: Bo Hill")
    assert page.notice == "Bo Hill is marked here."
    assert "cancer" not in page.response.get_data(as_text=True)
    page = page.press("Did not attend: Bo Hill")
    assert "Undo what was marked for Bo Hill" in page.notice
    trainer.sign_in(a_manager())
    page = trainer.open_page(f"/registers/{session.id}").click("Excused: Bo Hill")
    page = page.press(MARK_AS_EXCUSED, said_by="Her line manager").press("Left early: Bo Hill")
    page.press("Undo what was marked for Bo Hill")
    assert queries.mark_on(booking, session.days[0].on) == (Outcome.EXCUSED, "Her line manager")


def test_anybody_elses_register_is_page_not_found(trainer: Visitor, session: TrainingSession) -> None:
    asked = a_past_session(trainers=[a_trainer(email=MINE)], are_confirmed=False)
    for other in (a_past_session(), asked):
        booking = a_booking(other)
        for part in ("", "/walk-in", f"/bookings/{booking.id}/instead", f"/bookings/{booking.id}/excused"):
            assert trainer.open_page(f"/registers/{other.id}{part}").status == 404
    page = trainer.open_page("/registers")
    assert len(page.soup.select(".cb-row")) == 1


def test_a_trainer_without_sessions_is_told_what_to_do(visitor: Visitor) -> None:
    page = visitor.sign_in(a_user(Role.TRAINER)).open_page("/registers")
    assert page.click("Sessions I train").address == "/sessions-to-train"

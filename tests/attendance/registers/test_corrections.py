"""A closed register is corrected by the training team, with words that say why; what stood before is kept."""

from datetime import date, time, timedelta

import pytest
from flask import Flask

from app.accounts.models import User
from app.attendance.registers import queries
from app.attendance.registers.models import DayMark
from app.attendance.registers.refusals import RegisterClosed, SaidByNeeded, StaysMarked, WhyNeeded
from app.attendance.registers.services import mark, mark_everyone_attended
from app.attendance.walk_ins.refusals import WasHereBefore
from app.attendance.walk_ins.services import add_walk_in, came_instead, take_off
from app.booking.models import Booking
from app.booking.queries import on_the_register
from app.booking.states import BookingState, Outcome
from app.core.database import db
from app.core.roles import Role
from app.programme.models_sessions import Day, TrainingSession
from app.web.formatting import facts
from tests.builders import (
    a_booking,
    a_closed_register,
    a_course,
    a_delegate,
    a_manager,
    a_past_session,
    a_session,
    a_trainer,
    a_user,
    an_agency,
)
from tests.conftest import NOW
from tests.page import Visitor
from tests.words import (
    ADD_SOMEONE_WHO_CAME,
    ADD_TO_THE_REGISTER,
    CORRECT_THE_REGISTER,
    ENTER_WHY_IT_IS_CORRECTED,
    REMOVE_FROM_THE_REGISTER,
)

WHY = "The trainer’s list says so."


@pytest.fixture
def manager(app: Flask) -> User:
    return a_manager()


def a_closed_session(**more: object) -> TrainingSession:
    session = a_past_session(a_course("Complex Neglect"), **more)  # type: ignore[arg-type]
    a_closed_register(session)
    return session


def history(session: TrainingSession) -> list[str]:
    return [facts(entry.data) for entry, _, _ in queries.corrections_of(session)]


def test_a_correction_says_why_and_keeps_what_stood_before(manager: User) -> None:
    booking = a_booking(a_closed_session(), outcome=Outcome.NO_SHOW)
    for why in ("", "  "):
        with pytest.raises(WhyNeeded):
            mark(booking, Outcome.ATTENDED, why=why, by=manager, at=NOW)
    assert booking.outcome is Outcome.NO_SHOW
    mark(booking, Outcome.ATTENDED, why=WHY, by=manager, at=NOW)
    assert booking.outcome is Outcome.ATTENDED
    [(entry, corrected, by)] = queries.corrections_of(booking.session)
    assert (facts(entry.data), entry.at, corrected, by) == (f"no-show to attended: {WHY}", NOW, booking, manager)


def test_of_several_days_one_is_corrected_and_the_outcome_follows_from_all(manager: User) -> None:
    session = a_session(days=[Day(date(2026, 11, number), time(9, 30), time(12)) for number in (17, 19)])
    a_closed_register(session)
    booking = a_booking(session, outcome=Outcome.NO_SHOW)
    mark(booking, Outcome.ATTENDED, on=date(2026, 11, 19), why=WHY, by=manager, at=NOW)
    assert booking.outcome is Outcome.LEFT_EARLY
    mark(booking, Outcome.ATTENDED, on=date(2026, 11, 17), why=WHY, by=manager, at=NOW)
    assert booking.outcome is Outcome.ATTENDED
    assert history(session) == [
        f"Tue 17 Nov 2026: no-show to attended: {WHY}",
        f"Thu 19 Nov 2026: no-show to attended: {WHY}",
    ]


def test_a_mark_on_a_closed_register_is_never_taken_back_nor_everybody_marked(manager: User) -> None:
    booking = a_booking(a_closed_session(), outcome=Outcome.NO_SHOW)
    with pytest.raises(StaysMarked):
        mark(booking, None, why=WHY, by=manager, at=NOW)
    with pytest.raises(RegisterClosed):
        mark_everyone_attended(booking.session, by=manager, at=NOW)
    assert booking.outcome is Outcome.NO_SHOW


def test_nobody_but_the_training_team_corrects(app: Flask) -> None:
    trainer = a_user(Role.TRAINER)
    booking = a_booking(session := a_closed_session(), outcome=Outcome.NO_SHOW)
    walk_in = a_booking(session, outcome=Outcome.WALK_IN, state=BookingState.WALKED_IN)
    by = {"why": WHY, "by": trainer, "at": NOW}
    for refused in (
        lambda: mark(booking, Outcome.ATTENDED, **by),
        lambda: add_walk_in(session, name="W", email="w@example.org", agency=None, **by),
        lambda: take_off(walk_in, **by),
        lambda: came_instead(booking, a_delegate(), **by),
    ):
        with pytest.raises(RegisterClosed):
            refused()
    assert history(session) == []
    assert walk_in in on_the_register(session)


def test_a_walk_in_is_added_to_a_closed_register_and_taken_off(manager: User) -> None:
    session, by = a_closed_session(), {"by": manager, "at": NOW}
    with pytest.raises(WhyNeeded):
        add_walk_in(session, name="Wyn", email="wyn@example.org", agency=None, **by)
    walk_in = add_walk_in(session, name="Wyn", email="wyn@example.org", agency=None, why=WHY, **by)
    assert on_the_register(session) == [walk_in]
    with pytest.raises(WhyNeeded):
        take_off(walk_in, **by)
    take_off(walk_in, why="Came to another.", **by)
    assert on_the_register(session) == []
    assert history(session) == [
        "walk-in to not on the register: Came to another.",
        f"not on the register to walk-in: {WHY}",
    ]


def test_a_colleague_who_came_instead_is_entered_after_closing(manager: User) -> None:
    booking = a_booking(a_closed_session(), outcome=Outcome.NO_SHOW)
    with pytest.raises(WhyNeeded):
        came_instead(booking, a_delegate(), by=manager, at=NOW)
    colleague = came_instead(booking, a_delegate(), why=WHY, by=manager, at=NOW)
    assert (booking.outcome, colleague.outcome) == (Outcome.SUBSTITUTED, Outcome.ATTENDED)
    assert history(booking.session) == [f"no-show to a colleague came instead: {WHY}"]


def test_an_imported_register_is_corrected_too(manager: User) -> None:
    booking = a_booking(a_closed_session(is_imported=True, days_ago=400), outcome=Outcome.NO_SHOW)
    mark(booking, Outcome.EXCUSED, said_by="The agency", why=WHY, by=manager, at=NOW)
    assert booking.outcome is Outcome.EXCUSED


def two_days(first: date = date(2026, 11, 19)) -> TrainingSession:
    return a_session(days=[Day(first + timedelta(days=number), time(9, 30), time(12)) for number in (0, 1)])


def test_absences_of_other_days_go_with_the_place_of_who_came_instead(manager: User) -> None:
    session = two_days()
    booking = a_booking(session)
    first, second = (day.on for day in session.days)
    mark(booking, Outcome.EXCUSED, on=first, said_by="The manager", by=manager, at=NOW)
    colleague = came_instead(booking, a_delegate(), on=second, by=manager, at=NOW)
    assert (booking.state, booking.outcome) == (BookingState.SUBSTITUTED, Outcome.SUBSTITUTED)
    assert colleague.outcome is Outcome.LEFT_EARLY
    assert queries.mark_on(colleague, first) == (Outcome.EXCUSED, "The manager")
    assert db.session.query(DayMark).filter_by(booking_id=booking.id).count() == 0


def test_who_came_instead_on_the_first_day_is_still_to_be_marked_on_the_second(manager: User) -> None:
    session = two_days()
    colleague = came_instead(a_booking(session), a_delegate(), on=session.days[0].on, by=manager, at=NOW)
    assert queries.mark_on(colleague, session.days[0].on).mark is Outcome.ATTENDED
    assert colleague.outcome is None


def test_a_place_that_was_used_on_another_day_is_not_given_away(manager: User) -> None:
    session = two_days()
    booking = a_booking(session, a_user(name="Ann Green"))
    mark(booking, Outcome.ATTENDED, on=session.days[0].on, by=manager, at=NOW)
    with pytest.raises(WasHereBefore, match="Ann Green was here on another day"):
        came_instead(booking, a_delegate(), on=session.days[1].on, by=manager, at=NOW)
    assert booking.is_booked
    assert db.session.query(Booking).count() == 1


# Pages


def test_the_team_corrects_on_the_page_and_reads_the_history(visitor: Visitor, manager: User) -> None:
    session = a_closed_session()
    a_booking(session, a_user(name="Ann Green"), Outcome.NO_SHOW)
    team = visitor.sign_in(manager)
    page = team.open_page(f"/registers/{session.id}")
    assert "A charge that no longer follows is withdrawn, or credited if it was billed." in page.words
    assert "Corrections" not in page.words
    page = page.click("Correct: Ann Green")
    assert page.h1 == "Correct the register for Ann Green"
    assert page.soup.select_one("input[checked]")["value"] == "no-show"
    refused = page.press(CORRECT_THE_REGISTER)
    assert refused.problems == [ENTER_WHY_IT_IS_CORRECTED]
    refused = page.press(CORRECT_THE_REGISTER, mark="excused", why=WHY)
    assert refused.error_beside("said_by") == SaidByNeeded.message
    page = page.press(CORRECT_THE_REGISTER, mark="excused", said_by="the line manager", why=WHY)
    assert page.notice.startswith("The register is corrected for Ann Green.")
    assert "Excused, says the line manager" in page.words
    assert f"Ann Green, no-show to excused: {WHY} {manager.name}" in page.words


def test_the_team_adds_who_was_forgotten_on_the_page_and_takes_them_off(visitor: Visitor, manager: User) -> None:
    session, agency = a_closed_session(), an_agency("Anyshire Police")
    page = visitor.sign_in(manager).open_page(f"/registers/{session.id}")
    page = page.click(ADD_SOMEONE_WHO_CAME)
    who = {"name": "Wyn", "email": "wyn@example.org", "agency": agency.name}
    assert page.press(ADD_TO_THE_REGISTER, **who).error_beside("why") == ENTER_WHY_IT_IS_CORRECTED
    page = page.press(ADD_TO_THE_REGISTER, why=WHY, **who).click("Remove from the register: Wyn")
    assert page.press(REMOVE_FROM_THE_REGISTER).error_beside("why") == ENTER_WHY_IT_IS_CORRECTED
    assert page.press(REMOVE_FROM_THE_REGISTER, why=WHY).notice == "Wyn is off the register."
    assert on_the_register(session) == []


def test_an_open_register_is_marked_and_has_nothing_to_correct(visitor: Visitor, manager: User) -> None:
    booking = a_booking(a_past_session())
    page = visitor.sign_in(manager).open_page(f"/registers/{booking.session_id}/bookings/{booking.id}/correct")
    assert page.status == 404


def test_a_trainer_reads_a_closed_register_and_corrects_nothing(visitor: Visitor) -> None:
    session = a_closed_session(trainers=[a_trainer(email="ann@example.org")])
    booking = a_booking(session, outcome=Outcome.NO_SHOW)
    mark(booking, Outcome.EXCUSED, said_by="Kim Lee", why="Kim Lee wrote.", by=a_manager(), at=NOW)
    trainer = visitor.sign_in(a_user(Role.TRAINER, email="ann@example.org"))
    page = trainer.open_page(f"/registers/{session.id}")
    assert "Excused" in page.words
    assert "Kim Lee" not in page.words
    assert not page.has_link("Correct")
    assert not page.has_link("Add someone")
    for part in ("walk-in", f"bookings/{booking.id}/instead", f"bookings/{booking.id}/excused"):
        refused = trainer.open_page(f"/registers/{session.id}/{part}")
        assert refused.refuses(RegisterClosed)
    assert trainer.open_page(f"/registers/{session.id}/bookings/{booking.id}/correct").status == 403

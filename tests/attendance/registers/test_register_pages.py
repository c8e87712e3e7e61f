"""One register on a page: days as tabs, a search that stays, undo, and pages of those closed."""

import threading
from datetime import date, time, timedelta

import pytest
from flask import Flask

from app.accounts.models import User
from app.attendance.registers import queries_registers
from app.attendance.registers.models import DayMark
from app.attendance.registers.refusals import MarkingNotOpen, SaidByNeeded
from app.attendance.registers.services import mark
from app.booking.models import Booking
from app.booking.states import BookingState, Outcome
from app.core.database import db
from app.programme.models_sessions import Day, TrainingSession
from tests.builders import (
    a_booking,
    a_closed_register,
    a_course,
    a_manager,
    a_past_session,
    a_session,
    a_user,
    an_agency,
)
from tests.conftest import NOW, clock_at
from tests.page import Page, Visitor
from tests.words import CLOSE_THE_REGISTER, EVERYONE_IS_HERE, MARK_AS_EXCUSED, REGISTER_IS_CLOSED

FIRST, SECOND = date(2026, 11, 19), date(2026, 11, 23)


@pytest.fixture
def team(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


@pytest.fixture
def session(app: Flask) -> TrainingSession:
    """Of two days: last Thursday, and today; with three people."""
    session = a_session(a_course("Complex Neglect"), days=[Day(on, time(9, 30), time(12)) for on in (FIRST, SECOND)])
    police, health = an_agency("Anyshire Police"), an_agency("Health visitors")
    for name, agency in (("Ann Green", police), ("Bo Hill", health), ("Zoë Łuk", health)):
        a_booking(session, a_user(name=name, agency=agency))
    return session


def shown(page: Page) -> list[str]:
    return [row.b.get_text() for row in page.soup.select(".cb-person:not([hidden])")]


def test_a_register_shows_todays_day_and_leads_to_the_others(team: Visitor, session: TrainingSession) -> None:
    page = team.open_page(f"/registers/{session.id}")
    assert page.h1 == "Complex Neglect: register of Mon 23 Nov 2026"
    assert "Mon 23 Nov 2026 · Day 2 of 2 · 3 booked" in page.words
    with clock_at(NOW + timedelta(days=1)):  # neither day is marked: the first is
        assert "Day 1 of 2" in team.open_page(f"/registers/{session.id}").words
    page = team.open_page(f"/registers/{session.id}?day=1").press(EVERYONE_IS_HERE)
    assert "Day 1 of 2" in page.words
    assert "3 here · 0 not · 0 to mark" in page.words
    page = page.click("Day 2")
    assert "0 here · 0 not · 3 to mark" in page.words
    with clock_at(NOW + timedelta(days=1)):
        assert "Day 2 of 2" in team.open_page(f"/registers/{session.id}").words
    with clock_at(NOW - timedelta(days=1)):
        page = team.open_page(f"/registers/{session.id}")
        assert "Marking opens an hour before the start of the day." in page.words
        assert not page.soup.select("main form[method=post]:not([role=search])")


@pytest.mark.parametrize("day", ["0", "3", "-1", "99999999999999999999"])
def test_a_day_that_there_is_not_is_page_not_found(team: Visitor, session: TrainingSession, day: str) -> None:
    assert team.open_page(f"/registers/{session.id}?day={day}").status == 404


@pytest.mark.parametrize("day", ["", "x", "1e3", "%00"])
def test_a_day_that_is_no_number_shows_the_day_that_matters(team: Visitor, session: TrainingSession, day: str) -> None:
    assert "Day 2 of 2" in team.open_page(f"/registers/{session.id}?day={day}").words


def test_a_mark_is_flashed_with_an_undo_that_brings_back_what_stood(team: Visitor, session: TrainingSession) -> None:
    page = team.open_page(f"/registers/{session.id}").press("Mark here: Bo Hill")
    assert page.notice == "Bo Hill is marked here. Undo what was marked for Bo Hill"
    page = page.click("Excused: Bo Hill").press(MARK_AS_EXCUSED, said_by="the line manager")
    assert "Bo Hill is excused." in page.notice
    assert "Excused, says the line manager" in page.words
    page = page.press("Did not attend: Bo Hill").press("Undo what was marked for Bo Hill")
    assert "Bo Hill is excused." in page.notice
    assert "Excused, says the line manager" in page.words
    page = page.press("Undo: Bo Hill")
    assert page.notice.startswith("Bo Hill is to be marked again.")
    assert "0 here · 0 not · 3 to mark" in page.words


def test_the_one_who_excused_is_asked_beside_the_field(team: Visitor, session: TrainingSession) -> None:
    page = team.open_page(f"/registers/{session.id}").click("Excused: Bo Hill")
    assert page.h1 == "Who excused Bo Hill?"
    assert page.press(MARK_AS_EXCUSED).error_beside("said_by") == SaidByNeeded.message
    assert page.press(MARK_AS_EXCUSED, said_by="x" * 201).problems == ["Who said so? must be 200 characters or fewer"]


def test_a_search_finds_people_and_stays_through_marking(team: Visitor, session: TrainingSession) -> None:
    page = team.open_page(f"/registers/{session.id}?day=1").press("Find", q="HEALTH")
    assert shown(page) == ["Bo Hill", "Zoë Łuk"]
    assert "Day 1 of 2" in page.words
    page = page.press("Mark here: Zoë Łuk")
    assert shown(page) == ["Bo Hill", "Zoë Łuk"]
    assert page.soup.find(id="q")["value"] == "HEALTH"
    assert "1 here · 0 not · 2 to mark" in page.words
    assert shown(page.press("Undo what was marked for Zoë Łuk")) == ["Bo Hill", "Zoë Łuk"]
    page = page.press("Find", q="nobody at all")
    assert shown(page) == []
    assert not page.soup.select_one("[data-nobody]").has_attr("hidden")
    assert shown(page.click("show everybody")) == ["Ann Green", "Bo Hill", "Zoë Łuk"]


@pytest.mark.parametrize("typed", ["%", "\x00%", "<script>", "x" * 5000, "😀"])
def test_whatever_is_typed_is_looked_for(team: Visitor, session: TrainingSession, typed: str) -> None:
    page = team.open_page(f"/registers/{session.id}").press("Find", q=typed)
    assert page.status == 200
    assert shown(page) == (["Ann Green", "Bo Hill", "Zoë Łuk"] if typed == "\x00" else [])


def test_the_forms_of_the_door_open_only_while_marking_is_open(team: Visitor) -> None:
    booking = a_booking(a_session())
    for part in ("walk-in", f"bookings/{booking.id}/instead", f"bookings/{booking.id}/excused"):
        address = f"/registers/{booking.session_id}/{part}"
        refused = team.open_page(address)
        assert refused.refuses(MarkingNotOpen)
        with clock_at(booking.session.starts_at - timedelta(hours=1)):
            assert team.open_page(address).status == 200


def test_a_walk_in_counts_as_here_on_every_day(team: Visitor, session: TrainingSession) -> None:
    a_booking(session, a_user(name="Wyn"), Outcome.WALK_IN, state=BookingState.WALKED_IN)
    for day in (1, 2):
        page = team.open_page(f"/registers/{session.id}?day={day}")
        assert "3 booked · 1 walk-in" in page.words
        assert "1 here · 0 not · 3 to mark" in page.words


def test_a_closed_register_of_several_days_shows_the_outcome_and_the_day(
    team: Visitor, session: TrainingSession
) -> None:
    [ann, *others] = db.session.query(Booking).order_by(Booking.id)
    words = {"by": a_manager(), "at": NOW}
    for on, outcome in ((FIRST, Outcome.ATTENDED), (SECOND, Outcome.NO_SHOW)):
        mark(ann, outcome, on=on, **words)
        for other in others:
            mark(other, Outcome.ATTENDED, on=on, **words)
    with clock_at(session.ends_at):
        page = team.open_page(f"/registers/{session.id}").press(CLOSE_THE_REGISTER)
    assert page.notice.startswith(REGISTER_IS_CLOSED)
    page = team.open_page(f"/registers/{session.id}?day=2")
    row = page.soup.find(id=f"booking-{ann.id}").get_text(" ", strip=True)
    assert "Left early" in row
    assert "On this day: did not attend" in row


def test_closed_registers_are_found_by_title_and_turned_page_by_page(team: Visitor) -> None:
    neglect, other = a_course("Complex Neglect"), a_course("100% sure")
    for number in range(queries_registers.ON_A_PAGE + 1):
        a_closed_register(a_past_session(neglect, days_ago=number + 2))
    a_closed_register(a_past_session(other, days_ago=1))
    page = team.open_page("/registers")
    assert len(page.soup.select(".cb-row")) == queries_registers.ON_A_PAGE
    assert not page.has_link("Newer")
    page = page.click("Older")
    assert len(page.soup.select(".cb-row")) == 2
    assert not page.has_link("Older")
    page = page.click("Newer").press("Find", q="0% S")
    assert [title.get_text(strip=True) for title in page.soup.select(".cb-row__title")] == ["100% sure"]
    assert "No closed register has “nothing” in its title." in page.press("Find", q="nothing").words
    assert "There are no more closed registers." in team.open_page("/registers?page=9").words
    assert team.open_page("/registers?page=99999999999999999999").status == 200


def test_of_two_who_mark_one_person_at_once_both_are_answered_and_one_mark_stands(app: Flask) -> None:
    booking_id = a_booking(a_past_session()).id
    officers, outcomes = [a_manager().id, a_manager().id], [Outcome.ATTENDED, Outcome.NO_SHOW]
    both_have_looked = threading.Barrier(2, timeout=10)
    answers: list[str] = []

    def tap(number: int) -> None:
        with app.app_context():
            booking, officer = db.session.get_one(Booking, booking_id), db.session.get_one(User, officers[number])
            assert booking.outcome is None
            db.session.commit()
            both_have_looked.wait()
            before = mark(booking, outcomes[number], by=officer, at=NOW)
            answers.append(f"{before.mark} to {outcomes[number]}")

    threads = [threading.Thread(target=tap, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) in (["None to attended", "attended to no-show"], ["None to no-show", "no-show to attended"])
    db.session.rollback()
    [made] = db.session.query(DayMark)
    assert db.session.get_one(Booking, booking_id).outcome is made.mark

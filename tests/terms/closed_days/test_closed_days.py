"""Days on which the office is closed: for bookings made from then on, and never against a promise."""

from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask

from app.audit.models import AuditEntry
from app.booking import queries as booking_queries
from app.booking.claims.services_delegates import delegate_of
from app.booking.leaving import services as leaving_services
from app.booking.leaving.services_substitution import substitute
from app.booking.models import Booking
from app.booking.office import services as office_services
from app.booking.places import services as places_services
from app.booking.states import BookingState
from app.booking.waiting_list import services as waiting_list_services
from app.core import clock
from app.core.database import db
from app.programme.models_sessions import Day, TrainingSession
from app.programme.sessions.services import SessionDetails
from app.terms.closed_days.queries import closed_days
from app.terms.closed_days.refusals import AlreadyClosed, NoWorkingDay
from app.terms.models import ClosedDay
from tests.builders import a_booking, a_closed_day, a_delegate, a_manager, a_policy, a_session, a_user, mail_to
from tests.conftest import NOW
from tests.page import Page, Visitor
from tests.words import ENTER_A_REAL_DATE

MONDAY_21, FRIDAY_18 = date(2026, 12, 21), date(2026, 12, 18)
SECOND = timedelta(seconds=1)


def at(day: int, hours: int = 9, minutes: int = 30) -> datetime:
    return clock.from_london(date(2026, 12, day), time(hours, minutes))


def booked(session: TrainingSession) -> Booking:
    person = a_user()
    return places_services.book_place(session, delegate_of(person), by=person, at=NOW)


def add(visitor: Visitor, on: str, words: str = "Closed between the years") -> Page:
    return visitor.open_page("/manage/terms/closed-days").press("Add the day", on=on, words=words)


def test_the_office_adds_a_day_and_removes_it(visitor: Visitor) -> None:
    page = visitor.sign_in(a_manager()).open_page("/manage/terms").click("See and change the closed days")
    assert "No day is added yet" in page.words
    page = page.press("Add the day", on="2026-12-29", words="Closed between the years")
    assert page.notice == "Tuesday 29 December 2026 is no working day, for bookings made from now on."
    assert closed_days() == {date(2026, 12, 29)}
    page = page.press("Remove Tuesday 29 December 2026")
    assert page.notice == "Tuesday 29 December 2026 is a working day again, for bookings made from now on."
    assert closed_days() == frozenset()
    assert [entry.verb for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)] == [
        "added a closed day",
        "removed a closed day",
    ]


@pytest.mark.parametrize(
    ("on", "complaint"),
    [
        ("", "Enter the date"),
        ("2027-02-30", ENTER_A_REAL_DATE),
        ("2026-11-23", "Choose a day that is still to come."),
        ("2026-12-26", NoWorkingDay.message),
        ("2026-12-28", NoWorkingDay.message),
        ("2027-06-10", AlreadyClosed.message),
    ],
)
def test_a_day_that_means_nothing_is_refused_beside_the_date(visitor: Visitor, on: str, complaint: str) -> None:
    a_closed_day(date(2027, 6, 10))
    visitor.sign_in(a_manager())
    page = add(visitor, on)
    assert page.error_beside("on") == complaint
    assert closed_days() == {date(2027, 6, 10)}


def test_a_day_needs_words(visitor: Visitor) -> None:
    visitor.sign_in(a_manager())
    assert add(visitor, "2026-12-29", " ").error_beside("words") == "Say why, such as Closed between the years"


def test_a_day_that_has_come_stays(visitor: Visitor) -> None:
    day = a_closed_day(NOW.date())
    page = visitor.sign_in(a_manager()).open_page("/manage/terms/closed-days")
    assert "Remove" not in page.words
    address = f"/manage/terms/closed-days/{day.id}/remove"
    with pytest.raises(AssertionError):
        page.press("Remove Monday 23 November 2026")
    csrf = page.soup.find(attrs={"name": "csrf_token"})["value"]
    refused = visitor.open_page(address, method="POST", data={"csrf_token": csrf})
    assert (refused.status, db.session.query(ClosedDay).count()) == (409, 1)


def test_a_booking_made_after_it_counts_the_day_and_one_made_before_keeps_its_promise(app: Flask) -> None:
    a_policy()
    session = a_session(on=MONDAY_21)
    before = booked(session)
    a_closed_day(FRIDAY_18)
    after = booked(session)
    assert (before.promised_free_until, before.free_until) == (at(17), at(17))
    assert (after.promised_free_until, after.free_until) == (at(16), at(16))
    assert (before.pence_at(at(17)), after.pence_at(at(17))) == (0, 2500)
    assert (
        "Free to cancel until 9:30am, Wednesday 16 December" in mail_to(after.practitioner.email, "confirmed")[0].text
    )


def test_a_colleague_takes_the_promise_over(app: Flask) -> None:
    a_policy()
    first = booked(a_session(on=MONDAY_21))
    a_closed_day(FRIDAY_18)
    colleague = substitute(first, a_delegate(), by=first.practitioner, at=NOW)
    assert colleague.promised_free_until == at(17)
    assert (colleague.pence_at(at(17)), colleague.pence_at(at(17) + SECOND)) == (0, 2500)


def test_those_in_line_have_the_promise_of_the_new_date(app: Flask) -> None:
    a_policy()
    session = a_session(on=MONDAY_21, places=1)
    booked(session)
    person = a_user()
    waits = waiting_list_services.join_waiting_list(session, delegate_of(person), by=person, at=NOW)
    assert waits.promised_free_until == at(17)
    a_closed_day(date(2026, 12, 22))
    office_services.change_session(session, moved_to(session, date(2026, 12, 23)), by=a_manager(), at=NOW)
    assert waits.promised_free_until == at(18)  # Monday 21 and Friday 18, for Tuesday 22 is none


def test_the_second_step_goes_by_the_days_known_at_the_booking(app: Flask) -> None:
    a_policy(notice=10, full_notice=2, partial_percent=50)
    session = a_session(on=MONDAY_21)
    before = booked(session)
    a_closed_day(FRIDAY_18, added_at=NOW + timedelta(minutes=5))
    person = a_user()
    later = NOW + timedelta(hours=1)
    after = places_services.book_place(session, delegate_of(person), by=person, at=later)
    assert [before.pence_at(when) for when in (at(16), at(17), at(17) + SECOND)] == [1250, 1250, 2500]
    assert [after.pence_at(when) for when in (at(16), at(16) + SECOND, at(17))] == [1250, 2500, 2500]


def test_two_working_days_to_withdraw_free_are_counted_without_closed_days(app: Flask) -> None:
    """Friday 27 and Thursday 26 before Monday 30; Wednesday 25 where Thursday is closed: then they are asked first."""
    a_policy()
    session = a_session(on=date(2026, 12, 2), places=1)
    a_booking(session)
    person = a_user()
    waits = waiting_list_services.join_waiting_list(session, delegate_of(person), by=person, at=NOW)
    assert waits.free_until == clock.from_london(date(2026, 11, 30), time(9, 30))
    a_closed_day(date(2026, 11, 26))
    freed = clock.from_london(date(2026, 11, 26), time(9))
    first = booking_queries.of_session(session, BookingState.BOOKED)[0]
    leaving_services.withdraw(first, by=first.practitioner, at=freed)
    assert waits.state is BookingState.OFFERED


def moved_to(session: TrainingSession, on: date) -> SessionDetails:
    day = session.days[0]
    return SessionDetails(
        days=[Day(on, day.starts, day.ends)], places=session.places, delivery=session.delivery, venue=session.venue
    )

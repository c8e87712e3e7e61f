"""Moving to another date: the new place is taken and the old one left in one go, or nothing changes."""

from datetime import timedelta

import pytest
from flask import Flask
from icalendar import Calendar

from app.accounts.models import Sector, User
from app.booking import queries as booking_queries
from app.booking.claims.services_delegates import delegate_of
from app.booking.eligibility.refusals import NotTheAudience
from app.booking.leaving.services import withdraw
from app.booking.models import Booking
from app.booking.office import services as office
from app.booking.places import services as places
from app.booking.places.queries_invariants import broken_invariants
from app.booking.refusals import AlreadyBooked, NotBooked, SessionFull, SessionStarted
from app.booking.states import BookingState, Channel, Outcome
from app.booking.transferring import queries, services
from app.booking.transferring.refusals import NotADateOfTheCourse, TickToWait
from app.booking.waiting_list import services as waiting_list
from app.charging import queries as charging
from app.charging.proposals.services import propose_charges
from app.core.database import db
from app.core.roles import Role
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession
from app.terms.models import ManagerNews
from tests.builders import (
    a_booking,
    a_course,
    a_hold,
    a_manager,
    a_policy,
    a_session,
    a_user,
    an_agency,
    entries_about,
    mail_to,
)
from tests.conftest import NOW, clock_at
from tests.page import Page, Visitor

A_DAY = timedelta(days=1)
MOVE = "Move to this date"


def booked(session: TrainingSession, person: User | None = None) -> Booking:
    person = person or a_user()
    return places.book_place(session, delegate_of(person), by=person, at=NOW)


def two_dates(course: Course | None = None, **more: object) -> tuple[TrainingSession, TrainingSession]:
    """In four weeks and in eight."""
    course = course or a_course()
    first = a_session(course)
    return first, a_session(course, on=first.days[0].on + timedelta(weeks=4), **more)  # type: ignore[arg-type]


def test_moving_takes_the_new_place_leaves_the_old_one_and_is_kept_on_both(app: Flask) -> None:
    first, second = two_dates()
    booking = booked(first)
    taken = services.transfer(booking, second, by=booking.practitioner, at=NOW, reason="A court date")
    assert (booking.state, booking.outcome, booking.cancel_reason) == ("cancelled", Outcome.CANCELLED, "A court date")
    kept = ("name", "agency_id", "job_role", "manager_email", "access_needs")
    assert taken.is_booked
    assert [getattr(taken, name) for name in kept] == [getattr(booking, name) for name in kept]
    assert [booking_queries.places_taken(each.id, at=NOW) for each in (first, second)] == [0, 1]
    became, came_from = queries.moves_of([booking, taken])
    assert (became, came_from) == ({booking.id: taken}, {taken.id: booking})
    dates = {"was": first.days[0].on.isoformat(), "now": second.days[0].on.isoformat()}
    for record, verb in ((booking, "moved to another date"), (taken, "took a place instead of another date")):
        entry = entries_about(record)[-1]
        assert (entry.verb, dates.items() <= entry.data.items()) == (verb, True)
    assert broken_invariants(at=NOW) == []


def test_one_letter_says_was_and_now_and_a_short_one_takes_the_old_entry_out(app: Flask) -> None:
    a_policy(tells_managers_of=[news.value for news in ManagerNews])
    first, second = two_dates()
    booking = booked(first)
    taken = services.transfer(booking, second, by=booking.practitioner, at=NOW)
    letter, out = mail_to(booking.practitioner.email, "transferred")
    assert "Was: Monday 21 December 2026" in letter.text
    assert "Is now: Monday 18 January 2027" in letter.text
    assert "Nothing is charged for the date that you left." in letter.text
    assert f"/questionnaires/before/{taken.id}-" in letter.revealed_text()
    for message, method, number in ((letter, "REQUEST", taken.id), (out, "CANCEL", booking.id)):
        assert message.calendar_method == method
        assert f"UID:booking-{number}-day-1@coursebook" in (message.calendar or "")
    assert mail_to(booking.practitioner.email, "withdrawn") == []
    assert [message.state for message in mail_to(booking.practitioner.email, "confirmed")] == ["withdrawn"]
    moved = mail_to(booking.manager_email)[-1]
    assert moved.subject.endswith("has moved training to another date")
    assert mail_to(booking.manager_email, "manager-withdrawal") == []


def test_a_new_sender_takes_the_entry_of_a_moved_booking_out_as_the_one_that_sent_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = two_dates()
    booking = booked(first)
    taken = services.transfer(booking, second, by=booking.practitioner, at=NOW)
    monkeypatch.setitem(app.config, "MAIL_DEFAULT_SENDER", "other@example.org")
    withdraw(taken, by=taken.practitioner, at=NOW)
    [goodbye] = mail_to(taken.practitioner.email, "withdrawn")
    [event] = Calendar.from_ical(goodbye.calendar).walk("VEVENT")
    assert event["organizer"] == "mailto:training@example.org"


def test_a_late_move_is_charged_as_a_late_withdrawal_is_and_an_early_one_is_not(app: Flask) -> None:
    a_policy()
    first, second = two_dates()
    early, late = booked(first), booked(first)
    services.transfer(early, second, by=early.practitioner, at=NOW)
    at = first.starts_at - A_DAY
    services.transfer(late, second, by=late.practitioner, at=at, reason="Ill")
    assert late.outcome is Outcome.LATE_CANCELLED
    propose_charges(at=at)
    assert [(charge.booking_id, charge.pence) for charge in charging.charges()] == [(late.id, 2500)]
    assert "may be charged £25" in mail_to(late.practitioner.email, "transferred")[0].text


def test_the_office_may_say_when_it_was_told(app: Flask) -> None:
    a_policy()
    first, second = two_dates()
    booking = booked(first)
    at = first.starts_at - A_DAY
    told_at = first.starts_at - 5 * A_DAY
    services.transfer(booking, second, by=a_manager(), at=at, channel=Channel.PHONE, told_at=told_at)
    assert (booking.outcome, booking.cancelled_at, booking.cancel_channel) == (
        Outcome.CANCELLED,
        told_at,
        Channel.PHONE,
    )


def test_where_the_new_date_is_full_or_closed_to_them_nothing_changes(app: Flask) -> None:
    course = a_course()
    first, full = two_dates(course, places=1)
    booked(full)
    for_police = a_session(course, on=first.days[0].on + timedelta(weeks=5), audience=[Sector.POLICE])
    elsewhere, booking = a_session(), booked(first)
    mine = a_session(course, on=first.days[0].on + timedelta(weeks=6))
    booked(mine, booking.practitioner)
    refused = (
        (full, SessionFull),
        (for_police, NotTheAudience),
        (elsewhere, NotADateOfTheCourse),
        (first, NotADateOfTheCourse),
        (mine, AlreadyBooked),
    )
    for to, no in refused:
        with pytest.raises(no):
            services.transfer(booking, to, by=booking.practitioner, at=NOW)
    assert (booking.state, booking.outcome) == (BookingState.BOOKED, None)
    assert mail_to(booking.practitioner.email, "transferred") == []
    with pytest.raises(SessionStarted):
        services.transfer(booking, mine, by=booking.practitioner, at=first.starts_at)
    assert services.transfer(booking, for_police, by=a_manager(), at=NOW, waives_rules=True).is_booked
    with pytest.raises(NotBooked):
        services.transfer(booking, full, by=booking.practitioner, at=NOW)


def test_the_place_that_is_left_goes_to_the_next_in_line(app: Flask) -> None:
    course = a_course()
    first = a_session(course, places=1)
    second = a_session(course, on=first.days[0].on + timedelta(weeks=4))
    booking, waits = booked(first), a_user()
    waiting = waiting_list.join_waiting_list(first, delegate_of(waits), by=waits, at=NOW)
    services.transfer(booking, second, by=booking.practitioner, at=NOW)
    assert waiting.is_booked


def test_a_date_for_one_agency_is_offered_to_that_agency_alone(app: Flask) -> None:
    ours, course = an_agency(), a_course()
    theirs = {"invited_agency_id": an_agency().id}
    public = a_session(course)
    bespoke = a_session(course, on=public.days[0].on + A_DAY, invited_agency_id=ours.id)
    a_session(course, on=public.days[0].on + 2 * A_DAY, **theirs)
    again = a_session(course, on=public.days[0].on + 3 * A_DAY, invited_agency_id=ours.id)
    booking = a_booking(bespoke, a_user(agency=ours))
    offered = [each.session for each in queries.dates_to_move_to(booking, at=NOW)]
    assert offered == [public, again]


# The pages


def move_page(visitor: Visitor, booking: Booking, by: User | None = None) -> Page:
    return (
        visitor.sign_in(by or booking.practitioner).open_page(f"/bookings/{booking.id}").click("Move to another date")
    )


def test_a_practitioner_moves_from_the_booking_and_sees_both_ends(visitor: Visitor) -> None:
    a_policy()
    first, second = two_dates()
    booking = booked(first)
    page = visitor.sign_in(booking.practitioner).open_page(f"/bookings/{booking.id}/withdraw")
    page = page.click("Move to another date")
    assert "Moving now is free." in page.words
    assert "Monday 18 January 2027, 9:30am to 1:30pm, Town Hall, Northbridge: 20 places left" in page.words
    assert page.press(MOVE).error_beside("session_id") == "Choose a date"
    page = page.press(MOVE, session_id=second.id)
    assert page.notice == "You are booked on Monday 18 January 2027 instead. We send a letter that says so."
    assert "Moved to another date" in page.words
    old = visitor.open_page(f"/bookings/{booking.id}")
    assert "you moved from this date to Monday 18 January 2027" in old.words
    assert "You moved here from Monday 21 December 2026" in old.click("Monday 18 January 2027").words
    assert "no longer active" in visitor.open_page(f"/bookings/{booking.id}/another-date").words


def test_late_the_page_says_what_it_costs_and_asks_why(visitor: Visitor) -> None:
    a_policy()
    first, second = two_dates()
    booking = booked(first)
    with clock_at(first.starts_at - A_DAY):
        page = move_page(visitor, booking)
        assert "your agency may be charged £25 for it" in page.words
        page = page.press(MOVE, session_id=second.id)
        assert page.error_beside("reason") == "Tell us why you can’t come: your reason counts"
        assert "instead" in page.press(MOVE, reason="Ill").notice


def test_on_a_full_date_they_tick_to_wait_and_keep_their_place(visitor: Visitor) -> None:
    """One that filled while they chose, too."""
    first, second = two_dates(places=1)
    booking = booked(first)
    page = move_page(visitor, booking)
    booked(second)
    page = page.press(MOVE, session_id=second.id)
    assert page.error_beside("waits") == TickToWait.message
    page = page.press(MOVE, waits="y")
    assert "You are on the waiting list for Monday 18 January 2027." in page.notice
    assert booking.is_booked
    assert booking_queries.waiting_list(second.id)[0].practitioner is booking.practitioner
    assert "There is no other date of this course" in visitor.open_page(f"/bookings/{booking.id}/another-date").words


def test_a_lead_moves_a_colleague_and_nobody_of_another_agency(visitor: Visitor) -> None:
    first, second = two_dates()
    lead = a_user(Role.AGENCY_LEAD)
    booking, other = booked(first, a_user(agency=lead.agency)), booked(first)
    page = visitor.sign_in(lead).open_page("/agency").click("Move to another date")
    assert f"{booking.name} is booked on" in page.press(MOVE, session_id=second.id).notice
    assert visitor.open_page(f"/agency/bookings/{other.id}/another-date").status == 404


def test_a_lead_uses_a_place_that_their_agency_holds_and_nobody_else_does(visitor: Visitor) -> None:
    first, second = two_dates(places=1)
    lead = a_user(Role.AGENCY_LEAD)
    person, other = booked(first, a_user(agency=lead.agency)), booked(first, a_user(agency=lead.agency))
    hold = a_hold(second, lead, places=1)
    for booking, by in ((other, other.practitioner), (booked(first), lead)):
        with pytest.raises(SessionFull):
            services.transfer(booking, second, by=by, at=NOW)
    assert ": full" in move_page(visitor, other).words
    page = visitor.sign_in(lead).open_page(f"/agency/bookings/{person.id}/another-date")
    assert "1 place held for your agency" in page.words
    assert f"{person.name} is booked on" in page.press(MOVE, session_id=second.id).notice
    db.session.refresh(hold)
    assert (hold.places, hold.ended_at) == (0, NOW)
    [taken] = booking_queries.of_session(second, BookingState.BOOKED)
    assert (taken.practitioner, taken.was_held) == (person.practitioner, True)
    assert broken_invariants(at=NOW) == []


def test_the_office_moves_somebody_who_telephones(visitor: Visitor) -> None:
    a_policy()
    first, second = two_dates(audience=[Sector.POLICE])
    booking = booked(first)
    page = visitor.sign_in(a_manager()).open_page(f"/manage/sessions/{first.id}/bookings").click("Move to another date")
    page = page.press(MOVE, session_id=second.id, channel="phone", reason="Court")
    assert "This session is for police" in " ".join(page.problems)
    page = page.press(MOVE, waives_rules="y")
    assert f"{booking.name} is booked on Monday 18 January 2027 instead" in page.notice
    page = visitor.open_page(f"/manage/people/{booking.practitioner_id}")
    assert "Moved to Monday 18 January 2027" in page.words
    assert "Moved here from Monday 21 December 2026" in page.words


# My bookings say what came of it


def test_what_we_cancelled_is_not_called_withdrawn(visitor: Visitor) -> None:
    """Nor is it said of who waited that they left the list."""
    session = a_session(places=1)
    booking, waits = booked(session), a_user()
    waiting_list.join_waiting_list(session, delegate_of(waits), by=waits, at=NOW)
    office.cancel_session(session, "trainer-ill", words="We are sorry.", by=a_manager(), at=NOW)
    for person in (waits, booking.practitioner):
        page = visitor.sign_in(person).open_page("/bookings")
        assert "Cancelled by us" in page.words
        assert "Left the list" not in page.words
        assert "Withdrawn" not in page.words
    page = visitor.open_page(f"/bookings/{booking.id}")
    assert "We cancelled this session" in page.words
    assert "We are sorry." in page.words

"""Several sessions ticked and booked in one go."""

from datetime import date, time, timedelta

import icalendar
from flask import Flask

from app.booking import queries
from app.booking.claims.services_delegates import delegate_of
from app.booking.leaving import services as leaving_services
from app.booking.models import Booking
from app.booking.places import services, services_confirming
from app.booking.refusals import SessionFull
from app.booking.reminding import services as reminding_services
from app.booking.states import BookingState, Outcome
from app.core.database import db
from app.core.links import six_digit_code
from app.notifications.models import MessageState
from app.programme.models_sessions import TrainingSession
from app.programme.models_weeks import LearningWeek
from tests.builders import (
    a_booking,
    a_course,
    a_delegate,
    a_learning_week,
    a_session,
    a_user,
    an_agency,
    code_in,
    mail_to,
)
from tests.conftest import NOW, clock_at
from tests.page import Visitor
from tests.words import BOOK_MY_PLACE, BOOK_WHAT_I_TICKED, YOU_ARE_BOOKED

MONDAY = date(2027, 2, 8)
MORNING, LUNCH = (time(10), time(11, 30)), (time(12, 30), time(13, 30))


def a_week_of(*titles: str) -> tuple[LearningWeek, list[TrainingSession]]:
    """One session a day, at ten."""
    week = a_learning_week(MONDAY)
    sessions = [
        a_session(a_course(title), on=MONDAY + timedelta(days=number), hours=MORNING, learning_week_id=week.id)
        for number, title in enumerate(titles)
    ]
    return week, sessions


def full(session: TrainingSession) -> TrainingSession:
    session.places = 1
    a_booking(session)
    return session


def test_what_can_not_be_booked_says_why_and_the_rest_is_kept(app: Flask) -> None:
    _, (one, two, three) = a_week_of("One", "Two", "Three")
    full(two)
    person = a_user()
    attempts = services.book_several([three, two, one], delegate_of(person), by=person, at=NOW)
    assert [(attempt.session.title, attempt.refusal) for attempt in attempts] == [
        ("One", ""),
        ("Two", SessionFull.message),
        ("Three", ""),
    ]
    [confirmation] = mail_to(person.email)
    assert confirmation.kind == "confirmed-together"
    entries = icalendar.Calendar.from_ical(confirmation.calendar or "").walk("VEVENT")
    assert [str(entry["summary"]) for entry in entries] == ["One", "Three"]
    assert "Two" not in confirmation.text


def test_one_code_confirms_all_that_is_held_together(app: Flask) -> None:
    _, sessions = a_week_of("One", "Two")
    attempts = services.hold_several(sessions, a_delegate(), at=NOW)
    held = [attempt.booking for attempt in attempts if attempt.booking]
    [message] = mail_to(held[0].practitioner.email)
    assert "One" in message.text
    assert "Two" in message.text
    services_confirming.confirm_by_code(held[0], code=six_digit_code(held[0].proof_id or 0), at=NOW)
    assert [booking.state for booking in held] == [BookingState.BOOKED] * 2
    assert [message.kind for message in mail_to(held[0].practitioner.email)] == [
        "confirm-address",
        "confirmed-together",
    ]


def test_holds_made_together_lapse_together_and_a_new_code_is_for_all(app: Flask) -> None:
    _, sessions = a_week_of("One", "Two")
    held = [each.booking for each in services.hold_several(sessions, a_delegate(), at=NOW) if each.booking]
    services.mail_new_code(held[0], at=NOW)
    assert held[0].proof_id == held[1].proof_id
    assert services.lapse_holds(at=NOW + timedelta(minutes=30)) == 2


def test_a_practitioner_ticks_in_the_timetable_is_warned_of_clashes_by_name_and_books_with_one_button(
    visitor: Visitor,
) -> None:
    week, (one, two) = a_week_of("Hidden harm", "County lines")
    clash = a_session(a_course("Fathers"), on=MONDAY, hours=(time(11), time(12)), learning_week_id=week.id)
    person = a_user()
    page = visitor.sign_in(person).open_page("/learning-week")
    page = page.press(BOOK_WHAT_I_TICKED, session=[one.id, two.id, clash.id])
    assert page.h1 == "Book 3 sessions"
    assert "Overlaps with Fathers, 11am to 12pm" in page.words
    assert "Overlaps with Hidden harm" in page.words
    page = page.press("Book 3 sessions")
    assert "You are booked on 3 sessions" in page.notice
    assert "you have a place" in visitor.open_page("/learning-week").words


def test_a_full_one_is_named_with_its_waiting_list_and_the_others_are_booked(visitor: Visitor) -> None:
    _, (one, two) = a_week_of("Hidden harm", "County lines")
    full(two)
    db.session.commit()
    page = visitor.sign_in(a_user()).open_page(f"/bookings/several?session={one.id}&session={two.id}")
    assert page.h1 == "Book 1 session"
    assert "There are no places left. Join the waiting list of County lines" in page.words
    page = page.press("Book 1 session")
    assert "You are booked on 1 session" in page.notice
    assert "Not booked: County lines, Tue 9 Feb 2027. There are no places left" in page.notice


def test_a_visitor_fills_in_one_form_and_confirms_with_one_code(visitor: Visitor) -> None:
    agency = an_agency()
    _, (one, two) = a_week_of("Hidden harm", "County lines")
    page = visitor.open_page("/learning-week").press(BOOK_WHAT_I_TICKED, session=[one.id, two.id])
    page = page.press(
        "Continue",
        name="Ann Green",
        email="ann@example.org",
        agency=agency.name,
        job_role="Teacher",
        has_no_manager="y",
        accepts_terms="y",
    )
    assert "We are keeping a place for you on 2 sessions" in page.words
    page = page.press("Confirm my places", code=code_in(mail_to("ann@example.org")[0]))
    assert "You are booked on 2 sessions" in page.notice
    assert {booking.state for booking in db.session.query(Booking)} == {BookingState.BOOKED}


def test_where_none_can_be_booked_the_form_stays_and_says_why(visitor: Visitor) -> None:
    _, (one,) = a_week_of("Hidden harm")
    visitor.sign_in(a_user(job_role=""))
    page = visitor.open_page(f"/bookings/several?session={one.id}")
    full(one)
    db.session.commit()
    page = page.press("Book 1 session", job_role="Teacher", accepts_terms="y")
    assert page.problems == ["None of these could be booked. Hidden harm: There are no places left on this date."]


def test_ticking_nothing_or_nonsense_says_what_to_do(visitor: Visitor) -> None:
    for nonsense in ("", "?session=x&session=999999", f"?session={10**12}"):
        assert "You have ticked nothing" in visitor.open_page(f"/bookings/several{nonsense}").words
    too_many = "&".join(f"session={number}" for number in range(1, 32))
    assert visitor.open_page(f"/bookings/several?{too_many}").status == 400


def test_one_booking_warns_of_another_at_its_time_and_can_still_be_made(visitor: Visitor) -> None:
    person = a_user()
    first, second = (a_session(a_course(title), on=MONDAY, hours=MORNING) for title in ("One", "Two"))
    services.book_place(first, delegate_of(person), by=person, at=NOW)
    page = visitor.sign_in(person).open_page(f"/sessions/{second.id}").press(BOOK_MY_PLACE)
    assert "Take care: at the same time you have One" in page.words
    page = page.press(BOOK_MY_PLACE, accepts_terms="y")
    assert page.h1.startswith(YOU_ARE_BOOKED)
    assert "at the same time you have One" in page.words
    assert "Take care: at the same time you have One" in mail_to(person.email, "confirmed")[1].text


def test_sessions_that_touch_do_not_clash_and_each_day_counts(app: Flask) -> None:
    person, first = a_user(), a_session(on=MONDAY, hours=MORNING)
    a_booking(first, person)
    assert queries.clashes(person, a_session(on=MONDAY, hours=(time(11, 30), time(12)))) == []
    assert queries.clashes(person, a_session(on=MONDAY, hours=(time(9), time(10, 1)))) == [first]


# --- One letter a day ---


def test_a_learning_week_brings_one_letter_a_day_and_no_reminders(app: Flask) -> None:
    week, (one, _) = a_week_of("Hidden harm", "County lines")
    lunch = a_session(a_course("How to… listen"), on=MONDAY, hours=LUNCH, learning_week_id=week.id)
    person = a_user()
    services.book_several([one, lunch], delegate_of(person), by=person, at=NOW)
    before = one.starts_at - timedelta(days=1)
    for hour, letters in ((14, 0), (15, 1), (16, 1)):
        at = before.replace(hour=hour, minute=0)
        with clock_at(at):
            reminding_services.send_joining_details(at=at)
            reminding_services.send_reminders(at=at)
            reminding_services.send_week_days(at=at)
        assert len(mail_to(person.email, "week-day")) == letters
    assert {message.kind for message in mail_to(person.email)} == {"confirmed-together", "week-day"}
    [letter] = mail_to(person.email, "week-day")
    assert letter.text.index("10am to 11:30am: Hidden harm") < letter.text.index("12:30pm to 1:30pm: How to")


def test_a_letter_missed_in_an_outage_goes_out_on_the_day_and_not_after(app: Flask) -> None:
    _, (one,) = a_week_of("Hidden harm")
    booking = a_booking(one)
    assert reminding_services.send_week_days(at=one.starts_at - timedelta(hours=2)) == 1
    assert mail_to(booking.practitioner.email, "week-day")[0].stale_at == one.ends_at
    assert reminding_services.send_week_days(at=one.starts_at + timedelta(days=1)) == 0


def test_a_refused_one_undoes_itself_and_ends_nobodys_hold(app: Flask) -> None:
    _, (one, two) = a_week_of("One", "Two")
    holder = a_delegate()
    held = services.hold_place(one, holder, at=NOW)
    one.audience = ["police"]
    db.session.commit()
    attempts = services.hold_several([one, two], holder, at=NOW)
    assert [bool(attempt.booking) for attempt in attempts] == [False, True]
    db.session.refresh(held)
    assert held.state is BookingState.HELD


def test_a_session_whose_booking_is_not_open_is_left_out_before_the_form(visitor: Visitor) -> None:
    _, (one, two) = a_week_of("One", "Two")
    two.opens_on = date(2027, 1, 4)
    db.session.commit()
    page = visitor.sign_in(a_user()).open_page(f"/bookings/several?session={one.id}&session={two.id}")
    assert page.h1 == "Book 1 session"
    assert "Booking isn’t open." in page.words


def test_who_books_after_the_letters_of_the_day_have_gone_knows_already(app: Flask) -> None:
    _, (one,) = a_week_of("Hidden harm")
    due = one.starts_at.replace(hour=15) - timedelta(days=1)
    late, in_time = a_booking(one, booked_at=due + timedelta(seconds=1)), a_booking(one, booked_at=due)
    came_instead = a_booking(one, outcome=Outcome.ATTENDED, booked_at=due)
    assert reminding_services.send_week_days(at=one.starts_at - timedelta(hours=1)) == 1
    assert [len(mail_to(each.practitioner.email, "week-day")) for each in (late, in_time, came_instead)] == [0, 1, 0]


def test_a_letter_of_the_day_that_something_overtakes_is_written_anew_once(app: Flask) -> None:
    week, (one,) = a_week_of("Hidden harm")
    lunch = a_session(a_course("How to… listen"), on=MONDAY, hours=LUNCH, learning_week_id=week.id)
    person = a_user()
    services.book_several([one, lunch], delegate_of(person), by=person, at=NOW)
    at = one.starts_at.replace(hour=15) - timedelta(days=1)
    assert reminding_services.send_week_days(at=at) == 1
    [booking] = queries.of_session(lunch, BookingState.BOOKED)
    leaving_services.withdraw(booking, by=person, at=at)
    assert reminding_services.send_week_days(at=at) == 1
    assert reminding_services.send_week_days(at=at) == 0
    first, second = mail_to(person.email, "week-day")
    assert (first.state, "How to… listen" in second.text) == (MessageState.WITHDRAWN, False)


def test_the_needs_of_each_booking_can_be_said_also_where_one_button_books_all(visitor: Visitor) -> None:
    _, (one, two) = a_week_of("One", "Two")
    visitor.sign_in(a_user())
    page = visitor.open_page(f"/bookings/several?session={one.id}&session={two.id}").click("add access needs")
    page = page.press("Book 2 sessions", access_needs="A hearing loop", accepts_terms="y")
    assert "You are booked on 2 sessions" in page.notice
    assert {booking.access_needs for booking in db.session.query(Booking)} == {"A hearing loop"}

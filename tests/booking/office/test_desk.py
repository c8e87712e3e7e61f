"""The office desk: sessions moved, resized and cancelled, bookings cancelled for somebody, the list in its hand."""

from dataclasses import replace
from datetime import date, time, timedelta

import icalendar
import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.models import AuditEntry, Verb
from app.booking import queries as booking_queries
from app.booking.claims.services_delegates import delegate_of
from app.booking.leaving import services as leaving_services
from app.booking.models import Booking
from app.booking.office import services
from app.booking.office.rules_letters import Recipients
from app.booking.places import services as places_services
from app.booking.places import services_confirming
from app.booking.places.queries_invariants import broken_invariants
from app.booking.refusals import MarkingHasOpened, OfferOver, TooFewPlaces
from app.booking.reminding import queries as reminding_queries
from app.booking.reminding import services as reminding_services
from app.booking.states import BookingState, Channel, Outcome
from app.booking.transferring import services as transferring_services
from app.booking.waiting_list import services as waiting_list_services
from app.charging.proposals.services import propose_charges
from app.core import clock
from app.core.database import db
from app.core.links import six_digit_code
from app.notifications.delivery.services import note_sent
from app.notifications.models import LetterKind, Message, MessageState
from app.programme.models_sessions import CancelReason, Day, Delivery, SessionState, TrainingSession
from app.programme.models_trainers import TrainerRequest
from app.programme.refusals import NotPublished
from app.programme.sessions.services import SessionDetails
from tests.builders import (
    HALF_DAY,
    a_booking,
    a_course,
    a_delegate,
    a_hold,
    a_manager,
    a_message,
    a_past_session,
    a_policy,
    a_session,
    a_trainer,
    a_user,
    mail_to,
)
from tests.conftest import NOW
from tests.page import Visitor
from tests.words import (
    CANCEL_THE_BOOKING,
    CANCEL_THE_SESSION,
    CHANGE_THE_SESSION,
    ENTER_THE_VENUE,
    MOVE_TO_THE_FRONT,
    SEE_WHO_IS_TOLD,
)

LUNCH = (time(12, 30), time(13, 30))


def as_it_is(session: TrainingSession) -> SessionDetails:
    return SessionDetails(
        days=[Day(day.on, day.starts, day.ends) for day in session.days],
        places=session.places,
        delivery=session.delivery,
        venue=session.venue,
        joining_link=session.joining_link,
        trainers=list(session.trainers),
        learning_week_id=session.learning_week_id,
    )


def booked(session: TrainingSession) -> Booking:
    person = a_user()
    return places_services.book_place(session, delegate_of(person), by=person, at=NOW)


def waiting(session: TrainingSession) -> Booking:
    person = a_user()
    return waiting_list_services.join_waiting_list(session, delegate_of(person), by=person, at=NOW)


def entry(message: Message) -> icalendar.Event:
    return icalendar.Calendar.from_ical(message.calendar or "").walk("VEVENT")[0]


# --- Changing a published session ---


@pytest.mark.parametrize(
    "day", [Day(date(2026, 12, 22), *HALF_DAY), Day(date(2026, 12, 21), time(9, 30), time(14))], ids=["date", "time"]
)
def test_days_stay_as_they_are_once_marking_has_opened(app: Flask, day: Day) -> None:
    session, manager = a_session(on=date(2026, 12, 21)), a_manager()
    opens, other = session.starts_at - timedelta(hours=1), replace(as_it_is(session), days=[day])
    with pytest.raises(MarkingHasOpened, match="cancel the session and put on another") as refused:
        services.change_session(session, other, by=manager, at=opens)
    assert refused.value.field == "on"
    assert session.days[0].ends == HALF_DAY[1]
    elsewhere = replace(as_it_is(session), places=30, venue="The Library, Northbridge")
    services.change_session(session, elsewhere, by=manager, at=opens)
    assert (session.places, session.venue) == (30, "The Library, Northbridge")
    services.change_session(session, replace(elsewhere, days=[day]), by=manager, at=opens - timedelta(seconds=1))
    assert session.days[0].on == day.on


def test_a_day_of_a_session_that_is_being_marked_is_not_dropped(app: Flask) -> None:
    days = [Day(date(2026, 12, number), *HALF_DAY) for number in (21, 22)]
    session = a_session(days=days)
    with pytest.raises(MarkingHasOpened):
        services.change_session(
            session, replace(as_it_is(session), days=days[:1]), by=a_manager(), at=session.days[1].starts_at
        )
    services.change_session(session, replace(as_it_is(session), days=days[::-1]), by=a_manager(), at=session.starts_at)
    assert len(session.days) == 2


def test_an_open_session_is_never_marked_so_it_can_begin_later(app: Flask) -> None:
    session = a_session(on=date(2026, 12, 21), is_open=True)
    later = replace(as_it_is(session), days=[Day(date(2026, 12, 21), time(10), time(14))], is_open=True)
    services.change_session(session, later, by=a_manager(), at=session.starts_at - timedelta(minutes=10))
    assert session.days[0].starts == time(10)


def test_the_page_says_that_the_days_stay_beside_the_date(visitor: Visitor) -> None:
    session = a_session(on=NOW.date(), hours=(time(10, 30), time(12)))
    page = visitor.sign_in(a_manager()).open_page(f"/manage/sessions/{session.id}/change")
    page = page.press(SEE_WHO_IS_TOLD, on="2026-11-30")
    assert "Marking has opened, so the days stay as they are." in page.error_beside("on")
    assert session.days[0].on == NOW.date()


def test_a_session_moved_across_the_october_clock_change_keeps_half_past_twelve(app: Flask, visitor: Visitor) -> None:
    session = a_session(on=date(2027, 10, 28), hours=LUNCH)
    booking = booked(session)
    moved = replace(as_it_is(session), days=[Day(date(2027, 11, 4), *LUNCH)])
    assert services.change_session(session, moved, by=a_manager(), at=NOW) == 1
    [changed] = mail_to(booking.practitioner.email, "changed")
    assert "Thursday 4 November 2027, 12:30pm to 1:30pm" in changed.text
    assert clock.to_london(entry(changed)["dtstart"].dt).time() == LUNCH[0]
    page = visitor.open_page(f"/sessions/{session.id}")
    assert "Thursday 4 November 2027" in page.words
    assert "12:30pm to 1:30pm" in page.words


def test_a_changed_entry_updates_and_a_cancelled_one_goes(app: Flask) -> None:
    """The same UID, a rising SEQUENCE, and CANCEL in the end: so that calendars keep no ghosts."""
    session, manager = a_session(), a_manager()
    booking = booked(session)
    for venue in ("Library", "Town Hall"):
        services.change_session(session, replace(as_it_is(session), venue=venue), by=manager, at=NOW)
    services.cancel_session(session, CancelReason.WEATHER, by=manager, at=NOW)
    messages = [message for message in mail_to(booking.practitioner.email) if message.calendar]
    assert [message.kind for message in messages] == ["confirmed", "changed", "changed", "cancelled-by-us"]
    assert len({str(entry(message)["uid"]) for message in messages}) == 1
    sequences = [int(entry(message)["sequence"]) for message in messages]
    assert sequences == sorted(set(sequences))
    assert [message.calendar_method for message in messages] == ["REQUEST"] * 3 + ["CANCEL"]


def test_what_is_queued_about_a_change_that_is_overtaken_is_withdrawn(app: Flask) -> None:
    session = a_session()
    booking = booked(session)
    for venue in ("Library", "School"):
        services.change_session(session, replace(as_it_is(session), venue=venue), by=a_manager(), at=NOW)
    states = [message.state for message in mail_to(booking.practitioner.email)]
    assert states == [MessageState.WITHDRAWN, MessageState.WITHDRAWN, MessageState.QUEUED]


def test_more_places_alone_tell_nobody(app: Flask) -> None:
    session = a_session(places=5)
    booking = booked(session)
    assert services.change_session(session, replace(as_it_is(session), places=9), by=a_manager(), at=NOW) == 0
    assert mail_to(booking.practitioner.email, "changed") == []


def test_capacity_raised_from_10_to_12_promotes_two_with_mail(app: Flask) -> None:
    a_policy()
    session = a_session(places=10)
    for _ in range(10):
        a_booking(session)
    line = [waiting(session) for _ in range(3)]
    assert services.change_session(session, replace(as_it_is(session), places=12), by=a_manager(), at=NOW) == 2
    assert [booking.state.value for booking in line] == ["booked", "booked", "waiting"]
    assert [len(mail_to(booking.practitioner.email, "confirmed")) for booking in line] == [1, 1, 0]


def test_there_can_not_be_fewer_places_than_are_taken(app: Flask) -> None:
    session = a_session(places=5)
    booked(session)
    booked(session)
    with pytest.raises(TooFewPlaces, match="2 places are taken"):
        services.change_session(session, replace(as_it_is(session), places=1), by=a_manager(), at=NOW)
    db.session.refresh(session)
    assert session.places == 5


# --- Cancelling a session ---


def test_our_own_cancellation_tells_everybody_counts_apart_and_says_why(app: Flask) -> None:
    session = a_session(places=1)
    one, other = booked(session), waiting(session)
    reason = CancelReason.LACK_OF_INTEREST
    told = services.cancel_session(session, reason, words="We try again in May.", by=a_manager(), at=NOW)
    assert told == 2
    assert (session.state, session.cancel_reason) == (SessionState.CANCELLED, reason)
    assert (one.state, one.outcome) == (BookingState.CANCELLED, Outcome.CANCELLED_BY_US)
    assert other.state is BookingState.LEFT_LIST
    for booking in (one, other):
        assert "We try again in May." in mail_to(booking.practitioner.email, "cancelled-by-us")[0].text


def test_a_draft_is_not_cancelled(app: Flask) -> None:
    with pytest.raises(NotPublished):
        services.cancel_session(a_session(state=SessionState.DRAFT), CancelReason.OTHER, by=a_manager(), at=NOW)


# --- For somebody who told us ---


def test_the_time_of_the_message_decides_whether_a_cancellation_is_late(app: Flask) -> None:
    a_policy()
    session = a_session()
    at = session.starts_at - timedelta(hours=20)
    for told_at, outcome in ((session.starts_at - timedelta(days=6), Outcome.CANCELLED), (at, Outcome.LATE_CANCELLED)):
        booking = booked(session)
        leaving_services.withdraw(booking, by=a_manager(), at=at, channel=Channel.PHONE, told_at=told_at, reason="Ill")
        assert (booking.outcome, booking.cancelled_at, booking.cancel_channel) == (outcome, told_at, Channel.PHONE)


# --- On the pages ---


@pytest.fixture
def team(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


def test_the_office_sees_bookings_and_the_list_moves_up_and_takes_off(team: Visitor) -> None:
    session = a_session(places=1)
    booked(session)
    first, second = waiting(session), waiting(session)
    page = team.open_page(f"/manage/sessions/{session.id}").click("Bookings and waiting list")
    assert "1 of 1 places taken, 2 people wait." in page.words
    page = page.click(f"Move to the front: {second.name}")
    assert page.press(MOVE_TO_THE_FRONT, reason="").problems == ["Give the reason: it is kept with the booking"]
    page = page.press(MOVE_TO_THE_FRONT, reason="Court on Monday")
    assert page.notice == f"{second.name} is next in line."
    page = page.click(f"Take off the list: {first.name}").press(CANCEL_THE_BOOKING, channel="phone")
    assert page.notice == f"{first.name} is off the waiting list. They are told by e-mail."
    db.session.expire_all()
    assert booking_queries.waiting_list(session.id) == [second]
    [told] = mail_to(first.practitioner.email, "taken-off-list")
    assert told.subject.startswith("You are off the waiting list: ")
    assert "You were taken off the waiting list of " in told.text
    assert ", by the training team." in told.text
    page = page.click("Back to the session").click("Cancel it").press(CANCEL_THE_SESSION, reason="weather")
    [told] = mail_to(second.practitioner.email, "cancelled-by-us")
    assert "You were waiting for a place; there is nothing more to do." in told.text


def test_the_list_is_paused_with_a_reason_that_people_see(team: Visitor) -> None:
    session = a_session(places=1)
    booked(session)
    booking = waiting(session)
    page = team.open_page(f"/manage/sessions/{session.id}/bookings")
    page = page.press("Pause", reason="The room may change.")
    assert "No places are passed on at the moment: The room may change." in page.words
    person = Visitor(team.app).sign_in(booking.practitioner)
    assert "The room may change." in person.open_page(f"/bookings/{booking.id}").words
    assert "passed on again" in page.press("Go on").notice


def test_a_session_is_moved_on_its_page(team: Visitor) -> None:
    session = a_session(delivery=Delivery.HYBRID, joining_link="https://meet.example.org/1")
    booked(session)
    page = team.open_page(f"/manage/sessions/{session.id}").click("Move or change it")
    assert page.press(SEE_WHO_IS_TOLD, on="2020-01-01").problems == ["Move it to a time that is still to come"]
    assert page.press(SEE_WHO_IS_TOLD, venue="").problems == [ENTER_THE_VENUE]
    page = page.press(SEE_WHO_IS_TOLD, on="2027-01-14", venue="Library")
    assert session.venue != "Library"
    page = page.press(CHANGE_THE_SESSION)
    assert page.notice == "The session is changed. 1 person is told by e-mail."
    db.session.expire_all()
    assert (session.days[0].on, session.venue) == (date(2027, 1, 14), "Library")


def test_a_session_is_cancelled_on_a_page_that_says_what_will_happen(team: Visitor) -> None:
    session = a_session()
    booked(session)
    page = team.open_page(f"/manage/sessions/{session.id}").click("Cancel it")
    assert "1 person has a place" in page.words
    assert page.press(CANCEL_THE_SESSION).problems == ["Choose why we cancel it"]
    page = page.press(CANCEL_THE_SESSION, reason="trainer ill")
    assert page.notice == "The session is cancelled. 1 person is told by e-mail."


def test_a_message_can_not_come_later_than_now(team: Visitor) -> None:
    booking = booked(a_session())
    page = team.open_page(f"/manage/bookings/{booking.id}/cancel")
    page = page.press(CANCEL_THE_BOOKING, channel="phone", on="2026-11-24")
    assert page.problems == ["The message can’t have come later than now"]


def test_a_session_that_has_started_is_left_to_its_register(team: Visitor) -> None:
    session = a_session(on=NOW.date(), hours=(time(9), time(12)))
    for page in ("bookings", "change", "cancel"):
        assert team.open_page(f"/manage/sessions/{session.id}/{page}").status == 404


# --- What changed, and what follows from it ---


def moved(session: TrainingSession, on: date, hours: tuple[time, time] | None = None) -> SessionDetails:
    day = session.days[0]
    return replace(as_it_is(session), days=[Day(on, *(hours or (day.starts, day.ends)))])


def test_what_was_changed_is_told_old_and_new(app: Flask) -> None:
    session = a_session(on=date(2026, 12, 10), venue="Town Hall")
    booking = booked(session)
    details = replace(moved(session, date(2026, 12, 11)), venue="Library")
    services.change_session(session, details, by=a_manager(), at=NOW)
    [changed] = mail_to(booking.practitioner.email, "changed")
    assert "Date: was Thursday 10 December 2026, is now Friday 11 December 2026" in changed.text
    assert "Where: was Town Hall, is now Library" in changed.text
    assert "Time: was" not in changed.text


def test_after_a_change_of_date_anyone_may_withdraw_free_of_charge(app: Flask) -> None:
    a_policy()
    session = a_session(on=date(2026, 11, 25))
    booking = booked(session)
    services.change_session(session, moved(session, date(2026, 11, 24)), by=a_manager(), at=NOW)
    assert "withdraw free of charge" in mail_to(booking.practitioner.email, "changed")[0].text
    at = session.starts_at - timedelta(hours=1)
    leaving_services.withdraw(booking, by=booking.practitioner, at=at)
    assert booking.outcome is Outcome.CANCELLED
    assert propose_charges(at=at) == 0


def test_after_a_change_of_room_alone_the_terms_are_as_they_were(app: Flask) -> None:
    a_policy()
    session = a_session(on=date(2026, 11, 24))
    booking = booked(session)
    services.change_session(session, replace(as_it_is(session), venue="Library"), by=a_manager(), at=NOW)
    leaving_services.withdraw(booking, by=booking.practitioner, at=NOW)
    assert booking.outcome is Outcome.LATE_CANCELLED
    assert propose_charges(at=NOW) == 1


def test_a_cancelled_session_offers_the_other_dates_that_have_places(app: Flask) -> None:
    course = a_course()
    session, other, full = (a_session(course, on=date(2026, 12, day), places=1) for day in (10, 17, 18))
    booking = booked(session)
    a_booking(full)
    services.cancel_session(session, CancelReason.WEATHER, by=a_manager(), at=NOW)
    [letter] = mail_to(booking.practitioner.email, "cancelled-by-us")
    date_and_link = f"17 December 2026, 9:30am, Town Hall, Northbridge:\n  http://coursebook.test/sessions/{other.id}"
    assert date_and_link in letter.revealed_text()
    assert "18 December" not in letter.text


# --- Writing to everybody ---


def test_everybody_on_a_session_is_written_to_after_a_preview(team: Visitor) -> None:
    session = a_session(places=1)
    one, other = booked(session), waiting(session)
    page = team.open_page(f"/manage/sessions/{session.id}/bookings").click("Write to everybody")
    typed = {"whom": "booked and waiting", "subject": "Bring a coat", "words": "The heating is off."}
    page = page.press("Preview", **typed)
    assert "This goes to 2 people" in page.words
    assert f"Hello {min(one.name, other.name)}" in page.words
    assert mail_to(one.practitioner.email, "from-the-office") == []
    page = page.press("Send to 2 people")
    assert "on its way to 2 people" in page.notice
    for booking in (one, other):
        [letter] = mail_to(booking.practitioner.email, "from-the-office")
        assert (letter.subject, "The heating is off." in letter.text) == ("Bring a coat", True)
    [logged] = db.session.scalars(select(AuditEntry.data).where(AuditEntry.verb == Verb.WROTE_TO_EVERYBODY))
    assert logged == {"whom": "booked and waiting", "told": 2, "subject": "Bring a coat"}


def test_an_empty_letter_and_one_to_nobody_are_not_sent(team: Visitor) -> None:
    page = team.open_page(f"/manage/sessions/{a_session().id}/letter")
    assert page.press("Preview").problems == [
        "Choose to whom you write",
        "Enter the subject",
        "Enter the message",
    ]
    page = page.press("Preview", whom="waiting", subject="Hello", words="Hello.")
    assert "Nobody would get this" in page.words


# --- Too few ---


def test_the_office_hears_once_that_too_few_have_booked(app: Flask) -> None:
    manager = a_manager()
    session = a_session(on=date(2026, 12, 7), minimum=2)
    booked(session)
    before = session.starts_at - timedelta(days=14, seconds=1)
    assert reminding_services.alert_below_minimum(at=before) == 0
    assert reminding_services.alert_below_minimum(at=NOW) == 1
    assert reminding_services.alert_below_minimum(at=NOW) == 0
    assert "needs at least 2 bookings and has 1" in mail_to(manager.email, "below-minimum")[0].text
    booked(session)
    assert reminding_queries.below_minimum(at=NOW) == []


# --- Those in line, and letters that never left ---


def test_a_move_is_told_to_those_in_line_and_shortens_an_offer(app: Flask) -> None:
    a_policy()
    session = a_session(on=date(2026, 12, 10), places=1)
    booking, line = booked(session), [waiting(session), waiting(session)]
    at = session.starts_at - timedelta(days=2)
    leaving_services.withdraw(booking, by=booking.practitioner, at=at)
    assert line[0].offered_until == session.starts_at - timedelta(hours=2)
    services.change_session(session, moved(session, date(2026, 12, 9)), by=a_manager(), at=at)
    assert line[0].offered_until == session.starts_at - timedelta(hours=2)
    for other, words in zip(line, ("Accept or refuse the place by", "You keep your place in line"), strict=True):
        [letter] = mail_to(other.practitioner.email, "changed-in-line")
        assert "Date: was Thursday 10 December 2026, is now Wednesday 9 December 2026" in letter.text
        assert words in letter.text


def test_nothing_is_accepted_once_the_session_has_started(app: Flask) -> None:
    session = a_session()
    until = session.starts_at + timedelta(hours=9)
    offered = a_booking(session, state=BookingState.OFFERED, offered_until=until, waiting_since=NOW)
    with pytest.raises(OfferOver):
        waiting_list_services.accept_offer(offered, at=session.starts_at)


def test_two_changes_in_a_row_say_what_they_were_last_told(app: Flask) -> None:
    session = a_session(on=date(2026, 12, 10))
    booking = booked(session)
    for day in (11, 14):
        services.change_session(session, moved(session, date(2026, 12, day)), by=a_manager(), at=NOW)
    first, second = mail_to(booking.practitioner.email, "changed")
    assert first.state is MessageState.WITHDRAWN
    assert "was Thursday 10 December 2026, is now Monday 14 December 2026" in second.text
    note_sent(second.id, at=NOW)
    services.change_session(session, moved(session, date(2026, 12, 15)), by=a_manager(), at=NOW)
    assert "was Monday 14 December 2026" in mail_to(booking.practitioner.email, "changed")[-1].text


def test_a_change_that_overtakes_the_confirmation_says_all_that_it_would_have_said(app: Flask) -> None:
    a_policy()
    session = a_session()
    booking = booked(session)
    services.change_session(session, replace(as_it_is(session), venue="Library"), by=a_manager(), at=NOW)
    [letter] = mail_to(booking.practitioner.email, "changed")
    assert f"/questionnaires/before/{booking.id}-" in letter.revealed_text()
    assert "may cost your agency £25" in letter.text


def test_a_change_that_overtakes_the_letter_about_a_move_writes_it_anew(app: Flask) -> None:
    a_policy()
    first = a_session(a_course(), on=date(2026, 11, 25))
    session = a_session(first.course, on=date(2027, 1, 18))
    left = booked(first)
    taken = transferring_services.transfer(left, session, by=left.practitioner, at=NOW, reason="Ill")
    services.change_session(session, replace(as_it_is(session), venue="Library"), by=a_manager(), at=NOW)
    before, out, now = mail_to(taken.practitioner.email, LetterKind.TRANSFERRED)
    states = [message.state for message in (before, out, now)]
    assert states == [MessageState.WITHDRAWN, MessageState.QUEUED, MessageState.QUEUED]
    assert "Is now: Monday 18 January 2027, 9:30am, Library" in now.text
    assert "your agency may be charged £25" in now.text
    assert "Library" in entry(now)["location"]
    [change] = mail_to(taken.practitioner.email, LetterKind.CHANGED)
    assert "is now Library" in change.text
    assert "Library" not in out.text


def test_the_same_letter_goes_to_nobody_twice(app: Flask) -> None:
    session = a_session()
    booking, manager = booked(session), a_manager()
    said = {"subject": "Bring a coat", "words": "The heating is off."}
    for at, told in ((NOW, 1), (NOW + timedelta(seconds=2), 0), (NOW + timedelta(days=9), 0)):
        assert services.write_to_everybody(session, Recipients.BOOKED, **said, by=manager, at=at) == told
    late = booked(session)
    assert services.write_to_everybody(session, Recipients.BOOKED, **said, by=manager, at=NOW) == 1
    assert [len(mail_to(each.practitioner.email, "from-the-office")) for each in (booking, late)] == [1, 1]


def test_after_a_session_the_office_writes_to_those_who_came_or_to_those_who_did_not(team: Visitor) -> None:
    session = a_past_session()
    outcomes = (Outcome.ATTENDED, Outcome.LEFT_EARLY, Outcome.NO_SHOW, Outcome.EXCUSED, None)
    people = [a_booking(session, outcome=outcome).practitioner.email for outcome in outcomes]
    people.append(a_booking(session, outcome=Outcome.WALK_IN, state=BookingState.WALKED_IN).practitioner.email)
    page = team.open_page(f"/manage/sessions/{session.id}").click("Write to those who came, or who didn’t")
    assert "waiting" not in page.words, "nobody waits for what is over"
    for whom, subject, told in (("came", "Thank you", [0, 1, 5]), ("did not come", "Sorry", [2, 3])):
        preview = page.press("Preview", whom=whom, subject=subject, words="The slides are on the page.")
        assert f"This goes to {len(told)} people" in preview.words
        sent = preview.press(f"Send to {len(told)} people")
        assert f"on its way to {len(told)} people" in sent.notice
        has = [number for number, email in enumerate(people) if mail_to(email, "from-the-office")]
        assert [number for number in has if mail_to(people[number])[-1].subject.endswith(subject)] == told
    again = page.press("Preview", whom="came", subject="Thank you", words="The slides are on the page.")
    assert "nobody gets it twice" in again.press("Send to 3 people").notice


def test_nobody_told_us_before_they_booked(team: Visitor) -> None:
    booking = booked(a_session())
    page = team.open_page(f"/manage/bookings/{booking.id}/cancel").press(
        CANCEL_THE_BOOKING, channel="phone", on="2001-01-01"
    )
    assert "before the booking was made" in page.error_beside("on")
    page = page.press(CANCEL_THE_BOOKING, on="2026-11-23", told="")
    assert "Enter the time of the message" in page.error_beside("told")
    assert booking.is_booked


def test_a_move_and_back_before_anything_left_tells_what_was_booked_and_frees_nothing(app: Flask) -> None:
    session = a_session(on=date(2026, 12, 10))
    booking, other = booked(session), booked(session)
    for message in mail_to(other.practitioner.email):
        note_sent(message.id, at=NOW)
    for day in (11, 10):
        services.change_session(session, moved(session, date(2026, 12, day)), by=a_manager(), at=NOW)
    kinds = [(message.kind, message.state) for message in mail_to(booking.practitioner.email)]
    withdrawn, queued = MessageState.WITHDRAWN, MessageState.QUEUED
    assert kinds == [("confirmed", withdrawn), ("changed", withdrawn), ("confirmed", queued)]
    assert [message.kind for message in mail_to(other.practitioner.email)] == ["confirmed", "changed"]
    assert mail_to(other.practitioner.email, "changed")[0].state is withdrawn
    assert booking.moved_at is None
    assert broken_invariants(at=NOW) == []


def test_who_was_confirming_the_address_while_we_moved_the_date_is_free_to_withdraw(app: Flask) -> None:
    a_policy()
    session = a_session(on=date(2026, 12, 10))
    held = places_services.hold_place(session, a_delegate(), at=NOW)
    services.change_session(session, moved(session, date(2026, 11, 24)), by=a_manager(), at=NOW)
    services_confirming.confirm_by_code(held, code=six_digit_code(held.proof_id or 0), at=NOW)
    assert held.free_until == session.starts_at


def test_two_moves_reach_those_in_line_as_one(app: Flask) -> None:
    session = a_session(on=date(2026, 12, 10), places=1)
    booked(session)
    other = waiting(session)
    for day in (11, 14):
        services.change_session(session, moved(session, date(2026, 12, day)), by=a_manager(), at=NOW)
    first, second = mail_to(other.practitioner.email, "changed-in-line")
    assert first.state is MessageState.WITHDRAWN
    assert "was Thursday 10 December 2026, is now Monday 14 December 2026" in second.text


def test_a_move_that_people_heard_of_frees_them_whatever_is_moved_back_later(app: Flask) -> None:
    session = a_session(on=date(2026, 12, 10))
    booking = booked(session)
    services.change_session(session, moved(session, date(2026, 12, 11)), by=a_manager(), at=NOW)
    for message in mail_to(booking.practitioner.email):
        note_sent(message.id, at=NOW)
    for day in (14, 11):
        services.change_session(session, moved(session, date(2026, 12, day)), by=a_manager(), at=NOW)
    assert booking.free_until == session.starts_at


def test_a_move_taken_back_with_another_room_frees_nobody(app: Flask) -> None:
    session = a_session(on=date(2026, 12, 10))
    booking = booked(session)
    services.change_session(session, moved(session, date(2026, 12, 11)), by=a_manager(), at=NOW)
    back = replace(moved(session, date(2026, 12, 10)), venue="Library")
    services.change_session(session, back, by=a_manager(), at=NOW)
    letter = mail_to(booking.practitioner.email, "changed")[-1]
    assert booking.moved_at is None
    assert "Where: was" in letter.text
    assert "Because we changed the date" not in letter.text


def test_the_letters_about_a_session_are_also_those_of_fallen_days_of_holds_and_to_trainers(team: Visitor) -> None:
    trainer = a_trainer()
    session = a_session(trainers=[trainer])
    booking, held = booked(session), a_hold(session)
    request = TrainerRequest(session=session, trainer=trainer)
    db.session.add(request)
    db.session.commit()
    abouts = (f"{booking.about}-days", held.about, request.about)
    for about in abouts:
        a_message(subject_key=about, subject=f"About {about}")
    a_message(subject="About nothing of it")
    page = team.open_page(f"/manage/sessions/{session.id}/bookings").click("Messages about it")
    assert [about for about in abouts if f"About {about}" not in page.words] == []
    assert "About nothing of it" not in page.words

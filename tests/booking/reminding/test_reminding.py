"""Mail in time: planned from the data at the time of sending."""

from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask

from app.booking.models import Booking
from app.booking.reminding.services import send_joining_details, send_reminders
from app.booking.states import BookingState, Outcome
from app.core.clock import from_london
from app.core.database import db
from app.programme.models import Strand
from app.programme.models_sessions import Day, SessionState, TrainingSession
from app.settings import services as settings
from app.settings.rules_reminders import ReminderTimes
from tests.builders import a_booking, a_course, a_policy, a_session, mail_to
from tests.conftest import NOW

DAY = timedelta(days=1)
A_SECOND = timedelta(seconds=1)


def tell(at: datetime) -> None:
    """Twice: a job may run again."""
    for _ in range(2):
        send_joining_details(at=at)
        send_reminders(at=at)


def told(booking: Booking) -> list[str]:
    return [message.kind for message in mail_to(booking.practitioner.email)]


def test_joining_details_a_week_before_and_a_reminder_the_day_before(app: Flask) -> None:
    booking = a_booking(a_session(joining_link="https://meet.example.org/1"))
    starts_at = booking.session.starts_at
    week_before, day_before = (from_london(starts_at.date() - days * DAY, time(9)) for days in (7, 1))
    for at, kinds in (
        (week_before - A_SECOND, []),
        (week_before, ["joining-details"]),
        (day_before - A_SECOND, ["joining-details"]),
        (day_before, ["joining-details", "reminder"]),
        (starts_at, ["joining-details", "reminder"]),
    ):
        tell(at)
        assert told(booking) == kinds
    details = mail_to(booking.practitioner.email)[0].revealed_text()
    assert "https://meet.example.org/1" in details
    assert "/questionnaires/before/" in details


def test_the_office_says_how_many_days_before_and_at_what_hour(app: Flask) -> None:
    settings.change(ReminderTimes(joining_days=10, reminder_days=2, hour=17), by=None, at=NOW)
    booking = a_booking(a_session())
    joining, reminding = (from_london(booking.session.starts_at.date() - days * DAY, time(17)) for days in (10, 2))
    for at, kinds in (
        (joining - A_SECOND, []),
        (joining, ["joining-details"]),
        (reminding - A_SECOND, ["joining-details"]),
        (reminding, ["joining-details", "reminder"]),
    ):
        tell(at)
        assert told(booking) == kinds


@pytest.mark.parametrize(
    ("days_then", "days_now", "kinds"), [(7, 14, ["joining-details"]), (14, 7, []), (7, 7, ["joining-details"])]
)
def test_who_booked_before_the_days_were_changed_is_told_once_what_the_confirmation_did_not_say(
    app: Flask, days_then: int, days_now: int, kinds: list[str]
) -> None:
    session = a_session()
    settings.change(ReminderTimes(joining_days=days_then), by=None, at=NOW)
    booking = a_booking(session, booked_at=session.starts_at - 10 * DAY)
    settings.change(ReminderTimes(joining_days=days_now), by=None, at=session.starts_at - 9 * DAY)
    tell(session.starts_at - 6 * DAY)
    assert told(booking) == kinds


def test_what_it_costs_and_until_when_it_is_free_stands_in_the_joining_details(app: Flask) -> None:
    booking = a_booking(a_session(), policy=a_policy())
    tell(booking.session.starts_at - 7 * DAY)
    assert "may cost your agency £25" in mail_to(booking.practitioner.email)[0].text


@pytest.mark.parametrize(
    ("before", "kinds"),
    [(7 * DAY, ["joining-details", "reminder"]), (7 * DAY - A_SECOND, ["reminder"]), (DAY - A_SECOND, [])],
)
def test_who_books_late_gets_no_week_to_go(app: Flask, before: timedelta, kinds: list[str]) -> None:
    session = a_session()
    booking = a_booking(session, booked_at=from_london(session.starts_at.date(), time(9)) - before)
    tell(session.starts_at - 6 * DAY)
    tell(session.starts_at - DAY / 2)
    assert told(booking) == kinds


def move(session: TrainingSession, to: date) -> None:
    session.days = []
    db.session.flush()
    session.plan_days([Day(to, time(12, 30), time(13, 30))])
    db.session.commit()


def test_a_moved_session_moves_its_reminder_which_keeps_its_hour_across_the_clock_change(app: Flask) -> None:
    """From Thursday 22 October, summer time, to Thursday 29 October, after the clocks have changed."""
    session = a_session(on=date(2027, 10, 22), hours=(time(12, 30), time(13, 30)))
    booking = a_booking(session)
    tell(session.starts_at - 7 * DAY)
    move(session, date(2027, 11, 4))
    tell(from_london(date(2027, 10, 21), time(13)))  # the day before the old date
    assert told(booking) == ["joining-details"]
    tell(session.starts_at - 7 * DAY)
    tell(session.starts_at - DAY)
    assert told(booking) == ["joining-details", "joining-details", "reminder"]
    assert "Thursday 4 November 2027, 12:30pm to 1:30pm" in mail_to(booking.practitioner.email)[-1].text


@pytest.mark.parametrize(
    "state", [BookingState.WAITING, BookingState.OFFERED, BookingState.HELD, BookingState.CANCELLED]
)
def test_only_who_has_a_place_is_told(app: Flask, state: BookingState) -> None:
    booking = a_booking(a_session(), state=state, outcome=Outcome.CANCELLED if state == "cancelled" else None)
    tell(booking.session.starts_at - DAY)
    assert told(booking) == []


def test_a_cancelled_session_reminds_nobody(app: Flask) -> None:
    booking = a_booking(a_session(state=SessionState.CANCELLED))
    tell(booking.session.starts_at - DAY)
    assert told(booking) == []


def test_after_an_outage_the_reminder_stands_in_for_the_details(app: Flask) -> None:
    booking = a_booking(a_session())
    tell(booking.session.starts_at - DAY / 2)
    assert told(booking) == ["reminder"]


def test_past_sessions_remind_nobody(app: Flask) -> None:
    booking = a_booking(a_session(on=NOW.date() - DAY))
    tell(NOW)
    assert told(booking) == []


def test_a_lunchtime_session_has_no_questions_before(app: Flask) -> None:
    booking = a_booking(a_session(a_course(strand=Strand.LUNCHTIME)))
    tell(booking.session.starts_at - DAY)
    assert "/questionnaires/" not in mail_to(booking.practitioner.email)[0].revealed_text()

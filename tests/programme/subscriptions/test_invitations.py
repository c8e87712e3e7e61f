"""Who is told what: the monthly invitations to lunchtime sessions, and new dates of a course."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import icalendar
import pytest
from flask import Flask
from sqlalchemy import event

from app.booking.office.services import cancel_session, change_session
from app.core.database import db
from app.notifications.models import Message, MessageState
from app.notifications.services import end_subscription
from app.programme.models import Course, Series, Strand
from app.programme.models_sessions import CancelReason, Day, Delivery, SessionState, TrainingSession
from app.programme.sessions.services import SessionDetails
from app.programme.subscriptions.jobs import send_lunchtime_invitations, tell_of_new_dates
from app.programme.subscriptions.rules import invited_from, months_invited_to, series_topic
from tests.builders import a_course, a_manager, a_session, a_subscription, mail_to
from tests.conftest import NOW, clock_at
from tests.data.everything import rows_in
from tests.words import SESSION_IS_CANCELLED

LINK = "https://meet.example.org/lunch"
HOW_TO = series_topic(Series.HOW_TO)
LUNCHTIME = (time(12, 30), time(13, 30))
ANN = "ann@example.org"
A_SECOND = timedelta(seconds=1)
NOVEMBER, DECEMBER, JANUARY = date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)


def a_lunch(on: date, title: str | None = None, series: Series | None = Series.HOW_TO, **more: Any) -> TrainingSession:
    details: dict[str, Any] = {"is_open": True, "delivery": Delivery.VIRTUAL, "venue": "", "joining_link": LINK}
    course = a_course(title, Strand.LUNCHTIME, series=series)
    return a_session(course, on=on, hours=LUNCHTIME, **(details | more))


def run(at: datetime = NOW) -> None:
    """Twice: a job may run again."""
    with clock_at(at):
        for _ in range(2):
            send_lunchtime_invitations()
            tell_of_new_dates()


def events(message: Message) -> list[icalendar.Event]:
    assert message.calendar
    calendar = icalendar.Calendar.from_ical(message.calendar)
    assert (calendar["method"], message.calendar_method) == ("PUBLISH", "PUBLISH")
    return list(calendar.walk("VEVENT"))


def move(session: TrainingSession, to: date, at: datetime = NOW) -> None:
    details = SessionDetails([Day(to, *LUNCHTIME)], 20, Delivery.VIRTUAL, joining_link=LINK, is_open=True)
    change_session(session, details, by=a_manager(), at=at)


def call_off(session: TrainingSession, at: datetime = NOW) -> None:
    cancel_session(session, CancelReason.OTHER, by=a_manager(), at=at)


# When


@pytest.mark.parametrize(
    ("month", "goes_out"),
    [
        (date(2026, 11, 1), datetime(2026, 10, 20, 8, tzinfo=UTC)),  # the clocks go back on 25 October
        (date(2026, 12, 1), datetime(2026, 11, 20, 9, tzinfo=UTC)),
        (date(2027, 4, 1), datetime(2027, 3, 20, 9, tzinfo=UTC)),  # and forward on 28 March
        (date(2027, 5, 1), datetime(2027, 4, 20, 8, tzinfo=UTC)),
        (date(2027, 1, 1), datetime(2026, 12, 20, 9, tzinfo=UTC)),
    ],
)
def test_invitations_go_out_at_nine_in_london_on_the_20th_of_the_month_before(month: date, goes_out: datetime) -> None:
    assert invited_from(month) == goes_out
    assert month not in months_invited_to(goes_out - A_SECOND)
    assert months_invited_to(goes_out)[-1] == month


def test_a_month_begins_at_midnight_in_london() -> None:
    assert months_invited_to(datetime(2027, 3, 31, 23, 30, tzinfo=UTC)) == [date(2027, 4, 1)]


# The monthly invitation


def test_subscribers_get_one_message_with_all_the_open_sessions_of_the_month(app: Flask) -> None:
    first, second = a_lunch(date(2026, 12, 3), "How to… use the tool"), a_lunch(date(2026, 12, 17))
    a_lunch(date(2026, 12, 4), series=Series.SPOTLIGHT)
    a_lunch(date(2026, 12, 5), is_open=False)
    a_lunch(date(2026, 12, 6), state=SessionState.DRAFT)
    a_lunch(date(2027, 1, 7))
    a_subscription(HOW_TO, ANN, name="Ann")
    a_subscription(HOW_TO, "waiting@example.org", confirmed_at=None)
    run(invited_from(DECEMBER) - A_SECOND)
    assert mail_to(ANN) == []
    run(invited_from(DECEMBER))
    [message] = mail_to(ANN)
    assert rows_in(Message) == 1
    assert message.subject == "Lunchtime sessions in December 2026: How to…"
    text = message.revealed_text()
    for words in ("Hello Ann,", "How to… use the tool", "Thursday 3 December 2026, 12:30pm to 1:30pm", LINK):
        assert words in text
    assert "You may forward this to colleagues" in text
    assert "http://coursebook.test/subscriptions/end/" in text
    found = events(message)
    assert [str(entry["uid"]) for entry in found] == [f"session-{each.id}-day-1@coursebook" for each in (first, second)]
    assert (str(found[0]["location"]), str(found[0]["organizer"])) == (LINK, "mailto:training@example.org")
    assert message.stale_at == second.ends_at


def test_as_sessions_pass_nobody_is_invited_again(app: Flask) -> None:
    first = a_lunch(date(2026, 12, 3))
    a_lunch(date(2026, 12, 17))
    a_subscription(HOW_TO, ANN)
    for at in (NOW, first.ends_at, datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 18, tzinfo=UTC)):
        run(at)
    assert len(mail_to(ANN)) == 1
    run(invited_from(JANUARY))
    assert len(mail_to(ANN)) == 1, "there is nothing to invite to"


def test_somebody_who_subscribes_late_gets_at_once_what_is_still_to_come(app: Flask) -> None:
    over, cancelled, left = a_lunch(date(2026, 12, 3)), a_lunch(date(2026, 12, 9)), a_lunch(date(2026, 12, 17))
    a_subscription(HOW_TO, ANN)
    run()
    call_off(cancelled)
    a_subscription(HOW_TO, "late@example.org")
    run(over.ends_at)
    [message] = mail_to("late@example.org")
    assert [str(entry["uid"]) for entry in events(message)] == [f"session-{left.id}-day-1@coursebook"]
    assert not message.subject.startswith("Updated")


def test_a_session_added_later_brings_an_updated_invitation_in_place_of_the_queued_one(app: Flask) -> None:
    a_lunch(date(2026, 12, 3))
    a_subscription(HOW_TO, ANN)
    run()
    a_lunch(date(2026, 12, 17))
    run()
    old, new = mail_to(ANN)
    assert (old.state, new.state) == (MessageState.WITHDRAWN, MessageState.QUEUED)
    assert new.subject.startswith("Updated: ")
    assert len(events(new)) == 2


@pytest.mark.parametrize("to", [date(2026, 12, 10), date(2026, 11, 30), date(2027, 2, 4)])
def test_a_session_that_moves_moves_in_calendars_also_into_another_month(app: Flask, to: date) -> None:
    session = a_lunch(date(2026, 12, 3))
    a_lunch(date(2027, 2, 5))
    a_subscription(HOW_TO, ANN)
    run()
    move(session, to)
    run()
    _, new = mail_to(ANN)
    [entry] = events(new)
    assert str(entry["uid"]) == f"session-{session.id}-day-1@coursebook"
    assert (entry["sequence"], entry["dtstart"].dt.date()) == (1, to)


def test_a_session_that_moves_before_it_was_announced_waits_for_its_month(app: Flask) -> None:
    session = a_lunch(date(2027, 2, 4))
    a_subscription(HOW_TO, ANN)
    move(session, date(2027, 3, 4))
    run()
    assert mail_to(ANN) == []


def test_a_cancelled_session_is_taken_out_of_the_calendars_that_have_it(app: Flask) -> None:
    session, never_announced = a_lunch(date(2026, 12, 3)), a_lunch(date(2027, 1, 7))
    a_subscription(HOW_TO, ANN)
    run()
    call_off(session)
    call_off(never_announced)
    a_subscription(HOW_TO, "late@example.org")
    run()
    _, message = mail_to(ANN)
    [entry] = events(message)
    assert (str(entry["status"]), entry["sequence"]) == ("CANCELLED", 1)
    assert SESSION_IS_CANCELLED in message.text
    assert LINK not in message.text
    assert mail_to("late@example.org") == []


def test_an_ended_subscription_brings_nothing_more(app: Flask) -> None:
    a_lunch(date(2026, 12, 3))
    subscription = a_subscription(HOW_TO, ANN)
    run()
    end_subscription(subscription, at=NOW)
    a_lunch(date(2026, 12, 17))
    run()
    assert [message.state for message in mail_to(ANN)] == [MessageState.WITHDRAWN]


@pytest.mark.parametrize("on", [date(2027, 3, 30), date(2027, 10, 29), date(2027, 11, 2)])
def test_half_past_twelve_is_announced_as_half_past_twelve_across_both_clock_changes(app: Flask, on: date) -> None:
    session = a_lunch(on)
    a_subscription(HOW_TO, ANN)
    run(invited_from(on.replace(day=1)))
    [message] = mail_to(ANN)
    assert "12:30pm to 1:30pm" in message.text
    assert events(message)[0]["dtstart"].dt == session.starts_at


def test_with_nothing_to_send_a_thousand_subscribers_cost_no_more_queries_than_one(app: Flask) -> None:
    moved = a_lunch(date(2026, 12, 3))
    a_lunch(date(2026, 12, 17))
    a_subscription(HOW_TO)
    run()
    move(moved, date(2026, 12, 4))
    run()
    with_one = queries_of_a_run()
    for _ in range(50):
        a_subscription(HOW_TO)
    run()
    assert queries_of_a_run() == with_one


def queries_of_a_run() -> int:
    asked: list[str] = []

    def note(connection: object, cursor: object, statement: str, *more: object) -> None:
        asked.append(statement)

    db.session.commit()
    event.listen(db.engine, "before_cursor_execute", note)
    send_lunchtime_invitations()
    tell_of_new_dates()
    event.remove(db.engine, "before_cursor_execute", note)
    return len(asked)


# New dates of a course


def a_new_date(course: Course, **more: Any) -> TrainingSession:
    return a_session(course, **({"published_at": NOW + A_SECOND} | more))


def test_who_asked_is_told_once_of_the_dates_published_since(app: Flask) -> None:
    course = a_course("Complex neglect")
    a_new_date(course, published_at=NOW)
    subscription = a_subscription(course.topic, ANN)
    run()
    assert mail_to(ANN) == []
    first, second = a_new_date(course), a_new_date(course, on=date(2027, 2, 4))
    a_new_date(a_course())
    run(NOW + timedelta(hours=1))
    [message] = mail_to(ANN)
    assert (message.subject, message.subscription_id) == ("New dates: Complex neglect", subscription.id)
    for session in (first, second):
        assert f"http://coursebook.test/sessions/{session.id}\n" in message.text
    third = a_new_date(course, on=date(2027, 3, 4))
    run(NOW + timedelta(hours=2))
    _, message = mail_to(ANN)
    assert f"/sessions/{third.id}\n" in message.text
    assert f"/sessions/{first.id}\n" not in message.text


@pytest.mark.parametrize(
    "more",
    [
        {"state": SessionState.DRAFT},
        {"state": SessionState.CANCELLED},
        {"is_open": True},
        {"on": NOW.date() - timedelta(days=1)},
        {"opens_on": NOW.date() + timedelta(days=1)},
        {"closes_on": NOW.date() - timedelta(days=1)},
        {"published_at": None},
    ],
)
def test_a_date_that_cannot_be_booked_is_not_told_of(app: Flask, more: dict[str, Any]) -> None:
    course = a_course()
    a_subscription(course.topic, ANN)
    a_new_date(course, **more)
    run(NOW + timedelta(minutes=1))
    assert mail_to(ANN) == []


def test_many_dates_at_once_fit_into_a_few_messages(app: Flask) -> None:
    course = a_course()
    a_subscription(course.topic, ANN)
    for number in range(12):
        a_new_date(course, on=date(2027, 1, 4) + timedelta(days=number))
    run(NOW + timedelta(minutes=1))
    messages = mail_to(ANN)
    assert [message.revealed_text().count("Book here:") for message in messages] == [8, 4]

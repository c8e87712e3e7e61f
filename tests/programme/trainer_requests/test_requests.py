"""Trainers asked by mail: who is put on a session is asked, answers by the link, and is told what changes."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar, Event
from sqlalchemy import event, insert, select

from app.core import clock
from app.core.database import db, refresh_statistics
from app.core.roles import Role
from app.notifications.models import LetterKind, Message, MessageState
from app.programme.models import Trainer
from app.programme.models_sessions import Day, Delivery, SessionState, TrainingSession
from app.programme.models_trainers import TrainerRequest
from app.programme.sessions import services as sessions
from app.programme.sessions.services import SessionDetails
from app.programme.trainer_requests import queries
from app.programme.trainer_requests.jobs import tell_trainers
from app.programme.trainers import services as trainers
from app.settings import services as settings_services
from app.settings.rules_trainers import TrainerMail
from tests.builders import (
    FULL_DAY,
    HALF_DAY,
    a_course,
    a_manager,
    a_past_session,
    a_session,
    a_trainer,
    a_user,
    link_in,
    mail_to,
)
from tests.conftest import NOW
from tests.page import Visitor

ANN = "ann@example.org"
YES, NO = "Yes, I’ll train it", "No, I can’t"


def ann(name: str = "Ann Ash") -> Trainer:
    return a_trainer(name, email=ANN)


def a_session_asked(*who: Trainer, **more: object) -> TrainingSession:
    """Of a course on neglect; whoever is put on it has been asked."""
    course = a_course("Neglect")
    session = a_session(course, trainers=list(who), are_confirmed=False, **more)  # type: ignore[arg-type]
    tell_trainers()
    return session


def answered(visitor: Visitor, button: str, words: str = "") -> None:
    visitor.open_page(link_in(mail_to(ANN, LetterKind.TRAINER_ASKED)[-1])).press(button, words=words)


def kinds(email: str = ANN) -> list[str]:
    return [message.kind.value.removeprefix("trainer-") for message in mail_to(email)]


def entry_in(message: Message) -> tuple[str, Event]:
    calendar = Calendar.from_ical(message.calendar or "")
    assert message.calendar_method == calendar["method"]
    (event,) = calendar.walk("VEVENT")
    return str(calendar["method"]), event


def change(session: TrainingSession, *days: Day, **more: object) -> None:
    """A minute later than whatever was before."""
    clock.freeze(clock.now() + timedelta(minutes=1))
    sessions.change_published(session, moved(session, *days, **more), by=a_manager(), at=clock.now())
    tell_trainers()


def moved(session: TrainingSession, *days: Day, **more: object) -> SessionDetails:
    details = {"delivery": Delivery.VENUE, "venue": session.venue, "trainers": list(session.trainers)} | more
    return SessionDetails(list(days) or [Day(d.on, d.starts, d.ends) for d in session.days], session.places, **details)  # type: ignore[arg-type]


def test_who_is_put_on_a_session_is_asked_once_and_answers_with_a_button(app: Flask, visitor: Visitor) -> None:
    manager, session = a_manager(), a_session_asked(ann(), a_trainer("No Address"))
    assert tell_trainers() == ""
    (asked,) = mail_to(ANN)
    assert asked.subject == "Can you train? Neglect, Mon 21 Dec 2026"
    assert "Monday 21 December 2026, 9:30am to 1:30pm\nTown Hall, Northbridge\nWith you: No Address" in asked.text
    assert asked.calendar is None

    page = visitor.open_page(link_in(asked))
    assert page.h1 == "Can you train Neglect?"
    assert session.confirmed_trainers == []  # opening it answered nothing
    page = page.press(YES, words="I bring the slides")
    assert page.notice == "Thank you: you are down to train it. A confirmation with a calendar entry is on its way."
    db.session.expire_all()
    assert [trainer.name for trainer in session.confirmed_trainers] == ["Ann Ash"]
    method, entry = entry_in(mail_to(ANN, LetterKind.TRAINER_CONFIRMED)[0])
    assert (method, entry["summary"], entry["location"]) == ("REQUEST", "Train: Neglect", "Town Hall, Northbridge")
    assert entry["dtstart"].dt == session.starts_at
    assert tell_trainers() == ""  # nobody has anything to learn
    office = visitor.sign_in(manager).open_page(f"/manage/sessions/{session.id}").words
    assert "Confirmed “I bring the slides”" in office
    assert "Not asked by mail No e-mail address" in office


def test_a_no_reaches_the_office_with_its_words_and_can_be_changed(app: Flask, visitor: Visitor) -> None:
    manager, session = a_manager(), a_session_asked(ann())
    answered(visitor, YES)
    answered(Visitor(app), NO, "In court that day")
    db.session.expire_all()
    assert session.confirmed_trainers == []
    (told,) = mail_to(manager.email, LetterKind.TRAINER_DECLINED)
    assert told.subject == "Can’t train: Ann Ash, Neglect, Mon 21 Dec 2026"
    assert "They had said yes before." in told.text
    assert "They say: In court that day" in told.text
    declined = mail_to(ANN, LetterKind.TRAINER_RELEASED)[0]
    method, taken_out = entry_in(declined)
    _, put_in = entry_in(mail_to(ANN, LetterKind.TRAINER_CONFIRMED)[0])
    assert (method, taken_out["uid"]) == ("CANCEL", put_in["uid"])
    assert taken_out["sequence"] > put_in["sequence"]
    assert tell_trainers() == ""

    office = visitor.sign_in(manager)
    page = office.open_page("/manage/trainers/sessions?standing=declined")
    assert "Said no Mon 23 Nov 2026: “In court that day”" in page.words
    assert "Said no Mon 23 Nov 2026: “In court that day”" in office.open_page(f"/manage/sessions/{session.id}").words
    office.open_page(f"/manage/sessions/{session.id}").press("Ask again by mail: Ann Ash")
    assert kinds().count("asked") == 2
    answered(Visitor(app), YES)
    db.session.expire_all()
    assert session.confirmed_trainers == session.trainers


def test_a_draft_is_nobodys_business_until_it_is_published_or_the_office_asks(app: Flask, visitor: Visitor) -> None:
    manager, bob = a_manager(), a_trainer("Bob", email="bob@example.org")
    session = a_session_asked(ann(), bob, state=SessionState.DRAFT)
    assert kinds() == []
    page = visitor.sign_in(manager).open_page(f"/manage/sessions/{session.id}").press("Ask by mail now: Ann Ash")
    assert page.notice == "Ann Ash is asked by mail."
    sessions.publish(session, by=manager, at=NOW)
    tell_trainers()
    assert (kinds(), kinds(bob.email)) == (["asked"], ["asked"])
    sessions.edit_session(session, moved(session, trainers=[bob]), by=manager, at=NOW)
    tell_trainers()
    assert kinds()[-1] == "asked"  # it never left, so there is nothing to take back
    assert mail_to(ANN)[0].state == MessageState.WITHDRAWN


def test_a_yes_noted_by_the_office_is_confirmed_by_mail(app: Flask) -> None:
    manager, session = a_manager(), a_session_asked(ann())
    trainers.confirm_trainer(session, session.trainers[0], by=manager, at=NOW)
    tell_trainers()
    assert kinds() == ["asked", "confirmed"]
    trainers.back_to_asked(session, session.trainers[0], by=manager, at=NOW)
    tell_trainers()
    assert kinds() == ["asked", "confirmed", "asked"]


def test_a_moved_session_asks_anew_and_moves_the_calendar(app: Flask, visitor: Visitor) -> None:
    two = [Day(date(2026, 12, 21), *HALF_DAY), Day(date(2026, 12, 22), *HALF_DAY)]
    session = a_session_asked(ann(), days=two)
    answered(visitor, YES)
    assert kinds() == ["asked", "confirmed", "day"]
    change(session, venue="Fire Station")
    changed = mail_to(ANN, LetterKind.TRAINER_CHANGED)[0]
    assert "Where: was Town Hall, Northbridge, is now Fire Station" in changed.text
    assert len(session.confirmed_trainers) == 1  # their yes was to the date

    change(session, Day(date(2027, 1, 11), *FULL_DAY))
    db.session.expire_all()
    assert session.confirmed_trainers == []
    asked = mail_to(ANN, LetterKind.TRAINER_CHANGED)[1]
    assert asked.subject == "Changed, can you still train? Neglect, Mon 11 Jan 2027"
    assert "was Monday 21 December 2026, Tuesday 22 December 2026, is now Monday 11 January 2027" in asked.text
    method, entry = entry_in(asked)
    assert (method, entry["dtstart"].dt) == ("REQUEST", session.starts_at)
    method, gone = entry_in(mail_to(ANN, LetterKind.TRAINER_DAY)[-1])
    assert (method, gone["dtstart"].dt.date()) == ("CANCEL", date(2026, 12, 22))
    visitor.open_page(link_in(asked)).press(YES)
    db.session.expire_all()
    assert len(session.confirmed_trainers) == 1


def test_the_joining_link_comes_with_the_yes(app: Flask, visitor: Visitor) -> None:
    session = a_session_asked(ann(), delivery=Delivery.VIRTUAL)
    online = {"delivery": Delivery.VIRTUAL, "venue": "", "joining_link": "https://meet.example/first"}
    change(session, **online)
    assert kinds() == ["asked"]
    change(session, Day(date(2027, 1, 11), *FULL_DAY), **online | {"joining_link": "https://meet.example/second"})
    assert kinds() == ["asked", "changed"]
    assert "meet.example" not in mail_to(ANN)[1].text
    answered(visitor, YES)
    assert "https://meet.example/second" in mail_to(ANN, LetterKind.TRAINER_CONFIRMED)[0].text
    change(session, Day(date(2027, 1, 11), *FULL_DAY), **online | {"joining_link": "https://meet.example/third"})
    assert "https://meet.example/third" in mail_to(ANN, LetterKind.TRAINER_CHANGED)[1].text


@pytest.mark.parametrize("how", ["cancelled", "taken off", "deleted"])
def test_who_isnt_needed_any_more_is_told_and_their_link_is_closed(app: Flask, visitor: Visitor, how: str) -> None:
    manager = a_manager()
    session = a_session_asked(ann(), state=SessionState.PUBLISHED if how == "cancelled" else SessionState.DRAFT)
    if how != "cancelled":
        trainers.confirm_trainer(session, session.trainers[0], by=manager, at=NOW)
    else:
        answered(visitor, YES)
    tell_trainers()
    db.session.execute(db.update(Message).values(state=MessageState.SENT))
    db.session.commit()
    link = link_in(mail_to(ANN, LetterKind.TRAINER_CONFIRMED)[0])
    if how == "cancelled":
        sessions.cancel(session, "weather", words="", by=manager, at=NOW)
    elif how == "taken off":
        sessions.edit_session(session, moved(session, trainers=[]), by=manager, at=NOW)
    else:
        sessions.delete_draft(session, by=manager, at=NOW)
    tell_trainers()
    (told,) = mail_to(ANN, LetterKind.TRAINER_RELEASED)
    assert "on Monday 21 December 2026" in told.text
    assert {"cancelled": "(weather)", "taken off": "changed who trains", "deleted": "not planned"}[how] in told.text
    method, entry = entry_in(told)
    assert (method, entry["dtstart"].dt.date()) == ("CANCEL", date(2026, 12, 21))
    assert visitor.open_page(link).h1 == "This question is closed"
    assert tell_trainers() == ""


def test_a_new_sender_leaves_a_trainers_entries_with_the_one_they_came_from(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A calendar takes an update or a cancellation from the first organiser alone."""
    session = a_session_asked(ann())
    answered(visitor, YES)
    monkeypatch.setitem(app.config, "MAIL_DEFAULT_SENDER", "other@example.org")
    change(session, venue="Fire Station")
    answered(Visitor(app), NO)
    entries = [entry_in(message) for message in mail_to(ANN) if message.calendar]
    assert [method for method, _ in entries] == ["REQUEST", "REQUEST", "CANCEL"]
    assert {entry["organizer"] for _, entry in entries} == {"mailto:training@example.org"}


def ten_years_of_requests() -> None:
    """Some thousands of sessions that are over, each of whose trainers was asked by mail, and one to come."""
    over, trainer = a_past_session(), ann()
    columns = [column for column in TrainingSession.__table__.columns if column.key not in ("id", "reference")]
    like_it = {column.key: getattr(over, column.key) for column in columns}
    db.session.execute(
        insert(TrainingSession),
        [
            like_it
            | {"reference": f"OVER-{n}"}
            | {at: getattr(over, at) - timedelta(days=n) for at in ("starts_at", "ends_at")}
            for n in range(1, 4000)
        ],
    )
    ended = db.session.scalars(select(TrainingSession.id)).all()
    db.session.execute(insert(TrainerRequest), [{"session_id": each, "trainer_id": trainer.id} for each in ended])
    db.session.commit()
    a_session_asked(trainer)
    refresh_statistics()


def test_who_is_let_go_is_found_without_reading_what_is_over(app: Flask) -> None:
    """As both databases plan it among some thousands that are over."""
    ten_years_of_requests()
    sent: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, values: Any, *rest: Any) -> None:
        sent.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    queries.let_go(at=NOW)
    event.remove(db.engine, "before_cursor_execute", note)
    asked = [("EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN ") + said for said, _ in sent]
    run = db.session.connection().exec_driver_sql
    plans = [run(how, values).all() for how, (said, values) in zip(asked, sent, strict=True) if "SELECT" in said]
    assert len(plans) == 2
    assert re.search(r"ix_training_session(_state)?_ends_at", str(plans[0]))
    assert not [
        plan for plan in plans if re.search(r"SCAN|Seq Scan on (training_session|trainer_request)", str(plan))
    ], plans


def test_who_hasnt_answered_is_asked_again_once_and_who_said_yes_is_reminded_once(app: Flask) -> None:
    settings_services.change(TrainerMail(chase_after=3, remind_before=5), by=a_manager(), at=NOW)
    session = a_session_asked(ann(), on=date(2026, 12, 21))
    bob = a_trainer("Bob", email="bob@example.org")
    other = a_session(trainers=[bob], on=date(2026, 12, 21))
    tell_trainers()

    def on(day: date) -> tuple[list[str], list[str]]:
        clock.freeze(clock.from_london(day, HALF_DAY[0]))
        tell_trainers()
        return kinds(), kinds(bob.email)

    assert on(date(2026, 11, 25)) == (["asked"], ["confirmed"])
    assert on(date(2026, 11, 27))[0] == ["asked", "asked"]
    assert mail_to(ANN)[1].subject == "Please answer: can you train Neglect, Mon 21 Dec 2026?"
    assert on(date(2026, 12, 15)) == (["asked", "asked"], ["confirmed"])
    assert on(date(2026, 12, 16)) == (["asked", "asked"], ["confirmed", "reminder"])
    assert on(date(2026, 12, 20)) == (["asked", "asked"], ["confirmed", "reminder"])
    assert session.confirmed_trainers == []
    assert other.confirmed_trainers == [bob]


def test_what_was_agreed_before_is_known_and_is_told_only_of_changes(app: Flask) -> None:
    """As the migration writes it."""
    session = a_session(a_course("Neglect"), trainers=[ann()])
    db.session.add(TrainerRequest(session=session, trainer=session.trainers[0], answer="accepted", answered_at=NOW))
    db.session.commit()
    tell_trainers()
    assert kinds() == []
    change(session, venue="Fire Station")
    assert kinds() == ["changed"]


def test_nobody_answers_for_what_has_started_or_with_neither_button(app: Flask, visitor: Visitor) -> None:
    session = a_session_asked(ann())
    page = visitor.open_page(link_in(mail_to(ANN)[0]))
    clock.freeze(session.starts_at)
    refused = page.press(YES)
    assert "the session has started" in refused.words
    assert session.confirmed_trainers == []


def test_a_trainer_sees_what_they_are_asked_and_says_when_they_cant(app: Flask, visitor: Visitor) -> None:
    trainer = ann()
    user = a_user(Role.TRAINER, email=ANN)
    a_session_asked(trainer)
    a_session(a_course("Not yet"), trainers=[trainer], are_confirmed=False, state=SessionState.DRAFT)
    a_past_session(a_course("Long over"), trainers=[trainer])
    page = visitor.sign_in(user).open_page("/registers").click("Sessions I train")
    assert "Neglect" in page.words
    assert "Asked Mon 23 Nov 2026" in page.words
    assert "Not yet" not in page.words
    assert "Long over" not in page.words
    page.click("Say yes or no").press(NO)
    page = visitor.open_page("/sessions-to-train")
    assert "Said no" in page.words
    page = page.press("Add these dates", from_on="2026-12-24", until_on="2026-12-20")
    assert page.problems == ["The last date must not lie before the first"]
    page = page.press("Add these dates", from_on="2026-12-20", until_on="2026-12-24", words="On leave")
    assert page.notice == "Noted. The training team sees it when it plans sessions."  # they said no to that session

    office = Visitor(app).sign_in(a_manager())
    assert "Sun 20 Dec 2026 to Thu 24 Dec 2026 On leave" in office.open_page(f"/manage/trainers/{trainer.id}").words
    session = a_session(trainers=[trainer], state=SessionState.DRAFT)
    warned = "Ann Ash can’t teach Sun 20 Dec 2026 to Thu 24 Dec 2026 (On leave)."
    assert warned in office.open_page(f"/manage/sessions/{session.id}").words
    offered = office.open_page(f"/manage/sessions/{session.id}/edit").words
    assert "Ann Ash (can’t teach Sun 20 Dec 2026 to Thu 24 Dec 2026)" in offered
    visitor.open_page("/sessions-to-train").press("Remove Sun 20 Dec 2026 to Thu 24 Dec 2026")
    assert "can’t teach" not in office.open_page(f"/manage/sessions/{session.id}").words


def test_another_trainers_dates_are_nobodys_to_remove(app: Flask, visitor: Visitor) -> None:
    a_trainer("Ann", email=ANN)
    dates = trainers.add_unavailability(
        a_trainer("Bob"), from_on=NOW.date(), until_on=NOW.date(), words="", by=a_manager(), at=NOW
    )
    ours = visitor.sign_in(a_user(Role.TRAINER, email=ANN)).open_page("/sessions-to-train")
    token = ours.standing_values("Add these dates")["csrf_token"]
    address = f"/sessions-to-train/unavailable/{dates.id}/remove"
    assert visitor.open_page(address, method="POST", data={"csrf_token": token}).status == 404


def test_a_retired_trainer_isnt_offered_and_keeps_their_sessions(app: Flask, visitor: Visitor) -> None:
    trainer = ann()
    session = a_session(a_course("Neglect"), trainers=[trainer], on=NOW.date() + timedelta(days=9))
    office = visitor.sign_in(a_manager())
    page = office.open_page(f"/manage/trainers/{trainer.id}").click("Retire this trainer")
    assert "Ann Ash is still on 1 session to come." in page.words
    assert "Neglect, Wed 2 Dec 2026" in page.words
    page = page.press("Retire this trainer")
    assert page.notice == "Ann Ash is retired, and isn’t offered for sessions any more."
    assert "Ann Ash" not in office.open_page(f"/manage/courses/{session.course_id}/sessions/new").words
    assert "Ann Ash" in office.open_page(f"/manage/sessions/{session.id}/edit").words  # as it stands
    assert "Ann Ash Retired" in office.open_page("/manage/trainers").words
    office.open_page(f"/manage/trainers/{trainer.id}").press("Take back into the pool")
    assert "Ann Ash" in office.open_page(f"/manage/courses/{session.course_id}/sessions/new").words

"""Mail held back: nothing leaves, what is due is shown, and somebody starts it again."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from app.audit.models import AuditEntry, Verb
from app.core.database import db
from app.notifications.delivery.jobs import deliver
from app.notifications.models import LEASE, LetterKind, Message, MessageState
from app.notifications.models_pausing import MailPause, PauseReason
from app.notifications.pausing.queries import what_is_due
from app.notifications.pausing.refusals import MailIsNotHeld
from app.notifications.pausing.services import hold_mail, holding_mail, start_mail
from app.notifications.queries import current_pause, oldest_due
from app.operations.heartbeats.models import Process
from app.operations.heartbeats.queries import heartbeats
from tests.builders import a_heartbeat, a_manager, queries_counted
from tests.conftest import NOW, clock_at, settings
from tests.data.everything import a_message, rows_in
from tests.page import Visitor
from tests.servers import PostOffice, Received, SharedClock, a_mail_worker, environment, wait_until

HOUR = timedelta(hours=1)


def held(reason: PauseReason = PauseReason.RESTORED) -> MailPause:
    return hold_mail(reason=reason, at=NOW)


def states() -> dict[str, MessageState]:
    return {message.key: message.state for message in db.session.scalars(select(Message))}


def verbs() -> list[Verb]:
    return list(db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)))


def test_nothing_leaves_while_mail_is_held_back_and_all_of_it_once_it_is_started(app: Flask, database: str) -> None:
    manager = a_manager()
    for key in ("one", "two", "three"):
        a_message(key, to_email=f"{key}@example.org")
    held()
    with PostOffice() as office:
        posting = create_app(settings(database, **office.settings()))
        with posting.app_context():
            deliver()
            assert (office.received, office.connections) == ([], 0)
            start_mail(by=manager, at=NOW)
            deliver()
            db.session.remove()
            db.engine.dispose()
        assert sorted(office.recipients) == ["one@example.org", "three@example.org", "two@example.org"]


def test_of_what_is_in_hand_as_mail_is_held_back_only_the_mail_on_its_way_leaves(app: Flask, database: str) -> None:
    for number in range(60):
        a_message(f"{number}", to_email=f"{number}@example.org")
    with PostOffice() as office:
        posting = create_app(settings(database, **office.settings()))

        def hold(mail: Received) -> None:
            with posting.app_context():
                held()

        office.on_mail = hold
        with posting.app_context():
            deliver()
            assert len(office.received) == 1
            assert sorted(states().values()) == [MessageState.QUEUED] * 59 + [MessageState.SENT]
            assert start_mail(by=a_manager(), at=NOW) == 0
            office.on_mail = lambda mail: None
            deliver()
            db.session.remove()
            db.engine.dispose()
        assert len(set(office.recipients)) == len(office.received) == 60


@pytest.mark.parametrize("has_server", [True, False])
@pytest.mark.lasts_long
def test_a_worker_that_was_off_for_long_holds_mail_back_where_there_is_a_server(
    app: Flask, database: str, tmp_path: Path, has_server: bool
) -> None:
    """Without one, as in the demo, nothing could leave anyway."""
    a_message("old", next_attempt_at=NOW - 30 * HOUR)
    a_heartbeat(Process.MAIL_WORKER, at=NOW - 30 * HOUR)
    shared = SharedClock(tmp_path / "clock", NOW)
    with PostOffice() as office:
        server = office.settings() if has_server else {}
        with a_mail_worker(environment(database, COURSEBOOK_CLOCK=str(shared.file), **server)) as worker:
            wait_until(lambda: is_at_work(Process.MAIL_WORKER), "the worker", seconds=60)
            assert worker.end() == 0, worker.said
        assert office.received == []
    db.session.rollback()
    assert (current_pause() is not None) is has_server


def is_at_work(process: Process) -> bool:
    db.session.rollback()
    return any(beat.beat_at == NOW for beat in heartbeats() if beat.process is process)


def test_what_waited_too_long_is_missed_meanwhile(app: Flask, database: str) -> None:
    a_message("a code", stale_at=NOW)
    held()
    deliver()
    assert states() == {"a code": MessageState.MISSED}


def test_holding_mail_twice_is_one_pause(app: Flask) -> None:
    manager = a_manager()
    first = hold_mail(reason=PauseReason.OFFICE, at=NOW - HOUR, by=manager)
    assert held() is first
    pause = current_pause()
    assert pause
    assert (pause.reason, pause.held_since, rows_in(MailPause)) == (PauseReason.OFFICE, NOW - HOUR, 1)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.verb, entry.actor_id, entry.data) == (Verb.HELD_MAIL_BACK, manager.id, {"why": "held back by hand"})


def test_the_bare_statement_holds_mail_once_too(app: Flask) -> None:
    for _ in range(2):
        db.session.execute(holding_mail(reason=PauseReason.RESTORED, at=NOW))
        db.session.commit()
    pause = current_pause()
    assert pause
    assert (pause.reason, pause.held_since, rows_in(MailPause)) == (PauseReason.RESTORED, NOW, 1)


def test_started_mail_says_who_started_it_and_can_be_held_again(app: Flask) -> None:
    manager = a_manager()
    held()
    assert start_mail(by=manager, at=NOW + HOUR) == 0
    assert current_pause() is None
    over = db.session.scalars(select(MailPause)).one()
    assert (over.started_at, over.started_by_id) == (NOW + HOUR, manager.id)
    with pytest.raises(MailIsNotHeld):
        start_mail(by=manager, at=NOW)
    assert held().id != over.id
    assert verbs() == [Verb.HELD_MAIL_BACK, Verb.STARTED_MAIL, Verb.HELD_MAIL_BACK]


def some_that_wait() -> None:
    a_message("old", kind=LetterKind.REMINDER, next_attempt_at=NOW - 3 * HOUR)
    a_message("older", kind=LetterKind.CONFIRMED, due_at=NOW - 5 * HOUR, next_attempt_at=NOW + 9 * HOUR,
              state=MessageState.RETRYING)  # fmt: skip
    a_message("since", kind=LetterKind.REMINDER, next_attempt_at=NOW + HOUR)
    a_message("left behind", kind=LetterKind.REMINDER, next_attempt_at=NOW - HOUR, state=MessageState.SENDING,
              lease_owner="somebody", lease_until=NOW - LEASE)  # fmt: skip
    a_message("too late", next_attempt_at=NOW - HOUR, stale_at=NOW - HOUR)
    a_message("to come", next_attempt_at=NOW + 9 * HOUR)
    for state in (MessageState.SENT, MessageState.FAILED, MessageState.WITHDRAWN, MessageState.MISSED):
        a_message(state.value, state=state, next_attempt_at=NOW - HOUR)


def test_what_is_due_is_told_by_kind_with_the_oldest_in_one_query(app: Flask) -> None:
    some_that_wait()
    with queries_counted() as counted:
        due = what_is_due(NOW + 2 * HOUR, before=NOW)
    assert len([each for each in counted if each != "BEGIN"]) == 1
    assert [(each.kind, each.how_many, each.oldest_due_at, each.from_before) for each in due] == [
        (LetterKind.CONFIRMED, 1, NOW - 5 * HOUR, 1),
        (LetterKind.REMINDER, 3, NOW - 3 * HOUR, 2),
    ]
    assert oldest_due(NOW) == NOW - 5 * HOUR
    assert oldest_due(NOW - 9 * HOUR) is None


def test_what_was_due_before_can_be_left_out(app: Flask) -> None:
    some_that_wait()
    held()
    before = states()
    assert start_mail(by=a_manager(), at=NOW + 2 * HOUR, leave_out=True) == 3
    changed = {key for key, state in states().items() if state is not before[key]}
    assert changed == {"old", "older", "left behind"}
    assert {states()[key] for key in changed} == {MessageState.WITHDRAWN}


# --- Pages ---


def test_the_outbox_says_that_mail_is_held_and_leads_to_what_is_due(app: Flask, visitor: Visitor) -> None:
    visitor.sign_in(a_manager())
    some_that_wait()
    assert "Mail is held back" not in visitor.open_page("/outbox").words
    held()
    page = visitor.open_page("/outbox")
    assert "Mail is held back: nothing leaves." in page.words
    assert not page.has_link("Hold mail back")
    page = page.click("start mail")
    assert "Since 10am, Monday 23 November 2026, because Coursebook was restored from a backup." in page.words
    assert "Reminders of a session 2 Mon 23 Nov 2026, 7am 2" in page.words
    assert page.click("Reminders of a session").has_link("A letter")
    asked = page.click("Start mail, and leave them out")
    assert states()["old"] is MessageState.QUEUED
    assert "3 letters that had been due before 10am, Monday 23 November will be withdrawn and never sent" in asked.words
    page = asked.press("Withdraw them, and start mail")
    assert page.notice == "Mail is started again. 3 letters withdrawn."
    assert states()["old"] is MessageState.WITHDRAWN


def test_mail_can_be_started_with_all_that_is_due(app: Flask, visitor: Visitor) -> None:
    visitor.sign_in(a_manager())
    a_message("old", next_attempt_at=NOW - HOUR)
    held(PauseReason.DOWNTIME)
    page = visitor.open_page("/outbox/mail")
    assert "because Coursebook was off for a long time" in page.words
    assert page.press("Start mail").notice == "Mail is started again."
    assert states() == {"old": MessageState.QUEUED}
    assert page.press("Start mail").problems == [MailIsNotHeld.message]


def test_the_team_can_hold_mail_back_by_hand(app: Flask, visitor: Visitor) -> None:
    visitor.sign_in(a_manager())
    page = visitor.open_page("/outbox").click("Hold mail back")
    assert "nobody can sign in or book by mail" in page.words
    assert current_pause() is None
    page = page.press("Hold mail back")
    assert page.notice == "Mail is held back. Nothing leaves until you start it again."
    assert "somebody of the training team held it back" in page.words
    assert "Nothing is due" in page.words
    with clock_at(NOW + HOUR):
        assert (
            "Nothing holds it back" in page.press("Start mail").click("Outbox").visitor.open_page("/outbox/mail").words
        )

"""What nobody needs any more is forgotten: kind by kind, by night, and counted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import AddressProof, User
from app.accounts.sessions.services import begin_session
from app.audit.models import AuditEntry, Verb
from app.booking.models import Booking
from app.booking.states import Outcome
from app.charging.bills.models import Bill, BillFile, BillLine
from app.charging.models import Explanation
from app.core.database import db
from app.evaluation.answering.models import Answer
from app.evaluation.stages import Stage
from app.notifications.models import Message, MessageState
from app.notifications.models_subscriptions import Subscription
from app.notifications.models_undeliverable import UndeliverableAddress
from app.personal.rules import ERASED
from app.programme.models_sessions import Speaker
from app.programme.models_trainers import TrainerRequest, TrainerUnavailability
from app.records.desk.models import PersonNote
from app.records.holdings.models import PersonRequest
from app.records.retention import queries, services
from app.records.retention.models import RetentionRun
from app.settings import services as settings_services
from app.settings.rules_retention import RETENTION_KINDS, RetentionPeriods, Unit
from tests.builders import (
    a_booking,
    a_closed_register,
    a_comment,
    a_manager,
    a_past_session,
    a_session,
    a_speaker,
    a_subscription,
    a_trainer,
    a_user,
    an_issued,
)
from tests.charging import cases
from tests.conftest import NOW, clock_at
from tests.data.everything import a_message, a_proof, an_undeliverable_address, saved
from tests.page import Visitor

PERIODS = RetentionPeriods()
A_SECOND = timedelta(seconds=1)
MOST = {Unit.DAYS: 50_000, Unit.MONTHS: 5_000, Unit.YEARS: 500}
NEVER = RetentionPeriods(**{kind.name: MOST[kind.unit] for kind in RETENTION_KINDS})
KIND = {kind.name: kind for kind in RETENTION_KINDS}


def forgotten(at: datetime) -> dict[str, int]:
    return services.forget(PERIODS, at=at)


@pytest.mark.parametrize(
    ("unit", "how_many", "at", "expected"),
    [
        (Unit.DAYS, 30, datetime(2026, 4, 20, 9, tzinfo=UTC), datetime(2026, 3, 21, 10, tzinfo=UTC)),
        (Unit.MONTHS, 1, datetime(2026, 3, 31, 11, tzinfo=UTC), datetime(2026, 2, 28, 12, tzinfo=UTC)),
        (Unit.MONTHS, 12, datetime(2026, 11, 23, 10, tzinfo=UTC), datetime(2025, 11, 23, 10, tzinfo=UTC)),
        (Unit.YEARS, 1, datetime(2028, 2, 29, 10, tzinfo=UTC), datetime(2027, 2, 28, 10, tzinfo=UTC)),
        (Unit.YEARS, 6, datetime(2026, 11, 23, 10, tzinfo=UTC), datetime(2020, 11, 23, 10, tzinfo=UTC)),
    ],
)
def test_a_period_is_counted_on_londons_calendar(unit: Unit, how_many: int, at: datetime, expected: datetime) -> None:
    assert unit.before(at, how_many) == expected


def test_each_kind_says_its_period_in_words_for_the_privacy_notice() -> None:
    said = dict(replace(PERIODS, needs_days=1, notes_years=2).in_words())
    assert said["Access and dietary needs"] == "1 day after the last day of the session"
    assert said[KIND["notes_years"].words] == "2 years after they were written"
    assert len(said) == len(RETENTION_KINDS)


def test_needs_are_forgotten_thirty_days_after_the_last_day(app: Flask) -> None:
    booking, later_one = (a_booking(a_session(), access_needs="A hearing loop", dietary_needs="Vegan") for _ in (1, 2))
    later_one.session.ends_at += timedelta(days=9)
    db.session.commit()
    over = booking.session.ends_at + timedelta(days=30)
    assert forgotten(over - A_SECOND) == {}
    assert forgotten(over) == {"bookings with access or dietary needs": 1}
    assert (booking.access_needs, booking.dietary_needs, later_one.access_needs) == ("", "", "A hearing loop")
    assert forgotten(over) == {}


def a_letter() -> Any:
    return a_message("old", state=MessageState.SENT, sent_at=NOW, text="Hello", to_name="Rosa")


def a_reason() -> Any:
    return cases.waived()


def a_quote_and_a_comment() -> Any:
    session = a_past_session()
    a_comment("A quote.", on=session, is_quote=True)
    return a_comment("A comment.", on=session)


def a_booking_with_a_manager() -> Any:
    return a_booking(a_past_session(), outcome=Outcome.ATTENDED)


def a_note() -> Any:
    person, manager = a_user(), a_manager()
    return saved(PersonNote(user_id=person.id, words="A note.", written_at=NOW, written_by_id=manager.id))


def a_draft() -> Any:
    booking = a_booking(a_past_session(), outcome=Outcome.ATTENDED)
    return an_issued(booking, Stage.POST_COURSE, draft={"q1": "Half a sentence"})


CASES: dict[str, tuple[Callable[[], Any], Callable[[], list[Any]], list[Any]]] = {
    "proofs_days": (
        a_proof,
        lambda: [each.email for each in db.session.query(AddressProof)],
        ["erased-{}@erased.invalid"],
    ),
    "letters_months": (
        a_letter,
        lambda: [(each.to_name, each.text, each.subject, each.key) for each in db.session.query(Message)],
        [("", "", "", "old")],
    ),
    "reasons_months": (a_reason, lambda: [each.words for each in db.session.query(Explanation)], [ERASED]),
    "comments_years": (
        a_quote_and_a_comment,
        lambda: sorted(each.words for each in db.session.query(Answer)),
        ["", "A quote."],
    ),
    "bounces_months": (an_undeliverable_address, lambda: db.session.query(UndeliverableAddress).all(), []),
    "subscriptions_months": (
        lambda: a_subscription("series-how-to", "a@example.org", confirmed_at=None),
        lambda: [each.email for each in db.session.query(Subscription)],
        ["erased-{}@erased.invalid"],
    ),
    "speakers_months": (lambda: a_speaker(a_past_session()), lambda: db.session.query(Speaker).all(), []),
    "line_managers_months": (
        a_booking_with_a_manager,
        lambda: [(each.manager_name, each.manager_email) for each in db.session.query(Booking)],
        [("", "")],
    ),
    "notes_years": (a_note, lambda: db.session.query(PersonNote).all(), []),
    "drafts_days": (
        a_draft,
        lambda: [row for (row,) in db.session.execute(db.text("SELECT draft FROM issued_questionnaire"))],
        [None],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_each_kind_is_forgotten_once_its_period_is_over_and_not_before(app: Flask, name: str) -> None:
    make, read, after = CASES[name]
    made = make()
    before = read()
    only = replace(NEVER, **{name: KIND[name].default})
    year = timedelta(days={Unit.DAYS: 1, Unit.MONTHS: 31, Unit.YEARS: 366}[KIND[name].unit] * KIND[name].default + 60)
    services.forget(only, at=NOW + year / 4)
    db.session.expire_all()
    assert read() == before
    assert sum(queries.due_counts(only, at=NOW + year)[name].values()) >= 1
    services.forget(only, at=NOW + year)
    db.session.expire_all()
    assert read() == [each.format(made.id) if isinstance(each, str) and "{}" in each else each for each in after]
    assert queries.due_counts(only, at=NOW + year) == {}


def test_what_trainers_said_and_when_they_cant_is_forgotten_a_year_after_the_session_or_the_dates(app: Flask) -> None:
    """Of a session that is gone, a year after they were let go."""
    trainer, session = a_trainer(), a_past_session()
    said = {"trainer": trainer, "answer": "declined", "answered_at": NOW, "words": "In hospital"}
    of_session, of_none = (saved(TrainerRequest(**said, **more)) for more in ({"session": session}, {"ended_at": NOW}))
    first = session.days[0].on - timedelta(days=1)
    for last in (first, NOW.date() + timedelta(days=40)):
        saved(TrainerUnavailability(trainer=trainer, from_on=first, until_on=last, words="Operation"))
    only = replace(NEVER, reasons_months=12)
    assert services.forget(only, at=session.ends_at + timedelta(days=364)) == {}
    services.forget(only, at=session.ends_at + timedelta(days=365))
    db.session.expire_all()
    assert (of_session.words, of_none.words, of_session.answer) == ("", "In hospital", "declined")
    assert db.session.query(TrainerUnavailability).count() == 1
    services.forget(only, at=NOW + timedelta(days=366 + 41))
    db.session.expire_all()
    assert of_none.words == ""
    assert db.session.query(TrainerUnavailability).count() == 0


def test_names_on_bills_go_with_the_accounts_and_sums_stay(app: Flask) -> None:
    """A bill of November 2026: its year ends on 31 March 2027, and six years later it is over."""
    charge = cases.paid()
    only = replace(NEVER, accounts_years=6)
    services.forget(only, at=datetime(2033, 3, 31, 12, tzinfo=UTC))
    assert ERASED not in {each.name for each in db.session.query(BillLine)}
    counts = services.forget(only, at=datetime(2033, 4, 1, 12, tzinfo=UTC))
    assert (counts["names on bills"], counts["files of bills"]) == (1, 3)
    db.session.expire_all()
    assert {each.name for each in db.session.query(BillLine)} == {ERASED}
    assert {each.content for each in db.session.query(BillFile)} == {b""}
    assert db.session.query(Bill).one().pence == charge.pence


def test_a_letter_that_waits_is_never_forgotten(app: Flask) -> None:
    waits = a_message("waits", state=MessageState.RETRYING, last_error="450 later")
    forgotten(NOW + timedelta(days=4000))
    assert waits.text == "Its words."


def test_a_letter_that_failed_cannot_be_sent_again_without_its_words(app: Flask) -> None:
    failed = a_message("failed", state=MessageState.FAILED, last_error="550 no")
    assert failed.can_be_sent_again(NOW)
    forgotten(NOW + timedelta(days=500))
    db.session.refresh(failed)
    assert not failed.can_be_sent_again(NOW)
    assert failed.last_error == ERASED


def test_people_nobody_has_heard_of_are_erased_as_if_they_had_asked(app: Flask) -> None:
    gone, signed_in, booked, subscribed, officer = a_user(), a_user(), a_user(), a_user(), a_manager()
    session = a_past_session()
    a_closed_register(session)
    a_booking(session, gone, Outcome.ATTENDED)
    at = NOW + timedelta(days=7 * 366)
    with clock_at(at - timedelta(days=300)):
        begin_session(signed_in, is_own_device=True, user_agent="", at=at - timedelta(days=300))
        a_booking(a_past_session(), booked, Outcome.ATTENDED)
    a_subscription("series-how-to", subscribed.email)
    assert queries.due_counts(PERIODS, at=at)["people_years"] == {"people": 1}
    services.forget(PERIODS, at=at)
    db.session.expire_all()
    erased = db.session.query(User).filter(User.erased_at.is_not(None)).all()
    assert erased == [gone]
    assert officer.stands
    assert db.session.query(PersonRequest).one().done_by_id is None


def test_it_runs_once_a_night_and_keeps_a_log_of_counts(app: Flask) -> None:
    booking = a_booking(a_past_session(days_ago=40), outcome=Outcome.ATTENDED, access_needs="A loop")
    assert services.forget_what_is_due(at=NOW) == 1
    assert booking.access_needs == ""
    booking.access_needs = "Typed again"
    db.session.commit()
    assert services.forget_what_is_due(at=NOW + timedelta(hours=8)) == 0
    assert services.forget_what_is_due(at=NOW + timedelta(days=1)) == 1
    runs = db.session.query(RetentionRun).order_by(RetentionRun.id).all()
    assert [run.counts for run in runs] == [{"bookings with access or dietary needs": 1}] * 2
    assert db.session.query(AuditEntry).filter_by(verb=Verb.FORGOT_WHAT_WAS_DUE).count() == 2


def test_a_large_backlog_is_forgotten_in_parts(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.records.retention.services.AT_ONCE", 2)
    session = a_past_session(days_ago=40)
    for _ in range(5):
        a_booking(session, outcome=Outcome.ATTENDED, access_needs="A loop")
    assert forgotten(NOW) == {"bookings with access or dietary needs": 5}


def test_what_is_forgotten_is_no_change_that_the_jobs_would_look_at(app: Flask) -> None:
    """A first night forgets ten years."""
    booking = a_booking(a_past_session(days_ago=40), outcome=Outcome.ATTENDED, access_needs="A loop")
    changed_at = booking.changed_at
    with clock_at(NOW + timedelta(days=1)):
        assert forgotten(NOW) == {"bookings with access or dietary needs": 1}
    db.session.refresh(booking)
    assert (booking.access_needs, booking.changed_at) == ("", changed_at)


def test_a_dry_run_counts_what_a_day_would_delete_and_deletes_nothing(visitor: Visitor) -> None:
    booking = a_booking(a_past_session(), outcome=Outcome.ATTENDED, access_needs="A loop")
    page = visitor.sign_in(a_manager()).open_page("/manage/privacy").click("How long it is kept")
    assert "On Tuesday 24 November 2026 this deletes Nothing." in page.words
    page = page.press("Count", on="2027-04-01")
    assert "On Thursday 1 April 2027 this deletes Bookings with access or dietary needs: 1 (30 days after" in page.words
    assert booking.access_needs == "A loop"
    assert page.press("Count", on="2020-01-01").problems == ["Enter today, or a day to come"]


def test_a_manager_sets_the_periods_within_their_bounds(visitor: Visitor) -> None:
    page = visitor.sign_in(a_manager()).open_page("/manage/privacy/retention").click("Set the periods")
    page = page.press("Set the periods", needs_days="91", accounts_years="5", notes_years="")
    assert page.problems == [
        "Access and dietary needs: enter 7 to 90 days",
        f"{KIND['notes_years'].words}: enter how many years",
        "Names on bills, and the bills’ files: enter 6 to 15 years",
    ]
    page = page.press("Set the periods", needs_days="14", accounts_years="7", notes_years="3")
    assert "The periods are set." in page.notice
    assert "14 days after the last day of the session" in page.words
    entry = db.session.query(AuditEntry).filter_by(verb=Verb.CHANGED_SETTINGS).one()
    assert entry.data["after"] == {"needs_days": 14, "accounts_years": 7}


def test_periods_that_were_set_are_those_that_count(app: Flask) -> None:
    booking = a_booking(a_past_session(days_ago=10), outcome=Outcome.ATTENDED, access_needs="A loop")
    settings_services.change(replace(PERIODS, needs_days=7), by=None, at=NOW)
    assert services.forget_what_is_due(at=NOW) == 1
    assert booking.access_needs == ""

"""The reason is asked by mail: of each practitioner, and of each manager once for all their people."""

from datetime import date, timedelta

import pytest
from flask import Flask

from app.accounts.models import User
from app.booking.states import BookingState, Channel, Outcome
from app.charging import queries
from app.charging.decisions import services as decisions_services
from app.charging.models import Charge, ChargeState, Explainer, WaiverReason
from app.charging.proposals import services as proposals_services
from app.charging.proposals.jobs import propose_what_is_missing
from app.charging.proposals.queries_invariants import broken_invariants
from app.charging.reasons import services
from app.charging.refusals import ReasonClosed
from app.core.database import db
from app.notifications.models import Message, MessageState
from tests.builders import (
    a_booking,
    a_closed_day,
    a_closed_register,
    a_manager,
    a_past_session,
    a_session,
    a_user,
    letters_have_left,
    link_in,
    mail_to,
)
from tests.charging.cases import AFTER_THE_DEADLINE, a_no_show, asked, corrected_to, explained, steps_of, the_policy
from tests.conftest import NOW, clock_at
from tests.page import Page, Visitor
from tests.words import (
    CHANGE_THE_REASON,
    DID_NOT_ATTEND,
    GAVE_A_REASON,
    KEEP_IT_WITH_THE_CHARGE,
    REPLACED_THE_REASON,
    SEND_THE_REASON,
)

BOSS = "boss@example.org"


def absentees(how_many: int) -> list[User]:
    """Of one session, with one line manager."""
    session = a_past_session()
    people = [a_user(manager_email=BOSS, manager_name="The Boss") for _ in range(how_many)]
    for person in people:
        a_booking(session, person, Outcome.NO_SHOW, policy=the_policy())
    a_closed_register(session)
    return people


def waiting_mail(email: str) -> list[Message]:
    return [message for message in mail_to(email) if message.state is MessageState.QUEUED]


def test_a_manager_of_five_absentees_gets_one_letter_and_each_of_the_five_one(app: Flask) -> None:
    people = absentees(5)
    for _ in range(3):
        propose_what_is_missing()
    [letter] = mail_to(BOSS)
    assert letter.subject == "5 of your people and our training: please tell us what happened"
    assert all(person.name in letter.text for person in people)
    assert letter.revealed_text().count("http://coursebook.test/reasons/manager/") == 5
    assert [len(mail_to(person.email)) for person in people] == [1] * 5


def test_letters_wait_for_second_thoughts_and_are_stale_after_the_deadline(app: Flask) -> None:
    [person] = absentees(1)
    propose_what_is_missing()
    charge = queries.charges()[0]
    for letter in (*mail_to(person.email), *mail_to(BOSS)):
        assert (letter.next_attempt_at, letter.stale_at) == (NOW + timedelta(minutes=3), charge.answer_by)


def test_a_slip_that_is_undone_at_once_troubles_nobody(app: Flask) -> None:
    """One of two was there after all: the manager is asked about the other alone."""
    there, away = absentees(2)
    propose_what_is_missing()
    charge = db.session.query(Charge).join(Charge.booking).filter_by(practitioner_id=there.id).one()
    corrected_to(charge.booking, Outcome.ATTENDED)
    propose_what_is_missing()
    assert waiting_mail(there.email) == []
    assert len(waiting_mail(away.email)) == 1
    [letter] = waiting_mail(BOSS)
    assert away.name in letter.text
    assert there.name not in letter.text


def test_who_is_put_right_before_anything_was_asked_hears_nothing(app: Flask) -> None:
    [person] = absentees(1)
    proposals_services.propose_charges(at=NOW)
    corrected_to(queries.charges()[0].booking, Outcome.EXCUSED)
    propose_what_is_missing()
    assert mail_to(person.email) + mail_to(BOSS) == []


def test_a_waiver_takes_back_the_letters_that_still_wait(app: Flask) -> None:
    [person] = absentees(1)
    propose_what_is_missing()
    decisions_services.waive(queries.charges()[0], why=WaiverReason.COURT, words="Court.", by=a_manager(), at=NOW)
    assert waiting_mail(person.email) + waiting_mail(BOSS) == []


def test_a_manager_who_is_the_practitioner_or_is_not_there_is_not_asked_separately(app: Flask) -> None:
    own = a_user(email="own@example.org", manager_email="own@example.org")
    alone = a_user(manager_email="", has_no_manager=True)
    for person in (own, alone):
        asked(a_no_show(person))
    assert [message.kind for message in mail_to(own.email)] == ["reason"]
    assert db.session.query(Message).filter_by(kind="reason-manager").count() == 0


def page_of(visitor: Visitor, charge: Charge, kind: str = "reason") -> Page:
    email = charge.booking.practitioner.email if kind == "reason" else charge.booking.manager_email
    return visitor.open_page(link_in(mail_to(email, kind)[-1], "/reasons/"))


def test_the_letter_leads_to_a_page_that_says_what_it_is_about_and_opening_it_answers_nothing(
    visitor: Visitor,
) -> None:
    charge = asked()
    page = page_of(visitor, charge)
    session = charge.booking.session
    for words in (session.title, DID_NOT_ATTEND, "£25", "11:59pm, Monday 30 November", "An explanation counts"):
        assert words in page.words
    assert "don’t name a child or a family" in page.words
    assert (charge.state, charge.explanations) == (ChargeState.ASKED, [])
    assert page.press(SEND_THE_REASON, words=" ").problems == ["Tell us what the reason was"]
    assert page.press(SEND_THE_REASON, words="x" * 2001).error_beside("words").endswith("2,000 characters or fewer")
    assert charge.state is ChargeState.ASKED


def test_a_reason_can_be_changed_until_the_decision_and_each_time_is_written_down(visitor: Visitor) -> None:
    charge = asked()
    page = page_of(visitor, charge).press(SEND_THE_REASON, words="I was ill.")
    assert "the training team has your reason" in page.notice
    page = page.press(CHANGE_THE_REASON, words="I was ill; see my manager.")
    db.session.rollback()
    assert [(given.given_by, given.words) for given in charge.explanations] == [
        (Explainer.PRACTITIONER, "I was ill; see my manager.")
    ]
    assert steps_of(charge)[2:] == [GAVE_A_REASON, REPLACED_THE_REASON]
    stale = page
    decisions_services.confirm(charge, by=a_manager(), at=NOW)
    refused = stale.press(CHANGE_THE_REASON, words="Please!")
    assert refused.status == 200
    assert refused.problems == [ReasonClosed.message]
    assert "The training team has decided." in page_of(visitor, charge).words


def test_neither_sees_what_the_other_said(visitor: Visitor) -> None:
    charge = asked()
    page_of(visitor, charge).press(SEND_THE_REASON, words="My own secret")
    manager = page_of(visitor, charge, "reason-manager")
    assert charge.booking.name in manager.h1
    assert "My own secret" not in manager.words
    manager.press(SEND_THE_REASON, words="What the manager knows")
    assert "What the manager knows" not in page_of(visitor, charge).words
    db.session.rollback()
    assert len(charge.explanations) == 2


def test_after_the_deadline_the_page_says_so_kindly_and_the_office_can_still_write_it_down(
    app: Flask, visitor: Visitor
) -> None:
    charge = asked()
    with clock_at(AFTER_THE_DEADLINE):
        assert "The time for giving a reason is over." in page_of(visitor, charge).words
        letters_have_left()
        services.pass_deadlines(at=AFTER_THE_DEADLINE)
        visitor.sign_in(a_manager())
        page = visitor.open_page(f"/charges/{charge.id}").press(KEEP_IT_WITH_THE_CHARGE, told="She rang: in court.")
    assert page.notice == "Written down. The charge can be decided now."
    assert "She rang: in court." in page.words
    assert "after the deadline" in page.words
    assert charge.state is ChargeState.EXPLAINED


def test_what_is_waived_or_withdrawn_needs_nothing_more_from_them(visitor: Visitor) -> None:
    charge = explained()
    corrected_to(charge.booking, Outcome.ATTENDED)
    proposals_services.let_go_what_no_longer_follows(at=NOW)
    assert "Nothing is owed any more." in page_of(visitor, charge).words


def test_where_mail_was_down_until_the_deadline_they_are_asked_again_and_have_their_time_anew(app: Flask) -> None:
    charge = asked()
    assert services.pass_deadlines(at=AFTER_THE_DEADLINE) == 0
    assert (charge.state, charge.asked_at) == (ChargeState.ASKED, AFTER_THE_DEADLINE)
    assert charge.answer_by
    assert charge.answer_by > AFTER_THE_DEADLINE + timedelta(days=6)
    first, second = mail_to(charge.booking.practitioner.email, "reason")
    assert (first.state, second.state) == (MessageState.WITHDRAWN, MessageState.QUEUED)
    letters_have_left()
    assert services.pass_deadlines(at=AFTER_THE_DEADLINE + timedelta(days=9)) == 1
    assert charge.state is ChargeState.UNEXPLAINED


def test_the_offices_closed_days_give_more_time_for_a_reason(app: Flask) -> None:
    a_closed_day(date(2026, 11, 25))
    charge = asked()
    assert charge.answer_by
    assert f"{charge.answer_by:%A %d %B}" == "Tuesday 01 December"


@pytest.mark.parametrize(
    ("who", "asked_again"), [("practitioner", False), ("the office", False), ("somebody else", True), ("nobody", True)]
)
def test_a_reason_already_given_is_not_asked_again(app: Flask, who: str, asked_again: bool) -> None:
    """Who withdrew late and said why counts as explained; the line manager is asked all the same."""
    person, session = a_user(manager_email=BOSS), a_session()
    by = {"practitioner": person, "the office": a_manager()}.get(who, a_user())
    booking = a_booking(
        session,
        person,
        Outcome.LATE_CANCELLED,
        state=BookingState.CANCELLED,
        policy=the_policy(),
        cancelled_at=session.starts_at - timedelta(hours=3),
        cancelled_by_id=by.id,
        cancel_channel=Channel.PHONE if who == "the office" else Channel.WEBSITE,
        cancel_reason="" if who == "nobody" else "My child is ill.",
    )
    charge = asked(booking, at=session.starts_at)
    assert bool(mail_to(person.email, "reason")) is asked_again
    assert len(mail_to(BOSS, "reason-manager")) == 1
    assert charge.state is (ChargeState.ASKED if asked_again else ChargeState.EXPLAINED)
    assert broken_invariants(at=session.starts_at) == []
    if not asked_again:
        [given] = charge.explanations
        assert given.words == "My child is ill."
        assert given.given_by is (Explainer.OFFICE if who == "the office" else Explainer.PRACTITIONER)


def test_the_letter_asks_and_does_not_accuse(app: Flask) -> None:
    [person] = absentees(1)
    propose_what_is_missing()
    [letter] = mail_to(person.email, "reason")
    assert letter.subject.startswith("About your place on ")
    assert "The register doesn’t have you down as there. If that is a mistake, tell us" in letter.text
    assert "did not" not in letter.text

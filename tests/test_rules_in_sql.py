"""What a rule says of a record, and what it says in a query, is the same: of every state, and at every edge."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import exists, select

from app.accounts.models import Agency, AgencyGroup
from app.accounts.people.queries import family
from app.attendance.registers.models import DayMark
from app.attendance.registers.queries import marks_of, standing_marks, was_there_throughout
from app.booking.models import Booking
from app.booking.states import BookingState, Outcome
from app.charging.bills import queries as charging
from app.charging.bills.models import Bill, BillLine
from app.charging.models import Charge, ChargeState
from app.charging.proposals.queries import bookings_without_proposal
from app.charging.proposals.rules import proposal_for
from app.core.database import Base, db
from app.core.roles import Role
from app.evaluation.issuing.queries import is_wanted, was_issued
from app.evaluation.models import Questionnaire
from app.evaluation.models_issued import Issued
from app.evaluation.stages import Stage
from app.notifications.models import MessageState
from app.programme.learning_weeks.queries import has_sessions_outside
from app.programme.models import Course, Strand
from app.programme.models_sessions import Day, SessionState, TrainingSession
from app.programme.periods import programme_year
from app.programme.queries_periods import began_between, in_year
from app.records.certificates.models import Certificate
from app.terms.models import Cause
from tests.builders import (
    HALF_DAY,
    a_booking,
    a_certificate,
    a_closed_register,
    a_course,
    a_learning_week,
    a_message,
    a_past_session,
    a_policy,
    a_session,
    a_subscription,
    a_user,
    an_agency,
    an_issued,
)
from tests.charging.cases import billed, credited, paid, written_off
from tests.conftest import NOW

AROUND_NOW = st.sampled_from([NOW - timedelta(days=40), NOW - timedelta(microseconds=1), NOW, NOW + timedelta(hours=1)])
TODAY = NOW.date()
DATES = st.none() | st.sampled_from([TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1)])
whatever = settings(max_examples=60, deadline=None, derandomize=True, database=None)


def said_of(record: Base, rule: Callable[[Any], Any]) -> tuple[bool, bool]:
    """What a rule says of a record, and whether a query by it finds the record."""
    cls = type(record)
    db.session.flush()
    return bool(rule(record)), bool(db.session.scalar(select(exists().where(cls.id == record.id, rule(cls)))))


def assert_agree(record: Base, *rules: Callable[[Any], Any]) -> None:
    for number, rule in enumerate(rules):
        here, in_sql = said_of(record, rule)
        assert here == in_sql, f"rule {number} of {type(record).__name__}"


def planned_anew(session: TrainingSession, days: list[date]) -> None:
    session.days = []
    db.session.flush()
    session.plan_days([Day(on, *HALF_DAY) for on in days])
    db.session.flush()


# Sessions and courses


def test_a_session_says_of_itself_what_a_query_finds(app: Flask) -> None:
    session = a_session()

    @whatever
    @given(st.sampled_from(SessionState), st.sampled_from(Strand), st.booleans(), st.integers(-90, 90), DATES, DATES)
    def try_out(
        state: SessionState, strand: Strand, is_open: bool, minutes: int, opens: date | None, closes: date | None
    ) -> None:
        session.state, session.course.strand, session.is_open = state, strand, is_open
        session.opens_on, session.closes_on = opens, closes
        session.starts_at = NOW + timedelta(minutes=minutes)
        session.ends_at = session.starts_at + timedelta(minutes=30)
        assert_agree(
            session,
            lambda of: of.is_draft,
            lambda of: of.is_published,
            lambda of: of.is_cancelled,
            lambda of: of.is_on_show,
            lambda of: of.is_by_name,
            lambda of: of.takes_bookings,
            lambda of: of.is_open_for_booking(TODAY),
            lambda of: of.has_started(NOW),
            lambda of: of.has_ended(NOW),
            lambda of: of.can_be_marked(NOW),
        )

    try_out()


@pytest.mark.parametrize("minutes", [-1, 0, 1])
def test_a_session_has_started_and_can_be_marked_at_the_very_minute(app: Flask, minutes: int) -> None:
    session, at = a_session(), timedelta(minutes=minutes)
    assert said_of(session, lambda of: of.has_started(session.starts_at + at)) == (minutes >= 0,) * 2
    assert said_of(session, lambda of: of.has_ended(session.ends_at + at)) == (minutes >= 0,) * 2
    opens = session.starts_at - timedelta(hours=1)
    assert said_of(session, lambda of: of.can_be_marked(opens + at)) == (minutes >= 0,) * 2


def test_a_course_says_of_itself_what_a_query_finds(app: Flask) -> None:
    for review_on, is_retired in product((None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1)), (0, 1)):
        course = a_course(review_on=review_on, is_retired=bool(is_retired))
        assert_agree(course, lambda of: of.is_due_for_review(TODAY), lambda of, topic=course.topic: of.topic == topic)


def test_a_session_begins_in_the_period_and_year_that_hold_its_first_day(app: Flask) -> None:
    in_week = a_session(learning_week=a_learning_week(date(2027, 3, 30)))
    session = a_session()

    @whatever
    @given(st.dates(date(2026, 3, 25), date(2027, 4, 6)), st.integers(-3, 3), st.integers(0, 3))
    def try_out(first: date, before: int, length: int) -> None:
        for each in (session, in_week):
            planned_anew(each, [first, first + timedelta(days=1)])
        since = first + timedelta(days=before)
        until = since + timedelta(days=length)
        found = select(exists().where(TrainingSession.id == session.id, began_between(since, until)))
        assert db.session.scalar(found) == (since <= first <= until)
        for each, on in ((session, first), (in_week, date(2027, 3, 30))):
            of_year = in_year(programme_year(on)).where(TrainingSession.id == each.id)
            assert db.session.scalar(of_year) is each

    try_out()


def test_a_week_holds_its_sessions_where_none_is_found_outside(app: Flask) -> None:
    week = a_learning_week()
    session = a_session(learning_week=week)

    @whatever
    @given(st.integers(-2, 6), st.integers(0, 3))
    def try_out(first: int, more: int) -> None:
        days = [week.starts_on + timedelta(days=first + number) for number in {0, more}]
        planned_anew(session, days)
        assert has_sessions_outside(week, week.starts_on, week.ends_on) == (not week.holds(days))

    try_out()


# Bookings and registers


def test_a_booking_says_of_itself_what_a_query_finds(app: Flask) -> None:
    booking = a_booking()

    @whatever
    @given(st.sampled_from(BookingState), st.none() | AROUND_NOW, st.none() | AROUND_NOW)
    def try_out(state: BookingState, held_until: datetime | None, offered_until: datetime | None) -> None:
        booking.state, booking.held_until, booking.offered_until = state, held_until, offered_until
        assert_agree(
            booking,
            lambda of: of.is_pending,
            lambda of: of.is_held(NOW),
            lambda of: of.is_hold_over(NOW),
            lambda of: of.is_offered(NOW),
            lambda of: of.is_offer_over(NOW),
        )

    try_out()


def test_who_was_there_throughout_is_marked_on_every_day(app: Flask) -> None:
    first = TODAY - timedelta(days=9)
    days = [first, first + timedelta(days=1), first + timedelta(days=2)]
    session = a_session(days=[Day(on, *HALF_DAY) for on in days])

    @whatever
    @given(st.sampled_from([None, *Outcome]), st.sets(st.sampled_from(days)))
    def try_out(outcome: Outcome | None, came: set[date]) -> None:
        state = BookingState.WALKED_IN if outcome is Outcome.WALK_IN else BookingState.BOOKED
        booking = a_booking(session, outcome=outcome, state=state)
        for on in came if outcome is Outcome.WALK_IN else ():
            db.session.add(DayMark(booking_id=booking.id, on=on, mark=Outcome.WALK_IN, marked_at=NOW))
        db.session.flush()
        stands = standing_marks(booking, marks_of(booking)).values()
        expected = outcome in (Outcome.ATTENDED, Outcome.WALK_IN) and (
            outcome is Outcome.ATTENDED or None not in stands
        )
        found = db.session.scalar(select(was_there_throughout()).where(Booking.id == booking.id))
        assert found == expected

    try_out()


# Money


def test_a_charge_says_of_itself_what_a_query_finds(app: Flask) -> None:
    booking = a_booking()
    charge = Charge(booking=booking, cause=Cause.NO_SHOW, pence=2500, rule="The rule", proposed_at=NOW)
    db.session.add(charge)

    @whatever
    @given(st.sampled_from(ChargeState), st.sampled_from(Cause), st.none() | AROUND_NOW, st.none() | AROUND_NOW)
    def try_out(state: ChargeState, cause: Cause, answer_by: datetime | None, paid_at: datetime | None) -> None:
        charge.state, charge.cause, charge.answer_by, charge.paid_at = state, cause, answer_by, paid_at
        assert_agree(
            charge,
            lambda of: of.needs_a_reason,
            lambda of: of.waits_for_money,
            lambda of: of.is_past_deadline(NOW),
            lambda of: of.can_be_confirmed(),
        )

    try_out()


def test_the_sums_of_bills_are_those_of_each_bill(app: Flask) -> None:
    for charge in (billed, paid, written_off, credited):
        charge()
    bills = db.session.scalars(select(Bill)).all()
    lines = db.session.scalars(select(BillLine)).all()
    for line in lines:
        assert_agree(line, lambda of: of.is_credit)
    sums = charging.sums()
    assert (sums.how_many, sums.open) == (len(bills), sum(bill.open_pence for bill in bills))
    assert (sums.owed, sums.billed - sums.credited) == (
        sum(bill.owed_pence for bill in bills),
        sum(bill.pence for bill in bills),
    )


def test_whatever_the_terms_would_charge_is_looked_at(app: Flask) -> None:
    """The query may find more than is charged, and never less."""
    fees = dict.fromkeys(("non_contributing_fee_pence", "private_fee_pence", "out_of_area_fee_pence"), 3000)
    policy = a_policy(late_refused_percent=50, left_early_percent=50, **fees)
    session = a_past_session()
    a_closed_register(session)
    bookings = [
        a_booking(
            session,
            a_user(agency=an_agency(merged_into=an_agency(group=group)) if is_merged else an_agency(group=group)),
            outcome,
            policy=policy,
            marked_at=NOW,
            cancelled_at=session.starts_at - timedelta(hours=hours),
        )
        for outcome, group, is_merged, hours in product(Outcome, AgencyGroup, (False, True), (1, 200))
    ]
    charged = {booking for booking in bookings if proposal_for(booking)}
    assert charged
    assert charged <= set(
        bookings_without_proposal([each.id for each in charged], since=NOW - timedelta(days=30), at=NOW)
    )


# Questionnaires


@pytest.mark.parametrize("stage", Stage)
def test_a_questionnaire_is_wanted_where_a_query_finds_it(app: Flask, stage: Stage) -> None:
    issued = an_issued(a_booking(), stage)
    for state, outcome, is_missed in product(BookingState, (None, *Outcome), (False, True)):
        issued.booking.state, issued.booking.outcome, issued.is_missed = state, outcome, is_missed
        db.session.flush()
        wanted = select(is_wanted(), was_issued()).select_from(Issued).join(Issued.booking)
        found = db.session.execute(wanted.where(Issued.id == issued.id)).one()
        assert tuple(map(bool, found)) == (issued.is_wanted, issued.is_wanted and not is_missed)


def test_a_questionnaire_is_a_draft_until_it_is_published(app: Flask) -> None:
    for published_at in (None, NOW):
        draft = Questionnaire(
            stage=Stage.POST_COURSE, is_brief=bool(published_at), version=99, published_at=published_at
        )
        db.session.add(draft)
        assert_agree(draft, lambda of: of.is_draft)


# Messages, people, certificates


def test_a_subscription_and_a_message_say_of_themselves_what_a_query_finds(app: Flask) -> None:
    subscription, message = a_subscription("series-how-to"), a_message()

    @whatever
    @given(st.none() | AROUND_NOW, st.none() | AROUND_NOW, st.sampled_from(MessageState))
    def try_out(first: datetime | None, second: datetime | None, state: MessageState) -> None:
        subscription.confirmed_at, subscription.ended_at, message.stale_at = first, second, first
        message.state, message.due_at = state, second or NOW
        assert_agree(subscription, lambda of: of.stands)
        assert_agree(message, lambda of: of.is_stale(NOW))
        assert_agree(message, lambda of: of.is_due(NOW))

    try_out()


def test_a_certificate_is_valid_until_it_is_withdrawn(app: Flask) -> None:
    for withdrawn_at in (None, NOW):
        certificate: Certificate = a_certificate(withdrawn_at=withdrawn_at)
        assert_agree(certificate, lambda of: of.is_valid)


def test_who_is_of_the_training_team_is_found_as_such(app: Flask) -> None:
    for role in Role:
        assert_agree(a_user(role=role), lambda of: of.is_training_team)


def test_an_agencys_family_is_who_merged_into_it_in_the_end(app: Flask) -> None:
    agencies: list[Agency] = [an_agency() for _ in range(6)]

    @whatever
    @given(st.lists(st.none() | st.integers(0, 5), min_size=6, max_size=6))
    def try_out(into: list[int | None]) -> None:
        for number, (agency, other) in enumerate(zip(agencies, into, strict=True)):
            agency.merged_into = agencies[other] if other is not None and other < number else None
        db.session.flush()
        for survivor in (agency for agency in agencies if agency.merged_into is None):
            assert family(survivor) == {agency.id for agency in agencies if agency.surviving is survivor}

    try_out()


def test_a_courses_topic_is_its_number(app: Flask) -> None:
    course = a_course()
    assert db.session.scalar(select(Course.topic).where(Course.id == course.id)) == course.topic

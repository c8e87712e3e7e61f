"""Whatever happened before, and in whatever order people are merged and erased: the figures are what they were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.accounts.models import User
from app.attendance.registers.services import close_register, mark
from app.booking.claims.services_delegates import delegate_of
from app.booking.leaving.services import withdraw
from app.booking.models import Booking
from app.booking.places.services import book_place
from app.booking.states import Outcome
from app.charging.bills.models import BillLine
from app.charging.bills.services import make_bills
from app.charging.decisions import services as decisions
from app.charging.models import Charge, Explainer, WaiverReason
from app.charging.proposals.services import propose_charges
from app.charging.reasons import services as reasons
from app.core.changes import MENDED_WITHIN
from app.core.database import db
from app.core.errors import Refusal
from app.evaluation.answering import services as answering
from app.evaluation.answering.models import Answer
from app.evaluation.issuing.services import issue_questionnaires
from app.evaluation.models_issued import Issued
from app.evaluation.stages import Stage
from app.notifications.models import Message, MessageState
from app.operations.invariants.queries import broken_invariants
from app.personal.rules import is_nobodys
from app.records.certificates.services import issue_certificates
from app.records.erasing.services import erase_person
from app.records.merging.queries import clashes
from app.records.merging.refusals import ClashUnanswered
from app.records.merging.services import merge_people
from app.reporting.figures.queries import report
from app.reporting.figures.rules import By
from tests.builders import a_manager, a_policy, a_session, a_user, an_agency, letters_have_left
from tests.conftest import IN_FULL, NOW, empty_tables
from tests.records.somebody import ASKED, places_with

pytestmark = pytest.mark.lasts_long

PEOPLE, SESSIONS = 4, 3
WHO, WHICH = st.integers(0, PEOPLE - 1), st.integers(0, SESSIONS - 1)
MARKS = (Outcome.ATTENDED, Outcome.NO_SHOW, Outcome.EXCUSED, Outcome.LEFT_EARLY)
BEFORE = st.lists(
    st.one_of(
        st.tuples(st.just("book"), WHO, WHICH),
        st.tuples(st.just("book"), WHO, WHICH),
        st.tuples(st.just("withdraw"), WHO, WHICH),
    ),
    min_size=3,
    max_size=12,
)
AFTER = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), WHO, WHICH),
        st.tuples(st.sampled_from(("explain", "waive", "confirm")), WHO, WHICH),
        st.tuples(st.just("bill")),
    ),
    max_size=10,
)
AT_LAST = st.lists(
    st.one_of(st.tuples(st.just("merge"), WHO, WHO), st.tuples(st.just("erase"), WHO)), min_size=1, max_size=5
)


@dataclass(frozen=True)
class Counted:
    """What must be as it was: the year's figures by course and agency, money, ticks, and what check-invariants says."""

    figures: Any
    money: Any
    ticks: Any
    broken: Sequence[str]


class Year:
    """Four people, three sessions of one week; then registers, questionnaires, charges, bills; then requests."""

    def __init__(self) -> None:
        self.at, self.officer = NOW, a_manager()
        a_policy()
        agencies = [an_agency(), an_agency()]
        self.people = [
            a_user(name=f"Quill {chr(65 + number)}", email=f"quill{number}@example.org", agency=agencies[number % 2])
            for number in range(PEOPLE)
        ]
        self.sessions = [a_session(on=NOW.date() + timedelta(days=days), places=3) for days in range(1, SESSIONS + 1)]

    def do(self, deed: tuple[Any, ...]) -> None:
        name, *about = deed
        self.at += timedelta(minutes=10)
        try:
            getattr(self, name)(*about)
        except Refusal:
            db.session.rollback()

    def booking(self, who: int, which: int) -> Booking | None:
        theirs = select(Booking).where(Booking.session_id == self.sessions[which].id)
        return db.session.scalars(
            theirs.where(Booking.practitioner_id == self.people[who].id).order_by(Booking.id.desc())
        ).first()

    def book(self, who: int, which: int) -> None:
        person = self.people[who]
        book_place(self.sessions[which], delegate_of(person), by=person, at=self.at)

    def withdraw(self, who: int, which: int) -> None:
        if booking := self.booking(who, which):
            withdraw(booking, by=self.people[who], at=self.at)

    def hold_the_sessions(self, marks: Sequence[Outcome]) -> None:
        """They take place, everybody is marked, and the jobs do what follows."""
        self.at = NOW + timedelta(days=SESSIONS + 1)
        for session in self.sessions:
            booked = db.session.scalars(
                select(Booking).where(Booking.session_id == session.id, Booking.outcome.is_(None))
            )
            for number, booking in enumerate(booked.all()):
                if booking.can_be_marked:
                    said = marks[(number + session.id) % len(marks)]
                    on, why = session.days[0].on, "The manager" if said is Outcome.EXCUSED else ""
                    mark(booking, said, on=on, said_by=why, by=self.officer, at=self.at)
            close_register(session, by=self.officer, at=self.at)
        self.jobs()

    def jobs(self) -> None:
        issue_questionnaires(at=self.at)
        propose_charges(at=self.at)
        reasons.ask_for_reasons(at=self.at)
        letters_have_left()
        issue_certificates(at=self.at)

    def answer(self, who: int, which: int) -> None:
        booking = self.booking(who, which)
        asked = booking and db.session.scalar(
            select(Issued).where(Issued.booking_id == booking.id, Issued.stage == Stage.POST_COURSE)
        )
        if asked:
            words = {each.id: "Say what Quill would say." for each in asked.questionnaire.asked if each.kind.is_text}
            ticks = {each.id: 1 for each in asked.questionnaire.asked if each.kind.numbers}
            answering.answer(asked, words | ticks, at=self.at)

    def _charge(self, who: int, which: int) -> Charge | None:
        booking = self.booking(who, which)
        return booking and db.session.scalar(select(Charge).where(Charge.booking_id == booking.id))

    def explain(self, who: int, which: int) -> None:
        if charge := self._charge(who, which):
            reasons.explain(charge, "Quill was ill.", given_by=Explainer.PRACTITIONER, by=None, at=self.at)

    def waive(self, who: int, which: int) -> None:
        if charge := self._charge(who, which):
            decisions.waive(charge, why=WaiverReason.SICKNESS, words="Quill was ill.", by=self.officer, at=self.at)

    def confirm(self, who: int, which: int) -> None:
        if charge := self._charge(who, which):
            decisions.confirm(charge, by=self.officer, at=self.at)

    def bill(self) -> None:
        make_bills(NOW.date().replace(day=1), with_gaps=True, by=self.officer, at=NOW + timedelta(days=9))

    def merge(self, first: int, second: int) -> None:
        kept, goes = self.people[first], self.people[second]
        found = clashes(kept, goes) if kept is not goes else []
        if found:
            before = self.counted()
            try:
                merge_people(kept, goes, ASKED, standing={}, is_their_address=True, by=self.officer, at=self.at)
                raise AssertionError("two live bookings were not asked about")
            except ClashUnanswered:
                assert self.counted() == before
            return  # which of two stays changes the figures, as the page says
        people = self.distinct_people()
        both = {kept.id, goes.id} <= self.booked_people()
        merge_people(kept, goes, ASKED, standing={}, is_their_address=True, by=self.officer, at=self.at)
        assert self.distinct_people() == people - both

    def erase(self, who: int) -> None:
        people = self.distinct_people()
        erase_person(self.people[who], ASKED, by=self.officer, at=self.at)
        assert self.distinct_people() == people

    def booked_people(self) -> set[int]:
        return set(db.session.scalars(select(Booking.practitioner_id)))

    def distinct_people(self) -> int:
        return len(self.booked_people())

    def counted(self) -> Counted:
        db.session.expire_all()
        since, until = NOW.date() - timedelta(days=100), NOW.date() + timedelta(days=100)
        reports = [report(since, until, by, at=self.at) for by in (By.COURSE, By.AGENCY)]
        charges = select(Charge.state, Charge.agency_id, func.count(), func.sum(Charge.pence))
        lines = select(BillLine.bill_id, func.count(), func.sum(BillLine.pence)).group_by(BillLine.bill_id)
        ticks = select(Answer.question_id, Answer.number, func.count()).where(Answer.number.is_not(None))
        return Counted(
            [(each.total, [(row.name, row.figures) for row in each.rows]) for each in reports],
            [
                sorted(map(tuple, db.session.execute(charges.group_by(Charge.state, Charge.agency_id)))),
                sorted(map(tuple, db.session.execute(lines))),
            ],
            sorted(map(tuple, db.session.execute(ticks.group_by(Answer.question_id, Answer.number)))),
            broken_invariants(at=self.at + 2 * MENDED_WITHIN),
        )


@settings(max_examples=25 if IN_FULL else 8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=BEFORE, marks=st.lists(st.sampled_from(MARKS), min_size=1, max_size=4), after=AFTER, at_last=AT_LAST)
def test_after_any_year_merges_and_erasures_leave_every_figure_as_it_was(
    app: Flask, before: list[Any], marks: list[Outcome], after: list[Any], at_last: list[Any]
) -> None:
    empty_tables()
    db.session.remove()
    year = Year()
    for deed in before:
        year.do(deed)
    year.hold_the_sessions(marks)
    for deed in after:
        year.do(deed)
    was = year.counted()
    assert was.broken == []
    for deed in at_last:
        year.do(deed)
        assert year.counted() == was
    year.jobs()
    is_now = year.counted()
    assert (is_now.figures, is_now.money, is_now.broken) == (was.figures, was.money, [])
    _nobody_erased_is_named_or_written_to()


def _nobody_erased_is_named_or_written_to() -> None:
    letters = db.session.scalars(select(Message)).all()
    assert not [each for each in letters if is_nobodys(each.to_email) and each.state is MessageState.QUEUED]
    for person in db.session.scalars(select(User).where(User.erased_at.is_not(None))):
        names = db.session.scalars(select(Booking.name).where(Booking.practitioner_id == person.id))
        assert set(names) <= {person.name}
    standing = set(db.session.scalars(select(User.email).where(User.erased_at.is_(None))))
    gone = [email for number in range(PEOPLE) if (email := f"quill{number}@example.org") not in standing]
    assert places_with(*gone) == {}

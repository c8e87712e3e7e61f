"""Reads of what people have attended, and of what is due again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import lazyload

from app.accounts.models import Agency, User
from app.accounts.people import queries as people_queries
from app.attendance.registers import queries as registers
from app.attendance.registers.models import Register
from app.booking.eligibility.models import AcceptedEvidence
from app.booking.models import Booking
from app.booking.states import Outcome
from app.core import clock
from app.core.database import db
from app.elearning.models import ELearningCompletion
from app.evaluation.models_issued import Issued
from app.evaluation.stages import Stage
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession
from app.programme.periods import programme_year
from app.records.certificates import rules as certificates
from app.records.certificates.models import Certificate
from app.records.certificates.rules import Missing
from app.records.training import rules

WAS_AT_SOME_OF_IT = (Outcome.ATTENDED, Outcome.WALK_IN, Outcome.LEFT_EARLY)


@dataclass(frozen=True)
class Attendance:
    """A session that somebody was at: its length in minutes, and the certificate or what is missing for it.

    One that they weren't at on every day, or left early, stands among them and doesn't count.
    """

    booking: Booking
    certificate: Certificate | None
    evaluation: Issued | None
    is_register_closed: bool
    counts: bool

    @property
    def session(self) -> TrainingSession:
        return self.booking.session

    @property
    def minutes(self) -> int:
        return sum(self.session.minutes_per_day)

    @property
    def year(self) -> str:
        return programme_year(self.session.days[0].on)

    def missing(self, at: datetime) -> Missing:
        """What is missing for a certificate."""
        return certificates.what_is_missing(
            self.booking,
            has_certificate=self.certificate is not None,
            is_register_closed=self.is_register_closed,
            evaluation=self.evaluation,
            at=at,
        )


@dataclass(frozen=True)
class PersonRecord:
    """One course of one person."""

    person: User
    course: rules.CourseRecord


def training_of(person: User) -> list[Attendance]:
    """The sessions somebody was at, wholly or in part, the latest first; imported ones too.

    Open sessions aren't among them: nobody is there by name.
    """
    wanted = (
        select(Booking, Certificate, Register.id, registers.was_there_throughout())
        .join(Booking.session)
        .outerjoin(Register, Register.session_id == Booking.session_id)
        .outerjoin(Certificate, (Certificate.booking_id == Booking.id) & Certificate.is_valid)
        .where(Booking.practitioner_id == person.id, Booking.outcome.in_(WAS_AT_SOME_OF_IT), TrainingSession.is_by_name)
        .options(lazyload(Certificate.booking))  # its inner join would leave out those without a certificate
        .order_by(TrainingSession.starts_at.desc(), Booking.id)
    )
    rows = db.session.execute(wanted).all()
    by_booking, by_week = _evaluations_of(person)
    return [
        Attendance(
            booking,
            certificate,
            by_booking.get(booking.id) or by_week.get(booking.session.learning_week_id or 0),
            register_id is not None,
            counts,
        )
        for booking, certificate, register_id, counts in rows
    ]


def courses_attended(person: User, *, today: date) -> list[rules.CourseRecord]:
    """Each course somebody has attended, or has other evidence of, with when it is due again."""
    return [record.course for record in _records(User.id == person.id, today)]


def records_of_agency(agency: Agency, *, today: date) -> list[PersonRecord]:
    """What the people who are with an agency now have attended, wherever they were then; by name, then course.

    People of agencies that merged into it are among them.
    """
    return _records(User.agency_id.in_(people_queries.family(agency)), today)


def records_of(person_ids: Collection[int], *, today: date) -> list[PersonRecord]:
    """The same of these people, wherever they are."""
    return _records(User.id.in_(person_ids), today)


def _records(of_people: ColumnElement[bool], today: date) -> list[PersonRecord]:
    people = list(db.session.scalars(select(User).where(of_people)))
    courses = {course.id: course for course in db.session.scalars(select(Course))}
    attended = (
        select(Booking.practitioner_id, TrainingSession.course_id, TrainingSession.ends_at)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .join(User, User.id == Booking.practitioner_id)
        .where(of_people, registers.was_there_throughout(), TrainingSession.is_by_name)
    )
    of_completion = (ELearningCompletion.user_id, ELearningCompletion.course_id, ELearningCompletion.completed_at)
    completed = select(*of_completion).join(User, User.id == ELearningCompletion.user_id).where(of_people)
    accepted = select(AcceptedEvidence.user_id, AcceptedEvidence.course_id, AcceptedEvidence.accepted_at)
    accepted = accepted.join(User, User.id == AcceptedEvidence.user_id).where(of_people)
    counted: dict[int, list[rules.Counted]] = {}
    for query, is_evidence in ((attended, False), (completed, False), (accepted, True)):
        for person_id, course_id, at in db.session.execute(query):
            on = clock.to_london(at).date()
            counted.setdefault(person_id, []).append(rules.Counted(courses[course_id], on, is_evidence))
    in_order = sorted(people, key=lambda person: (person.name.casefold(), person.id))
    return [
        PersonRecord(person, record)
        for person in in_order
        for record in rules.course_records(counted.get(person.id, []), today=today)
    ]


def _evaluations_of(person: User) -> tuple[dict[int, Issued], dict[int, Issued]]:
    """A person's post-course questionnaires: by booking, and by Learning Week, which asks once."""
    wanted = select(Issued).join(Issued.booking).where(Booking.practitioner_id == person.id)
    asked = db.session.scalars(wanted.where(Issued.stage == Stage.POST_COURSE).order_by(Issued.id)).all()
    weeks = [(each.booking.session.learning_week_id, each) for each in asked]
    by_week = {week: each for week, each in weeks if week}
    return {each.booking_id: each for each in asked}, by_week

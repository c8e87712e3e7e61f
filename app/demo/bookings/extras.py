"""What the demo shows beside its figures: a waiting list, rules, a speaker, a handout, an invitation, certificates."""

from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts.models import Agency, Sector, User
from app.attendance.registers import services as registers
from app.booking.claims.services_delegates import delegate_of
from app.booking.eligibility import queries as eligibility
from app.booking.eligibility.services_exceptions import accept_evidence
from app.booking.models import Booking
from app.booking.queries import availability, on_the_register
from app.booking.states import Outcome
from app.booking.waiting_list import services as waiting_list
from app.core.clock import to_london
from app.core.database import db
from app.core.errors import Refusal
from app.demo.content import HALF_DAY
from app.evaluation.models_issued import Issued
from app.evaluation.stages import Stage
from app.programme.courses.services_materials import add_material
from app.programme.models import Course, Strand
from app.programme.models_sessions import Day, Delivery, TrainingSession
from app.programme.rules_working_days import next_working_day
from app.programme.sessions import services as sessions_services
from app.programme.sessions.services import SessionDetails
from app.programme.sessions.services_rules import BookingRules, invite, set_rules
from app.programme.sessions.services_speakers import show_speaker
from app.records.certificates import services as certificates

HANDOUT = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length 76>>stream
BT /F1 18 Tf 72 760 Td (A chronology: date, event, source, what it means) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


def add_extras(delegates: list[User], practitioner: User, *, by: User, at: datetime) -> None:
    coming = select(TrainingSession).join(Course).where(TrainingSession.starts_at > at + timedelta(days=3))
    sessions = list(db.session.scalars(coming.order_by(TrainingSession.starts_at)))
    _waiting_list(sessions, delegates, at)
    _rules(sessions, by=by, at=at)
    _bespoke(by=by, at=at)
    _first_day_marked(by=by, at=at)
    told_by_a_parent = next((session for session in sessions if "parent" in session.title), None)
    if told_by_a_parent:
        show_speaker(
            told_by_a_parent, shown_as="A parent who has been there", consented_on=to_london(at).date(), by=by, at=at
        )
    add_material(
        _course("Complex Neglect"),
        title="How to write a chronology",
        file_name="chronology.pdf",
        content=HANDOUT,
        is_for_attendees=False,
        by=by,
        at=at,
    )
    _certificates(practitioner, at=at)
    _evidence(delegates, practitioner, by=by, at=at)


def _course(title: str) -> Course:
    return db.session.scalars(select(Course).where(Course.title == title)).one()


def _waiting_list(sessions: list[TrainingSession], delegates: list[User], at: datetime) -> None:
    """Three people wait for the first full core topic."""
    places = availability(sessions, at=at)
    core_topics = (session for session in sessions if session.course.strand is Strand.CORE_TOPIC)
    full = next((session for session in core_topics if places[session.id].is_full), None)
    if full is None:
        return
    joined = 0
    for delegate in reversed(delegates):
        try:
            waiting_list.join_waiting_list(full, delegate_of(delegate), by=delegate, at=at - timedelta(hours=joined))
        except Refusal:
            continue  # booked on it already
        joined += 1
        if joined == 3:
            return


def _rules(sessions: list[TrainingSession], *, by: User, at: datetime) -> None:
    """Of one course the next date has limits, so that they can be seen on its pages."""
    session = next(session for session in sessions if session.title == "Suicide Prevention and Planning")
    rules = BookingRules(agency_cap=4, cap_lifted_days_before=7, minimum=8, bars_non_attenders=True)
    set_rules(session, rules, by=by, at=at)


def _first_day_marked(*, by: User, at: datetime) -> None:
    """Of a course of two days the first is over: two people weren't there for all of it."""
    under_way = select(TrainingSession).where(TrainingSession.starts_at < at, TrainingSession.ends_at > at)
    for session in db.session.scalars(under_way).all():
        first, *more = session.days
        people = on_the_register(session)
        if not more or first.ends_at > at or len(people) < 3:
            continue
        registers.mark(people[0], Outcome.EXCUSED, on=first.on, said_by="the line manager, by telephone", by=by, at=at)
        registers.mark(people[1], Outcome.LEFT_EARLY, on=first.on, by=by, at=at)
        registers.mark_everyone_attended(session, on=first.on, by=by, at=at)


def _bespoke(*, by: User, at: datetime) -> None:
    """Councillors have a morning of their own, booked through a link."""
    course = db.session.scalar(select(Course).where(Course.strand == Strand.BESPOKE))
    members = db.session.scalar(select(Agency).where(Agency.sector == Sector.ELECTED))
    assert course
    on = next_working_day(to_london(at).date() + timedelta(days=40))
    details = SessionDetails([Day(on, *HALF_DAY)], places=20, delivery=Delivery.VENUE, venue="Town Hall, Northbridge")
    session = sessions_services.add_session(course, details, by=by, at=at)
    invite(session, agency=members, group="", by=by, at=at)
    sessions_services.publish(session, by=by, at=at)


def _certificates(practitioner: User, *, at: datetime) -> None:
    """Those that are earned; and the demo practitioner was there three times, in somebody else's place."""
    answered = (
        select(Booking)
        .join(Booking.session)
        .join(Course)
        .join(Issued, Issued.booking_id == Booking.id)
        .where(
            Booking.outcome == Outcome.ATTENDED,
            Issued.stage == Stage.POST_COURSE,
            Issued.answered_at.is_not(None),
            Course.refresh_years.is_not(None),
        )
        .order_by(TrainingSession.starts_at, Booking.id)
    )
    first_of_session = {booking.session_id: booking for booking in reversed(db.session.scalars(answered).all())}
    theirs = sorted(first_of_session.values(), key=lambda booking: booking.session.starts_at)
    for booking in theirs[:: max(1, len(theirs) // 3)]:
        booking.practitioner, booking.name, booking.agency = practitioner, practitioner.name, practitioner.agency
    db.session.flush()
    while certificates.issue_certificates(at=at):
        pass


def _evidence(delegates: list[User], practitioner: User, *, by: User, at: datetime) -> None:
    """Colleagues of the demo's people attended elsewhere, long enough ago to be due or overdue."""
    course = _course("Fundamental Safeguarding")
    colleagues = [each for each in delegates if each.agency is practitioner.agency]
    newcomers = [
        each for each in colleagues if not eligibility.has_attended(each, course, since=at - timedelta(days=1000))
    ]
    for number, person in enumerate(newcomers[:6]):
        accepted = at - timedelta(days=730 + 40 - 25 * number)
        accept_evidence(person, course, words="A certificate of another partnership", by=by, at=accepted)

"""Small builders. Each makes one thing with plain defaults, commits it and hands it back."""

import itertools
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import event, select, update

from app.accounts.models import Agency, Sector, User, name_key
from app.accounts.sessions.models import SignInSession
from app.accounts.sessions.queries import hash_of
from app.accounts.sessions.rules import ends_at
from app.agency_holds.models import AgencyHold
from app.attendance.registers.models import BulkMark, Register
from app.audit import queries as audit_queries
from app.audit.models import AuditEntry
from app.booking.delegates import Delegate
from app.booking.models import Booking
from app.booking.states import BookingState, Outcome
from app.core import clock
from app.core.database import Base, db
from app.core.roles import Role
from app.engines.postgresql import FOR_VALUES
from app.evaluation.answering.models import Answer
from app.evaluation.comments.models import Theme
from app.evaluation.comments.services import put_under
from app.evaluation.evidence.models import Evidence, EvidenceKind
from app.evaluation.models import Questionnaire
from app.evaluation.models_issued import Issued, ManagerRequest
from app.evaluation.questionnaires import queries as evaluation
from app.evaluation.questionnaires.services import make_the_defaults
from app.evaluation.stages import Shape, Stage
from app.evaluation.timing.models import StageTiming
from app.evaluation.timing.rules import STAYS_OPEN
from app.notifications.models import LetterKind, Message, MessageState
from app.notifications.models_subscriptions import Subscription
from app.operations.heartbeats import services as heartbeats
from app.operations.heartbeats.models import Process
from app.operations.heartbeats.rules import JobState
from app.programme.models import Course, Material, Strand, Trainer, UsualLength
from app.programme.models_sessions import Day, Delivery, SessionState, Speaker, TrainingSession, session_trainer
from app.programme.models_weeks import LearningWeek
from app.records.certificates.models import Certificate
from app.records.certificates.rules import new_code
from app.terms.models import ClosedDay, NoticeUnit, Policy, Tariff
from app.web.uploads import store
from tests.words import HOW_USEFUL, WHAT_WILL_YOU_DO

_numbers = itertools.count(1)


def number_from(first: int) -> None:
    """Where a database holds what was built before: names and addresses begin with this number."""
    global _numbers  # noqa: PLW0603
    _numbers = itertools.count(first)


FULL_DAY = (time(9, 30), time(16, 30))
HALF_DAY = (time(9, 30), time(13, 30))


def an_agency(name: str | None = None, sector: Sector = Sector.HEALTH, **more: Any) -> Agency:
    name = name or f"Agency {next(_numbers)}"
    return _saved(Agency(name=name, name_key=name_key(name), sector=sector, **more))


def a_user(role: Role = Role.PRACTITIONER, **more: Any) -> User:
    """Someone whose last booking told us all we ask."""
    number = next(_numbers)
    details: dict[str, Any] = {
        "email": f"person{number}@example.org",
        "name": f"Person {number}",
        "job_role": "Social worker",
        "manager_name": "Line Manager",
        "manager_email": "line-manager@example.org",
        "address_proved_at": clock.now(),
    }
    if "agency" not in more:
        more["agency"] = an_agency()
    return _saved(User(role=role, created_at=clock.now(), **(details | more)))


def a_manager() -> User:
    return a_user(Role.TRAINING_MANAGER)


def a_sign_in(user: User, **more: Any) -> str:
    """A session just begun, on a practitioner's own device unless told otherwise; the secret that its browser keeps."""
    secret, is_own_device = secrets.token_hex(), more.pop("is_own_device", not user.is_staff)
    made_at = more.pop("made_at", clock.now())
    details: dict[str, Any] = {
        "made_at": made_at,
        "last_seen_at": made_at,
        "proved_at": made_at,
        "is_own_device": is_own_device,
        "ends_at": ends_at(made_at, is_staff=user.is_staff, is_own_device=is_own_device),
    }
    _saved(SignInSession(secret_hash=hash_of(secret), user_id=user.id, **(details | more)))
    return secret


def a_course(title: str | None = None, strand: Strand = Strand.CORE_TOPIC, **more: Any) -> Course:
    details: dict[str, Any] = {
        "title": title or f"Course {next(_numbers)}",
        "summary": "What it is about.",
        "aims": "see it\nsay it",
        "usual_length": UsualLength.HALF_DAY,
    }
    return _saved(Course(strand=strand, created_at=clock.now(), **(details | more)))


def a_session(
    course: Course | None = None,
    *,
    on: date | None = None,
    hours: tuple[time, time] = HALF_DAY,
    days: list[Day] | None = None,
    places: int = 20,
    state: SessionState = SessionState.PUBLISHED,
    are_confirmed: bool = True,
    **more: Any,
) -> TrainingSession:
    """A published half day at a venue, four weeks from now, its trainers confirmed, unless told otherwise."""
    details: dict[str, Any] = {"delivery": Delivery.VENUE, "venue": "Town Hall, Northbridge"}
    session = TrainingSession(
        course=course or a_course(), places=places, state=state, created_at=clock.now(), **(details | more)
    )
    session.plan_days(days or [Day(on or clock.today() + timedelta(weeks=4), *hours)])
    _saved(session)
    if more.get("trainers"):
        of_session = session_trainer.c.session_id == session.id
        db.session.execute(update(session_trainer).where(of_session).values(is_confirmed=are_confirmed))
        db.session.commit()
    return session


def a_past_session(course: Course | None = None, *, days_ago: int = 1, **more: Any) -> TrainingSession:
    return a_session(course, on=clock.today() - timedelta(days=days_ago), **more)


def a_learning_week(starts_on: date | None = None, **more: Any) -> LearningWeek:
    starts_on = starts_on or clock.today() + timedelta(weeks=11)
    details: dict[str, Any] = {"name": f"Learning Week {next(_numbers)}", "theme": "growing up safe"}
    return _saved(LearningWeek(starts_on=starts_on, ends_on=starts_on + timedelta(days=4), **(details | more)))


def a_trainer(name: str | None = None, **more: Any) -> Trainer:
    return _saved(Trainer(name=name or f"Trainer {next(_numbers)}", **more))


def a_speaker(session: TrainingSession, shown_as: str = "A parent") -> Speaker:
    return _saved(Speaker(session_id=session.id, shown_as=shown_as, consented_on=clock.today()))


A_PDF = b"%PDF-1.4\n%%EOF\n"
A_LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'


def a_material(course: Course | None = None, content: bytes = A_PDF, **more: Any) -> Material:
    """A file that is kept, for everybody with a place unless told otherwise."""
    number = next(_numbers)
    details: dict[str, Any] = {
        "title": f"Handout {number}",
        "file_name": f"handout-{number}.pdf",
        "media_type": "application/pdf",
        "size": len(content),
        "stored_as": store(content),
        "uploaded_at": clock.now(),
    }
    return _saved(Material(course_id=(course or a_course()).id, **(details | more)))


def a_subscription(topic: str, email: str | None = None, **more: Any) -> Subscription:
    """An address that wants to hear of a topic, confirmed unless told otherwise."""
    details: dict[str, Any] = {"created_at": clock.now(), "confirmed_at": clock.now()}
    email = email or f"subscriber{next(_numbers)}@example.org"
    return _saved(Subscription(topic=topic, email=email, **(details | more)))


def the_terms(**more: Any) -> Policy:
    """The demo's terms, not saved: 2 working days' notice, £25 half a day, £50 a day for not coming or cancelling late;
    lunchtime and Learning Week exempt, places free for everybody."""
    details: dict[str, Any] = {
        "name": "Booking terms",
        "notice": 2,
        "notice_unit": NoticeUnit.WORKING_DAYS,
        "attendance_notice_working_days": 2,
        "tariff": Tariff.BY_LENGTH,
        "half_day_pence": 2500,
        "day_pence": 5000,
        "half_day_up_to_minutes": 240,
        "partial_percent": 100,
        "no_show_percent": 100,
        "late_cancellation_percent": 100,
        "late_refused_percent": 0,
        "left_early_percent": 0,
        "non_contributing_fee_pence": 0,
        "private_fee_pence": 0,
        "out_of_area_fee_pence": 0,
        "grace_working_days": 5,
        "exempt_strands": [Strand.LUNCHTIME.value],
        "exempts_learning_week": True,
    }
    return Policy(**(details | more))


def a_policy(**more: Any) -> Policy:
    """The demo's terms, in force for a long time."""
    return _saved(the_terms(created_at=clock.now(), **({"in_force_from": clock.today() - timedelta(days=900)} | more)))


def a_closed_day(on: date | None = None, **more: Any) -> ClosedDay:
    """A Thursday to come on which the office is closed, added now, unless told otherwise."""
    on = on or date(2027, 6, 10)
    return _saved(ClosedDay(on=on, **({"words": "The move", "added_at": clock.now()} | more)))


def a_delegate(**more: Any) -> Delegate:
    """Who fills in the booking form."""
    number = next(_numbers)
    details: dict[str, Any] = {
        "name": f"Delegate {number:04d}",
        "email": f"delegate{number:04d}@example.org",
        "agency": None if "other_agency" in more or "agency" in more else an_agency(),
        "job_role": "Health visitor",
        "manager_name": "Line Manager",
        "manager_email": "line-manager@example.org",
    }
    return Delegate(**(details | more))


def a_booking(
    session: TrainingSession | None = None,
    practitioner: User | None = None,
    outcome: Outcome | None = None,
    *,
    state: BookingState = BookingState.BOOKED,
    **more: Any,
) -> Booking:
    """A booking as it stands in the database; use the commands where how it came about matters."""
    session, practitioner = session or a_session(), practitioner or a_user()
    details: dict[str, Any] = {
        "name": practitioner.name,
        "agency": practitioner.agency,
        "job_role": practitioner.job_role,
        "manager_name": practitioner.manager_name,
        "manager_email": practitioner.manager_email,
        "booked_at": session.starts_at - timedelta(days=30),
        "created_at": session.starts_at - timedelta(days=30),
    }
    return _saved(Booking(session=session, practitioner=practitioner, state=state, outcome=outcome, **(details | more)))


def a_hold(session: TrainingSession | None = None, lead: User | None = None, **more: Any) -> AgencyHold:
    """Two places of a session that a lead's agency holds until tomorrow, as it stands in the database."""
    session, lead = session or a_session(), lead or a_user(Role.AGENCY_LEAD)
    details: dict[str, Any] = {"places": 2, "last_day": clock.today() + timedelta(days=1), "made_at": clock.now()}
    held = AgencyHold(session=session, agency_id=lead.agency_id, made_by_id=lead.id, **(details | more))
    return _saved(held)


def a_closed_register(session: TrainingSession, closed_at: datetime | None = None) -> Register:
    return _saved(Register(session_id=session.id, closed_at=closed_at or session.ends_at))


def a_bulk_mark(session: TrainingSession, *bookings: Booking) -> BulkMark:
    """Of the button "Everyone is here", as it stands in the database."""
    marked = [booking.id for booking in bookings]
    return _saved(BulkMark(session_id=session.id, on=session.days[0].on, bookings=marked, marked_at=clock.now()))


def an_earned_certificate(
    session: TrainingSession | None = None, practitioner: User | None = None, *, at: datetime | None = None
) -> Booking:
    """A booking that lacks nothing for a certificate: there for all of it, register closed, evaluation answered."""
    session = session or a_past_session()
    booking = a_booking(session, practitioner, Outcome.ATTENDED)
    if not db.session.scalar(select(Register.id).where(Register.session_id == session.id)):
        a_closed_register(session)
    an_issued(booking, Stage.POST_COURSE, at=at, answers={HOW_USEFUL: 4})
    return booking


def a_certificate(session: TrainingSession | None = None, practitioner: User | None = None, **more: Any) -> Certificate:
    """As it stands in the database; use the command where how it came about matters."""
    session = session or a_past_session()
    details: dict[str, Any] = {"code": new_code(), "issued_at": clock.now()}
    details |= {"course_title": session.title, "level": session.course.level}
    return _saved(Certificate(booking=a_booking(session, practitioner, Outcome.ATTENDED), **(details | more)))


def a_timing(of: Course | Shape, stage: Stage, **more: Any) -> StageTiming:
    """When a stage asks, of a course or a shape: on, unless told otherwise."""
    about = {"course_id": of.id} if isinstance(of, Course) else {"shape": of}
    return _saved(StageTiming(stage=stage, **about, **({"is_on": True, "reminders": [7, 14]} | more)))


def a_course_asked_after(weeks: int, *args: Any, **more: Any) -> Course:
    """A course whose impact is asked about so many weeks later, of managers too."""
    course = a_course(*args, **more)
    for stage in (Stage.IMPACT, Stage.MANAGER):
        a_timing(course, stage, weeks_after=weeks)
    return course


def questionnaire_for(session: TrainingSession, stage: Stage) -> Questionnaire:
    """What would be issued now; the defaults are made if need be."""
    make_the_defaults(at=clock.now())
    return evaluation.questionnaire_for(session, stage)


def an_issued(
    booking: Booking,
    stage: Stage,
    *,
    at: datetime | None = None,
    answers: dict[str, Any] | None = None,
    questionnaire: Questionnaire | None = None,
    **more: Any,
) -> Issued:
    """A questionnaire issued and mailed about a booking, open for 28 days; answered if there are answers.

    Answers go by the measure of their question, or by its words where it has none.
    """
    at = at or clock.now()
    questionnaire = questionnaire or questionnaire_for(booking.session, stage)
    details: dict[str, Any] = {
        "issued_at": at,
        "closes_at": booking.session.starts_at if stage is Stage.PRE_COURSE else at + STAYS_OPEN,
        "answered_at": at if answers else None,
        "mailed_at": at,
        "reminders_sent": 0,
    }
    issued = Issued(booking=booking, stage=stage, questionnaire=questionnaire, **(details | more))
    _saved(issued)
    for question in questionnaire.questions:
        given = (answers or {}).get(question.measure.name if question.measure else question.words)
        if given is not None:
            kept = {int: "number", list: "choices", str: "words"}[type(given)]
            db.session.add(Answer(issued_id=issued.id, question_id=question.id, **{kept: given}))
    db.session.commit()
    return issued


def a_manager_request(*bookings: Booking, at: datetime | None = None) -> ManagerRequest:
    """One message to the manager of these bookings, mailed and open for 28 days."""
    at = at or clock.now()
    request = ManagerRequest(
        manager_email=bookings[0].manager_email,
        manager_name=bookings[0].manager_name,
        number=next(_numbers),
        issued_at=at,
        closes_at=at + STAYS_OPEN,
        mailed_at=at,
    )
    request.issued = [an_issued(booking, Stage.MANAGER, at=at) for booking in bookings]
    return _saved(request)


def a_comment(
    words: str = "Ask what a day looks like.",
    *,
    on: TrainingSession | None = None,
    by: User | None = None,
    question: str = WHAT_WILL_YOU_DO,
    themes: Iterable[Theme] = (),
    **more: Any,
) -> Answer:
    """Written after a session by somebody who was there."""
    booking = a_booking(on or a_past_session(), by, Outcome.ATTENDED)
    issued = an_issued(booking, Stage.POST_COURSE, answers={question: words})
    answer = db.session.query(Answer).filter_by(issued_id=issued.id).one()
    put_under(answer, {theme.id for theme in themes})
    for name, value in more.items():
        setattr(answer, name, value)
    return _saved(answer)


def a_managers_comment(words: str, *bookings: Booking) -> Answer:
    """Written once by the manager of these bookings, for all of them."""
    request = a_manager_request(*bookings)
    [question] = request.questionnaire.about_all
    for issued in request.issued:
        issued.answered_at = clock.now()
    return _saved(Answer(manager_request_id=request.id, question_id=question.id, words=words))


def a_theme(name: str | None = None, **more: Any) -> Theme:
    return _saved(Theme(name=name or f"Theme {next(_numbers)}", **more))


def some_evidence(course: Course | None = None, **more: Any) -> Evidence:
    """Of a course's results: an audit of yesterday, unless told otherwise."""
    details: dict[str, Any] = {
        "kind": EvidenceKind.AUDIT,
        "words": "17 of 20 files had a chronology.",
        "source": "The audit of neglect",
        "found_on": clock.today() - timedelta(days=1),
        "entered_at": clock.now(),
        "entered_by_id": a_manager().id,
    }
    return _saved(Evidence(course_id=(course or a_course()).id, **(details | more)))


def a_message(**more: Any) -> Message:
    """A queued message, due now."""
    number = next(_numbers)
    details: dict[str, Any] = {
        "key": f"test:{number}",
        "kind": LetterKind.SIGN_IN,
        "subject_key": f"test-{number}",
        "to_email": f"reader{number}@example.org",
        "to_name": f"Reader {number}",
        "subject": f"Message {number}",
        "text": "Hello.",
        "secrets": [],
        "created_at": clock.now(),
        "next_attempt_at": clock.now(),
    }
    details |= more
    return _saved(Message(**{"priority": LetterKind(details["kind"]).priority, **details}))


# Reading what was posted


def mail_to(email: str, kind: str = "") -> list[Message]:
    """What the outbox holds for an address, oldest first; of one kind if it is named."""
    wanted = db.session.query(Message).where(Message.to_email == email).order_by(Message.id)
    return [message for message in wanted if kind in ("", message.kind)]


def link_in(message: Message, path: str = "/") -> str:
    """The first address of ours in a message that begins with this path, without the host."""
    found = re.search(rf"http://coursebook\.test({re.escape(path)}\S*)", message.revealed_text())
    assert found, f"no link to {path} in: {message.revealed_text()}"
    return found[1]


def code_in(message: Message) -> str:
    """The six-digit code of a message."""
    found = re.search(r"code is (\d{6})$|code to sign in is (\d{6})$", message.revealed_text(), re.MULTILINE)
    assert found, f"no code in: {message.revealed_text()}"
    return found[1] or found[2]


def a_heartbeat(
    process: Process, *, at: datetime | None = None, since: datetime | None = None, **jobs: JobState
) -> str:
    """A sign of life of a new process, now unless told otherwise; its name."""
    instance, at = f"host-{next(_numbers)}-0a1b2c3d", at or clock.now()
    heartbeats.beat(process=process, instance=instance, started_at=since or at, jobs=jobs, at=at)
    return instance


def letters_have_left() -> None:
    """What waits in the outbox is sent, as if mail had worked."""
    left = {Message.state: MessageState.SENT, Message.sent_at: Message.next_attempt_at}
    db.session.query(Message).filter_by(state=MessageState.QUEUED).update(left)
    db.session.commit()


def entries_about(record: Base) -> list[AuditEntry]:
    """What was done to a record, oldest first."""
    return list(db.session.scalars(audit_queries.entries_about(record)))


@contextmanager
def queries_counted() -> Iterator[list[str]]:
    """The statements that reach the database meanwhile."""
    statements: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement != FOR_VALUES:  # how to plan the next
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def _saved(thing: Any) -> Any:
    db.session.add(thing)
    db.session.commit()
    return thing

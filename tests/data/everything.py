"""A database with two records in every table, no two alike where they must not be."""

from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import func, select

from app.accounts.authenticator.models import AuthenticatorApp, RecoveryCode
from app.accounts.details.models import AddressChange
from app.accounts.models import AddressProof, Agency, Sector, User, name_key
from app.accounts.models_former import FormerName
from app.accounts.single_sign_on.models import LinkedAccount
from app.accounts.staff.models import StaffInvitation
from app.accounts.staff.rules import INVITATION_LASTS
from app.accounts.throttling.models import AttemptKind, FailedAttempt
from app.attendance.outstanding.models import RegisterReminder
from app.attendance.registers.models import DayMark, HeadCount
from app.audit import services as audit
from app.audit.models import Verb
from app.booking.cut_over_file.models import BroughtBooking, BroughtRecord, BroughtSession, ComingOver, MadeKind
from app.booking.eligibility.models import AcceptedEvidence
from app.booking.job_roles.models import CourseGroup, JobRole, JobRoleCourse, RoleGroup
from app.booking.models import Booking
from app.booking.models_letters import ChangeLetter, WeekDayLetter
from app.booking.states import BookingState, Outcome
from app.booking.transferring.models import Transfer
from app.charging.bills.models import Bill, BillFile, BillingDetails, BillLine, FileKind
from app.charging.models import Charge, ChargeState, Explainer, Explanation, ManagerLetter
from app.core import clock
from app.core.changes import LastRun
from app.core.clock import from_london
from app.core.database import Base, db
from app.core.roles import Role
from app.demo.models import DemoLoading
from app.elearning.models import CompletionWay, ELearning, ELearningCompletion
from app.elearning.rules import new_certificate_code
from app.evaluation.answering.models import Answer
from app.evaluation.comments.models import CommentReading, Theme
from app.evaluation.comments.services import put_under
from app.evaluation.evidence.models import Evidence, EvidenceKind
from app.evaluation.kinds import QuestionKind
from app.evaluation.models import Measure, Question, Questionnaire
from app.evaluation.models_issued import Issued, ManagerRequest
from app.evaluation.models_knowledge import ItemKind, KnowledgeItem, KnowledgeItemVersion
from app.evaluation.settling.models import FigureKind, FigurePart, SettledFigure, SettledQuarter
from app.evaluation.stages import Shape, Stage
from app.evaluation.timing.models import StageTiming
from app.notifications.bounces.models import Bounce, BounceKind, BounceMailbox
from app.notifications.models import Message, MessageState
from app.notifications.models_pausing import MailPause, PauseReason
from app.notifications.models_subscriptions import Subscription
from app.notifications.models_undeliverable import UndeliverableAddress
from app.operations.backups.models import Backup, BackupKind
from app.operations.heartbeats.models import Heartbeat, Process
from app.programme.checking.models import SeenWarning
from app.programme.models import Course, Strand
from app.programme.models_former import FormerTitle
from app.programme.models_sessions import Day, SessionState, Speaker, TrainingSession
from app.programme.models_trainers import TrainerRequest, TrainerUnavailability
from app.programme.models_venues import Venue, VenueRoom
from app.programme.models_weeks import DayTheme, LearningWeek
from app.programme.subscriptions.models import Announcement, MonthlyInvitation
from app.records.agencies.models import AgencyContact
from app.records.certificates.models import Certificate
from app.records.desk.models import PersonNote
from app.records.elsewhere.models import EvidenceFile, EvidenceSeen, TrainingElsewhere
from app.records.holdings.models import CameBy, PersonRequest, RequestKind
from app.records.refreshers.models import RefresherNotice
from app.records.retention.models import RetentionRun
from app.reporting.agency_figures.models import AgencyFiguresLetter
from app.reporting.annual_report.models import (
    AnnualReport,
    AnnualReportWords,
    PublishedReport,
    PublishedReportFile,
    ReportFileKind,
)
from app.reporting.board_pack.models import BoardPack
from app.reporting.costs.models import BudgetLine, CostKind, SessionCost, Spending
from app.reporting.drafting.models import RequirementDraft
from app.reporting.earlier_years.models import GivenFigures, GivenYear
from app.reporting.list_files.models import FileForm, ListFile, ListFilePiece
from app.reporting.reach.models import Workforce
from app.reporting.requirements.models import CourseRequirement
from app.settings.models import SettingsVersion
from app.single_agency.models import Assurance, SingleAgencyCourse, SingleAgencyReturn
from app.terms.models import Cause, ClosedDay
from tests.builders import (
    HALF_DAY,
    a_booking,
    a_bulk_mark,
    a_closed_register,
    a_course,
    a_hold,
    a_learning_week,
    a_material,
    a_past_session,
    a_policy,
    a_session,
    a_sign_in,
    a_subscription,
    a_trainer,
    a_user,
    an_agency,
)


def saved(*things: Any) -> Any:
    db.session.add_all(things)
    db.session.commit()
    return things[0]


def a_proof(email: str = "person@example.org", **more: Any) -> AddressProof:
    now = clock.now()
    return saved(AddressProof(email=email, created_at=now, expires_at=now + timedelta(minutes=30), **more))


def a_linked_account(user: User, subject: str) -> LinkedAccount:
    now, shown = clock.now(), {"shown_as": user.email, "issuer": "https://login.example.org"}
    return LinkedAccount(user_id=user.id, subject=subject, linked_at=now, last_used_at=now, **shown)


def an_invitation(email: str = "invited@example.org", **more: Any) -> StaffInvitation:
    """To a colleague, just sent, to become an officer unless told otherwise."""
    now = clock.now()
    details = {"role": Role.TRAINING_OFFICER, "sent_at": now, "expires_at": now + INVITATION_LASTS}
    if "invited_by_id" not in more:
        more["invited_by_id"] = a_user(Role.TRAINING_MANAGER).id
    return saved(StaffInvitation(email=email, **(details | more)))


def a_message(key: str, **more: Any) -> Message:
    now = clock.now()
    details = {"kind": "sign-in", "subject_key": "proof-1", "to_email": "person@example.org", "to_name": "Person"}
    words = {"subject": "A letter", "text": "Its words.", "secrets": []}
    return saved(Message(key=key, created_at=now, **({"next_attempt_at": now} | details | words | more)))


def a_report(message: Message, digest: str) -> dict[str, Any]:
    """What is kept of a report that a message came back."""
    said = {"kind": BounceKind.PERMANENT, "status": "5.1.1", "words": "550 5.1.1 No such user"}
    return {
        "digest": digest,
        "received_at": clock.now(),
        "to_email": message.to_email,
        "message_id": message.id,
        **said,
    }


def an_undeliverable_address(email: str = "gone@example.org", **more: Any) -> UndeliverableAddress:
    details: dict[str, Any] = {"words": "550 5.1.1 No such user", "flagged_at": clock.now()}
    return saved(UndeliverableAddress(email=email, **(details | more)))


def a_charge(booking: Booking, **more: Any) -> Charge:
    details: dict[str, Any] = {"cause": Cause.NO_SHOW, "pence": 2500, "rule": "Did not attend."}
    return saved(
        Charge(booking_id=booking.id, agency_id=booking.agency_id, proposed_at=clock.now(), **(details | more))
    )


def a_questionnaire(version: int = 1, stage: Stage = Stage.POST_COURSE, **more: Any) -> Questionnaire:
    """With two questions: a scale and a text."""
    measure = db.session.query(Measure).filter_by(name="Knowledge").first() or Measure(
        name="Knowledge", kind=QuestionKind.SCALE_10
    )
    questions = [
        Question(position=1, kind=QuestionKind.SCALE_10, words="How much do you know?", measure=measure),
        Question(position=2, kind=QuestionKind.TEXT, words="What will you do?"),
    ]
    return saved(
        Questionnaire(
            stage=stage,
            version=version,
            questions=questions,
            **({"is_brief": False, "published_at": clock.now()} | more),
        )
    )


def a_manager_request(number: int = 1, email: str = "line-manager@example.org") -> ManagerRequest:
    now = clock.now()
    return saved(
        ManagerRequest(
            manager_email=email,
            manager_name="Line Manager",
            number=number,
            issued_at=now,
            closes_at=now + timedelta(days=28),
        )
    )


def a_transfer(left: TrainingSession, taken: TrainingSession, person: User | None = None) -> Transfer:
    person = person or a_user()
    gone = a_booking(left, person, Outcome.CANCELLED, state=BookingState.CANCELLED, cancelled_at=clock.now())
    return Transfer(from_booking_id=gone.id, to_booking_id=a_booking(taken, person).id, at=clock.now())


def a_job_role(name: str = "", **more: Any) -> JobRole:
    """Of group B, and of no course."""
    name = name or f"Role {db.session.query(JobRole).count() + 1}"
    return saved(JobRole(name=name, name_key=name_key(name), **({"group": RoleGroup.B} | more)))


def an_issued(booking: Booking, questionnaire: Questionnaire, **more: Any) -> Issued:
    now = clock.now()
    details = {"stage": questionnaire.stage, "issued_at": now, "closes_at": now + timedelta(days=28)}
    return saved(Issued(booking_id=booking.id, questionnaire_id=questionnaire.id, **(details | more)))


def an_answer(issued: Issued, question: Question, **more: Any) -> Answer:
    return saved(Answer(issued_id=issued.id, question_id=question.id, **more))


def bookings_of_many(session: TrainingSession, agency: Agency, outcomes: list[Outcome]) -> None:
    """A booking for each outcome, each of another person of one agency, in one go."""
    people = [
        User(email=f"s{session.id}-{agency.id}-{number}@example.org", name=f"Person {number}", created_at=clock.now())
        for number in range(len(outcomes))
    ]
    saved(
        *(
            Booking(
                session=session,
                practitioner=person,
                state=BookingState.BOOKED,
                outcome=outcome,
                name=person.name,
                agency=agency,
                created_at=clock.now(),
            )
            for person, outcome in zip(people, outcomes, strict=True)
        )
    )


def told_of(subscriptions: list[Subscription], session: TrainingSession) -> list[Any]:
    """That each was told of a session, and sent an invitation with it."""
    now, month = clock.now(), session.days[0].on.replace(day=1)
    return [
        told
        for each in subscriptions
        for told in (
            Announcement(subscription_id=each.id, session_id=session.id, sequence=0, told_at=now),
            MonthlyInvitation(subscription_id=each.id, month=month, version="0123456789", sent_at=now),
        )
    ]


def a_pause_over(manager: User) -> MailPause:
    """Mail that was held back, and has been started again."""
    pause = MailPause(held_since=clock.now(), reason=PauseReason.OFFICE)
    pause.end(by=manager, at=clock.now())
    return saved(pause)


def a_week_day_letter(person: User, week: LearningWeek) -> WeekDayLetter:
    whose = {"practitioner_id": person.id, "learning_week_id": week.id}
    return saved(WeekDayLetter(**whose, on=week.starts_on, version=1, written_at=clock.now()))


def a_change_of_address(person: User, *, by: User) -> AddressChange:
    """One that the office made, proved at the new end."""
    now, proof = clock.now(), a_proof(f"new-{person.email}")
    return AddressChange(
        user_id=person.id,
        old_email=f"old-{person.email}",
        new_email=person.email,
        asked_at=now,
        asked_by_id=person.id,
        old_proof_id=a_proof(f"old-{person.email}").id,
        new_proof_id=proof.id,
        new_proved_at=now,
        vouched_by_id=by.id,
        done_at=now,
    )


def a_process(instance: str) -> Heartbeat:
    """A scheduler that has just given a sign of life."""
    now = clock.now()
    return saved(Heartbeat(process=Process.SCHEDULER, instance=instance, started_at=now, beat_at=now, jobs={}))


def two_of_everything() -> None:
    """At least two records in every table, references of every kind among them."""
    old, new = an_agency("Old Trust"), an_agency("New Trust")
    old.merged_into_id = new.id
    week = a_learning_week(themes=[DayTheme(day=clock.today(), words="Neglect")])
    a_learning_week(themes=[DayTheme(day=clock.today(), words="Infants")])
    trainers = [a_trainer(), a_trainer()]
    trainers[0].agency = new
    course = a_course()
    two_days = [Day(clock.today() + timedelta(days=number), *HALF_DAY) for number in (7, 8)]
    to_come = a_session(course, days=two_days, learning_week=week, trainers=trainers)
    a_session(trainers=trainers[:1], copied_from_id=to_come.id, invited_agency_id=new.id)
    for number, trainer in enumerate(trainers):
        trainer.can_teach, trainer.user = [course], a_user(Role.TRAINER)
        db.session.add(TrainerRequest(session=to_come, trainer=trainer, asked_at=clock.now(), told={}))
        off = clock.today() + timedelta(days=number)
        db.session.add(TrainerUnavailability(trainer=trainer, from_on=off, until_on=off))
        seen = {"seen_at": clock.now(), "seen_by_id": trainer.user.id}
        saved(SeenWarning(session_id=to_come.id, facts=f"{number:032}", **seen))
        a_material(course)
        subscription = a_subscription(f"course-{course.id}")
        a_message(f"new date {number}", subscription_id=subscription.id)
        saved(*told_of([subscription], to_come))
        saved(Speaker(session_id=to_come.id, shown_as="A parent", consented_on=clock.today()))
    over = [a_past_session(course, days_ago=days_ago) for days_ago in (1, 2)]
    manager = a_user(Role.TRAINING_MANAGER)
    for session in over:
        a_closed_register(session).closed_by_id = manager.id
    _bookings_and_what_follows(to_come, over, manager)
    for number in (1, 2):
        saved(SettingsVersion(group="retention", values={"needs_days": number}, set_at=clock.now()))
        person, now = a_user(), clock.now()
        said = {"user_id": person.id, "words": f"Word {number}."}
        saved(AcceptedEvidence(course_id=course.id, accepted_at=now, accepted_by_id=manager.id, **said))
        saved(a_change_of_address(person, by=manager))
        a_hold(to_come, a_user(Role.AGENCY_LEAD))
        saved(AgencyContact(agency_id=new.id, name=f"Contact {number}"))
        saved(PersonNote(written_at=now, written_by_id=manager.id, **said))
        saved(AuthenticatorApp(user_id=person.id, secret=f"kept {number}", started_at=now, confirmed_at=now))
        saved(RecoveryCode(user_id=person.id, digest=f"{number:064}"))
        saved(a_linked_account(person, f"subject-{number}"))
        saved(FailedAttempt(kind=AttemptKind.CODE_OF_A_PERSON, record_id=person.id, at=now))
        saved(RegisterReminder(officer_id=person.id, reminded_at=now))
        saved(DemoLoading(loaded_at=now))
        a_sign_in(person)
        an_invitation(f"invited{number}@example.org", agency=new, invited_by_id=manager.id)
        a_process(f"host-{number}")
        a_pause_over(manager)
        saved(Backup(kind=BackupKind.NIGHTLY, file_name=f"{number}.tar.gz", started_at=now, bytes=number))
        a_week_day_letter(person, week)
        who = {"person_id": person.id, "other_person_id": manager.id, "done_by_id": manager.id, "done_at": now}
        how = {"kind": RequestKind.ACCESS, "came_by": CameBy.WRITTEN, "asked_on": now.date()}
        saved(PersonRequest(**who, **how, counts={"Bookings": number}))
        saved(RetentionRun(at=now, counts={"e-mails": number}))
        a_bulk_mark(over[0], a_booking(over[0], person))
        a_completion(some_e_learning().course, person)
        saved(a_transfer(over[1], to_come, person))
        saved(JobRoleCourse(job_role_id=a_job_role().id, course_id=course.id))
        saved(CourseGroup(course_id=course.id, group=list(RoleGroup)[number]))
        saved(RefresherNotice(user_id=person.id, course_id=course.id, due_on=now.date(), told_at=now))
        told = a_return(asked_by_id=manager.id, reviewed_by_id=manager.id)
        an_own_course(told)
        an_evidence_file(some_training_elsewhere(person, recorded_by_id=person.id, confirmed_by_id=manager.id))
        saved(Workforce(agency_id=new.id, year="2026-27", role=f"Role {number}", people=number, told_at=now))
        quarter = date(2026, 3 * number + 1, 1)
        saved(AgencyFiguresLetter(subscription_id=subscription.id, quarter=quarter, told_at=now))
        file = a_list_file()
        saved(ListFilePiece(file_id=file.id, number=0, content=b"Course"))
        until = now - timedelta(days=number)
        saved(FormerTitle(course_id=course.id, title=f"Title {number}", used_from=None, used_until=until))
        saved(FormerName(agency_id=new.id, name=f"Name {number}", used_from=None, used_until=until))
        a_planned_draft(course, f"20{number + 26}-{number + 27}")
        held_in(a_room(a_venue(f"Venue {number}")), over[number - 1])
        a_cost(over[number - 1])
        some_spending(a_line_of(f"Line {number}"))
        over_with = {"letters_by_id": manager.id, "undone_by_id": manager.id, "letters_at": now}
        a_coming_over(manager, digest=f"{number:064}", **over_with)
        a_given_year(f"201{number}-1{number + 1}", manager)
        a_published_report(version=number)
        a_board_pack(quarter=number)
        saved(AnnualReport(year=f"20{number + 12}-{number + 13}", left_out=[]))
    course.prerequisite_id = a_course().id
    audit.write(Verb.EDITED_COURSE, course, by=manager, at=clock.now(), reason="It is another.")
    audit.write(Verb.LIFTED_BAR, manager, by=None, at=clock.now())
    db.session.commit()
    short = {table.name for table in Base.metadata.sorted_tables if rows_in(table) < 2}
    assert not short, f"fewer than two records in {sorted(short)}: add to two_of_everything"


def _bookings_and_what_follows(to_come: TrainingSession, over: list[TrainingSession], manager: User) -> None:
    policies = [a_policy(in_force_from=clock.today() - timedelta(days=days)) for days in (20, 10)]
    proofs = [a_proof("person1@example.org"), a_proof("person2@example.org")]
    gone = a_booking(
        to_come,
        outcome=Outcome.LATE_CANCELLED,
        state=BookingState.CANCELLED,
        cancelled_by_id=manager.id,
        policy=policies[0],
    )
    a_booking(to_come, refills_id=gone.id, proof_id=proofs[0].id)
    questionnaires = [a_questionnaire(1), a_questionnaire(2)]
    requests = [a_manager_request(1), a_manager_request(2)]
    answered = {"answered_at": clock.now()}
    for session, questionnaire, request in zip(over, questionnaires, requests, strict=True):
        absent = a_booking(session, outcome=Outcome.NO_SHOW)
        letter = saved(ManagerLetter(asked_at=clock.now()))
        a_charge(absent, decided_by_id=manager.id, manager_letter_id=letter.id)
        saved(ChangeLetter(booking_id=absent.id, sequence=1, written_at=clock.now()))
        of_request = {"manager_request_id": request.id, **answered}
        issued = an_issued(a_booking(session, outcome=Outcome.ATTENDED), questionnaire, **of_request)
        an_answer(issued, questionnaire.questions[0], number=7)
        said = an_answer(issued, questionnaire.questions[1], words="More of it.", redacted_by_id=manager.id)
        put_under(said, {saved(Theme(name=f"Theme {request.number}")).id})
        looked = {"names_nobody_at": clock.now(), "names_nobody_by_id": manager.id}
        saved(CommentReading(answer_id=said.id, **looked))
    _what_the_office_made_of_it(to_come, requests, manager)
    _money_and_certificates(over, manager)
    for number, message in enumerate((a_message("came back"), a_message("came back too"))):
        saved(Bounce(**a_report(message, f"digest {number}")))
        saved(BounceMailbox(name=f"training{number}@example.org", uid_validity=1, last_uid=2**32 - 1))
        saved(an_undeliverable_address(f"gone{number}@example.org", cleared_at=clock.now(), cleared_by_id=manager.id))
    a_message("one", state=MessageState.FAILED, last_error="550 no such person")
    a_message("two")


def an_item(topic: str = "Thresholds", **more: Any) -> KnowledgeItemVersion:
    """The first version of an item with one right answer, the first."""
    about = {"words": "What do you do first?", "options": ["Ask the child", "Wait"], "explanation": "Children first."}
    item = saved(KnowledgeItem(topic=topic))
    version = {"version": 1, "kind": ItemKind.ONE_OF, "right": [1], "made_at": clock.now()}
    return saved(KnowledgeItemVersion(item_id=item.id, **(version | about | more)))


def _what_the_office_made_of_it(to_come: TrainingSession, requests: list[ManagerRequest], manager: User) -> None:
    now, of_managers = clock.now(), a_questionnaire(stage=Stage.MANAGER)
    own = a_questionnaire(3, course_id=to_come.course_id, published_at=None)
    items = [an_item(topic, made_by_id=manager.id) for topic in ("Thresholds", "Thresholds again")]
    items[1].item.parallel_to_id = items[0].item_id
    own.questions.append(
        Question(position=3, kind=QuestionKind.ONE_OF, words="First?", options=["Ask", "Wait"], item_version=items[0])
    )
    own.questions[1].shown_if, own.questions[1].shown_if_numbers = own.questions[0], [1, 2]
    own.questions[0].measure = saved(Measure(name="Confidence", kind=QuestionKind.SCALE_10))
    timing = {"stage": Stage.IMPACT, "is_on": True, "weeks_after": 6}
    saved(*(LastRun(job=f"Job {number}", at=now) for number in range(2)))
    saved(StageTiming(shape=Shape.LUNCHTIME, **timing), StageTiming(course_id=to_come.course_id, **timing))
    for number, request in enumerate(requests):
        said = {"manager_request_id": request.id, "question_id": of_managers.questions[1].id, "words": "They ask."}
        saved(Answer(**said))
        request.issued[0].entered_by_id = manager.id
        found = {
            "kind": EvidenceKind.AUDIT,
            "words": f"Finding {number}.",
            "source": "An audit",
            "found_on": now.date(),
        }
        saved(Evidence(course_id=to_come.course_id, entered_by_id=manager.id, entered_at=now, **found))
        a_settled_figure(course_id=to_come.course_id, quarter=date(2026, 1 + 3 * number, 1))


def a_settled_figure(*, course_id: int, quarter: date, **more: Any) -> SettledFigure:
    """Of the answers after a course: eight of ten found it useful."""
    settled = saved(SettledQuarter(quarter=quarter, stage=Stage.POST_COURSE, settled_at=clock.now()))
    about = {"kind": FigureKind.SHARE, "name": "How useful was it?", "said": "useful or very useful"}
    part = {"part": FigurePart.COURSE, "strand": "core topic", "course_id": course_id, "is_shown": True}
    figures = {"lowest": 0, "highest": 1, "n": 10, "asked": 12, "people": 10, "low": 8, "high": 8}
    details: dict[str, Any] = {"settled_quarter_id": settled.id, "sessions": [[1, 10, 0, 0]]}
    return saved(SettledFigure(**(details | about | part | figures | more)))


def a_list_file(**more: Any) -> ListFile:
    """A list of bookings, asked for and not written yet."""
    details: dict[str, Any] = {"title": "Did not attend: Neglect", "form": FileForm.CSV, "asked": [], "rows_in_all": 1}
    return saved(ListFile(asked_at=clock.now(), **(details | more)))


def a_requirement(course: Course | None = None, year: str = "2027-28", **more: Any) -> CourseRequirement:
    """Four sessions of 20, where 75 people were predicted."""
    details: dict[str, Any] = {"sessions": 4, "places": 20, "words": "The board asked for more.", "predicted": 75}
    details |= {"low": 60, "high": 90, "suggested": 4, "counted_until": "2025-26", "chosen_at": clock.now()}
    return saved(CourseRequirement(course=course or a_course(), year=year, **(details | more)))


def a_venue(name: str = "Town Hall, Northbridge", **more: Any) -> Venue:
    """With an address, unless told otherwise."""
    details: dict[str, Any] = {"address": "High Street\nNorthbridge", "postcode": "NB1 2CD", "created_at": clock.now()}
    venue = Venue(**(details | more))
    venue.call(name)
    return saved(venue)


def a_room(venue: Venue | None = None, name: str = "Garden Room", capacity: int = 30) -> VenueRoom:
    room = VenueRoom(venue=venue or a_venue(), capacity=capacity)
    room.call(name)
    return saved(room)


def held_in(place: Venue | VenueRoom, session: TrainingSession) -> TrainingSession:
    """The session, at a venue, or in a room of it."""
    in_room = isinstance(place, VenueRoom)
    session.venue_record, session.room = (place.venue, place) if in_room else (place, None)
    session.venue = place.called if in_room else place.name
    return saved(session)


def a_line_of(name: str = "Programme and venues", year: str = "2026-27", **more: Any) -> BudgetLine:
    """A budget line of £12,000 that covers venues and catering."""
    details: dict[str, Any] = {"pence": 12_000_00, "covers": ["venue", "catering"], "created_at": clock.now()}
    return saved(BudgetLine(year=year, name=name, **(details | more)))


def some_spending(line: BudgetLine | None = None, pence: int = 500_00, **more: Any) -> Spending:
    details: dict[str, Any] = {"on": clock.today(), "words": "A licence", "line": line or a_line_of()}
    return saved(Spending(pence=pence, **(details | more)))


def a_cost(session: TrainingSession | None = None, kind: CostKind = CostKind.VENUE, pence: int = 100_00) -> SessionCost:
    session = session or a_past_session()
    return saved(SessionCost(session_id=session.id, kind=kind, pence=pence, entered_at=clock.now()))


def a_planned_draft(course: Course | None = None, year: str = "2027-28") -> RequirementDraft:
    """A draft session made of the plan."""
    requirement = a_requirement(course, year)
    draft = a_session(requirement.course, on=date(int(year[:4]), 6, 3), state=SessionState.DRAFT)
    return saved(RequirementDraft(requirement_id=requirement.id, session_id=draft.id, made_at=clock.now()))


def a_return(agency: Agency | None = None, year: str = "2025-26", **more: Any) -> SingleAgencyReturn:
    """Of a year that is over, just asked for and due in six weeks."""
    now = clock.now()
    details: dict[str, Any] = {"contact_name": "Sam Example", "contact_email": "sam@example.org"}
    details |= {"due_on": clock.today() + timedelta(weeks=6), "asked_at": now}
    return saved(SingleAgencyReturn(agency=agency or an_agency(), year=year, **(details | more)))


def an_own_course(of_return: SingleAgencyReturn, title: str = "Safeguarding for all staff", **more: Any) -> Any:
    """Run for 40 people in May: content and trainer are assured, and there is no evidence of impact."""
    day = date(int(of_return.year[:4]), 5, 6)
    details: dict[str, Any] = {"starts_on": day, "ends_on": day, "people": 40, "impact": Assurance.NO}
    details |= {"content": Assurance.YES, "content_words": "Our lead reads it every spring."}
    details |= {"trainer": Assurance.YES, "trainer_words": "Observed once a year."}
    return saved(SingleAgencyCourse(of_return=of_return, title=title, **(details | more)))


def some_training_elsewhere(
    person: User | None = None, title: str = "Regional workshop", **more: Any
) -> TrainingElsewhere:
    """Three hours last May, which a certificate shows; confirmed unless told otherwise."""
    person, day, now = person or a_user(), date(2026, 5, 6), clock.now()
    details: dict[str, Any] = {"organiser": "The regional group", "starts_on": day, "ends_on": day, "minutes": 180}
    details |= {"evidence": EvidenceSeen.CERTIFICATE, "recorded_at": now, "confirmed_at": now}
    return saved(TrainingElsewhere(user_id=person.id, agency_id=person.agency_id, title=title, **(details | more)))


def an_evidence_file(training: TrainingElsewhere, content: bytes = b"%PDF-1.7 A certificate.") -> EvidenceFile:
    return saved(
        EvidenceFile(
            training_id=training.id,
            file_name="certificate.pdf",
            media_type="application/pdf",
            size=len(content),
            content=content,
            uploaded_at=clock.now(),
        )
    )


def some_e_learning(course: Course | None = None, **more: Any) -> ELearning:
    """On show, an hour and a half long, with a completion code."""
    course = course or a_course(strand=Strand.E_LEARNING)
    details: dict[str, Any] = {"link": "https://learning.example.org/trio", "code": "TRIO-2026", "minutes": 90}
    return saved(ELearning(course=course, **({"is_open": True} | details | more)))


def a_completion(course: Course | None = None, person: User | None = None, **more: Any) -> ELearningCompletion:
    """As it stands in the database: of last May, by code."""
    course, person, now = course or a_course(strand=Strand.E_LEARNING), person or a_user(), clock.now()
    on = more.get("completed_on", date(2026, 5, 6))
    details: dict[str, Any] = {
        "course_title": course.title,
        "minutes": 90,
        "completed_on": on,
        "way": CompletionWay.CODE,
    }
    details |= {"completed_at": from_london(on, time(12)), "certificate_code": new_certificate_code()}
    details |= {"agency_id": person.agency_id, "recorded_at": now, "recorded_by_id": person.id}
    return saved(ELearningCompletion(user_id=person.id, course_id=course.id, **(details | more)))


def a_coming_over(by: User | None = None, **more: Any) -> ComingOver:
    """A file whose import made one session with one booking, its person and an agency."""
    session, now = a_session(), clock.now()
    booking = a_booking(session, letters_wait=True)
    details: dict[str, Any] = {
        "file_name": "sessions.csv",
        "digest": "0" * 64,
        "sessions": 1,
        "booked": 1,
        "waiting": 0,
    }
    done = saved(ComingOver(imported_at=now, imported_by_id=(by or a_user()).id, **(details | more)))
    key = {"title_key": session.title.casefold(), "starts_at": session.starts_at}
    of_it = {"coming_over_id": done.id, "as_of": session.changed_at}
    saved(BroughtSession(session_id=session.id, is_made=True, **key, **of_it))
    saved(BroughtBooking(booking_id=booking.id, coming_over_id=done.id, as_of=booking.changed_at))
    for kind, number in ((MadeKind.PERSON, booking.practitioner_id), (MadeKind.AGENCY, booking.agency_id)):
        saved(BroughtRecord(coming_over_id=done.id, kind=kind, record_id=number))
    return done


def a_given_year(year: str = "2012-13", by: User | None = None, **more: Any) -> GivenYear:
    """With one course, of which 40 of 50 places were offered, allocated and attended in part."""
    figures: dict[str, Any] = {"places_offered": 50, "places_allocated": 40, "attended": 34, "title": "Neglect"}
    line = GivenFigures(title_key="neglect", **(figures | more))
    given = GivenYear(year=year, source="Annual report", given_at=clock.now(), given_by_id=(by or a_user()).id)
    given.figures = [line]
    return saved(given)


def a_published_report(year: str = "2025-26", version: int = 1, **more: Any) -> PublishedReport:
    """Of one section, with words of the office's, and its two files."""
    report = db.session.scalar(select(AnnualReport).where(AnnualReport.year == year))
    if report is None:
        report = saved(AnnualReport(year=year, left_out=["charging"]))
        for section in ("foreword", "closing"):
            saved(AnnualReportWords(report_id=report.id, section=section, words="A **good** year."))
    part = {
        "key": "attendance",
        "title": "Uptake and attendance",
        "words": "Better than *ever*.",
        "source": "Registers",
    }
    part |= {"paragraphs": ["86% attended."], "tables": [], "charts": [], "quotes": []}
    said = {"year": year, "title": f"Training annual report {year}", "partnership": "Anyshire", "period": "A year"}
    said |= {"version": version, "on": "1 May 2026", "history": [], "parts": [part]}
    changes = "" if version == 1 else "A register was corrected."
    details: dict[str, Any] = {"report_id": report.id, "published_at": clock.now(), "content": said}
    published = saved(PublishedReport(version=version, changes=changes, **(details | more)))
    for kind in ReportFileKind:
        saved(PublishedReportFile(published_report_id=published.id, kind=kind, content=b"%PDF-1.4"))
    return published


def a_board_pack(year: str = "2025-26", quarter: int = 1, **more: Any) -> BoardPack:
    details: dict[str, Any] = {"version": 1, "made_at": clock.now(), "content": {"title": "Pack"}, "pdf": b"%PDF-1.4"}
    return saved(BoardPack(year=year, quarter=quarter, **(details | more)))


def a_bill(charge: Charge, number: int = 1, **more: Any) -> Bill:
    """With one line, for the charge, and its bytes."""
    agency = charge.agency or an_agency()
    details: dict[str, Any] = {"agency_id": agency.id, "agency_name": agency.name, "month": date(2026, 10, 1)}
    bill = saved(Bill(number=number, made_at=clock.now(), made_by_id=a_user().id, **(details | more)))
    a_line(bill, charge)
    saved(BillFile(bill_id=bill.id, kind=FileKind.PDF, content=b"%PDF-1.4"))
    return bill


def a_line(bill: Bill, charge: Charge, position: int = 1, **more: Any) -> BillLine:
    session = charge.booking.session
    details: dict[str, Any] = {"session_title": session.title, "on": session.days[0].on, "name": charge.booking.name}
    details |= {"cause": charge.cause, "pence": charge.pence, "charge_id": charge.id}
    return saved(BillLine(bill_id=bill.id, position=position, **(details | more)))


def _money_and_certificates(over: list[TrainingSession], manager: User) -> None:
    now, earlier = clock.now(), None
    for number, session in enumerate(over, start=1):
        attended = a_booking(session, outcome=Outcome.ATTENDED)
        on = session.days[0].on
        mark = {"mark": Outcome.EXCUSED, "said_by": "Line manager", "marked_by_id": manager.id}
        saved(DayMark(booking_id=attended.id, on=on, marked_at=now, **mark))
        certificate = {"code": f"CODE{number}", "course_title": session.title}
        certificate |= {"released_by_id": manager.id, "release_words": "No time to answer."}
        saved(Certificate(booking_id=attended.id, issued_at=now, **certificate))
        register = a_closed_register(a_past_session(is_open=True))
        saved(HeadCount(register_id=register.id, sector=Sector.POLICE, how_many=number))
        decided = {"decided_by_id": manager.id, "decided_at": now}
        charge = a_charge(a_booking(session, outcome=Outcome.NO_SHOW), state=ChargeState.CREDITED, **decided)
        saved(Explanation(charge_id=charge.id, given_by=Explainer.MANAGER, words="Ill.", given_at=now))
        saved(BillingDetails(agency_id=charge.agency_id, contact_name="Accounts"))
        bill = a_bill(charge, number)
        saved(*(BillFile(bill_id=bill.id, kind=kind, content=b"x") for kind in (FileKind.CSV, FileKind.XLSX)))
        if earlier:
            a_line(bill, earlier.charge, 2, pence=-2500, credits_id=earlier.id)
        earlier = bill.lines[0]
        saved(ClosedDay(on=clock.today() + timedelta(days=number), words="Moving house", added_at=now))


def rows_in(table: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def everything_held() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in an order that doesn't depend on how it is stored."""
    return {
        table.name: sorted((tuple(row) for row in db.session.execute(select(table))), key=repr)
        for table in Base.metadata.sorted_tables
    }

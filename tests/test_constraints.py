"""What the database itself refuses, whatever the code above it does."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import CheckConstraint, UniqueConstraint, update
from sqlalchemy.exc import IntegrityError

from app.accounts.authenticator.models import AuthenticatorApp, RecoveryCode
from app.accounts.details.models import AddressChange
from app.accounts.models import Sector, User
from app.accounts.models_former import FormerName
from app.accounts.sessions.models import SignInSession
from app.accounts.single_sign_on.models import LinkedAccount
from app.attendance.outstanding.models import RegisterReminder
from app.attendance.registers.models import DayMark, HeadCount
from app.booking.cut_over_file.models import BroughtBooking, BroughtRecord, BroughtSession
from app.booking.eligibility.models import AcceptedEvidence
from app.booking.job_roles.models import CourseGroup, JobRoleCourse, RoleGroup
from app.booking.models_letters import ChangeLetter
from app.booking.states import CLAIMS, BookingState, Outcome
from app.charging.bills.models import BillFile, BillingDetails, FileKind
from app.charging.models import ChargeState, Explainer, Explanation
from app.core import clock
from app.core.changes import LastRun
from app.core.database import Base, db
from app.evaluation.answering.models import Answer
from app.evaluation.comments.models import CommentReading, Theme
from app.evaluation.kinds import QuestionKind
from app.evaluation.models import Measure
from app.evaluation.models_knowledge import KnowledgeItemVersion
from app.evaluation.settling.models import SettledFigure, SettledQuarter
from app.evaluation.stages import Shape, Stage
from app.notifications.bounces.models import Bounce, BounceMailbox
from app.notifications.models_pausing import MailPause, PauseReason
from app.operations.backups.models import Backup, BackupKind
from app.programme.checking.models import SeenWarning
from app.programme.models_former import FormerTitle
from app.programme.models_sessions import SessionDay
from app.programme.models_trainers import TrainerRequest, TrainerUnavailability
from app.programme.models_weeks import DayTheme
from app.records.agencies.models import AgencyContact
from app.records.certificates.models import Certificate
from app.records.refreshers.models import RefresherNotice
from app.reporting.agency_figures.models import AgencyFiguresLetter
from app.reporting.annual_report.models import PublishedReportFile
from app.reporting.earlier_years.models import GivenFigures
from app.reporting.list_files.models import ListFilePiece
from app.reporting.reach.models import Workforce
from app.terms.models import PERCENTS, ClosedDay
from tests.builders import (
    a_booking,
    a_closed_register,
    a_course,
    a_hold,
    a_learning_week,
    a_manager,
    a_past_session,
    a_policy,
    a_session,
    a_sign_in,
    a_subscription,
    a_timing,
    a_trainer,
    a_user,
    an_agency,
)
from tests.data.everything import (
    a_bill,
    a_board_pack,
    a_change_of_address,
    a_charge,
    a_coming_over,
    a_completion,
    a_cost,
    a_given_year,
    a_job_role,
    a_line,
    a_line_of,
    a_linked_account,
    a_list_file,
    a_manager_request,
    a_message,
    a_pause_over,
    a_planned_draft,
    a_process,
    a_proof,
    a_published_report,
    a_questionnaire,
    a_report,
    a_requirement,
    a_return,
    a_room,
    a_settled_figure,
    a_transfer,
    a_venue,
    a_week_day_letter,
    an_answer,
    an_evidence_file,
    an_issued,
    an_item,
    an_own_course,
    an_undeliverable_address,
    saved,
    some_e_learning,
    some_spending,
    some_training_elsewhere,
    told_of,
)

NUMBERS = count(1)
Broken = tuple[Any, dict[str, Any]]
"""A record that stands, and what it may not become."""


def alike(first: Any, second: Any, *columns: str) -> Broken:
    """The second would take what only one may have."""
    return second, {column: getattr(first, column) for column in columns}


def two(make: Callable[[], Any], *columns: str) -> Broken:
    return alike(make(), make(), *columns)


def two_answers() -> Broken:
    questionnaire = a_questionnaire()
    issued = an_issued(a_booking(), questionnaire)
    first, second = (an_answer(issued, question, number=5) for question in questionnaire.questions)
    return alike(first, second, "question_id")


def two_readings() -> Broken:
    questionnaire, request = a_questionnaire(stage=Stage.MANAGER), a_manager_request()
    of = {"manager_request_id": request.id}
    said = (saved(Answer(question_id=each.id, words="They ask.", **of)) for each in questionnaire.questions)
    return alike(*(saved(CommentReading(answer_id=each.id)) for each in said), "answer_id")


def two_answers_of_a_manager() -> Broken:
    questionnaire, request = a_questionnaire(stage=Stage.MANAGER), a_manager_request()
    of = {"manager_request_id": request.id}
    first, second = (saved(Answer(question_id=each.id, words="They ask.", **of)) for each in questionnaire.questions)
    return alike(first, second, "question_id")


TWO_YEARS = ("2024-25", "2025-26")


def words_of_report(year: str) -> Any:
    return a_published_report(year).report.words[0]


def file_of_report(year: str) -> Any:
    of = {"published_report_id": a_published_report(year).id, "kind": "pdf"}
    return db.session.query(PublishedReportFile).filter_by(**of).one()


def two_versions() -> Broken:
    first = an_item()
    second = KnowledgeItemVersion(item_id=first.item_id, version=2, kind=first.kind, vignette="", words="What then?")
    second.options, second.right, second.explanation, second.made_at = ["Ask", "Wait"], [1], "So.", clock.now()
    return alike(first, saved(second), "version")


def two_of_a_course() -> Broken:
    course = a_course()
    return alike(*(a_questionnaire(version, course_id=course.id) for version in (1, 2)), "version")


def two_timings() -> Broken:
    return alike(*(a_timing(shape, Stage.IMPACT) for shape in (Shape.LUNCHTIME, Shape.WEEK)), "shape")


def a_measure() -> Measure:
    return saved(Measure(name=f"Measure {next(NUMBERS)}", kind=QuestionKind.SCALE_10))


def two_issued(stage: str = "stage") -> Broken:
    booking = a_booking()
    questionnaires = a_questionnaire(), a_questionnaire(stage="later")
    return alike(*(an_issued(booking, questionnaire) for questionnaire in questionnaires), stage)


def two_refills() -> Broken:
    """Two bookings that took one cancelled place."""
    session = a_session()
    gone = a_booking(session, state=BookingState.CANCELLED)
    return alike(a_booking(session, refills_id=gone.id), a_booking(session), "refills_id")


def two_substitutes() -> Broken:
    """Two bookings in place of one."""
    session = a_session()
    gone = a_booking(session, state=BookingState.SUBSTITUTED)
    return alike(a_booking(session, substitutes_id=gone.id), a_booking(session), "substitutes_id")


def two_transfers(column: str) -> Broken:
    left, taken = a_past_session(), a_session()
    return alike(*(saved(a_transfer(left, taken)) for _ in range(2)), column)


def two_needs_of_a_role() -> Broken:
    role, courses = a_job_role(), [a_course(), a_course()]
    return alike(*(saved(JobRoleCourse(job_role_id=role.id, course_id=each.id)) for each in courses), "course_id")


def two_groups_of_a_course() -> Broken:
    course = a_course()
    return alike(*(saved(CourseGroup(course_id=course.id, group=group)) for group in list(RoleGroup)[:2]), "group")


def two_seen_warnings() -> Broken:
    said = {"session_id": a_session().id, "seen_at": clock.now()}
    return alike(*(saved(SeenWarning(facts=f"{number:032}", **said)) for number in (1, 2)), "facts")


def two_notices_of_a_refresher() -> Broken:
    told = {"course_id": a_course().id, "due_on": clock.today(), "told_at": clock.now()}
    return alike(*(saved(RefresherNotice(user_id=a_user().id, **told)) for _ in range(2)), "user_id")


def two_holds() -> Broken:
    """Two of one agency on one session."""
    first, second = a_hold(), a_hold()
    return second, {"session_id": first.session_id, "agency_id": first.agency_id}


def two_pieces_of_evidence() -> Broken:
    person, officer = a_user(), a_manager()
    said = {"user_id": person.id, "words": "A certificate.", "accepted_at": clock.now(), "accepted_by_id": officer.id}
    return alike(*(saved(AcceptedEvidence(course_id=a_course().id, **said)) for _ in range(2)), "course_id")


def two_live_bookings() -> Broken:
    session, person = a_session(), a_user()
    a_booking(session, person)
    return a_booking(session, person, state=BookingState.CANCELLED), {"state": BookingState.BOOKED}


def a_day() -> SessionDay:
    return a_session().days[0]


def two_themes() -> Broken:
    today = clock.today()
    week = a_learning_week(themes=[DayTheme(day=today + timedelta(days=n), words="Neglect") for n in (0, 1)])
    return alike(*week.themes, "day")


def two_days() -> Broken:
    first = a_day()
    second = saved(SessionDay(session_id=first.session_id, on=first.on + timedelta(days=1), starts=first.starts,
                              ends=first.ends))  # fmt: skip
    return alike(first, second, "on")


def two_marks() -> Broken:
    booking, today = a_booking(), clock.today()
    said = {"booking_id": booking.id, "mark": Outcome.ATTENDED, "marked_at": clock.now()}
    return alike(*(saved(DayMark(on=today + timedelta(days=n), **said)) for n in (0, 1)), "on")


def two_head_counts() -> Broken:
    register = a_closed_register(a_past_session(is_open=True))
    heads = [HeadCount(register_id=register.id, sector=each, how_many=1) for each in (Sector.POLICE, Sector.HEALTH)]
    return alike(saved(heads[0]), saved(heads[1]), "sector")


def two_certificates(column: str) -> Broken:
    return alike(
        *(
            saved(Certificate(booking_id=a_booking().id, code=code, course_title="Neglect", issued_at=clock.now()))
            for code in "AB"
        ),
        column,
    )


def two_told(number: int) -> Broken:
    """Of one session: an announcement (0), or an invitation (1), twice to one subscription."""
    session = a_session()
    return alike(*(saved(told_of([a_subscription("course-1")], session)[number]) for _ in range(2)), "subscription_id")


def two_change_letters() -> Broken:
    booking = a_booking()
    letters = [ChangeLetter(booking_id=booking.id, sequence=number, written_at=clock.now()) for number in (1, 2)]
    return alike(*(saved(letter) for letter in letters), "sequence")


def two_week_day_letters() -> Broken:
    week = a_learning_week()
    return two(lambda: a_week_day_letter(a_user(), week), "practitioner_id")


def a_reminder() -> RegisterReminder:
    return saved(RegisterReminder(officer_id=a_user().id, reminded_at=clock.now()))


def two_standing_charges() -> Broken:
    booking = a_booking()
    a_charge(booking)
    return a_charge(booking, state=ChargeState.WITHDRAWN), {"state": ChargeState.CONFIRMED}


def two_explanations() -> Broken:
    said = {"charge_id": a_charge(a_booking()).id, "words": "Ill.", "given_at": clock.now()}
    return alike(*(saved(Explanation(given_by=each, **said)) for each in list(Explainer)[:2]), "given_by")


def two_bills(*columns: str) -> Broken:
    first, second = (a_bill(a_charge(a_booking()), number) for number in (1, 2))
    return alike(first, second, *columns)


def two_lines(*columns: str) -> Broken:
    bill = a_bill(a_charge(a_booking()))
    return alike(bill.lines[0], a_line(bill, a_charge(a_booking()), 2), *columns)


def two_credits() -> Broken:
    bill = a_bill(a_charge(a_booking()))
    credited = bill.lines[0]
    first = a_line(bill, credited.charge, 2, pence=-2500, credits_id=credited.id)
    return alike(first, a_line(bill, credited.charge, 3, pence=-2500, credits_id=first.id), "credits_id")


def two_files() -> Broken:
    first = a_bill(a_charge(a_booking()))
    kept = [saved(BillFile(bill_id=first.id, kind=kind, content=b"x")) for kind in (FileKind.CSV, FileKind.XLSX)]
    return alike(*kept, "kind")


def two_closed_days() -> Broken:
    today = clock.today()
    return alike(*(saved(ClosedDay(on=today + timedelta(days=n), added_at=clock.now())) for n in (0, 1)), "on")


def a_backup() -> Backup:
    return saved(Backup(kind=BackupKind.NIGHTLY, file_name="one.tar.gz", started_at=clock.now()))


def a_pause() -> MailPause:
    """It stands."""
    return saved(MailPause(held_since=clock.now(), reason=PauseReason.OFFICE))


def two_completions(column: str) -> Broken:
    course, person = a_course(), a_user()
    return alike(*(a_completion(course, person, completed_on=date(2026, 5, day)) for day in (6, 7)), column)


def two_trainings_elsewhere() -> Broken:
    person = a_user()
    return alike(*(some_training_elsewhere(person, title) for title in ("One", "Two")), "title")


def two_files_of_one_training() -> Broken:
    return alike(*(an_evidence_file(some_training_elsewhere()) for _ in range(2)), "training_id")


def two_returns() -> Broken:
    agency = an_agency()
    return alike(*(a_return(agency, year) for year in ("2024-25", "2025-26")), "year")


def a_trainer_request() -> TrainerRequest:
    return saved(TrainerRequest(session=a_session(), trainer=a_trainer(), told={}))


def two_trainer_requests() -> Broken:
    trainer = a_trainer()
    return alike(
        *(saved(TrainerRequest(session=a_session(), trainer=trainer, told={})) for _ in range(2)), "session_id"
    )


def an_unavailability() -> TrainerUnavailability:
    return saved(TrainerUnavailability(trainer=a_trainer(), from_on=clock.today(), until_on=clock.today()))


CHECKS: dict[str, Callable[[], Broken]] = {
    "ck_trainer_request_versions_begin_with_one": lambda: (a_trainer_request(), {"version": 0}),
    "ck_trainer_request_letters_not_negative": lambda: (a_trainer_request(), {"letters": -1}),
    "ck_trainer_request_an_answer_has_its_time": lambda: (a_trainer_request(), {"answered_at": clock.now()}),
    "ck_trainer_unavailability_begins_before_it_ends": lambda: (
        an_unavailability(),
        {"until_on": clock.today() - timedelta(days=1)},
    ),
    "ck_address_proof_tries_not_negative": lambda: (a_proof(), {"tries": -1}),
    "ck_address_change_done_or_given_up": lambda: (a_change(), {"given_up_at": clock.now()}),
    "ck_address_change_done_with_proof": lambda: (a_change(), {"vouched_by_id": None}),
    "ck_agency_contact_has_a_name": lambda: (
        saved(AgencyContact(agency_id=an_agency().id, name="Kim Contact")),
        {"name": ""},
    ),
    "ck_settled_figure_low_is_not_above_high": lambda: (settled_figures()[0], {"low": 9}),
    "ck_settled_figure_replies_of_those_asked": lambda: (settled_figures()[0], {"n": 13}),
    "ck_answer_of_a_booking_or_of_a_manager": lambda: (two_answers()[0], {"issued_id": None}),
    "ck_answer_number_in_range": lambda: (two_answers()[0], {"number": 11}),
    "ck_agency_hold_places_not_negative": lambda: (a_hold(), {"places": -1}),
    "ck_authenticator_app_last_step_not_negative": lambda: (an_app(a_user()), {"last_step": -1}),
    "ck_backup_bytes_not_negative": lambda: (a_backup(), {"bytes": -1}),
    "ck_bill_line_charges_up_credits_down": lambda: (two_lines()[0], {"pence": -1}),
    "ck_charge_money_not_negative": lambda: (a_charge(a_booking()), {"pence": -1}),
    "ck_course_refreshed_after_some_years": lambda: (a_course(), {"refresh_years": 0}),
    "ck_issued_questionnaire_issued_before_it_closes": lambda: (
        an_issued(a_booking(), a_questionnaire()),
        {"closes_at": clock.now()},
    ),
    "ck_e_learning_takes_some_time": lambda: (some_e_learning(), {"minutes": 0}),
    "ck_single_agency_course_ends_after_it_starts": lambda: (
        an_own_course(a_return()),
        {"ends_on": date(2025, 5, 5)},
    ),
    "ck_single_agency_course_held_at_least_once": lambda: (an_own_course(a_return()), {"times": 0}),
    "ck_single_agency_course_reached_somebody": lambda: (an_own_course(a_return()), {"people": 0}),
    "ck_single_agency_return_contact_email_in_lower_case": lambda: (a_return(), {"contact_email": "A@example.org"}),
    "ck_training_elsewhere_ends_after_it_starts": lambda: (
        some_training_elsewhere(),
        {"ends_on": date(2026, 5, 5)},
    ),
    "ck_evidence_file_not_empty": lambda: (an_evidence_file(some_training_elsewhere()), {"size": 0}),
    "ck_training_elsewhere_takes_some_time": lambda: (some_training_elsewhere(), {"minutes": 0}),
    "ck_agency_former_name_used_for_some_time": lambda: (a_former_name(), {"used_from": clock.now()}),
    "ck_course_former_title_used_for_some_time": lambda: (a_former_title(), {"used_from": clock.now()}),
    "ck_workforce_of_some_people": lambda: (a_workforce(), {"people": 0}),
    "ck_list_file_rows_not_negative": lambda: (a_list_file(), {"rows_written": -1}),
    "ck_board_pack_a_correction_says_what_changed": lambda: (a_board_pack(), {"version": 2}),
    "ck_board_pack_quarters_of_a_year": lambda: (a_board_pack(), {"quarter": 5}),
    "ck_board_pack_versions_begin_with_one": lambda: (a_board_pack(), {"version": 0, "changes": "It is."}),
    "ck_published_report_a_correction_says_what_changed": lambda: (a_published_report(), {"version": 2}),
    "ck_published_report_versions_begin_with_one": lambda: (a_published_report(), {"version": 0, "changes": "It is."}),
    "ck_course_requirement_places_of_some": lambda: (a_requirement(), {"places": 0}),
    "ck_course_requirement_range_holds_the_prediction": lambda: (a_requirement(), {"low": 76}),
    "ck_course_requirement_sessions_not_negative": lambda: (a_requirement(), {"sessions": -1}),
    "ck_training_session_room_of_a_venue": lambda: (a_session(), {"room_id": a_room().id}),
    "ck_budget_line_money_not_negative": lambda: (a_line_of(), {"pence": -1}),
    "ck_spending_money_of_some": lambda: (some_spending(), {"pence": 0}),
    "ck_session_cost_money_not_negative": lambda: (a_cost(), {"pence": -1}),
    "ck_venue_room_holds_somebody": lambda: (a_room(), {"capacity": 0}),
    "ck_venue_usual_cost_not_negative": lambda: (a_venue(), {"usual_pence": -1}),
    "ck_coming_over_people_not_negative": lambda: (a_coming_over(), {"waiting": -1}),
    "ck_given_figures_allocated_of_those_offered": lambda: (a_given_line(), {"places_offered": 39}),
    "ck_given_figures_attended_of_those_allocated": lambda: (a_given_line(), {"attended": 41}),
    "ck_head_count_how_many_not_negative": lambda: (two_head_counts()[0], {"how_many": -1}),
    "ck_learning_week_starts_before_it_ends": lambda: (a_learning_week(), {"ends_on": clock.today()}),
    "ck_mail_pause_stands_until_started": lambda: (a_pause(), {"stands": False}),
    "ck_message_attempts_not_negative": lambda: (a_message("one"), {"attempts": -1}),
    "ck_policy_fees_not_negative": lambda: (a_policy(), {"private_fee_pence": -1}),
    "ck_policy_full_notice_is_the_shorter": lambda: (a_policy(notice=10), {"full_notice": 11}),
    "ck_policy_grace_of_some_days": lambda: (a_policy(), {"grace_working_days": 0}),
    "ck_policy_money_not_negative": lambda: (a_policy(), {"half_day_pence": -1}),
    "ck_policy_notice_not_negative": lambda: (a_policy(), {"notice": -1}),
    "ck_policy_percents_in_range": lambda: (a_policy(), {"no_show_percent": 101}),
    "ck_register_head_count_not_negative": lambda: (a_closed_register(a_past_session()), {"head_count": -1}),
    "ck_session_day_starts_before_it_ends": lambda: (day := a_day(), {"ends": day.starts}),
    "ck_stage_timing_of_a_shape_or_a_course": lambda: (a_timing(Shape.COURSE, Stage.IMPACT), {"shape": None}),
    "ck_stage_timing_open_for_some_days": lambda: (a_timing(Shape.COURSE, Stage.IMPACT), {"open_days": 0}),
    "ck_stage_timing_weeks_not_negative": lambda: (a_timing(Shape.COURSE, Stage.IMPACT), {"weeks_after": -1}),
    "ck_training_session_agency_cap_of_some": lambda: (a_session(), {"agency_cap": 0}),
    "ck_training_session_minimum_of_some": lambda: (a_session(), {"minimum": 0}),
    "ck_training_session_places_not_negative": lambda: (a_session(), {"places": -1}),
    "ck_training_session_prerequisite_within_some_years": lambda: (a_session(), {"prerequisite_years": 0}),
    "ck_training_session_starts_before_it_ends": lambda: (session := a_session(), {"ends_at": session.starts_at}),
    "ck_user_email_in_lower_case": lambda: (a_user(), {"email": "Person@example.org"}),
    "ck_user_provisional_is_nobody_yet": lambda: (a_user(agency=None), {"is_provisional": True}),
    "ck_week_day_letter_version_from_one": lambda: (a_week_day_letter(a_user(), a_learning_week()), {"version": 0}),
}


def a_change() -> AddressChange:
    return saved(a_change_of_address(a_user(), by=a_manager()))


def two_that_stand() -> Broken:
    person, manager = a_user(), a_manager()
    standing = saved(a_change_of_address(person, by=manager))
    standing.done_at = None
    return saved(a_change_of_address(person, by=manager)), {"done_at": None}


def two_sessions() -> Broken:
    for _ in range(2):
        a_sign_in(a_user())
    return alike(*db.session.query(SignInSession).order_by(SignInSession.id), "secret_hash")


def two_bounces() -> Broken:
    return alike(*(saved(Bounce(**a_report(a_message(digest), digest))) for digest in ("one", "two")), "digest")


def an_app(user: User, *, in_use: bool = True) -> AuthenticatorApp:
    now = clock.now()
    return saved(AuthenticatorApp(user_id=user.id, secret="kept", started_at=now, confirmed_at=now if in_use else None))


def a_link(user: User, subject: str = "subject", **more: str) -> LinkedAccount:
    linked = a_linked_account(user, subject)
    for name, value in more.items():
        setattr(linked, name, value)
    return saved(linked)


def two_links_of_a_person() -> Broken:
    return alike(a_link(person := a_user()), a_link(person, "other", issuer="https://sso.example.org"), "issuer")


def two_recovery_codes() -> Broken:
    person = a_user()
    return alike(*(saved(RecoveryCode(user_id=person.id, digest=digest)) for digest in ("one", "two")), "digest")


def settled_figures() -> list[SettledFigure]:
    quarters = (date(2026, 1, 1), date(2026, 4, 1))
    return [a_settled_figure(course_id=a_course().id, quarter=each) for each in quarters]


def two_brought(model: Any, *columns: str) -> Broken:
    """What two imports made: of the same kind, where they made several."""
    for _ in range(2):
        a_coming_over()
    made = db.session.query(model).order_by(model.id).all()
    return alike(made[0], made[len(made) // 2], *columns)


def a_given_line() -> GivenFigures:
    return a_given_year().figures[0]


def two_given_lines() -> Broken:
    first, second = a_given_line(), a_given_year("2011-12").figures[0]
    return alike(first, second, "given_year_id")


def two_settled_quarters() -> Broken:
    first, second = (db.session.get_one(SettledQuarter, each.settled_quarter_id) for each in settled_figures())
    return alike(first, second, "quarter")


UNIQUE: dict[str, Callable[[], Broken]] = {
    "uq_address_change_one_that_stands": two_that_stand,
    "uq_address_change_old_proof_id": lambda: two(a_change, "old_proof_id"),
    "uq_address_change_new_proof_id": lambda: two(a_change, "new_proof_id"),
    "uq_sign_in_session_secret_hash": two_sessions,
    "uq_authenticator_app_in_use": lambda: two(lambda: an_app(a_user()), "user_id"),
    "uq_authenticator_app_set_up": lambda: two(lambda: an_app(a_user(), in_use=False), "user_id"),
    "uq_linked_account_issuer_subject": lambda: alike(a_link(a_user()), a_link(a_user(), "other"), "subject"),
    "uq_linked_account_user_id_issuer": two_links_of_a_person,
    "uq_recovery_code_digest": two_recovery_codes,
    "uq_settled_quarter_quarter_stage": two_settled_quarters,
    "uq_accepted_evidence_user_id_course_id": two_pieces_of_evidence,
    "uq_agency_name_key": lambda: two(an_agency, "name_key"),
    "uq_announcement_subscription_id_session_id": lambda: two_told(0),
    "uq_answer_issued_id_question_id": two_answers,
    "uq_answer_manager_request_id_question_id": two_answers_of_a_manager,
    "uq_bill_agency_id_month": lambda: two_bills("agency_id", "month"),
    "uq_bill_file_bill_id_kind": two_files,
    "uq_bill_line_bill_id_position": lambda: two_lines("position"),
    "uq_bill_line_credits_id": two_credits,
    "uq_bill_line_one_per_charge": lambda: two_lines("charge_id"),
    "uq_bounce_digest": two_bounces,
    "uq_bounce_mailbox_name": lambda: alike(*(saved(BounceMailbox(name=name)) for name in ("one", "two")), "name"),
    "uq_bill_number": lambda: two_bills("number"),
    "uq_billing_details_agency_id": lambda: two(lambda: saved(BillingDetails(agency_id=an_agency().id)), "agency_id"),
    "uq_booking_one_live_per_person": two_live_bookings,
    "uq_agency_hold_one_standing": two_holds,
    "uq_booking_refills_id": two_refills,
    "uq_booking_substitutes_id": two_substitutes,
    "uq_transfer_from_booking_id": lambda: two_transfers("from_booking_id"),
    "uq_transfer_to_booking_id": lambda: two_transfers("to_booking_id"),
    "uq_job_role_name_key": lambda: two(a_job_role, "name_key"),
    "uq_job_role_course_job_role_id_course_id": two_needs_of_a_role,
    "uq_course_group_course_id_group": two_groups_of_a_course,
    "uq_refresher_notice_user_id_course_id_due_on": two_notices_of_a_refresher,
    "uq_seen_warning_session_id_facts": two_seen_warnings,
    "uq_certificate_booking_id": lambda: two_certificates("booking_id"),
    "uq_certificate_code": lambda: two_certificates("code"),
    "uq_change_letter_booking_id_sequence": two_change_letters,
    "uq_charge_one_standing_per_booking": two_standing_charges,
    "uq_closed_day_on": two_closed_days,
    "uq_comment_reading_answer_id": two_readings,
    "uq_course_title": lambda: two(a_course, "title"),
    "uq_day_mark_booking_id_on": two_marks,
    "uq_explanation_charge_id_given_by": two_explanations,
    "uq_given_figures_given_year_id_title_key": two_given_lines,
    "uq_given_year_year": lambda: alike(a_given_year(), a_given_year("2011-12"), "year"),
    "uq_head_count_register_id_sector": two_head_counts,
    "uq_heartbeat_instance": lambda: alike(a_process("host-1"), a_process("host-2"), "instance"),
    "uq_issued_questionnaire_booking_id_stage": two_issued,
    "uq_knowledge_item_version_item_id_version": two_versions,
    "uq_last_run_job": lambda: alike(*(saved(LastRun(job=job, at=clock.now())) for job in ("one", "two")), "job"),
    "uq_learning_week_day_theme_learning_week_id_day": two_themes,
    "uq_learning_week_name": lambda: two(a_learning_week, "name"),
    "uq_mail_pause_one_stands": lambda: (
        a_pause() and a_pause_over(a_manager()),
        {"stands": True, "started_at": None, "started_by_id": None},
    ),
    "uq_manager_request_manager_email_number": lambda: alike(a_manager_request(1), a_manager_request(2), "number"),
    "uq_agency_figures_letter_subscription_id_quarter": lambda: two_letters_to_leads(),
    "uq_workforce_agency_id_year_role": lambda: two(a_workforce, "agency_id"),
    "uq_list_file_piece_file_id_number": lambda: two_pieces(),
    "uq_measure_name": lambda: two(a_measure, "name"),
    "uq_message_key": lambda: alike(a_message("one"), a_message("two"), "key"),
    "uq_monthly_invitation_subscription_id_month_version": lambda: two_told(1),
    "uq_policy_in_force_from": lambda: alike(a_policy(), a_policy(in_force_from=clock.today()), "in_force_from"),
    "uq_question_questionnaire_id_position": lambda: alike(*a_questionnaire().questions, "position"),
    "uq_questionnaire_course_id_stage_version": two_of_a_course,
    "uq_questionnaire_default_version": lambda: alike(a_questionnaire(1), a_questionnaire(2), "version"),
    "uq_register_reminder_officer_id": lambda: two(a_reminder, "officer_id"),
    "uq_register_session_id": lambda: two(lambda: a_closed_register(a_past_session()), "session_id"),
    "uq_brought_booking_booking_id": lambda: two_brought(BroughtBooking, "booking_id"),
    "uq_brought_record_kind_record_id": lambda: two_brought(BroughtRecord, "kind", "record_id"),
    "uq_brought_session_coming_over_id_session_id": lambda: two_brought(BroughtSession, "coming_over_id", "session_id"),
    "uq_annual_report_year": lambda: alike(*(a_published_report(year).report for year in TWO_YEARS), "year"),
    "uq_annual_report_words_report_id_section": lambda: alike(*map(words_of_report, TWO_YEARS), "report_id"),
    "uq_board_pack_year_quarter_version": lambda: alike(*(a_board_pack(year) for year in TWO_YEARS), "year"),
    "uq_published_report_report_id_version": lambda: alike(*map(a_published_report, TWO_YEARS), "report_id"),
    "uq_published_report_file_published_report_id_kind": lambda: alike(
        *map(file_of_report, TWO_YEARS), "published_report_id"
    ),
    "uq_course_requirement_year_course_id": lambda: two(a_requirement, "course_id"),
    "uq_requirement_draft_session_id": lambda: two(a_planned_draft, "session_id"),
    "uq_session_day_session_id_on": two_days,
    "uq_e_learning_course_id": lambda: two(some_e_learning, "course_id"),
    "uq_e_learning_completion_certificate_code": lambda: two_completions("certificate_code"),
    "uq_e_learning_completion_user_id_course_id_completed_on": lambda: two_completions("completed_on"),
    "uq_single_agency_return_agency_id_year": two_returns,
    "uq_training_elsewhere_user_id_title_starts_on": two_trainings_elsewhere,
    "uq_evidence_file_training_id": two_files_of_one_training,
    "uq_stage_timing_course_id_stage": lambda: two(lambda: a_timing(a_course(), Stage.IMPACT), "course_id"),
    "uq_stage_timing_shape_stage": two_timings,
    "uq_trainer_request_session_id_trainer_id": two_trainer_requests,
    "uq_undeliverable_address_email": lambda: alike(
        *(an_undeliverable_address(f"{name}@example.org") for name in ("one", "two")), "email"
    ),
    "uq_subscription_topic_email": lambda: two(lambda: a_subscription("course-1"), "email"),
    "uq_theme_name": lambda: two(lambda: saved(Theme(name=f"Theme {next(NUMBERS)}")), "name"),
    "uq_user_email": lambda: two(a_user, "email"),
    "uq_budget_line_year_name": lambda: alike(a_line_of("One"), a_line_of("Two"), "name"),
    "uq_session_cost_session_id_kind": lambda: two(a_cost, "session_id"),
    "uq_venue_name_key": lambda: alike(a_venue("One"), a_venue("Two"), "name_key"),
    "uq_venue_room_venue_id_name_key": lambda: alike(
        *(a_room(venue, name) for venue in (a_venue(),) for name in ("One", "Two")), "name_key"
    ),
    "uq_week_day_letter_practitioner_id_learning_week_id_on": two_week_day_letters,
}
MORE_CHECKS: list[tuple[str, Callable[[], Broken]]] = [
    ("ck_bill_line_charges_up_credits_down", lambda: (two_credits()[0], {"pence": 1})),
    ("ck_policy_fees_not_negative", lambda: (a_policy(), {"out_of_area_fee_pence": -1})),
    ("ck_policy_fees_not_negative", lambda: (a_policy(), {"non_contributing_fee_pence": -1})),
    *(
        ("ck_policy_percents_in_range", lambda percent=percent, value=value: (a_policy(), {percent: value}))
        for percent in ("partial_percent", *PERCENTS)
        for value in (-1, 101)
    ),
    ("ck_answer_number_in_range", lambda: (two_answers()[0], {"number": -1})),
    ("ck_coming_over_people_not_negative", lambda: (a_coming_over(), {"booked": -1})),
    ("ck_given_figures_attended_of_those_allocated", lambda: (a_given_line(), {"attended": -1})),
    ("ck_course_requirement_range_holds_the_prediction", lambda: (a_requirement(), {"high": 74})),
    ("ck_policy_money_not_negative", lambda: (a_policy(), {"day_pence": -1})),
    ("ck_policy_notice_not_negative", lambda: (a_policy(), {"attendance_notice_working_days": -1})),
    ("uq_booking_one_live_per_person", lambda: (two_live_bookings()[0], {"state": BookingState.WAITING})),
    ("uq_booking_one_live_per_person", lambda: (two_live_bookings()[0], {"state": BookingState.WALKED_IN})),
]


def a_workforce() -> Workforce:
    return saved(Workforce(agency_id=an_agency().id, year="2026-27", people=9, told_at=clock.now()))


def two_letters_to_leads() -> Broken:
    subscription, days = a_subscription("role-agency-figures"), (date(2026, 4, 1), date(2026, 7, 1))
    told = {"subscription_id": subscription.id, "told_at": clock.now()}
    return alike(*(saved(AgencyFiguresLetter(quarter=day, **told)) for day in days), "quarter")


def two_pieces() -> Broken:
    file = a_list_file()
    return alike(*(saved(ListFilePiece(file_id=file.id, number=number, content=b"x")) for number in (1, 2)), "number")


def a_former_name() -> FormerName:
    return saved(FormerName(agency_id=an_agency().id, name="Old Trust", used_until=clock.now()))


def a_former_title() -> FormerTitle:
    return saved(FormerTitle(course_id=a_course().id, title="Neglect", used_until=clock.now()))


def becomes(broken: Broken) -> None:
    """Past all our code: the bare statement, in the database."""
    record, values = broken
    table = type(record).__table__
    db.session.rollback()
    db.session.execute(update(table).where(table.c.id == record.id).values(values))
    db.session.flush()


@pytest.mark.parametrize(("name", "broken"), [*CHECKS.items(), *UNIQUE.items(), *MORE_CHECKS])
def test_the_database_itself_refuses(app: Flask, name: str, broken: Callable[[], Broken]) -> None:
    record, values = broken()
    with pytest.raises(IntegrityError) as refused:
        becomes((record, values))
    assert name in told(refused.value, type(record).__table__.name, name)


def told(error: IntegrityError, table: str, name: str) -> str:
    """The name of what was broken. SQLite tells a unique key by its columns alone."""
    words = str(error.orig)
    if db.engine.dialect.name == "sqlite" and name in UNIQUE:
        columns = [part.strip().removeprefix(f"{table}.") for part in words.split(": ")[1].split(",")]
        constraints = (*Base.metadata.tables[table].constraints, *Base.metadata.tables[table].indexes)
        return " ".join(
            str(one.name) for one in constraints if [c.name for c in getattr(one, "columns", [])] == columns
        )
    return words


@pytest.mark.parametrize("state", sorted(set(BookingState) - set(CLAIMS)), ids=lambda state: state.value)
def test_a_person_may_have_any_number_of_bookings_that_are_no_claim(app: Flask, state: BookingState) -> None:
    session, person = a_session(), a_user()
    for _ in range(2):
        a_booking(session, person, state=state)
    a_booking(session, person)


def test_what_is_on_the_line_is_allowed(app: Flask) -> None:
    """A check that refused too much would be found by nobody until the day it matters."""
    week, (answered, _) = a_learning_week(), two_answers()
    for broken in [
        (a_session(), {"places": 0}),
        (a_charge(a_booking()), {"pence": 0}),
        (a_policy(), {"notice": 0, "half_day_pence": 0, "day_pence": 0, "attendance_notice_working_days": 0}),
        (answered, {"number": 0}),
        (answered, {"number": 10}),
        (answered, {"number": None}),
        (week, {"ends_on": week.starts_on}),
        (a_timing(Shape.COURSE, Stage.IMPACT), {"weeks_after": 0, "open_days": 1}),
        (a_booking(), {"refills_id": None}),
        (
            a_policy(in_force_from=clock.today(), notice=10),
            {"full_notice": 10, "partial_percent": 0, "grace_working_days": 1},
        ),
    ]:
        becomes(broken)


def test_a_record_that_others_refer_to_cannot_be_deleted(app: Flask) -> None:
    """Foreign keys are on, on SQLite too, and nothing is deleted in silence with its parent."""
    booking = a_booking()
    for parent in (booking.session, booking.practitioner, booking.agency, booking.session.course):
        table, number = type(parent).__table__, parent.id
        with pytest.raises(IntegrityError):
            db.session.execute(table.delete().where(table.c.id == number))
        db.session.rollback()


def test_every_named_check_and_unique_key_of_the_models_is_tried_here() -> None:
    named = set()
    for table in Base.metadata.sorted_tables:
        named |= {str(one.name) for one in table.constraints if isinstance(one, CheckConstraint | UniqueConstraint)}
        named |= {str(index.name) for index in table.indexes if index.unique}
    assert named == CHECKS.keys() | UNIQUE.keys()

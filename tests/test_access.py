"""Closed by default: every view, tried as everybody, with real records behind every address."""

import contextlib
import contextvars
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, event
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app import create_app
from app.accounts.details.models import AddressChange
from app.accounts.models import User
from app.accounts.sessions import services
from app.accounts.sessions.models import EndOfSession, SignInSession
from app.accounts.sessions.queries import hash_of, open_sessions
from app.booking.models import Booking
from app.booking.places.services import hold_place
from app.booking.states import BookingState, Outcome
from app.charging.bills.models import FileKind
from app.charging.models import ChargeState
from app.core import clock
from app.core.database import db
from app.core.links import Secret, token
from app.core.roles import STAFF, TRAINING_TEAM, Role
from app.evaluation.questionnaires.rules_ready import BANK
from app.evaluation.stages import Stage
from app.files.letters import worded_letters
from app.notifications.models import MessageState
from app.notifications.models_pausing import PauseReason
from app.notifications.pausing.services import hold_mail
from app.programme.models import Strand, Trainer
from app.programme.models_sessions import Delivery, SessionState, TrainingSession
from app.programme.models_trainers import TrainerRequest, TrainerUnavailability
from app.records.agencies.models import AgencyContact
from app.settings import queries as settings_queries
from app.settings import services as settings_services
from app.settings.rules_lists import Sectors
from app.settings.rules_partnership import Appearance
from app.settings.rules_programme import ReviewLine
from app.single_agency.emails import PURPOSE
from app.terms.models import Cause
from app.web.access import EVERYONE, SIGNED_IN
from app.web.uploads import store
from tests.builders import (
    A_LOGO,
    a_booking,
    a_bulk_mark,
    a_certificate,
    a_closed_day,
    a_closed_register,
    a_comment,
    a_course,
    a_delegate,
    a_hold,
    a_learning_week,
    a_material,
    a_past_session,
    a_policy,
    a_session,
    a_sign_in,
    a_speaker,
    a_subscription,
    a_theme,
    a_trainer,
    a_user,
    an_agency,
    some_evidence,
)
from tests.conftest import empty_tables, settings
from tests.data.everything import (
    a_bill,
    a_board_pack,
    a_charge,
    a_coming_over,
    a_completion,
    a_given_year,
    a_job_role,
    a_line_of,
    a_list_file,
    a_manager_request,
    a_message,
    a_proof,
    a_published_report,
    a_questionnaire,
    a_return,
    a_room,
    an_evidence_file,
    an_invitation,
    an_issued,
    an_item,
    an_own_course,
    an_undeliverable_address,
    everything_held,
    saved,
    some_e_learning,
    some_spending,
    some_training_elsewhere,
)
from tests.page import Page, Visitor

OFFICE = ("/today", "/manage", "/registers", "/charges", "/evaluation", "/reports", "/outbox", "/running")
PAGES_OF_THE_MANAGER = ("/manage/staff", "/today/set-up")
OF_ONES_OWN = (
    "accounts_sessions.signed_in",
    "accounts_sessions.end",
    "accounts_sessions.end_all",
    "accounts_sessions.keep",
    "accounts_signing_in.prove_again",
    "accounts_signing_in.prove_again_by_code",
    "accounts_details.mine",
    "accounts_details.keep_needs",
    "accounts_details.forget_needs",
    "accounts_details.new_address",
    "accounts_details.codes",
    "accounts_details.prove",
    "accounts_details.send_again",
    "accounts_details.ask_the_office",
    "accounts_details.give_up",
    "booking_mine.needs",
    "booking_mine.mine",
    "booking_mine.show",
    "booking_mine.withdraw",
    "booking_mine.transfer",
    "booking_mine.send_colleague",
    "booking_mine.calendar_file",
    "booking_manage_link.renew",
    "booking_mine.new_calendar_address",
    "booking_places.book_now",
    "booking_places.several_now",
    "booking_mine.leave_list",
    "booking_mine.material",
    "records_training.training",
    "records_training.training_csv",
    "records_refreshers.mail",
    "records_refreshers.stop",
    "records_refreshers.start",
    "records_training.training_pdf",
    "records_training.own_certificate_pdf",
    "elearning.certificate_pdf",
    "records_elsewhere.evidence",
    "records_elsewhere.record_own",
    "records_elsewhere.remove_own",
    "records_elsewhere.show_evidence",
    "accounts_my_sign_in.show",
    "accounts_signing_in.prove_again_by_app",
    "accounts_authenticator.recovery_codes",
    "accounts_authenticator.remove",
    "accounts_single_sign_on.unlink",
    "records_subject_access.everything_about_me",
)
OF_STAFF_THEMSELVES = ("accounts_authenticator.set_up", "accounts_authenticator.start", "accounts_authenticator.move")
OF_THE_MANAGER_ALONE = (
    "evaluation_exporting.export_named_answers",
    "accounts_authenticator.sign_in_rules",
    "accounts_authenticator.reset",
    "records_audit_trail.",
    "records_subject_access.",
    "records_erasing.",
    "records_merging.",
    "records_retention.",
    "reporting_annual_report.publish",
)
NOT_FOR_BROWSERS = {"operations_monitoring.readyz": 503, "operations_monitoring.metrics": 404}
"""What monitors ask, and what it says here: no scheduler runs, and no token is set."""
SEEN_BY = {
    "evaluation_publishing.of_my_sessions": Role.TRAINER,
    "evaluation_publishing.of_my_agency": Role.AGENCY_LEAD,
    "programme_trainer_requests.mine": Role.TRAINER,
    "programme_trainer_requests.add_unavailability": Role.TRAINER,
    "programme_trainer_requests.remove_unavailability": Role.TRAINER,
}
SEEN_BY_WHOEVER_SEES_FIGURES = ("evaluation_board.show", "evaluation_board.pdf", "evaluation_board.csv")
MARKED_BY_TRAINERS = (
    "attendance_registers.registers",
    "attendance_registers.register",
    "attendance_registers.search",
    "attendance_registers.everyone_attended",
    "attendance_registers.mark",
    "attendance_registers.excuse",
    "attendance_walk_ins.take_off",
    "attendance_walk_ins.walk_in",
    "attendance_walk_ins.came_instead",
    "attendance_registers.everyone_taken_back",
    "attendance_check_in.show_code",
    "attendance_paper.print_register",
    "attendance_teams_reports.teams",
    "attendance_teams_reports.preview_teams",
    "attendance_teams_reports.mark_from_teams",
)
SHOWN_BY_TRAINERS = (
    "evaluation_answering.show_room",
    "booking_delegate_lists.delegates",
    "booking_delegate_lists.delegates_csv",
    "booking_delegate_lists.delegates_xlsx",
)
WORKED_ON_BY_FINANCE = (
    "charging_decisions.charges",
    "charging_decisions.search",
    "charging_decisions.show",
    "charging_bills.bills",
    "charging_bills.next_bills",
    "charging_bills.bill",
    "charging_bills.bill_file",
    "charging_bills.month_file",
    "charging_bills.set_vat_codes",
    "charging_bills.agency",
    "charging_decisions.mark_paid",
    "charging_bills.mark_all_paid",
    "charging_decisions.write_off",
    "charging_bills.mark_paid_back",
)
SIGNED_OUT = None
ANYBODY = [SIGNED_OUT, *Role]


def may_open(endpoint: str, address: str) -> frozenset[Any]:
    """Who may, by the office's word: said here a second time, so that a slip in a view is seen."""
    if endpoint in OF_ONES_OWN:
        return SIGNED_IN
    if address.startswith(PAGES_OF_THE_MANAGER):
        return frozenset({Role.TRAINING_MANAGER})
    if endpoint in OF_STAFF_THEMSELVES:
        return STAFF
    if endpoint.startswith(OF_THE_MANAGER_ALONE) or address.startswith("/manage/settings"):
        return frozenset({Role.TRAINING_MANAGER})
    if endpoint in SEEN_BY:
        return frozenset({SEEN_BY[endpoint]})
    if endpoint in SEEN_BY_WHOEVER_SEES_FIGURES:
        return TRAINING_TEAM | {Role.TRAINER, Role.AGENCY_LEAD}
    if address.startswith("/agency"):
        return frozenset({Role.AGENCY_LEAD})
    if endpoint in MARKED_BY_TRAINERS + SHOWN_BY_TRAINERS:
        return TRAINING_TEAM | {Role.TRAINER}
    if address.startswith(OFFICE):
        return TRAINING_TEAM | ({Role.FINANCE} if endpoint in WORKED_ON_BY_FINANCE else set())
    return EVERYONE


@dataclass
class World:
    """One record for every address there is, of which `user` owns what can be owned."""

    app: Flask
    user: User
    values: dict[str, Any] = field(default_factory=dict)
    """What stands in addresses, by the name of the part; by view and name where a view needs its own."""

    def __post_init__(self) -> None:
        a_policy()
        hold_mail(reason=PauseReason.OFFICE, at=clock.now())
        course, week, draft = a_course(), a_learning_week(), a_session(state=SessionState.DRAFT)
        bespoke = a_bespoke_session()
        trainer = a_trainer(email=self.user.email)
        over = a_past_session(course, trainers=[trainer])
        missed, came, came_later = a_booking(over), a_booking(over), a_booking()
        walked_in = a_booking(over, outcome=Outcome.WALK_IN, state=BookingState.WALKED_IN)
        charge = a_charge(a_booking(a_past_session(course, days_ago=9), outcome=Outcome.NO_SHOW))
        own = a_booking(practitioner=self.user)
        held, waiting = (hold_place(a_session(), a_delegate(), at=clock.now()) for _ in range(2))
        offered = a_booking(state=BookingState.OFFERED, offered_until=clock.now() + timedelta(hours=1))
        on_the_list = a_booking(state=BookingState.WAITING, waiting_since=clock.now())
        in_line_of_agency = a_booking(state=BookingState.WAITING, agency=self.user.agency, waiting_since=clock.now())
        own_place_in_line = a_booking(None, self.user, state=BookingState.WAITING, waiting_since=clock.now())
        self.values = {
            "course_id": course.id,
            "week_id": week.id,
            "session_id": a_session(course, trainers=[trainer]).id,
            "trainer_id": trainer.id,
            "agency_id": an_agency().id,
            "speaker_id": a_speaker(draft).id,
            "booking_id": own.id,
            "charge_id": charge.id,
            "person_id": self.user.id,
            "sign_in_id": self._sign_in_id(),
            "role_id": a_job_role().id,
            **self._access(),
            "other_id": a_user().id,
            "policy_id": a_policy(in_force_from=clock.today() + timedelta(days=99)).id,
            "day_id": a_closed_day().id,
            "material_id": a_material(own.session.course).id,
            "programme_courses.remove_material material_id": a_material().id,
            "records_desk.book person_id": self.user.id,
            "address_id": an_undeliverable_address().id,
            **self._changes_of_address(),
            "file_id": a_list_file(finished_at=clock.now()).id,
            "contact_id": saved(AgencyContact(agency_id=an_agency().id, name="Accounts")).id,
            "records_agencies.remove_contact contact_id": saved(
                AgencyContact(agency_id=an_agency().id, name="Payments")
            ).id,
            "message_id": a_message("failed", state=MessageState.FAILED).id,
            **self._certificate(),
            "filename": "coursebook.css",
            **self._settings(),
            "stage": Stage.POST_COURSE.value,
            "programme_sessions.edit_session session_id": draft.id,
            "programme_sessions.publish session_id": draft.id,
            "programme_sessions.invite session_id": bespoke.id,
            "programme_sessions.renew_invitation session_id": bespoke.id,
            "charging_decisions.waive charge_id": a_charge(missed).id,
            **self._bills(),
            **self._venues(),
            "charging_reasons.explain token": token(Secret("reason", charge.id)),
            "charging_reasons.explain_as_manager token": token(Secret("reason-manager", charge.id)),
            "attendance_registers.mark booking_id": came.id,
            "attendance_walk_ins.take_off booking_id": walked_in.id,
            "accounts_signing_in.link token": token(Secret("sign-in", a_proof(self.user.email).id)),
            "booking_places.held token": token(Secret("hold", held.id, held.proof_id or 0)),
            "booking_places.new_code token": token(Secret("hold", waiting.id, waiting.proof_id or 0)),
            "booking_places.confirm token": token(Secret("confirm", waiting.id, waiting.proof_id or 0)),
            "catalogue.my_feed token": token(Secret("my-calendar", self.user.id)),
            "booking_places.invited token": token(Secret("invitation", a_bespoke_session().id)),
            "booking_office.send_again booking_id": came_later.id,
            **{
                f"booking_manage_link.{view} token": token(Secret("booking", of.id))
                for view, of in (
                    ("show", own),
                    ("withdraw", a_booking()),
                    ("needs", own),
                    ("calendar_file", own),
                    ("leave_list", a_booking(state=BookingState.WAITING, waiting_since=clock.now())),
                )
            },
            "booking_waiting_list.offer token": token(Secret("offer", offered.id)),
            "booking_waiting_list.refuse_offer token": token(Secret("offer", on_the_list.id)),
            "booking_mine.leave_list booking_id": own_place_in_line.id,
            "booking_agency_lead.take_off_the_list booking_id": in_line_of_agency.id,
            "hold_id": a_hold(lead=self.user).id,
            "attendance_check_in.room token": token(Secret("room", over.id)),
            "attendance_check_in.mine token": token(Secret("check-in", a_booking().id)),
            "topic": "series-how-to",
            "subscription_id": a_subscription(f"course-{course.id}").id,
            "programme_subscriptions.confirm token": token(Secret("subscribe", a_subscription("series-how-to").id)),
            "programme_subscriptions.end token": token(Secret("unsubscribe", a_subscription("series-how-to").id)),
            **self._questionnaires(came),
            **self._what_was_written(),
            **self._trained_by_others(),
            **self._e_learning(),
            **self._what_came_over(),
            **self._trainers(trainer),
            "cause": Cause.NO_SHOW.value,
        }
        self.values["attendance_head_counts.head_count session_id"] = a_past_session(course, is_open=True).id
        self.values["attendance_walk_ins.came_instead booking_id"] = came.id
        self.values["attendance_registers.excuse booking_id"] = came.id
        for view in (
            "attendance_registers.register",
            "attendance_registers.everyone_attended",
            "attendance_registers.mark",
            "attendance_registers.excuse",
            "attendance_walk_ins.take_off",
            "attendance_walk_ins.walk_in",
            "attendance_walk_ins.came_instead",
        ):
            self.values[f"{view} session_id"] = over.id
        self.values["attendance_registers.close session_id"] = a_past_session(course, trainers=[trainer]).id
        self.values["attendance_registers.everyone_taken_back session_id"] = over.id
        self.values["bulk_mark_id"] = a_bulk_mark(over).id
        online = a_past_session(course, trainers=[trainer], delivery=Delivery.VIRTUAL)
        for view in (
            "attendance_teams_reports.teams",
            "attendance_teams_reports.preview_teams",
            "attendance_teams_reports.mark_from_teams",
        ):
            self.values[f"{view} session_id"] = online.id
        closed = a_past_session(course)
        a_closed_register(closed)
        for view in (
            "attendance_registers.correct",
            "attendance_walk_ins.take_off_closed",
        ):
            self.values[f"{view} session_id"] = closed.id
        self.values["attendance_registers.correct booking_id"] = a_booking(closed, outcome=Outcome.NO_SHOW).id
        stranger = a_booking(closed, outcome=Outcome.WALK_IN, state=BookingState.WALKED_IN)
        self.values["attendance_walk_ins.take_off_closed booking_id"] = stranger.id

    def _trainers(self, trainer: Trainer) -> dict[str, Any]:
        """One who is asked, with dates on which they can't teach: some that they remove, some that the office does."""
        draft = a_session(trainers=[trainer], are_confirmed=False, state=SessionState.DRAFT)
        asked = saved(TrainerRequest(session=a_session(trainers=[trainer]), trainer=trainer, told={}))
        own, by_office = (
            saved(TrainerUnavailability(trainer=trainer, from_on=clock.today(), until_on=clock.today())) for _ in "12"
        )
        return {
            "dates_id": own.id,
            "programme_trainers.remove_unavailability dates_id": by_office.id,
            "programme_trainer_requests.ask session_id": draft.id,
            "programme_trainer_requests.answer token": token(Secret("trainer-request", asked.id)),
        }

    def _access(self) -> dict[str, Any]:
        colleague, invited = a_user(Role.TRAINER), an_invitation(invited_by_id=self.user.id)
        again = an_invitation("again@example.org", invited_by_id=self.user.id)
        return {
            "invitation_id": an_invitation("withdrawn@example.org", invited_by_id=self.user.id).id,
            "accounts_staff.send_again invitation_id": again.id,
            "accounts_staff.join token": token(Secret("staff-invitation", invited.id)),
            "accounts_staff.change_role person_id": colleague.id,
            "accounts_staff.disable person_id": colleague.id,
            "accounts_staff.enable person_id": colleague.id,
            "accounts_setting_up.set_up token": token(Secret("set-up", 1)),
            "accounts_setting_up.code token": token(Secret("set-up", 1)),
        }

    def _sign_in_id(self) -> int:
        a_sign_in(self.user)
        return open_sessions(self.user, at=clock.now())[0].id

    def _changes_of_address(self) -> dict[str, Any]:
        """One's own, and another's that a mailed link is about."""
        asked = {"old_email": "old@example.org", "new_email": "new@example.org", "asked_at": clock.now()}
        other, proof = a_user(), a_proof("new@example.org")
        for user, proof_id in ((self.user, None), (other, proof.id)):
            saved(AddressChange(user_id=user.id, asked_by_id=user.id, new_proof_id=proof_id, **asked))
        return {"end": "new", "accounts_details.prove_by_link token": token(Secret("new-address", proof.id))}

    def _bills(self) -> dict[str, Any]:
        charges = [
            a_charge(a_booking(a_past_session(), outcome=Outcome.NO_SHOW), state=ChargeState.BILLED) for _ in range(3)
        ]
        bills = [a_bill(charge, number) for number, charge in enumerate(charges, 1)]
        return {
            "bill_id": bills[0].id,
            "kind": FileKind.PDF.value,
            "month": "2026-10",
            "year": "2027-28",
            "charging_bills.month_file kind": FileKind.CSV.value,
            **self._reports(),
            "charging_decisions.mark_paid charge_id": charges[1].id,
        }

    def _venues(self) -> dict[str, Any]:
        """A room to be edited, and one to be removed; a budget line to be worked on, and others to be removed."""
        room, line = a_room(), a_line_of()
        return {
            "venue_id": room.venue_id,
            "room_id": room.id,
            "programme_venues.remove_room room_id": a_room(room.venue, "Hall").id,
            "line_id": line.id,
            "reporting_costs.remove_line line_id": a_line_of("Another", covers=[]).id,
            "spending_id": some_spending(line).id,
        }

    def _reports(self) -> dict[str, Any]:
        """A year whose report is published, and a quarter whose pack is kept."""
        year, quarter = a_published_report().report.year, a_board_pack().quarter
        public = {f"reporting_annual_report.{view} year": year for view in ("show", "show_version", "file", "publish")}
        return {
            **public,
            "version": 1,
            "quarter": quarter,
            "reporting_annual_report.part key": "attendance",
            "reporting_session_list.file ending": "csv",
            "reporting_board_pack.show year": year,
            "reporting_board_pack.draft_pdf year": year,
            "reporting_board_pack.kept_pdf year": year,
        }

    def _settings(self) -> dict[str, Any]:
        settings_services.change(ReviewLine(percent=80), by=self.user, at=clock.now())
        logo = store(A_LOGO)
        settings_services.change(
            Appearance(logo_stored_as=logo, logo_media_type="image/svg+xml"), by=self.user, at=clock.now()
        )
        letter = worded_letters()["booking-confirmed"]
        settings_services.change(letter.group(subject="Yours: {course}"), by=self.user, at=clock.now())
        return {
            **{f"letters.{view} name": letter.name for view in ("edit", "versions", "go_back", "go_back_to_default")},
            "letters.go_back version_id": settings_queries.versions(letter.group)[0].id,
            "group": ReviewLine.NAME,
            "version_id": settings_queries.versions(ReviewLine)[0].id,
            "accounts_partnership.edit_list group": Sectors.NAME,
            "page": "privacy",
            "help.show page": "practitioner",
            "stored_as": logo,
        }

    def _certificate(self) -> dict[str, Any]:
        certificate = a_certificate(practitioner=self.user)
        key = token(Secret("certificate", certificate.id))
        return {
            "certificate_id": certificate.id,
            "code": certificate.code,
            "records_certificates.my_certificate token": key,
            "records_certificates.my_certificate_pdf token": key,
        }

    def _questionnaires(self, came: Booking) -> dict[str, Any]:
        request = a_manager_request()
        typed_in, after = a_booking(came.session, outcome=Outcome.ATTENDED), a_questionnaire()
        an_issued(came, after)
        an_issued(typed_in, after, answered_at=clock.now(), entered_by_id=self.user.id)
        an_issued(came, a_questionnaire(stage=Stage.MANAGER), manager_request_id=request.id)
        return {
            "evaluation_answering.answer token": token(Secret("after", came.id)),
            "evaluation_answering.room token": token(Secret("evaluation-room", came.session_id)),
            "evaluation_timing.default_timing name": "course",
            "evaluation_comparing.year_on_year of": "strand",
            "evaluation_comparing.year_on_year key": "core topic",
            "evaluation_results.part of": "strand",
            "evaluation_results.part key": "core topic",
            "evaluation_answering.type_in booking_id": a_booking(came.session, outcome=Outcome.ATTENDED).id,
            "evaluation_answering.take_back_paper booking_id": typed_in.id,
            "evaluation_answering.answer_as_manager token": token(Secret("manager", request.id)),
            "evaluation_knowledge.what_was_right token": token(Secret("after", typed_in.id)),
            **self._drafts(),
        }

    def _drafts(self) -> dict[str, Any]:
        """One to be worked on; those to be put in use or discarded, and a question to be removed, are others."""
        draft, published, discarded, *_ = [
            a_questionnaire(2, stage=stage, course_id=a_course().id, published_at=None) for stage in Stage
        ]
        return {
            "questionnaire_id": draft.id,
            "question_id": draft.questions[0].id,
            "item_id": an_item().item_id,
            "evaluation_questionnaires.draft_new_default questionnaire_id": a_questionnaire(9).id,
            "key": BANK[-1].key,
            "way": "down",
            "evaluation_questionnaires.remove_question question_id": draft.questions[1].id,
            "evaluation_questionnaires.publish_questionnaire questionnaire_id": published.id,
            "evaluation_questionnaires.discard_draft questionnaire_id": discarded.id,
        }

    def _what_came_over(self) -> dict[str, Any]:
        """Those to be told and to be undone are others; so is the year whose figures are to be removed."""
        return {
            "import_id": a_coming_over(self.user).id,
            "booking_coming_over.letters import_id": a_coming_over(self.user).id,
            "booking_coming_over.undo import_id": a_coming_over(self.user).id,
            "booking_coming_over.template kind": "csv",
            "reporting_earlier_years.template kind": "xlsx",
            "reporting_earlier_years.show_year year": a_given_year("2011-12", self.user).year,
            "reporting_earlier_years.remove_year year": a_given_year("2012-13", self.user).year,
        }

    def _what_was_written(self) -> dict[str, Any]:
        return {
            "answer_id": a_comment(question="What will you do?").id,
            "theme_id": a_theme().id,
            "evaluation_comments.remove_theme theme_id": a_theme().id,
            "evidence_id": some_evidence().id,
            "evaluation_evidence.remove_result evidence_id": some_evidence().id,
            "evaluation_exporting.export_answers kind": "answers.csv",
            "evaluation_exporting.export_named_answers kind": "answers.csv",
        }

    def _trained_by_others(self) -> dict[str, Any]:
        """A return just asked for with two courses, of which one is removed, and training elsewhere of one's own."""
        asked, other = a_return(), a_return()
        kept, removed = an_own_course(asked), an_own_course(asked, "Another")
        views = ("fill_in", "add_course", "edit_course", "remove_course", "take_back")
        return {
            **{f"single_agency.{view} token": token(Secret(PURPOSE, asked.id)) for view in views},
            "own_course_id": kept.id,
            "single_agency.remove_course own_course_id": removed.id,
            "return_id": asked.id,
            "single_agency.take_off return_id": other.id,
            "training_id": an_evidence_file(some_training_elsewhere(self.user, confirmed_at=None)).training_id,
            "records_elsewhere.remove_own training_id": some_training_elsewhere(
                self.user, "Another", confirmed_at=None
            ).id,
            "records_elsewhere.remove training_id": some_training_elsewhere().id,
        }

    def _e_learning(self) -> dict[str, Any]:
        course = some_e_learning().course
        views = ("course", "set_up", "mark_completed", "import_completions", "record_imported")
        return {
            **{f"elearning.{view} course_id": course.id for view in views},
            "completion_id": a_completion(course, self.user).id,
            "elearning.remove_completion completion_id": a_completion(course).id,
        }

    def address(self, rule: Rule, **changed: Any) -> str:
        """A real address of a view."""
        values = {
            part: changed.get(part, self.values.get(f"{rule.endpoint} {part}", self.values.get(part)))
            for part in rule.arguments
        }
        return self.app.url_map.bind("coursebook.test").build(rule.endpoint, values)


def a_bespoke_session() -> TrainingSession:
    return a_session(a_course(strand=Strand.BESPOKE))


FILLED_IN = {"attendance_registers.mark": {"outcome": "attended"}}
NEEDS_NO_FORM_TOKEN = {"programme_subscriptions.end"}
"""One-click unsubscribing comes from a mail provider, without our cookie or form; its address is the key (RFC 8058)."""
"""Buttons that say something; every other form is sent empty, and a page with its complaints is an answer too."""


def views(app: Flask, method: str) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.methods and method in rule.methods]


def as_someone(app: Flask, user: User | None) -> FlaskClient:
    visitor = Visitor(app)
    return (visitor.sign_in(user) if user else visitor).client


def answer(client: FlaskClient, method: str, address: str, **data: Any) -> TestResponse:
    """Outside the test's context, as it would be on a server."""
    response = contextvars.Context().run(client.open, address, method=method, data=data or None, buffered=True)
    db.session.rollback()
    return response


def with_a_token(app: Flask) -> tuple[str, str]:
    """A form's token, and what its browser's cookie keeps of it."""
    client = app.test_client()
    page = answer(client, "GET", "/sign-in").get_data(as_text=True)
    (found, *_) = re.findall(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    with client.session_transaction() as session:
        return found, session["csrf_token"]


def posts(
    app: Flask, user: User | None, rules: list[Rule], address: Any, secret: str | None = None
) -> Iterator[tuple[Rule, TestResponse]]:
    """Each view's button pressed in a browser of its own, with a token; by whoever has a session's secret."""
    csrf_token, kept = with_a_token(app)
    for rule in rules:
        client = Visitor(app).with_secret(secret).client if secret else as_someone(app, user)
        with client.session_transaction() as session:
            session["csrf_token"] = kept
        data = FILLED_IN.get(rule.endpoint, {}) | {"csrf_token": csrf_token}
        yield rule, answer(client, "POST", address(rule), **data)


def judged(rule: Rule, response: TestResponse, role: Role | None) -> str | None:
    """What is wrong with an answer, if anything."""
    allowed, status = may_open(rule.endpoint, rule.rule), response.status_code
    if rule.endpoint in NOT_FOR_BROWSERS:
        return None if status == NOT_FOR_BROWSERS[rule.endpoint] else f"{status} for a monitor"
    if allowed == EVERYONE or role in allowed:
        return None if status < 400 else f"{status} for someone who may"
    if role is SIGNED_OUT:
        asked_to_sign_in = status == 302 and response.location.startswith("/sign-in")
        return None if asked_to_sign_in else f"{status} for someone signed out"
    return None if status == 403 else f"{status} for someone who may not"


@pytest.mark.parametrize("role", ANYBODY)
@pytest.mark.lasts_long(one_in=4)
def test_every_view_opens_to_those_it_is_for_and_to_nobody_else(app: Flask, role: Role | None) -> None:
    world = World(app, a_user(role or Role.PRACTITIONER))
    user = world.user if role else None
    client, wrong = as_someone(app, user), {}
    for rule in views(app, "GET"):
        response = answer(client, "GET", world.address(rule))
        wrong[f"GET {rule.rule}"] = judged(rule, response, role)
        if role is Role.TRAINING_MANAGER and response.mimetype == "text/html":
            Page(Visitor(app), response)  # one h1, labels, ids: it checks
    for rule, response in posts(app, user, views(app, "POST"), world.address):
        wrong[f"POST {rule.rule}"] = judged(rule, response, role)
    assert {view: why for view, why in wrong.items() if why} == {}


def revoked(secret: str, user: User) -> None:
    services.end_session(session_with(secret), why=EndOfSession.SIGNED_OUT, by=user, at=clock.now())


def disabled(secret: str, user: User) -> None:
    user.disabled_at = clock.now()


def expired(secret: str, user: User) -> None:
    session_with(secret).last_seen_at = clock.now() - timedelta(hours=12)


def demoted(secret: str, user: User) -> None:
    user.role = Role.PRACTITIONER


def session_with(secret: str) -> SignInSession:
    return db.session.query(SignInSession).filter_by(secret_hash=hash_of(secret)).one()


@pytest.mark.parametrize("happened", [revoked, disabled, expired, demoted])
@pytest.mark.lasts_long
def test_a_session_that_is_over_opens_nothing_and_a_role_that_was_taken_no_more_than_the_new_one(
    app: Flask, happened: Any
) -> None:
    """Every view and method, with a cookie that was good a moment before."""
    world = World(app, a_user(Role.TRAINING_MANAGER))
    secret, as_now = a_sign_in(world.user), Role.PRACTITIONER if happened is demoted else SIGNED_OUT
    client, wrong = Visitor(app).with_secret(secret).client, {}
    assert answer(client, "GET", "/today").status_code == 200
    happened(secret, world.user)
    db.session.commit()
    for rule in (rule for rule in views(app, "GET") if may_open(rule.endpoint, rule.rule) != EVERYONE):
        wrong[f"GET {rule.rule}"] = judged(rule, answer(client, "GET", world.address(rule)), as_now)
    buttons = [rule for rule in views(app, "POST") if may_open(rule.endpoint, rule.rule) != EVERYONE]
    buttons.sort(key=lambda rule: rule.endpoint.startswith("accounts_sessions"))  # these end the session itself
    for rule, response in posts(app, None, buttons, world.address, secret):
        wrong[f"POST {rule.rule}"] = judged(rule, response, as_now)
        if happened is demoted and rule.endpoint.startswith("accounts_sessions"):
            secret_row = session_with(secret)
            secret_row.revoked_at = None
            db.session.commit()
    assert {view: why for view, why in wrong.items() if why} == {}


def test_what_wants_a_fresh_proof_asks_for_it_and_leads_back(app: Flask) -> None:
    world = World(app, a_user(Role.TRAINING_MANAGER))
    stale = a_sign_in(world.user, proved_at=clock.now() - timedelta(minutes=15))
    client, wrong = Visitor(app).with_secret(stale).client, {}
    guarded = {name for name, view in app.view_functions.items() if getattr(view, "proved_again", False)}
    assert {"accounts_staff.invite", "accounts_staff.change_role"} <= guarded
    for rule in (rule for rule in views(app, "GET") if rule.endpoint in guarded):
        address = world.address(rule)
        if not (answer(client, "GET", address).location or "").startswith(f"/sign-in/again?next={address}"):
            wrong[f"GET {rule.rule}"] = "opened"
    before = everything_held()
    for rule, response in posts(
        app, None, [rule for rule in views(app, "POST") if rule.endpoint in guarded], world.address, stale
    ):
        if "Show that it’s you" not in response.get_data(as_text=True):
            wrong[f"POST {rule.rule}"] = "done"
    assert everything_held() == before
    assert wrong == {}


@pytest.mark.lasts_long
def test_a_page_that_is_only_opened_runs_no_command(app: Flask) -> None:
    """Signing in by a link is a button, too: whoever opens an address, be it a mail scanner, changes nothing."""
    world, found = World(app, a_user(Role.TRAINING_MANAGER)), {}
    client = as_someone(app, world.user)
    for rule in views(app, "GET"):
        with writes_seen() as writes:
            answer(client, "GET", world.address(rule))
        if writes:
            found[rule.endpoint] = writes
    assert found == {}


@contextlib.contextmanager
def writes_seen() -> Iterator[list[str]]:
    """Transactions begun in order to write, as commands do, and statements that write."""
    seen: list[str] = []

    def begun(connection: Connection) -> None:
        if connection.get_execution_options().get("writes"):
            seen.append("a command's transaction")

    def sent(connection: Connection, cursor: Any, statement: str, *more: Any) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            seen.append(statement)

    listeners = (("begin", begun), ("before_cursor_execute", sent))
    for name, listener in listeners:
        event.listen(db.engine, name, listener)
    try:
        yield seen
    finally:
        for name, listener in listeners:
            event.remove(db.engine, name, listener)


def test_every_view_declares_what_the_office_says(app: Flask) -> None:
    declared = {rule.rule: getattr(app.view_functions[rule.endpoint], "open_to", None) for rule in views(app, "GET")}
    declared |= {rule.rule: getattr(app.view_functions[rule.endpoint], "open_to", None) for rule in views(app, "POST")}
    expected = {rule.rule: may_open(rule.endpoint, rule.rule) for rule in app.url_map.iter_rules()}
    assert declared == expected


def test_a_view_that_declares_nothing_opens_to_nobody(database: str) -> None:
    house = create_app(settings(database))
    house.add_url_rule("/silent", endpoint="silent", view_func=lambda: "something nobody thought about")
    with house.app_context():
        clients = {role: as_someone(house, a_user(role) if role else None) for role in ANYBODY}
        found = {role: answer(client, "GET", "/silent").status_code for role, client in clients.items()}
        empty_tables()
        db.engine.dispose()
    assert found == {role: 403 if role else 302 for role in ANYBODY}


def test_no_button_works_without_a_token(app: Flask) -> None:
    world = World(app, a_user(Role.TRAINING_MANAGER))
    client, before, wrong = as_someone(app, world.user), everything_held(), {}
    buttons = [rule for rule in views(app, "POST") if rule.endpoint not in NEEDS_NO_FORM_TOKEN]
    for rule in buttons:
        for data in ({}, {"csrf_token": "forged"}):
            response = answer(client, "POST", world.address(rule), **FILLED_IN.get(rule.endpoint, {}), **data)
            if response.status_code != 400:
                wrong[rule.rule] = response.status_code
    assert wrong == {}
    assert everything_held() == before


def test_a_view_that_needs_no_form_token_is_one_whose_address_is_the_key(app: Flask) -> None:
    declared = {name for name, view in app.view_functions.items() if getattr(view, "needs_no_form_token", False)}
    assert declared == NEEDS_NO_FORM_TOKEN
    assert all("token" in rule.arguments for rule in app.url_map.iter_rules() if rule.endpoint in declared)


def test_a_form_that_has_expired_says_so(visitor: Visitor) -> None:
    page = visitor.open_page("/sign-in", method="POST", data={"email": "person@example.org"})
    assert (page.status, bool(page.h1)) == (400, True)


@pytest.mark.parametrize("number", [0, 999_999, 2**31, 10**30])
@pytest.mark.lasts_long
def test_a_record_that_there_is_not_is_page_not_found(app: Flask, number: int) -> None:
    world = World(app, a_user(Role.TRAINING_MANAGER))

    def unknown(rule: Rule) -> str:
        return world.address(rule, **{part: number for part in rule.arguments if part.endswith("_id")})

    numbered = [
        rule
        for rule in app.url_map.iter_rules()
        if any(part.endswith("_id") for part in rule.arguments)
        and not rule.rule.startswith(("/agency", "/sessions-to-train"))
    ]
    assert len(numbered) > 20
    client = as_someone(app, world.user)
    found = {}
    for rule in numbered:
        if "GET" in (rule.methods or ()):
            found[f"GET {rule.rule}"] = answer(client, "GET", unknown(rule)).status_code
    for rule, response in posts(app, world.user, [r for r in numbered if "POST" in (r.methods or ())], unknown):
        found[f"POST {rule.rule}"] = response.status_code
    assert {view: status for view, status in found.items() if status != 404} == {}


@pytest.mark.parametrize("address", ["/no-such-page", "/sessions/x", "/sessions/-1", "/static/../config.py", "/%00"])
def test_an_address_that_there_is_not_is_page_not_found(visitor: Visitor, address: str) -> None:
    assert visitor.open_page(address).status == 404


def test_a_forged_link_is_page_not_found(app: Flask) -> None:
    world = World(app, a_user())
    linked = [rule for rule in app.url_map.iter_rules() if "token" in rule.arguments]
    assert len(linked) == 35
    wrong = {}
    for rule in linked:
        signed, _, proof = world.values[f"{rule.endpoint} token"].partition(".")
        record, version = map(int, signed.split("-"))
        forged = [
            f"{record + 1}-{version}.{proof}",
            f"{record}-{version + 1}.{proof}",
            f"{record}-{version}.{'0' * len(proof)}",
            f"{record}-{version}.",
            f"{record}-{version}.{proof}é",
            f"{record}-{version}-{'0' * 32}",
            "١-1-0",
            f"{10**25}-1.{proof}",
            token(Secret("another purpose", record, version)),
            "x" * 5000,
        ]
        for given in forged:
            address = world.address(rule, token=given)
            if "GET" in (rule.methods or ()):
                wrong[f"GET {address}"] = answer(app.test_client(), "GET", address).status_code
        if "POST" not in (rule.methods or ()):
            continue
        ((_, response),) = posts(app, None, [rule], lambda rule, first=forged[0]: world.address(rule, token=first))
        wrong[f"POST {rule.rule}"] = response.status_code
    assert {address: status for address, status in wrong.items() if status != 404} == {}


@pytest.mark.parametrize("role", [*Role])
def test_another_persons_booking_is_page_not_found_whoever_asks(app: Flask, role: Role) -> None:
    user, booking = a_user(role), a_booking()
    client, before = as_someone(app, user), everything_held() | {"sign_in_session": []}
    for part in ("", "/withdraw"):
        assert answer(client, "GET", f"/bookings/{booking.id}{part}").status_code == 404
    rules = [rule for rule in views(app, "POST") if rule.endpoint == "booking_mine.withdraw"]
    ((_, response),) = posts(app, user, rules, lambda rule: f"/bookings/{booking.id}/withdraw")
    assert response.status_code == 404
    assert everything_held() | {"sign_in_session": []} == before


@pytest.mark.parametrize("role", ANYBODY)
def test_a_draft_is_there_for_the_training_team_alone(app: Flask, role: Role | None) -> None:
    draft = a_session(state=SessionState.DRAFT)
    client = as_someone(app, a_user(role) if role else None)
    seen = answer(client, "GET", f"/sessions/{draft.id}").status_code
    assert seen == (200 if role in TRAINING_TEAM else 404)
    assert answer(client, "GET", f"/courses/{draft.course_id}").status_code == seen
    assert answer(client, "GET", f"/sessions/{draft.id}/book").status_code == 404


def test_signing_in_leads_back_to_where_one_was_going(visitor: Visitor) -> None:
    response = answer(visitor.client, "GET", "/reports?by=agency")
    assert response.location == "/sign-in?next=/reports?by%3Dagency"

"""What is kept of who was asked."""

from sqlalchemy import select

from app.booking.models import Booking
from app.evaluation.models import Measure, Question, Questionnaire
from app.evaluation.models_issued import Issued, ManagerRequest
from app.personal.rules import Declaration, Forgotten, ImpersonalTable, PersonalTable
from app.programme.models_sessions import TrainingSession

DECLARED: tuple[Declaration, ...] = (
    PersonalTable(
        model=Issued,
        title="Questionnaires",
        person="booking_id",
        empties=("draft",),
        actors=("entered_by_id",),
        inner=("changed_at", "draft"),
        beside={"Course": "booking.session.title", "Starts": "booking.session.starts_at"},
    ),
    Forgotten(
        kind="drafts_days",
        what="questionnaires begun",
        model=Issued,
        due=lambda before: (
            Issued.draft.is_not(None)
            & (Issued.closes_at < before)
            & Issued.booking_id.in_(
                select(Booking.id)
                .join(TrainingSession, TrainingSession.id == Booking.session_id)
                .where(TrainingSession.has_started(before))
            )
        ),
        empties=("draft",),
    ),
    PersonalTable(
        model=ManagerRequest,
        title="Questionnaires to a line manager",
        address="manager_email",
        addresses=("manager_email",),
        pseudonyms=("manager_name",),
        empties=("draft",),
        inner=("draft",),
    ),
    Forgotten(
        kind="drafts_days",
        what="managers’ questionnaires begun",
        model=ManagerRequest,
        due=lambda before: ManagerRequest.draft.is_not(None) & (ManagerRequest.closes_at < before),
        empties=("draft",),
    ),
    Forgotten(
        kind="line_managers_months",
        what="line managers who were asked",
        model=ManagerRequest,
        due=lambda before: ManagerRequest.closes_at < before,
        addresses=("manager_email",),
        pseudonyms=("manager_name",),
    ),
    ImpersonalTable(
        model=Questionnaire,
        because="what is asked of everybody",
    ),
    ImpersonalTable(
        model=Question,
        because="what is asked of everybody",
        columns=("words", "help", "low_end", "high_end", "options", "shown_if_numbers"),
    ),
    ImpersonalTable(model=Measure, because="what is asked of everybody", columns=("name",)),
)

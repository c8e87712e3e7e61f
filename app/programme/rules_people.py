"""What the programme holds about people: trainers, and speakers as they agreed to be shown."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from app.core.clock import to_london
from app.personal.rules import Declaration, Forgotten, ImpersonalTable, PersonalTable
from app.programme.models import Course, Material, Trainer
from app.programme.models_former import FormerTitle
from app.programme.models_sessions import Speaker, TrainingSession
from app.programme.models_trainers import TrainerRequest, TrainerUnavailability
from app.programme.models_venues import Venue, VenueRoom
from app.programme.models_weeks import DayTheme, LearningWeek


def _is_over(before: datetime) -> ColumnElement[bool]:
    """SQL over TrainerRequest: its session had ended by then; where the session is gone, it had been let go itself."""
    ended = TrainerRequest.session_id.in_(select(TrainingSession.id).where(TrainingSession.has_ended(before)))
    return or_(ended, and_(TrainerRequest.session_id.is_(None), TrainerRequest.ended_at <= before))


DECLARED: tuple[Declaration, ...] = (
    PersonalTable(
        model=Trainer,
        title="In the pool of trainers",
        person="user_id",
        address="email",
        sets={"user_id": None},
        pseudonyms=("name",),
        empties=("email",),
        beside={"Agency": "agency.name", "Courses": lambda trainer: [course.title for course in trainer.can_teach]},
    ),
    PersonalTable(
        model=TrainerRequest,
        title="Asked to train a session",
        person="trainer_id",
        empties=("words",),
        keeps={
            "title": "which session it is about",
            "told": "when and where it is",
            "entries": "when its days are",
            "organizer": "the address that our mail comes from",
        },
        inner=("seen_change", "version", "letters", "organizer"),
    ),
    PersonalTable(
        model=TrainerUnavailability, title="Dates on which they can’t teach", person="trainer_id", goes=True, once=None
    ),
    Forgotten(
        kind="reasons_months",
        what="words of trainers about a session",
        model=TrainerRequest,
        due=_is_over,
        empties=("words",),
    ),
    Forgotten(
        kind="reasons_months",
        what="dates on which a trainer couldn’t teach",
        model=TrainerUnavailability,
        due=lambda before: TrainerUnavailability.until_on < to_london(before).date(),
        goes=True,
    ),
    PersonalTable(model=Speaker, title="As a speaker", keeps={"shown_as": "what somebody agreed to, often an alias"}),
    Forgotten(
        kind="speakers_months",
        what="speakers",
        model=Speaker,
        due=lambda before: Speaker.session_id.in_(select(TrainingSession.id).where(TrainingSession.has_ended(before))),
        goes=True,
    ),
    ImpersonalTable(
        model=Course,
        because="what is taught, and why",
        columns=(*("title", "summary", "aims", "audience", "level", "answers_to", "answers_words", "prerequisites"),),
    ),
    ImpersonalTable(model=FormerTitle, because="a title that a course had", columns=("title",)),
    ImpersonalTable(
        model=TrainingSession,
        because="when and where something is taught, for whom, and why it was cancelled",
        columns=("venue", "joining_link", "offers_paused", "cancel_words", "audience", "invited_group"),
    ),
    ImpersonalTable(
        model=Material, because="a handout of a course", columns=("title", "file_name", "media_type", "stored_as")
    ),
    ImpersonalTable(model=LearningWeek, because="a programme", columns=("name", "theme", "introduction")),
    ImpersonalTable(
        model=Venue,
        because="a building, and how to get in",
        columns=("name", "name_key", "address", "postcode", "map_address", "access", "parking", "joining_notes"),
    ),
    ImpersonalTable(model=VenueRoom, because="a room of a building", columns=("name", "name_key")),
    ImpersonalTable(model=DayTheme, because="a programme", columns=("words",)),
)

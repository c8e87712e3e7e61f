"""What a visitor finds: published sessions to come, filtered."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Select, or_, select

from app.booking.rules import Availability
from app.catalogue.rules import says
from app.core.database import db
from app.programme.models import Course, Strand
from app.programme.models_sessions import Delivery, TrainingSession
from app.programme.subscriptions import rules as subscriptions

LEARNING_WEEK = "learning week"


@dataclass(frozen=True)
class Filters:
    """What the visitor asked for; empty means all. `strands` may hold LEARNING_WEEK; `month` is its first day."""

    words: str = ""
    strands: list[str] = field(default_factory=list)
    month: date | None = None
    deliveries: list[Delivery] = field(default_factory=list)
    with_places: bool = False

    def fits(self, session: TrainingSession, places: Availability) -> bool:
        """Whether the session has places left, if that was asked for."""
        return not self.with_places or session.is_open or places.left > 0

    @property
    def chosen(self) -> int:
        """How many filters are set, beside the words."""
        return len(self.strands) + len(self.deliveries) + bool(self.month) + self.with_places


def sessions_to_come(filters: Filters, *, at: datetime) -> list[TrainingSession]:
    """Published sessions that haven't started, soonest first. Bespoke ones are never on show."""
    wanted = _on_show(at).order_by(TrainingSession.starts_at, TrainingSession.id)
    if filters.strands:
        of_strand = Course.strand.in_([Strand(name) for name in filters.strands if name != LEARNING_WEEK])
        in_week = TrainingSession.learning_week_id.is_not(None)
        wanted = wanted.where(or_(of_strand, in_week) if LEARNING_WEEK in filters.strands else of_strand)
    if filters.deliveries:
        wanted = wanted.where(TrainingSession.delivery.in_(filters.deliveries))
    sessions = list(db.session.scalars(wanted))
    if filters.words:
        sessions = [session for session in sessions if says(session.course, filters.words)]
    return [session for session in sessions if not filters.month or subscriptions.month_of(session) == filters.month]


def months_to_come(*, at: datetime) -> list[date]:
    """The first days of the months that hold sessions, in order."""
    return sorted({subscriptions.month_of(session) for session in db.session.scalars(_on_show(at))})


def dates_of_course(course: Course, *, at: datetime) -> list[TrainingSession]:
    """The published dates of a course to come, soonest first."""
    wanted = _on_show(at).where(TrainingSession.course_id == course.id).order_by(TrainingSession.starts_at)
    return list(db.session.scalars(wanted))


def lunchtime_sessions(*, at: datetime) -> list[TrainingSession]:
    """The published lunchtime sessions to come, soonest first."""
    wanted = _on_show(at).where(Course.strand == Strand.LUNCHTIME)
    return list(db.session.scalars(wanted.order_by(TrainingSession.starts_at, TrainingSession.id)))


def _on_show(at: datetime) -> Select[TrainingSession]:
    return (
        select(TrainingSession)
        .join(TrainingSession.course)
        .where(
            TrainingSession.is_published,
            TrainingSession.is_on_show,
            ~TrainingSession.has_started(at),
        )
    )

"""What a visitor finds: published sessions to come, filtered."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from app.booking.rules import Availability
from app.catalogue.rules_searching import Search, found_alone, search_for, text_of_course, text_of_session
from app.core.database import UtcDateTime, db
from app.programme.courses.queries import was_published
from app.programme.models import Course, Strand
from app.programme.models_sessions import Delivery, TrainingSession
from app.programme.subscriptions.rules import month_of

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

    def are_of(self, session: TrainingSession) -> bool:
        """Whether strand, month and delivery are those asked for."""
        return (
            (not self.strands or self._names_strand_of(session))
            and (not self.deliveries or session.delivery in self.deliveries)
            and (not self.month or month_of(session) == self.month)
        )

    def asks_for_undated(self, strand: Strand) -> bool:
        """Whether a course that has no date may be what is looked for."""
        asks_for_a_date = self.month or self.deliveries or self.with_places
        return not asks_for_a_date and (strand.value in self.strands if self.strands else bool(self.words))

    @property
    def chosen(self) -> int:
        """How many filters are set, beside the words."""
        return len(self.strands) + len(self.deliveries) + bool(self.month) + self.with_places

    @property
    def ask_for_all(self) -> bool:
        return not self.words and not self.chosen

    @property
    def in_an_address(self) -> dict[str, str | list[str]]:
        """As an address asks for them; what isn't asked for isn't there."""
        asked: dict[str, str | list[str]] = {
            "q": self.words,
            "strand": self.strands,
            "month": self.month.strftime("%Y-%m") if self.month else "",
            "delivery": [each.value for each in self.deliveries],
            "places": "yes" if self.with_places else "",
        }
        return {name: value for name, value in asked.items() if value}

    def _names_strand_of(self, session: TrainingSession) -> bool:
        return any(name in self.strands for name in strands_of(session))


@dataclass(frozen=True)
class FoundInProgramme:
    """What fits. `at_any_time` are e-learning, `waited_for` courses on show that have no date to come.

    `months` are those of the whole programme, by their first days. `strands` are its strands, with how many sessions
    each has, and `alone` the words that find something by themselves where all of them together find nothing.
    """

    sessions: list[TrainingSession]
    at_any_time: list[Course]
    waited_for: list[Course]
    months: list[date]
    search: Search
    strands: dict[str, int] = field(default_factory=dict)
    alone: dict[str, int] = field(default_factory=dict)


def programme(filters: Filters, *, at: datetime, at_any_time: Sequence[Course] = ()) -> FoundInProgramme:
    """Published sessions that haven't started, soonest first, and what else fits. Bespoke ones are never on show."""
    on_show = sessions_on_show(at=at)
    undated = [course for course in at_any_time if filters.asks_for_undated(course.strand)]
    waited_for = _without_dates(on_show) if filters.words else []
    of_undated = [*map(text_of_course, [*undated, *waited_for])]
    fitting = [session for session in on_show if filters.are_of(session)]
    waited_for = [course for course in waited_for if filters.asks_for_undated(course.strand)]
    to_find = [*map(text_of_session, fitting), *map(text_of_course, [*undated, *waited_for])]
    search = search_for(filters.words, [*map(text_of_session, on_show), *of_undated], among=to_find)
    finds_any = any(map(search.finds, to_find))
    return FoundInProgramme(
        sessions=[session for session in fitting if search.finds(text_of_session(session))],
        at_any_time=[course for course in undated if search.finds(text_of_course(course))],
        waited_for=[course for course in waited_for if search.finds(text_of_course(course))],
        months=sorted({month_of(session) for session in on_show}),
        search=search,
        strands=Counter(name for session in on_show for name in strands_of(session)),
        alone={} if finds_any else found_alone(filters.words, to_find),
    )


def strands_of(session: TrainingSession) -> list[str]:
    """As filters name them: that of its course, and the Learning Week that it is part of."""
    return [session.course.strand.value, *([LEARNING_WEEK] if session.learning_week_id is not None else [])]


def sessions_to_come(filters: Filters, *, at: datetime) -> list[TrainingSession]:
    """The sessions alone."""
    return programme(filters, at=at).sessions


def sessions_on_show(*, at: datetime) -> list[TrainingSession]:
    """All that are published and haven't started, soonest first."""
    return list(db.session.scalars(_on_show(), {"at": at}))


def courses_on_show() -> list[Course]:
    """Courses that everybody may see and that are still offered, by their title."""
    return list(db.session.scalars(_courses_on_show()))


def dates_of_course(course: Course, *, at: datetime) -> list[TrainingSession]:
    """The published dates of a course to come, soonest first."""
    return list(db.session.scalars(_dates(), {"at": at, "course_id": course.id}))


def lunchtime_sessions(*, at: datetime) -> list[TrainingSession]:
    """The published lunchtime sessions to come, soonest first."""
    return list(db.session.scalars(_on_show().where(Course.strand == Strand.LUNCHTIME), {"at": at}))


@cache
def _dates() -> Select[TrainingSession]:
    """Put together once, as the next: each session's page asks it."""
    return _on_show().where(TrainingSession.course_id == bindparam("course_id"))


@cache
def _on_show() -> Select[TrainingSession]:
    at: Any = bindparam("at", type_=UtcDateTime)
    return (
        select(TrainingSession)
        .join(TrainingSession.course)
        .where(TrainingSession.is_published, TrainingSession.is_on_show, ~TrainingSession.has_started(at))
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )


def _without_dates(on_show: list[TrainingSession]) -> list[Course]:
    """Courses that everybody may see, and none of these sessions is of."""
    wanted = _courses_on_show().where(Course.id.not_in({session.course_id for session in on_show}))
    return list(db.session.scalars(wanted))


def _courses_on_show() -> Select[Course]:
    offered = (was_published(), Course.is_retired.is_(False), Course.strand.not_in((Strand.BESPOKE, Strand.E_LEARNING)))
    return select(Course).where(*offered).order_by(Course.title)

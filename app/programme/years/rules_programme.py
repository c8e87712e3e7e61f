"""What a programme read from a file comes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.core.clock import from_london
from app.programme.models import Course, Series, Strand, Trainer, UsualLength
from app.programme.models_sessions import Day, Delivery
from app.programme.models_weeks import LearningWeek
from app.programme.years import rules_copying


@dataclass(frozen=True)
class Known:
    """What the programme holds: by title or name without capitals, and each course's starts by its id.

    `series` are the names of the lunchtime series by their keys.
    """

    courses: Mapping[str, Course]
    trainers: Mapping[str, list[Trainer]]
    weeks: Mapping[str, LearningWeek]
    starts: set[tuple[int, datetime]]
    series: Mapping[str, str]


@dataclass(frozen=True)
class NewCourse:
    line: int
    title: str
    strand: Strand
    length: UsualLength
    level: str
    summary: str
    series: Series | None


@dataclass(frozen=True)
class NewSession:
    """A draft to be. `course` is None where the file makes the course too."""

    line: int
    title: str
    course: Course | None
    days: list[Day]
    places: int
    delivery: Delivery
    venue: str
    joining_link: str
    trainers: list[Trainer]
    week: LearningWeek | None
    is_open: bool

    @property
    def starts_at(self) -> datetime:
        return from_london(self.days[0].on, self.days[0].starts)

    @property
    def note(self) -> str:
        return "; ".join(rules_copying.days_off(day.on for day in self.days))


@dataclass(frozen=True)
class Programme:
    """All that a file would add."""

    courses: list[NewCourse]
    sessions: list[NewSession]

"""The plan of a year: each course with its evidence, its prediction and what was chosen; and its file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.files.spreadsheets import Cell
from app.programme.models import AnswersTo, Course
from app.programme.models_sessions import MOST_PLACES
from app.programme.periods import next_year, programme_year, year_dates
from app.reporting.requirements.models import CourseRequirement
from app.reporting.requirements.rules import CourseYear, Prediction, Range, sessions_for
from app.reporting.requirements.rules_backtest import BackTest

HISTORY = 8
"""Years that the forecast is tried on."""

MOST_SESSIONS = 99


def first_year(year: str) -> int:
    """2027 of "2027-28"."""
    return int(year[:4])


def in_words(first: int) -> str:
    """2027-28, of the year that begins in 2027."""
    return programme_year(date(first, 4, 1))


@dataclass(frozen=True)
class PlannedYear:
    """Which year is planned, and up to which the past is counted: empty where there is none.

    `choices` are the years that it may be counted up to, the latest first; the present year, which is there as it
    stands today, only where that is chosen. `size` is how many places each session is to have; 0 for as many as usual.
    """

    year: str
    counted_until: str
    today: date
    choices: tuple[str, ...] = ()
    complaint: str = ""
    size: int = 0

    @property
    def target(self) -> int:
        return first_year(self.year)

    @property
    def dates(self) -> tuple[date, date]:
        return year_dates(self.year)

    @property
    def is_over(self) -> bool:
        return self.dates[1] < self.today

    @property
    def ahead(self) -> int:
        """How far it lies after the last year that is counted."""
        return self.target - first_year(self.counted_until) if self.counted_until else 1

    @property
    def counts_the_present_year(self) -> bool:
        return self.counted_until == programme_year(self.today)

    @property
    def in_address(self) -> dict[str, Any]:
        kept = {"year": self.year, "until": self.counted_until, "size": self.size}
        return {name: value for name, value in kept.items() if value}


def planned_year(
    asked: str, until: str, size: int, *, today: date, with_sessions: Sequence[str], with_plans: Sequence[str]
) -> PlannedYear:
    """Next year unless the present one, or one with a plan, is asked for; counted up to the last year that is over.

    A size that no session can have is none.
    """
    present = programme_year(today)
    coming = next_year(present)
    year = asked if asked in (coming, present, *with_plans) else coming
    before = sorted((each for each in with_sessions if each < year and each <= present), reverse=True)
    over = [each for each in before if each < present]
    usual = (over or before or [""])[0]
    wrong = "There is no plan of that year: this is next year’s." if asked and asked != year else ""
    chosen = until if until in before else usual
    return PlannedYear(year, chosen, today, tuple(before), wrong, size if size <= MOST_PLACES else 0)


def years_to_plan(asked: PlannedYear, with_plans: Iterable[str]) -> list[str]:
    """Next year, the present one, and those with a plan: the latest first."""
    present = programme_year(asked.today)
    return sorted({next_year(present), present, asked.year, *with_plans}, reverse=True)


@dataclass(frozen=True)
class Need:
    """A theme of what people say they need training on, and how many say so."""

    theme: str
    people: int


@dataclass(frozen=True)
class CoursePlan:
    """One course in the plan of a year. `years` are those counted in which it ran, the latest first; `size` is how many
    places a session is to have; `planned` is how many sessions the year has already, drafts among them."""

    course: Course
    years: tuple[CourseYear, ...]
    prediction: Prediction
    size: int
    needs: tuple[Need, ...]
    test: BackTest
    chosen: CourseRequirement | None = None
    planned: int = 0

    @property
    def last(self) -> CourseYear | None:
        return self.years[0] if self.years else None

    @property
    def is_priority(self) -> bool:
        """It answers a case review, an audit finding or a priority."""
        return bool(self.course.answers_to)

    @property
    def earlier(self) -> tuple[CourseYear, ...]:
        """The years that the forecast is made from, the latest first."""
        return tuple(said for said in self.years if said.year in self.prediction.forecast.years)

    @property
    def answers(self) -> list[str]:
        """What it answers, in words."""
        return [AnswersTo(each).value.capitalize() for each in self.course.answers_to if each in set(AnswersTo)]

    @property
    def suggested(self) -> int:
        """Sessions of that size for everybody who is predicted."""
        return self.suggested_of(self.size)

    def suggested_of(self, size: int) -> int:
        return sessions_for(self.prediction.people, size, is_priority=self.is_priority)

    @property
    def suggested_range(self) -> Range | None:
        """Sessions for the fewest and for the most people."""
        of_people = self.prediction.range
        if of_people is None:
            return None
        few, many = (
            sessions_for(people, self.size, is_priority=self.is_priority) for people in (of_people.low, of_people.high)
        )
        return Range(few, many)

    @property
    def to_draft(self) -> int:
        """How many of the sessions chosen aren't in the programme yet."""
        return max(0, self.chosen.sessions - self.planned) if self.chosen else 0

    @property
    def is_last_year_closer(self) -> bool:
        """Whether the past says that last year's figure is the better guide for this course."""
        return bool(self.test.trials) and not self.test.is_better and self.test.our_miss != self.test.naive_miss

    def is_below(self, review_line: int) -> bool:
        """Whether last year's attendance is below the line in percent, unrounded."""
        last = self.last
        return last is not None and 100 * last.attended_registered < review_line * last.places_registered


@dataclass(frozen=True)
class YearPlan:
    """All courses of a year's plan by title, how the forecast does, and the needs that no course's title answers."""

    asked: PlannedYear
    courses: tuple[CoursePlan, ...]
    test: BackTest
    other_needs: tuple[Need, ...]

    @property
    def chosen(self) -> list[CourseRequirement]:
        return [plan.chosen for plan in self.courses if plan.chosen]

    @property
    def undecided(self) -> int:
        return sum(plan.chosen is None for plan in self.courses)

    @property
    def to_draft(self) -> int:
        return sum(plan.to_draft for plan in self.courses)

    @property
    def people(self) -> int:
        return sum(plan.prediction.people for plan in self.courses)

    @property
    def last_year_again(self) -> int:
        return sum(plan.prediction.forecast.last_year_again for plan in self.courses)

    @property
    def suggested(self) -> int:
        return sum(plan.suggested for plan in self.courses)

    @property
    def sessions_chosen(self) -> int:
        return sum(each.sessions for each in self.chosen)

    @property
    def places_chosen(self) -> int:
        return sum(each.places_in_all for each in self.chosen)

    @property
    def has_ranges(self) -> bool:
        return any(plan.prediction.range for plan in self.courses)

    def of(self, course_id: int) -> CoursePlan | None:
        return next((plan for plan in self.courses if plan.course.id == course_id), None)


HEADINGS = (
    "Course",
    "Strand",
    "Answers to",
    "Last year counted",
    "Sessions then",
    "Places offered",
    "Places taken",
    "Came without a booking",
    "Counted at open sessions",
    "Waited and got no place",
    "Wanted a place in all",
    "Attended, registers closed",
    "Places, registers closed",
    "Attendance %",
    "Change a year",
    "Waiting now",
    "Asked for new dates",
    "Refreshers due",
    "Refreshers expected",
    "Needs named in evaluations",
    "Last year again",
    "Predicted",
    "From",
    "To",
    "Past forecasts tried",
    "Our miss on average",
    "Miss of last year again",
    "Places a session",
    "Sessions suggested",
    "Sessions chosen",
    "Places a session chosen",
    "Places chosen in all",
    "In the programme already",
    "Note",
)


def rows(plan: YearPlan) -> Iterable[list[Cell]]:
    """One line a course, in the order of the headings: numbers as numbers, and nothing where there is none."""
    for each in plan.courses:
        last, told, chosen = each.last, each.prediction, each.chosen
        ran = last or CourseYear(0)
        yield [
            each.course.title,
            each.course.strand.value,
            ", ".join(each.answers),
            in_words(last.year) if last else None,
            *(ran.sessions, ran.offered, ran.taken, ran.walk_ins, ran.heads, ran.in_vain, ran.demand),
            *(ran.attended_registered, ran.places_registered, ran.attendance_percent),
            _decimal(told.forecast.change_a_year),
            *(told.known.waiting, told.known.asked, told.known.refreshers.due, told.known.refreshers.expected),
            "; ".join(f"{need.theme} ({need.people})" for need in each.needs),
            told.forecast.last_year_again if told.forecast.years else None,
            told.people,
            *((told.range.low, told.range.high) if told.range else (None, None)),
            each.test.how_many,
            *(_decimal(each.test.our_miss), _decimal(each.test.naive_miss)),
            *(each.size, each.suggested),
            *((chosen.sessions, chosen.places, chosen.places_in_all) if chosen else (None, None, None)),
            each.planned,
            chosen.words if chosen else "",
        ]


def _decimal(value: float | None) -> float | None:
    return None if value is None else round(value, 1)

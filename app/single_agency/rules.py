"""When a return is due and reminded of, and what the returns of a year add up to."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.accounts.models import Agency
from app.programme.periods import programme_year, year_dates
from app.single_agency.models import ReturnState, SingleAgencyReturn

MOST_COURSES = 200
REMINDED_BEFORE = timedelta(days=14)
REMINDED_AFTER = (timedelta(days=1), timedelta(days=15))
"""The days of the reminders: two weeks before it is due, the day after, and two weeks later. Then the telephone."""

USUALLY_DUE_AFTER = timedelta(weeks=6)


def reminder_days(due_on: date) -> tuple[date, ...]:
    return (due_on - REMINDED_BEFORE, *(due_on + after for after in REMINDED_AFTER))


def reminder_due(due_on: date, *, asked_on: date, reminded_on: date | None, today: date) -> date | None:
    """The day whose reminder should have gone out and hasn't; None where there is none.

    Of several that passed, while mail was down say, the latest alone. Whoever was asked after that day had the letter.
    """
    last_word = max(asked_on, reminded_on or asked_on)
    passed = [day for day in reminder_days(due_on) if day <= today and day > last_word]
    return passed[-1] if passed else None


def year_to_ask_about(today: date) -> str:
    """The programme year that is over: returns look back."""
    first, _ = year_dates(programme_year(today))
    return programme_year(first - timedelta(days=1))


@dataclass(frozen=True)
class Contact:
    """Who is asked for an agency's return, and how we know of them."""

    name: str
    email: str
    known_as: str = ""


@dataclass(frozen=True)
class AgencyToAsk:
    """An agency without a return for a year, and whom to ask; None where nobody is known."""

    agency: Agency
    contact: Contact | None


@dataclass(frozen=True)
class ReturnFigures:
    """What accepted returns add up to. `people` are added over courses: somebody at two of them counts twice.

    Of the courses, those of which the agency says "yes": content assured, trainer assured, impact shown.
    """

    courses: int = 0
    times: int = 0
    people: int = 0
    content: int = 0
    trainer: int = 0
    impact: int = 0

    def __add__(self, other: "ReturnFigures") -> "ReturnFigures":
        return ReturnFigures(*(mine + theirs for mine, theirs in zip(self.cells, other.cells, strict=True)))

    @property
    def cells(self) -> tuple[int, ...]:
        return (self.courses, self.times, self.people, self.content, self.trainer, self.impact)


@dataclass(frozen=True)
class ReturnsOfYear:
    """How the returns of a year stand, and what those accepted add up to. `late` are missing past their last day."""

    year: str
    asked: int = 0
    missing: int = 0
    late: int = 0
    to_review: int = 0
    accepted: int = 0
    trained_nobody: int = 0
    figures: ReturnFigures = ReturnFigures()


def standing(of_return: SingleAgencyReturn, *, today: date) -> str:
    """As the office reads it."""
    if of_return.is_late(today):
        return "late"
    return {
        ReturnState.ASKED: "asked",
        ReturnState.ASKED_AGAIN: "asked again",
        ReturnState.SENT_IN: "to review",
        ReturnState.ACCEPTED: "accepted",
    }[of_return.state]

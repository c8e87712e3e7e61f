"""The figures of one agency, from its bookings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from app.booking.states import BookingState, Outcome
from app.core.clock import from_london
from app.notifications.models_subscriptions import BY_ROLE
from app.programme.periods import programme_year
from app.reporting.figures.rules import Figures
from app.reporting.figures.rules_rows import QUARTERS, dates_of_quarter
from app.reporting.published.rules import Presence, is_enough, shown_beside

TOPIC = f"{BY_ROLE}agency-figures"
"""What a lead subscribes to, until they stop it."""

REGISTERS_CLOSE_IN = timedelta(days=14)
"""After its quarter, the mail waits as long for registers to be closed."""

IS_NEWS_FOR = timedelta(days=45)
"""After its quarter; somebody who becomes a lead later gets the next one."""

SAID = {
    Outcome.ATTENDED: "attended",
    Outcome.WALK_IN: "walk_ins",
    Outcome.NO_SHOW: "no_shows",
    Outcome.LATE_CANCELLED: "late_cancellations",
    Outcome.CANCELLED: "cancellations",
    Outcome.EXCUSED: "excused",
    Outcome.LEFT_EARLY: "left_early",
    Outcome.LATE_REFUSED: "late_refused",
}


@dataclass(frozen=True)
class Quarter:
    """Of a programme year: the first is April to June."""

    year: str
    number: int

    @property
    def dates(self) -> tuple[date, date]:
        return dates_of_quarter(self.year, self.number)

    @property
    def words(self) -> str:
        return f"{QUARTERS[self.number]} {self.dates[1].year}"

    def is_over(self, today: date) -> bool:
        return self.dates[1] < today


def quarter_to_tell_of(at: datetime) -> Quarter | None:
    """The one that is over for long enough, and not for too long."""
    for number in (4, 3, 2, 1):
        for year in (programme_year(at.date()), programme_year(at.date() - timedelta(days=366))):
            quarter = Quarter(year, number)
            ended = from_london(quarter.dates[1] + timedelta(days=1), time())
            if ended + REGISTERS_CLOSE_IN <= at < ended + IS_NEWS_FOR:
                return quarter
    return None


@dataclass(frozen=True)
class OwnBooking:
    """A booking of the agency, on a session of the planned programme that is over."""

    booking: int
    person: int
    course: str
    quarter: int
    state: BookingState
    outcome: Outcome | None
    is_refilled: bool
    is_session_cancelled: bool
    is_register_closed: bool

    @property
    def is_allocated(self) -> bool:
        late = self.outcome is Outcome.LATE_CANCELLED and not self.is_refilled
        return not self.is_session_cancelled and (self.state is BookingState.BOOKED or late)

    @property
    def came(self) -> bool:
        return not self.is_session_cancelled and self.outcome in (Outcome.ATTENDED, Outcome.WALK_IN)

    @property
    def is_counted(self) -> bool:
        return self.is_allocated or self.came

    @property
    def presence(self) -> Presence:
        return Presence(self.booking, self.person)


@dataclass
class OwnLine:
    """The figures of some of its bookings; None where they are of too few people to be told."""

    name: str
    figures: Figures | None
    people: int = 0


@dataclass
class OwnFigures:
    """An agency's year by quarters that are over; in all, and by course, once the year is."""

    year: str
    quarters: list[OwnLine]
    total: OwnLine | None = None
    courses: list[OwnLine] = field(default_factory=list)
    courses_left_out: int = 0

    @property
    def anything(self) -> bool:
        """Whether anybody had a place, or came."""
        return any(line.figures is None or line.figures.is_there for line in self.quarters)


def figures_of(bookings: Iterable[OwnBooking]) -> Figures:
    """As the report counts them; sessions and places offered mean nothing here."""
    figures = Figures()
    for each in bookings:
        if each.outcome in SAID:
            name = SAID[each.outcome]
            setattr(figures, name, getattr(figures, name) + 1)
        figures.places_allocated += each.is_allocated
        if each.is_register_closed and each.is_allocated:
            figures.places_registered += 1
            figures.attended_registered += each.state is BookingState.BOOKED and each.outcome is Outcome.ATTENDED
    return figures


def own_figures(year: str, bookings: Sequence[OwnBooking], today: date) -> OwnFigures:
    """What its lead is told of a year: whole quarters, then the whole year, and nothing of fewer than five people.

    A quarter that is told stays told. The total follows where what is left out of the quarters is of five people too,
    and courses where nobody can be told apart by them and the quarters.
    """
    by_quarter = {number: [each for each in bookings if each.quarter == number] for number in QUARTERS}
    over = {number: theirs for number, theirs in by_quarter.items() if Quarter(year, number).is_over(today)}
    told = {number: theirs for number, theirs in over.items() if not _present(theirs) or is_enough(_present(theirs))}
    lines = [_line(Quarter(year, number).words, theirs, is_told=number in told) for number, theirs in over.items()]
    left_out = [each for number, theirs in over.items() if number not in told for each in _present(theirs)]
    if len(over) < len(QUARTERS):
        return OwnFigures(year, lines)
    if left_out and not is_enough(left_out):
        return OwnFigures(year, lines, OwnLine(year, None))
    by_course = {each.course: [one for one in bookings if one.course == each.course] for each in bookings}
    there = {course: people for course, theirs in by_course.items() if (people := _present(theirs))}
    shown = shown_beside([_present(theirs) for theirs in told.values()], there)
    return OwnFigures(
        year,
        lines,
        _line(year, bookings, is_told=True),
        [_line(course, by_course[course], is_told=True) for course in sorted(there) if course in shown],
        courses_left_out=len(there) - len(shown),
    )


def _present(bookings: Iterable[OwnBooking]) -> list[Presence]:
    return [each.presence for each in bookings if each.is_counted]


def _line(name: str, bookings: Sequence[OwnBooking], *, is_told: bool) -> OwnLine:
    if not is_told:
        return OwnLine(name, None)
    return OwnLine(name, figures_of(bookings), len({each.person for each in bookings if each.came}))

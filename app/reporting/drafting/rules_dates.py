"""On which days next year's drafts fall: spread over the year, as the course usually runs, on working days alone."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import TypeVar

from app.programme.models import UsualLength
from app.programme.models_sessions import Day
from app.programme.rules_working_days import NONE, Closed, is_working_day

A_DAY = timedelta(days=1)

NOTICE = timedelta(weeks=4)
"""No draft falls sooner: people need time to book."""

DayPlan = tuple[int, time, time]
"""How many days after the first, and from when to when."""

_FULL = (time(9, 30), time(16, 30))

USUAL_HOURS: Mapping[UsualLength, tuple[DayPlan, ...]] = {
    UsualLength.LUNCHTIME: ((0, time(12, 30), time(13, 30)),),
    UsualLength.HALF_DAY: ((0, time(9, 30), time(13, 30)),),
    UsualLength.FULL_DAY: ((0, *_FULL),),
    UsualLength.TWO_DAYS: ((0, *_FULL), (1, *_FULL)),
}
"""Of a course that has never run."""


@dataclass(frozen=True)
class Pattern:
    """How a course usually runs: the weekday of its first day (Monday is 0; None for any), its days and hours."""

    days: tuple[DayPlan, ...]
    weekday: int | None = None

    def from_day(self, first: date) -> list[Day]:
        return [Day(first + timedelta(days=after), starts, ends) for after, starts, ends in self.days]


def pattern_of(days: Sequence[Day]) -> tuple[DayPlan, ...]:
    return tuple(((day.on - days[0].on).days, day.starts, day.ends) for day in days)


def usual_pattern(past: Sequence[Sequence[Day]], length: UsualLength) -> Pattern:
    """Of its sessions, the latest first: the days and hours, and the weekday, that most had; of the later where two are
    as usual. A weekend is nobody's usual day. Without a session, by the course's usual length, on any day."""
    if not past:
        return Pattern(USUAL_HOURS[length])
    days = _most_usual([pattern_of(each) for each in past])
    weekday = _most_usual([each[0].on.weekday() for each in past])
    return Pattern(days, weekday if weekday < 5 else None)


T = TypeVar("T")


def _most_usual(latest_first: Sequence[T]) -> T:
    often = Counter(latest_first)
    return max(latest_first, key=lambda each: often[each])  # the first of those that are as usual


@dataclass(frozen=True)
class Wish:
    """So many more sessions of a course. `held` are the days, of whatever year, on which it runs already."""

    course_id: int
    more: int
    pattern: Pattern
    held: tuple[date, ...] = ()


@dataclass(frozen=True)
class Span:
    """A Learning Week's dates, both inclusive."""

    first: date
    last: date

    def touches(self, days: Iterable[date]) -> bool:
        return any(self.first <= day <= self.last for day in days)


@dataclass(frozen=True)
class PlannedDates:
    """What can be planned in: both dates inclusive. `quiet` are the months in which nothing usually runs."""

    first: date
    last: date
    closed: Closed = NONE
    weeks: tuple[Span, ...] = ()
    quiet: frozenset[int] = frozenset()
    crowd: Mapping[date, int] = field(default_factory=dict)

    def is_open(self, day: date) -> bool:
        """A working day that isn't between Christmas and the New Year."""
        return self.first <= day <= self.last and is_working_day(day, self.closed) and not _between_the_years(day)


def draft_days(wishes: Iterable[Wish], dates: PlannedDates) -> dict[int, list[date]]:
    """The first day of each draft by its course, in order; fewer than were wished where no day is left.

    The year is cut into as many equal parts as the course will have sessions; one that it has already takes the part
    that it lies in, or the nearest, and each draft takes one of those left. In it, a day as usual comes first, then one
    outside quiet months, then one well inside the part, then one in a week with little else in it, then the middle.
    """
    crowd = Counter(dates.crowd)
    found: dict[int, list[date]] = {}
    for wish in sorted(wishes, key=lambda wish: (-wish.more, wish.course_id)):
        taken = set(wish.held)
        found[wish.course_id] = sorted(_of_course(wish, dates, crowd, taken))
    return found


def _of_course(wish: Wish, dates: PlannedDates, crowd: Counter[date], taken: set[date]) -> Iterator[date]:
    whole = Span(dates.first, dates.last)
    for part in _free_parts(wish, dates):
        in_part = _best(part, part, wish.pattern, dates, crowd, taken)
        day = in_part or _best(whole, part, wish.pattern, dates, crowd, taken)
        if day is None:
            return
        taken.update(each.on for each in wish.pattern.from_day(day))
        crowd[_monday(day)] += 1
        yield day


def _free_parts(wish: Wish, dates: PlannedDates) -> list[Span]:
    held = sorted(day for day in set(_first_days(wish)) if dates.first <= day <= dates.last)
    parts = _parts(dates, wish.more + len(held)) if wish.more else []
    for day in held if parts else ():
        parts.remove(min(parts, key=lambda part: (_distance(day, part), part.first)))
    return parts[: wish.more]


def _first_days(wish: Wish) -> Iterator[date]:
    """Of the days that it runs on, those that begin a session: the others follow by its pattern."""
    held, after = set(wish.held), [after for after, _, _ in wish.pattern.days if after]
    return (day for day in wish.held if not any(day - timedelta(days=days) in held for days in after))


def _parts(dates: PlannedDates, how_many: int) -> list[Span]:
    length = max((dates.last - dates.first).days + 1, 0)
    begins = [dates.first + timedelta(days=length * part // how_many) for part in range(how_many + 1)]
    return [Span(first, max(first, following - A_DAY)) for first, following in zip(begins, begins[1:], strict=False)]


def _best(
    searched: Span, part: Span, pattern: Pattern, dates: PlannedDates, crowd: Counter[date], taken: set[date]
) -> date | None:
    """The best day of those searched for a draft whose part of the year this is; None where none will do."""
    length = (part.last - part.first).days
    middle = part.first + timedelta(days=length // 2)
    is_whole_year = (part.first, part.last) == (dates.first, dates.last)

    def rank(day: date) -> tuple[bool, bool, bool, int, int, date]:
        away = abs((day - middle).days)
        is_off = pattern.weekday is not None and day.weekday() != pattern.weekday
        is_at_the_edge = not is_whole_year and 3 * away > length
        return is_off, day.month in dates.quiet, is_at_the_edge, crowd[_monday(day)], away, day

    return min((day for day in _days(searched) if _fits(day, pattern, dates, taken)), key=rank, default=None)


def _fits(first: date, pattern: Pattern, dates: PlannedDates, taken: set[date]) -> bool:
    days = [day.on for day in pattern.from_day(first)]
    return (
        all(dates.is_open(day) for day in days)
        and not any(week.touches(days) for week in dates.weeks)
        and taken.isdisjoint(days)
    )


def _days(part: Span) -> Iterator[date]:
    return (part.first + timedelta(days=days) for days in range((part.last - part.first).days + 1))


def _distance(day: date, part: Span) -> int:
    return max((part.first - day).days, (day - part.last).days, 0)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _between_the_years(day: date) -> bool:
    return (day.month, day.day) >= (12, 24) or (day.month, day.day) == (1, 1)


def quiet_months(past: Iterable[date]) -> frozenset[int]:
    """The months without a single session, of all that were run; none where so little ran that it says nothing."""
    months = Counter(day.month for day in past)
    return frozenset(range(1, 13)) - months.keys() if months.total() >= 24 else frozenset()

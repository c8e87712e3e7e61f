"""Where sessions fall when their programme year is copied into the next."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.programme.checking.rules import why_off
from app.programme.models_sessions import TrainingSession
from app.programme.models_weeks import LearningWeek
from app.programme.periods import next_year, programme_year, year_dates
from app.programme.rules_working_days import is_working_day

A_YEAR_OF_WEEKS = 52
LONGEST_NAME = 200
_YEAR_NUMBER = re.compile(r"\b((?:19|20|21)\d\d)(?:([-/–])(\d\d))?\b")


@dataclass(frozen=True)
class PlannedCopy:
    """One session and where its copy goes; `left_out` says why there will be none."""

    session: TrainingSession
    days: list[date]
    note: str = ""
    left_out: str = ""


def plan_copies(
    sessions: Iterable[TrainingSession], *, already: set[int], week_starts: Mapping[int, date]
) -> list[PlannedCopy]:
    """What copying these sessions into the year after theirs would do, in the same order.

    `already` holds the ids of sessions that have a copy there; `week_starts` the first day of
    the copy of a Learning Week, by the week's id, where there is one.
    """
    return [_plan(session, already, week_starts) for session in sessions]


def days_in_next_year(days: Sequence[date]) -> tuple[list[date], str]:
    """A session's days in the next programme year, and why they aren't simply a year of weeks later.

    The days move together by whole weeks, 52 or as many as put the first into the year. Where one is then a
    bank holiday, by whole weeks more until all are working days; where that would leave the year, by fewer.
    A session that was on a weekend moves on day by day instead.
    """
    year = next_year(programme_year(days[0]))
    usual = timedelta(weeks=_weeks_into(year, days[0]))
    step = timedelta(days=1) if any(_is_weekend(day) for day in days) else timedelta(weeks=1)
    for shift in _shifts(days[0], usual, step, year):
        if all(is_working_day(day + shift) for day in days):
            return _moved(days, shift), _why(_moved(days, usual), shift - usual)
    return _moved(days, usual), f"{'; '.join(days_off(_moved(days, usual)))}: choose other days"


def days_in_week(days: Sequence[date], week: LearningWeek, new_start: date | None) -> tuple[list[date], str]:
    """A session keeps its place in its Learning Week, also on a bank holiday: that is only said."""
    moved = _moved(days, (new_start or week_start_in_next_year(week)) - week.starts_on)
    off = [words for words, day in zip(map(why_off, moved), moved, strict=True) if words and not _is_weekend(day)]
    return moved, f"{'; '.join(off)}: it keeps its place in the Learning Week" if off else ""


def week_start_in_next_year(week: LearningWeek) -> date:
    return week.starts_on + timedelta(weeks=_weeks_into(next_year(programme_year(week.starts_on)), week.starts_on))


def days_off(days: Iterable[date]) -> list[str]:
    """What is said of those days that are no working days: "3 May 2027 is a bank holiday"."""
    return [words for words in map(why_off, days) if words]


def name_for_next_year(name: str, year: str, taken: Iterable[str]) -> str:
    """A Learning Week's name a year on: its year number raised by one, or the new year said after it.

    Where that is taken, whatever its capitals, a number follows.
    """
    raised = _YEAR_NUMBER.sub(_raise_year, name)
    wanted = raised if raised != name else _with(name, f" {year}")
    held = {other.casefold() for other in taken}
    tries = (wanted, *(_with(wanted, f" ({number})") for number in range(2, len(held) + 3)))
    return next(name for name in tries if name.casefold() not in held)


def _plan(session: TrainingSession, already: set[int], week_starts: Mapping[int, date]) -> PlannedCopy:
    days, week = [day.on for day in session.days], session.learning_week
    if session.course.is_retired:
        return PlannedCopy(session, [], left_out="The course is retired: left out")
    if session.id in already:
        return PlannedCopy(session, [], left_out="Already copied")
    moved, note = days_in_week(days, week, week_starts.get(week.id)) if week else days_in_next_year(days)
    return PlannedCopy(session, moved, note)


def _weeks_into(year: str, first: date) -> int:
    """The smallest number of whole weeks, 52 or more, that puts a date of the year before into a programme year."""
    days_to_go = (year_dates(year)[0] - first).days
    return max(A_YEAR_OF_WEEKS, -(-days_to_go // 7))


def _shifts(first: date, usual: timedelta, step: timedelta, year: str) -> Iterator[timedelta]:
    """The usual shift, then later and later to the end of the year, then earlier and earlier to its beginning."""
    begins, ends = year_dates(year)
    shift = usual
    while first + shift <= ends:
        yield shift
        shift += step
    shift = usual - step
    while first + shift >= begins:
        yield shift
        shift -= step


def _moved(days: Iterable[date], shift: timedelta) -> list[date]:
    return [day + shift for day in days]


def _why(usual: Iterable[date], further: timedelta) -> str:
    if not further:
        return ""
    how_many, unit = (abs(further.days) // 7, "week") if further.days % 7 == 0 else (abs(further.days), "day")
    direction = "later" if further > timedelta() else "earlier"
    return f"{'; '.join(days_off(usual))}: moved {how_many} {unit}{'s' * (how_many > 1)} {direction}"


def _is_weekend(day: date) -> bool:
    return day.weekday() >= 5


def _raise_year(found: re.Match[str]) -> str:
    year = int(found[1]) + 1
    return f"{year}{found[2]}{(int(found[3]) + 1) % 100:02d}" if found[3] else str(year)


def _with(name: str, ending: str) -> str:
    return name[: LONGEST_NAME - len(ending)] + ending

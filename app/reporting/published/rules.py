"""What may be shown to others than the office, so that no two publications can be subtracted.

Courses, strands and totals are told by whole years and whole quarters. Rows of agencies, and agency by course, are
about people: they are told by whole years alone, under the names of the time, and where fewer than five people stand in
one, the house's suppression (evaluation/settling/rules_suppression.py) leaves it out, and the smallest others until
what is left out are five people too. Sectors are large and told as they are, where the whole report is read; in the
annual report, where each stands beside the others and the total, the same suppression decides, and what it leaves out
is put together and named.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from app.evaluation.cutoff import FEWEST
from app.evaluation.settling.rules_suppression import Group, Protection, Reply, cuts_safely, groups_after_suppression
from app.reporting.figures.rules import By, Figures, Naming, Report, ReportRow

PUBLISHED_NAMING = Naming.OF_THE_TIME
"""The only one: under two, a row could be the difference of others."""

LEFT_OUT = f"Others, of fewer than {FEWEST} people each"
"""What the row is called that holds all that is suppressed."""

ABOUT_PEOPLE = (By.AGENCY, By.AGENCY_AND_COURSE)
"""Personal breakdowns: suppressed. Attendance by course isn't, and sectors are large."""

NOT_PUBLISHED = (By.SESSION, By.TRAINER, By.SECTOR_AND_COURSE)
"""A session tells of its few people, a trainer is a person, and sectors by course cut across agencies by course."""


class NotForOthers(ValueError):
    """A division or a period that others than the office don't see."""


class Presence(NamedTuple):
    """That somebody had a place or came: one booking of one person."""

    booking: int
    person: int


@dataclass(frozen=True)
class PublishedRows:
    """The rows that may be shown; what is left out stands in one row of its own, or nowhere where there is nothing.
    `together` are the names of what that row puts together."""

    rows: list[ReportRow]
    left_out: ReportRow | None
    together: tuple[str, ...] = ()


def must_be_published(by: By, *, is_quarter: bool) -> None:
    """Raises NotForOthers."""
    if by in NOT_PUBLISHED or (by.by_employer and is_quarter):
        raise NotForOthers(f"by {by.words}")


def group_of(key: Hashable, people: Iterable[Presence], parts: tuple[Group, ...] = ()) -> Group:
    """As the suppression counts it: only how many people they are matters."""
    return Group(key, frozenset(Reply(each.booking, each.person) for each in people), parts)


def shown_rows(present: Mapping[tuple[str, ...], Iterable[Presence]]) -> frozenset[Hashable]:
    """The keys of the rows that may be shown, of agencies or of their courses: ("Police",), ("Police", "Neglect").

    One tree decides for both, so that the two tables can stand beside each other.
    """
    by_agency: dict[str, list[Group]] = {}
    for (agency, course), people in present.items():
        by_agency.setdefault(agency, []).append(group_of((agency, course), people))
    agencies = tuple(_whole((agency,), tuple(parts)) for agency, parts in by_agency.items())
    return groups_after_suppression(_whole((), agencies))


def shown_among(*countings: Mapping[Hashable, Iterable[Presence]]) -> frozenset[Hashable]:
    """The keys of the rows that may be shown beside each other and their total, in whichever way their people are
    counted: as those who had a place, say, and as those who came."""
    wholes = (_whole((), tuple(group_of(key, there) for key, there in people.items())) for people in countings)
    return frozenset.intersection(*map(groups_after_suppression, wholes))


def _whole(key: Hashable, parts: tuple[Group, ...]) -> Group:
    return Group(key, frozenset().union(*(part.replies for part in parts)), parts)


def published(report: Report, shown: frozenset[Hashable]) -> PublishedRows:
    """The rows that may be shown, and the sum of the others."""
    rest = Figures()
    for row in report.rows:
        if row.key not in shown:
            rest.add(row.figures)
    rows = [row for row in report.rows if row.key in shown]
    labels = (LEFT_OUT, *[""] * (len(report.by.columns) - 1))
    together = tuple(row.label for row in report.rows if row.key not in shown and row.figures.is_there)
    return PublishedRows(rows, ReportRow(LEFT_OUT, rest, labels=labels) if rest.is_there else None, together)


def is_enough(people: Iterable[Presence]) -> bool:
    """Whether figures of them may be told at all."""
    return Protection().is_large_enough(group_of("", people).replies)


def shown_beside(quarters: Iterable[Iterable[Presence]], courses: Mapping[str, Iterable[Presence]]) -> set[Hashable]:
    """Which courses of a year may be shown beside quarters of it that were told before. Where any could be told apart
    by the two together, none is."""
    parts = tuple(group_of(course, people) for course, people in sorted(courses.items()))
    whole = _whole("", parts)
    kept = groups_after_suppression(whole)
    shown = [part for part in parts if part.key in kept]
    rest = whole.replies.difference(*(part.replies for part in shown))
    blocks = [*(part.replies for part in shown), *([rest] if rest else [])]
    told = [group_of("", people).replies for people in quarters]
    unions = (frozenset[Reply]().union(*some) for size in range(1, len(told) + 1) for some in combinations(told, size))
    if all(cuts_safely(union, whole.replies, blocks, Protection()) for union in unions if union):
        return {part.key for part in shown}
    return set()

"""Whom the courses reached that answer a case review, an audit finding or a priority."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from sqlalchemy import Integer, Select, column, func, select, values
from sqlalchemy.orm import aliased

from app.booking.models import Booking
from app.booking.states import THERE
from app.core.clock import from_london
from app.core.database import db
from app.programme.models import AnswersTo, Course
from app.programme.models_sessions import TrainingSession
from app.programme.queries_periods import EARLIEST
from app.reporting.figures.queries_rows import ReportScope
from app.reporting.reach.queries import came
from app.reporting.reach.rules import PriorityLine


def priorities(scope: ReportScope) -> list[PriorityLine]:
    """Each kind of reason with all of its courses, and below it each review, finding or priority by itself.

    New are those who hadn't been to any of these courses before the period. Four queries, however many there are.
    """
    groups = _groups()
    if not groups:
        return []
    sessions = dict(_counted(_of_groups(scope.sessions(), groups), func.count()))
    there = _of_groups(came(scope), groups)
    people = dict(_counted(there, func.count(Booking.practitioner_id.distinct())))
    before = dict(_counted(_who_came_before(there, scope, groups), func.count(Booking.practitioner_id.distinct())))
    return [
        PriorityLine(
            why,
            words,
            tuple(course.title for course in courses),
            sessions.get(number, 0),
            people.get(number, 0),
            people.get(number, 0) - before.get(number, 0),
        )
        for number, (why, words, courses) in enumerate(groups)
    ]


_Group = tuple[str, str, list[Course]]


def _groups() -> list[_Group]:
    courses = db.session.scalars(select(Course).order_by(Course.title)).all()
    found: list[_Group] = []
    for why in AnswersTo:
        theirs = [course for course in courses if why.value in course.answers_to]
        if theirs:
            found.append((why.value, "", theirs))
        for words in dict.fromkeys(_words(course) for course in theirs):
            if words:
                found.append((why.value, words, [course for course in theirs if _words(course) == words]))
    return found


def _words(course: Course) -> str:
    return " ".join(course.answers_words.split())


def _map(groups: Sequence[_Group], name: str) -> Any:
    """SQL: which group each course is in; it can be in several."""
    pairs = [(number, course.id) for number, (_, _, courses) in enumerate(groups) for course in courses]
    return values(column("number", Integer), column("course_id", Integer), name=name).data(pairs).cte(name)


def _of_groups(wanted: Select[Any], groups: Sequence[_Group]) -> Select[Any]:
    group = _map(groups, "answered")
    is_held = ~TrainingSession.is_cancelled
    wanted = wanted.join(group, group.c.course_id == TrainingSession.course_id).where(is_held)
    return wanted.add_columns(group.c.number.label("number")).group_by(group.c.number)


def _who_came_before(there: Select[Any], scope: ReportScope, groups: Sequence[_Group]) -> Select[Any]:
    earlier, session, group = aliased(Booking), aliased(TrainingSession), _map(groups, "answered_before")
    begins = from_london(max(scope.since, EARLIEST), time())
    was_there = (
        select(earlier.id)
        .join(session, session.id == earlier.session_id)
        .join(group, group.c.course_id == session.course_id)
        .where(earlier.practitioner_id == Booking.practitioner_id, earlier.outcome.in_(THERE))
        .where(session.starts_at < begins, group.c.number == there.selected_columns.number)
    )
    return there.where(was_there.exists())


def _counted(wanted: Select[Any], count: Any) -> list[tuple[int, int]]:
    return [(row[0], row[1]) for row in db.session.execute(wanted.add_columns(count))]

"""What the office decides of the plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import advisory_lock, command, db
from app.reporting.requirements import queries
from app.reporting.requirements.models import CourseRequirement
from app.reporting.requirements.refusals import YearIsOver
from app.reporting.requirements.rules_plan import CoursePlan, PlannedYear

LOCK = "requirements"


@dataclass(frozen=True)
class Choice:
    """So many sessions of so many places, and why."""

    sessions: int
    places: int
    note: str = ""


@command
def choose(asked: PlannedYear, plan: CoursePlan, choice: Choice, *, by: User, at: datetime) -> CourseRequirement:
    """Keep what the office chose for a course, with what was predicted as it did. Raises YearIsOver."""
    _must_be_to_come(asked)
    advisory_lock(LOCK)
    kept = queries.requirement(asked.year, plan.course.id)
    return _keep(kept, asked, plan, choice, by, at)


@command
def choose_as_suggested(asked: PlannedYear, plans: Sequence[CoursePlan], *, by: User, at: datetime) -> int:
    """The suggestion for each of these courses for which nothing was chosen; how many these are. Raises YearIsOver."""
    _must_be_to_come(asked)
    advisory_lock(LOCK)
    chosen = queries.requirements_of(asked.year)
    undecided = [plan for plan in plans if plan.course.id not in chosen]
    for plan in undecided:
        _keep(None, asked, plan, Choice(plan.suggested, plan.size), by, at)
    return len(undecided)


def _must_be_to_come(asked: PlannedYear) -> None:
    if asked.is_over:
        raise YearIsOver


def _keep(
    kept: CourseRequirement | None, asked: PlannedYear, plan: CoursePlan, choice: Choice, by: User, at: datetime
) -> CourseRequirement:
    before = {"sessions": kept.sessions, "places": kept.places, "note": kept.words} if kept else {}
    kept = kept or CourseRequirement(year=asked.year, course=plan.course)
    kept.sessions, kept.places, kept.words = choice.sessions, choice.places, choice.note
    told = plan.prediction
    kept.predicted, kept.suggested = told.people, plan.suggested_of(choice.places)
    kept.low, kept.high = (told.range.low, told.range.high) if told.range else (None, None)
    kept.counted_until, kept.chosen_at = asked.counted_until, at
    db.session.add(kept)
    said = {"course": plan.course.title, "year": asked.year}
    audit.write(Verb.CHOSE_REQUIREMENT, kept, by=by, at=at, **said, before=before, after=vars(choice))
    return kept

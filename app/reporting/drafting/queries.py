"""The drafts that a plan would make, and those that were made of it."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select

from app.core import clock
from app.core.database import db
from app.programme.models_sessions import Day, SessionDay, TrainingSession
from app.programme.models_weeks import LearningWeek
from app.programme.periods import year_dates
from app.programme.queries_periods import began_between
from app.reporting.drafting.models import RequirementDraft
from app.reporting.drafting.rules import DraftPlan, PlannedDraft
from app.reporting.drafting.rules_dates import (
    NOTICE,
    PlannedDates,
    Span,
    Wish,
    draft_days,
    pattern_of,
    quiet_months,
    usual_pattern,
)
from app.reporting.requirements import queries as requirements
from app.reporting.requirements import queries_evidence as evidence
from app.reporting.requirements.models import CourseRequirement
from app.terms.closed_days.queries import closed_days
from app.web.paging import Page, page_of

DRAFTS_ON_A_PAGE = 100

PATTERN_YEARS = 3
"""Of the past, from which it is told how a course usually runs."""


def drafts_of(year: str) -> list[RequirementDraft]:
    """The drafts that were made of a year's plan and are drafts still, by date."""
    return list(db.session.scalars(_drafts(year)))


def page_of_drafts(year: str, *, page: int) -> Page[RequirementDraft]:
    return page_of(_drafts(year), page=page, per_page=DRAFTS_ON_A_PAGE)


def _drafts(year: str) -> Select[RequirementDraft]:
    wanted = (
        select(RequirementDraft)
        .join(CourseRequirement, CourseRequirement.id == RequirementDraft.requirement_id)
        .join(TrainingSession, TrainingSession.id == RequirementDraft.session_id)
        .where(CourseRequirement.year == year, TrainingSession.is_draft)
    )
    return wanted.order_by(TrainingSession.starts_at, TrainingSession.id)


def draft_plan(year: str, *, in_weeks: bool, at: datetime) -> DraftPlan:
    """The sessions that were chosen and aren't in the programme yet, with a date for each, by date.

    Six queries. `in_weeks` lets them fall in Learning Weeks too, of which they are then part.
    """
    planned, plannable = requirements.planned_sessions(year), {course.id for course in evidence.courses_to_plan()}
    wanted = {
        course_id: each
        for course_id, each in requirements.requirements_of(year).items()
        if course_id in plannable and each.sessions > planned[course_id]
    }
    if not wanted:
        return DraftPlan(())
    past, weeks = _past_sessions(wanted, year), _weeks_in(year)
    patterns = {
        course_id: usual_pattern([_days(session) for session in past.get(course_id, ())], each.course.usual_length)
        for course_id, each in wanted.items()
    }
    held = _days_held(year)
    wishes = [
        Wish(course_id, each.sessions - planned[course_id], patterns[course_id], tuple(held.get(course_id, ())))
        for course_id, each in wanted.items()
    ]
    days = draft_days(wishes, _dates(year, () if in_weeks else weeks, held.values(), at))
    drafts = [
        PlannedDraft(
            each, planned_days, _like(past.get(course_id, ()), patterns[course_id].days), _week(weeks, planned_days)
        )
        for course_id, each in wanted.items()
        for planned_days in map(patterns[course_id].from_day, days[course_id])
    ]
    short = [(wanted[wish.course_id].course, wish.more - len(days[wish.course_id])) for wish in wishes]
    return DraftPlan(
        tuple(sorted(drafts, key=lambda draft: (draft.days, draft.course.title))),
        tuple((course, missing) for course, missing in short if missing),
    )


def _past_sessions(courses: Collection[int], year: str) -> dict[int, list[TrainingSession]]:
    """Those that were published of these courses in the years before, by course, the latest first."""
    begins = year_dates(year)[0]
    since = begins.replace(year=begins.year - PATTERN_YEARS)
    wanted = select(TrainingSession).where(
        TrainingSession.course_id.in_(courses),
        TrainingSession.is_published,
        began_between(since, begins - timedelta(days=1)),
    )
    found: dict[int, list[TrainingSession]] = {}
    for session in db.session.scalars(wanted.order_by(TrainingSession.starts_at.desc(), TrainingSession.id.desc())):
        found.setdefault(session.course_id, []).append(session)
    return found


def _weeks_in(year: str) -> list[LearningWeek]:
    first, last = year_dates(year)
    wanted = select(LearningWeek).where(LearningWeek.starts_on <= last, LearningWeek.ends_on >= first)
    return list(db.session.scalars(wanted.order_by(LearningWeek.starts_on, LearningWeek.id)))


def _days_held(year: str) -> dict[int, list[date]]:
    """The days on which each course runs in a year, and shortly before and after it."""
    first, last = year_dates(year)
    around = timedelta(weeks=4)
    wanted = (
        select(TrainingSession.course_id, SessionDay.on)
        .join(SessionDay, SessionDay.session_id == TrainingSession.id)
        .where(SessionDay.on.between(first - around, last + around), ~TrainingSession.is_cancelled)
    )
    found: dict[int, list[date]] = {}
    for course_id, on in db.session.execute(wanted):
        found.setdefault(course_id, []).append(on)
    return found


def _dates(year: str, weeks: Sequence[LearningWeek], held: Collection[list[date]], at: datetime) -> PlannedDates:
    first, last = year_dates(year)
    today = clock.to_london(at).date()
    return PlannedDates(
        max(first, today + NOTICE),
        last,
        closed_days(),
        tuple(Span(week.starts_on, week.ends_on) for week in weeks),
        quiet_months(_days_run_before(year)),
        Counter(day - timedelta(days=day.weekday()) for days in held for day in days),
    )


def _days_run_before(year: str) -> list[date]:
    """The days of everything that was published in the years before."""
    begins = year_dates(year)[0]
    since = begins.replace(year=begins.year - PATTERN_YEARS)
    wanted = (
        select(SessionDay.on)
        .join(TrainingSession, TrainingSession.id == SessionDay.session_id)
        .where(SessionDay.on.between(since, begins - timedelta(days=1)), TrainingSession.is_published)
    )
    return list(db.session.scalars(wanted))


def _days(session: TrainingSession) -> list[Day]:
    return [Day(day.on, day.starts, day.ends) for day in session.days]


def _like(past: Sequence[TrainingSession], pattern: object) -> TrainingSession | None:
    """The latest of the sessions that ran as usual."""
    return next((session for session in past if pattern_of(_days(session)) == pattern), None)


def _week(weeks: Sequence[LearningWeek], days: Sequence[Day]) -> LearningWeek | None:
    return next((week for week in weeks if week.holds(day.on for day in days)), None)

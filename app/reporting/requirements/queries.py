"""The plan of a year put together, and what was chosen for it."""

from collections import Counter
from datetime import date, datetime

from sqlalchemy import select

from app.core.database import db
from app.programme.models_sessions import TrainingSession
from app.programme.periods import programme_year, year_dates
from app.programme.queries_periods import began_between, years_with_sessions
from app.reporting.requirements import queries_evidence as evidence
from app.reporting.requirements import rules_plan
from app.reporting.requirements.models import CourseRequirement
from app.reporting.requirements.rules import KnownDemand, answers, predict, usual_size
from app.reporting.requirements.rules_backtest import back_test, of_course
from app.reporting.requirements.rules_plan import CoursePlan, PlannedYear, YearPlan


def planned_year(asked: str, until: str, size: int = 0, *, today: date) -> PlannedYear:
    """The year asked for, up to which the past is counted, and the size of a session."""
    return rules_plan.planned_year(
        asked, until, size, today=today, with_sessions=years_with_sessions(), with_plans=years_with_plans()
    )


def years_with_plans() -> list[str]:
    """The latest first."""
    wanted = select(CourseRequirement.year).distinct().order_by(CourseRequirement.year.desc())
    return list(db.session.scalars(wanted))


def year_plan(asked: PlannedYear, *, at: datetime) -> YearPlan:
    """Every course that a programme offers, with what is predicted and chosen. A number of queries that doesn't depend
    on how many courses there are."""
    courses = evidence.courses_to_plan()
    counted = [year for year in asked.choices if year <= asked.counted_until][: rules_plan.HISTORY]
    history = evidence.history(courses, counted, at=at)
    demands = {
        course_id: {year: said.demand for year, said in of_years.items()} for course_id, of_years in history.items()
    }
    test = back_test(demands, ahead=asked.ahead)
    known = evidence.known(asked.year, asked.counted_until, at=at)
    sizes, chosen = evidence.sizes_of_latest_year(counted), requirements_of(asked.year)
    planned, needs = planned_sessions(asked.year), _needs(asked)
    plans = tuple(
        CoursePlan(
            course,
            tuple(sorted(history[course.id].values(), key=lambda said: -said.year)),
            predict(demands[course.id], asked.target, known.get(course.id, KnownDemand()), test.usual_miss),
            asked.size or _chosen_size(chosen.get(course.id)) or usual_size(sizes.get(course.id, ())),
            tuple(need for need in needs if answers(need.theme, course.title)),
            of_course(test, course.id),
            chosen.get(course.id),
            planned[course.id],
        )
        for course in courses
    )
    answered = {need for plan in plans for need in plan.needs}
    return YearPlan(asked, plans, test, tuple(need for need in needs if need not in answered))


def requirements_of(year: str) -> dict[int, CourseRequirement]:
    """What was chosen for a year, by course."""
    wanted = select(CourseRequirement).where(CourseRequirement.year == year)
    return {each.course_id: each for each in db.session.scalars(wanted)}


def requirement(year: str, course_id: int) -> CourseRequirement | None:
    wanted = select(CourseRequirement).where(CourseRequirement.year == year, CourseRequirement.course_id == course_id)
    return db.session.scalar(wanted)


def _chosen_size(chosen: CourseRequirement | None) -> int:
    return chosen.places if chosen else 0


def _needs(asked: PlannedYear) -> list[rules_plan.Need]:
    """Since the last year that is counted began; where none is, since the present one did."""
    since = year_dates(asked.counted_until or programme_year(asked.today))[0]
    return evidence.needs(since, asked.today)


def planned_sessions(year: str) -> Counter[int]:
    """How many sessions that aren't cancelled begin in a year, drafts too, by course."""
    wanted = select(TrainingSession.course_id).where(began_between(*year_dates(year)), ~TrainingSession.is_cancelled)
    return Counter(db.session.scalars(wanted))

"""What the years, the lists and the evaluations say of each course."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    Subquery,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)

from app.accounts.models import User
from app.attendance.registers import queries as registers
from app.booking.eligibility.models import AcceptedEvidence
from app.booking.models import Booking
from app.booking.states import BookingState
from app.booking.waiting_list import queries as waiting_list
from app.core import clock
from app.core.database import db
from app.evaluation.comments import queries as comments
from app.evaluation.scope import AnswerScope
from app.notifications.models_subscriptions import Subscription
from app.programme.models import Course, Strand
from app.programme.models_sessions import TrainingSession
from app.programme.periods import year_dates
from app.programme.queries_periods import began_between
from app.records.training.rules import last_day_for
from app.reporting.figures import queries as figures
from app.reporting.figures.queries_rows import ReportScope
from app.reporting.figures.rules import OPEN, By, Figures, Naming
from app.reporting.requirements.rules import CourseYear, KnownDemand, RefreshersDue
from app.reporting.requirements.rules_plan import Need, first_year

A_DAY = timedelta(days=1)
History = dict[int, dict[int, CourseYear]]
"""By course and by the calendar year in which a programme year begins."""


def courses_to_plan() -> list[Course]:
    """Those that a programme offers: not retired, and neither bespoke nor e-learning, which have no dates of ours."""
    apart = (Strand.BESPOKE, Strand.E_LEARNING)
    wanted = select(Course).where(Course.is_retired.is_(False), Course.strand.not_in(apart))
    return list(db.session.scalars(wanted.order_by(func.lower(Course.title), Course.id)))


def history(courses: Sequence[Course], years: Sequence[str], *, at: datetime) -> History:
    """What each of these years says of each course that ran or was waited for in it, by the figures of the report.

    The present year as it stands: sessions to come are in it, with the bookings that they have. So many queries a year.
    """
    by_title = {course.title: course.id for course in courses}
    found: History = {course.id: {} for course in courses}
    for year in years:
        since, until = year_dates(year)
        begins, ends = _begins(since), _begins(until + A_DAY)
        scope = ReportScope(since, until, max(at, ends), naming=Naming.OF_TODAY)
        report = figures.report_on(scope, By.COURSE)
        said = [(row.name, row.figures) for row in report.rows]
        said += [(row.name, row.figures) for row in report.apart if row.kind == OPEN]
        for title, counted in said:
            if title in by_title:
                _add(found[by_title[title]], _as_year(first_year(year), counted))
        for course, people in waiting_list.waited_in_vain(begins, ends, at=at).items():
            if course.id in found:
                _add(found[course.id], CourseYear(first_year(year), in_vain=people))
    return {
        course_id: {year: counted for year, counted in of_years.items() if counted.says_something}
        for course_id, of_years in found.items()
    }


def _as_year(year: int, counted: Figures) -> CourseYear:
    return CourseYear(
        year,
        sessions=counted.sessions,
        offered=counted.places_offered,
        taken=counted.places_allocated,
        walk_ins=counted.walk_ins,
        heads=counted.head_count,
        attended_registered=counted.attended_registered,
        places_registered=counted.places_registered,
    )


def _add(years: dict[int, CourseYear], counted: CourseYear) -> None:
    years[counted.year] = years.get(counted.year, CourseYear(counted.year)).plus(counted)


def sizes_of_latest_year(years: Sequence[str]) -> dict[int, list[int]]:
    """The places of each course's sessions in the latest of these years in which it ran. One query."""
    if not years:
        return {}
    since, until = year_dates(min(years))[0], year_dates(max(years))[1]
    wanted = select(TrainingSession.course_id, TrainingSession.starts_at, TrainingSession.places).where(
        began_between(since, until), TrainingSession.is_published, TrainingSession.is_open.is_(False)
    )
    found: dict[int, dict[str, list[int]]] = {}
    starts = {year: _begins(year_dates(year)[0]) for year in years}
    for course_id, at, places in db.session.execute(wanted):
        year = max((year for year, begins in starts.items() if begins <= at), default=min(years))
        found.setdefault(course_id, {}).setdefault(year, []).append(places)
    return {course_id: of_years[max(of_years)] for course_id, of_years in found.items()}


def known(year: str, counted_until: str, *, at: datetime) -> dict[int, KnownDemand]:
    """Who waits, asked for new dates, or is due again in a year, by course. Three queries."""
    due, before = _due_again(year, at), _came_back(counted_until) if counted_until else {}
    found = {course_id: KnownDemand(*counted) for course_id, *counted in db.session.execute(_waiting_or_asked(at))}
    return {
        course_id: KnownDemand(
            lists.waiting, lists.asked, lists.people, RefreshersDue(due.get(course_id, 0), *returned)
        )
        for course_id in {*found, *due, *before}
        for lists, returned in [(found.get(course_id, KnownDemand()), before.get(course_id, (0, 0)))]
    }


def _waiting_or_asked(at: datetime) -> Select[Any]:
    """SQL: by course, how many people wait for a session to come, how many asked for new dates, and both, each once."""
    waiting = (
        select(TrainingSession.course_id.label("course_id"), User.email.label("email"), literal(1).label("waits"))
        .join(Booking, Booking.session_id == TrainingSession.id)
        .join(User, User.id == Booking.practitioner_id)
        .where(
            Booking.state.in_((BookingState.WAITING, BookingState.OFFERED)),
            TrainingSession.is_published,
            ~TrainingSession.has_started(at),
        )
    )
    asked = (
        select(Course.id, Subscription.email, literal(0))
        .join(Subscription, Subscription.topic == Course.topic)
        .where(Subscription.stands, ~Subscription.is_list)
    )
    each = union_all(waiting, asked).subquery("wanted")
    address = each.c.email
    return select(
        each.c.course_id,
        func.count(case((each.c.waits == 1, address)).distinct()),
        func.count(case((each.c.waits == 0, address)).distinct()),
        func.count(address.distinct()),
    ).group_by(each.c.course_id)


def _due_again(year: str, at: datetime) -> dict[int, int]:
    """How many people's attendance of a course runs out in a year, as things stand."""
    latest = _latest_before(year, at)
    wanted = select(latest.c.course_id, func.count()).where(_runs_out_in(year, latest)).group_by(latest.c.course_id)
    return dict(db.session.execute(wanted).all())


def _came_back(year: str) -> dict[int, tuple[int, int]]:
    """Of how many it ran out in a past year, as things stood when it began, and how many of them came in it."""
    since, until = year_dates(year)
    begins, ends = _begins(since), _begins(until + A_DAY)
    latest = _latest_before(year, begins)
    came = (
        select(Booking.practitioner_id.label("person_id"), TrainingSession.course_id.label("course_id"))
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(
            TrainingSession.ends_at >= begins,
            TrainingSession.ends_at < ends,
            TrainingSession.is_by_name,
            registers.was_there_throughout(),
        )
        .distinct()
        .subquery("came")
    )
    wanted = (
        select(latest.c.course_id, func.count(), func.count(came.c.person_id))
        .select_from(latest)
        .outerjoin(came, and_(came.c.person_id == latest.c.person_id, came.c.course_id == latest.c.course_id))
        .where(_runs_out_in(year, latest))
        .group_by(latest.c.course_id)
    )
    return {course_id: (due, back) for course_id, due, back in db.session.execute(wanted)}


def _latest_before(year: str, at: datetime) -> Subquery:
    """Who attended a course that is refreshed, or had other evidence accepted, and when last before an instant; of
    those alone for whom it may run out in the year. Who was erased or merged into another isn't among them."""
    first = year_dates(year)[0]
    attended = (
        select(
            Booking.practitioner_id.label("person_id"),
            TrainingSession.course_id.label("course_id"),
            TrainingSession.ends_at.label("at"),
        )
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .join(User, User.id == Booking.practitioner_id)
        .where(
            User.stands,
            _counts_until(first, TrainingSession.ends_at),
            TrainingSession.ends_at < at,
            TrainingSession.is_by_name,
            registers.was_there_throughout(),
        )
    )
    accepted = (
        select(AcceptedEvidence.user_id, AcceptedEvidence.course_id, AcceptedEvidence.accepted_at)
        .join(Course, Course.id == AcceptedEvidence.course_id)
        .join(User, User.id == AcceptedEvidence.user_id)
        .where(
            User.stands,
            _counts_until(first, AcceptedEvidence.accepted_at),
            AcceptedEvidence.accepted_at < at,
        )
    )
    each = union_all(attended, accepted).subquery("each_time")
    once = (
        select(
            each.c.person_id,
            each.c.course_id,
            Course.refresh_years.label("years"),
            func.max(each.c.at, type_=each.c.at.type).label("at"),
        )
        .join(Course, Course.id == each.c.course_id)
        .group_by(each.c.person_id, each.c.course_id, Course.refresh_years)
    )
    return once.subquery("latest")


def _runs_out_in(year: str, latest: Subquery) -> ColumnElement[bool]:
    """SQL: counted from the latest time, attendance holds until a day of the year. From its first day on all do."""
    after = year_dates(year)[1] + A_DAY
    return or_(
        *(
            and_(latest.c.years == years, latest.c.at < _begins(last_day_for(after, years)))
            for years in _periods_of_refreshing()
        ),
        literal(False),
    )


def _counts_until(day: date, at: SQLColumnExpression[datetime]) -> ColumnElement[bool]:
    """SQL over Course: attendance at an instant holds until that day or longer."""
    return or_(
        *(
            and_(Course.refresh_years == years, at >= _begins(last_day_for(day, years)))
            for years in _periods_of_refreshing()
        ),
        literal(False),
    )


def _periods_of_refreshing() -> list[int]:
    asks = (Course.refresh_years.is_not(None), Course.is_retired.is_(False))
    return [years for years in db.session.scalars(select(Course.refresh_years).where(*asks).distinct()) if years]


def needs(since: date, until: date) -> list[Need]:
    """The themes of what people say they need training on, in answers about sessions of a period."""
    themes = comments.theme_shares(AnswerScope(since=since, until=until, is_about_needs=True)).themes
    return [Need(each.theme, each.people) for each in themes]


def _begins(day: date) -> datetime:
    return clock.from_london(day, time())

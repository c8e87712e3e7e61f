"""Commands on many sessions at once: copying a year, copying one session, publishing drafts."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import advisory_lock, command, db
from app.programme import periods as programme_periods
from app.programme.learning_weeks import services as learning_weeks_services
from app.programme.learning_weeks.queries import learning_weeks
from app.programme.learning_weeks.services import WeekDetails
from app.programme.models_sessions import Day, TrainingSession
from app.programme.models_weeks import LearningWeek
from app.programme.sessions import services as sessions
from app.programme.years import queries, rules_copying

SET_ALIKE = (
    "course_id",
    "places",
    "delivery",
    "venue",
    "venue_id",
    "room_id",
    "is_open",
    "agency_cap",
    "cap_lifted_days_before",
    "prerequisite_years",
    "audience",
    "bars_non_attenders",
    "minimum",
    "invited_agency_id",
    "invited_group",
)
"""What a copy has of its original. A joining link is for one session, and a speaker agreed to one."""


@command
def copy_year(year: str, *, by: User, at: datetime) -> list[TrainingSession]:
    """Drafts in the year after for what has no copy there yet. Posts nothing; run again, it adds nothing."""
    advisory_lock("programme")
    plans = [plan for plan in queries.planned_copies(year) if not plan.left_out]
    weeks = {week.id: _week_for_copies(week, year, by, at) for week in _weeks_of(plans)}
    return [
        _add_copy(plan.session, plan.days, weeks.get(plan.session.learning_week_id or 0), by=by, at=at)
        for plan in plans
    ]


@command
def copy_to_dates(session: TrainingSession, dates: Iterable[date], *, by: User, at: datetime) -> list[TrainingSession]:
    """A draft with its first day on each of these dates; its other days keep their distances."""
    return [_add_copy(session, days_from(session, on), session.learning_week, by=by, at=at) for on in dates]


@command
def publish_drafts(drafts: Iterable[TrainingSession], *, by: User, at: datetime) -> list[TrainingSession]:
    """Publish each that is to come, and hand those back; one whose time has passed stays a draft."""
    to_come = [draft for draft in drafts if draft.is_draft and not draft.has_started(at)]
    for draft in to_come:
        sessions.publish(draft, by=by, at=at)
    return to_come


def days_from(session: TrainingSession, on: date) -> list[date]:
    """The session's days as they would be if the first were on this date."""
    return [day.on + (on - session.days[0].on) for day in session.days]


def _add_copy(
    session: TrainingSession, dates: Sequence[date], week: LearningWeek | None, *, by: User, at: datetime
) -> TrainingSession:
    copy = TrainingSession(**{name: getattr(session, name) for name in SET_ALIKE}, created_at=at)
    copy.audience, copy.trainers = list(session.audience), list(session.trainers)
    copy.plan_days([Day(on, day.starts, day.ends) for on, day in zip(dates, session.days, strict=True)])
    copy.learning_week_id = week.id if week and week.holds(dates) else None
    later = dates[0] - session.days[0].on
    copy.opens_on, copy.closes_on = (on and on + later for on in (session.opens_on, session.closes_on))
    copy.copied_from_id = session.id
    db.session.add(copy)
    audit.write(Verb.COPIED_SESSION, copy, by=by, at=at, from_session=session.id)
    return copy


def _weeks_of(plans: Iterable[rules_copying.PlannedCopy]) -> list[LearningWeek]:
    weeks = {plan.session.learning_week for plan in plans if plan.session.learning_week}
    return sorted(weeks, key=lambda week: week.starts_on)


def _week_for_copies(week: LearningWeek, year: str, by: User, at: datetime) -> LearningWeek:
    """The Learning Week's copy: that of an earlier copying, or one of its name and dates, or a new one."""
    starts_on = rules_copying.week_start_in_next_year(week)
    later: timedelta = starts_on - week.starts_on
    planned = {other.name.casefold(): other for other in learning_weeks()}
    namesake = planned.get(
        rules_copying.name_for_next_year(week.name, programme_periods.next_year(year), ()).casefold()
    )
    if copied := queries.copied_week(week, year):
        return copied
    if namesake and (namesake.starts_on, namesake.ends_on) == (starts_on, week.ends_on + later):
        return namesake
    details = WeekDetails(
        name=rules_copying.name_for_next_year(week.name, programme_periods.next_year(year), planned),
        starts_on=starts_on,
        ends_on=week.ends_on + later,
        theme=week.theme,
        introduction=week.introduction,
        themes={theme.day + later: theme.words for theme in week.themes},
    )
    return learning_weeks_services.save_learning_week(None, details, by=by, at=at)

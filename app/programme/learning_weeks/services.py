"""Commands on Learning Weeks."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import command, db
from app.programme.learning_weeks import queries
from app.programme.models_weeks import DayTheme, LearningWeek
from app.programme.refusals import NameTaken, SessionsOutside, WeekHasSessions


@dataclass(frozen=True)
class WeekDetails:
    name: str
    starts_on: date
    ends_on: date
    theme: str = ""
    introduction: str = ""
    themes: dict[date, str] = field(default_factory=dict)


@command
def save_learning_week(week: LearningWeek | None, details: WeekDetails, *, by: User, at: datetime) -> LearningWeek:
    """A new Learning Week, or the given one changed. Raises NameTaken or SessionsOutside."""
    if week and queries.has_sessions_outside(week, details.starts_on, details.ends_on):
        raise SessionsOutside
    same_name = queries.learning_week_by_name(details.name)
    if same_name and same_name is not week:
        raise NameTaken
    week = week or LearningWeek()
    week.name, week.theme, week.introduction = details.name, details.theme, details.introduction
    week.starts_on, week.ends_on = details.starts_on, details.ends_on
    week.themes = []
    db.session.add(week)
    db.session.flush()
    week.themes = [DayTheme(day=day, words=words) for day, words in details.themes.items() if words]
    audit.write(Verb.SAVED_LEARNING_WEEK, week, by=by, at=at)
    return week


@command
def delete_learning_week(week: LearningWeek, *, by: User, at: datetime) -> None:
    """One that no session is part of, as if it had never been planned. Raises WeekHasSessions."""
    if queries.has_sessions(week):
        raise WeekHasSessions
    audit.write(Verb.DELETED_LEARNING_WEEK, week, by=by, at=at, name=week.name)
    db.session.delete(week)
    try:
        db.session.flush()
    except IntegrityError as held:  # letters about its days, or what was settled for it, when it had sessions
        raise WeekHasSessions from held

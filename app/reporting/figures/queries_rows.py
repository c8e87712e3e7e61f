"""Which sessions count, which row of a report each adds to, in SQL, and what each row is called."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    ColumnExpressionArgument,
    Integer,
    Select,
    SQLColumnExpression,
    String,
    and_,
    case,
    cast,
    extract,
    func,
    literal,
    select,
)
from sqlalchemy.orm import aliased

from app.accounts.models import Agency
from app.accounts.models_former import FormerName
from app.booking.models import Booking
from app.core.clock import from_london
from app.core.database import db
from app.programme.models import Course, Strand, Trainer
from app.programme.models_former import FormerTitle
from app.programme.models_sessions import SessionDay, TrainingSession, session_trainer
from app.programme.models_weeks import LearningWeek
from app.programme.queries_periods import EARLIEST, began_between
from app.reporting.figures.rules import OPEN, By, Naming, RowAsked
from app.reporting.figures.rules_rows import RowName, of_month, of_quarter, of_words
from app.settings import queries as settings
from app.settings.rules_lists import Sectors
from app.web.formatting import short_date

NO_AGENCY = "No agency given"
NO_SECTOR = "Sector not known"
Expression = SQLColumnExpression[Any]


@dataclass(frozen=True)
class ReportScope:
    """The sessions whose first day lies between two London dates, or those of a Learning Week.

    Unless it is known that no course or agency was called otherwise then, former names are looked for: `knowing_names`.
    """

    since: date
    until: date
    at: datetime
    week_id: int | None = None
    naming: Naming = Naming.OF_THE_TIME
    has_former_titles: bool = True
    has_former_names: bool = True

    @property
    def conditions(self) -> tuple[ColumnExpressionArgument[bool], ...]:
        """SQL: which sessions count. They are published, and over."""
        of_week = TrainingSession.learning_week_id == self.week_id
        which = of_week if self.week_id else began_between(self.since, self.until)
        return which, TrainingSession.has_ended(self.at), ~TrainingSession.is_draft

    def sessions(self) -> Select[Any]:
        return select().select_from(TrainingSession).where(*self.conditions)

    @property
    def counts_former_titles(self) -> bool:
        return self.naming is Naming.OF_THE_TIME and self.has_former_titles

    @property
    def counts_former_names(self) -> bool:
        return self.naming is Naming.OF_THE_TIME and self.has_former_names


def knowing_names(scope: ReportScope) -> ReportScope:
    """The same, knowing whether anything was called otherwise: a plan without former names is quicker. One query."""
    begins = from_london(max(scope.since, EARLIEST), time())
    titles, names = db.session.execute(
        select(
            select(FormerTitle.id).where(FormerTitle.used_until > begins).exists(),
            select(FormerName.id).where(FormerName.used_until > begins).exists(),
        )
    ).one()
    return replace(scope, has_former_titles=titles, has_former_names=names)


# --- In SQL ---


def with_courses(
    wanted: Select[Any], scope: ReportScope, course_id: Expression | None = None, former_id: Expression | None = None
) -> Select[Any]:
    """Joined to the course of each session, and to the title that it had then where that is asked for."""
    wanted = wanted.join(Course, Course.id == (TrainingSession.course_id if course_id is None else course_id))
    if not scope.counts_former_titles:
        return wanted
    return wanted.outerjoin(FormerTitle, title_of_the_time() if former_id is None else FormerTitle.id == former_id)


def title_of_the_time() -> ColumnElement[bool]:
    """SQL: a title that the course of a session had when that began."""
    return and_(FormerTitle.course_id == TrainingSession.course_id, FormerTitle.was_used_at(TrainingSession.starts_at))


def name_of_the_time(agency_id: Expression = Booking.agency_id) -> ColumnElement[bool]:
    """SQL: a name that the agency of a booking had when its session began."""
    return and_(FormerName.agency_id == agency_id, FormerName.was_used_at(TrainingSession.starts_at))


def title_of_course(scope: ReportScope) -> Expression:
    return func.coalesce(FormerTitle.title, Course.title) if scope.counts_former_titles else Course.title


def key_of_session(by: By, scope: ReportScope, of: Any = TrainingSession) -> tuple[Expression, ...]:
    """What a session has in common with the others of its row; nothing by agency or sector alone.

    `of` is the session, or what stands for sessions that are alike.
    """
    if by.by_employer:
        return (title_of_course(scope),) if len(by.columns) > 1 else ()
    told_by: dict[By, Callable[[], Expression]] = {
        By.COURSE: lambda: title_of_course(scope),
        By.SESSION: lambda: of.id,
        By.STRAND: lambda: cast(Course.strand, String),
        By.LEVEL: lambda: Course.level,
        By.LEARNING_WEEK: lambda: func.coalesce(of.learning_week_id, 0),
        By.DELIVERY: lambda: cast(of.delivery, String),
        By.TRAINER: lambda: func.coalesce(session_trainer.c.trainer_id, 0),
        By.MONTH: lambda: _month(of),
        By.QUARTER: lambda: (_month(of) - 3) // 3,
    }
    return (told_by[by](),)


def with_trainers(wanted: Select[Any], by: By, of: Any = TrainingSession) -> Select[Any]:
    """By trainer, a session counts in the row of each who confirmed."""
    if by is not By.TRAINER:
        return wanted
    is_theirs = and_(session_trainer.c.session_id == of.id, session_trainer.c.is_confirmed)
    return wanted.outerjoin(session_trainer, is_theirs)


def of_row(row: RowAsked, key: Sequence[Expression], of: Any = TrainingSession) -> list[ColumnElement[bool]]:
    """SQL: in this row of the report, by the key that its division has."""
    same: list[ColumnElement[bool]] = [kind_of_row(of) == row.kind]
    return same + [part == value for part, value in zip(key, row.key, strict=False)]


def kind_of_row(of: Any = TrainingSession) -> ColumnElement[str]:
    """SQL: what a session stands apart as; empty for the planned programme."""
    apart = Course.strand.in_((Strand.BESPOKE, Strand.E_LEARNING))
    return case((apart, cast(Course.strand, String)), (of.is_open, literal(OPEN)), else_=literal(""))


def _month(of: Any) -> ColumnElement[int]:
    """SQL: months since the year 0 of a session's first day in London."""
    first = select(func.min(SessionDay.on)).where(SessionDay.session_id == of.id).scalar_subquery()
    return cast(extract("year", first), Integer) * 12 + cast(extract("month", first), Integer) - 1


def key_of_employer(by: By, scope: ReportScope) -> tuple[Expression, ...]:
    """What a booking has in common with the others of its row, of an agency joined by `with_agencies`."""
    if by.by_employer is None:
        return ()
    if by.by_employer is By.SECTOR:
        return (func.coalesce(cast(Agency.sector, String), NO_AGENCY),)
    former = (FormerName.name,) if scope.counts_former_names else ()
    return (func.coalesce(*former, Agency.name, NO_AGENCY),)


def with_agencies(
    wanted: Select[Any], agency_id: Expression, scope: ReportScope, former_id: Expression | None = None
) -> Select[Any]:
    """Joined to the agency that it was, with the name that it had then; or to that it merged into in the end."""
    if scope.naming is Naming.OF_THE_TIME:
        wanted = wanted.outerjoin(Agency, Agency.id == agency_id)
        if not scope.counts_former_names:
            return wanted
        return wanted.outerjoin(FormerName, name_of_the_time() if former_id is None else FormerName.id == former_id)
    survivors = _survivors()
    return wanted.outerjoin(survivors, survivors.c.id == agency_id).outerjoin(
        Agency, Agency.id == survivors.c.survivor_id
    )


def _survivors() -> CTE:
    """SQL: every agency, and what it merged into in the end: itself where it didn't."""
    first = select(Agency.id, Agency.id.label("survivor_id")).where(Agency.merged_into_id.is_(None))
    found, merged = first.cte("survivors", recursive=True), aliased(Agency)
    return found.union_all(select(merged.id, found.c.survivor_id).join(found, merged.merged_into_id == found.c.id))


# --- Names ---


def names_of_rows(by: By, scope: ReportScope) -> Callable[[tuple[Any, ...]], RowName]:
    """What the rows are called, by their keys. One query at most, and one for the sectors."""
    if by in (By.SESSION, By.LEARNING_WEEK, By.TRAINER):
        found = dict(_named_records(by, scope))
        return lambda key: found[key[0]]
    if by.by_employer is By.SECTOR:
        name_of = settings.current(Sectors).name_of
        return lambda key: of_words(name_of(key[0]), *key[1:])
    return {
        By.MONTH: lambda key: of_month(key[0]),
        By.QUARTER: lambda key: of_quarter(key[0]),
        By.LEVEL: lambda key: of_words(key[0] or "No level given", labels=(key[0] or "No level given",)),
        By.STRAND: lambda key: of_words(*key),
        By.DELIVERY: lambda key: of_words(*key),
    }.get(by, lambda key: of_words(*key, labels=key))


def _named_records(by: By, scope: ReportScope) -> list[tuple[int, RowName]]:
    if by is By.TRAINER:
        trainers = db.session.execute(select(Trainer.id, Trainer.name).order_by(Trainer.id))
        named = [(record_id, of_words(name, labels=(name,))) for record_id, name in trainers]
        return [(0, RowName("No trainer confirmed", ("No trainer confirmed",), ("\uffff",))), *named]
    if by is By.LEARNING_WEEK:
        weeks = db.session.execute(select(LearningWeek.id, LearningWeek.name, LearningWeek.starts_on))
        outside = RowName("Outside a Learning Week", ("Outside a Learning Week",), ("9999",))
        return [(0, outside), *((number, RowName(name, (name,), (f"{begins}",))) for number, name, begins in weeks)]
    title = title_of_course(scope)
    wanted = scope.sessions().add_columns(TrainingSession.id, title, TrainingSession.starts_at)
    return [
        (number, RowName(f"{title}, {begins:%Y-%m-%d}", (f"{title}, {short_date(begins)}",), (f"{begins}", title)))
        for number, title, begins in db.session.execute(with_courses(wanted, scope))
    ]

"""A year's money. `year_money` is all of it, for the page, the files and whoever reports on a year."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select

from app.booking.models import Booking
from app.charging.models import Charge, ChargeState
from app.core.clock import to_london
from app.core.database import db
from app.evaluation.answering.models import Answer
from app.evaluation.issuing.queries import was_issued
from app.evaluation.kinds import QuestionKind
from app.evaluation.models import Question
from app.evaluation.models_issued import Issued
from app.evaluation.questionnaires.rules_ready import CHANGED
from app.evaluation.stages import Stage
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession
from app.programme.periods import year_dates
from app.programme.queries_periods import began_between, years_with_sessions
from app.programme.trainers import queries as trainers
from app.programme.trainers.rules import days_by_agency
from app.reporting.costs.models import BudgetLine, CostKind, SessionCost, Spending
from app.reporting.costs.rules import NO_INCOME, ChangedPractice, Income, SessionMoney, YearMoney, in_rows, on_lines
from app.reporting.figures.queries import report_on
from app.reporting.figures.queries_rows import ReportScope, kind_of_row
from app.reporting.figures.rules import By, Figures
from app.terms.models import Cause
from app.web.paging import Page, page_of_rows

OWED = (ChargeState.CONFIRMED, ChargeState.BILLED, ChargeState.PAID)
"""Charges that are income: a person confirmed them, and they stand."""


def year_money(year: str, *, at: datetime) -> YearMoney:
    """Budget, costs, income, practice changed and days lent of a programme year. Raises ValueError for what is none.

    A number of queries that doesn't depend on what there is.
    """
    sessions = _sessions(year, at)
    rows, total, apart = in_rows(sessions)
    return YearMoney(
        year=year,
        lines=on_lines(lines_of(year), sessions, _spent_otherwise(year)),
        sessions=sessions,
        practice=changed_practice(year, at=at),
        days_lent=days_lent(year, at=at),
        rows=rows,
        total=total,
        apart=apart,
    )


def changed_practice(year: str, *, at: datetime) -> ChangedPractice:
    """Of sessions of the planned programme that ran and have costs entered: their impact questionnaires have closed."""
    scope = ReportScope(*year_dates(year), at)
    asked = _asked_of_impact(scope)
    says = and_(Answer.issued_id == Issued.id, Answer.question_id.in_(_whether_changed()))
    people = (
        asked.with_only_columns(
            Booking.practitioner_id,
            func.max(case((Answer.number.is_not(None), 1), else_=0)).label("answered"),
            func.max(case((Answer.number.in_(QuestionKind.YES_NO.headline[0]), 1), else_=0)).label("changed"),
        )
        .outerjoin(Answer, says)
        .group_by(Booking.practitioner_id)
        .subquery()
    )
    counted = select(func.count(), func.sum(people.c.answered), func.sum(people.c.changed)).select_from(people)
    people_asked, answered, changed = (int(number or 0) for number in db.session.execute(counted).one())
    of_these = SessionCost.session_id.in_(asked.with_only_columns(Booking.session_id))
    pence = db.session.scalar(select(func.sum(SessionCost.pence)).where(of_these))
    return ChangedPractice(people_asked, answered, changed, int(pence or 0))


def days_lent(year: str, *, at: datetime) -> list[tuple[str, int]]:
    """Days that each agency's trainers taught in a programme year, up to today: most first."""
    first, last = year_dates(year)
    days = trainers.days_taught(since=first, until=min(last, to_london(at).date()))
    return [(agency, lent) for agency, lent in days_by_agency(trainers.trainers_with_agencies(), days) if lent]


def lines_of(year: str) -> list[BudgetLine]:
    """The largest first."""
    wanted = select(BudgetLine).where(BudgetLine.year == year).order_by(BudgetLine.pence.desc(), BudgetLine.name)
    return list(db.session.scalars(wanted))


def line(line_id: int) -> BudgetLine | None:
    return db.session.get(BudgetLine, line_id)


def spending(spending_id: int) -> Spending | None:
    return db.session.get(Spending, spending_id)


def costs_of(session: TrainingSession) -> dict[CostKind, SessionCost]:
    """What is entered for a session, by kind."""
    wanted = select(SessionCost).where(SessionCost.session_id == session.id)
    return {each.kind: each for each in db.session.scalars(wanted)}


def years_with_money() -> list[str]:
    """Those with sessions or a budget, the latest first."""
    of_lines = db.session.scalars(select(BudgetLine.year).distinct())
    return sorted({*years_with_sessions(), *of_lines}, reverse=True)


def costs_by_session(year: str, *, is_missing: bool, at: datetime, page: int = 1, per_page: int = 50) -> Page[Any]:
    """The year's sessions with what they cost in all, None where nothing is entered; or those that ran without. Id,
    course, start, state and pence, the latest first."""
    entered = (
        select(SessionCost.session_id, func.sum(SessionCost.pence).label("pence"))
        .group_by(SessionCost.session_id)
        .subquery()
    )
    columns: tuple[Any, ...] = (TrainingSession.id, Course.title, TrainingSession.starts_at, TrainingSession.state)
    wanted = (
        select(*columns, entered.c.pence)
        .select_from(TrainingSession)
        .join(Course, Course.id == TrainingSession.course_id)
        .outerjoin(entered, entered.c.session_id == TrainingSession.id)
        .where(began_between(*year_dates(year)), ~TrainingSession.is_draft)
        .order_by(TrainingSession.starts_at.desc(), TrainingSession.id)
    )
    if is_missing:
        ran = TrainingSession.has_ended(at) & ~TrainingSession.is_cancelled
        wanted = wanted.where(ran, entered.c.session_id.is_(None))
    return page_of_rows(wanted, page=page, per_page=per_page)


def _sessions(year: str, at: datetime) -> list[SessionMoney]:
    """Those that ran, with or without costs, and others that cost or brought in something."""
    ran, costs, income = _figures(year, at), _costs(year), _income(year)
    columns: tuple[Any, ...] = (TrainingSession.id, Course.title, kind_of_row())
    wanted = select(*columns).select_from(TrainingSession).join(Course, Course.id == TrainingSession.course_id)
    rows = db.session.execute(wanted.where(*_of_year(year)).order_by(Course.title, TrainingSession.starts_at))
    return [
        SessionMoney(number, title, part, costs.get(number, {}), ran.get(number), income.get(number, NO_INCOME))
        for number, title, part in rows
        if number in ran or number in costs or number in income
    ]


def _figures(year: str, at: datetime) -> dict[int, Figures]:
    """Of each session that ran, by its number."""
    report = report_on(ReportScope(*year_dates(year), at), By.SESSION)
    return {int(row.key[0]): row.figures for row in (*report.rows, *report.apart) if row.figures.sessions}


def _costs(year: str) -> dict[int, dict[CostKind, int]]:
    wanted = (
        select(SessionCost.session_id, SessionCost.kind, SessionCost.pence)
        .join(TrainingSession, TrainingSession.id == SessionCost.session_id)
        .where(*_of_year(year))
    )
    found: dict[int, dict[CostKind, int]] = {}
    for session_id, kind, pence in db.session.execute(wanted):
        found.setdefault(session_id, {})[kind] = pence
    return found


def _income(year: str) -> dict[int, Income]:
    is_fee, is_paid = Charge.cause == Cause.PLACE, Charge.state == ChargeState.PAID
    sums = [func.sum(case((condition, Charge.pence), else_=0)) for condition in (~is_fee, is_fee, is_paid)]
    wanted = (
        select(Booking.session_id, *sums)
        .select_from(Charge)
        .join(Booking, Booking.id == Charge.booking_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(Charge.state.in_(OWED), *_of_year(year))
        .group_by(Booking.session_id)
    )
    return {session_id: Income(*map(int, pence)) for session_id, *pence in db.session.execute(wanted)}


def _spent_otherwise(year: str) -> dict[int, int]:
    """By the numbers of the lines."""
    wanted = select(BudgetLine.id, func.sum(Spending.pence)).join(Spending, Spending.line_id == BudgetLine.id)
    rows = db.session.execute(wanted.where(BudgetLine.year == year).group_by(BudgetLine.id))
    return {line_id: int(pence) for line_id, pence in rows}


def _of_year(year: str) -> tuple[ColumnElement[bool], ...]:
    return began_between(*year_dates(year)), ~TrainingSession.is_draft


def _asked_of_impact(scope: ReportScope) -> Select[Any]:
    """SQL: the impact questionnaires that have closed, of sessions with costs entered."""
    has_costs = select(SessionCost.id).where(SessionCost.session_id == TrainingSession.id).exists()
    return (
        select(Issued.id)
        .join(Booking, Booking.id == Issued.booking_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .where(*scope.conditions, ~TrainingSession.is_cancelled, kind_of_row() == "", has_costs)
        .where(Issued.stage == Stage.IMPACT, was_issued(), Issued.closes_at <= scope.at)
    )


def _whether_changed() -> Select[Any]:
    """SQL: the question whether somebody changed their practice, in every version."""
    return select(Question.id).where(Question.words == CHANGED.words, Question.kind == QuestionKind.YES_NO)

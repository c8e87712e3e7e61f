"""Reads of returns. `returns_of_year` and `figures_by_agency` are for whoever reports on a year."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Agency, User
from app.accounts.people import queries as people
from app.core.database import db
from app.core.roles import Role
from app.personal.rules import is_nobodys
from app.single_agency.models import MISSING, Assurance, ReturnState, SingleAgencyCourse, SingleAgencyReturn
from app.single_agency.rules import AgencyToAsk, Contact, ReturnFigures, ReturnsOfYear
from app.web.paging import Page, page_of

PER_PAGE = 50

SHOWN = {
    "all": "All",
    "to-review": "To review",
    "missing": "Not sent in",
    "accepted": "Accepted",
}
"""What the list of a year can be narrowed to."""

_STATES = {
    "to-review": (ReturnState.SENT_IN,),
    "missing": MISSING,
    "accepted": (ReturnState.ACCEPTED,),
}


def return_by_id(return_id: int) -> SingleAgencyReturn | None:
    return db.session.get(SingleAgencyReturn, return_id)


def return_of(agency_id: int, year: str) -> SingleAgencyReturn | None:
    wanted = select(SingleAgencyReturn).where(
        SingleAgencyReturn.agency_id == agency_id, SingleAgencyReturn.year == year
    )
    return db.session.scalar(wanted)


def course_of(of_return: SingleAgencyReturn, course_id: int) -> SingleAgencyCourse | None:
    """A course of this return; none of another's."""
    course = db.session.get(SingleAgencyCourse, course_id)
    return course if course and course.return_id == of_return.id else None


def years() -> list[str]:
    """Those that were ever asked about, the latest first."""
    return list(db.session.scalars(select(SingleAgencyReturn.year).distinct().order_by(SingleAgencyReturn.year.desc())))


def page_of_returns(year: str, *, show: str = "all", page: int = 1) -> Page[SingleAgencyReturn]:
    """Those of a year, by the agency's name."""
    wanted = (
        select(SingleAgencyReturn)
        .join(SingleAgencyReturn.agency)
        .where(SingleAgencyReturn.year == year)
        .options(joinedload(SingleAgencyReturn.agency))
        .order_by(Agency.name_key, SingleAgencyReturn.id)
    )
    if show in _STATES:
        wanted = wanted.where(SingleAgencyReturn.state.in_(_STATES[show]))
    return page_of(wanted, page=page, per_page=PER_PAGE)


def figures_of(returns: list[SingleAgencyReturn]) -> Mapping[int, ReturnFigures]:
    """What stands on each of these now, accepted or not, by its id; without courses it isn't there. One query."""
    wanted = (
        select(SingleAgencyCourse.return_id, *_sums())
        .where(SingleAgencyCourse.return_id.in_([each.id for each in returns]))
        .group_by(SingleAgencyCourse.return_id)
    )
    return {row[0]: ReturnFigures(*map(int, row[1:])) for row in db.session.execute(wanted)}


def returns_of_year(year: str, *, today: date) -> ReturnsOfYear:
    """How the returns of a year stand, and what those accepted add up to. Two queries."""
    state, is_missing = SingleAgencyReturn.state, SingleAgencyReturn.state.in_(MISSING)
    counts = {
        "asked": func.count(),
        "missing": _how_many(is_missing),
        "late": _how_many(and_(is_missing, SingleAgencyReturn.due_on < today)),
        "to_review": _how_many(state == ReturnState.SENT_IN),
        "accepted": _how_many(state == ReturnState.ACCEPTED),
        "trained_nobody": _how_many(and_(state == ReturnState.ACCEPTED, SingleAgencyReturn.trained_nobody)),
    }
    row = db.session.execute(select(*counts.values()).where(SingleAgencyReturn.year == year)).one()
    summed = db.session.execute(select(*_sums()).join(SingleAgencyCourse.of_return).where(*_accepted_in(year))).one()
    return ReturnsOfYear(
        year, **dict(zip(counts, map(int, row), strict=True)), figures=ReturnFigures(*map(int, summed))
    )


def figures_by_agency(year: str) -> dict[int, ReturnFigures]:
    """What the accepted returns of a year add up to, by the id of the agency as it is today: one that merged adds to
    the agency that it is part of. An agency that said it trained nobody is there, with nothing. Three queries."""
    into, found = people.merged_into(), dict[int, ReturnFigures]()
    accepted = select(SingleAgencyReturn.agency_id).where(*_accepted_in(year))
    for agency_id in db.session.scalars(accepted):
        found.setdefault(into.get(agency_id, agency_id), ReturnFigures())
    summed = (
        select(SingleAgencyReturn.agency_id, *_sums())
        .join(SingleAgencyCourse.of_return)
        .where(*_accepted_in(year))
        .group_by(SingleAgencyReturn.agency_id)
    )
    for agency_id, *sums in db.session.execute(summed):
        today = into.get(agency_id, agency_id)
        found[today] = found[today] + ReturnFigures(*map(int, sums))
    return found


def accepted_courses(year: str) -> list[SingleAgencyCourse]:
    """Every course on an accepted return of a year, by agency and date: for a file."""
    wanted = (
        select(SingleAgencyCourse)
        .join(SingleAgencyCourse.of_return)
        .join(SingleAgencyReturn.agency)
        .where(*_accepted_in(year))
        .options(joinedload(SingleAgencyCourse.of_return).joinedload(SingleAgencyReturn.agency))
        .order_by(Agency.name_key, SingleAgencyCourse.starts_on, SingleAgencyCourse.id)
    )
    return list(db.session.scalars(wanted))


def agencies_to_ask(year: str, *, noted: Mapping[int, Contact]) -> list[AgencyToAsk]:
    """Listed agencies without a return for a year, by name, each with whom to ask: whoever was asked last, else a
    contact that is noted for it, else its lead. Four queries."""
    asked = set(db.session.scalars(select(SingleAgencyReturn.agency_id).where(SingleAgencyReturn.year == year)))
    known = {**_leads(), **noted, **_asked_before()}
    return [AgencyToAsk(agency, known.get(agency.id)) for agency in people.listed_agencies() if agency.id not in asked]


def missing_returns() -> list[SingleAgencyReturn]:
    """All that are the agencies' to fill in, of any year, the oldest first."""
    wanted = (
        select(SingleAgencyReturn)
        .where(SingleAgencyReturn.state.in_(MISSING))
        .options(joinedload(SingleAgencyReturn.agency))
    )
    return list(db.session.scalars(wanted.order_by(SingleAgencyReturn.due_on, SingleAgencyReturn.id)))


def how_many_to_review() -> int:
    """Sent in, of any year."""
    wanted = select(func.count()).select_from(SingleAgencyReturn)
    return db.session.scalar(wanted.where(SingleAgencyReturn.state == ReturnState.SENT_IN)) or 0


def year_to_review() -> str | None:
    """The oldest year of which a return waits for review."""
    wanted = select(func.min(SingleAgencyReturn.year)).where(SingleAgencyReturn.state == ReturnState.SENT_IN)
    return db.session.scalar(wanted)


def _accepted_in(year: str) -> tuple[ColumnElement[bool], ...]:
    return SingleAgencyReturn.year == year, SingleAgencyReturn.state == ReturnState.ACCEPTED


def _sums() -> tuple[ColumnElement[int], ...]:
    """SQL over courses, for ReturnFigures."""
    of_each = (SingleAgencyCourse.content, SingleAgencyCourse.trainer, SingleAgencyCourse.impact)
    return (
        func.count(SingleAgencyCourse.id),
        func.coalesce(func.sum(SingleAgencyCourse.times), 0),
        func.coalesce(func.sum(SingleAgencyCourse.people), 0),
        *(_how_many(assured == Assurance.YES) for assured in of_each),
    )


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _leads() -> dict[int, Contact]:
    wanted = select(User).where(
        User.role == Role.AGENCY_LEAD, User.stands, ~User.is_disabled, User.agency_id.is_not(None)
    )
    leads = db.session.scalars(wanted.order_by(User.search_text.desc()))
    return {lead.agency_id or 0: Contact(lead.name, lead.email, "agency lead") for lead in leads}


def _asked_before() -> dict[int, Contact]:
    """Whom each agency's latest return was asked of."""
    wanted = select(SingleAgencyReturn).order_by(SingleAgencyReturn.year, SingleAgencyReturn.id)
    return {
        each.agency_id: Contact(each.contact_name, each.contact_email, f"asked for {each.year}")
        for each in db.session.scalars(wanted)
        if not is_nobodys(each.contact_email)
    }

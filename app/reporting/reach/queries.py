"""Who came in a year, by agency and sector as they are called today, against the workforce."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from app.accounts.models import Agency
from app.accounts.people.queries import merged_into
from app.booking.models import Booking
from app.booking.states import THERE
from app.core.database import db
from app.programme.models_sessions import TrainingSession
from app.reporting.figures.queries_rows import ReportScope
from app.reporting.reach.models import Workforce
from app.reporting.reach.rules import AgencyReached, Reach, ReachLine, RoleReached
from app.settings import queries as settings
from app.settings.rules_lists import Sectors


def came(scope: ReportScope) -> Select[Any]:
    """Bookings of whoever attended or walked in: the programme, and what was run for an agency alone."""
    wanted = scope.sessions().join(Booking, Booking.session_id == TrainingSession.id)
    return wanted.where(Booking.outcome.in_(THERE), ~TrainingSession.is_cancelled)


def reach_of(year: str, since: date, until: date, *, at: datetime) -> Reach:
    """Every agency that people can choose, and any that came; those that merged are one. Five queries."""
    scope, into = ReportScope(since, until, at), merged_into()
    standing = select(Agency.id, Agency.sector, Agency.name, Agency.is_listed).where(Agency.merged_into_id.is_(None))
    agencies = db.session.execute(standing.order_by(Agency.name_key)).all()
    workforce = _workforce(year, into)
    pairs = db.session.execute(came(scope).add_columns(Booking.agency_id, Booking.practitioner_id).distinct())
    people: dict[int, set[int]] = {}
    for agency_id, practitioner_id in pairs:
        people.setdefault(into.get(agency_id or 0, agency_id or 0), set()).add(practitioner_id)
    lines = [
        ReachLine(name, len(people.get(number, ())), workforce.get(number), agency=AgencyReached(number, sector))
        for number, sector, name, is_listed in agencies
        if is_listed or number in people
    ]
    return Reach(
        _sectors(lines, people),
        lines,
        people=len(set[int]().union(*people.values())),
        without_agency=len(people.get(0, ())),
    )


def _sectors(lines: list[ReachLine], people: dict[int, set[int]]) -> list[ReachLine]:
    """In the order of the office's list; one that nobody belongs to stands there too."""
    by_sector: dict[str, list[ReachLine]] = {entry.key: [] for entry in settings.current(Sectors).open}
    for line in lines:
        if line.agency:
            by_sector.setdefault(line.agency.sector, []).append(line)
    return [_sector(key, theirs, people) for key, theirs in by_sector.items()]


def _sector(key: str, lines: list[ReachLine], people: dict[int, set[int]]) -> ReachLine:
    def of(some: Iterable[ReachLine]) -> int:
        return len(set[int]().union(*(people.get(line.agency.id, ()) for line in some if line.agency)))

    told = [line for line in lines if line.workforce is not None]
    return ReachLine(
        settings.current(Sectors).label_of_entry(key),
        of(lines),
        sum(line.workforce or 0 for line in told) if told else None,
        told_of=of(told),
        agencies=len(lines),
        agencies_not_reached=sum(not line.people for line in lines),
    )


def _workforce(year: str, into: dict[int, int]) -> dict[int, int]:
    """Of each agency in all: what it said, or the sum of its roles where it said no more."""
    whole: Counter[int] = Counter()
    of_roles: Counter[int] = Counter()
    for told in db.session.scalars(select(Workforce).where(Workforce.year == year)):
        (of_roles if told.role else whole)[into.get(told.agency_id, told.agency_id)] += told.people
    return {agency_id: whole[agency_id] or of_roles[agency_id] for agency_id in whole | of_roles}


def workforce_of(agency: Agency, year: str) -> dict[str, int]:
    """By role, as it was typed; in all under the empty one."""
    wanted = select(Workforce).where(Workforce.agency_id == agency.id, Workforce.year == year).order_by(Workforce.id)
    return {told.role: told.people for told in db.session.scalars(wanted)}


def add_roles(lines: list[ReachLine], year: str, scope: ReportScope) -> None:
    """To each agency, its roles with the people who came and whose booking names that role. Two queries.

    Case and spaces around don't count.
    """
    ids = {line.agency.id for line in lines if line.agency}
    told = db.session.scalars(
        select(Workforce).where(Workforce.year == year, Workforce.agency_id.in_(ids), Workforce.role != "")
    ).all()
    if not told:
        return  # nothing to count: the database would read the year's bookings for it all the same
    roles = {each.role.lower() for each in told}
    named = _role()
    counted = (
        came(scope)
        .add_columns(Booking.agency_id, named, func.count(Booking.practitioner_id.distinct()))
        .where(Booking.agency_id.in_({each.agency_id for each in told}), named.in_(roles))
        .group_by(Booking.agency_id, named)
    )
    people = {(row[0], row[1]): row[2] for row in db.session.execute(counted)}
    for line in lines:
        line.roles = [
            RoleReached(each.role, each.people, people.get((each.agency_id, each.role.lower()), 0))
            for each in told
            if line.agency and each.agency_id == line.agency.id
        ]


def _role() -> ColumnElement[str]:
    return func.lower(func.trim(Booking.job_role))

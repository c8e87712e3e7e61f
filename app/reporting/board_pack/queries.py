"""A quarter's pack as it is drafted, and as it was kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.core.database import db
from app.programme.queries_periods import years_with_sessions
from app.reporting.board_pack import rules
from app.reporting.board_pack.models import BoardPack
from app.reporting.figures.rules_rows import QUARTERS, dates_of_quarter
from app.reporting.sections import queries_evaluation as evaluation
from app.reporting.sections import queries_office as office
from app.reporting.sections import queries_people as people
from app.reporting.sections import queries_uptake as uptake
from app.reporting.sections.queries_period import ReportedPeriod
from app.settings import queries as settings
from app.settings.rules_partnership import PartnershipDetails


@dataclass(frozen=True)
class PackVersion:
    """A kept pack in a list: without its bytes."""

    year: str
    quarter: int
    version: int
    made_at: datetime
    changes: str


@dataclass(frozen=True)
class PackQuarter:
    """A quarter that has begun, and its last kept version."""

    year: str
    quarter: int
    last: PackVersion | None

    @property
    def words(self) -> str:
        return rules.quarter_in_words(self.year, self.quarter)


def quarters(today: date) -> list[PackQuarter]:
    """Those that have begun, of years with sessions: the latest first."""
    kept = {(each.year, each.quarter): each for each in reversed(_versions(years_with_sessions()))}
    return [
        PackQuarter(year, quarter, kept.get((year, quarter)))
        for year in years_with_sessions()
        for quarter in sorted(QUARTERS, reverse=True)
        if dates_of_quarter(year, quarter)[0] <= today
    ]


def versions(year: str, quarter: int) -> list[PackVersion]:
    """The latest first."""
    return [each for each in _versions([year]) if each.quarter == quarter]


def _versions(years: Iterable[str]) -> list[PackVersion]:
    wanted = select(BoardPack.year, BoardPack.quarter, BoardPack.version, BoardPack.made_at, BoardPack.changes).where(
        BoardPack.year.in_(list(years))
    )
    return [PackVersion(*row) for row in db.session.execute(wanted.order_by(BoardPack.version.desc()))]


def kept_bytes(year: str, quarter: int, version: int) -> bytes | None:
    wanted = select(BoardPack.pdf).where(
        BoardPack.year == year, BoardPack.quarter == quarter, BoardPack.version == version
    )
    return db.session.scalar(wanted)


def draft(year: str, quarter: int, *, at: datetime) -> dict[str, Any]:
    """All that the page says as things stand: published figures alone of the evaluation."""
    of = ReportedPeriod(year, at, quarter)
    has_any = bool(of.total.sessions)
    took = [*uptake.headlines(of), uptake.review(of), *people.reach(of)] if has_any else []
    parts = [
        ("Uptake and attendance", took or ["No session of the planned programme has ended in this quarter."]),
        ("Sessions cancelled", [uptake.cancelled(of)]),
        ("What it changed", evaluation.evaluation_in_words(of.publication) or [evaluation.NOTHING_YET]),
        ("Trainers", office.lent_trainers(of).paragraphs),
    ]
    return rules.content_of(
        year,
        quarter,
        settings.current(PartnershipDetails).name,
        parts,
        rules.fitting(uptake.attendance_table(of)),
        f"{uptake.source(of)} No figure of the evaluation is of fewer than five people.",
    )

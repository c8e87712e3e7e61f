"""Counting: the figures of any period, and what needs a hand today."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnExpressionArgument, Result, case, func, select
from sqlalchemy.orm import aliased

from app.accounts.models import Agency, Sector
from app.attendance.registers.models import HeadCount, Register
from app.booking.models import Booking
from app.booking.states import BookingState, Outcome
from app.core import clock
from app.core.database import db
from app.evaluation.issuing import queries as issuing
from app.evaluation.models_issued import Issued
from app.evaluation.results.rules import Returns
from app.evaluation.stages import Stage
from app.programme.models import Course, Strand
from app.programme.models_sessions import TrainingSession
from app.programme.periods import programme_year, year_dates
from app.programme.queries_periods import began_between
from app.reporting.rules import OPEN, By, Figures, Report, ReportRow, against_last_year

NO_AGENCY = "No agency given"
NO_SECTOR = "Sector not known"
HAD_A_PLACE = (BookingState.BOOKED, BookingState.CANCELLED, BookingState.SUBSTITUTED, BookingState.WALKED_IN)

_OUTCOME_COUNTS = {
    Outcome.ATTENDED: "attended",
    Outcome.WALK_IN: "walk_ins",
    Outcome.NO_SHOW: "no_shows",
    Outcome.LATE_CANCELLED: "late_cancellations",
    Outcome.CANCELLED: "cancellations",
    Outcome.EXCUSED: "excused",
    Outcome.LEFT_EARLY: "left_early",
    Outcome.LATE_REFUSED: "late_refused",
}


@dataclass(frozen=True)
class _Session:
    """What the figures need to know of a session."""

    id: int
    course: str
    strand: Strand
    places: int
    is_cancelled: bool
    is_open: bool
    is_closed: bool
    head_count: int

    @property
    def kind(self) -> str:
        """What it stands apart as; empty for the planned programme."""
        if self.strand in (Strand.BESPOKE, Strand.E_LEARNING):
            return self.strand.value
        return OPEN if self.is_open else ""

    def figures(self) -> Figures:
        """The session's own part, before any booking. Where nobody books there are no places and no register."""
        if self.is_cancelled:
            return Figures(sessions_cancelled=1)
        if self.kind in (OPEN, Strand.E_LEARNING.value):
            return Figures(sessions=1, head_count=self.head_count)
        return Figures(sessions=1, places_offered=self.places, registers_outstanding=int(not self.is_closed))

    def name_by(self, by: By) -> str:
        return self.course if by is By.COURSE else self.strand.value


@dataclass(frozen=True)
class _Part:
    """Bookings of one session that are alike in agency, state and outcome."""

    session: _Session
    agency: str | None
    sector: str | None
    state: BookingState
    outcome: Outcome | None
    is_refilled: bool
    how_many: int

    @property
    def kind(self) -> str:
        return self.session.kind

    @property
    def is_allocated(self) -> bool:
        """Booked and not cancelled in time; a place not yet marked counts too."""
        late = self.outcome is Outcome.LATE_CANCELLED and not self.is_refilled
        return (self.state is BookingState.BOOKED or late) and not self.session.is_cancelled

    def figures(self) -> Figures:
        figures = Figures()
        if self.outcome in _OUTCOME_COUNTS:
            setattr(figures, _OUTCOME_COUNTS[self.outcome], self.how_many)
        if self.is_allocated:
            figures.places_allocated = self.how_many
            if self.session.is_closed:
                figures.places_registered = self.how_many
                figures.attended_registered = figures.attended
        return figures


def report(since: date, until: date, by: By, *, at: datetime) -> Report:
    """The figures of a period, both dates inclusive.

    A session counts on its first day's London date, once its last day has ended.
    """
    sessions = {session.id: session for session in _sessions(since, until, at)}
    parts = [
        _Part(sessions[session_id], agency, sector, state, outcome, is_refilled, how_many)
        for session_id, agency, sector, state, outcome, is_refilled, how_many in _booking_groups(since, until, at)
    ]
    rows: dict[tuple[str, str], Figures] = {}
    lines = _lines(list(sessions.values()), parts, by)
    heads = _lines_of_heads(sessions, _known_heads(since, until, at)) if by is By.SECTOR else ()
    for kind, name, figures in (*lines, *heads):
        rows.setdefault((kind, name), Figures()).add(figures)
    total = Figures()
    for session in sessions.values():
        total.add(session.figures() if not session.kind else Figures())
    for part in parts:
        total.add(part.figures() if not part.kind else Figures())
    ordered = sorted(rows.items(), key=lambda row: (row[0][0], row[0][1].casefold()))
    written = [ReportRow(name, figures, kind) for (kind, name), figures in ordered]
    return Report(
        since,
        until,
        by,
        rows=[line for line in written if not line.kind],
        total=total,
        apart=[line for line in written if line.kind],
    )


def _lines(sessions: list[_Session], parts: list[_Part], by: By) -> Iterator[tuple[str, str, Figures]]:
    """Kind, name and figures of everything that adds to a row.

    By agency or sector, a session counts in the row of each that had a booking on it.
    """
    if by.divides_sessions:
        for session in sessions:
            yield session.kind, session.name_by(by), session.figures()
        for part in parts:
            yield part.kind, part.session.name_by(by), part.figures()
        return
    counted = set()
    for part in parts:
        name = (part.agency if by is By.AGENCY else part.sector) or NO_AGENCY
        if (part.session.id, name) not in counted:
            counted.add((part.session.id, name))
            yield part.kind, name, part.session.figures()
        yield part.kind, name, part.figures()


def _lines_of_heads(
    sessions: dict[int, _Session], known: dict[int, dict[Sector, int]]
) -> Iterator[tuple[str, str, Figures]]:
    """An open session counts in the row of each sector that was counted on it, and the rest in one of their own."""
    for session in sessions.values():
        heads, total = known.get(session.id, {}), session.figures().head_count
        of_sectors = [(sector.value, came) for sector, came in heads.items()]
        for name, came in (*of_sectors, (NO_SECTOR, total - sum(heads.values()))):
            if total and came:
                yield session.kind, name, Figures(sessions=1, head_count=came)


def _in_period(since: date, until: date, at: datetime) -> tuple[ColumnExpressionArgument[bool], ...]:
    return (
        began_between(since, until),
        TrainingSession.has_ended(at),
        ~TrainingSession.is_draft,
    )


def _sessions(since: date, until: date, at: datetime) -> list[_Session]:
    rows = db.session.execute(
        select(
            TrainingSession.id,
            Course.title,
            Course.strand,
            TrainingSession.places,
            TrainingSession.is_cancelled,
            TrainingSession.is_open,
            Register.id.is_not(None),
            func.coalesce(Register.head_count, 0),
        )
        .join(Course, Course.id == TrainingSession.course_id)
        .outerjoin(Register, Register.session_id == TrainingSession.id)
        .where(*_in_period(since, until, at))
    )
    return [_Session(*row) for row in rows]


def _booking_groups(
    since: date, until: date, at: datetime
) -> Result[int, str | None, str | None, BookingState, Outcome | None, bool, int]:
    """Session, agency, sector, state, outcome, whether refilled, how many: holds and waiting lists left out."""
    refill = aliased(Booking)
    groups = (
        Booking.session_id,
        Agency.name,
        Agency.sector,
        Booking.state,
        Booking.outcome,
        refill.id.is_not(None).label("is_refilled"),
    )
    return db.session.execute(
        select(*groups, func.count())
        .select_from(Booking)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .outerjoin(Agency, Agency.id == Booking.agency_id)
        .outerjoin(refill, refill.refills_id == Booking.id)
        .where(*_in_period(since, until, at), Booking.state.in_(HAD_A_PLACE))
        .group_by(*groups)
    )


def _known_heads(since: date, until: date, at: datetime) -> dict[int, dict[Sector, int]]:
    """How many of each sector were counted, by session."""
    rows = db.session.execute(
        select(Register.session_id, HeadCount.sector, HeadCount.how_many)
        .join(HeadCount, HeadCount.register_id == Register.id)
        .join(TrainingSession, TrainingSession.id == Register.session_id)
        .where(*_in_period(since, until, at))
    )
    known: dict[int, dict[Sector, int]] = {}
    for session_id, sector, how_many in rows:
        known.setdefault(session_id, {})[sector] = how_many
    return known


@dataclass(frozen=True)
class SoFar:
    """This programme year up to today, and the same days of last year."""

    this_year: Report
    last_year: Report
    post: Returns

    @property
    def uptake_against_last_year(self) -> str:
        return against_last_year(self.this_year.total.uptake_percent, self.last_year.total.uptake_percent)

    @property
    def attendance_against_last_year(self) -> str:
        return against_last_year(self.this_year.total.attendance_percent, self.last_year.total.attendance_percent)


def year_so_far(*, at: datetime) -> SoFar:
    today = clock.to_london(at).date()
    since, _ = year_dates(programme_year(today))
    this_year = report(since, today, By.COURSE, at=at)
    last_year = report(since.replace(year=since.year - 1), _a_year_before(today), By.COURSE, at=at)
    return SoFar(this_year, last_year, _post_returns(since, today, at))


def _a_year_before(day: date) -> date:
    """The 29th of February has the 28th before it."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _post_returns(since: date, until: date, at: datetime) -> Returns:
    """Post-course questionnaires of the period's sessions: counted once they have closed."""
    closed = Issued.closes_at <= at
    answered = case((Issued.answered_at.is_not(None), 1), else_=0)
    row = db.session.execute(
        select(func.count(), func.coalesce(func.sum(answered), 0))
        .select_from(Issued)
        .join(Booking, Booking.id == Issued.booking_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(*_in_period(since, until, at), Issued.stage == Stage.POST_COURSE, closed, issuing.was_issued())
    ).one()
    return Returns(closed=row[0], closed_returned=row[1])

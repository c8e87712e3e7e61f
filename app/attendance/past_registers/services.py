"""Importing a register of years past: all of it or nothing, and the same file twice changes nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import insert, select

from app.accounts.models import Agency, Sector, User, name_key
from app.accounts.people import services as people
from app.attendance.past_registers import refusals, rules
from app.attendance.registers.models import Register
from app.audit import services as audit
from app.audit.models import Verb
from app.booking.models import Booking
from app.booking.states import BookingState, Outcome
from app.core.clock import from_london
from app.core.database import advisory_lock, command, db
from app.core.roles import Role
from app.programme.models import Course, UsualLength
from app.programme.models_sessions import SessionState, TrainingSession

BATCH = 500
T = TypeVar("T")
_Standing = dict[tuple[str, datetime], TrainingSession]

_Complaint = tuple[int, str]
"""A line number and what is wrong with that line."""

_STATES = {
    Outcome.WALK_IN: BookingState.WALKED_IN,
    Outcome.SUBSTITUTED: BookingState.SUBSTITUTED,
    Outcome.CANCELLED: BookingState.CANCELLED,
    Outcome.LATE_CANCELLED: BookingState.CANCELLED,
    Outcome.CANCELLED_BY_US: BookingState.CANCELLED,
}


@dataclass
class Imported:
    """How much an import added."""

    sessions: int = 0
    bookings: int = 0
    people: int = 0

    @property
    def is_nothing(self) -> bool:
        return not (self.sessions or self.bookings or self.people)


@command
def import_register(past: Sequence[rules.PastSession], *, by: User | None = None, at: datetime) -> Imported:
    """Add the sessions, people and bookings that aren't there yet, with closed registers.

    Sends no mail, issues no questionnaire, proposes no charge. The log says by whom, session by session; None is the
    command line. Raises BadRegisterFile where the file contradicts what the database holds.
    """
    advisory_lock("enrol")
    standing = _standing_sessions(past)
    missing, complaints = _compare_bookings(past, standing)
    bookings = [booking for _, booking in missing]
    complaints += [*_session_complaints(past, standing), *_sector_complaints(bookings)]
    if complaints:
        raise refusals.BadRegisterFile([f"line {line}: {reason}" for line, reason in sorted(complaints)])
    agencies = _enrol_agencies(bookings)
    people, new_people = _enrol_people(bookings, at)
    sessions = dict(standing)
    new_sessions = _add_sessions([session for session in past if session.key not in standing], at)
    sessions.update(new_sessions)
    _insert(
        Booking,
        [_as_row(booking, sessions[session.key].id, people, agencies, at) for session, booking in missing],
    )
    _link_refills(missing, sessions)
    how_many = Counter(session.key for session, _ in missing)
    for key in dict.fromkeys([*new_sessions, *how_many]):
        audit.write(Verb.IMPORTED_SESSION, sessions[key], by=by, at=at, bookings=how_many[key])
    return Imported(len(new_sessions), len(missing), new_people)


def planned_register(past: Sequence[rules.PastSession]) -> Imported:
    """How much would be added, people apart. Raises BadRegisterFile."""
    standing = _standing_sessions(past)
    missing, complaints = _compare_bookings(past, standing)
    complaints += [*_session_complaints(past, standing), *_sector_complaints(booking for _, booking in missing)]
    if complaints:
        raise refusals.BadRegisterFile([f"line {line}: {reason}" for line, reason in sorted(complaints)])
    return Imported(sum(session.key not in standing for session in past), len(missing))


def _standing_sessions(past: Iterable[rules.PastSession]) -> _Standing:
    """The sessions of the file that the database has already, by course and start."""
    keys = {
        (session.course.casefold(), from_london(session.starts.date(), session.starts.time())): session.key
        for session in past
    }
    standing = {}
    starts = {start for _, start in keys}
    for batch in _batches(starts, BATCH):
        for session in db.session.scalars(select(TrainingSession).where(TrainingSession.starts_at.in_(batch))):
            key = keys.get((session.title.casefold(), session.starts_at))
            if key:
                standing[key] = session
    return standing


def _session_complaints(past: Iterable[rules.PastSession], standing: _Standing) -> Iterator[_Complaint]:
    """Sessions that the programme, or an earlier import, tells otherwise."""
    courses = {course.title.casefold(): course for course in db.session.scalars(select(Course))}
    for session in past:
        course, known = courses.get(session.course.casefold()), standing.get(session.key)
        if course and course.strand is not session.strand:
            yield session.line, f"the course is {session.strand} here and {course.strand} in the programme"
        elif known and not known.is_imported:
            yield session.line, "this session was booked in Coursebook; its register is kept there"
        elif known and _facts(known) != _past_facts(session):
            yield session.line, "the session was imported before with other particulars"


def _sector_complaints(bookings: Iterable[rules.PastBooking]) -> Iterator[_Complaint]:
    """Agencies that Coursebook knows in another sector."""
    known = {agency.name_key: agency for agency in db.session.scalars(select(Agency))}
    for booking in bookings:
        agency = known.get(name_key(booking.agency))
        if agency and booking.sector and agency.sector not in (Sector.OTHER, booking.sector):
            yield booking.line, f"{agency.name} is {booking.sector} here and {agency.sector} in Coursebook"


def _facts(session: TrainingSession) -> tuple[object, ...]:
    return session.ends_at, session.places, session.delivery, session.state is SessionState.CANCELLED


def _past_facts(session: rules.PastSession) -> tuple[object, ...]:
    last = session.days[-1]
    return from_london(last.on, last.ends), session.places, session.delivery, session.is_cancelled


def _compare_bookings(
    past: Sequence[rules.PastSession], standing: _Standing
) -> tuple[list[tuple[rules.PastSession, rules.PastBooking]], list[_Complaint]]:
    """The rows that aren't on their session yet, and what speaks against adding them."""
    kept = _kept_outcomes([session.id for session in standing.values()])
    missing: list[tuple[rules.PastSession, rules.PastBooking]] = []
    complaints: list[_Complaint] = []
    for session in past:
        there = Counter(kept.get(standing[session.key].id)) if session.key in standing else Counter()
        new = _not_there(session.bookings, there.copy())
        live = {email for email, outcome in there if outcome in rules.STATES_OF_PAST_BOOKINGS}
        complaints += [
            (booking.line, f"{booking.email} was imported before with another outcome")
            for booking in new
            if booking.outcome in rules.STATES_OF_PAST_BOOKINGS and booking.email in live
        ]
        allocated = sum(how_many for (_, outcome), how_many in there.items() if outcome in rules.ALLOCATED)
        allocated += sum(booking.outcome in rules.ALLOCATED for booking in new) - len(session.refilled)
        if new and there and not session.is_cancelled and allocated > session.places:
            complaints.append((new[0].line, f"{session.places} places, but with what was imported before {allocated}"))
        missing += [(session, booking) for booking in new]
    return missing, complaints


def _not_there(
    bookings: Iterable[rules.PastBooking], there: Counter[tuple[str, Outcome | None]]
) -> list[rules.PastBooking]:
    new = []
    for booking in bookings:
        if there[booking.email, booking.outcome]:
            there[booking.email, booking.outcome] -= 1
        else:
            new.append(booking)
    return new


def _kept_outcomes(session_ids: Iterable[int]) -> dict[int, Counter[tuple[str, Outcome | None]]]:
    kept: dict[int, Counter[tuple[str, Outcome | None]]] = {}
    for batch in _batches(session_ids, BATCH):
        rows = db.session.execute(
            select(Booking.session_id, User.email, Booking.outcome)
            .join(User, User.id == Booking.practitioner_id)
            .where(Booking.session_id.in_(batch))
        )
        for session_id, email, outcome in rows:
            kept.setdefault(session_id, Counter())[email, outcome] += 1
    return kept


def _enrol_agencies(bookings: Iterable[rules.PastBooking]) -> dict[str, int]:
    """Agency ids by name key; those not known yet are added. One without a sector takes the file's."""
    known = {agency.name_key: agency for agency in db.session.scalars(select(Agency))}
    for booking in bookings:
        if not booking.agency:
            continue
        agency = known.get(name_key(booking.agency))
        if agency is None:
            agency = Agency(name=booking.agency, name_key=name_key(booking.agency), sector=Sector.OTHER, is_listed=True)
            db.session.add(agency)
            known[agency.name_key] = agency
        if agency.sector == Sector.OTHER and booking.sector:
            agency.sector = booking.sector
    db.session.flush()
    return {key: agency.id for key, agency in known.items()}


def _enrol_people(bookings: Sequence[rules.PastBooking], at: datetime) -> tuple[dict[str, int], int]:
    """User ids by address, and how many are new."""
    names = {booking.email: booking.name for booking in reversed(bookings)}
    for batch in _batches(names, BATCH):
        for stranger in db.session.scalars(select(User).where(User.email.in_(batch), User.is_provisional)):
            people.enrol(email=stranger.email, name=names[stranger.email], at=at)  # a person's row from now on
    known = _ids_by_email(names)
    new = [email for email in names if email not in known]
    _insert(
        User,
        [{"email": email, "name": names[email], "role": Role.PRACTITIONER, "created_at": at} for email in new],
    )
    return known | _ids_by_email(new), len(new)


def _ids_by_email(emails: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for batch in _batches(emails, BATCH):
        found.update(db.session.execute(select(User.email, User.id).where(User.email.in_(batch))).all())
    return found


def _add_sessions(past: Sequence[rules.PastSession], at: datetime) -> _Standing:
    courses = {course.title.casefold(): course for course in db.session.scalars(select(Course))}
    added = {}
    for session in past:
        course = courses.get(session.course.casefold())
        if course is None:
            course = Course(
                title=session.course, strand=session.strand, usual_length=UsualLength.FULL_DAY, created_at=at
            )
            courses[session.course.casefold()] = course
        added[session.key] = _as_session(session, course, at)
    db.session.add_all(added.values())
    db.session.flush()
    _insert(Register, [{"session_id": session.id, "closed_at": at} for session in added.values()])
    return added


def _as_session(past: rules.PastSession, course: Course, at: datetime) -> TrainingSession:
    session = TrainingSession(
        course=course,
        state=SessionState.CANCELLED if past.is_cancelled else SessionState.PUBLISHED,
        places=past.places,
        delivery=past.delivery,
        is_imported=True,
        created_at=at,
    )
    session.plan_days(past.days)
    return session


def _as_row(
    booking: rules.PastBooking, session_id: int, people: dict[str, int], agencies: dict[str, int], at: datetime
) -> dict[str, Any]:
    return {
        "session_id": session_id,
        "practitioner_id": people[booking.email],
        "state": _STATES.get(booking.outcome, BookingState.BOOKED),
        "outcome": booking.outcome,
        "name": booking.name,
        "agency_id": agencies.get(name_key(booking.agency)),
        "created_at": at,
    }


def _link_refills(missing: Iterable[tuple[rules.PastSession, rules.PastBooking]], sessions: _Standing) -> None:
    """A late cancellation that was refilled is linked to the first booking of its session that refills none yet."""
    wanted: dict[int, list[rules.PastBooking]] = {}
    for session, booking in missing:
        if booking.is_refilled:
            wanted.setdefault(sessions[session.key].id, []).append(booking)
    for batch in _batches(wanted, BATCH):
        late, takers = _late_and_takers(batch)
        for session_id in batch:
            for booking in wanted[session_id]:
                if not takers[session_id]:
                    raise refusals.BadRegisterFile([f"line {booking.line}: no booking is left that refills it"])
                takers[session_id].pop(0).refills_id = late[session_id, booking.email].pop(0)
    db.session.flush()


def _late_and_takers(
    session_ids: Sequence[int],
) -> tuple[dict[tuple[int, str], list[int]], dict[int, list[Booking]]]:
    """The late cancellations that nobody refills yet, by session and address, and the bookings that refill none."""
    bookings = db.session.scalars(select(Booking).where(Booking.session_id.in_(session_ids)).order_by(Booking.id)).all()
    refilled = {booking.refills_id for booking in bookings}
    late: dict[tuple[int, str], list[int]] = {}
    takers: dict[int, list[Booking]] = {session_id: [] for session_id in session_ids}
    for booking in bookings:
        if booking.outcome is Outcome.LATE_CANCELLED and booking.id not in refilled:
            late.setdefault((booking.session_id, booking.practitioner.email), []).append(booking.id)
        elif booking.is_booked and booking.refills_id is None:
            takers[booking.session_id].append(booking)
    return late, takers


def _insert(model: type, rows: list[dict[str, Any]]) -> None:
    for batch in _batches(rows, BATCH):
        db.session.execute(insert(model), batch)


def _batches(things: Iterable[T], size: int) -> Iterator[list[T]]:
    remaining = iter(things)
    while batch := list(islice(remaining, size)):
        yield batch

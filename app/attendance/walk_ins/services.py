"""At the door: somebody without a booking, or a colleague instead of the one who has it."""

from collections.abc import Mapping
from datetime import date, datetime

from app.accounts.models import Agency, User
from app.accounts.people import queries as people
from app.attendance.names import name_to_compare
from app.attendance.registers import queries as registers_queries
from app.attendance.registers import rules as registers_rules
from app.attendance.registers import services as registers_services
from app.attendance.registers.models import DayMark
from app.attendance.registers.rules import PRESENT
from app.attendance.walk_ins import refusals
from app.booking.delegates import Delegate
from app.booking.leaving.services_substitution import record_came_instead
from app.booking.models import Booking
from app.booking.places.services_walk_ins import record_walk_in, remove_walk_in
from app.booking.queries import live_booking
from app.booking.states import Outcome
from app.core.database import command, db
from app.programme.models_sessions import TrainingSession

NOT_ON_IT = "not on the register"


@command
def add_walk_in(
    session: TrainingSession,
    *,
    name: str,
    email: str,
    agency: Agency | None,
    on: date | None = None,
    other_agency: str = "",
    is_theirs: bool = False,
    why: str = "",
    by: User,
    at: datetime,
) -> Booking:
    """Someone who came without a booking on one day, that under way where none is named. The address may be empty.

    Raises as `mark` does, AlreadyBooked and AddressOfAnother.
    """
    is_correction = registers_services.must_accept(session, on=on, why=why, by=by, at=at)
    day = registers_rules.day_of(session, on, at)
    if email and not is_theirs:
        must_match_known_name(session, name=name, email=email)
    walk_in = record_walk_in(session, name=name, email=email, agency=agency, other_agency=other_agency, by=by, at=at)
    db.session.flush()
    db.session.add(DayMark(booking_id=walk_in.id, on=day.on, mark=Outcome.WALK_IN, marked_at=at, marked_by_id=by.id))
    if is_correction:
        registers_services.note_correction(walk_in, NOT_ON_IT, Outcome.WALK_IN, on=day.on, why=why, by=by, at=at)
    return walk_in


@command
def take_off(booking: Booking, *, why: str = "", by: User, at: datetime) -> None:
    """A walk-in entered by mistake, with all that is marked for them. Raises as `mark` does."""
    is_correction = registers_services.must_accept(
        booking.session, on=booking.session.days[0].on, why=why, by=by, at=at
    )
    remove_walk_in(booking, by=by, at=at)
    for made in registers_queries.marks_of(booking).values():
        db.session.delete(made)
    if is_correction:
        registers_services.note_correction(booking, Outcome.WALK_IN, NOT_ON_IT, why=why, by=by, at=at)


@command
def came_instead(
    booking: Booking,
    delegate: Delegate,
    *,
    on: date | None = None,
    is_theirs: bool = False,
    why: str = "",
    by: User,
    at: datetime,
) -> Booking:
    """A colleague stood at the door on one day, of those under way where none is named, and has the place from then on.

    Absences marked on other days go with the place. Raises as `mark` does, WasHereBefore, SamePerson,
    AlreadyBooked and AddressOfAnother.
    """
    session = booking.session
    is_correction = registers_services.must_accept(session, on=on, why=why, by=by, at=at)
    if not is_theirs:
        must_match_known_name(session, name=delegate.name, email=delegate.email)
    db.session.refresh(booking)
    on, before = on or registers_rules.day_under_way(session, at).on, booking.outcome
    kept = registers_queries.marks_of(booking)
    standing = registers_queries.standing_marks(booking, kept)
    if any(mark in PRESENT for day, mark in standing.items() if day != on):
        raise refusals.WasHereBefore(booking.name)
    colleague = record_came_instead(booking, delegate, by=by, at=at)
    _hand_over(kept, standing | {on: Outcome.ATTENDED}, to=colleague, by=by, at=at)
    registers_services.recompute_outcome(colleague, by=by, at=at)
    if is_correction:
        registers_services.note_correction(booking, before, "a colleague came instead", on=on, why=why, by=by, at=at)
    return colleague


def must_match_known_name(session: TrainingSession, *, name: str, email: str) -> None:
    """An address that is known under another name isn't joined to it unseen. Raises AddressOfAnother.

    Who is on the register already is refused as that, and whoever writes on it sees their name there.
    """
    known = people.user_by_email(email)
    if known is None or name_to_compare(known.name) in ("", name_to_compare(name)):
        return
    standing = live_booking(session.id, known.id)
    if standing is None or not (standing.is_booked or standing.is_walk_in):
        raise refusals.AddressOfAnother


def _hand_over(
    kept: Mapping[date, DayMark], marks: Mapping[date, Outcome | None], *, to: Booking, by: User, at: datetime
) -> None:
    """The marks of a booking end with it; those that stand begin with its successor's."""
    for on, mark in marks.items():
        if mark is not None:
            said_by = kept[on].said_by if on in kept and mark is Outcome.EXCUSED else ""
            said = {"said_by": said_by, "marked_at": at, "marked_by_id": by.id}
            db.session.add(DayMark(booking_id=to.id, on=on, mark=mark, **said))
    for made in kept.values():
        db.session.delete(made)
    db.session.flush()

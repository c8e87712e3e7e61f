"""What came of a booking: the register's marks, and walk-ins."""

from datetime import datetime

from app import audit
from app.accounts.models import Agency, User
from app.accounts.services import enrol, enrol_agency
from app.booking import queries
from app.booking.models import AlreadyBooked, Booking, BookingState, Outcome
from app.booking.rules import NEEDS_KEPT
from app.booking.services.claims import give_up_pending, lock_session, tell_manager
from app.booking.services.waiting import pass_on_places, take_off_the_list
from app.database import command, db, take_turns
from app.programme.models import TrainingSession
from app.terms.models import ManagerNews


@command
def record_outcome(booking: Booking, outcome: Outcome | None, *, by: User, at: datetime) -> None:
    """What the register says of someone; None takes the mark of a place back. Raises NotBooked."""
    db.session.refresh(booking, with_for_update={"of": Booking})
    before = booking.outcome
    booking.mark(outcome, at)
    if before is not outcome:
        audit.write("marked", booking, by=by, at=at, note=f"{before or 'not marked'} to {outcome or 'not marked'}")


@command
def record_walk_in(
    session: TrainingSession,
    *,
    name: str,
    email: str,
    agency: Agency | None,
    other_agency: str = "",
    by: User,
    at: datetime,
) -> Booking:
    """Someone who came without a booking: counted beside the places. Who waited for one leaves the list.

    Their agency becomes that of a person who had none; nobody is moved from one to another.
    `other_agency` names one that isn't on the list, as on the booking form. Raises AlreadyBooked.
    """
    lock_session(session)
    person = enrol(email=email, name=name, at=at)
    if other_agency:
        agency = enrol_agency(other_agency, is_listed=False)
    give_up_pending(session, person)
    standing = queries.live_booking(session.id, person.id)
    if standing and standing.is_for_the_waiting_list:
        agency = agency or standing.agency
        take_off_the_list(standing, by=by, at=at, deed="left the waiting list: walked in")
    elif standing:
        raise AlreadyBooked(f"{email} is on this register already.")
    if person.agency_id is None and agency:
        person.agency_id = agency.id
    booking = Booking(
        session_id=session.id,
        practitioner_id=person.id,
        state=BookingState.WALKED_IN,
        outcome=Outcome.WALK_IN,
        marked_at=at,
        name=name,
        agency=agency,
        created_at=at,
    )
    db.session.add(booking)
    audit.write("added a walk-in", booking, by=by, at=at)
    pass_on_places(session, at=at)  # they may have been offered one
    return booking


@command
def remove_walk_in(booking: Booking, *, by: User, at: datetime) -> None:
    """Someone entered on the register by mistake. Raises NotBooked."""
    lock_session(booking.session)
    db.session.refresh(booking)
    booking.take_off_the_register()
    audit.write("removed a walk-in", booking, by=by, at=at)


@command
def purge_needs(*, at: datetime) -> int:
    """Forget access and dietary needs 30 days after a session's last day; returns how many bookings had some."""
    kept = queries.needs_to_forget(ended_by=at - NEEDS_KEPT)
    for booking in kept:
        booking.access_needs = booking.dietary_needs = ""
    return len(kept)


@command
def tell_managers_of_absence(absent: list[Booking], *, at: datetime) -> int:
    """One letter for each, where the terms say so and none has gone yet. Returns how many."""
    take_turns("managers told of absence")
    return sum(tell_manager(booking, news=ManagerNews.NON_ATTENDANCE, at=at) for booking in absent)

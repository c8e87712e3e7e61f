"""Somebody who came without a booking."""

from datetime import datetime

from app.accounts.models import Agency, User, name_key
from app.accounts.people import services as people
from app.audit import services as audit
from app.audit.models import Verb
from app.booking import queries as booking_queries
from app.booking.claims import services as claims
from app.booking.delegates import BookingSnapshot
from app.booking.models import Booking
from app.booking.refusals import AlreadyBooked
from app.booking.waiting_list import services as waiting_list
from app.core.database import command, db
from app.programme.models_sessions import TrainingSession


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

    Where the office writes it, their agency becomes that of a person who had none and has proved nothing; nobody is
    moved from one to another.
    `other_agency` names one that isn't on the list, as on the booking form. Without an address they are kept by their
    name alone, and no mail is sent to them. Raises AlreadyBooked.
    """
    claims.lock_session(session)
    person = people.enrol(email=email, name=name, at=at) if email else _without_address(session, name, at=at)
    if other_agency:
        agency = people.enrol_agency(other_agency, is_listed=False)
    standing = claims.give_up_pending(session, person)
    if standing and standing.is_for_the_waiting_list:
        agency = agency or standing.agency
        waiting_list.take_off_the_list(standing, by=by, at=at, verb=Verb.WALKED_IN_FROM_WAITING_LIST)
    elif standing:
        raise AlreadyBooked(f"{email} is on this register already.")
    if by.is_training_team and agency and person.agency_id is None and person.address_proved_at is None:
        person.agency_id = agency.id
    snapshot = BookingSnapshot(name, agency)
    booking = Booking.from_snapshot(snapshot, session=session, practitioner=person, terms=None, at=at)
    booking.walk_in(at)
    db.session.add(booking)
    audit.write(Verb.ADDED_WALK_IN, booking, by=by, at=at)
    waiting_list.pass_on_places(session, at=at)  # they may have been offered one
    return booking


def _without_address(session: TrainingSession, name: str, *, at: datetime) -> User:
    """Raises AlreadyBooked for a name that is on the register without an address already."""
    there = booking_queries.on_the_register(session)
    if any(name_key(each.name) == name_key(name) and not each.practitioner.has_address for each in there):
        raise AlreadyBooked(f"{name} is on this register already, without an e-mail address.")
    return people.enrol_without_address(name=name, at=at)


@command
def remove_walk_in(booking: Booking, *, by: User, at: datetime) -> None:
    """Someone entered on the register by mistake. Raises NotBooked."""
    claims.lock_session(booking.session)
    db.session.refresh(booking)
    booking.take_off_the_register()
    audit.write(Verb.REMOVED_WALK_IN, booking, by=by, at=at)

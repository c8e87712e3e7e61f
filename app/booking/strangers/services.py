"""A booking by somebody who has proved no address; what is put off until they do; and that nothing stays of it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete

from app.accounts.models import Agency, AgencyGroup, Sector, User, name_key
from app.accounts.people import queries as people_queries
from app.accounts.people import services as people
from app.audit import services as audit
from app.booking.claims import queries as claims_queries
from app.booking.claims import services as claims
from app.booking.delegates import Delegate
from app.booking.eligibility import services as eligibility
from app.booking.models import Booking
from app.booking.states import BookingState
from app.booking.strangers import queries, refusals, rules
from app.core.changes import in_batches
from app.core.database import advisory_lock, command, db
from app.programme.models_sessions import TrainingSession


def pending_claim(
    session: TrainingSession, delegate: Delegate, *, held_here: Collection[int], network: str, at: datetime
) -> Booking:
    """A booking of a locked session by whoever types an address: without a state, and not added yet.

    The answer is the same whoever's address it is. What was asked for with the same address in the same browser makes
    room; `held_here` are the proofs that it was asked by. What others hold with the address stands. Raises as
    `claims.claim` does, and TooManyAsked.
    """
    if network:
        advisory_lock(f"asked from {network}")
    if queries.asked_from(network, at=at) >= rules.MOST_ASKED_FROM_ONE_NETWORK:
        raise refusals.TooManyAsked
    person = people.enrol_provisional(email=delegate.email, name=delegate.name, at=at)
    everything = claims_queries.all_of_a_person(session.id, person.id)
    claims.give_up(earlier for earlier in everything if earlier.proof_id in held_here)
    known, new = _agency_of(delegate)
    booking = claims.claim(session, person, delegate.snapshot(known), standing=None, at=at, new_agency=new)
    booking.held_from = network or None
    if new:
        booking.other_agency, booking.agency_group = new.name, new.group
    return booking


def _agency_of(delegate: Delegate) -> tuple[Agency | None, Agency | None]:
    """The one that is known; or else a new one as it would be, not kept: a stranger adds none to the list."""
    if not delegate.other_agency:
        return delegate.agency, None
    known = people_queries.agency_by_name(delegate.other_agency)
    return known, None if known else _as_it_would_be(delegate.other_agency)


def _as_it_would_be(name: str) -> Agency:
    name, group = " ".join(name.split()), AgencyGroup.CONTRIBUTING
    return Agency(name=name, name_key=name_key(name), sector=Sector.OTHER, group=group, is_listed=False)


def settle(booking: Booking, *, at: datetime) -> None:
    """Once the address is proved: what was put off until then. An agency of a new name is one now, for the office to
    look at; a place that was asked for is taken. Raises which rule it breaks, or SessionFull."""
    typed = booking.other_agency
    agency = (people_queries.agency_by_name(typed) or _as_it_would_be(typed)) if typed else booking.agency
    if typed or booking.is_asked:
        eligibility.must_keep_the_rules(booking.session, agency, job_role=booking.job_role, at=at)
    if booking.is_asked:
        claims.take_place(booking, booking.session, at=at)
    if typed:
        booking.agency, booking.other_agency = people.enrol_agency(typed, is_listed=False), ""
        booking.agency_group = booking.agency.group


def forget_strangers() -> int:
    """Rows of addresses that nobody has proved go with the last hold: how many people who never were."""
    return sum(_forget(some) for some in in_batches(queries.strangers_without_a_hold()))


@command
def _forget(person_ids: list[int]) -> int:
    """Asked again under the lock under which people are enrolled: who is somebody meanwhile stays."""
    advisory_lock("enrol")
    gone = queries.strangers_without_a_hold(among=person_ids)
    booking_ids = queries.bookings_of_people(gone)
    audit.forget_strangers(gone, record_type=Booking, record_ids=booking_ids)
    db.session.execute(delete(Booking).where(Booking.id.in_(booking_ids), Booking.state == BookingState.LAPSED))
    db.session.execute(delete(User).where(User.id.in_(gone), User.is_provisional))
    return len(gone)

"""The session's lock, one place of it, lapsed holds."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import inspect, select

from app.accounts.models import Agency, User
from app.booking import emails
from app.booking.claims import queries
from app.booking.claims.queries import Tally
from app.booking.delegates import AcceptedTerms, BookingSnapshot
from app.booking.eligibility import services as eligibility
from app.booking.eligibility.rules_verdict import must_be_bookable, verdict_of
from app.booking.job_roles import queries as job_roles
from app.booking.models import Booking
from app.booking.refusals import AlreadyBooked
from app.booking.rules import Availability
from app.core.clock import to_london
from app.core.database import db
from app.notifications.services import withdraw_queued
from app.programme.models_sessions import TrainingSession
from app.settings import queries as settings
from app.settings.rules_partnership import PartnershipDetails
from app.terms.closed_days.queries import closed_days
from app.terms.policies import queries as policies
from app.terms.policies.rules_notice import free_until


def read_ahead(session: TrainingSession, *, at: datetime) -> None:
    """What every booking asks and hardly ever changes, before the session is locked: nobody need wait for it."""
    policies.policy_in_force(on=to_london(at).date())
    closed_days()
    job_roles.groups_of(session.course)
    settings.current(PartnershipDetails)
    emails.pre_course_links([])


def lock_session(session: TrainingSession) -> None:
    """Take the session's row lock, first in the transaction: what is counted after it stays true until the end.

    SQLite ignores FOR UPDATE; there the command's BEGIN IMMEDIATE does the same. The row is read as it is locked, its
    own columns alone: of what it is joined to, PostgreSQL would tell how that was before the wait. Its course is read
    again when it is asked for, its days where they may have changed: `sequence` rises with them where people can book.
    """
    mapper, known = inspect(TrainingSession), dict(inspect(session).dict)
    db.session.refresh(session, mapper.column_attrs.keys(), with_for_update=True)
    if course := known.get("course"):
        db.session.expire(course)  # it may be held by others, and would be found as it was
    db.session.expire(session, {*mapper.relationships.keys()} - {"days"})  # found anew where the row points elsewhere
    if "days" in known and (known.get("state"), known.get("sequence")) != (session.state, session.sequence):
        for day in session.days:
            db.session.expire(day)
        db.session.expire(session, ["days"])


def lock_sessions(sessions: Iterable[TrainingSession]) -> None:
    """Several, before anything else is locked, and by everybody in the same order: so nobody waits in a circle."""
    for session in sorted(sessions, key=lambda session: session.id):
        lock_session(session)


def claim(
    session: TrainingSession,
    person: User,
    snapshot: BookingSnapshot,
    *,
    standing: Booking | None,
    at: datetime,
    waives_rules: bool = False,
    new_agency: Agency | None = None,
) -> Booking:
    """A booking of a locked session with what it keeps of the person: without a state, and not added yet.

    `standing` is what `give_up_pending` left of theirs. The office may waive the session's rules. `new_agency` is one
    that isn't kept before the address is proved: the rules look at it as if it were. Raises as
    `must_be_bookable` does before anybody counts, AlreadyBooked, and what `must_keep_the_rules` raises.
    """
    must_be_bookable(verdict_of(session, at=at, waives_dates=waives_rules), session)
    if standing:
        raise AlreadyBooked(
            "You are on the waiting list of this session." if standing.is_for_the_waiting_list else None
        )
    if not waives_rules:
        agency = snapshot.agency or new_agency
        eligibility.must_keep_the_rules(session, agency, job_role=snapshot.job_role, at=at)
    policy = policies.policy_in_force(on=to_london(at).date())
    terms = AcceptedTerms(policy, accepted_at=at, free_until=free_until(policy, session.starts_at, closed_days()))
    return Booking.from_snapshot(snapshot, session=session, practitioner=person, terms=terms, at=at)


def take_place(booking: Booking, session: TrainingSession, *, at: datetime) -> None:
    """One place of a locked session that nobody waits for. Raises SessionFull or PlacesGoToTheList."""
    tally = _tally_of(session, at)
    must_be_bookable(verdict_of(session, at=at, places=tally.of(session.places), waives_dates=True), session)
    if tally.unrefilled and tally.named + tally.unrefilled >= session.places:
        booking.refills_id = queries.earliest_unrefilled(session.id)


def places_of(session: TrainingSession, *, at: datetime) -> Availability:
    """Counted under the lock."""
    return _tally_of(session, at).of(session.places)


def _tally_of(session: TrainingSession, at: datetime) -> Tally:
    """What is pending though its time is over lapses first: that is said in the database, not just counted, so that
    whoever confirms a moment too late sees it."""
    tally = queries.tally(session.id, at=at)
    if not tally.over:
        return tally
    lapse_pending_of(session, at)
    return queries.tally(session.id, at=at)


def link_to_refilled(booking: Booking, session: TrainingSession, *, taken: int, at: datetime) -> None:
    """Note which late cancellation's place this is, if with `taken` places gone it takes the last free one.

    What agencies hold without a name refills nothing before somebody is named.
    """
    tally = queries.tally(session.id, at=at)
    if tally.unrefilled and taken - tally.unnamed + tally.unrefilled >= session.places:
        booking.refills_id = queries.earliest_unrefilled(session.id)


def give_up_pending(session: TrainingSession, person: User) -> Booking | None:
    """What waits for its address to be confirmed makes room for what is done now for the same person.

    Returns the claim that stands of theirs.
    """
    return give_up(queries.all_of_a_person(session.id, person.id))


def give_up(bookings: Iterable[Booking]) -> Booking | None:
    """What is pending of a person's bookings of a session lapses. Returns the claim among them."""
    standing = None
    for booking in bookings:
        if booking.is_pending:
            lapse(booking)
        else:
            standing = booking
    return standing


def lapse_pending_of(session: TrainingSession, at: datetime) -> None:
    over = select(Booking).where(Booking.session_id == session.id, Booking.is_hold_over(at))
    over = over.order_by(Booking.id).with_for_update(of=Booking).execution_options(populate_existing=True)
    for booking in db.session.scalars(over).all():
        lapse(booking)


def lapse(booking: Booking) -> None:
    booking.lapse()
    withdraw_queued(about=booking.about)
    db.session.flush()

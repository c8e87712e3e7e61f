"""The waiting list: joining it, passing free places on in its order, answering an offer."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.booking import queries as booking_queries
from app.booking.claims import services as claims
from app.booking.claims.services_delegates import agency_of, person_of, refusals_about_others, remember_details
from app.booking.delegates import Delegate
from app.booking.eligibility import services as eligibility
from app.booking.eligibility.rules_verdict import verdict_of
from app.booking.models import Booking
from app.booking.refusals import NotOnTheList, OfferOver, PlacesLeft
from app.booking.services_letters import announce, mail
from app.booking.waiting_list import emails, queries, refusals, rules
from app.core.database import command, db
from app.notifications.models import LetterKind
from app.notifications.services import withdraw_queued
from app.programme.models_sessions import TrainingSession
from app.terms.closed_days.queries import closed_days

_AN_INSTANT = timedelta(microseconds=1)
"""Clocks of several processes differ a little: the order of the list is that in which the lock was had."""


@command
def join_waiting_list(
    session: TrainingSession, delegate: Delegate, *, by: User, at: datetime, waives_rules: bool = False
) -> Booking:
    """Into the line, for someone signed in or, by the office, for somebody else by their address.

    Raises PlacesLeft, NotOpenForBooking, SessionStarted, AlreadyBooked or which rule of the session it breaks.
    """
    claims.lock_session(session)
    person, agency = person_of(delegate, by=by, at=at), agency_of(delegate)
    standing = claims.give_up_pending(session, person)
    must_be_full(session, at)
    with refusals_about_others(delegate, to=by):
        booking = claims.claim(
            session, person, delegate.snapshot(agency), standing=standing, at=at, waives_rules=waives_rules
        )
        if not waives_rules:
            eligibility.must_be_eligible(session, person, at=at)
    booking.wait(at)
    booking.booked_by = None if by is person else by
    db.session.add(booking)
    db.session.flush()
    remember_details(booking, by=by)
    note_waiting(booking, by=by, at=at)
    return booking


@command
def accept_offer(booking: Booking, *, at: datetime) -> None:
    """The offered place is theirs. Raises OfferOver.

    Whoever had the lock before may have seen the offer end and given the place away: then it is over.
    """
    claims.lock_session(booking.session)
    db.session.refresh(booking)
    booking.must_be_acceptable(at)
    if booking_queries.places_taken(booking.session_id, at=at) > booking.session.places:
        raise OfferOver
    booking.book(at)
    announce(booking, by=booking.practitioner, at=at, verb=Verb.ACCEPTED_OFFER)


@command
def leave_waiting_list(booking: Booking, *, by: User, at: datetime, reason: str = "") -> None:
    """Off the list, or an offer refused: what was offered passes on. Whoever didn't do it themselves is told.

    Raises NotOnTheList.
    """
    claims.lock_session(booking.session)
    db.session.refresh(booking)
    was_offered = booking.offered_until is not None
    take_off_the_list(booking, by=by, at=at, verb=Verb.LEFT_WAITING_LIST, reason=reason)
    if by.id != booking.practitioner_id:
        letter = emails.taken_off(booking, by=by, reason=reason, was_offered=was_offered)
        mail(booking, letter, kind=LetterKind.TAKEN_OFF_LIST, at=at, stale_at=booking.session.starts_at)
    pass_on_places(booking.session, at=at)


def lapse_offers(*, at: datetime) -> int:
    """Offers that nobody answered in time pass on, one transaction each; returns how many were over."""
    return sum(_let_pass(booking, at=at) for booking in queries.offers_over(at=at))


@command
def _let_pass(booking: Booking, *, at: datetime) -> bool:
    claims.lock_session(booking.session)
    db.session.refresh(booking)
    if not booking.is_offer_over(at):
        return False
    take_off_the_list(booking, by=None, at=at, verb=Verb.LET_OFFER_PASS)
    mail(booking, emails.offer_over(booking), kind=LetterKind.OFFER_OVER, at=at, stale_at=booking.session.starts_at)
    pass_on_places(booking.session, at=at)
    return True


def pass_on_free_places(*, at: datetime) -> int:
    """Wherever a place is free and somebody waits, a session at a time; returns how many were booked or offered."""
    return sum(_pass_on(session, at=at) for session in queries.sessions_to_pass_on(at=at))


@command
def _pass_on(session: TrainingSession, *, at: datetime) -> int:
    claims.lock_session(session)
    return pass_on_places(session, at=at)


@command
def move_to_the_front(booking: Booking, *, reason: str, by: User, at: datetime) -> None:
    """The next in line, for a reason that is written down. Raises NotOnTheList or ReasonNeeded."""
    if not reason.strip():
        raise refusals.ReasonNeeded
    claims.lock_session(booking.session)
    db.session.refresh(booking)
    if not booking.is_waiting:
        raise NotOnTheList
    highest = db.session.scalar(select(func.max(Booking.priority)).where(Booking.session_id == booking.session_id))
    booking.priority = (highest or 0) + 1
    audit.write(Verb.MOVED_TO_THE_FRONT, booking, by=by, at=at, reason=reason.strip())
    pass_on_places(booking.session, at=at)


@command
def pause_offers(session: TrainingSession, *, reason: str, by: User, at: datetime) -> None:
    """Pass no place on until told otherwise; an empty reason goes on."""
    claims.lock_session(session)
    session.offers_paused = " ".join(reason.split())
    verb = Verb.PAUSED_OFFERS if session.offers_paused else Verb.RESUMED_OFFERS
    audit.write(verb, session, by=by, at=at, reason=reason)
    pass_on_places(session, at=at)


def must_be_full(session: TrainingSession, at: datetime) -> None:
    """Raises PlacesLeft."""
    if verdict_of(session, at=at, places=claims.places_of(session, at=at), waives_dates=True).can_be_booked:
        raise PlacesLeft


def note_waiting(booking: Booking, *, by: User, at: datetime) -> None:
    """At the end of the list: the audit entry and the mail; whatever is free already is passed on."""
    booking.waiting_since = max(at, queries.latest_claim(booking) + _AN_INSTANT)
    audit.write(Verb.JOINED_WAITING_LIST, booking, by=by, at=at)
    withdraw_queued(about=booking.about)
    mail(booking, emails.waiting(booking), kind=LetterKind.WAITING, at=at, stale_at=booking.session.starts_at)
    pass_on_places(booking.session, at=at)


def pass_on_places(session: TrainingSession, *, at: datetime) -> int:
    """Give the free places of a locked session to those who wait, in their order; returns how many.

    At once, or as an offer to be accepted, as the terms each of them accepted say.
    """
    if session.offers_paused or not verdict_of(session, at=at, waives_dates=True).can_be_booked:
        return 0
    db.session.flush()
    claims.lapse_pending_of(session, at)
    passed_on = 0
    free = session.places - booking_queries.places_taken(session.id, at=at)
    for booking in booking_queries.waiting_list(session.id)[: max(free, 0)]:
        how = rules.how_to_pass_on(booking.free_until, session.starts_at, at, closed_days())
        if how is rules.PassingOn.TOO_LATE:
            break
        claims.link_to_refilled(booking, session, taken=booking_queries.places_taken(session.id, at=at), at=at)
        if how is rules.PassingOn.AT_ONCE:
            booking.book(at)
            announce(booking, by=None, at=at, verb=Verb.PROMOTED_FROM_WAITING_LIST)
        else:
            _offer(booking, until=rules.offer_ends(session.starts_at, at), at=at)
        db.session.flush()
        passed_on += 1
    return passed_on


def _offer(booking: Booking, *, until: datetime, at: datetime) -> None:
    booking.offer(until)
    audit.write(Verb.WAS_OFFERED_PLACE, booking, by=None, at=at)
    withdraw_queued(about=booking.about)
    letter, occurrence = emails.offered(booking, at=at), f"{at:%Y%m%d%H%M%S}"
    mail(booking, letter, kind=LetterKind.OFFERED, at=at, occurrence=occurrence, stale_at=until)


def take_off_the_list(booking: Booking, *, by: User | None, at: datetime, verb: Verb, reason: str = "") -> None:
    """Of a locked session; what is queued about it is withdrawn. Raises NotOnTheList."""
    booking.leave_the_list()
    audit.write(verb, booking, by=by, at=at, reason=reason)
    withdraw_queued(about=booking.about)
    db.session.flush()

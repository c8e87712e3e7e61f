"""What must hold among all bookings, whatever happened at once. Each check returns the rows that break it."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, String, and_, cast, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from app.agency_holds import queries as holds
from app.booking.models import Booking
from app.booking.models_letters import ChangeLetter
from app.booking.queries import takes_a_place, waiting_list
from app.booking.states import CLAIMS, BookingState, Outcome
from app.booking.waiting_list import rules as waiting_list_rules
from app.booking.waiting_list.queries import sessions_to_pass_on
from app.core.database import db
from app.notifications.models import LetterKind, Message, MessageState
from app.programme.models_sessions import TrainingSession
from app.terms.closed_days.queries import closed_days

_GOT_A_PLACE = (BookingState.BOOKED, BookingState.OFFERED)


def broken_invariants(*, at: datetime) -> list[str]:
    """A line for each offending row, beginning with the rule that it breaks; empty when all is well."""
    return [f"{rule.__doc__}: {row}" for rule in _RULES for row in rule(at)]


def _overbooked(at: datetime) -> Iterator[str]:
    """more people have a place than there are places"""
    taken = func.count(Booking.id) + holds.places_held(TrainingSession, at=at)
    wanted = (
        select(TrainingSession.id, TrainingSession.places, taken)
        .join(Booking, Booking.session_id == TrainingSession.id)
        .where(TrainingSession.is_published, takes_a_place(at))
        .group_by(TrainingSession.id, TrainingSession.places)
        .having(taken > TrainingSession.places)
    )
    for session_id, places, how_many in db.session.execute(wanted):
        yield f"session {session_id}: {how_many} for {places} places"


def _twice_live(at: datetime) -> Iterator[str]:
    """one person has two live bookings of a session"""
    wanted = (
        select(Booking.session_id, Booking.practitioner_id, func.count())
        .where(Booking.state.in_(CLAIMS))
        .group_by(Booking.session_id, Booking.practitioner_id)
        .having(func.count() > 1)
    )
    for session_id, person_id, how_many in db.session.execute(wanted):
        yield f"session {session_id}, person {person_id}: {how_many} bookings"


def _passed_over(at: datetime) -> Iterator[str]:
    """somebody waits while a later one has a place"""
    served, waits = aliased(Booking), aliased(Booking)
    behind = and_(served.waiting_since > waits.waiting_since, served.priority <= waits.priority)
    wanted = select(waits.session_id, waits.id, served.id).where(
        waits.state == BookingState.WAITING,
        waits.priority == 0,  # somebody moved up may have been behind when the other was served
        served.session_id == waits.session_id,
        served.state.in_(_GOT_A_PLACE),
        served.substitutes_id.is_(None),  # a colleague was given a place that was never free
        served.was_held.is_(False),  # nor was one that an agency held before anybody waited
        or_(behind, and_(served.waiting_since.is_(None), served.created_at > waits.waiting_since)),
    )
    for session_id, waiting_id, served_id in db.session.execute(wanted):
        yield f"session {session_id}: booking {waiting_id} waits, booking {served_id} was served"


def _left_free(at: datetime) -> Iterator[str]:
    """a place is free while somebody waits for it"""
    closed = closed_days()
    for session in sessions_to_pass_on(at=at):
        first = waiting_list(session.id)[0]
        how = waiting_list_rules.how_to_pass_on(first.free_until, session.starts_at, at, closed)
        if session.takes_bookings and how is not waiting_list_rules.PassingOn.TOO_LATE:
            yield f"session {session.id}: booking {first.id} waits"


def _refilled_twice(at: datetime) -> Iterator[str]:
    """a refill belongs to no late cancellation of its session"""
    refill, cancelled = aliased(Booking), aliased(Booking)
    wanted = (
        select(refill.id, cancelled.id)
        .join(cancelled, cancelled.id == refill.refills_id)
        .where(or_(cancelled.outcome != Outcome.LATE_CANCELLED, cancelled.session_id != refill.session_id))
    )
    for refill_id, cancelled_id in db.session.execute(wanted):
        yield f"booking {refill_id} refills booking {cancelled_id}"


def _taken_over_by_nobody(at: datetime) -> Iterator[str]:
    """a substituted booking has no colleague's"""
    given, colleagues = aliased(Booking), aliased(Booking)
    wanted = (
        select(given.id)
        .join(TrainingSession, TrainingSession.id == given.session_id)
        .where(
            given.state == BookingState.SUBSTITUTED,
            TrainingSession.is_imported.is_(False),  # a past register doesn't say who came instead
            ~exists().where(colleagues.substitutes_id == given.id, colleagues.session_id == given.session_id),
        )
    )
    for booking_id in db.session.scalars(wanted):
        yield f"booking {booking_id}"


def _given_and_kept(at: datetime) -> Iterator[str]:
    """a colleague took the place of a booking that isn't substituted"""
    colleagues, given = aliased(Booking), aliased(Booking)
    wanted = (
        select(colleagues.id, given.id, given.state)
        .join(given, given.id == colleagues.substitutes_id)
        .where(given.state != BookingState.SUBSTITUTED)
    )
    for colleagues_id, given_id, state in db.session.execute(wanted):
        yield f"booking {colleagues_id} substitutes booking {given_id}, which is {state}"


def _told_twice(at: datetime) -> Iterator[str]:
    """one event has two messages"""
    wanted = (
        select(Message.subject_key, Message.kind, func.count())
        .where(
            Message.kind.in_((LetterKind.CONFIRMED, LetterKind.WITHDRAWN, LetterKind.WAITING, LetterKind.SUBSTITUTED)),
            Message.state != MessageState.WITHDRAWN,
        )
        .group_by(Message.subject_key, Message.kind)
        .having(func.count() > 1)
    )
    for about, kind, how_many in db.session.execute(wanted):
        yield f"{about}: {how_many} of kind {kind}"


def _booked_and_not_told(at: datetime) -> Iterator[str]:
    """somebody has a place and was never told so"""
    told_of_a_change = exists().where(ChangeLetter.booking_id == Booking.id, ChangeLetter.taken_back_at.is_(None))
    wanted = (
        select(Booking.id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(
            Booking.state == BookingState.BOOKED,
            Booking.confirmation_told_at.is_(None),
            Booking.letters_wait.is_(False),
            Booking.booked_at >= _first_confirmation(),
            TrainingSession.starts_at > at,
            ~told_of_a_change,
        )
    )
    return (f"booking {number}" for number in db.session.scalars(wanted.order_by(Booking.id)))


def _told_by_no_letter(at: datetime) -> Iterator[str]:
    """somebody was told of their place, and the outbox has no letter about it"""
    wanted = (
        select(Booking.id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(
            Booking.state == BookingState.BOOKED,
            Booking.confirmation_told_at >= _first_confirmation(),
            TrainingSession.starts_at > at,
            ~exists().where(Message.subject_key == literal(Booking.ABOUT) + cast(Booking.id, String)),
            ~_told_together(),
        )
    )
    return (f"booking {number}" for number in db.session.scalars(wanted.order_by(Booking.id)))


def _first_confirmation() -> ScalarSelect[datetime]:
    """SQL: since when the outbox has known confirmations. A made-up past has none."""
    return select(func.min(Message.created_at)).where(Message.kind == LetterKind.CONFIRMED).scalar_subquery()


def _told_together() -> ColumnElement[bool]:
    """SQL: one letter confirmed it with others of the same person that were booked in the same moment."""
    other = aliased(Booking)
    return exists().where(
        other.practitioner_id == Booking.practitioner_id,
        other.confirmation_told_at == Booking.confirmation_told_at,
        Message.key == literal(f"{LetterKind.CONFIRMED_TOGETHER}:together-") + cast(other.id, String),
    )


_RULES: tuple[Callable[[datetime], Iterator[str]], ...] = (
    _overbooked,
    _twice_live,
    _passed_over,
    _left_free,
    _refilled_twice,
    _taken_over_by_nobody,
    _given_and_kept,
    _told_twice,
    _booked_and_not_told,
    _told_by_no_letter,
)

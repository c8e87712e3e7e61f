"""Checking in oneself: with the code or the picture shown in the room."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.accounts.models import User
from app.accounts.throttling import services as throttling
from app.accounts.throttling.models import AttemptKind
from app.accounts.throttling.rules import Throttle
from app.attendance.check_in import queries, refusals, rules
from app.attendance.registers import queries as registers_queries
from app.attendance.registers import services as registers_services
from app.attendance.registers.queries_registers import register_of
from app.attendance.registers.refusals import RegisterClosed
from app.audit import services as audit
from app.audit.models import Verb
from app.booking.claims import services as claims
from app.booking.models import Booking
from app.booking.queries import live_booking
from app.booking.states import Outcome
from app.core import links
from app.core.database import command, db

WRONG_CODES = Throttle(most=5, within=timedelta(minutes=10))
HERE = (Outcome.ATTENDED, Outcome.WALK_IN)


@dataclass(frozen=True)
class Checked:
    """Somebody who is on the register as here, and since when."""

    booking: Booking
    since: datetime | None


def room_code(room: rules.Room) -> str:
    """The six digits that are shown in the room."""
    return links.six_digit_code(room.session.id, purpose="room", version=room.number)


def standing_in(room: rules.Room, person: User, *, at: datetime) -> Checked | None:
    """How somebody who is here already stands; None where they may check in.

    Raises NotOnThisSession, MarkedOtherwise, RegisterClosed or CheckInNotOpen.
    """
    room.must_keep_a_register()
    booking = live_booking(room.session.id, person.id)
    if booking is None or not (booking.is_booked or booking.is_walk_in):
        raise refusals.NotOnThisSession
    standing = registers_queries.standing_on(room.session, room.day.on).get(booking.id)
    if standing and standing.mark in HERE:
        return Checked(booking, standing.at)
    if standing:
        raise refusals.MarkedOtherwise
    if register_of(room.session):
        raise RegisterClosed("The register of this session is closed. Please speak to the training team.")
    room.must_be_open(at)
    return None


@command
def check_in(room: rules.Room, person: User, *, at: datetime) -> None:
    """A person says that they are here, once: again, it changes nothing. Raises what `standing_in` raises."""
    claims.lock_session(room.session)
    booking = live_booking(room.session.id, person.id)
    if booking:
        db.session.refresh(booking)
    if standing_in(room, person, at=at) is None and booking:
        here = Outcome.WALK_IN if booking.is_walk_in else Outcome.ATTENDED
        registers_services.mark(booking, here, on=room.day.on, by=person, at=at)


@command
def find_room(code: str, person: User, *, at: datetime, client_address: str = "") -> rules.Room:
    """The room, open now, whose code somebody signed in has typed: where they have a place before any other.

    Raises WrongRoomCode, which is remembered, or TooManyWrongCodes.
    """
    rooms = queries.open_rooms(at=at)
    rooms = _with_code(code, rooms, about=person, by=person, at=at, client_address=client_address)
    return next((room for room in rooms if live_booking(room.session.id, person.id)), rooms[0])


@command
def check_in_by_code(booking: Booking, code: str, *, at: datetime, client_address: str = "") -> None:
    """Somebody who holds their personal link types the code of the room.

    Raises what `check_in` raises, WrongRoomCode, which is remembered, or TooManyWrongCodes.
    """
    person = booking.practitioner
    room = queries.room_now(booking.session, at=at)
    if standing_in(room, person, at=at) is None:
        _with_code(code, [room], about=booking, by=person, at=at, client_address=client_address)
        check_in(room, person, at=at)


def _with_code(
    code: str, rooms: list[rules.Room], *, about: User | Booking, by: User, at: datetime, client_address: str
) -> list[rules.Room]:
    """Those of the rooms that have this code: one or more."""
    kind = AttemptKind.CODE_OF_A_BOOKING if isinstance(about, Booking) else AttemptKind.CODE_OF_A_PERSON
    if throttling.throttle(WRONG_CODES, kind, about.id, at=at):
        raise refusals.TooManyWrongCodes
    typed = "".join(code.split())
    right = [room for room in rooms if links.is_code(typed, room.session.id, purpose="room", version=room.number)]
    if not right:
        audit.write(Verb.TYPED_WRONG_ROOM_CODE, about, by=by, at=at)
        is_last = throttling.note_failed_attempt(WRONG_CODES, kind, about.id, at=at, client_address=client_address)
        raise refusals.TooManyWrongCodes if is_last else refusals.WrongRoomCode
    return right

"""After an import: its people are told once the office says so, or it is undone while nothing has happened to it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Agency, User
from app.audit import services as audit
from app.audit.models import Verb
from app.booking.claims import services as claims
from app.booking.coming_over import emails, queries, refusals
from app.booking.cut_over_file.models import BroughtBooking, BroughtRecord, BroughtSession, ComingOver, MadeKind
from app.booking.cut_over_file.rules_plan import OFFERS_WAIT
from app.booking.emails import organizer
from app.booking.models import Booking
from app.booking.services_letters import mail
from app.booking.waiting_list import services as waiting_list
from app.core.changes import in_batches
from app.core.database import command, db
from app.files.letters import Letter
from app.notifications.models import LetterKind
from app.notifications.services import post
from app.programme.models_sessions import SessionState, TrainingSession
from app.programme.sessions import services as sessions
from app.programme.trainer_requests import services as trainer_requests
from app.web.formatting import count

IS_USED = "Somebody else has booked a session of it, or another file builds on it: it can’t be undone any more."
HAS_HAPPENED = "{} changed since, or its people were written to: this import can’t be undone any more."


def tell_everybody(of: ComingOver, *, by: User, at: datetime) -> int:
    """One letter to each who came over with an import and has something to come. Returns how many letters went now.

    Free places go to those who wait first, and these hear of their place instead. Whoever was told before gets nothing:
    where it broke off, the next time goes on. Raises LettersGone.
    """
    _begin_telling(of, by=by, at=at)
    for session in queries.sessions_of(of):
        _resume_offers(session, of, at=at)
    return sum(_tell(some, of, at=at) for some in in_batches(queries.to_tell(of, at=at)))


@command
def _begin_telling(of: ComingOver, *, by: User, at: datetime) -> None:
    db.session.refresh(of, with_for_update={"of": ComingOver})
    people = len(queries.to_tell(of, at=at))
    if of.is_undone or not people:
        raise refusals.LettersGone
    of.letters_at, of.letters_by_id = of.letters_at or at, of.letters_by_id or by.id
    audit.write(Verb.TOLD_WHO_CAME_OVER, of, by=by, at=at, people=people)


@command
def _resume_offers(session: TrainingSession, of: ComingOver, *, at: datetime) -> None:
    """What the import paused goes on, unless others who came over wait for the session and don't know it."""
    claims.lock_session(session)
    if session.offers_paused == OFFERS_WAIT and not queries.is_awaited_elsewhere(session, of):
        session.offers_paused = ""
        waiting_list.pass_on_places(session, at=at)


@command
def _tell(people: Sequence[int], of: ComingOver, *, at: datetime) -> int:
    theirs: dict[int, list[Booking]] = {}
    for booking in queries.untold_bookings(of, people):
        theirs.setdefault(booking.practitioner_id, []).append(booking)
    return sum(_tell_person(bookings, at=at) for bookings in theirs.values())


def letter_to(of: ComingOver, person_id: int, *, at: datetime) -> Letter:
    """What somebody would be sent: for the office to read before it goes. Nothing is kept."""
    bookings = [each for each in queries.untold_bookings(of, [person_id]) if not each.session.has_started(at)]
    booked, waiting = [each for each in bookings if each.is_booked], [each for each in bookings if each.is_waiting]
    letter = emails.came_over(booked, waiting, at=at)
    return replace(letter, text=re.sub(r"\{secret-\d+\}", "(a link that is theirs alone)", letter.text))


def _tell_person(bookings: Sequence[Booking], *, at: datetime) -> bool:
    """About what stands of it still: whoever was offered a place has heard of it."""
    to_come = [booking for booking in bookings if not booking.session.has_started(at)]
    booked = [booking for booking in to_come if booking.is_booked]
    waiting = [booking for booking in to_come if booking.is_waiting]
    for booking in bookings:
        booking.letters_wait = False
    for booking in booked:
        booking.confirmation_told_at, booking.organizer = at, booking.organizer or organizer()
    if not booked and not waiting:
        return False
    letter, over = emails.came_over(booked, waiting, at=at), max(each.session.ends_at for each in (*booked, *waiting))
    first = (*booked, *waiting)[0]
    if len(to_come) == 1:
        kind = LetterKind.CONFIRMED if booked else LetterKind.WAITING
        return mail(first, letter, kind=kind, at=at, stale_at=over)
    return post(
        letter,
        kind=LetterKind.CONFIRMED_TOGETHER,
        about=f"together-{first.id}",
        to_email=first.practitioner.email,
        to_name=first.name,
        at=at,
        stale_at=over,
    )


@command
def undo(of: ComingOver, *, by: User, at: datetime) -> None:
    """As if the file had never been brought over: its bookings go, its sessions, and the people and agencies that it
    made and that are nothing else. Courses stay.

    Raises CantBeUndone once anything has happened to what it made.
    """
    claims.lock_sessions(queries.sessions_of(of))
    db.session.refresh(of, with_for_update={"of": ComingOver})
    if why_not := why_not_undone(of):
        raise refusals.CantBeUndone(why_not)
    found, bookings = queries.brought_sessions(of), queries.numbers_of_bookings(of)
    paused = [each.session for each in found if not each.is_made]
    to_delete = [each.session for each in found if each.is_made]
    for model in (BroughtBooking, BroughtSession):
        db.session.execute(delete(model).where(model.coming_over_id == of.id))
    try:
        with db.session.begin_nested():
            db.session.execute(delete(Booking).where(Booking.id.in_(bookings)))
            for session in to_delete:
                trainer_requests.forget_agreed_elsewhere(session)
                session.state, session.published_at = SessionState.DRAFT, None
                sessions.delete_draft(session, by=by, at=at)
            db.session.flush()
    except IntegrityError as error:
        raise refusals.CantBeUndone(IS_USED) from error
    for session in paused:
        _resume_offers(session, of, at=at)
    _remove_what_is_nothing_else(of)
    of.undone_at, of.undone_by_id = at, by.id
    audit.write(Verb.UNDID_COMING_OVER, of, by=by, at=at, booked=of.booked, waiting=of.waiting)


def why_not_undone(of: ComingOver) -> str:
    """Why an import stands for good; empty while it can be undone."""
    if of.is_undone:
        return "This import is undone already."
    if of.letters_at:
        return "Its people have been told, so it can’t be undone. Cancel what is wrong one by one."
    if changed := queries.changed_bookings(of):
        return HAS_HAPPENED.format(count(changed, "booking has", "bookings have"))
    if changed := queries.changed_sessions(of):
        return HAS_HAPPENED.format(count(changed, "session has", "sessions have"))
    return ""


def _remove_what_is_nothing_else(of: ComingOver) -> None:
    """People and agencies that the import made, unless anything refers to them by now: the database says so."""
    for kind, model in ((MadeKind.PERSON, User), (MadeKind.AGENCY, Agency)):
        for number in queries.made_by(of, kind):
            try:
                with db.session.begin_nested():
                    db.session.execute(delete(model).where(model.id == number))
            except IntegrityError:
                continue  # somebody's, by now
    db.session.execute(delete(BroughtRecord).where(BroughtRecord.coming_over_id == of.id))

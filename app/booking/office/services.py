"""Changing or cancelling a published session: it concerns the people who booked it."""

import hashlib
from datetime import datetime

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.booking import emails as booking_emails
from app.booking import queries as booking_queries
from app.booking.claims import services as claims
from app.booking.models import Booking
from app.booking.models_letters import ChangeLetter
from app.booking.office import emails, queries, rules
from app.booking.office.rules_letters import Recipients
from app.booking.refusals import MarkingHasOpened, TooFewPlaces
from app.booking.services_letters import mail, mail_further_days, take_back_week_days, withdraw_queued_mail
from app.booking.states import LIVE, BookingState
from app.booking.transferring import queries as transferring_queries
from app.booking.transferring import services as transferring
from app.booking.unnamed_places import services as unnamed_places
from app.booking.waiting_list import services as waiting_list
from app.booking.waiting_list.rules import ANSWER_BEFORE
from app.core.database import command, db
from app.notifications.models import LetterKind
from app.notifications.services import post, withdraw_all_queued, withdraw_queued
from app.programme.models_sessions import Day, TrainingSession
from app.programme.sessions import services as sessions
from app.programme.sessions.services import SessionDetails
from app.terms.closed_days.queries import closed_days
from app.terms.policies.rules_notice import free_until
from app.web.formatting import count

TERMS_STILL_OPEN = (BookingState.ASKED, BookingState.UNCONFIRMED, BookingState.WAITING, BookingState.OFFERED)
"""They take the date as it is when a place is theirs: their terms count from it."""


@command
def change_session(
    session: TrainingSession, details: SessionDetails, *, words: str = "", by: User, at: datetime
) -> int:
    """Move a published session, or change its delivery, venue, link or places; who booked or is in line is told.

    Returns how many are: those who get a place from the waiting list, too. `words` stand in the letter.
    Places added go to the waiting list; after a change of date anyone may withdraw free of charge, and what agencies
    hold is held no longer than the new date lets them.
    Once it is being marked its days stay: marks belong to them.
    Raises MarkingHasOpened, TooFewPlaces, DaysUnclear, OutsideTheWeek, PlaceUnknown or RoomTooSmall.
    """
    claims.lock_session(session)
    if session.takes_bookings and session.can_be_marked(at) and sorted(details.days) != _planned(session):
        raise MarkingHasOpened
    taken = booking_queries.places_taken(session.id, at=at)
    if details.places < taken:
        raise TooFewPlaces(f"{count(taken, 'place is', 'places are')} taken: there can’t be fewer.")
    before, days = rules.when_and_where(session), _planned(session)
    sessions.change_published(session, details, by=by, at=at)
    db.session.flush()
    now_on = rules.when_and_where(session)
    if now_on == before:
        return waiting_list.pass_on_places(session, at=at)
    if now_on["Date"] != before["Date"]:
        for held in booking_queries.of_session(session, BookingState.HELD):
            held.moved_at = at
        for in_line in booking_queries.of_session(session, *TERMS_STILL_OPEN):
            in_line.promised_free_until = free_until(in_line.policy, session.starts_at, closed_days())
        unnamed_places.hold_no_longer_than_allowed(session, at=at)
    told = booking_queries.of_session(session, BookingState.BOOKED)
    for booking in told:
        _tell(booking, before, now_on, words=words, at=at)
        _take_out(rules.days_fallen_away(days, _planned(session)), booking, at=at)
    standing_in_line = booking_queries.of_session(session, BookingState.WAITING, BookingState.OFFERED)
    for booking in standing_in_line:
        booking.must_be_answered_by(session.starts_at - ANSWER_BEFORE)
    told_in_line = sum(_tell_in_line(booking, before, now_on, words=words, at=at) for booking in standing_in_line)
    passed_on = waiting_list.pass_on_places(session, at=at)
    return len(told) + max(told_in_line, passed_on)


def _tell(booking: Booking, before: dict[str, str], now_on: dict[str, str], *, words: str, at: datetime) -> None:
    """What is other than they were last told; back where it was, there is nothing to tell.

    The office's words of a letter that is taken back stand in the one that replaces it.
    """
    taken_back, changes = _since_last_told(booking, "changed", before, now_on)
    for told in booking.change_letters:
        if str(told.sequence) in taken_back:
            told.taken_back_at = at
            words = "\n\n".join(filter(None, dict.fromkeys((told.words, words))))
    if any(change.what == "Date" for change in changes):
        booking.moved_at = booking.moved_at or at
    elif taken_back and not booking.was_told_of_a_change:
        booking.moved_at = None  # they have never heard of another date
    if withdraw_queued(about=booking.about, kinds=(LetterKind.CONFIRMED,)):
        booking.confirmation_told_at = None
    move_taken_back = withdraw_queued(about=booking.about, kinds=(LetterKind.TRANSFERRED,))
    days_taken_back = withdraw_queued(about=booking.about, kinds=(LetterKind.CALENDAR_DAY,))
    withdraw_queued(about=booking.about, kinds=(LetterKind.JOINING_DETAILS, LetterKind.REMINDER))
    take_back_week_days(booking, at=at)
    occurrence, over = str(booking.session.sequence), booking.session.ends_at
    if move_taken_back:
        _tell_of_the_move_again(booking, at=at)
        days_taken_back = 0
    if changes:
        booking.change_letters.append(ChangeLetter(sequence=booking.session.sequence, words=words, written_at=at))
        letter = emails.changed(booking, changes, words=words, at=at)
        mail(booking, letter, kind=LetterKind.CHANGED, at=at, occurrence=occurrence, stale_at=over)
    elif booking.confirmation_told_at is None:
        booking.confirmation_told_at = at
        letter = booking_emails.confirmed(booking, booking_queries.clashes_with(booking), at=at, by=booking.booked_by)
        mail(booking, letter, kind=LetterKind.CONFIRMED, at=at, occurrence=occurrence, stale_at=over)
    elif days_taken_back:
        mail_further_days(booking, "REQUEST", at=at, after=occurrence, stale_at=over)


def _tell_of_the_move_again(booking: Booking, *, at: datetime) -> None:
    """It came from another date: its letter never left, and says now what the session is now."""
    _, came_from = transferring_queries.moves_of([booking])
    left = came_from[booking.id]
    pence = left.pence_at(left.cancelled_at or at)
    transferring.mail_the_move(left, booking, at=at, pence=pence, occurrence=str(booking.session.sequence))


def _tell_in_line(
    booking: Booking, before: dict[str, str], now_on: dict[str, str], *, words: str, at: datetime
) -> bool:
    """Who waits may not want it any more; of the joining link they know nothing. Whether they were told something."""
    _, since = _since_last_told(booking, LetterKind.CHANGED_IN_LINE, before, now_on)
    changes = [change for change in since if change.what != rules.JOINING_LINK]
    if changes:
        letter, occurrence = emails.changed_in_line(booking, changes, words=words), str(booking.session.sequence)
        mail(
            booking,
            letter,
            kind=LetterKind.CHANGED_IN_LINE,
            at=at,
            occurrence=occurrence,
            stale_at=booking.session.starts_at,
        )
    return bool(changes)


def _since_last_told(
    booking: Booking, kind: str, before: dict[str, str], now_on: dict[str, str]
) -> tuple[set[str], list[rules.SessionChange]]:
    """Which letter of change was taken back, because it never left, and what is other than before that one."""
    taken_back = {each.occurrence for each in withdraw_all_queued(abouts=[booking.about], kinds=(kind,))}
    if not taken_back:
        booking.last_told = before
    return taken_back, rules.changes_between(booking.last_told or before, now_on)


def _planned(session: TrainingSession) -> list[Day]:
    return [Day(day.on, day.starts, day.ends) for day in session.days]


def _take_out(fallen: list[Day], booking: Booking, *, at: datetime) -> None:
    """A letter for each, that no later change withdraws: nothing else takes these entries out of a calendar."""
    for number, day in enumerate(fallen, start=len(booking.session.days) + 1):
        post(
            emails.day_fallen_away(booking, day, number=number, at=at),
            kind=LetterKind.DAYS_FALLEN_AWAY,
            about=f"{booking.about}-days",
            occurrence=f"{booking.session.sequence}-{number}",
            to_email=booking.practitioner.email,
            to_name=booking.name,
            at=at,
        )


@command
def cancel_session(session: TrainingSession, reason: str, *, words: str = "", by: User, at: datetime) -> int:
    """We cancel it: nobody is charged, everybody with a claim is told. Returns how many. Raises NotPublished."""
    claims.lock_session(session)
    sessions.cancel(session, reason, words=words, by=by, at=at)
    standing = [booking for booking in booking_queries.of_session(session, *LIVE) if not booking.is_walk_in]
    others = queries.other_dates(session, at=at)
    for booking in standing:
        had_a_place = booking.is_booked
        occurrence = str(booking.proof_id) if booking.is_pending else ""  # a stranger's number may be given again
        booking.fall_with_the_session(by=by, at=at)
        withdraw_queued_mail(booking, at=at)
        letter = emails.cancelled_by_us(booking, others, had_a_place=had_a_place, at=at)
        mail(booking, letter, kind=LetterKind.CANCELLED_BY_US, at=at, occurrence=occurrence)
    return len(standing)


@command
def write_to_everybody(
    session: TrainingSession, whom: Recipients, *, subject: str, words: str, by: User, at: datetime
) -> int:
    """A letter of the office to a group of those on a session; the log keeps its subject.

    Returns to how many it went: the same letter goes to nobody twice.
    """
    claims.lock_session(session)
    occurrence = hashlib.sha256(f"{subject} {words}".encode()).hexdigest()[:16]
    told = 0
    for booking in queries.recipients(session, whom):
        letter = emails.from_the_office(booking, subject=subject, words=words)
        told += mail(booking, letter, kind=LetterKind.FROM_THE_OFFICE, at=at, occurrence=occurrence)
    if told:
        audit.write(Verb.WROTE_TO_EVERYBODY, session, by=by, at=at, whom=whom, told=told, subject=subject)
    return told

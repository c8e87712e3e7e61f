"""Moving to another date of the same course."""

from datetime import datetime

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.booking import emails as booking_emails
from app.booking import queries as booking_queries
from app.booking.claims import services as claims
from app.booking.claims.services_delegates import delegate_of, refusals_about_others
from app.booking.delegates import Delegate
from app.booking.eligibility import services as eligibility
from app.booking.models import Booking
from app.booking.services_letters import mail, withdraw_queued_mail
from app.booking.states import Channel
from app.booking.transferring import emails, queries
from app.booking.transferring.models import Transfer
from app.booking.transferring.refusals import NotADateOfTheCourse
from app.booking.waiting_list import services as waiting_list
from app.core.database import command, db
from app.notifications.models import LetterKind
from app.notifications.services import post
from app.programme.models_sessions import TrainingSession
from app.terms.closed_days.queries import closed_days
from app.terms.models import ManagerNews


@command
def transfer(
    booking: Booking,
    to: TrainingSession,
    *,
    by: User,
    at: datetime,
    reason: str = "",
    channel: Channel = Channel.WEBSITE,
    told_at: datetime | None = None,
    waives_rules: bool = False,
) -> Booking:
    """Take a place on another date and leave this one, in one go: where there is none, this one stays as it was.

    Leaving counts as a withdrawal at that time does, in time or late, and is charged as the terms say. The office may
    enter when it was told, and let a rule pass. One letter says what was and what is now. Returns the new booking.
    Raises NotBooked, SessionStarted, NotADateOfTheCourse, SessionFull, PlacesGoToTheList, AlreadyBooked, and which rule
    of the other date it breaks.
    """
    claims.lock_sessions([booking.session, to])
    db.session.refresh(booking)
    booking.must_be_withdrawable(at)
    _must_be_another_date(booking, to)
    taken = _take_place(booking, to, by=by, at=at, waives_rules=waives_rules)
    pence = _leave(booking, by=by, at=at, told_at=min(told_at or at, at), reason=reason, channel=channel)
    db.session.add(Transfer(from_booking_id=booking.id, to_booking_id=taken.id, at=at))
    was, now_on = (each.session.days[0].on.isoformat() for each in (booking, taken))
    audit.write(Verb.MOVED_TO_ANOTHER_DATE, booking, by=by, at=at, outcome=booking.outcome, was=was, now=now_on)
    audit.write(Verb.CAME_FROM_ANOTHER_DATE, taken, by=by, at=at, was=was, now=now_on)
    _tell(booking, taken, pence=pence, at=at)
    waiting_list.pass_on_places(booking.session, at=at)
    return taken


@command
def wait_for_another_date(
    booking: Booking, to: TrainingSession, *, by: User, at: datetime, waives_rules: bool = False
) -> Booking:
    """Join the waiting list of another date, and keep this place. Returns the place in line.

    Raises NotADateOfTheCourse, and as `join_waiting_list` does.
    """
    _must_be_another_date(booking, to)
    delegate = delegate_of(by) if by is booking.practitioner else _delegate_again(booking)
    return waiting_list.join_waiting_list(to, delegate, by=by, at=at, waives_rules=waives_rules)


def _must_be_another_date(booking: Booking, to: TrainingSession) -> None:
    is_another = to.id != booking.session_id and to.course_id == booking.session.course_id
    if not is_another or not queries.is_open_to(to, booking):
        raise NotADateOfTheCourse


def _take_place(booking: Booking, to: TrainingSession, *, by: User, at: datetime, waives_rules: bool) -> Booking:
    """As a booking of theirs does, with what the old one kept of them; the terms are those of today.

    A place that their agency holds without a name is used first, by a lead of it.
    """
    person, delegate = booking.practitioner, _delegate_again(booking)
    hold = queries.hold_to_use(booking, to, by=by, at=at)
    if hold is not None:
        db.session.refresh(hold)
        hold.use_one(at)
    standing = claims.give_up_pending(to, person)
    with refusals_about_others(delegate, to=by):
        snapshot = delegate.snapshot(delegate.agency)
        taken = claims.claim(to, person, snapshot, standing=standing, at=at, waives_rules=waives_rules)
        if not waives_rules:
            eligibility.must_be_eligible(to, person, at=at)
    if hold is None:
        claims.take_place(taken, to, at=at)
    else:
        claims.link_to_refilled(taken, to, taken=booking_queries.places_taken(to.id, at=at), at=at)
    taken.was_held = hold is not None
    taken.book(at)
    taken.confirmation_told_at, taken.organizer = at, booking_emails.organizer()
    taken.booked_by = None if by is person else by
    db.session.add(taken)
    db.session.flush()
    return taken


def _leave(booking: Booking, *, by: User, at: datetime, told_at: datetime, reason: str, channel: Channel) -> int:
    """What leaving may cost the agency, in pence."""
    pence = booking.pence_at(told_at)
    late = booking.would_be_late(told_at, closed_days())
    booking.cancel(late=late, by=by, channel=channel, reason=reason, at=told_at)
    withdraw_queued_mail(booking, at=at)
    db.session.flush()
    return pence


def mail_the_move(left: Booking, taken: Booking, *, at: datetime, pence: int, occurrence: str = "") -> None:
    """What was and is now, to the person. Where the session is changed before it left, it is written anew."""
    letter = emails.transferred(left, taken, booking_queries.clashes_with(taken), pence=pence, at=at)
    over = taken.session.ends_at
    mail(taken, letter, kind=LetterKind.TRANSFERRED, at=at, occurrence=occurrence, stale_at=over)


def _tell(left: Booking, taken: Booking, *, pence: int, at: datetime) -> None:
    mail_the_move(left, taken, at=at, pence=pence)
    mail(left, emails.out_of_the_calendar(left, taken, at=at), kind=LetterKind.TRANSFERRED, at=at)
    if left.tells_manager_of(ManagerNews.WITHDRAWAL) or taken.tells_manager_of(ManagerNews.BOOKING):
        post(
            emails.to_manager(left, taken),
            kind=LetterKind.MANAGER_BOOKING,
            about=taken.about,
            to_email=taken.manager_email,
            to_name=taken.manager_name,
            at=at,
        )


def _delegate_again(booking: Booking) -> Delegate:
    """Who is to come, as the booking describes them."""
    return Delegate(
        name=booking.name,
        email=booking.practitioner.email,
        agency=booking.agency and booking.agency.surviving,
        job_role=booking.job_role,
        team=booking.team,
        manager_name=booking.manager_name,
        manager_email=booking.manager_email,
        has_no_manager=booking.has_no_manager,
        access_needs=booking.access_needs,
        dietary_needs=booking.dietary_needs,
    )

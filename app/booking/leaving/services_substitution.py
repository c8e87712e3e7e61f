"""A colleague comes instead: before the start, or at the door."""

from datetime import datetime

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.booking.claims import services as claims
from app.booking.claims.services_delegates import agency_of, person_of, refusals_about_others, remember_details
from app.booking.delegates import AcceptedTerms, Delegate
from app.booking.eligibility import services as eligibility
from app.booking.leaving import emails
from app.booking.models import Booking
from app.booking.refusals import AlreadyBooked, SamePerson
from app.booking.services_letters import announce, mail, withdraw_queued_mail
from app.booking.waiting_list import services as waiting_list
from app.core.database import command, db
from app.notifications.models import LetterKind


@command
def substitute(booking: Booking, delegate: Delegate, *, by: User, at: datetime, waives_rules: bool = False) -> Booking:
    """The colleague takes the place over: nothing is charged, no place is freed, nobody is passed over.

    Each gets a letter of their own. Returns the colleague's booking. Raises NotBooked, SessionStarted, SamePerson or
    AlreadyBooked, and which rule about who may come the colleague breaks; the office may waive those. Who may hear
    nothing of the colleague is told AskThemToBook instead.
    """
    claims.lock_session(booking.session)
    db.session.refresh(booking)
    booking.must_be_withdrawable(at)
    with refusals_about_others(delegate, to=by):
        colleague = _take_over(booking, delegate, by=by, at=at)
        if not waives_rules:
            eligibility.must_be_for(booking.session, colleague.agency)
            eligibility.must_be_for_the_role(booking.session, colleague.job_role)
            eligibility.must_be_eligible(booking.session, colleague.practitioner, at=at)
    withdraw_queued_mail(booking, at=at)
    mail(booking, emails.substituted(booking, colleague, by=by, at=at), kind=LetterKind.SUBSTITUTED, at=at)
    announce(colleague, by=by, at=at, verb=Verb.TOOK_COLLEAGUES_PLACE)
    waiting_list.pass_on_places(booking.session, at=at)  # the colleague may have been offered another
    return colleague


@command
def record_came_instead(booking: Booking, delegate: Delegate, *, by: User, at: datetime) -> Booking:
    """At the door: the colleague came, the one booked is neither absent nor charged. Raises as `substitute` does.

    Nobody is asked for a prerequisite who stands in the room already. The register then says on which days they came.
    """
    claims.lock_session(booking.session)
    db.session.refresh(booking)
    colleague = _take_over(booking, delegate, by=by, at=at)
    withdraw_queued_mail(booking, at=at)
    audit.write(Verb.CAME_INSTEAD, colleague, by=by, at=at)
    return colleague


def _take_over(booking: Booking, delegate: Delegate, *, by: User, at: datetime) -> Booking:
    """The one booking ends as the other begins: in between nothing is committed, so no place is ever free."""
    session, refilled = booking.session, booking.refills_id
    person, agency = person_of(delegate, by=by, at=at), agency_of(delegate)
    if person.id == booking.practitioner_id:
        raise SamePerson
    standing = claims.give_up_pending(session, person)
    if standing and standing.is_for_the_waiting_list:
        waiting_list.take_off_the_list(standing, by=by, at=at, verb=Verb.LEFT_WAITING_LIST_FOR_COLLEAGUES_PLACE)
    elif standing:
        raise AlreadyBooked(AlreadyBooked.of_somebody.format(name=delegate.name))
    booking.give_away(by=by, at=at)
    audit.write(Verb.GAVE_PLACE_TO_COLLEAGUE, booking, by=by, at=at)
    db.session.flush()
    terms = AcceptedTerms(booking.policy, booking.terms_accepted_at, booking.promised_free_until)
    snapshot = delegate.snapshot(agency)
    colleague = Booking.from_snapshot(snapshot, session=session, practitioner=person, terms=terms, at=at)
    colleague.book(at)
    colleague.moved_at, colleague.refills_id, colleague.substitutes_id = booking.moved_at, refilled, booking.id
    db.session.add(colleague)
    db.session.flush()
    remember_details(colleague, by=by)
    return colleague

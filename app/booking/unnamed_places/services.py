"""Holding places without names, naming who comes, letting them go."""

from datetime import date, datetime

from app.accounts.models import Agency, User
from app.accounts.people import queries as people
from app.agency_holds import queries as holds
from app.agency_holds.models import AgencyHold
from app.audit import services as audit
from app.audit.models import Verb
from app.booking import queries as booking_queries
from app.booking.claims import services as claims
from app.booking.claims.services_delegates import agency_of, person_of, refusals_about_others, remember_details
from app.booking.delegates import Delegate
from app.booking.eligibility import services as eligibility
from app.booking.eligibility.rules_verdict import must_be_bookable, verdict_of
from app.booking.models import Booking
from app.booking.services_letters import announce
from app.booking.unnamed_places import emails, rules
from app.booking.unnamed_places.refusals import HoldOver, TooManyHeld
from app.booking.waiting_list import services as waiting_list
from app.core.clock import to_london
from app.core.database import command, db
from app.notifications.models import LetterKind
from app.notifications.services import post, withdraw_queued
from app.programme.models_sessions import TrainingSession
from app.settings import queries as settings
from app.settings.rules_programme import HeldPlaces
from app.web.formatting import count


@command
def hold_places(
    session: TrainingSession, *, agency: Agency, places: int, last_day: date, by: User, at: datetime
) -> AgencyHold:
    """So many places, without names, until a day is over; said again, the new number and day stand.

    Raises TooLateToHold, TooManyHeld or HeldTooLong, what `must_be_bookable` raises, SessionFull among it, and which
    rule about the agency it breaks.
    """
    claims.lock_session(session)
    rules.must_be_allowed(session, places, last_day, settings.current(HeldPlaces), to_london(at).date())
    hold = holds.hold_of_agency(session, agency, at=at)
    before = hold.places if hold else 0
    if places > before:
        _must_be_free(session, agency, places - before, at=at)
    if hold is None:
        hold = holds.hold_not_ended(session, agency) or AgencyHold(session=session, agency=agency)
        db.session.add(hold)
    hold.places, hold.last_day, hold.made_by, hold.made_at, hold.reminded_at = places, last_day, by, at, None
    audit.write(
        Verb.HELD_PLACES_WITHOUT_NAMES,
        hold,
        by=by,
        at=at,
        session=session.title,
        places=places,
        last_day=last_day.isoformat(),
    )
    withdraw_queued(about=hold.about)
    if places < before:
        waiting_list.pass_on_places(session, at=at)
    return hold


def _must_be_free(session: TrainingSession, agency: Agency, more: int, *, at: datetime) -> None:
    places = claims.places_of(session, at=at)
    must_be_bookable(verdict_of(session, at=at, places=places), session)
    if more > places.left:
        raise TooManyHeld(f"Only {count(places.left, 'place is', 'places are')} left on this date.")
    eligibility.must_keep_the_rules(session, agency, job_role=None, places=more, at=at)


@command
def name_colleague(hold: AgencyHold, delegate: Delegate, *, by: User, at: datetime) -> Booking:
    """One of the held places is a colleague's now, whoever waits. Who waited themself leaves the list.

    Raises HoldOver, AlreadyBooked, AskThemToBook and which rule of the session it breaks.
    """
    session = hold.session
    claims.lock_session(session)
    db.session.refresh(hold)
    if not hold.stands(at):
        raise HoldOver
    hold.use_one(at)
    person, agency = person_of(delegate, by=by, at=at), agency_of(delegate)
    standing = claims.give_up_pending(session, person)
    if standing and standing.is_for_the_waiting_list:
        verb = Verb.LEFT_WAITING_LIST_FOR_COLLEAGUES_PLACE
        waiting_list.take_off_the_list(standing, by=by, at=at, verb=verb)
        standing = None
    with refusals_about_others(delegate, to=by):
        booking = claims.claim(session, person, delegate.snapshot(agency), standing=standing, at=at)
        eligibility.must_be_eligible(session, person, at=at)
    claims.link_to_refilled(booking, session, taken=booking_queries.places_taken(session.id, at=at), at=at)
    booking.book(at)
    booking.was_held = True
    db.session.add(booking)
    db.session.flush()
    remember_details(booking, by=by)
    announce(booking, by=by, at=at)
    waiting_list.pass_on_places(session, at=at)  # the colleague may have been offered another
    return booking


@command
def let_go(hold: AgencyHold, *, by: User, at: datetime) -> None:
    """By the lead, or the office: the places go to the next in line. Raises HoldOver."""
    claims.lock_session(hold.session)
    db.session.refresh(hold)
    if not hold.stands(at):
        raise HoldOver
    _end(hold, by=by, at=at)


def let_lapsed_go(*, at: datetime) -> int:
    """Those whose last day is over, or whose session can't be booked any more; the leads are told. Returns how many."""
    today = to_london(at).date()
    return sum(_lapse(hold, today, at=at) for hold in holds.holds_not_ended() if rules.is_over(hold, today))


@command
def _lapse(hold: AgencyHold, today: date, *, at: datetime) -> bool:
    claims.lock_session(hold.session)
    db.session.refresh(hold)
    if hold.ended_at is not None or not rules.is_over(hold, today):
        return False
    _end(hold, by=None, at=at)
    _write(hold, "freed", at=at)
    return True


def _end(hold: AgencyHold, *, by: User | None, at: datetime) -> None:
    hold.end(at)
    audit.write(Verb.LET_HELD_PLACES_GO, hold, by=by, at=at, session=hold.session.title, places=hold.places)
    withdraw_queued(about=hold.about)
    waiting_list.pass_on_places(hold.session, at=at)


def hold_no_longer_than_allowed(session: TrainingSession, *, at: datetime) -> None:
    """A locked session was brought forward: what is held beyond its new latest day, or today, is held until then.

    The lead hears of the new day; nobody's places are free before they could name somebody.
    """
    today = to_london(at).date()
    latest = max(rules.latest_day(session, settings.current(HeldPlaces)), today)
    for hold in holds.holds_of_session(session, at=at):
        if hold.last_day > latest:
            hold.last_day, hold.reminded_at = latest, at
            withdraw_queued(about=hold.about)
            _write(hold, f"moved-{session.sequence}", at=at)


def remind_of_names(*, at: datetime) -> int:
    """Some days before they are freed, as the settings say, once; returns how many letters."""
    limits, today = settings.current(HeldPlaces), to_london(at).date()
    due = [hold for hold in holds.holds_not_ended() if rules.is_reminder_due(hold, limits, today)]
    return sum(_remind(hold, limits, today, at=at) for hold in due)


@command
def _remind(hold: AgencyHold, limits: HeldPlaces, today: date, *, at: datetime) -> int:
    db.session.refresh(hold, with_for_update={"of": AgencyHold})
    if not hold.stands(at) or rules.is_over(hold, today) or not rules.is_reminder_due(hold, limits, today):
        return 0
    hold.reminded_at = at
    return _write(hold, "reminder", at=at)


def _write(hold: AgencyHold, what: str, *, at: datetime) -> int:
    """To whoever leads the agency now, once a day of each. Returns how many letters that is."""
    compose = emails.freed if what == "freed" else emails.reminder
    return sum(
        post(
            compose(hold, lead),
            kind=LetterKind.HELD_PLACES,
            about=hold.about,
            occurrence=f"{what}-{hold.last_day:%Y%m%d}-{lead.id}",
            to_email=lead.email,
            to_name=lead.name,
            at=at,
        )
        for lead in people.leads_of(hold.agency.surviving)
        if not lead.is_disabled
    )

"""Bringing a file over: all of it or nothing, and nobody is told."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import insert

from app.accounts.models import Agency, Sector, User, name_key
from app.accounts.people import services as people
from app.audit import services as audit
from app.audit.models import Verb
from app.booking.claims import services as claims
from app.booking.claims.services_delegates import remember_details
from app.booking.cut_over_file import queries, rules, services
from app.booking.cut_over_file.models import BroughtBooking, BroughtRecord, BroughtSession, ComingOver, MadeKind
from app.booking.cut_over_file.rules_bookings import BookingToCome
from app.booking.cut_over_file.rules_plan import OFFERS_WAIT, CutOver, SessionToCome
from app.booking.delegates import AcceptedTerms, BookingSnapshot
from app.booking.models import Booking
from app.core.clock import to_london
from app.core.database import advisory_lock, command, db
from app.core.roles import Role
from app.programme.models_sessions import TrainingSession
from app.programme.sessions import services as sessions
from app.programme.trainer_requests import services as trainer_requests
from app.programme.years import services_imports
from app.terms.closed_days.queries import closed_days
from app.terms.models import Policy
from app.terms.policies import queries as policies
from app.terms.policies.rules_notice import free_until

_AN_INSTANT = timedelta(microseconds=1)


@command
def bring_over(text: str, *, file_name: str, by: User, at: datetime) -> ComingOver:
    """Add the sessions, bookings and waiting lists of a file in CSV, checked again as Coursebook stands now.

    New sessions are published; nobody is told of them or of a booking before the office says so, and their trainers
    aren't asked: they agreed before. Raises Unreadable,
    BadCutOverFile or BroughtBefore.
    """
    table = rules.read_csv(text)
    claims.lock_sessions(services.standing_in(table))
    for name in ("programme", "enrol"):
        advisory_lock(name)
    plan = services.planned_cut_over(table, at=at)
    done = ComingOver(
        file_name=file_name[:200],
        digest=services.digest_of(table),
        sessions=len(plan.sessions),
        booked=plan.booked,
        waiting=plan.waiting,
        imported_at=at,
        imported_by_id=by.id,
    )
    db.session.add(done)
    db.session.flush()
    made = _add_sessions(plan, by, at)
    agencies, persons = _enrol_agencies(plan, done), _enrol_people(plan, done, at)
    terms = _TermsOfTheTime()
    for session in plan.sessions:
        key = (session.file.title_key, session.file.starts_at)
        _bring_session(session, session.standing or made[key], done, terms, agencies, persons, by, at)
    audit.write(
        Verb.BROUGHT_OVER,
        done,
        by=by,
        at=at,
        file=done.file_name,
        sessions=done.sessions,
        booked=done.booked,
        waiting=done.waiting,
    )
    return done


def _add_sessions(plan: CutOver, by: User, at: datetime) -> dict[queries.SessionKey, TrainingSession]:
    """Published, as they were before; drafts of Coursebook that the file holds are published with them."""
    text = plan.programme.as_csv() if plan.programme else ""
    added = services_imports.import_programme(text, by=by, at=at) if text else []
    drafts = [each.standing for each in plan.sessions if each.standing and each.standing.is_draft]
    for session in (*added, *drafts):
        sessions.publish(session, by=by, at=at)
        trainer_requests.note_agreed_elsewhere(session, by=by, at=at)
        session.published_at = None  # it isn't new to those who asked to hear of new dates
    return {(session.title.casefold(), session.starts_at): session for session in added}


def _enrol_agencies(plan: CutOver, done: ComingOver) -> dict[str, Agency]:
    """All that the file names, by key; those that are made are off the list, for the office to look at."""
    agencies = dict(plan.agencies)
    for given in plan.new_agencies:
        agency = people.enrol_agency(given.agency, sector=given.sector or Sector.OTHER, is_listed=False)
        agencies[name_key(given.agency)] = agency
        _note(done, MadeKind.AGENCY, [agency.id])
    return agencies


def _enrol_people(plan: CutOver, done: ComingOver, at: datetime) -> dict[str, User]:
    """All that come over, by address; what a stranger left provisional is a person's from now on."""
    standing = queries.people_by_address({booking.email for booking in plan.coming})
    found, new = {}, []
    for given in plan.new_people:
        if given.email in standing:
            found[given.email] = people.enrol(email=given.email, name=given.name, at=at)
        else:
            new.append(User(email=given.email, name=given.name, role=Role.PRACTITIONER, created_at=at))
    db.session.add_all(new)
    db.session.flush()
    _note(done, MadeKind.PERSON, [person.id for person in new])
    return plan.people | found | {person.email: person for person in new}


def _note(done: ComingOver, kind: MadeKind, numbers: Iterable[int]) -> None:
    rows = [{"coming_over_id": done.id, "kind": kind, "record_id": number} for number in numbers]
    if rows:
        db.session.execute(insert(BroughtRecord), rows)


class _TermsOfTheTime:
    """The version that was in force on the day somebody booked, and until when it lets them cancel free of charge."""

    def __init__(self) -> None:
        self._versions = sorted(policies.policies(), key=lambda policy: policy.in_force_from)
        self._closed = closed_days()

    def accepted(self, booking: BookingToCome, session: TrainingSession) -> AcceptedTerms:
        """Whose day of booking nobody knows has no terms: nothing is ever charged."""
        policy = self._in_force(booking.booked_on) if booking.booked_on else None
        promised = booking.free_until or free_until(policy, session.starts_at, self._closed)
        return AcceptedTerms(policy, accepted_at=booking.booked_on, free_until=promised)

    def _in_force(self, at: datetime) -> Policy | None:
        begun = [policy for policy in self._versions if policy.in_force_from <= to_london(at).date()]
        return begun[-1] if begun else None


def _bring_session(
    plan: SessionToCome,
    session: TrainingSession,
    done: ComingOver,
    terms: _TermsOfTheTime,
    agencies: dict[str, Agency],
    persons: dict[str, User],
    by: User,
    at: datetime,
) -> None:
    """Its bookings, and behind them those who wait, in their order. No place is passed on yet."""
    if plan.waiting and not session.offers_paused:
        session.offers_paused = OFFERS_WAIT
    brought: list[Booking] = []
    for number, given in enumerate(plan.coming):
        person, agency = persons[given.email], agencies.get(name_key(given.agency)) if given.agency else None
        if plan.standing:
            claims.give_up_pending(session, person)
        accepted = terms.accepted(given, session)
        booking = Booking.from_snapshot(
            _snapshot(given, agency), session=session, practitioner=person, terms=accepted, at=at
        )
        booking.letters_wait = True
        if given.is_booked:
            if plan.standing:
                claims.link_to_refilled(booking, session, taken=plan.taken + number, at=at)
            booking.book(given.booked_on or at)
        else:
            booking.wait(at + number * _AN_INSTANT)  # behind whoever waits in Coursebook already
        remember_details(booking, by=by)
        db.session.add(booking)
        brought.append(booking)
    db.session.flush()
    db.session.add_all(
        BroughtBooking(coming_over_id=done.id, booking_id=booking.id, as_of=booking.changed_at) for booking in brought
    )
    db.session.add(
        BroughtSession(
            coming_over_id=done.id,
            session_id=session.id,
            title_key=plan.file.title_key,
            starts_at=plan.file.starts_at,
            is_made=plan.standing is None,
            as_of=session.changed_at,
        )
    )


def _snapshot(given: BookingToCome, agency: Agency | None) -> BookingSnapshot:
    return BookingSnapshot(
        name=given.name,
        agency=agency,
        job_role=given.job_role,
        team=given.team,
        manager_name=given.manager_name,
        manager_email=given.manager_email,
        access_needs=given.access_needs,
        dietary_needs=given.dietary_needs,
    )

"""Commands on the rules of booking a session, and on whom a bespoke one is for."""

from dataclasses import dataclass, field
from datetime import date, datetime

from app.accounts.models import Agency, User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import command
from app.programme.models import Strand
from app.programme.models_sessions import SessionState, TrainingSession
from app.programme.refusals import InvitedUnclear, NotBespoke, RulesUnclear, SessionIsCancelled


@dataclass(frozen=True)
class BookingRules:
    """Who may book a session and when; each left out where it is None, empty or False.

    `opens_on` and `closes_on` are inclusive; `audience` holds keys of sectors; the cap is lifted so many days
    before the start, and with 0 never.
    """

    opens_on: date | None = None
    closes_on: date | None = None
    agency_cap: int | None = None
    cap_lifted_days_before: int = 0
    prerequisite_years: int | None = None
    audience: list[str] = field(default_factory=list)
    minimum: int | None = None
    bars_non_attenders: bool = False


@command
def set_rules(session: TrainingSession, rules: BookingRules, *, by: User, at: datetime) -> None:
    """For a draft or a published session. Raises SessionIsCancelled or RulesUnclear."""
    if session.state is SessionState.CANCELLED:
        raise SessionIsCancelled
    _must_make_sense(session, rules)
    for name, value in vars(rules).items():
        setattr(session, name, value)
    audit.write(Verb.SET_BOOKING_RULES, session, by=by, at=at)


@command
def invite(session: TrainingSession, *, agency: Agency | None, group: str, by: User, at: datetime) -> None:
    """Say whom a bespoke session is for: an agency, or a group in words. Raises NotBespoke or InvitedUnclear."""
    _must_be_bespoke(session)
    if (agency is None) == (not group):
        raise InvitedUnclear
    session.invited_agency, session.invited_group = agency, group
    audit.write(Verb.SET_INVITED, session, by=by, at=at)


@command
def renew_invitation(session: TrainingSession, *, by: User, at: datetime) -> None:
    """A new link; the old one stops working. Raises NotBespoke."""
    _must_be_bespoke(session)
    session.invitation_version += 1
    audit.write(Verb.RENEWED_INVITATION_LINK, session, by=by, at=at)


def _must_make_sense(session: TrainingSession, rules: BookingRules) -> None:
    first_day = session.days[0].on
    if rules.opens_on and rules.opens_on > first_day:
        raise _unclear("opens_on", "Booking can’t open after the first day")
    if rules.closes_on and rules.closes_on > first_day:
        raise _unclear("closes_on", "Booking can’t close after the first day")
    if rules.opens_on and rules.closes_on and rules.closes_on < rules.opens_on:
        raise _unclear("closes_on", "Booking can’t close before it opens")
    if rules.minimum and rules.minimum > session.places:
        raise _unclear("minimum", f"The session has {session.places} places: the minimum can’t be above that")
    if rules.prerequisite_years and session.course.prerequisite_id is None:
        raise _unclear("prerequisite_years", "This course has no prerequisite. Choose one on the course’s form first.")


def _unclear(field: str, message: str) -> RulesUnclear:
    refusal = RulesUnclear(message)
    refusal.field = field
    return refusal


def _must_be_bespoke(session: TrainingSession) -> None:
    if session.course.strand is not Strand.BESPOKE:
        raise NotBespoke

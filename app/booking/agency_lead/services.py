"""An agency's lead books several colleagues from a list, with a result for each line."""

from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import Agency, User
from app.accounts.people import queries as people
from app.booking.agency_lead import rules
from app.booking.claims.services_delegates import delegate_of
from app.booking.delegates import Delegate
from app.booking.models import Booking
from app.booking.places import services as places
from app.booking.refusals import AskThemToBook, NobodyListed
from app.core.errors import Refusal
from app.programme.models_sessions import TrainingSession


@dataclass(frozen=True)
class Result:
    """What came of one line: a booking, or why there is none."""

    line: rules.ColleagueLine
    booking: Booking | None = None
    why_not: str = ""


def book_colleagues(
    session: TrainingSession, lines: list[rules.ColleagueLine], *, agency: Agency, by: User, at: datetime
) -> list[Result]:
    """Book each line by itself, so that one that can't be booked keeps no other from it.

    Raises NobodyListed for an empty list or one of more than MOST_COLLEAGUES.
    """
    if not lines:
        raise NobodyListed
    if len(lines) > rules.MOST_COLLEAGUES:
        raise NobodyListed(f"Book at most {rules.MOST_COLLEAGUES} people at once: your list has {len(lines)}.")
    return [_book(session, line, agency=agency, by=by, at=at) for line in lines]


def _book(session: TrainingSession, line: rules.ColleagueLine, *, agency: Agency, by: User, at: datetime) -> Result:
    if line.complaint:
        return Result(line, why_not=f"Line {line.number}: {line.complaint}.")
    delegate = Delegate(
        name=line.said["name"],
        email=line.said["email"],
        agency=agency,
        job_role=line.said.get("role", ""),
        manager_name=line.said.get("manager", ""),
        manager_email=line.said.get("manager email", ""),
    )
    try:
        _must_be_of(agency, delegate)
        own = delegate_of(by) if delegate.email == by.email else delegate
        return Result(line, places.book_place(session, own, by=by, at=at))
    except Refusal as refusal:
        return Result(line, why_not=refusal.message)


def _must_be_of(agency: Agency, delegate: Delegate) -> None:
    """So that a list tells a lead nothing about other agencies' people. Raises AskThemToBook."""
    known = people.user_by_email(delegate.email)
    if known and known.agency_id and known.agency_id not in people.family(agency):
        raise AskThemToBook

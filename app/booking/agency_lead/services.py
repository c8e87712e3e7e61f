"""An agency's lead books several colleagues from a list, with a result for each line."""

from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import Agency, User
from app.accounts.people import queries as people
from app.agency_holds import queries as holds
from app.booking.agency_lead import rules_list
from app.booking.claims.services_delegates import delegate_of
from app.booking.delegates import Delegate
from app.booking.models import Booking
from app.booking.places import services as places
from app.booking.refusals import AskThemToBook, NobodyListed, SessionFull
from app.booking.unnamed_places import services as unnamed_places
from app.booking.waiting_list import services as waiting_list
from app.core.errors import Refusal
from app.programme.models_sessions import TrainingSession


@dataclass(frozen=True)
class Result:
    """What came of one line: a booking, a place on the waiting list too, or why there is none."""

    line: rules_list.ColleagueLine
    booking: Booking | None = None
    why_not: str = ""

    @property
    def has_a_place(self) -> bool:
        return self.booking is not None and self.booking.is_booked

    @property
    def is_in_line(self) -> bool:
        return self.booking is not None and self.booking.is_for_the_waiting_list


def book_colleagues(
    session: TrainingSession,
    lines: list[rules_list.ColleagueLine],
    *,
    agency: Agency,
    by: User,
    at: datetime,
    may_wait: bool = False,
) -> list[Result]:
    """Book each line by itself, so that one that can't be booked keeps no other from it.

    Places that the agency holds are used first. Where none is left, they wait in line if they may. Raises NobodyListed
    for an empty list or one of more than MOST_COLLEAGUES.
    """
    if not lines:
        raise NobodyListed
    if len(lines) > rules_list.MOST_COLLEAGUES:
        raise NobodyListed(f"Book at most {rules_list.MOST_COLLEAGUES} people at once: your list has {len(lines)}.")
    return [
        _book(session, line, agency=agency, by=by, at=at, may_wait=may_wait)
        for line in rules_list.with_repeats_named(lines)
    ]


def _book(
    session: TrainingSession, line: rules_list.ColleagueLine, *, agency: Agency, by: User, at: datetime, may_wait: bool
) -> Result:
    known = people.user_by_email(line.said.get("email", ""))
    is_ours = known is not None and known.agency_id in people.family(agency)
    if line.complaint and not (line.is_guessed and is_ours):  # of our own people we know the name
        return Result(line, why_not=f"Line {line.number}: {line.complaint}.")
    delegate = Delegate(
        name=known.name if known and is_ours and line.is_guessed else line.said["name"],
        email=line.said["email"],
        agency=agency,
        job_role=line.said.get("role", "") or (known.job_role if known and is_ours else ""),
        manager_name=line.said.get("manager", ""),
        manager_email=line.said.get("manager email", ""),
    )
    try:
        if known and known.agency_id and not is_ours:
            raise AskThemToBook  # so that a list tells a lead nothing about other agencies' people
        own = delegate_of(by) if delegate.email == by.email else delegate
        return Result(line, _take_or_wait(session, own, agency=agency, by=by, at=at, may_wait=may_wait))
    except Refusal as refusal:
        return Result(line, why_not=refusal.message)


def _take_or_wait(
    session: TrainingSession, delegate: Delegate, *, agency: Agency, by: User, at: datetime, may_wait: bool
) -> Booking:
    """Raises as the commands do."""
    hold = holds.hold_of_agency(session, agency, at=at)
    if hold is not None:
        return unnamed_places.name_colleague(hold, delegate, by=by, at=at)
    try:
        return places.book_place(session, delegate, by=by, at=at)
    except SessionFull:
        if not may_wait:
            raise
    return waiting_list.join_waiting_list(session, delegate, by=by, at=at)

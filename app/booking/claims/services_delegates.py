"""Who wants to come: enrolled, remembered for the next time, and told nothing of somebody else."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from app.accounts.models import Agency, User
from app.accounts.people import queries as people_queries
from app.accounts.people import services as people
from app.booking.delegates import Delegate
from app.booking.eligibility.refusals import NotEligible
from app.booking.models import Booking
from app.booking.refusals import AlreadyBooked, AskThemToBook
from app.core.roles import Role


def person_of(delegate: Delegate, *, by: User, at: datetime) -> User:
    """Who is to come: the one who books, or somebody else by their address, a new practitioner if need be."""
    return by if delegate.email == by.email else people.enrol(email=delegate.email, name=delegate.name, at=at)


def agency_of(delegate: Delegate) -> Agency | None:
    """Theirs; one that isn't on the list is enrolled, off the list."""
    return people.enrol_agency(delegate.other_agency, is_listed=False) if delegate.other_agency else delegate.agency


@contextmanager
def refusals_about_others(delegate: Delegate, *, to: User) -> Iterator[None]:
    """What the one who books hears of a no that has to do with the person.

    Of themself everything. Of somebody else the office hears the reason, in words that don't say "you"; a lead hears
    it of people of their own agency who have proved their address; of anybody else it is one and the same no.
    """
    try:
        yield
    except (NotEligible, AlreadyBooked) as refusal:
        if delegate.email == to.email:
            raise
        if not _may_hear_of(people_queries.user_by_email(delegate.email), to):
            raise AskThemToBook from refusal
        if not refusal.of_somebody:
            raise
        raise type(refusal)(refusal.of_somebody.format(name=delegate.name)) from refusal


def _may_hear_of(person: User | None, hearer: User) -> bool:
    if hearer.is_training_team:
        return True
    if hearer.role is not Role.AGENCY_LEAD or hearer.agency is None:
        return False
    if person is None or person.address_proved_at is None:
        return False
    return person.agency_id in people_queries.family(hearer.agency)


def delegate_of(user: User) -> Delegate:
    """Someone signed in, as their last booking described them, with the needs that they want kept."""
    return Delegate(
        name=user.name,
        email=user.email,
        agency=user.agency,
        job_role=user.job_role,
        team=user.team,
        manager_name=user.manager_name,
        manager_email=user.manager_email,
        has_no_manager=user.has_no_manager,
        access_needs=user.access_needs,
        dietary_needs=user.dietary_needs,
    )


def remember_details(booking: Booking, *, by: User, is_typed_by_them: bool = True) -> None:
    """The next booking asks less: the person's own record takes over what they said.

    Nobody else changes it: what another types lives on that booking alone, and so does what anybody may have typed that
    they confirmed by a link. Where the office books for somebody who has never proved their address, what is empty is
    filled in, but for staff. A lead's agency is what they may see of: the office sets it, and no booking moves them to
    another.
    """
    person = booking.practitioner
    if by is person and is_typed_by_them:
        _write(person, booking, (*DETAILS, *MANAGER))
    elif by.is_training_team and person.address_proved_at is None and not person.is_staff:
        _write(person, booking, [name for name in DETAILS if not getattr(person, name)])
        if not (person.manager_email or person.has_no_manager):
            _write(person, booking, MANAGER)


DETAILS = ("name", "agency", "job_role", "team")
MANAGER = ("manager_name", "manager_email", "has_no_manager")


def _write(person: User, booking: Booking, names: Iterable[str]) -> None:
    """What differs: a person of whom nothing is new is left out of what is written."""
    for name in names:
        is_theirs = name != "agency" or person.role is not Role.AGENCY_LEAD
        if is_theirs and getattr(person, name) != getattr(booking, name):
            setattr(person, name, getattr(booking, name))

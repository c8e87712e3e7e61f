"""Who wants to come: enrolled, remembered for the next time, and told nothing of somebody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from app.accounts.models import Agency, User
from app.accounts.people import services as people
from app.booking.delegates import Delegate
from app.booking.models import Booking
from app.core.errors import Refusal
from app.core.roles import Role


def person_of(delegate: Delegate, *, by: User, at: datetime) -> User:
    """Who is to come: the one who books, or somebody else by their address, a new practitioner if need be."""
    return by if delegate.email == by.email else people.enrol(email=delegate.email, name=delegate.name, at=at)


def agency_of(delegate: Delegate) -> Agency | None:
    """Theirs; one that isn't on the list is enrolled, off the list."""
    return people.enrol_agency(delegate.other_agency, is_listed=False) if delegate.other_agency else delegate.agency


@contextmanager
def refusals_about_others(delegate: Delegate, *, to: User) -> Iterator[None]:
    """A no about somebody else doesn't say "you" to the one who books for them."""
    try:
        yield
    except Refusal as refusal:
        words = getattr(refusal, "of_somebody", "")
        if words and delegate.email != to.email:
            raise type(refusal)(words.format(name=delegate.name)) from refusal
        raise


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


def remember_details(booking: Booking, *, by: User) -> None:
    """The next booking asks less: the person's own record takes over what they said.

    What somebody else said of them counts only as long as they have said nothing themselves. A lead's agency is what
    they may see of: the office sets it, and no booking of theirs moves them to another.
    """
    person = booking.practitioner
    if by is not person and person.job_role:
        return
    person.name, person.job_role = booking.name, booking.job_role
    if person.role is not Role.AGENCY_LEAD:
        person.agency_id = booking.agency_id
    person.team = booking.team
    person.manager_name, person.manager_email = booking.manager_name, booking.manager_email
    person.has_no_manager = booking.has_no_manager

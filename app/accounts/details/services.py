"""What a person keeps with us, changed by themself or corrected by the office."""

from datetime import datetime

from app.accounts.details import rules
from app.accounts.details.rules import PersonDetails
from app.accounts.models import User
from app.accounts.people.services import enrol_agency
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import command


@command
def change_details(person: User, details: PersonDetails, *, by: User, at: datetime) -> bool:
    """The record says this from now on; bookings keep what they said. Whether anything changed.

    An agency that isn't on the list is enrolled off it, for the office to look at. Where `by` may not choose the
    agency, it stays.
    """
    before = rules.in_words(person)
    person.name, person.job_role, person.team = details.name, details.job_role, details.team
    person.manager_name, person.manager_email = details.manager_name, details.manager_email
    person.has_no_manager = details.has_no_manager
    if rules.may_choose_agency(person, by=by):
        other = details.other_agency
        person.agency = enrol_agency(other, is_listed=False) if other else details.agency
    changed = rules.changes(before, rules.in_words(person))
    if changed:
        verb = Verb.CHANGED_OWN_DETAILS if by is person else Verb.CORRECTED_PERSON
        audit.write(verb, person, by=by, at=at, **changed)
    return bool(changed)


@command
def keep_needs(person: User, *, access_needs: str, dietary_needs: str, by: User, at: datetime) -> None:
    """Fill them in at the next booking. The log doesn't say what they are: it outlives them."""
    if not access_needs and not dietary_needs:
        forget_needs(person, by=by, at=at)
        return
    person.access_needs, person.dietary_needs, person.needs_kept_at = access_needs, dietary_needs, at
    audit.write(Verb.KEPT_NEEDS, person, by=by, at=at)


@command
def forget_needs(person: User, *, by: User, at: datetime) -> None:
    """Nothing is filled in any more; bookings keep what they said. A second time changes nothing."""
    if person.needs_kept_at is None:
        return
    person.access_needs, person.dietary_needs, person.needs_kept_at = "", "", None
    audit.write(Verb.FORGOT_NEEDS, person, by=by, at=at)

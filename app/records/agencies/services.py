"""The contacts of an agency, and agencies from a file."""

from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import Agency, User, name_key
from app.accounts.people import queries as people
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import advisory_lock, command, db
from app.files.tables import Table
from app.records.agencies import rules_import
from app.records.agencies.models import AgencyContact
from app.records.agencies.rules_import import AgencyImport, NewAgency
from app.settings import queries as settings
from app.settings.rules_lists import Sectors


@dataclass(frozen=True)
class ContactDetails:
    name: str
    job_role: str = ""
    email: str = ""
    telephone: str = ""
    what_for: str = ""


@command
def add_contact(agency: Agency, details: ContactDetails, *, by: User, at: datetime) -> AgencyContact:
    contact = AgencyContact(agency_id=agency.id, **vars(details))
    db.session.add(contact)
    audit.write(Verb.ADDED_AGENCY_CONTACT, agency, by=by, at=at, what_for=details.what_for)
    return contact


@command
def edit_contact(contact: AgencyContact, details: ContactDetails, *, by: User, at: datetime) -> None:
    for name, value in vars(details).items():
        setattr(contact, name, value)
    audit.write(Verb.EDITED_AGENCY_CONTACT, contact.agency, by=by, at=at, what_for=details.what_for)


@command
def remove_contact(contact: AgencyContact, *, by: User, at: datetime) -> None:
    audit.write(Verb.REMOVED_AGENCY_CONTACT, contact.agency, by=by, at=at, what_for=contact.what_for)
    db.session.delete(contact)


def planned_import(table: Table) -> AgencyImport:
    """What importing this table would add. Raises BadAgencyFile with all that is wrong."""
    return rules_import.understand(
        table, people.agencies_named(rules_import.names_in(table)), settings.current(Sectors)
    )


@command
def import_agencies(text: str, *, by: User, at: datetime) -> list[Agency]:
    """Add the agencies of a file in CSV, checked again as things stand now; those that are there stay as they are.

    Raises Unreadable or BadAgencyFile.
    """
    advisory_lock("enrol")
    return [_add(new, by=by, at=at) for new in planned_import(rules_import.read_csv(text)).new]


def _add(new: NewAgency, *, by: User, at: datetime) -> Agency:
    agency = Agency(name=new.name, name_key=name_key(new.name), sector=new.sector, group=new.group, is_listed=True)
    db.session.add(agency)
    audit.write(Verb.IMPORTED_AGENCY, agency, by=by, at=at)
    if new.contact:
        contact = AgencyContact(
            agency_id=agency.id, name=new.contact, email=new.email, telephone=new.telephone, what_for=new.what_for
        )
        db.session.add(contact)
    return agency

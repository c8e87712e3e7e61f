"""The declarations of every room, in the order in which a person is shown what they are about."""

from sqlalchemy import ColumnElement, false, or_, select

from app.accounts import rules_people as accounts
from app.accounts.authenticator import rules_people as authenticator
from app.accounts.details import rules_people as details
from app.accounts.sessions import rules_people as sessions
from app.accounts.single_sign_on import rules_people as single_sign_on
from app.accounts.staff import rules_people as staff
from app.accounts.throttling import rules_people as throttling
from app.agency_holds import rules_people as agency_holds
from app.attendance.outstanding import rules_people as outstanding
from app.attendance.registers import rules_people as registers
from app.audit import rules_people as audit
from app.booking import rules_people as booking
from app.booking.cut_over_file import rules_people as cut_over_file
from app.booking.eligibility import rules_people as eligibility
from app.booking.job_roles import rules_people as job_roles
from app.booking.transferring import rules_people as transferring
from app.charging import rules_people as charging
from app.charging.bills import rules_people as bills
from app.elearning import rules_people as elearning
from app.evaluation import rules_people as evaluation
from app.evaluation.answering import rules_people as answering
from app.evaluation.knowledge import rules_people as knowledge
from app.notifications import rules_people as notifications
from app.notifications.bounces import rules_people as bounces
from app.personal.rules import DataSubject, Declaration, Forgotten, PersonalTable, columns_of
from app.programme import rules_people as programme
from app.programme.checking import rules_people as checking
from app.records.agencies import rules_people as agencies
from app.records.certificates import rules_people as certificates
from app.records.desk import rules_people as desk
from app.records.elsewhere import rules_people as elsewhere
from app.records.holdings import rules_people as holdings
from app.records.refreshers import rules_people as refreshers
from app.single_agency import rules_people as single_agency

_ROOMS = (
    accounts,
    details,
    agency_holds,
    booking,
    cut_over_file,
    eligibility,
    job_roles,
    transferring,
    registers,
    certificates,
    elearning,
    elsewhere,
    refreshers,
    charging,
    bills,
    evaluation,
    answering,
    knowledge,
    programme,
    checking,
    desk,
    agencies,
    single_agency,
    notifications,
    bounces,
    outstanding,
    sessions,
    authenticator,
    single_sign_on,
    staff,
    throttling,
    audit,
    holdings,
)
"""Those that hold anything about people. A test names one that is missing."""

DECLARED: tuple[Declaration, ...] = tuple(each for room in _ROOMS for each in room.DECLARED)

PERSONAL = tuple(each for each in DECLARED if isinstance(each, PersonalTable))

FORGOTTEN = tuple(each for each in DECLARED if isinstance(each, Forgotten))


def about(held: PersonalTable, subject: DataSubject) -> ColumnElement[bool]:
    """SQL over a declared table: the rows that are about somebody. Raises KeyError where `person` leads nowhere."""
    columns, parts = columns_of(held.model), []
    if held.person:
        parts.append(_leads_to(held, subject))
    if held.address and subject.emails:
        parts.append(columns[held.address].in_(sorted(subject.emails)))
    if held.where:
        parts.append(held.where(subject))
    return or_(*parts) if parts else false()


def _leads_to(held: PersonalTable, subject: DataSubject) -> ColumnElement[bool]:
    column = columns_of(held.model)[held.person]
    (key,) = column.foreign_keys
    target = key.column.table
    if target.name == "user":
        return column == subject.number
    parent = next((each for each in PERSONAL if each.table is target and (each.person or each.address)), None)
    if parent is None:
        raise KeyError(f"{target.name} isn't declared to be about anybody")
    return column.in_(select(target.c.id).where(about(parent, subject)))

"""Enrolling people and agencies."""

from datetime import datetime
from secrets import token_hex

from sqlalchemy import func, select, update

from app.accounts.models import Agency, AgencyGroup, Sector, User, name_key
from app.accounts.models_former import FormerName
from app.accounts.people import queries, refusals
from app.audit import services as audit
from app.audit.models import Fact, Verb
from app.core.database import advisory_lock, command, db
from app.core.roles import Role
from app.personal.rules import NOBODYS


@command
def create_user(*, email: str, name: str, role: Role, agency_name: str | None, at: datetime) -> User:
    """A new account. Raises AccountExists. An agency of a new name is added to the list."""
    advisory_lock("enrol")
    existing = queries.user_by_email(email)
    if existing:
        raise refusals.AccountExists(f"{existing.email} already has an account, as {existing.role}.")
    agency = enrol_agency(agency_name) if agency_name else None
    user = enrol(email=email, name=name, at=at)
    user.role, user.agency = role, agency
    audit.write(Verb.CREATED_ACCOUNT, user, by=None, at=at, role=role)
    return user


@command
def enrol(*, email: str, name: str, at: datetime) -> User:
    """The person with this address, or a new practitioner. A standing account is left as it is.

    What a stranger left provisional is a person's from now on, under the name given here.
    """
    user = _row_of(email, name=name, at=at)
    if user.is_provisional:
        user.name, user.is_provisional = name, False
        db.session.flush()
    return user


@command
def enrol_without_address(*, name: str, at: datetime) -> User:
    """Somebody who gave no address: a practitioner of their own, whom no mail is ever sent to. The office may merge
    the record into that of a person, or correct it, once it knows more."""
    user = User(email=f"no-address-{token_hex(8)}@{NOBODYS}", name=name, role=Role.PRACTITIONER, created_at=at)
    db.session.add(user)
    db.session.flush()
    return user


@command
def enrol_provisional(*, email: str, name: str, at: datetime) -> User:
    """The row of an address that a stranger typed: a standing account is left as it is, a new row is provisional."""
    return _row_of(email, name=name, at=at)


def _row_of(email: str, *, name: str, at: datetime) -> User:
    """The row of an address, or a new one, provisional."""
    advisory_lock("enrol")
    user = queries.row_of_address(email)
    if user is None:
        user = User(email=email.strip().lower(), name=name, role=Role.PRACTITIONER, is_provisional=True, created_at=at)
        db.session.add(user)
        db.session.flush()
    return user


def free_address(email: str) -> None:
    """Somebody has proved that the address is theirs: a stranger who typed it holds what they hold without it."""
    row = queries.row_of_address(email)
    if row and row.is_provisional:
        row.email = f"given-up-{row.id}@{NOBODYS}"
        db.session.flush()


def prove_address(user: User, *, at: datetime) -> None:
    """The address is theirs, as they have shown: since when, the first time counts. A provisional row is a person's."""
    user.is_provisional, user.address_proved_at = False, user.address_proved_at or at


@command
def enrol_agency(name: str, *, sector: str = Sector.OTHER, is_listed: bool = True) -> Agency:
    """The agency of this name, or a new one."""
    advisory_lock("enrol")
    agency = queries.agency_by_name(name)
    if agency is None:
        agency = Agency(name=" ".join(name.split()), name_key=name_key(name), sector=sector, is_listed=is_listed)
        db.session.add(agency)
        db.session.flush()
    return agency


@command
def add_agency(*, name: str, sector: str, group: AgencyGroup, is_listed: bool, by: User, at: datetime) -> Agency:
    """Raises AgencyNameTaken."""
    advisory_lock("enrol")
    agency = Agency(name=name, name_key=_free_key(name, None), sector=sector, group=group, is_listed=is_listed)
    db.session.add(agency)
    audit.write(Verb.ADDED_AGENCY, agency, by=by, at=at)
    return agency


@command
def edit_agency(
    agency: Agency,
    *,
    name: str,
    sector: str,
    group: AgencyGroup,
    is_listed: bool,
    is_correction: bool = False,
    by: User,
    at: datetime,
) -> None:
    """What was held until now stays reported under the name it had, unless that was a mistake.

    Raises AgencyNameTaken or AgencyMerged.
    """
    advisory_lock("enrol")
    _must_not_be_merged(agency)
    key = _free_key(name, agency)
    if name != agency.name and not is_correction:
        _keep_former_name(agency, at)
    agency.name, agency.name_key = name, key
    was, agency.sector, agency.group, agency.is_listed = agency.group, sector, group, is_listed
    changed: dict[str, Fact] = {} if was is group else {"before": was, "after": group}
    audit.write(Verb.EDITED_AGENCY, agency, by=by, at=at, **changed)


@command
def merge_agency(agency: Agency, into: Agency, *, by: User, at: datetime) -> None:
    """Its people move to the other, whose group stands; its bookings stay, because history is its own.

    Whoever types its name is taken to the other. Raises AgencyMerged or MergedIntoItself.
    """
    advisory_lock("enrol")
    _must_not_be_merged(agency)
    if into is agency or into.merged_into_id:
        raise refusals.MergedIntoItself
    agency.merged_into = into
    db.session.execute(update(User).where(User.agency_id == agency.id).values(agency_id=into.id))
    audit.write(Verb.MERGED_AGENCY, agency, by=by, at=at, into_agency=into.id)


def _keep_former_name(agency: Agency, at: datetime) -> None:
    since = db.session.scalar(select(func.max(FormerName.used_until)).where(FormerName.agency_id == agency.id))
    if since is None or since < at:
        db.session.add(FormerName(agency_id=agency.id, name=agency.name, used_from=since, used_until=at))


def _free_key(name: str, agency: Agency | None) -> str:
    same_name = db.session.scalar(select(Agency).where(Agency.name_key == name_key(name)))
    if same_name and same_name is not agency:
        raise refusals.AgencyNameTaken
    return name_key(name)


def _must_not_be_merged(agency: Agency) -> None:
    if agency.merged_into_id:
        raise refusals.AgencyMerged


@command
def renew_calendar(user: User, *, at: datetime) -> None:
    """The private feed gets another address, and the earlier one stops working."""
    user.calendar_version += 1
    audit.write(Verb.RENEWED_CALENDAR_ADDRESS, user, by=user, at=at)

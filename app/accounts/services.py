"""Enrolling people and agencies, and proving addresses."""

import hmac
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update

from app import audit, links
from app.accounts import emails, queries
from app.accounts.models import (
    AccountExists,
    AddressProof,
    Agency,
    AgencyGroup,
    AgencyMerged,
    AgencyNameTaken,
    MergedIntoItself,
    ProofExpired,
    Sector,
    TooManyFromOnePlace,
    TooManyRequests,
    User,
    WrongCode,
    name_key,
)
from app.database import command, db, take_turns
from app.notifications.services import post
from app.roles import Role

PROOF_LASTS = timedelta(minutes=30)
MOST_PROOFS_AN_HOUR = 5
MOST_FROM_ANYWHERE = 20
MOST_FROM_ONE_PLACE = 100


@command
def create_user(*, email: str, name: str, role: Role, agency_name: str | None, at: datetime) -> User:
    """A new account. Raises AccountExists. An agency of a new name is added to the list."""
    take_turns("enrol")
    existing = queries.user_by_email(email)
    if existing:
        raise AccountExists(f"{existing.email} already has an account, as {existing.role}.")
    agency = enrol_agency(agency_name) if agency_name else None
    user = User(email=email.strip().lower(), name=name, role=role, agency=agency, created_at=at)
    db.session.add(user)
    audit.write("created an account", user, by=None, at=at, note=role)
    return user


@command
def enrol(*, email: str, name: str, at: datetime) -> User:
    """The person with this address, or a new practitioner. A standing account is left as it is."""
    take_turns("enrol")
    user = queries.user_by_email(email)
    if user is None:
        user = User(email=email.strip().lower(), name=name, role=Role.PRACTITIONER, created_at=at)
        db.session.add(user)
        db.session.flush()
    return user


@command
def enrol_agency(name: str, *, sector: Sector = Sector.OTHER, is_listed: bool = True) -> Agency:
    """The agency of this name, or a new one."""
    take_turns("enrol")
    agency = queries.agency_by_name(name)
    if agency is None:
        agency = Agency(name=" ".join(name.split()), name_key=name_key(name), sector=sector, is_listed=is_listed)
        db.session.add(agency)
        db.session.flush()
    return agency


@command
def add_agency(*, name: str, sector: Sector, group: AgencyGroup, is_listed: bool, by: User, at: datetime) -> Agency:
    """Raises AgencyNameTaken."""
    take_turns("enrol")
    agency = Agency(name=name, name_key=_free_key(name, None), sector=sector, group=group, is_listed=is_listed)
    db.session.add(agency)
    audit.write("added an agency", agency, by=by, at=at)
    return agency


@command
def edit_agency(
    agency: Agency, *, name: str, sector: Sector, group: AgencyGroup, is_listed: bool, by: User, at: datetime
) -> None:
    """Raises AgencyNameTaken or AgencyMerged."""
    take_turns("enrol")
    _must_not_be_merged(agency)
    agency.name, agency.name_key = name, _free_key(name, agency)
    was, agency.sector, agency.group, agency.is_listed = agency.group, sector, group, is_listed
    audit.write("edited an agency", agency, by=by, at=at, note="" if was is group else f"{was} to {group}")


@command
def merge_agency(agency: Agency, into: Agency, *, by: User, at: datetime) -> None:
    """Its people move to the other, whose group stands; its bookings stay, because history is its own.

    Whoever types its name is taken to the other. Raises AgencyMerged or MergedIntoItself.
    """
    take_turns("enrol")
    _must_not_be_merged(agency)
    if into is agency or into.merged_into_id:
        raise MergedIntoItself
    agency.merged_into = into
    db.session.execute(update(User).where(User.agency_id == agency.id).values(agency_id=into.id))
    audit.write("merged an agency", agency, by=by, at=at, note=f"into agency {into.id}")


def _free_key(name: str, agency: Agency | None) -> str:
    same_name = db.session.scalar(select(Agency).where(Agency.name_key == name_key(name)))
    if same_name and same_name is not agency:
        raise AgencyNameTaken
    return name_key(name)


def _must_not_be_merged(agency: Agency) -> None:
    if agency.merged_into_id:
        raise AgencyMerged


@command
def ask_for_proof(*, email: str, at: datetime, asked_from: str = "") -> AddressProof:
    """A new proof for an address, asked for from a network address.

    Raises TooManyRequests after five an hour from one place (twenty from all places, so that nobody
    is locked out by a stranger), and TooManyFromOnePlace after a hundred for whatever addresses.
    """
    take_turns("proofs")
    recent = (AddressProof.created_at > at - timedelta(hours=1), AddressProof.asked_from.is_not(None))
    here, mine = AddressProof.asked_from == asked_from, AddressProof.email == email
    if _how_many(*recent, mine, here) >= MOST_PROOFS_AN_HOUR or _how_many(*recent, mine) >= MOST_FROM_ANYWHERE:
        raise TooManyRequests
    if asked_from and _how_many(*recent, here) >= MOST_FROM_ONE_PLACE:
        raise TooManyFromOnePlace
    return new_proof(email=email, at=at, lasts=PROOF_LASTS, asked_from=asked_from)


def _how_many(*proofs: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(AddressProof).where(*proofs)) or 0


@command
def new_proof(*, email: str, at: datetime, lasts: timedelta, asked_from: str | None = None) -> AddressProof:
    """A proof without a limit, for the command line."""
    proof = AddressProof(email=email, created_at=at, expires_at=at + lasts, asked_from=asked_from)
    db.session.add(proof)
    db.session.flush()
    return proof


@command
def ask_to_sign_in(*, email: str, at: datetime, asked_from: str = "") -> AddressProof:
    """Mail a code and a link to someone who has an account; anybody else gets no mail.

    The page says the same in both cases, so that it doesn't tell who has an account.
    """
    proof = ask_for_proof(email=email, at=at, asked_from=asked_from)
    user = queries.user_by_email(email)
    if user:
        post(
            emails.sign_in(user, proof),
            kind="sign-in",
            about=f"proof-{proof.id}",
            to_email=user.email,
            to_name=user.name,
            at=at,
            stale_at=proof.expires_at,
        )
    return proof


@command
def use_code(proof: AddressProof, *, code: str, at: datetime) -> None:
    """Spend a proof by its code. Raises WrongCode (remembered as a try), or why it can't be used."""
    db.session.refresh(proof, with_for_update=True)
    proof.must_be_usable(at)
    typed = "".join(code.split())
    if not hmac.compare_digest(typed.encode(), links.six_digit_code(proof.id).encode()):
        proof.tries += 1
        raise WrongCode
    proof.used_at = at


@command
def use_link(proof: AddressProof, *, at: datetime) -> None:
    """Spend a proof by its link. Raises ProofUsed or ProofExpired."""
    db.session.refresh(proof, with_for_update=True)
    proof.must_be_usable(at)
    proof.used_at = at


@command
def sign_in_by_code(proof: AddressProof, *, code: str, at: datetime) -> User:
    """The person whose address it is. Raises what `use_code` raises."""
    use_code(proof, code=code, at=at)
    return _proved(proof, at)


@command
def sign_in_by_link(proof: AddressProof, *, at: datetime) -> User:
    """The person whose address it is. Raises what `use_link` raises."""
    use_link(proof, at=at)
    return _proved(proof, at)


def _proved(proof: AddressProof, at: datetime) -> User:
    user = queries.user_by_email(proof.email)
    if user is None:
        raise ProofExpired
    user.address_proved_at = user.address_proved_at or at
    audit.write("signed in", user, by=user, at=at)
    return user


@command
def renew_calendar(user: User, *, at: datetime) -> None:
    """The private feed gets another address, and the earlier one stops working."""
    user.calendar_version += 1
    audit.write("renewed a calendar address", user, by=user, at=at)

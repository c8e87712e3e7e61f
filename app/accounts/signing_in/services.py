"""Proving an address, and signing in with the proof."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from app.accounts.models import AddressProof, User
from app.accounts.people import queries as people
from app.accounts.refusals import ProofExpired
from app.accounts.signing_in import emails, refusals
from app.audit import services as audit
from app.audit.models import Verb
from app.core import links
from app.core.database import advisory_lock, command, db
from app.notifications.models import LetterKind
from app.notifications.services import post

PROOF_LASTS = timedelta(minutes=30)
MOST_PROOFS_AN_HOUR = 5
MOST_FROM_ANYWHERE = 20
MOST_FROM_ONE_PLACE = 100

NUMBERS_LEFT_OUT = 1_000_000
"""More than are asked for between a backup and the day it is needed."""


@command
def ask_for_proof(*, email: str, at: datetime, client_address: str = "") -> AddressProof:
    """A new proof for an address, asked for from a network address.

    Raises TooManyRequests after five an hour from one place (twenty from all places, so that nobody
    is locked out by a stranger), and TooManyFromOnePlace after a hundred for whatever addresses.
    """
    advisory_lock("proofs")
    _throttle_proofs(email=email, at=at, client_address=client_address)
    return new_proof(email=email, at=at, lasts=PROOF_LASTS, client_address=client_address)


def _throttle_proofs(*, email: str, at: datetime, client_address: str) -> None:
    """Raises TooManyRequests or TooManyFromOnePlace."""
    recent = (AddressProof.created_at > at - timedelta(hours=1), AddressProof.client_address.is_not(None))
    here, mine = AddressProof.client_address == client_address, AddressProof.email == email
    if _how_many(*recent, mine, here) >= MOST_PROOFS_AN_HOUR or _how_many(*recent, mine) >= MOST_FROM_ANYWHERE:
        raise refusals.TooManyRequests
    if client_address and _how_many(*recent, here) >= MOST_FROM_ONE_PLACE:
        raise refusals.TooManyFromOnePlace


def _how_many(*proofs: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(AddressProof).where(*proofs)) or 0


@command
def new_proof(*, email: str, at: datetime, lasts: timedelta, client_address: str | None = None) -> AddressProof:
    """A proof without a limit, for the command line."""
    proof = AddressProof(email=email, created_at=at, expires_at=at + lasts, client_address=client_address)
    db.session.add(proof)
    db.session.flush()
    return proof


@command
def give_no_number_again(*, at: datetime) -> None:
    """After a restored backup: links that were mailed since it was made name numbers that nobody else is to get.

    A used proof of nobody stands far behind the last, and those to come follow it.
    """
    last = db.session.scalar(select(func.max(AddressProof.id))) or 0
    nobodys = AddressProof(id=last + NUMBERS_LEFT_OUT, email="", created_at=at, expires_at=at, used_at=at)
    db.session.add(nobodys)
    db.session.flush()
    if db.engine.dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(AddressProof.__tablename__, "id")
        db.session.execute(select(func.setval(sequence, nobodys.id)))


@command
def ask_to_sign_in(*, email: str, at: datetime, client_address: str = "") -> AddressProof:
    """Mail a code and a link to someone who has an account; anybody else gets no mail.

    The page says the same in both cases, so that it doesn't tell who has an account.
    """
    proof = ask_for_proof(email=email, at=at, client_address=client_address)
    user = people.user_by_email(email)
    if user:
        post(
            emails.sign_in(user, proof),
            kind=LetterKind.SIGN_IN,
            about=f"proof-{proof.id}",
            to_email=email.strip().lower(),  # which may be that of a record merged into theirs
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
    if not links.is_code(typed, proof.id):
        proof.tries += 1
        raise refusals.WrongCode
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
    user = people.user_by_email(proof.email)
    if user is None:
        raise ProofExpired
    user.address_proved_at = user.address_proved_at or at
    user.signed_in_at = at
    audit.write(Verb.SIGNED_IN, user, by=user, at=at)
    return user

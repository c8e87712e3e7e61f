"""Proving an address, and signing in with the proof."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.accounts.models import AddressProof, ProofPurpose, User
from app.accounts.people import queries as people
from app.accounts.refusals import AccountDisabled, ProofExpired
from app.accounts.signing_in import emails, queries, refusals, rules
from app.core import links
from app.core.database import advisory_lock, command, db
from app.notifications.models import LetterKind
from app.notifications.services import post

NUMBERS_LEFT_OUT = 1_000_000
"""More than are asked for between a backup and the day it is needed."""


@command
def ask_for_proof(
    *, email: str, at: datetime, client_address: str = "", purpose: ProofPurpose = ProofPurpose.CONFIRM
) -> AddressProof:
    """A new proof for an address, asked for from a network address; its mail is the caller's.

    Raises TooManyRequests after five an hour to the address, or three of them from one place, so that no stranger uses
    up all five; and TooManyFromOnePlace after a hundred for whatever addresses.
    """
    advisory_lock("proofs")
    _must_not_ask_for_everybody(client_address, at)
    if rules.is_mailed_enough(queries.mails_to(email, purpose, since=at - rules.AN_HOUR), client_address):
        raise refusals.TooManyRequests
    return new_proof(email=email, at=at, lasts=rules.PROOF_LASTS, client_address=client_address, purpose=purpose)


def _must_not_ask_for_everybody(client_address: str, at: datetime) -> None:
    """Raises TooManyFromOnePlace. Where nobody knows the place, all the county would be one."""
    if client_address and queries.asked_from(client_address, since=at - rules.AN_HOUR) >= rules.MOST_FROM_ONE_PLACE:
        raise refusals.TooManyFromOnePlace


@command
def new_proof(
    *,
    email: str,
    at: datetime,
    lasts: timedelta,
    client_address: str | None = None,
    purpose: ProofPurpose = ProofPurpose.SIGN_IN,
) -> AddressProof:
    """A proof without a limit, for the command line."""
    proof = AddressProof(
        email=email,
        created_at=at,
        expires_at=at + lasts,
        client_address=client_address,
        purpose=purpose,
        sent_at=None if client_address is None else at,
    )
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
def ask_to_sign_in(*, email: str, at: datetime, client_address: str = "", leads_to: str = "") -> AddressProof:
    """Mail a code and a link to someone who has an account; anybody else gets no mail.

    The page says the same in both cases, so that it doesn't tell who has an account. A request that stands already
    serves again rather than that anybody is refused: its mail goes out once more, or, where an hour's five are sent,
    what was mailed last works for another half an hour. Its link `leads_to` the page that was asked for last. Only who
    has used all five is refused, by TooManyRequests; raises TooManyFromOnePlace too.
    """
    email = email.strip().lower()
    advisory_lock("proofs")
    _must_not_ask_for_everybody(client_address, at)
    proof, is_to_be_mailed = _proof_to_sign_in(email, at=at, client_address=client_address)
    proof.leads_to = leads_to
    if is_to_be_mailed:
        _mail(proof, at=at)
    return proof


def _proof_to_sign_in(email: str, *, at: datetime, client_address: str) -> tuple[AddressProof, bool]:
    """A new one, or one that serves again; and whether it is mailed now. Raises TooManyRequests."""
    mails = queries.mails_to(email, ProofPurpose.SIGN_IN, since=at - rules.AN_HOUR)
    unused = queries.unused_proofs(email, asked_since=at - rules.AN_HOUR)
    standing = [proof for proof in unused if rules.has_a_code(proof, at)]
    if rules.is_mailed_enough(mails, client_address):
        if not unused:
            raise refusals.TooManyRequests
        return _prolonged(rules.serves_again(unused, client_address), at), False
    if len(standing) >= rules.MOST_STANDING:
        return _sent_again(rules.serves_again(standing, client_address), at), True
    return new_proof(email=email, at=at, lasts=rules.PROOF_LASTS, client_address=client_address), True


def _prolonged(proof: AddressProof, at: datetime) -> AddressProof:
    proof.expires_at = max(proof.expires_at, at + rules.PROOF_LASTS)
    return proof


def _sent_again(proof: AddressProof, at: datetime) -> AddressProof:
    proof.sends, proof.sent_at = proof.sends + 1, at
    return _prolonged(proof, at)


def _mail(proof: AddressProof, *, at: datetime) -> None:
    """To who has an account. That it was disabled, its owner alone hears: the page says the same of every address."""
    user = people.user_by_email(proof.email)
    if user:
        post(
            emails.account_disabled(user) if user.is_disabled else emails.sign_in(user, proof),
            kind=LetterKind.SIGN_IN,
            about=f"proof-{proof.id}",
            occurrence=str(proof.sends) if proof.sends > 1 else "",
            to_email=proof.email,  # which may be that of a record merged into theirs
            to_name=user.name,
            at=at,
            stale_at=proof.expires_at,
        )


@command
def use_code(proof: AddressProof, *, code: str, at: datetime) -> None:
    """Spend a proof by its code. Raises WrongCode (remembered as a try), or why it can't be used."""
    db.session.refresh(proof, with_for_update=True)
    proof.must_take_a_code(at)
    if queries.wrong_codes(proof.email, since=at - rules.A_DAY) >= rules.MOST_WRONG_CODES_A_DAY:
        raise refusals.NoCodeWorksToday
    typed = "".join(code.split())
    if not links.is_code(typed, proof.id):
        proof.tries += 1
        raise refusals.WrongCode
    proof.used_at = at


@command
def use_link(proof: AddressProof, *, at: datetime) -> None:
    """Spend a proof by its link, even if its code was tried too often. Raises ProofUsed or ProofExpired."""
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
    if user.is_disabled:
        raise AccountDisabled
    return user

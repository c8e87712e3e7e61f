"""Reads of proofs."""

from collections import Counter
from datetime import datetime

from sqlalchemy import func, select

from app.accounts.models import AddressProof, ProofPurpose
from app.accounts.signing_in.rules import MailsToAddress
from app.core.database import db


def proof(proof_id: int) -> AddressProof | None:
    return db.session.get(AddressProof, proof_id)


def mails_to(email: str, purpose: ProofPurpose, *, since: datetime) -> MailsToAddress:
    """How many were asked for to be mailed to an address after an instant.

    All of a request that was sent again since are counted, so rather one too many than one too few.
    """
    mailed = (AddressProof.email == email, AddressProof.purpose == purpose, AddressProof.sent_at > since)
    wanted = select(AddressProof.client_address, AddressProof.used_at, AddressProof.sends).where(*mailed)
    unused: Counter[str] = Counter()
    in_all = 0
    for asker, used_at, sends in db.session.execute(wanted):  # a handful
        in_all += sends
        unused[asker or ""] += 0 if used_at else sends
    return MailsToAddress(in_all, dict(unused))


def asked_from(client_address: str, *, since: datetime) -> int:
    """How many proofs were asked for from a network address after an instant."""
    theirs = (AddressProof.client_address == client_address, AddressProof.created_at > since)
    return db.session.scalar(select(func.count()).select_from(AddressProof).where(*theirs)) or 0


def unused_proofs(email: str, *, asked_since: datetime) -> list[AddressProof]:
    """To sign in, mailed after an instant and not used: the newest first."""
    theirs = (AddressProof.email == email, AddressProof.purpose == ProofPurpose.SIGN_IN)
    standing = (AddressProof.used_at.is_(None), AddressProof.sent_at > asked_since)
    wanted = select(AddressProof).where(*theirs, *standing)
    return list(db.session.scalars(wanted.order_by(AddressProof.sent_at.desc(), AddressProof.id.desc())))


def wrong_codes(email: str, *, since: datetime) -> int:
    """How many were typed for an address, of all proofs that worked after an instant."""
    theirs = (AddressProof.email == email, AddressProof.expires_at > since)
    return db.session.scalar(select(func.coalesce(func.sum(AddressProof.tries), 0)).where(*theirs)) or 0

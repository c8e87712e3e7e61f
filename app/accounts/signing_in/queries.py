"""Reads of proofs."""

from app.accounts.models import AddressProof
from app.core.database import db


def proof(proof_id: int) -> AddressProof | None:
    return db.session.get(AddressProof, proof_id)

"""How many codes are sent, and how many may be wrong, so that nobody guesses one and nobody locks out another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.accounts.models import MOST_TRIES, AddressProof

PROOF_LASTS = timedelta(minutes=30)
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)

MOST_MAILS_AN_HOUR = 5
"""To one address, and for one purpose."""

MOST_FOR_ONE_ASKER = 3
"""Of the five: unused ones from one place for one address, so that a stranger leaves some for the person."""

MOST_STANDING = 3
"""Codes of an address that work at the same time, each for five tries."""

MOST_WRONG_CODES_A_DAY = 30
"""Of an address. With three codes that stand, a guess succeeds once in ten thousand days."""

MOST_FROM_ONE_PLACE = 100
"""Requests an hour from one network address, for whatever addresses."""


@dataclass(frozen=True)
class MailsToAddress:
    """How many were sent in an hour; and those that nobody has used, by the network address that asked for them."""

    in_all: int
    unused_by_asker: dict[str, int]


def is_mailed_enough(mails: MailsToAddress, asker: str) -> bool:
    """Whether no more is mailed for now. Where nobody knows who asks, all are alike."""
    of_asker = mails.unused_by_asker.get(asker, 0) if asker else 0
    return mails.in_all >= MOST_MAILS_AN_HOUR or of_asker >= MOST_FOR_ONE_ASKER


def has_a_code(proof: AddressProof, at: datetime) -> bool:
    """Whether its code can still be typed."""
    return proof.used_at is None and at < proof.expires_at and proof.tries < MOST_TRIES


def serves_again(proofs: Sequence[AddressProof], asker: str) -> AddressProof:
    """Which of an address's unused ones, the newest first: one of the same asker, and with a code, if there is."""
    return max(proofs, key=lambda proof: (proof.client_address == asker, proof.tries < MOST_TRIES))

"""The pool of trainers and the accounts of those in it stay together."""

from app.core import clock
from app.programme.trainers import services
from app.web.formatting import count


def match_trainers_with_accounts() -> str:
    """Causes: an address in the pool that has no account; a person's change of address; a merge of two people."""
    matched = services.match_trainers_with_accounts(at=clock.now())
    return f"{count(matched, 'trainer is', 'trainers are')} matched with an account" if matched else ""

"""Mail about signing in."""

from app.accounts.models import AddressProof, User
from app.core.links import Secret
from app.files.letters import Letter, compose


def account_disabled(user: User) -> Letter:
    """In place of a code. Only who reads the mail of the address hears of it."""
    return compose("accounts/signing_in/email/account_disabled.txt", user=user)


def sign_in(user: User, proof: AddressProof) -> Letter:
    return compose(
        "accounts/signing_in/email/sign_in.txt",
        user=user,
        secrets={"code": Secret("code", proof.id), "link": Secret("sign-in", proof.id)},
    )

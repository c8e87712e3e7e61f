"""Mail about signing in."""

from app.accounts.models import AddressProof, User
from app.letters import Letter, compose
from app.links import Secret


def sign_in(user: User, proof: AddressProof) -> Letter:
    return compose(
        "accounts/email/sign_in.txt",
        user=user,
        secrets={"code": Secret("code", proof.id), "link": Secret("sign-in", proof.id)},
    )

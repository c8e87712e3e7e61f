"""Mail about signing in."""

from app.accounts.models import AddressProof, User
from app.core.links import Secret
from app.files.letters import Letter, compose


def sign_in(user: User, proof: AddressProof) -> Letter:
    return compose(
        "accounts/signing_in/email/sign_in.txt",
        user=user,
        secrets={"code": Secret("code", proof.id), "link": Secret("sign-in", proof.id)},
    )

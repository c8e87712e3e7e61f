"""Mail about signing in with a provider."""

from app.accounts.models import AddressProof, User
from app.core.links import Secret
from app.files.letters import Letter, compose


def link_account(user: User, proof: AddressProof, *, provider: str, shown_as: str) -> Letter:
    return compose(
        "accounts/single_sign_on/email/link_account.txt",
        user=user,
        provider=provider,
        shown_as=shown_as,
        secrets={"code": Secret("code", proof.id)},
    )


def account_linked(user: User, *, provider: str, shown_as: str) -> Letter:
    return compose("accounts/single_sign_on/email/account_linked.txt", user=user, provider=provider, shown_as=shown_as)


def account_unlinked(user: User, *, provider: str, shown_as: str) -> Letter:
    return compose(
        "accounts/single_sign_on/email/account_unlinked.txt", user=user, provider=provider, shown_as=shown_as
    )

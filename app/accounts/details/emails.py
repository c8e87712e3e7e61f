"""Mail about a change of address."""

from app.accounts.details.models import AddressChange, End
from app.accounts.models import AddressProof, User
from app.core.links import Secret, url
from app.files.letters import Letter, compose
from app.web.navigation import public_url_of


def prove(change: AddressChange, end: End, proof: AddressProof) -> Letter:
    """A code and a link, for the one or the other end."""
    return compose(
        "accounts/details/email/prove.txt",
        change=change,
        is_old=end is End.OLD,
        secrets={"code": Secret("code", proof.id), "link": Secret("new-address", proof.id)},
    )


def in_use(change: AddressChange) -> Letter:
    """To the owner of an account whose address somebody else asked for."""
    return compose("accounts/details/email/in_use.txt", change=change, sign_in=url("/sign-in"))


def changed(change: AddressChange, *, to: End, by_office: bool) -> Letter:
    return compose(
        "accounts/details/email/changed.txt",
        change=change,
        is_old=to is End.OLD,
        by_office=by_office,
        sign_in=url("/sign-in"),
    )


def to_confirm(change: AddressChange, officer: User) -> Letter:
    """To the training team: somebody's old mailbox is gone."""
    return compose(
        "accounts/details/email/to_confirm.txt",
        change=change,
        officer=officer,
        page=public_url_of("person", person_id=change.user_id),
    )

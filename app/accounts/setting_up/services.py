"""Commands of setting up."""

from datetime import datetime, timedelta

from app.accounts.models import AddressProof, User
from app.accounts.people import services as people_services
from app.accounts.setting_up import emails
from app.accounts.setting_up.refusals import SetUpAlready
from app.accounts.signing_in import services as signing_in
from app.accounts.staff.queries import has_manager
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import advisory_lock, command
from app.core.roles import Role
from app.notifications.models import LetterKind
from app.notifications.services import post

LINK_IS_MAILED_FOR = timedelta(days=30)


@command
def mail_set_up_link(*, email: str, at: datetime) -> bool:
    """To the address that the installation names, once. Returns whether it was queued now. Raises SetUpAlready."""
    must_be_empty()
    return post(
        emails.set_up_link(),
        kind=LetterKind.SET_UP_LINK,
        about="set-up",
        occurrence=email,
        to_email=email,
        to_name=email,
        at=at,
        stale_at=at + LINK_IS_MAILED_FOR,
    )


@command
def ask_for_code(*, name: str, email: str, at: datetime, client_address: str = "") -> AddressProof:
    """A code to the address of who is to be the first training manager. Raises SetUpAlready, and as any proof."""
    must_be_empty()
    proof = signing_in.ask_for_proof(email=email, at=at, client_address=client_address)
    post(
        emails.code(name, proof),
        kind=LetterKind.SET_UP_CODE,
        about=f"proof-{proof.id}",
        to_email=email,
        to_name=name,
        at=at,
        stale_at=proof.expires_at,
    )
    return proof


@command
def make_first_manager(proof: AddressProof, *, code: str, name: str, at: datetime) -> User:
    """Their address is proved: the installation is theirs. Of two at once one comes first.

    Raises SetUpAlready, and as any code.
    """
    advisory_lock("staff")
    must_be_empty()
    signing_in.use_code(proof, code=code, at=at)
    user = people_services.enrol(email=proof.email, name=name, at=at)
    user.name, user.role, user.address_proved_at = name, Role.TRAINING_MANAGER, at
    audit.write(Verb.SET_UP, user, by=user, at=at)
    return user


def must_be_empty() -> None:
    """Raises SetUpAlready."""
    if has_manager():
        raise SetUpAlready

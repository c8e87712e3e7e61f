"""Whose an account with the provider is."""

from datetime import datetime

from sqlalchemy import delete

from app.accounts.models import AddressProof, User
from app.accounts.people import queries as people
from app.accounts.signing_in import services as signing_in
from app.accounts.single_sign_on import emails, queries
from app.accounts.single_sign_on.models import LinkedAccount
from app.accounts.single_sign_on.rules import ProviderAccount
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import advisory_lock, command, db
from app.files.letters import Letter
from app.notifications.models import LetterKind
from app.notifications.services import post


@command
def sign_in(account: ProviderAccount, *, at: datetime) -> User | None:
    """The person whose account it is; None while nobody has proved that it is theirs."""
    linked = queries.linked_account(account)
    if linked is None:
        return None
    linked.shown_as, linked.last_used_at = account.shown_as, at
    return linked.user


@command
def ask_to_link(
    account: ProviderAccount, *, email: str, provider: str, at: datetime, client_address: str = ""
) -> AddressProof:
    """Mail a code to somebody who has an account here; anybody else gets no mail, and the page says the same.

    The mail names the account with the provider, so that nobody passes a code on for a stranger's.
    """
    proof = signing_in.ask_for_proof(email=email, at=at, client_address=client_address)
    user = people.user_by_email(email)
    if user:
        post(
            emails.link_account(user, proof, provider=provider, shown_as=account.shown_as),
            kind=LetterKind.SIGN_IN,
            about=f"proof-{proof.id}",
            to_email=user.email,
            to_name=user.name,
            at=at,
            stale_at=proof.expires_at,
        )
    return proof


@command
def link(account: ProviderAccount, proof: AddressProof, *, code: str, provider: str, at: datetime) -> User:
    """By the mailed code, once: from now on the account signs this person in. Raises what `use_code` raises.

    Another account with the same provider that was theirs is theirs no longer.
    """
    user = signing_in.sign_in_by_code(proof, code=code, at=at)
    advisory_lock("linked accounts")
    is_it = (LinkedAccount.issuer == account.issuer) & (LinkedAccount.subject == account.subject)
    is_theirs = (LinkedAccount.issuer == account.issuer) & (LinkedAccount.user_id == user.id)
    db.session.execute(delete(LinkedAccount).where(is_it | is_theirs))
    db.session.add(
        LinkedAccount(
            user_id=user.id,
            issuer=account.issuer,
            subject=account.subject,
            shown_as=account.shown_as,
            linked_at=at,
            last_used_at=at,
        )
    )
    audit.write(Verb.LINKED_ACCOUNT, user, by=user, at=at, issuer=account.issuer)
    _tell(user, emails.account_linked(user, provider=provider, shown_as=account.shown_as), at=at)
    return user


@command
def unlink(linked: LinkedAccount, *, provider: str, at: datetime) -> None:
    """From now on the person signs in by a mailed code."""
    user, shown_as = linked.user, linked.shown_as
    db.session.delete(linked)
    audit.write(Verb.UNLINKED_ACCOUNT, user, by=user, at=at, issuer=linked.issuer)
    _tell(user, emails.account_unlinked(user, provider=provider, shown_as=shown_as), at=at)


def _tell(user: User, letter: Letter, *, at: datetime) -> None:
    post(
        letter,
        kind=LetterKind.SIGN_IN_CHANGED,
        about=f"person-{user.id}",
        to_email=user.email,
        to_name=user.name,
        at=at,
        occurrence=f"{at:%Y%m%d%H%M%S%f}",
    )

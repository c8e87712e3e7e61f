"""Reads of linked accounts."""

from sqlalchemy import select

from app.accounts.models import User
from app.accounts.single_sign_on.models import LinkedAccount
from app.accounts.single_sign_on.rules import ProviderAccount
from app.core.database import db


def linked_account(account: ProviderAccount) -> LinkedAccount | None:
    """By issuer and subject, never by an address."""
    this = (LinkedAccount.issuer == account.issuer, LinkedAccount.subject == account.subject)
    return db.session.scalar(select(LinkedAccount).where(*this))


def linked_account_of(user: User, *, issuer: str) -> LinkedAccount | None:
    theirs = (LinkedAccount.user_id == user.id, LinkedAccount.issuer == issuer)
    return db.session.scalar(select(LinkedAccount).where(*theirs))

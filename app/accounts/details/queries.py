"""Reads of how addresses change."""

from datetime import datetime

from sqlalchemy import func, or_, select

from app.accounts.details.models import AddressChange
from app.accounts.models import AddressProof, User
from app.core.database import db
from app.web.paging import Page, page_of

PER_PAGE = 20


def standing_change(user: User) -> AddressChange | None:
    """The new address that somebody has asked for and hasn't got yet."""
    wanted = select(AddressChange).where(
        AddressChange.user_id == user.id, AddressChange.done_at.is_(None), AddressChange.given_up_at.is_(None)
    )
    return db.session.scalar(wanted)


def change_of_proof(proof_id: int) -> tuple[AddressChange, AddressProof] | None:
    """The change that a mailed link is about, with the proof that it stands for."""
    of_it = or_(AddressChange.old_proof_id == proof_id, AddressChange.new_proof_id == proof_id)
    change, proof = db.session.scalar(select(AddressChange).where(of_it)), db.session.get(AddressProof, proof_id)
    return (change, proof) if change and proof else None


def changes_asked(user: User, *, since: datetime) -> int:
    wanted = select(func.count()).select_from(AddressChange)
    return db.session.scalar(wanted.where(AddressChange.user_id == user.id, AddressChange.asked_at > since)) or 0


def former_addresses(user: User) -> list[str]:
    """Those that somebody had before, the latest first."""
    wanted = select(AddressChange.old_email).where(
        AddressChange.user_id == user.id, AddressChange.done_at.is_not(None), AddressChange.old_email != user.email
    )
    return list(dict.fromkeys(db.session.scalars(wanted.order_by(AddressChange.done_at.desc()))))


def changes_for_the_office(*, page: int = 1) -> Page[AddressChange]:
    """Where the old mailbox is gone and the office is asked for its word, who has waited longest first."""
    wanted = select(AddressChange).where(
        AddressChange.office_asked_at.is_not(None),
        AddressChange.done_at.is_(None),
        AddressChange.given_up_at.is_(None),
    )
    return page_of(wanted.order_by(AddressChange.office_asked_at, AddressChange.id), page=page, per_page=PER_PAGE)

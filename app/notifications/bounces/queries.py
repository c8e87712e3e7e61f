"""Reads of what came back."""

from datetime import datetime

from sqlalchemy import func, select

from app.core.database import db
from app.notifications.bounces.models import Bounce, BounceKind, BounceMailbox
from app.notifications.models import Message
from app.notifications.models_undeliverable import UndeliverableAddress
from app.web.paging import Page, page_of


def flagged_addresses(*, page: int = 1, per_page: int = 50) -> Page[UndeliverableAddress]:
    """Those that mail comes back from, the latest first."""
    wanted = select(UndeliverableAddress).where(UndeliverableAddress.is_flagged)
    newest = (UndeliverableAddress.flagged_at.desc(), UndeliverableAddress.id.desc())
    return page_of(wanted.order_by(*newest), page=page, per_page=per_page)


def bounces(*, page: int = 1, per_page: int = 50) -> Page[Bounce]:
    """All that came back, the latest first, but for automatic replies: those arrived."""
    wanted = select(Bounce).where(Bounce.kind != BounceKind.AUTOMATIC)
    return page_of(wanted.order_by(Bounce.received_at.desc(), Bounce.id.desc()), page=page, per_page=per_page)


def latest_bounces(emails: list[str]) -> dict[str, Bounce]:
    """What came back last of each of these addresses, delays aside, by address."""
    told = (Bounce.to_email.in_(emails), Bounce.kind.not_in((BounceKind.AUTOMATIC, BounceKind.DELAYED)))
    latest = select(func.max(Bounce.id)).where(*told).group_by(Bounce.to_email)
    return {bounce.to_email: bounce for bounce in db.session.scalars(select(Bounce).where(Bounce.id.in_(latest)))}


def how_many_flagged() -> int:
    counted = select(func.count()).select_from(UndeliverableAddress).where(UndeliverableAddress.is_flagged)
    return db.session.scalar(counted) or 0


def how_many_automatic(*, since: datetime) -> int:
    counted = select(func.count()).select_from(Bounce)
    wanted = counted.where(Bounce.kind == BounceKind.AUTOMATIC, Bounce.received_at >= since)
    return db.session.scalar(wanted) or 0


def address(address_id: int) -> UndeliverableAddress | None:
    return db.session.get(UndeliverableAddress, address_id)


def address_of(email: str) -> UndeliverableAddress | None:
    return db.session.scalar(select(UndeliverableAddress).where(UndeliverableAddress.email == email))


def not_told_of() -> list[UndeliverableAddress]:
    """Flagged, and the training team hasn't been told."""
    wanted = select(UndeliverableAddress).where(UndeliverableAddress.is_flagged, UndeliverableAddress.told_at.is_(None))
    return list(db.session.scalars(wanted.order_by(UndeliverableAddress.id)))


def is_known(digest: str) -> bool:
    return db.session.scalar(select(Bounce.id).where(Bounce.digest == digest)) is not None


def how_many_lately(email: str, kinds: frozenset[BounceKind], *, since: datetime) -> int:
    about = (Bounce.to_email == email, Bounce.kind.in_(kinds), Bounce.received_at > since)
    return db.session.scalar(select(func.count()).select_from(Bounce).where(*about)) or 0


def message_named(ids: tuple[tuple[int, str], ...]) -> Message | None:
    """The first of our messages that a mail names by our Message-ID: its number, and the second it was written in."""
    for number, written in ids:
        message = db.session.get(Message, number) if number < 2**31 else None
        if message and f"{message.created_at:%Y%m%d%H%M%S}" == written:
            return message
    return None


def have_written_to(email: str) -> bool:
    return db.session.scalar(select(Message.id).where(Message.to_email == email).limit(1)) is not None


def mailbox(name: str) -> BounceMailbox | None:
    return db.session.scalar(select(BounceMailbox).where(BounceMailbox.name == name))

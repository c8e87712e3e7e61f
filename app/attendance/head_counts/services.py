"""Counting heads: how many came, and from which sectors as far as that is known."""

from collections.abc import Mapping
from datetime import datetime

from app.accounts.models import User
from app.attendance.head_counts import refusals
from app.attendance.registers.models import HeadCount, Register
from app.attendance.registers.queries_registers import register_of
from app.attendance.registers.refusals import NotOverYet
from app.audit import services as audit
from app.audit.models import Verb
from app.booking.claims import services as claims
from app.core.database import command, db
from app.programme.models_sessions import TrainingSession


@command
def count_heads(
    session: TrainingSession,
    how_many: int | None,
    by_sector: Mapping[str, int] | None = None,
    *,
    by: User,
    at: datetime,
) -> Register:
    """How many came to an open session, and of which sectors as far as it is known: attendances, outside every
    percentage. Said again, the new count stands. Without a total it is the sum of the sectors.

    Raises HeadsUnclear, NotOpenToAll or NotOverYet.
    """
    claims.lock_session(session)
    if not (session.is_published and session.is_open):
        raise refusals.NotOpenToAll
    if not session.has_ended(at):
        raise NotOverYet
    known = dict(by_sector or {})
    total = _total(how_many, known)
    register = register_of(session) or Register(session_id=session.id, closed_at=at, closed_by_id=by.id)
    register.head_count = total
    db.session.add(register)
    register.heads_by_sector.clear()
    db.session.flush()  # the old rows go before the new ones of the same sectors come
    register.heads_by_sector = [HeadCount(sector=sector, how_many=came) for sector, came in known.items()]
    told = {str(sector): came for sector, came in known.items()}
    audit.write(Verb.COUNTED_HEADS, register, by=by, at=at, heads=total, by_sector=told)
    return register


def _total(how_many: int | None, known: Mapping[str, int]) -> int:
    """Raises HeadsUnclear."""
    if how_many is None and not known:
        raise refusals.HeadsUnclear
    together = sum(known.values())
    if how_many is not None and together > how_many:
        raise refusals.HeadsUnclear(f"The sectors add up to {together:,}: enter that or more, or leave the total empty")
    return together if how_many is None else how_many

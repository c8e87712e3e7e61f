"""What merging two records would do."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased, selectinload

from app.accounts.models import User
from app.booking.models import Booking
from app.booking.states import LIVE
from app.charging.models import ON_A_BILL, Charge, ChargeState
from app.core.database import db
from app.personal.rules_searching import plain
from app.records.certificates.models import Certificate
from app.records.holdings import queries as holdings
from app.web.paging import Page, page_of

PER_PAGE = 20
IS_CHARGED = (ChargeState.CONFIRMED, *ON_A_BILL)


@dataclass(frozen=True)
class Clash:
    """Two live bookings on one session, of which one stays."""

    kept: Booking
    goes: Booking
    has_certificate: frozenset[int]

    @property
    def session_id(self) -> int:
        return self.kept.session_id

    @property
    def both(self) -> tuple[Booking, Booking]:
        return self.kept, self.goes

    @property
    def suggested(self) -> Booking:
        """The one with more to it: a certificate, having been there, a place, else the earlier one."""
        return max(self.both, key=lambda each: (self._weight(each), -each.id))

    def _weight(self, booking: Booking) -> tuple[bool, bool, bool]:
        return booking.id in self.has_certificate, booking.was_there, booking.is_booked


@dataclass(frozen=True)
class MergePreview:
    """What moves to the record that stays, by what it is, and where the two clash."""

    moves: dict[str, int]
    clashes: list[Clash]


def preview(kept: User, goes: User) -> MergePreview:
    moves = holdings.counts_about(holdings.subject_of(goes))
    return MergePreview({what: how_many for what, how_many in moves.items() if what != "Details"}, clashes(kept, goes))


def clashes(kept: User, goes: User) -> list[Clash]:
    """The sessions on which both have a live booking, by its start."""
    other = aliased(Booking)
    wanted = (
        select(Booking, other)
        .join(other, other.session_id == Booking.session_id)
        .where(Booking.practitioner_id == kept.id, Booking.state.in_(LIVE))
        .where(other.practitioner_id == goes.id, other.state.in_(LIVE))
    )
    rows = db.session.execute(wanted).unique().all()
    numbers = [each.id for row in rows for each in row]
    certified = frozenset(
        db.session.scalars(
            select(Certificate.booking_id).where(Certificate.booking_id.in_(numbers), Certificate.is_valid)
        )
    )
    found = [Clash(one, another, certified) for one, another in rows]
    return sorted(found, key=lambda clash: clash.kept.session.starts_at)


def is_charged(booking: Booking) -> bool:
    """Somebody decided that it is to be paid for."""
    wanted = select(Charge.id).where(Charge.booking_id == booking.id, Charge.state.in_(IS_CHARGED))
    return db.session.scalar(wanted.limit(1)) is not None


def others(person: User, words: str, *, page: int) -> Page[User]:
    """Records that could be the same person's: each of the words in name or address; without words, the same name."""
    wanted = plain(words or person.name).split()
    said = [User.search_text.contains(word, autoescape=True) for word in wanted]
    found = select(User).where(*said, User.id != person.id, User.stands).order_by(User.search_text)
    found = found.options(selectinload(User.agency))
    return page_of(found, page=page, per_page=PER_PAGE)

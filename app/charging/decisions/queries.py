"""Charges as lists to work through, and what is known of each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true

from app.accounts.models import Agency, User
from app.attendance.registers.models import DayMark
from app.audit.models import AuditEntry, Verb
from app.audit.queries import entries_about
from app.booking.models import Booking
from app.charging.decisions import rules
from app.charging.models import GONE, ON_A_BILL, TO_DECIDE, Charge, ChargeState
from app.charging.rules import Tab
from app.core.database import db
from app.notifications.models import LetterKind, Message
from app.web.paging import Page, page_of


def charges_in(tab: Tab, *, words: str = "", page: int = 1, per_page: int = 50) -> Page[Charge]:
    """A list of the office's, the oldest first where something is to be done.

    `words` is part of a person's or an agency's name.
    """
    is_work = tab in (Tab.TO_DECIDE, Tab.WAITING, Tab.CONFIRMED)
    wanted = select(Charge).join(Charge.booking).outerjoin(Charge.agency).where(_tab() == tab)
    for word in words.split():
        named = (name.icontains(word, autoescape=True) for name in (Booking.name, Agency.name))
        wanted = wanted.where(or_(*named))
    wanted = wanted.order_by(Charge.id if is_work else Charge.id.desc())
    return page_of(wanted, page=page, per_page=per_page)


def counts() -> dict[Tab, tuple[int, int]]:
    """For each list: how many charges, and their sum in pence."""
    return dict.fromkeys(Tab, (0, 0)) | _counted(true())


def undecided_counts() -> dict[Tab, tuple[int, int]]:
    """The same of what is to be decided and of what waits for a reason alone: nothing that was decided is read."""
    return dict.fromkeys((Tab.TO_DECIDE, Tab.WAITING), (0, 0)) | _counted(Charge.state.in_(TO_DECIDE))


def _counted(which: ColumnElement[bool]) -> dict[Tab, tuple[int, int]]:
    tab = _tab().label("tab")
    rows = db.session.execute(select(tab, func.count(), func.sum(Charge.pence)).where(which).group_by(tab))
    return {Tab(tab): (how_many, int(pence)) for tab, how_many, pence in rows}


def _tab() -> ColumnElement[str]:
    """SQL for the list that a charge is in."""
    return case(
        (Charge.can_be_confirmed(), Tab.TO_DECIDE.value),
        (Charge.state.in_((ChargeState.PROPOSED, ChargeState.ASKED)), Tab.WAITING.value),
        (Charge.state == ChargeState.CONFIRMED, Tab.CONFIRMED.value),
        (Charge.state == ChargeState.BILLED, Tab.BILLED.value),
        (Charge.state.in_((ChargeState.PAID, ChargeState.WRITTEN_OFF)), Tab.SETTLED.value),
        else_=Tab.NOT_OWED.value,
    )


# The evidence


@dataclass(frozen=True)
class Earlier:
    """What this person had in the twelve months before: `charged` were confirmed, `open` aren't decided yet."""

    charged: int = 0
    waived: int = 0
    open: int = 0


def earlier(charge: Charge) -> Earlier:
    rows = db.session.execute(
        select(Charge.state, func.count())
        .join(Charge.booking)
        .where(
            Booking.practitioner_id == charge.booking.practitioner_id,
            Charge.id != charge.id,
            Charge.state.not_in(GONE),
            Charge.proposed_at.between(charge.proposed_at - rules.REMEMBERS, charge.proposed_at),
        )
        .group_by(Charge.state)
    )
    found: dict[str, int] = {"charged": 0, "waived": 0, "open": 0}
    for state, how_many in rows:
        is_owed = state is ChargeState.CONFIRMED or state in ON_A_BILL
        found["waived" if state is ChargeState.WAIVED else "charged" if is_owed else "open"] += how_many
    return Earlier(**found)


def register_marks(charge: Charge) -> list[DayMark]:
    """What the register says of each day, where it was marked by day."""
    return list(db.session.scalars(select(DayMark).where(DayMark.booking_id == charge.booking_id).order_by(DayMark.on)))


def letters_about(charge: Charge) -> list[Message]:
    """What was written to ask for the reason, the oldest first."""
    to_manager = and_(Message.kind == LetterKind.REASON_MANAGER, Message.to_email == charge.booking.manager_email)
    wanted = select(Message).where(or_(Message.subject_key == charge.about, to_manager)).order_by(Message.id)
    return [
        letter
        for letter in db.session.scalars(wanted)
        if letter.kind != LetterKind.REASON_MANAGER or charge.id in _charges_named_in(letter)
    ]


def _charges_named_in(letter: Message) -> list[int]:
    return [int(record) for purpose, record, _ in letter.secrets if purpose == LetterKind.REASON_MANAGER]


@dataclass(frozen=True)
class Step:
    """One deed on a charge; `who` is empty for what the jobs did."""

    at: datetime
    verb: Verb
    who: str
    data: dict[str, Any]

    @property
    def words(self) -> str:
        return rules.in_words(self.data)


def history(charge: Charge) -> list[Step]:
    """Every step, the oldest first."""
    wanted = entries_about(charge).outerjoin(User, User.id == AuditEntry.actor_id)
    columns = (AuditEntry.at, AuditEntry.verb, func.coalesce(User.name, ""), AuditEntry.data)
    return [Step(*row) for row in db.session.execute(wanted.with_only_columns(*columns))]

"""Reads of charges: what is to be proposed, asked, decided, and what is known of each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import contains_eager

from app.accounts.models import Agency, AgencyGroup, User
from app.attendance.registers.models import DayMark, Register
from app.booking.models import Booking
from app.booking.states import Outcome
from app.charging.models import GONE, ON_A_BILL, Charge, ChargeState, ManagerLetter
from app.charging.rules import OUTCOMES_OF, REMEMBERS, Tab
from app.core.audit import AuditEntry, Verb, entries_about
from app.core.database import db
from app.notifications.models import LetterKind, Message
from app.programme.models_sessions import TrainingSession
from app.terms.models import Cause, Policy
from app.web.paging import Page, page_of


def charge(charge_id: int) -> Charge | None:
    return db.session.get(Charge, charge_id)


def charges(state: ChargeState | None = None) -> list[Charge]:
    """Newest first, of one state or of all."""
    wanted = select(Charge).order_by(Charge.id.desc())
    return list(db.session.scalars(wanted.where(Charge.state == state) if state else wanted))


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
    tab = _tab().label("tab")
    rows = db.session.execute(select(tab, func.count(), func.sum(Charge.pence)).group_by(tab))
    return dict.fromkeys(Tab, (0, 0)) | {Tab(tab): (how_many, int(pence)) for tab, how_many, pence in rows}


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


# What the jobs look for


def bookings_without_proposal(*, since: datetime, at: datetime) -> list[Booking]:
    """Cancellations since an instant, and outcomes of registers closed since, that have no charge that stands.

    Imported registers are history: nothing is proposed for them, nor for sessions that we cancelled, nor again what a
    person took back.
    """
    taken_back = and_(Charge.state.in_(GONE), Charge.waiver_reason.is_not(None), _follows())
    wanted = (
        select(Booking)
        .join(Booking.session)
        .join(Booking.policy)
        .outerjoin(Booking.agency)
        .where(
            TrainingSession.is_imported.is_(False),
            ~TrainingSession.is_cancelled,
            or_(_cancelled(since, at), _marked(since, at)),
            ~exists().where(Charge.booking_id == Booking.id, or_(Charge.state.not_in(GONE), taken_back)),
        )
        .options(contains_eager(Booking.policy))
        .order_by(Booking.id)
    )
    return list(db.session.scalars(wanted))


def _cancelled(since: datetime, at: datetime) -> ColumnElement[bool]:
    """SQL for: withdrawn between two instants, at a time when it may cost something."""
    return and_(
        Booking.outcome.in_((Outcome.LATE_CANCELLED, Outcome.CANCELLED)),
        Booking.cancelled_at.between(since, at),
        Booking.moved_at.is_(None),
        or_(Booking.promised_free_until.is_(None), Booking.cancelled_at > Booking.promised_free_until),
    )


def _marked(since: datetime, at: datetime) -> ColumnElement[bool]:
    """SQL for: of a register closed or corrected between two instants, with an outcome that may cost something."""
    lately = or_(Register.closed_at.between(since, at), Booking.marked_at.between(since, at))
    pays_for_places = or_(
        func.coalesce(Booking.agency_group, Agency.group) != AgencyGroup.CONTRIBUTING,
        and_(Booking.agency_group.is_(None), Agency.merged_into_id.is_not(None)),
    )
    return and_(
        exists().where(Register.session_id == Booking.session_id, Register.closed_at <= at, lately),
        or_(
            Booking.outcome == Outcome.NO_SHOW,
            and_(Booking.outcome == Outcome.LATE_REFUSED, Policy.late_refused_percent > 0),
            and_(Booking.outcome == Outcome.LEFT_EARLY, Policy.left_early_percent > 0, ~_excused_otherwise()),
            and_(Booking.outcome.in_(OUTCOMES_OF[Cause.PLACE]), pays_for_places),
        ),
    )


def _excused_otherwise() -> ColumnElement[bool]:
    """SQL for: every day that this booking wasn't here for all of is excused, so that nothing is unexplained."""
    of_booking = DayMark.booking_id == Booking.id
    unexplained = DayMark.mark.not_in((Outcome.ATTENDED, Outcome.EXCUSED))
    return and_(exists().where(of_booking), ~exists().where(of_booking, unexplained))


def follows_still(charge: Charge) -> bool:
    """Whether its booking still has the outcome that it is for."""
    wanted = select(Charge.id).join(Charge.booking).where(Charge.id == charge.id, _follows())
    return db.session.scalar(wanted) is not None


def charges_that_follow_no_longer() -> list[Charge]:
    """Standing ones whose booking came to another outcome since, or whose session we cancelled.

    What is written off is owed by nobody, and stays.
    """
    wanted = (
        _of_bookings()
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(
            Charge.state.not_in((*GONE, ChargeState.WRITTEN_OFF)),
            or_(Booking.outcome.is_(None), ~_follows(), TrainingSession.is_cancelled),
        )
    )
    return list(db.session.scalars(wanted.order_by(Charge.id)))


def _follows() -> ColumnElement[bool]:
    """SQL for: the booking's outcome is one of those that its charge's cause is for."""
    return or_(*(and_(Charge.cause == cause, Booking.outcome.in_(outcomes)) for cause, outcomes in OUTCOMES_OF.items()))


def charges_to_ask_about() -> list[Charge]:
    """Proposed, and to be explained."""
    wanted = _of_bookings().where(Charge.state == ChargeState.PROPOSED, Charge.needs_a_reason)
    return list(db.session.scalars(wanted.order_by(Charge.id)))


def charges_past_deadline(*, at: datetime) -> list[Charge]:
    wanted = _of_bookings().where(Charge.is_past_deadline(at))
    return list(db.session.scalars(wanted.order_by(Charge.id)))


def charges_whose_letter_waits() -> list[Charge]:
    """Their reason was asked, and the letter that asks wasn't known to have left us when we last looked."""
    wanted = _of_bookings().where(
        Charge.state == ChargeState.ASKED, Charge.letter_key.is_not(None), Charge.letter_left_at.is_(None)
    )
    return list(db.session.scalars(wanted.order_by(Charge.id)))


def still_asked(letter: ManagerLetter) -> list[Charge]:
    """Those named in a letter to a line manager whose reason is still waited for, by number."""
    wanted = _of_bookings().where(Charge.manager_letter_id == letter.id, Charge.state == ChargeState.ASKED)
    return list(db.session.scalars(wanted.order_by(Charge.id)))


def _of_bookings() -> Select[Charge]:
    return select(Charge).join(Charge.booking)


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
            Charge.proposed_at.between(charge.proposed_at - REMEMBERS, charge.proposed_at),
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


def history(charge: Charge) -> list[Step]:
    """Every step, the oldest first."""
    wanted = entries_about(charge).outerjoin(User, User.id == AuditEntry.actor_id)
    columns = (AuditEntry.at, AuditEntry.verb, func.coalesce(User.name, ""), AuditEntry.data)
    return [Step(*row) for row in db.session.execute(wanted.with_only_columns(*columns))]

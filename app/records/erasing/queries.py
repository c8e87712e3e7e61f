"""What stands against erasing somebody, and what it would be about."""

from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.models import User
from app.booking.models import Booking
from app.booking.states import LIVE
from app.charging.models import TO_DECIDE, Charge, ChargeState, ManagerLetter
from app.core.database import db
from app.evaluation.models_issued import Issued, ManagerRequest
from app.personal.rules import DataSubject
from app.records.holdings import queries as holdings

WAIT = (*TO_DECIDE, ChargeState.CONFIRMED)
"""Charges that somebody still has to work on: by name."""


@dataclass(frozen=True)
class ErasurePreview:
    """What erasing somebody is about: how many rows of what, and what stays under their name because of the law."""

    counts: dict[str, int]
    kept_by_law: dict[str, str]
    bookings: list[Booking]
    charges: list[Charge]


def preview(person: User) -> ErasurePreview:
    subject = holdings.subject_of(person)
    return ErasurePreview(
        holdings.counts_about(subject), holdings.kept_by_law(subject), bookings_that_stand(person), open_charges(person)
    )


def preview_of_address(email: str) -> ErasurePreview:
    subject = holdings.subject_of_address(email)
    return ErasurePreview(holdings.counts_about(subject), holdings.kept_by_law(subject), [], [])


def bookings_that_stand(person: User) -> list[Booking]:
    """Claims that nothing has come of yet: to come, or on a register that doesn't say."""
    wanted = select(Booking).where(
        Booking.practitioner_id == person.id, Booking.state.in_(LIVE), Booking.outcome.is_(None)
    )
    return list(db.session.scalars(wanted.order_by(Booking.id)))


def open_charges(person: User) -> list[Charge]:
    wanted = select(Charge).join(Charge.booking).where(Booking.practitioner_id == person.id, Charge.state.in_(WAIT))
    return list(db.session.scalars(wanted.order_by(Charge.id)))


def shared_letters(person: User) -> list[str]:
    """What letters to line managers are about that name several people, this one among them."""
    asked = (
        select(Charge.manager_letter_id)
        .join(Booking, Booking.id == Charge.booking_id)
        .where(Booking.practitioner_id == person.id, Charge.manager_letter_id.is_not(None))
    )
    requests = (
        select(Issued.manager_request_id)
        .join(Booking, Booking.id == Issued.booking_id)
        .where(Booking.practitioner_id == person.id, Issued.manager_request_id.is_not(None))
    )
    return [
        *(f"{ManagerLetter.ABOUT}{number}" for number in db.session.scalars(asked.distinct())),
        *(f"{ManagerRequest.ABOUT}{number}" for number in db.session.scalars(requests.distinct())),
    ]


def names_of(person: User, subject: DataSubject) -> set[str]:
    """Everything that letters may have called somebody."""
    names = select(Booking.name).where(Booking.practitioner_id == person.id).distinct()
    return {person.name, *db.session.scalars(names), *subject.emails}

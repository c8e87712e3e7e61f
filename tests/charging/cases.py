"""Charges at every step of their line, made by the commands."""

from datetime import date, datetime, timedelta
from typing import Any

from app.accounts.models import User
from app.booking.models import Booking
from app.booking.states import Outcome
from app.charging.bills import queries as bills_queries
from app.charging.bills import services as bills_services
from app.charging.bills.models import Bill
from app.charging.bills.services_settling import mark_paid, write_off
from app.charging.decisions import queries
from app.charging.decisions import services as decisions_services
from app.charging.models import Charge, ChargeState, Explainer, WaiverReason
from app.charging.proposals import services as proposals_services
from app.charging.reasons import services as reasons_services
from app.core.database import db
from app.terms.models import Policy
from tests.builders import a_booking, a_closed_register, a_manager, a_past_session, a_policy, a_user, letters_have_left
from tests.conftest import NOW

AFTER_THE_DEADLINE = NOW + timedelta(days=8)
"""Five working days of grace after Monday 23 November end with Monday 30."""
IN_DECEMBER = NOW.replace(month=12, day=2)
NOVEMBER = date(2026, 11, 1)
DECEMBER = date(2026, 12, 1)


def the_policy(**more: Any) -> Policy:
    """The one in force, or a new one."""
    standing: Policy | None = db.session.query(Policy).first()
    return standing or a_policy(**more)


def a_no_show(person: User | None = None, outcome: Outcome = Outcome.NO_SHOW, **more: Any) -> Booking:
    """Did not attend yesterday, and the register is closed."""
    session = a_past_session()
    a_closed_register(session)
    return a_booking(session, person or a_user(), outcome, policy=the_policy(), **more)


def proposed(booking: Booking | None = None, at: datetime = NOW) -> Charge:
    booking = booking or a_no_show()
    proposals_services.propose_charges(at=at)
    charge: Charge = db.session.query(Charge).filter_by(booking_id=booking.id).order_by(Charge.id.desc()).first()
    return charge


def asked(booking: Booking | None = None, at: datetime = NOW) -> Charge:
    charge = proposed(booking, at)
    reasons_services.ask_for_reasons(at=at)
    return charge


def explained(booking: Booking | None = None, words: str = "I was ill.") -> Charge:
    charge = asked(booking)
    reasons_services.explain(charge, words, given_by=Explainer.PRACTITIONER, by=None, at=NOW)
    return charge


def unexplained(booking: Booking | None = None) -> Charge:
    charge = asked(booking)
    letters_have_left()
    reasons_services.pass_deadlines(at=AFTER_THE_DEADLINE)
    return charge


def waived(booking: Booking | None = None) -> Charge:
    charge = explained(booking)
    decisions_services.waive(charge, why=WaiverReason.SICKNESS, words="Ill.", by=a_manager(), at=NOW)
    return charge


def confirmed(booking: Booking | None = None, at: datetime = NOW) -> Charge:
    charge = explained(booking)
    decisions_services.confirm(charge, by=a_manager(), at=at)
    return charge


def billed(booking: Booking | None = None) -> Charge:
    charge = confirmed(booking)
    bills_services.make_bills(NOVEMBER, with_gaps=True, by=a_manager(), at=IN_DECEMBER)
    return charge


def paid(booking: Booking | None = None) -> Charge:
    charge = billed(booking)
    mark_paid(charge, by=a_manager(), at=IN_DECEMBER)
    return charge


def written_off(booking: Booking | None = None) -> Charge:
    charge = billed(booking)
    write_off(charge, "They closed.", by=a_manager(), at=IN_DECEMBER)
    return charge


def withdrawn(booking: Booking | None = None) -> Charge:
    charge = confirmed(booking)
    decisions_services.take_back(charge, why=WaiverReason.OUR_MISTAKE, words="Our mistake.", by=a_manager(), at=NOW)
    return charge


def credited(booking: Booking | None = None) -> Charge:
    charge = billed(booking)
    decisions_services.take_back(
        charge, why=WaiverReason.OUR_MISTAKE, words="Our mistake.", by=a_manager(), at=IN_DECEMBER
    )
    return charge


IN_STATE = {
    ChargeState.PROPOSED: proposed,
    ChargeState.ASKED: asked,
    ChargeState.EXPLAINED: explained,
    ChargeState.UNEXPLAINED: unexplained,
    ChargeState.WAIVED: waived,
    ChargeState.CONFIRMED: confirmed,
    ChargeState.BILLED: billed,
    ChargeState.PAID: paid,
    ChargeState.WRITTEN_OFF: written_off,
    ChargeState.WITHDRAWN: withdrawn,
    ChargeState.CREDITED: credited,
}


def corrected_to(booking: Booking, outcome: Outcome | None) -> None:
    """The register is corrected."""
    booking.outcome = outcome
    db.session.commit()


def steps_of(charge: Charge) -> list[str]:
    return [step.verb for step in queries.history(charge)]


def bill_of(charge: Charge) -> Bill:
    return bills_queries.lines_of(charge)[0].bill

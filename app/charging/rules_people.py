"""What charges hold about people. The agency owes them: sum, rule and decision stay."""

from sqlalchemy import select

from app.booking.models import Booking
from app.charging.models import TO_DECIDE, Charge, Explanation
from app.personal.rules import Declaration, Forgotten, PersonalTable
from app.programme.models_sessions import TrainingSession

DECLARED: tuple[Declaration, ...] = (
    PersonalTable(
        model=Charge,
        title="Charges proposed to the agency",
        person="booking_id",
        empties=("reason",),
        keeps={
            "rule": "how the sum follows from the terms",
            "letter_key": "numbers",
            "vat_code": "of the accounts",
        },
        actors=("decided_by_id",),
        inner=("letter_key",),
        beside={"Course": "booking.session.title", "Starts": "booking.session.starts_at", "Agency": "agency.name"},
    ),
    PersonalTable(
        model=Explanation,
        title="Reasons given for not coming",
        person="charge_id",
        redacts=("words",),
    ),
    Forgotten(
        kind="reasons_months",
        what="reasons given for absences",
        model=Explanation,
        due=lambda before: Explanation.charge_id.in_(
            select(Charge.id)
            .join(Booking, Booking.id == Charge.booking_id)
            .join(TrainingSession, TrainingSession.id == Booking.session_id)
            .where(TrainingSession.has_ended(before), Charge.state.not_in(TO_DECIDE))
        ),
        redacts=("words",),
    ),
)

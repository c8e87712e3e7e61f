"""The form about what one booking says of its person: what they need, and their role."""

from typing import Any

from app.booking.models import Booking
from app.programme.models_sessions import Delivery
from app.web.fields import long_text_field, text_field, tick_field
from app.web.forms import Form


class BookingNeedsForm(Form):
    job_role = text_field("Your role", required="Enter your role, such as health visitor", autocomplete="off")
    team = text_field("Your team (optional)", autocomplete="off")
    access_needs = long_text_field(
        "Access needs (optional)",
        hint="Such as step-free access or a hearing loop. Only the trainers and the training team see this.",
        most=1000,
    )
    dietary_needs = text_field(
        "Dietary needs (optional)", hint="Seen by the same people, and forgotten 30 days after the session."
    )
    is_kept = tick_field("Keep my needs under My details, and fill them in for me next time")

    def __init__(self, booking: Booking, **kwargs: Any) -> None:
        super().__init__(obj=booking, data={"is_kept": booking.practitioner.needs_kept_at is not None}, **kwargs)
        self.kept_dietary_needs = booking.dietary_needs
        if booking.session.delivery is Delivery.VIRTUAL:
            del self.dietary_needs

    def wanted(self) -> dict[str, str]:
        """What the booking is to say."""
        return {"job_role": self.job_role.data or "", "team": self.team.data or ""} | self.needs()

    def needs(self) -> dict[str, str]:
        """Where nothing is eaten, what was said of food stays as it was."""
        food = self.dietary_needs.data or "" if "dietary_needs" in self else self.kept_dietary_needs
        return {"access_needs": self.access_needs.data or "", "dietary_needs": food}

"""What somebody needs, written by whoever has the link of a booking."""

from typing import Any

from wtforms.validators import ValidationError

from app.booking.models import Booking
from app.programme.models_sessions import Delivery
from app.web.fields import long_text_field, text_field
from app.web.forms import Form


class NeedsByLinkForm(Form):
    """It begins empty, whatever was said before: mail is forwarded, and nobody else is to read it."""

    access_needs = long_text_field(
        "Access needs (optional)",
        hint="Such as step-free access or a hearing loop. Only the trainers and the training team see this.",
        most=1000,
    )
    dietary_needs = text_field(
        "Dietary needs (optional)", hint="Seen by the same people, and forgotten 30 days after the session."
    )

    def __init__(self, booking: Booking, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._before = booking.access_needs, booking.dietary_needs
        if booking.session.delivery is Delivery.VIRTUAL:
            del self.dietary_needs

    def validate_access_needs(self, field: Any) -> None:
        if not field.data and not self._food:
            raise ValidationError("Write what you need")

    @property
    def _food(self) -> str:
        return self.dietary_needs.data or "" if "dietary_needs" in self else ""

    def needs(self) -> dict[str, str]:
        """What is left empty stays as it was."""
        access, food = self._before
        return {"access_needs": self.access_needs.data or access, "dietary_needs": self._food or food}

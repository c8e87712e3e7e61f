"""Forms for giving up a place, or for sending a colleague."""

from typing import Any

from wtforms.validators import ValidationError

from app.booking.claims.forms import DelegateForm, chosen_agency
from app.booking.models import Booking
from app.booking.states import Channel
from app.core import clock
from app.web.fields import DateField, TimeField, choice_field, long_text_field, needed, tick_field
from app.web.forms import Form


class SubstituteForm(DelegateForm):
    """A colleague instead: agency and manager are as a rule the same."""

    def __init__(self, booking: Booking, **kwargs: Any) -> None:
        same = {name: getattr(booking, name) for name in ("manager_name", "manager_email", "has_no_manager", "team")}
        super().__init__(booking.session, data=same | chosen_agency(booking), **kwargs)

    @property
    def waives(self) -> bool:
        """Whether a rule that says no is let pass."""
        return False


class OfficeSubstituteForm(SubstituteForm):
    """The office may let a rule pass."""

    waives_rules = tick_field("Send them although a rule of this session says no")

    @property
    def waives(self) -> bool:
        return bool(self.waives_rules.data)


class WithdrawForm(Form):
    """Where the agency may be charged, the reason is asked: it counts when a person decides."""

    reason = long_text_field("Why can’t you come? (optional)", most=1000)

    def __init__(self, *, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._needs_reason = needs_reason
        if needs_reason:
            self.reason.label.text = "Why can’t you come?"

    def validate_reason(self, field: Any) -> None:
        if self._needs_reason and not field.data:
            raise ValidationError("Tell us why you can’t come: your reason counts")


class CancelBookingForm(Form):
    channel = choice_field(
        "How we were told",
        [
            (Channel.PHONE.value, "By telephone"),
            (Channel.EMAIL.value, "By e-mail"),
            (Channel.MANAGER.value, "By the line manager"),
        ],
        required="Choose how we were told",
        coerce=Channel,
    )
    on = DateField("Date of the message", [needed("Enter the date of the message")], default=clock.today)
    told = TimeField(
        "Time of the message",
        [needed("Enter the time of the message")],
        default=lambda: clock.to_london(clock.now()).time().replace(second=0, microsecond=0),
    )
    reason = long_text_field("What they said (optional)", most=1000)

    def __init__(self, booking: Booking, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._made_at = booking.created_at

    def validate_on(self, field: Any) -> None:
        if field.data and field.data < clock.to_london(self._made_at).date():
            raise ValidationError("The message can’t have come before the booking was made")

    def validate_told(self, field: Any) -> None:
        if self.on.data and field.data and clock.from_london(self.on.data, field.data) > clock.now():
            raise ValidationError("The message can’t have come later than now")

    def details(self) -> dict[str, Any]:
        told_at = clock.from_london(self.on.data, self.told.data) if self.on.data and self.told.data else None
        return {"channel": self.channel.data, "told_at": told_at, "reason": self.reason.data or ""}

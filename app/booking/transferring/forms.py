"""Forms that choose another date."""

from collections.abc import Sequence
from typing import Any

from wtforms.validators import ValidationError

from app.booking.leaving.forms import CancelBookingForm
from app.booking.models import Booking
from app.booking.transferring.queries import OtherDate
from app.web.fields import choice_field, long_text_field, options, tick_field
from app.web.formatting import clock_time, count, long_date
from app.web.forms import Form

WAITS = "If that date is full, join its waiting list and keep this place"


class ChooseDateForm(Form):
    """Which date; where leaving this one may cost something, why it is left is asked."""

    session_id = choice_field("Which date?", [], required="Choose a date", coerce=int)
    waits = tick_field(WAITS)
    reason = long_text_field("Why can’t you come on the date that you have? (optional)", most=1000)

    def __init__(self, dates: Sequence[OtherDate], *, needs_reason: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        offer_dates(self.session_id, dates)
        self._with_places = {each.session.id for each in dates if each.has_a_place}
        self._needs_reason = needs_reason
        if needs_reason:
            self.reason.label.text = "Why can’t you come on the date that you have?"

    def validate_reason(self, field: Any) -> None:
        if self._needs_reason and self.session_id.data in self._with_places and not field.data:
            raise ValidationError("Tell us why you can’t come: your reason counts")

    def details(self) -> dict[str, Any]:
        return {"reason": self.reason.data or ""}

    @property
    def waives(self) -> bool:
        """Whether a rule that says no is let pass."""
        return False


class OfficeChooseDateForm(CancelBookingForm):
    """With what the office was told, and when: that is the time that counts."""

    session_id = choice_field("Which date?", [], required="Choose a date", coerce=int)
    waits = tick_field(WAITS)
    waives_rules = tick_field("Move them although a rule of that date says no")

    def __init__(self, dates: Sequence[OtherDate], booking: Booking, **kwargs: Any) -> None:
        super().__init__(booking, **kwargs)
        offer_dates(self.session_id, dates)

    @property
    def waives(self) -> bool:
        return bool(self.waives_rules.data)


def offer_dates(field: Any, dates: Sequence[OtherDate]) -> None:
    field.choices = options((each.session.id, in_words(each)) for each in dates)


def in_words(date: OtherDate) -> str:
    """Thursday 3 December 2026, 9:30am to 1:30pm, Town Hall: 4 places left."""
    days = " and ".join(long_date(day.on) for day in date.session.days)
    first = date.session.days[0]
    hours = f"{clock_time(first.starts_at)} to {clock_time(first.ends_at)}"
    places = f"{count(date.places.left, 'place')} left" if date.verdict.can_be_booked else "full"
    if date.held:
        places = f"{count(date.held, 'place')} held for your agency"
    return f"{days}, {hours}, {date.session.where}: {places}"

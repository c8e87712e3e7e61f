"""The form of a speaker."""

from typing import Any

from wtforms.validators import ValidationError

from app import clock
from app.fields import DateField, Form, needed, text_field, tick_field


class SpeakerForm(Form):
    shown_as = text_field(
        "Words to show",
        required="Enter the words to show, such as A parent",
        hint="A name, an alias or a few words, as the speaker wishes.",
        autocomplete="off",
    )
    has_agreed = tick_field(
        "They have agreed that this is shown", required="Show nothing of a speaker who hasn’t agreed to it"
    )
    consented_on = DateField("Date of their consent", [needed("Enter when they agreed")], default=clock.today)

    def validate_consented_on(self, field: Any) -> None:
        if field.data > clock.today():
            raise ValidationError("They can’t have agreed later than today")

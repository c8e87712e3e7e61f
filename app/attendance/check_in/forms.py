"""The code that is shown in the room."""

import re
from typing import Any

from wtforms.validators import ValidationError

from app.web.fields import text_field
from app.web.forms import Form


def _six_digits(form: Any, field: Any) -> None:
    """A slip of the finger costs no try."""
    if field.data and not re.fullmatch(r"\d{6}", "".join(field.data.split()), re.ASCII):
        raise ValidationError("The code has six digits: look at the screen again")


class RoomCodeForm(Form):
    code = text_field(
        "Six-digit code",
        required="Enter the six-digit code that is shown in the room or the call",
        hint="It is on the screen in the room, or in the call’s chat.",
        most=20,
        checks=[_six_digits],
        classes="govuk-input--width-5 cb-code",
        autocomplete="off",
        inputmode="numeric",
    )

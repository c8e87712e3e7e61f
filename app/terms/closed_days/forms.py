"""A day on which the office is closed."""

from typing import Any

from app.web.fields import DateField, needed, text_field
from app.web.forms import Form


class ClosedDayForm(Form):
    on: Any = DateField("Date", [needed("Enter the date")])
    words = text_field("Why it is closed", required="Say why, such as Closed between the years", autocomplete="off")

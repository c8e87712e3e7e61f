"""Who asked, as the office notes it before it does anything."""

from typing import Any

from wtforms.validators import ValidationError

from app.core import clock
from app.records.holdings.models import CameBy
from app.records.holdings.services import Asked
from app.web.fields import DateField, choice_field, long_text_field, needed
from app.web.forms import Form

BY_THE_OFFICE = tuple(each for each in CameBy if each is not CameBy.SIGNED_IN)


def _not_to_come(form: Any, field: Any) -> None:
    if field.data and field.data > clock.today():
        raise ValidationError("Enter the day on which they asked: it isn’t in the future")


class AskedForm(Form):
    """What every request notes."""

    came_by = choice_field(
        "How did they ask?", [(each.value, each.words) for each in BY_THE_OFFICE], required="Choose how they asked"
    )
    asked_on = DateField(
        "When did they ask?",
        [needed("Enter the day on which they asked"), _not_to_come],
        description="The law gives one month from that day.",
    )
    words = long_text_field(
        "Who asked, how you knew that it was them, and why",
        required="Enter who asked and why",
        hint="Kept with the request. Write no name or address of the person: they may be erased.",
        most=1000,
    )

    def asked(self) -> Asked:
        assert self.asked_on.data
        return Asked(CameBy(self.came_by.data), self.asked_on.data, self.words.data)

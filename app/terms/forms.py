"""The form for a new version of the booking terms."""

from typing import Any

from wtforms.validators import ValidationError

from app.fields import (
    DateField,
    Form,
    WholeNumberField,
    choice_field,
    long_text_field,
    needed,
    text_field,
    tick_field,
    ticks_field,
)
from app.programme.models import Strand
from app.terms.models import ManagerNews, NoticeUnit
from app.terms.services import PolicyDetails

MOST_DAYS = 60
MOST_POUNDS = 1000


def _number(label: str, hint: str = "") -> Any:
    def filled(form: Any, field: Any) -> None:
        if field.data is None and not field.errors:
            raise ValidationError("Enter a whole number; 0 is allowed")

    return WholeNumberField(label, [filled], description=hint)


class PolicyForm(Form):
    name = text_field("Name", required="Enter a name, such as Terms 2027-28")
    in_force_from = DateField("In force from", [needed("Enter the date it comes into force")])
    notice = _number("Notice for a free cancellation")
    notice_unit = choice_field(
        "Notice is in",
        [(unit.value, unit.value.capitalize()) for unit in NoticeUnit],
        required="Choose working or calendar days",
        coerce=NoticeUnit,
    )
    half_day_pounds = _number("Charge for half a day, in pounds", "Up to four hours.")
    day_pounds = _number("Charge for a day, in pounds")
    exempt_strands = ticks_field("Never charged", [(strand.value, strand.value.capitalize()) for strand in Strand])
    exempts_learning_week = tick_field("Learning Week is never charged")
    tells_managers_of = ticks_field(
        "Line managers are told of", [(news.value, news.value.capitalize()) for news in ManagerNews]
    )
    words = long_text_field("Booking terms", hint="What people read and accept when they book.")

    def validate_notice(self, field: Any) -> None:
        if field.data is not None and field.data > MOST_DAYS:
            raise ValidationError(f"Notice can be {MOST_DAYS} days at most")

    def validate_half_day_pounds(self, field: Any) -> None:
        if field.data is not None and field.data > MOST_POUNDS:
            raise ValidationError(f"A charge can be £{MOST_POUNDS:,} at most")

    validate_day_pounds = validate_half_day_pounds

    def details(self) -> PolicyDetails:
        assert self.in_force_from.data is not None
        return PolicyDetails(
            name=self.name.data,
            in_force_from=self.in_force_from.data,
            notice=self.notice.data,
            notice_unit=self.notice_unit.data,
            half_day_pence=self.half_day_pounds.data * 100,
            day_pence=self.day_pounds.data * 100,
            exempt_strands=list(self.exempt_strands.data or []),
            exempts_learning_week=self.exempts_learning_week.data,
            tells_managers_of=list(self.tells_managers_of.data or []),
            words=self.words.data or "",
        )

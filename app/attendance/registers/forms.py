"""Forms of a register: who came, who is excused, and what was wrong."""

from typing import Any

from app.attendance.registers import rules
from app.booking.models import Booking
from app.booking.states import MARKS, Outcome
from app.web.fields import choice_field, long_text_field, text_field
from app.web.forms import Form

MOST_WORDS = 1000


def why_field() -> Any:
    return long_text_field(
        "Why is the register corrected?", required="Enter why the register is corrected", most=MOST_WORDS
    )


def _said_by(required: str) -> Any:
    return text_field(
        "Who said so?" if required else "If excused: who said so?",
        required=required,
        hint="Such as: the line manager, by telephone",
        autocomplete="off",
    )


class ExcusedForm(Form):
    said_by = _said_by("Enter who said so")


class CorrectionForm(Form):
    """One day's mark as it should have been, and why. Of a walk-in it can say that they came on that day too."""

    mark = choice_field(
        "What it should say",
        [(mark.value, rules.IN_WORDS[mark]) for mark in MARKS],
        required="Choose one",
        coerce=Outcome,
    )
    said_by = _said_by("")
    why = why_field()

    def __init__(self, booking: Booking, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if booking.is_walk_in:
            self.mark.choices = [(mark.value, rules.IN_WORDS[mark]) for mark in booking.possible_marks]
            del self.said_by

    def words(self) -> dict[str, str]:
        return {"said_by": self.said_by.data if "said_by" in self else "", "why": self.why.data}

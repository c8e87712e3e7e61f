"""The form of a decision on several charges."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from wtforms import HiddenField
from wtforms.validators import ValidationError

from app.charging.forms import reason_field
from app.charging.models import Charge
from app.charging.rules import NEVER_NAME
from app.web.fields import choice_field, long_text_field, options, ticks_field
from app.web.forms import Form


class BulkDecision(StrEnum):
    CONFIRM = "confirm"
    WAIVE = "waive"


class DecideTogetherForm(Form):
    """Nothing is ticked beforehand: each was looked at."""

    chosen = ticks_field("Which", coerce=int)
    decision = choice_field(
        "What do you decide?",
        [(BulkDecision.CONFIRM.value, "Confirm them: the agencies owe them"), (BulkDecision.WAIVE.value, "Waive them")],
        required="Choose whether they are confirmed or waived",
    )
    why = reason_field("If they are waived, why?")
    words = long_text_field(
        "If they are waived, in your words",
        hint=f"Kept with each charge. {NEVER_NAME}",
        most=1000,
    )
    step = HiddenField()

    def __init__(self, charges: Sequence[Charge], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.charges = charges
        self.chosen.choices = options((charge.id, charge.booking.name) for charge in charges)
        self.chosen.validate_choice = False  # in our own words below
        self.why.validators = []

    def validate_chosen(self, field: Any) -> None:
        if not field.data:
            raise ValidationError("Tick the charges that you decide")
        if set(field.data) - {charge.id for charge in self.charges}:
            raise ValidationError("Somebody has decided some of these meanwhile. Look again at what is left")

    def validate_why(self, field: Any) -> None:
        if self.is_waived and not field.data:
            raise ValidationError("Choose the reason")

    def validate_words(self, field: Any) -> None:
        if self.is_waived and not field.data:
            raise ValidationError("Give the reason in words: it is kept with the charges")

    @property
    def is_waived(self) -> bool:
        return bool(self.decision.data == BulkDecision.WAIVE)

    @property
    def is_to_be_done(self) -> bool:
        """The preview was read, and its button pressed."""
        return bool(self.step.data == "decide")

    def chosen_charges(self) -> list[Charge]:
        wanted = set(self.chosen.data or [])
        return [charge for charge in self.charges if charge.id in wanted]

    def kept(self) -> dict[str, Any]:
        """What the preview sends along unseen."""
        waived = {"why": self.why.data, "words": self.words.data} if self.is_waived else {}
        return {"decision": self.decision.data, **waived}

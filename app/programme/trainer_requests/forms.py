"""The form of a trainer's answer."""

from typing import Any

from wtforms import HiddenField
from wtforms.validators import ValidationError

from app.programme.models_trainers import TrainerAnswer
from app.web.fields import long_text_field
from app.web.forms import Form


class TrainerAnswerForm(Form):
    """Either button sends the words along."""

    words = long_text_field(
        "A word to the training team",
        hint="If you like: why you can’t, when you could, or what you need in the room.",
        most=1000,
    )
    answer = HiddenField()

    def validate_answer(self, field: Any) -> None:
        if field.data not in set(TrainerAnswer):
            raise ValidationError("Press one of the two buttons")

    @property
    def said(self) -> TrainerAnswer:
        return TrainerAnswer(self.answer.data)

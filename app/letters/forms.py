"""The words of a letter, typed."""

from typing import Any

from wtforms.validators import ValidationError

from app.files.wording import LetterWords, WordedLetter
from app.letters import rules
from app.web.fields import long_text_field, text_field
from app.web.forms import Form


class LetterWordsForm(Form):
    subject = text_field("Subject", required="Enter a subject", most=200, autocomplete="off")
    opening = long_text_field("Opening", hint="What the letter begins with, greeting included.")
    closing = long_text_field("Closing", hint="What it ends with. Your name and contact follow by themselves.")

    def __init__(self, letter: WordedLetter, words: LetterWords) -> None:
        self.letter = letter
        super().__init__(data={"subject": words.subject, "opening": words.opening, "closing": words.closing})

    def _check_fields(self, field: Any) -> None:
        if complaint := rules.complaint_about(field.data or "", self.letter):
            raise ValidationError(complaint)

    validate_subject = validate_opening = validate_closing = _check_fields

    def wanted(self) -> LetterWords:
        return self.letter.group(self.subject.data, self.opening.data or "", self.closing.data or "")

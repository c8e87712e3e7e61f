"""The forms of e-learning."""

import re
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from wtforms import HiddenField
from wtforms.validators import ValidationError

from app.core.errors import Refusal
from app.elearning import rules_import
from app.elearning.models import ELearning
from app.elearning.refusals import BadCompletionFile
from app.elearning.rules import SHORTEST_CODE, as_compared
from app.elearning.services import ELearningDetails
from app.files.tables import Table
from app.personal.rules_addresses import NotAnAddress, normal_address
from app.web.fields import DateField, WholeNumberField, file_field, long_text_field, needed, text_field, tick_field
from app.web.forms import Form, FormOfLines

MOST_AT_ONCE = 300
LONGEST_MINUTES = 6000


class ELearningForm(Form):
    """Where a course is."""

    link = text_field(
        "Web address of the e-learning",
        required="Enter its web address",
        hint="Where people go to do it, such as https://learning.example.org/trio.",
        most=500,
        autocomplete="off",
        inputmode="url",
    )
    code = text_field(
        "Completion code (optional)",
        most=40,
        hint="What the e-learning shows on its last page. Whoever types it here has completed the course. "
        "Without one, you record who has completed it.",
        autocomplete="off",
    )
    minutes = WholeNumberField("Usual length in minutes (optional)")
    is_open = tick_field("Show it to everybody", hint="It stands on the e-learning page, with its link.")

    def __init__(self, e_learning: ELearning | None, **kwargs: Any) -> None:
        super().__init__(obj=e_learning, **kwargs)

    def validate_link(self, field: Any) -> None:
        try:
            parts = urlsplit(field.data)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in ("https", "http") or not parts.hostname or " " in field.data:
            raise ValidationError("Enter a web address that begins with https://")

    def validate_code(self, field: Any) -> None:
        if field.data and len(as_compared(field.data)) < SHORTEST_CODE:
            raise ValidationError(f"Enter {SHORTEST_CODE} letters and figures or more: a short code is guessed")

    def validate_minutes(self, field: Any) -> None:
        if field.data is not None and not 1 <= field.data <= LONGEST_MINUTES:
            raise ValidationError(f"Enter from 1 to {LONGEST_MINUTES:,} minutes, or leave it empty")

    def details(self) -> ELearningDetails:
        return ELearningDetails(self.link.data, self.code.data or "", self.minutes.data, self.is_open.data)


class CompletionCodeForm(Form):
    code = text_field(
        "Completion code",
        required="Enter the code from the last page of the e-learning",
        most=60,
        classes="govuk-input--width-20",
        autocomplete="off",
    )


class MarkCompletedForm(FormOfLines):
    """Whom the team knows to have completed a course."""

    lines = "people"
    on = DateField("Completed on", [needed("Enter the day on which they completed it")])
    people = long_text_field(
        "E-mail addresses",
        required="Enter the address of at least one person",
        hint="One a line, of people who have booked or signed in before.",
        most=30_000,
    )

    def __init__(self, *, today: date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.today = today

    def validate_on(self, field: Any) -> None:
        if field.data > self.today:
            raise ValidationError("Enter a day that has come")

    def validate_people(self, field: Any) -> None:
        wrong = [line for line in self._typed() if not _is_address(line)]
        if wrong:
            field.errors = [f"“{line[:60]}” isn’t an e-mail address" for line in wrong[:20]]
            raise ValidationError(field.errors.pop())
        if len(self._typed()) > MOST_AT_ONCE:
            raise ValidationError(f"Enter {MOST_AT_ONCE} people or fewer at once, or import a file")

    def day(self) -> date:
        day: date | None = self.on.data
        assert day is not None  # the form is valid
        return day

    def addresses(self) -> list[str]:
        return list(dict.fromkeys(normal_address(line) for line in self._typed()))

    def _typed(self) -> list[str]:
        return [line for line in re.split(r"[\s,;]+", self.people.data or "") if line]


class ImportCompletionsForm(FormOfLines):
    lines = "file"
    file = file_field("File of completions", required="Choose a file", hint="CSV or XLSX, up to 2,000 completions.")

    def table(self) -> Table:
        """Raises Unreadable."""
        return rules_import.read_file(self.file.data.read(), self.file.data.filename or "")

    def refuse(self, refusal: Refusal, field: str | None = None) -> None:
        complaints = refusal.complaints if isinstance(refusal, BadCompletionFile) else [refusal.message]
        self.file.errors = [*self.file.errors, *complaints]


class ConfirmCompletionsForm(Form):
    """What the preview showed, as normalised CSV."""

    text: Any = HiddenField()


def _is_address(line: str) -> bool:
    try:
        normal_address(line)
    except NotAnAddress:
        return False
    return True

"""The form of an event that somebody else ran."""

import re
from datetime import date
from typing import Any

from werkzeug.utils import secure_filename
from wtforms.validators import ValidationError

from app.personal.rules_addresses import NotAnAddress, normal_address
from app.records.elsewhere.models import EvidenceSeen
from app.records.elsewhere.rules import LARGEST_FILE, MOST_AT_ONCE, EventElsewhere, UploadedEvidence, evidence
from app.web.fields import DateField, choice_field, file_field, long_text_field, needed, text_field
from app.web.forms import Form, FormOfLines

LONGEST = 400
"""Hours of one training."""

FILE_HINT = f"A PDF, or a picture as PNG or JPEG, {LARGEST_FILE // 1024 // 1024} MB at most."

WORDS = {
    EvidenceSeen.CERTIFICATE: "A certificate",
    EvidenceSeen.ORGANISER: "The organiser’s word",
    EvidenceSeen.LIST: "An attendance list",
    EvidenceSeen.MANAGER: "The line manager’s word",
}


class TrainingElsewhereForm(Form):
    """An event that somebody else ran."""

    title = text_field("What was it called?", required="Enter what it was called", autocomplete="off")
    organiser = text_field(
        "Who ran it?", required="Enter who ran it", hint="Such as: the regional safeguarding group.", autocomplete="off"
    )
    starts_on = DateField("First day", [needed("Enter the first day")])
    ends_on = DateField("Last day (optional)", description="Leave it empty if it was one day.")
    hours = text_field(
        "Length in hours (optional)",
        hint="Such as: 3 or 2.5. Without it, the training is listed and adds no hours.",
        most=10,
        classes="govuk-input--width-4",
        inputmode="decimal",
    )
    evidence = choice_field(
        "What shows who was there?",
        [(seen.value, words) for seen, words in WORDS.items()],
        required="Choose what shows who was there",
    )
    evidence_words = text_field("Its number, or where it is kept (optional)", most=300, autocomplete="off")

    def __init__(self, *, today: date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.today = today

    def validate_starts_on(self, field: Any) -> None:
        if field.data > self.today:
            raise ValidationError("Enter a day that has come: it counts once it is over")

    def validate_ends_on(self, field: Any) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError("The last day is before the first: enter them in order")
        if field.data and field.data > self.today:
            raise ValidationError("Enter a day that has come: it counts once it is over")

    def validate_hours(self, field: Any) -> None:
        if field.data and not (self._is_number(field.data) and 0 < float(field.data) <= LONGEST):
            raise ValidationError("Enter hours as a number, such as 3 or 2.5")

    def event(self) -> EventElsewhere:
        starts_on = self.starts_on.data
        assert starts_on is not None  # the form is valid
        return EventElsewhere(
            title=self.title.data,
            organiser=self.organiser.data,
            starts_on=starts_on,
            ends_on=self.ends_on.data or starts_on,
            minutes=round(float(self.hours.data) * 60) if self.hours.data else None,
            evidence=EvidenceSeen(self.evidence.data),
            evidence_words=self.evidence_words.data or "",
        )

    @staticmethod
    def _is_number(words: str) -> bool:
        return bool(re.fullmatch(r"\d{1,3}(\.\d{1,2})?", words, re.ASCII))


class _WithFile(Form):
    """A file of one's own. What it is is known only once it is read."""

    file: Any

    def evidence_file(self) -> UploadedEvidence | None:
        """None where no file was chosen. Raises FileEmpty, FileTooLarge or NotEvidence."""
        chosen = self.file.data
        return evidence(secure_filename(chosen.filename or ""), chosen.read(LARGEST_FILE + 1)) if chosen else None


class OwnTrainingForm(TrainingElsewhereForm, _WithFile):
    """One's own record, with the file that shows it."""

    file = file_field("The certificate as a file (optional)", hint=FILE_HINT)


class CertificateFileForm(_WithFile):
    """A file for what is recorded already."""

    file = file_field("The certificate", required="Choose a file", hint=FILE_HINT)


class PeopleElsewhereForm(TrainingElsewhereForm, FormOfLines):
    """The same, and the addresses of everybody who was there."""

    lines = "people"
    people = long_text_field(
        "E-mail addresses",
        required="Enter the address of at least one person",
        hint="One a line, of people who have booked or signed in before.",
        most=30_000,
    )

    def validate_people(self, field: Any) -> None:
        wrong = [line for line in self._typed() if not _is_address(line)]
        if wrong:
            field.errors = [f"“{line[:60]}” isn’t an e-mail address" for line in wrong[:20]]
            raise ValidationError(field.errors.pop())
        if len(self._typed()) > MOST_AT_ONCE:
            raise ValidationError(f"Enter {MOST_AT_ONCE} people or fewer at once")

    def addresses(self) -> list[str]:
        return list(dict.fromkeys(normal_address(line) for line in self._typed()))

    def _typed(self) -> list[str]:
        return [line for line in re.split(r"[\s,;]+", self.people.data or "") if line]


def _is_address(line: str) -> bool:
    try:
        normal_address(line)
    except NotAnAddress:
        return False
    return True

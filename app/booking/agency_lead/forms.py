"""A list of colleagues, as an agency's lead pastes it."""

from typing import Any

from wtforms.validators import ValidationError

from app.booking.agency_lead import rules
from app.files.tables import EmptyFile, NotText, Undecodable, text_of
from app.web.fields import file_field, long_text_field, tick_field
from app.web.forms import Form


class ColleaguesForm(Form):
    """A pasted list, or a CSV file of the same."""

    people = long_text_field(
        "People",
        hint="One a line: name, e-mail address, role, line manager’s name, line manager’s e-mail address. "
        "The last three may be left out.",
        most=20_000,
    )
    file = file_field("Or a CSV file with the same columns")
    accepts_terms = tick_field(
        "They know of it, and our agency accepts the booking terms", required="Accept the booking terms"
    )

    def lines(self) -> list[rules.ColleagueLine]:
        """What was pasted, else what is in the file."""
        return rules.read_list(self.people.data or self._file_text)

    _file_text = ""

    def validate_file(self, field: Any) -> None:
        if field.data and self.people.data:
            raise ValidationError("Paste a list or choose a file, not both")
        if field.data:
            try:
                self._file_text = text_of(field.data.read())
            except EmptyFile:
                self._file_text = ""
            except NotText:
                raise ValidationError("This file isn’t a CSV file. Save it as CSV UTF-8") from None
            except Undecodable:
                raise ValidationError("This file isn’t a CSV file in UTF-8. Save it as CSV UTF-8") from None

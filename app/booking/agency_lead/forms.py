"""A list of colleagues, as an agency's lead pastes it; places held before anybody is named; which bookings are asked
for."""

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField
from wtforms.validators import ValidationError

from app.booking.agency_lead import rules, rules_list
from app.files.tables import EmptyFile, NotText, Undecodable, text_of
from app.http.asking import number_in
from app.web.fields import DateField, WholeNumberField, file_field, long_text_field, needed, tick_field
from app.web.forms import Form


class ColleaguesForm(Form):
    """A pasted list, or a CSV file of the same. `names_asked` are those in small letters that were asked about."""

    people = long_text_field(
        "People",
        hint="One a line: name, e-mail address, role, line manager’s name, line manager’s e-mail address. The last "
        "three may be left out. Or paste addresses from Outlook: Ann Green <ann@example.org>; Bob Hill "
        "<bob@example.org>",
        most=20_000,
    )
    file = file_field("Or a CSV file with the same columns")
    may_wait = tick_field("Put whoever finds no place left on the waiting list")
    accepts_terms = tick_field(
        "They know of it, and our agency accepts the booking terms", required="Accept the booking terms"
    )
    names_asked = HiddenField()

    def lines(self) -> list[rules_list.ColleagueLine]:
        """What was pasted, else what is in the file; a name in small letters is asked about once."""
        lines = rules_list.read_list(self.people.data or self._file_text)
        return rules_list.with_capitals_offered(lines, (self.names_asked.data or "").split("\n"))

    def keep_in_the_box(self, failed: list[rules_list.ColleagueLine]) -> None:
        """What is still to be done stands in the box, and nothing else does."""
        self.people.data = "\n".join(rules_list.as_line(line) for line in failed)
        self.names_asked.data = "\n".join(line.asked_about for line in failed if line.asked_about)

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


class HoldForm(Form):
    """Places without names, until a day is over."""

    places = WholeNumberField("How many places", [needed("Enter how many places you want to hold")])
    last_day = DateField("Hold them until", [needed("Enter the last day on which you want to hold them")])

    def wanted(self) -> dict[str, Any]:
        return {"places": self.places.data, "last_day": self.last_day.data}


def asked_bookings(given: "MultiDict[str, str]") -> rules.AskedBookings:
    """What an address or a form asks for; what it can't mean is left out rather than refused."""
    shown = given.get("show", "")
    return rules.AskedBookings(
        rules.Shown(shown) if shown in [*rules.Shown] else rules.Shown.COMING,
        number_in(given.get("course", "")) or None,
        number_in(given.get("search", "")) or None,
    )

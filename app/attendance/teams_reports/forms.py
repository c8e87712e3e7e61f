"""A report from Teams: the file, and what the office chose on its preview."""

import re
from typing import Any

from flask import request
from wtforms import HiddenField
from wtforms.validators import ValidationError

from app.attendance.teams_reports import rules_lines, rules_presence
from app.web.fields import WholeNumberField, file_field, needed, tick_field
from app.web.forms import Form

_PERSON = re.compile(r"person-(\d{1,6})", re.ASCII)
_AGENCY = re.compile(r"agency-(\d{1,6})", re.ASCII)


class TeamsFileForm(Form):
    file = file_field(
        "Attendance report",
        required="Choose the file that Teams saved",
        hint="The CSV file as Teams saves it, up to 1 MB. You see what it would change before anything is.",
    )

    def text(self) -> str:
        """Raises NotATeamsReport."""
        return rules_lines.text_of_file(self.file.data.read())


class TeamsChoicesForm(Form):
    """The report's text is sent back with the choices. Both are read as if nobody had seen them before."""

    text: Any = HiddenField()
    share = WholeNumberField(
        "Share of the time, in %", [needed("Enter a share from 1 to 100")], default=rules_presence.SHARE
    )
    others_absent = tick_field("Mark everybody else as did not attend")

    def validate_share(self, field: Any) -> None:
        if field.data is not None and not 1 <= field.data <= 100:
            raise ValidationError("Enter a share from 1 to 100")

    def choices(self) -> rules_presence.Choices:
        return rules_presence.Choices(
            share=rules_presence.SHARE if self.share.errors or not self.share.data else self.share.data,
            others_absent=bool(self.others_absent.data),
            people=_numbered(_PERSON),
            agencies={number: name.strip() for number, name in _numbered(_AGENCY).items() if name.strip()},
            changes=frozenset(request.form.getlist("change")),
        )


def _numbered(field: re.Pattern[str]) -> dict[int, str]:
    """What was sent for each person of the report, by their number."""
    found = {name: field.fullmatch(name) for name in request.form}
    return {int(match[1]): request.form[name] for name, match in found.items() if match}

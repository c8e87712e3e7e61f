"""The file of sessions to come, and what its preview showed."""

from typing import Any

from wtforms import HiddenField

from app.booking.cut_over_file import rules
from app.booking.cut_over_file.refusals import BadCutOverFile
from app.core.errors import Refusal
from app.files.tables import Table
from app.web.fields import file_field
from app.web.forms import Form, FormOfLines

MOST_SHOWN = 50


class CutOverForm(FormOfLines):
    lines = "file"
    file = file_field(
        "File of sessions to come", required="Choose a file", hint="CSV or XLSX, up to 2 MB and 2,000 lines."
    )

    def table(self) -> Table:
        """Raises Unreadable."""
        return rules.read_file(self.file.data.read(), self.file.data.filename or "")

    @property
    def file_name(self) -> str:
        return self.file.data.filename or "file"

    def refuse(self, refusal: Refusal, field: str | None = None) -> None:
        """The first fifty complaints, each at its line and column."""
        complaints = list(map(str, refusal.complaints)) if isinstance(refusal, BadCutOverFile) else [refusal.message]
        left = len(complaints) - MOST_SHOWN
        more = [f"and {left:,} more"] if left > 0 else []
        self.file.errors = [*self.file.errors, *complaints[:MOST_SHOWN], *more]


class ConfirmCutOverForm(Form):
    """What the preview showed, as normalised CSV, and the name of the file that it came from."""

    text: Any = HiddenField()
    name: Any = HiddenField()

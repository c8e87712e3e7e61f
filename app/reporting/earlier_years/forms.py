"""The file of given figures, and what its preview showed."""

from typing import Any

from wtforms import HiddenField
from wtforms.validators import Length

from app.core.errors import Refusal
from app.files.tables import Table
from app.reporting.earlier_years import rules
from app.reporting.earlier_years.refusals import BadFiguresFile
from app.web.fields import file_field, text_field
from app.web.forms import Form, FormOfLines

MOST_SHOWN = 50


class FiguresForm(FormOfLines):
    lines = "file"
    file = file_field("File of figures", required="Choose a file", hint="CSV or XLSX, up to 2 MB: one course a line.")
    year = text_field("Year of the figures", hint="Such as 2013-14, where the file doesn’t say it.", most=7)
    source = text_field("Where they stand", hint="Such as “Annual report 2013-14, page 7”. May be left out.", most=200)

    def table(self) -> Table:
        """Raises Unreadable."""
        return rules.read_file(self.file.data.read(), self.file.data.filename or "")

    def refuse(self, refusal: Refusal, field: str | None = None) -> None:
        """The first fifty complaints, each at its line and column."""
        if not isinstance(refusal, BadFiguresFile):
            super().refuse(refusal, field)
            return
        left = len(refusal.complaints) - MOST_SHOWN
        more = [f"and {left:,} more"] if left > 0 else []
        self.file.errors = [*self.file.errors, *refusal.complaints[:MOST_SHOWN], *more]


class ConfirmFiguresForm(Form):
    """What the preview showed, as normalised CSV, with what was typed beside it."""

    text: Any = HiddenField()
    year: Any = HiddenField()
    source: Any = HiddenField(validators=[Length(max=200)])

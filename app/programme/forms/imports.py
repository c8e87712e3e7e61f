"""The forms of an import: the file, and its text sent back from the preview."""

from typing import Any

from wtforms import HiddenField

from app.errors import Refusal
from app.fields import Form, FormOfLines, file_field
from app.programme.rules import Complaints, Table, read_file


class ImportForm(FormOfLines):
    lines = "file"
    file = file_field("Programme file", required="Choose a file", hint="CSV or XLSX, up to 2 MB and 2,000 sessions.")

    def table(self) -> Table:
        """Raises Unreadable."""
        return read_file(self.file.data.read(), self.file.data.filename or "")

    def refuse(self, refusal: Refusal, field: str | None = None) -> None:
        complaints = refusal.complaints if isinstance(refusal, Complaints) else [refusal.message]
        self.file.errors = [*self.file.errors, *complaints]


class ConfirmImportForm(Form):
    """What the preview showed, as normalised CSV."""

    text: Any = HiddenField()

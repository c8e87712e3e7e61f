"""Which list is asked for."""

from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from app.core import clock
from app.programme.learning_weeks.queries import learning_weeks
from app.reporting.beneath.forms import row_asked
from app.reporting.beneath.queries import WITH_BOOKINGS
from app.reporting.figures.forms import RequestedReport, requested_report
from app.reporting.figures.rules import RowAsked
from app.reporting.list_files.models import FileForm
from app.web.fields import choice_field
from app.web.forms import Form

ALL_PLACES = "places_allocated"
"""Where no figure is named."""


@dataclass(frozen=True)
class ListAsked:
    """The bookings that are counted in a figure of a row."""

    asked: RequestedReport
    row: RowAsked
    figure: str


class AskForm(Form):
    form = choice_field(
        "As",
        [(FileForm.XLSX.value, "XLSX, a workbook"), (FileForm.CSV.value, "CSV")],
        required="Choose what kind of file",
        coerce=FileForm,
    )

    @property
    def chosen(self) -> FileForm:
        return FileForm(self.form.data)


def list_asked(pairs: "list[Any] | MultiDict[str, str]") -> ListAsked:
    """Of an address, or of what is kept of one. Raises ValueError where it can be no list."""
    given = pairs if isinstance(pairs, MultiDict) else MultiDict([(name, value) for name, value in pairs])
    asked = requested_report(given, clock.today(), learning_weeks())
    row, figure = row_asked(given, asked.by), given.get("figure") or ALL_PLACES
    if row is None or figure not in WITH_BOOKINGS:
        raise ValueError("no row or figure of a report")
    return ListAsked(asked, row, figure)

"""Forms that make many drafts: a year's copy, a session's copies, a file."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from wtforms import HiddenField
from wtforms.validators import ValidationError

from app.core import clock
from app.core.clock import from_london
from app.core.errors import Refusal
from app.files.tables import Table
from app.programme.models_sessions import TrainingSession
from app.programme.periods import programme_year
from app.programme.years import queries, refusals, rules_copying, rules_dates, rules_tables, services
from app.web.fields import file_field, long_text_field, tick_field
from app.web.formatting import long_date
from app.web.forms import Form, FormOfLines

MOST_DATES = 60


def year_to_show(asked: str | None, years: list[str], today: date) -> str | None:
    """The year asked for if it can be copied; else the present one, or the latest. None where there is none."""
    wanted = (asked, programme_year(today), *years)
    return next((year for year in wanted if year in years), None)


class CopyToDatesForm(FormOfLines):
    lines = "dates"
    dates = long_text_field(
        "Dates",
        required="Enter at least one date",
        hint="One a line: 8 February 2027, 8/2/2027 or 2027-02-08.",
        most=2000,
    )
    also_on_days_off = tick_field("Also on weekends and bank holidays")

    def __init__(self, session: TrainingSession, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.session = session

    def validate_dates(self, field: Any) -> None:
        """Every line's complaint is kept; none of the dates is used while there is one."""
        chosen, wrong = rules_dates.read_dates(field.data)
        for line, complaint in self._complaints(chosen):
            wrong[line] = complaint
        if len(chosen) > MOST_DATES:
            raise ValidationError(f"Enter {MOST_DATES} dates at most")
        field.errors = [*field.errors, *(f"Line {line}: {words}" for line, words in sorted(wrong.items()))]

    def _complaints(self, chosen: dict[int, date]) -> Iterator[tuple[int, str]]:
        taken = queries.starts_of_sessions()
        for line, on in chosen.items():
            off = rules_copying.days_off(services.days_from(self.session, on))
            if on < clock.today():
                yield line, f"{long_date(on)} has passed"
            elif (self.session.course_id, from_london(on, self.session.days[0].starts)) in taken:
                yield line, "this course has a session that starts then"
            elif off and not self.also_on_days_off.data:
                yield line, "; ".join(off)

    def chosen_dates(self) -> list[date]:
        return sorted(rules_dates.read_dates(self.dates.data)[0].values())


class ImportForm(FormOfLines):
    lines = "file"
    file = file_field("Programme file", required="Choose a file", hint="CSV or XLSX, up to 2 MB and 2,000 sessions.")

    def table(self) -> Table:
        """Raises Unreadable."""
        return rules_tables.read_file(self.file.data.read(), self.file.data.filename or "")

    def refuse(self, refusal: Refusal, field: str | None = None) -> None:
        complaints = refusal.complaints if isinstance(refusal, refusals.Complaints) else [refusal.message]
        self.file.errors = [*self.file.errors, *complaints]


class ConfirmImportForm(Form):
    """What the preview showed, as normalised CSV."""

    text: Any = HiddenField()

"""Fields for what is written in one way: dates, times, whole numbers, money."""

import re
from collections.abc import Callable
from datetime import date, time
from typing import Any

from wtforms import StringField

from app.fields.widgets import Input


class _WrittenField(StringField):
    """A native date or time input that keeps what was typed when it can't be read."""

    read: Callable[[str], Any]
    complaint: str

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        given = valuelist[0].strip() if valuelist else ""
        if given:
            try:
                self.data = type(self).read(given)
            except ValueError:
                raise ValueError(self.complaint) from None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.isoformat()[: self.length] if self.data else ""

    length = 10


class DateField(_WrittenField):
    @staticmethod
    def read(given: str) -> date:
        """A date within living memory: year 202 is a slip of the finger."""
        if not re.fullmatch(r"(19|20|21)\d\d-\d\d-\d\d", given, re.ASCII):
            raise ValueError(given)
        return date.fromisoformat(given)

    complaint = "Enter a real date, such as 2027-02-08"
    widget = Input("date", classes="govuk-input--width-10")


class TimeField(_WrittenField):
    @staticmethod
    def read(given: str) -> time:
        """Hours and minutes, without a zone: it is London's wall clock."""
        if not re.fullmatch(r"\d\d:\d\d", given, re.ASCII):
            raise ValueError(given)
        return time.fromisoformat(given)

    complaint = "Enter a time, such as 09:30"
    length = 5
    widget = Input("time", classes="govuk-input--width-5")


class WholeNumberField(_WrittenField):
    """Digits alone: "12.5", "1e3" and "-1" are refused in words."""

    complaint = "Enter a whole number"
    widget = Input("text", classes="govuk-input--width-4", inputmode="numeric")

    @staticmethod
    def read(given: str) -> int:
        if not (given.isascii() and given.isdigit()) or len(given) > 9:
            raise ValueError(given)
        return int(given)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)


class PoundsField(_WrittenField):
    """Pounds and pence as people write them, "£52.50", "52.50", "52" or "1,200"; the data are pence."""

    complaint = "Enter pounds and pence, such as 52.50"
    widget = Input("text", classes="govuk-input--width-5", inputmode="decimal")

    @staticmethod
    def read(given: str) -> int:
        written = re.fullmatch(r"£?\s*(\d{1,3}(?:,\d{3})+|\d{1,7})(?:\.(\d\d))?", given, re.ASCII)
        if not written or len(given) > 20:
            raise ValueError(given)
        return int(written[1].replace(",", "")) * 100 + int(written[2] or 0)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else in_pounds(self.data)


def in_pounds(pence: int) -> str:
    """52 or 52.50: as it is typed into the field."""
    return str(pence // 100) if pence % 100 == 0 else f"{pence // 100}.{pence % 100:02d}"

"""What a row of a report is called: by scripts, by people, and where it stands among the others."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from app.programme.periods import programme_year, year_dates
from app.settings.rules_lists import with_a_large_letter

QUARTERS = {1: "April to June", 2: "July to September", 3: "October to December", 4: "January to March"}
"""Of a programme year."""


@dataclass(frozen=True)
class RowName:
    """`name` is what scripts rely on, `labels` what people read. Rows stand in the order of `order`."""

    name: str
    labels: tuple[str, ...]
    order: tuple[int | str, ...]

    @property
    def label(self) -> str:
        return ", ".join(self.labels)


def of_words(*words: str, labels: tuple[str, ...] = ()) -> RowName:
    """Names as they are, in the order of the alphabet."""
    labels = labels or tuple(map(with_a_large_letter, words))
    return RowName(" · ".join(words), labels, tuple(word.casefold() for word in words))


def of_month(number: int) -> RowName:
    """Of months since the year 0: 2026-11, November 2026."""
    first = date(number // 12, number % 12 + 1, 1)
    return RowName(f"{first:%Y-%m}", (f"{first:%B} {first.year}",), (number,))


def of_quarter(number: int) -> RowName:
    """Of quarters since the year 0 of April to March: 2026-27 Q3, October to December 2026."""
    first, last = _months_of(number)
    words = f"Quarter {number % 4 + 1}, {first:%B} to {last:%B} {last.year}"
    return RowName(f"{programme_year(first)} Q{number % 4 + 1}", (words,), (number,))


def dates_of_quarter(year: str, quarter: int) -> tuple[date, date]:
    """The first and last day of a quarter of a programme year: the first is April to June. Raises ValueError."""
    first, last = _months_of(year_dates(year)[0].year * 4 + quarter - 1)
    return first, last.replace(day=monthrange(last.year, last.month)[1])


def _months_of(number: int) -> tuple[date, date]:
    """The first days of its first and last month."""
    first, last = number * 3 + 3, number * 3 + 5
    return date(first // 12, first % 12 + 1, 1), date(last // 12, last % 12 + 1, 1)

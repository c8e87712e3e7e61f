"""Dates as the office writes them."""

from datetime import date

from app.web.dates import read_date


def written(day: date) -> str:
    """8 February 2027."""
    return f"{day.day} {day:%B} {day.year}"


def read_dates(text: str) -> tuple[dict[int, date], dict[int, str]]:
    """Dates, one a line, and what is wrong with the other lines: both by the number of the line."""
    dates: dict[int, date] = {}
    wrong: dict[int, str] = {}
    for line, words in enumerate(text.splitlines(), start=1):
        if not words.strip():
            continue
        try:
            day = read_date(words)
        except ValueError:
            wrong[line] = f"“{' '.join(words.split())[:40]}” isn’t a real date, such as 8 February 2027"
            continue
        earlier = next((number for number, known in dates.items() if known == day), None)
        if earlier:
            wrong[line] = f"this date is on line {earlier} already"
        else:
            dates[line] = day
    return dates, wrong

"""How dates, times, money and percentages are written: the only Jinja filters."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from flask import Flask

from app.core import clock
from app.personal.rules_naming import in_mail


def long_date(day: date | datetime) -> str:
    """Thursday 3 December 2026."""
    day = _london_date(day)
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def short_date(day: date | datetime) -> str:
    """Thu 3 Dec 2026."""
    day = _london_date(day)
    return f"{day:%a} {day.day} {day:%b} {day.year}"


def day_month_year(day: date | datetime) -> str:
    """3 December 2026."""
    day = _london_date(day)
    return f"{day.day} {day:%B} {day.year}"


def day_and_month(day: date | datetime) -> str:
    """Monday 30 November."""
    day = _london_date(day)
    return f"{day:%A} {day.day} {day:%B}"


def clock_time(instant: datetime) -> str:
    """9:30am, 12pm: London wall-clock time."""
    return wall_time(clock.to_london(instant).time())


def wall_time(at: time) -> str:
    """9:30am, 12pm."""
    minutes = f":{at.minute:02d}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def moment(instant: datetime) -> str:
    """9:30am, Monday 30 November."""
    return f"{clock_time(instant)}, {day_and_month(instant)}"


def pounds(pence: int) -> str:
    """£50, or £12.50 where there are pence; −£50 for what is owed the other way."""
    sign, pence = "−" if pence < 0 else "", abs(pence)
    return f"{sign}£{pence // 100:,}" if pence % 100 == 0 else f"{sign}£{pence / 100:,.2f}"


def share(part: int, whole: int) -> int | None:
    """Percent as a whole number, halves rounded up; None where there is nothing to divide by."""
    return (200 * part + whole) // (2 * whole) if whole else None


def percent(value: float | None) -> str:
    """86%, or "no data" where the denominator was 0."""
    return "no data" if value is None else f"{round(value)}%"


def number(value: int) -> str:
    """1,350."""
    return f"{value:,}"


def one_decimal(value: float | None) -> str:
    """4.1, or a dash where nobody answered."""
    return "–" if value is None else f"{value:.1f}"


def signed(value: float | None) -> str:
    """+2.1, −0.2, 0.0 for what rounds to nought, or a dash where there is nothing to compare."""
    if value is None:
        return "–"
    rounded = round(value, 1)
    return f"{rounded:+.1f}".replace("-", "−") if rounded else "0.0"


def bound(value: float | None) -> str:
    """−1.1, and −0.0 for what lies just below nought: on which side an interval ends is what it is read for."""
    if value is None:
        return "–"
    return f"{value:+.1f}".replace("-", "−") if value else "0.0"


def count(how_many: int, one: str, many: str | None = None) -> str:
    """1 place, 2 places."""
    return f"{how_many:,} {plural(how_many, one, many)}"


def plural(how_many: int, one: str, many: str | None = None) -> str:
    """Place, places: the words that stand beside a number, or in its stead."""
    return one if how_many == 1 else many or one + "s"


def hours(minutes: int) -> str:
    """2.5 hours, 5 minutes or 1 hour 20 minutes, of a number of minutes."""
    whole, rest = divmod(minutes, 60)
    if rest % 15 == 0 and (whole or not rest):
        return f"{minutes / 60:,g} {'hour' if minutes == 60 else 'hours'}"
    return f"{count(whole, 'hour')} {count(rest, 'minute')}" if whole else count(rest, "minute")


def size_of_file(size: int) -> str:
    """340 kB, 2.1 MB."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} kB"


def in_words(how_many: int) -> str:
    """Six: a small number that opens a sentence; larger ones in digits."""
    words = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
    return words[how_many] if how_many < len(words) else f"{how_many:,}"


def facts(data: Mapping[str, Any]) -> str:
    """What an entry of the audit log keeps, in the order it was written: "no-show to excused: She had called."."""
    told = dict(data)
    if told.get("on"):
        told["on"] = short_date(date.fromisoformat(told["on"]))
    if "after" in told:
        told["before"] = f"{told.get('before') or 'not marked'} to {told.pop('after') or 'not marked'}"
    return ": ".join(str(fact) for fact in told.values() if fact is not None)


def _london_date(day: date | datetime) -> date:
    return clock.to_london(day).date() if isinstance(day, datetime) else day


def install(app: Flask) -> None:
    for show in (long_date, short_date, day_month_year, day_and_month, clock_time, wall_time, moment):
        app.add_template_filter(show)
    numbers = (pounds, percent, number, one_decimal, signed, bound, count, plural, hours, size_of_file, in_words)
    for show_number in numbers:
        app.add_template_filter(show_number)
    app.add_template_filter(facts)
    app.add_template_filter(in_mail)

"""Dates and times as they are written: whatever is accepted is read as the date that was meant, the rest is refused."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.web import dates
from app.web.dates import Order

DATES = st.dates(date(1900, 1, 1), date(2199, 12, 31))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
EXACT_TIMES = st.times().map(lambda at: at.replace(microsecond=0))
ZONES = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))

DAYS_WRITTEN: dict[str, Callable[[date], str]] = {
    "iso": lambda day: f"{day:%Y-%m-%d}",
    "in words": lambda day: f"{day.day} {day:%B} {day.year}",
    "in short words": lambda day: f"{day:%d} {day:%b} {day.year}",
    "in capitals, with stray spaces": lambda day: f"  {day.day}  {day:%B}  {day.year} ".upper(),
    "slashed": lambda day: f"{day.day}/{day.month}/{day.year}",
    "slashed with noughts": lambda day: f"{day:%d/%m/%Y}",
    "with stops": lambda day: f"{day.day}.{day.month}.{day.year}",
    "with dashes": lambda day: f"{day:%d-%m-%Y}",
}
TIMES_WRITTEN: dict[str, Callable[[time], str]] = {
    "iso": lambda at: f"{at:%H:%M}",
    "with a stop": lambda at: f"{at.hour}.{at:%M}",
    "with seconds of nought": lambda at: f"{at:%H:%M}:00",
    "in half days": lambda at: f"{at.hour % 12 or 12}:{at:%M}{'am' if at.hour < 12 else 'pm'}",
    "in half days, with stops": lambda at: f"{at.hour % 12 or 12}.{at:%M} {'a.m.' if at.hour < 12 else 'p.m.'}",
    "in half days, in capitals": lambda at: f"{at:%I:%M %p}",
}
REPORTED: dict[str, tuple[Order, Callable[[datetime], str]]] = {
    "American": (Order.MONTH_FIRST, lambda at: f"{at.month}/{at.day}/{at.year}, {at:%I:%M:%S %p}"),
    "American, with a short year": (Order.MONTH_FIRST, lambda at: f"{at.month}/{at.day}/{at:%y} {at:%I:%M:%S %p}"),
    "British": (Order.DAY_FIRST, lambda at: f"{at:%d/%m/%Y, %H:%M:%S}"),
    "British, with stops": (Order.DAY_FIRST, lambda at: f"{at:%d.%m.%Y %H:%M:%S}"),
    "iso": (Order.MONTH_FIRST, lambda at: at.isoformat()),
    "iso with a space": (Order.DAY_FIRST, lambda at: at.isoformat(" ")),
}


@pytest.mark.parametrize("write", DAYS_WRITTEN.values(), ids=DAYS_WRITTEN.keys())
@settings(deadline=None, derandomize=True)
@given(day=DATES)
def test_a_date_written_in_any_way_is_that_date(write: Callable[[date], str], day: date) -> None:
    assert dates.read_date(write(day)) == day


@settings(deadline=None, derandomize=True)
@given(day=DATES)
def test_a_date_with_the_month_first_is_read_so_where_that_is_expected(day: date) -> None:
    assert dates.read_date(f"{day:%m/%d/%Y}", Order.MONTH_FIRST) == day


@pytest.mark.parametrize("write", TIMES_WRITTEN.values(), ids=TIMES_WRITTEN.keys())
@settings(deadline=None, derandomize=True)
@given(at=TIMES)
def test_a_time_written_in_any_way_is_that_time(write: Callable[[time], str], at: time) -> None:
    assert dates.read_time(write(at)) == at


@settings(deadline=None, derandomize=True)
@given(day=DATES, at=TIMES)
def test_what_a_form_sends_is_what_was_chosen(day: date, at: time) -> None:
    assert dates.iso_date(day.isoformat()) == day
    assert dates.iso_time(at.isoformat("minutes")) == at
    assert dates.iso_moment(f"{day}T{at:%H:%M}") == datetime.combine(day, at)
    assert dates.iso_month(f"{day:%Y-%m}") == day.replace(day=1)


@pytest.mark.parametrize(("order", "write"), REPORTED.values(), ids=REPORTED.keys())
@settings(deadline=None, derandomize=True)
@given(day=st.dates(date(2000, 1, 1), date(2099, 12, 31)), at=EXACT_TIMES)
def test_a_moment_of_a_report_is_that_of_its_wall_clock(
    order: Order, write: Callable[[datetime], str], day: date, at: time
) -> None:
    moment = datetime.combine(day, at)
    assert dates.read_moment(write(moment), order) == moment


@settings(deadline=None, derandomize=True)
@given(day=DATES, at=st.times(), zone=ZONES)
def test_a_moment_that_gives_its_zone_is_that_instant(day: date, at: time, zone: timezone) -> None:
    moment = datetime.combine(day, at, tzinfo=zone)
    assert dates.read_moment(moment.isoformat(), Order.DAY_FIRST) == moment
    assert dates.read_moment(f"{datetime.combine(day, at).isoformat()}Z", Order.DAY_FIRST) == datetime.combine(
        day, at, tzinfo=UTC
    )


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 999), st.integers(0, 59), st.integers(0, 59))
def test_a_duration_in_words_and_in_figures_is_the_same(hours: int, minutes: int, seconds: int) -> None:
    lasted = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    for words in (
        f"{hours}h {minutes}m {seconds}s",
        f"{hours * 60 + minutes}M {seconds}S",
        f"{hours:02d}:{minutes:02d}:{seconds:02d}",
    ):
        assert dates.read_duration(words) == lasted


READERS: dict[str, Callable[[str], object]] = {
    "iso_date": dates.iso_date,
    "iso_time": dates.iso_time,
    "iso_moment": dates.iso_moment,
    "iso_month": dates.iso_month,
    "read_date": dates.read_date,
    "read_time": dates.read_time,
    "read_moment": lambda words: dates.read_moment(words, Order.DAY_FIRST),
    "read_duration": dates.read_duration,
}


@settings(deadline=None, derandomize=True, max_examples=400)
@given(st.text(max_size=30) | st.text("0123456789-/.: tTzZ+aApPmMhs,", max_size=24))
def test_whatever_is_written_is_read_or_refused_and_nothing_else_happens(words: str) -> None:
    for read in READERS.values():
        try:
            read(words)
        except ValueError:
            continue


@pytest.mark.parametrize("read", READERS.values(), ids=READERS.keys())
@pytest.mark.parametrize(
    "words", ["", " ", "soon", "12", "2027", "0202-02-08", "9999-12-31", "٢٠٢٧-02-08", "2027-02-30", "31/2/2027", "-1"]
)
def test_what_is_neither_a_date_nor_a_time_is_refused(read: Callable[[str], object], words: str) -> None:
    with pytest.raises(ValueError):
        read(words)


@pytest.mark.parametrize("words", ["8/2/27", "8/2-2027", "2027/02/08", "8 Febru 2027", "8th February 2027"])
def test_a_date_that_is_not_certain_is_refused(words: str) -> None:
    with pytest.raises(ValueError):
        dates.read_date(words)


@pytest.mark.parametrize("words", ["9", "9:3", "25:00", "09:60", "13pm", "0am", "09:30:15", "09:30Z", "09:30+05:00"])
def test_a_time_that_is_not_certain_is_refused(words: str) -> None:
    with pytest.raises(ValueError):
        dates.read_time(words)


@pytest.mark.parametrize("words", ["8/2/2027", "8 February 2027", "2027-2-8", " 2027-02-08", "2027-02-08T09:30"])
def test_a_form_takes_isos_way_alone(words: str) -> None:
    with pytest.raises(ValueError):
        dates.iso_date(words)


@pytest.mark.parametrize("words", ["9:30", "9.30", "09:30:00", "9:30am", "24:00"])
def test_a_forms_time_is_hours_and_minutes(words: str) -> None:
    with pytest.raises(ValueError):
        dates.iso_time(words)


@pytest.mark.parametrize("words", ["8/2/2027T09:30", "2027-02-08T9.30", "2027-02-08 09:30", "2027-02-08", "T09:30"])
def test_a_moment_of_a_fixed_shape_has_no_other(words: str) -> None:
    with pytest.raises(ValueError):
        dates.iso_moment(words)


def test_a_moment_may_have_parts_of_a_second() -> None:
    read = dates.read_moment("2026-12-03T09:58:12.5", Order.DAY_FIRST)
    assert read == datetime.combine(date(2026, 12, 3), time(9, 58, 12, 500_000))

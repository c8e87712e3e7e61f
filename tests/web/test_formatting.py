"""Dates, times, money and numbers as people read them."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask, render_template_string

from app.web.formatting import (
    clock_time,
    count,
    day_and_month,
    facts,
    hours,
    in_words,
    long_date,
    moment,
    number,
    one_decimal,
    percent,
    plural,
    pounds,
    short_date,
    signed,
)

THURSDAY = date(2026, 12, 3)


def test_dates_are_written_with_their_weekday_and_without_leading_zeros() -> None:
    assert long_date(THURSDAY) == "Thursday 3 December 2026"
    assert short_date(THURSDAY) == "Thu 3 Dec 2026"
    assert day_and_month(THURSDAY) == "Thursday 3 December"


def test_an_instant_late_on_a_summer_evening_is_written_as_the_next_day_in_london() -> None:
    before_midnight_utc = datetime(2026, 6, 30, 23, 15, tzinfo=UTC)
    assert long_date(before_midnight_utc) == "Wednesday 1 July 2026"
    assert clock_time(before_midnight_utc) == "12:15am"


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [(0, 0, "12am"), (0, 5, "12:05am"), (9, 30, "9:30am"), (11, 59, "11:59am"), (12, 0, "12pm"), (16, 30, "4:30pm")],
)
def test_times_are_written_on_a_twelve_hour_clock(hour: int, minute: int, words: str) -> None:
    assert clock_time(datetime(2026, 12, 3, hour, minute, tzinfo=UTC)) == words


def test_times_are_london_times_in_summer_too() -> None:
    assert clock_time(datetime(2026, 7, 1, 8, 30, tzinfo=UTC)) == "9:30am"
    assert moment(datetime(2026, 7, 1, 8, 30, tzinfo=UTC)) == "9:30am, Wednesday 1 July"


@pytest.mark.parametrize(
    ("pence", "words"),
    [
        (0, "£0"),
        (-2550, "−£25.50"),
        (5, "£0.05"),
        (2500, "£25"),
        (1250, "£12.50"),
        (123400, "£1,234"),
        (1234567, "£12,345.67"),
    ],
)
def test_money_shows_pence_only_where_there_are_some(pence: int, words: str) -> None:
    assert pounds(pence) == words


def test_a_percentage_of_nothing_says_that_there_is_no_data() -> None:
    assert percent(None) == "no data"
    assert percent(0) == "0%"
    assert percent(86) == "86%"
    assert percent(64.4) == "64%"


def test_a_mean_of_nothing_is_a_dash_and_never_a_nought() -> None:
    assert one_decimal(None) == "–"
    assert one_decimal(0.0) == "0.0"
    assert one_decimal(4.14) == "4.1"


@pytest.mark.parametrize(
    ("value", "words"),
    [(2.1, "+2.1"), (-0.2, "−0.2"), (0, "0.0"), (0.04, "0.0"), (-0.04, "0.0"), (-0.06, "−0.1"), (None, "–")],
)
def test_a_change_carries_its_sign_and_nought_has_none(value: float | None, words: str) -> None:
    assert signed(value) == words


def test_counted_things_agree_with_their_number() -> None:
    assert count(1, "place") == "1 place"
    assert count(0, "place") == "0 places"
    assert count(2143, "person", "people") == "2,143 people"
    assert [plural(how_many, "place") for how_many in (0, 1, 2)] == ["places", "place", "places"]
    assert [plural(how_many, "has", "have") for how_many in (1, 2)] == ["has", "have"]
    assert number(1350) == "1,350"


def test_small_numbers_that_open_a_sentence_are_words() -> None:
    assert [in_words(how_many) for how_many in (0, 1, 10, 11, 1200)] == ["No", "One", "Ten", "11", "1,200"]


def test_templates_write_the_same_way(app: Flask) -> None:
    shown = render_template_string(
        "{{ day | long_date }}, {{ at | clock_time }}, {{ 2500 | pounds }}, {{ none | percent }}, {{ 2.14 | signed }}",
        day=THURSDAY,
        at=datetime(2026, 12, 3, 9, 30, tzinfo=UTC),
    )
    assert shown == "Thursday 3 December 2026, 9:30am, £25, no data, +2.1"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, ""),
        ({"reason": "Court on Monday."}, "Court on Monday."),
        ({"before": "no-show", "after": "excused", "why": "Ill."}, "no-show to excused: Ill."),
        ({"on": None, "before": None, "after": "no-show", "why": "Ill."}, "not marked to no-show: Ill."),
        ({"on": "2026-12-03", "before": "no-show", "after": None}, "Thu 3 Dec 2026: no-show to not marked"),
        ({"before": "billed", "why": "sickness", "reason": "Flu."}, "billed: sickness: Flu."),
    ],
)
def test_what_the_audit_log_keeps_is_written_in_its_order(data: dict[str, str | None], words: str) -> None:
    assert facts(data) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 hours"),
        (1, "1 minute"),
        (5, "5 minutes"),
        (45, "45 minutes"),
        (60, "1 hour"),
        (65, "1 hour 5 minutes"),
        (75, "1.25 hours"),
        (150, "2.5 hours"),
        (60_000, "1,000 hours"),
    ],
)
def test_a_length_is_never_a_crooked_part_of_an_hour(minutes: int, words: str) -> None:
    """Five minutes of e-learning were "0.08 hours"."""
    assert hours(minutes) == words

"""When a return is reminded of, and what its courses add up to."""

from datetime import date, timedelta

import pytest

from app.single_agency.rules import reminder_days, reminder_due, year_to_ask_about

DUE = date(2026, 6, 30)
ASKED = date(2026, 5, 11)
BEFORE, AFTER, LAST = reminder_days(DUE)


def test_it_is_reminded_of_two_weeks_before_the_day_after_and_two_weeks_later() -> None:
    assert (date(2026, 6, 16), date(2026, 7, 1), date(2026, 7, 15)) == (BEFORE, AFTER, LAST)


@pytest.mark.parametrize(
    ("today", "reminded_on", "due"),
    [
        (BEFORE - timedelta(days=1), None, None),
        (BEFORE, None, BEFORE),
        (BEFORE, BEFORE, None),
        (DUE, BEFORE, None),
        (AFTER, BEFORE, AFTER),
        (AFTER, AFTER, None),
        (LAST, AFTER, LAST),
        (LAST + timedelta(days=100), LAST, None),
        (LAST + timedelta(days=100), None, LAST),  # mail was down all the time: the latest alone
    ],
)
def test_each_reminder_is_due_once(today: date, reminded_on: date | None, due: date | None) -> None:
    assert reminder_due(DUE, asked_on=ASKED, reminded_on=reminded_on, today=today) == due


def test_whoever_was_asked_after_a_reminders_day_has_just_had_a_letter() -> None:
    assert reminder_due(DUE, asked_on=BEFORE, reminded_on=None, today=BEFORE) is None


@pytest.mark.parametrize(("today", "year"), [(date(2026, 3, 31), "2024-25"), (date(2026, 4, 1), "2025-26")])
def test_returns_look_back_on_the_year_that_is_over(today: date, year: str) -> None:
    assert year_to_ask_about(today) == year

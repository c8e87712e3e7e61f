"""The forecast tried on made-up years whose trend is known."""

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.reporting.requirements.rules_backtest import BackTest, PastForecast, back_test, of_course

YEARS = range(2018, 2026)
Demands = dict[int, dict[int, int]]


def growing(by: int, *, courses: int = 4) -> Demands:
    """Courses that change by as many people every year."""
    return {number: {year: 200 + number + by * (year - 2018) for year in YEARS} for number in range(courses)}


@pytest.mark.parametrize("by", [12, -12], ids=["rising", "falling"])
def test_where_demand_changes_steadily_ours_is_better_by_half_a_step(by: int) -> None:
    test = back_test(growing(by), ahead=1)
    lines = BackTest(tuple(trial for trial in test.trials if trial.year > 2020))
    assert (lines.our_miss, lines.naive_miss) == (6, 12)
    assert (lines.closer, lines.further) == (len(lines.trials), 0)
    assert test.is_better
    assert "ours missed by less than last year’s figure taken again" in test.verdict


def test_two_years_ahead_the_trial_is_as_hard_as_the_forecast() -> None:
    """Made from years up to two before: what lies between isn't known to it."""
    test = back_test(growing(12), ahead=2)
    assert {trial.year for trial in test.trials} == set(range(2021, 2026))
    lines = BackTest(tuple(trial for trial in test.trials if trial.year > 2021))
    assert (lines.our_miss, lines.naive_miss) == (12, 24)


def test_where_nothing_changes_both_are_right_and_ours_is_said_to_be_no_better() -> None:
    test = back_test(growing(0), ahead=1)
    assert (test.our_miss, test.naive_miss, test.usual_miss) == (0, 0, 0)
    assert not test.is_better
    assert "no better than last year’s figure taken again: both missed by as much" in test.verdict


def test_where_demand_jumps_once_and_stays_last_year_again_is_better_and_that_is_said() -> None:
    """A line through a step runs on beyond it."""
    jumped = {1: {year: 20 if year < 2022 else 80 for year in YEARS}}
    test = back_test(jumped, ahead=1)
    assert (test.our_miss or 0) > (test.naive_miss or 0)
    assert "no better than last year’s figure taken again: it missed by more" in test.verdict


@pytest.mark.parametrize(
    ("ours", "words"),
    [(90, "missed by less than"), (91, "was hardly better than"), (100, "no better"), (101, "no better")],
)
def test_a_little_better_is_said_to_be_hardly_better(ours: int, words: str) -> None:
    """Last year again missed by 100 in each."""
    assert words in BackTest((PastForecast(1, 2025, 500 + ours, 600, 500),)).verdict


def test_with_a_trend_and_chance_ours_is_better_all_the_same() -> None:
    """Two hundred courses that grow by 15 a year, each year give or take 10: drawn once, from a fixed seed."""
    draw = random.Random(2026)
    noisy = {
        number: {year: 100 + 15 * (year - 2018) + draw.randint(-10, 10) for year in YEARS} for number in range(200)
    }
    test = back_test(noisy, ahead=1)
    assert test.is_better
    assert (test.usual_miss or 1) < Fraction(1, 5)


def test_a_year_is_tried_from_earlier_years_alone() -> None:
    told = back_test({1: {2023: 10, 2024: 20, 2025: 30}}, ahead=1)
    changed = back_test({1: {2023: 10, 2024: 20, 2025: 9999}}, ahead=1)
    assert [trial.ours for trial in told.trials] == [trial.ours for trial in changed.trials] == [15]


def test_too_few_years_are_said_to_be_too_few() -> None:
    test = back_test({1: {2024: 10, 2025: 20}}, ahead=1)
    assert (test.trials, test.our_miss, test.usual_miss) == ((), None, None)
    assert "too few years" in test.verdict


def test_the_misses_are_told_by_year_and_by_course() -> None:
    test = back_test({1: {2023: 10, 2024: 10, 2025: 16}, 2: {2023: 4, 2024: 6, 2025: 5}}, ahead=1)
    assert [(year, each.our_miss, each.actual_in_all) for year, each in test.by_year] == [(2025, 3, 21)]
    assert of_course(test, 1).trials == (PastForecast(1, 2025, 10, 10, 16),)


def test_four_of_five_past_forecasts_lie_within_the_usual_miss() -> None:
    trials = tuple(PastForecast(1, 2025, 100, 100, 100 + missed) for missed in range(1, 11))
    assert BackTest(trials).usual_miss == Fraction(8, 100)
    assert BackTest(trials[:9]).usual_miss is None


@given(some.lists(some.builds(PastForecast, some.just(1), some.just(2025), *[some.integers(0, 500)] * 3), min_size=10))
def test_the_usual_miss_holds_at_least_four_of_five(trials: list[PastForecast]) -> None:
    miss = BackTest(tuple(trials)).usual_miss
    assert miss is not None
    assert 5 * sum(trial.share_missed <= miss for trial in trials) >= 4 * len(trials)

"""The change among people who answered twice, and its interval."""

import math

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.evaluation.results.rules_change import MatchedChange, matched_change_of, t_for_95_percent

SCALE = st.integers(1, 10)


@pytest.mark.parametrize(
    ("degrees", "published"),
    [(1, 12.706), (2, 4.303), (3, 3.182), (5, 2.571), (10, 2.228), (30, 2.042), (60, 2.000), (120, 1.980)],
)
def test_t_is_that_of_the_printed_tables(degrees: int, published: float) -> None:
    assert t_for_95_percent(degrees) == pytest.approx(published, abs=0.0005)


def test_for_very_many_people_t_is_that_of_the_normal_distribution() -> None:
    assert t_for_95_percent(100_000) == pytest.approx(1.95996, abs=0.0001)


def test_three_people_worked_out_by_hand() -> None:
    """Differences 1, 2 and 3: mean 2, s = 1, and t with two degrees of freedom is 4.303."""
    change = matched_change_of([(4, 5), (5, 7), (3, 6)])
    assert (change.n, change.before, change.after, change.mean) == (3, 4, 6, 2)
    assert change.low == pytest.approx(2 - 4.303 / math.sqrt(3), abs=0.001)
    assert change.high == pytest.approx(2 + 4.303 / math.sqrt(3), abs=0.001)


@settings(deadline=None, derandomize=True)
@given(st.lists(st.tuples(SCALE, SCALE), min_size=2, max_size=80))
def test_the_interval_agrees_with_numpy(pairs: list[tuple[int, int]]) -> None:
    before, after = numpy.array(pairs).T
    differences = after - before
    half = t_for_95_percent(len(pairs) - 1) * differences.std(ddof=1) / numpy.sqrt(len(pairs))
    change = matched_change_of(pairs)
    found = (change.before, change.after, change.mean, change.low, change.high)
    expected = (before.mean(), after.mean(), differences.mean(), differences.mean() - half, differences.mean() + half)
    assert found == pytest.approx(expected, abs=1e-9)


def test_about_95_of_100_intervals_hold_the_true_change() -> None:
    """Drawn from people whose answers truly rise by one, eight at a time."""
    random = numpy.random.default_rng(26)
    held = 0
    for _ in range(2000):
        first = random.integers(2, 7, size=8)
        second = first + random.integers(0, 3, size=8)
        change = matched_change_of([(int(one), int(two)) for one, two in zip(first, second, strict=True)])
        assert change.low is not None
        assert change.high is not None
        held += change.low <= 1 <= change.high
    assert 0.93 < held / 2000 < 0.97


def test_nobody_has_no_figures_and_one_person_no_interval() -> None:
    assert matched_change_of([]) == MatchedChange(0, None, None, None, None, None)
    alone = matched_change_of([(4, 7)])
    assert alone == MatchedChange(1, 4, 7, 3, None, None)
    assert not alone.has_interval


def test_where_all_changed_alike_the_interval_has_no_width() -> None:
    change = matched_change_of([(1, 3), (4, 6), (8, 10)])
    assert (change.low, change.mean, change.high) == (2, 2, 2)
    assert change.has_interval


def test_a_fall_is_called_a_fall_and_nought_is_none() -> None:
    assert matched_change_of([(7, 6), (7, 7)]).fell
    assert not matched_change_of([(6, 7), (7, 6)]).fell
    assert not matched_change_of([]).fell


def test_without_its_means_a_change_keeps_what_it_says_of_the_difference() -> None:
    change = matched_change_of([(4, 5), (5, 7), (3, 6)])
    assert change.without_means() == MatchedChange(3, None, None, change.mean, change.low, change.high)

"""Answers drawn with a known truth, with fixed seeds: a small form of bench/simulate_statistics.py."""

import pytest

from app.evaluation.statistics.rules import SessionSums
from app.evaluation.statistics.rules_funnel import Standing, funnel, overdispersion, winsorised
from tests.data.simulated_answers import coverage, funnels

pytestmark = pytest.mark.lasts_long

RUNS = 500
"""By so few, a share of 95% is known to ± 2 points: the bounds below are wider by that than those of the long form."""


@pytest.mark.parametrize("icc", [0, 0.05, 0.1, 0.2])
def test_error_2_intervals_hold_the_true_change_as_often_as_they_promise(icc: float) -> None:
    """Error 2: taken for strangers, people who are alike by 0.1 had it in fewer than nine of ten."""
    if icc == 0.1:
        assert coverage(20, icc, runs=RUNS, seed=15).of_strangers < 90
    for sessions in (5, 12, 40):
        assert 91 < coverage(sessions, icc, runs=RUNS, seed=15).percent < 98.5, sessions
    assert coverage(3, icc, runs=RUNS, seed=15).percent > 91


def test_of_units_that_are_alike_about_one_in_twenty_lies_outside_its_funnel() -> None:
    found = list(funnels(units=30, icc=0.05, between=0, runs=40, seed=3))
    assert 0.03 < sum(each.outside for each in found) / (30 * len(found)) < 0.06


def test_where_units_truly_differ_the_funnel_is_wider_and_few_lie_outside() -> None:
    found = list(funnels(units=40, icc=0.05, between=0.6, runs=12, seed=3))
    assert 0.35 < sum(each.between for each in found) / len(found) < 0.75
    assert sum(each.outside for each in found) / (40 * len(found)) < 0.12


def sums(session: int, changes: list[int]) -> SessionSums:
    return SessionSums(session, len(changes), sum(changes), sum(each * each for each in changes))


def alike(units: int) -> dict[int, list[SessionSums]]:
    """Each with two sessions, whose means differ a little."""
    return {one: [sums(2 * one, [0, 1, 2, 1, one % 3]), sums(2 * one + 1, [1, 2, 0, 1, 1, 3])] for one in range(units)}


def test_one_that_is_far_away_is_an_alarm_and_the_others_are_not() -> None:
    units = alike(12)
    units[12] = [sums(24, [6, 7, 6, 7, 8, 7]), sums(25, [7, 7, 6, 8])]
    found = funnel(units)
    assert found is not None
    standing = {unit.key: unit.standing for unit in found.units}
    assert standing.pop(12) is Standing.FAR_ABOVE
    assert set(standing.values()) == {Standing.WITHIN}
    assert [unit.key for unit in found.units] == list(units), "in the order given: nobody is ranked"


def test_what_is_known_of_few_answers_is_drawn_towards_what_is_usual() -> None:
    units = alike(12)
    units[12] = [sums(24, [4, 5, 3, 4, 5] * 8), sums(25, [5, 4, 4, 3] * 8)]
    units[13] = [sums(26, [4, 5, 3, 4, 5])]
    units[14] = [sums(28, [-3, -2, -3, -4, -3])]
    units[15] = [sums(29, [-3, -2, -3, -4, -3] * 9)]
    found = funnel(units)
    assert found is not None
    by_key = {unit.key: unit for unit in found.units}
    kept = {key: (by_key[key].shrunk - found.target) / (by_key[key].value - found.target) for key in (12, 13)}
    assert 0 < kept[13] < kept[12] < 1


def test_under_five_answers_a_unit_is_named_and_not_judged_and_under_five_units_there_is_no_funnel() -> None:
    units = {**alike(6), 99: [sums(99, [1, 2, 3, 4])]}
    found = funnel(units)
    assert found is not None
    assert found.too_few == [99]
    assert funnel(alike(4)) is None
    assert funnel({one: [sums(one, [2] * 6)] for one in range(9)}) is None, "nothing differs"


def test_the_outermost_tenth_is_drawn_in() -> None:
    values = [-9.0, *(0.0, 1.0, 2.0, 3.0) * 2, 40.0]
    assert winsorised(values) == [0, 0, 1, 2, 3, 0, 1, 2, 3, 3]
    phi, between = overdispersion([0.5, -0.5] * 10, [0.3] * 20)
    assert (phi, between) == (0.25, 0), "closer together than by chance: no difference between them"

"""The arithmetic of next year's plan: by hand where it can be, and by property."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.reporting.requirements.rules import (
    CourseYear,
    ForecastBasis,
    KnownDemand,
    Range,
    RefreshersDue,
    answers,
    forecast,
    predict,
    sessions_for,
    usual_size,
)

people = some.integers(0, 3000)
histories = some.dictionaries(some.integers(2015, 2025), people, max_size=9)
refreshers = some.builds(
    lambda due, were_due, share: RefreshersDue(due, were_due, were_due * share // 100),
    people,
    people,
    some.integers(0, 100),
)
known = some.builds(
    lambda waiting, asked, refreshers: KnownDemand(waiting, asked, max(waiting, asked), refreshers),
    people,
    people,
    refreshers,
)
misses = some.one_of(some.none(), some.fractions(0, 3))


# --- By hand ---


def test_demand_is_everybody_who_wanted_a_place() -> None:
    year = CourseYear(2025, sessions=3, offered=60, taken=55, walk_ins=2, heads=0, in_vain=7)
    assert year.demand == 64
    assert year.plus(CourseYear(2025, sessions=1, heads=30)).demand == 94


def test_three_years_or_more_give_a_line_and_half_a_step_more() -> None:
    """40, 50, 60, 70 rise by ten a year: the line stands at 70 in the last, and next year is half a step higher."""
    told = forecast({2022: 40, 2023: 50, 2024: 60, 2025: 70}, 2026)
    assert (told.basis, told.mean, told.step, told.at_last) == (ForecastBasis.LINE, 55, 10, 70)
    assert (told.people, told.last_year_again) == (75, 70)


def test_two_years_ahead_the_half_step_is_taken_twice() -> None:
    assert forecast({2022: 40, 2023: 50, 2024: 60, 2025: 70}, 2027).people == 80


def test_the_line_goes_through_the_last_five_years() -> None:
    assert forecast({2019: 900, 2020: 900, **dict.fromkeys(range(2021, 2026), 20)}, 2026).people == 20


def test_a_year_in_which_a_course_was_not_run_is_left_out_of_the_line() -> None:
    assert forecast({2021: 20, 2023: 40, 2025: 60}, 2026).step == 10


@pytest.mark.parametrize(
    ("demands", "basis", "predicted"),
    [
        ({}, ForecastBasis.NO_YEARS, 0),
        ({2025: 31}, ForecastBasis.ONE_YEAR, 31),
        ({2024: 30, 2025: 41}, ForecastBasis.AVERAGE, 36),
        ({2023: 90, 2024: 50, 2025: 10}, ForecastBasis.LINE, 0),
        ({2026: 500, 2027: 500}, ForecastBasis.NO_YEARS, 0),
    ],
    ids=["none", "one", "two", "falling fast", "only later ones"],
)
def test_fewer_years_give_a_plainer_forecast(demands: dict[int, int], basis: ForecastBasis, predicted: int) -> None:
    told = forecast(demands, 2026)
    assert (told.basis, told.people) == (basis, predicted)


def test_those_known_to_want_it_are_the_least_that_is_predicted() -> None:
    refreshers = RefreshersDue(due=40, were_due=20, came_back=15)
    wanted = KnownDemand(waiting=9, asked=4, people=12, refreshers=refreshers)
    assert (refreshers.expected, wanted.total) == (30, 42)
    told = predict({2025: 20}, 2026, wanted, None)
    assert (told.people, told.is_raised) == (42, True)


def test_too_few_refreshers_say_nothing_of_how_many_come_back() -> None:
    assert RefreshersDue(due=40, were_due=9, came_back=9).expected == 0


def test_the_range_is_the_share_that_four_of_five_forecasts_missed_by() -> None:
    told = predict({2025: 50}, 2026, KnownDemand(), Fraction(3, 10))
    assert told.range == Range(35, 65)


def test_without_a_tried_forecast_the_range_is_how_far_the_years_lie_apart() -> None:
    assert predict({2024: 30, 2025: 50}, 2026, KnownDemand(), None).range == Range(30, 50)
    assert predict({2025: 50}, 2026, KnownDemand(), None).range is None


def test_sessions_are_rounded_up_and_a_priority_is_offered_once_at_least() -> None:
    assert [sessions_for(people, 20) for people in (0, 1, 20, 21, 75)] == [0, 1, 1, 2, 4]
    assert sessions_for(0, 20, is_priority=True) == 1


def test_the_usual_size_is_that_of_most_sessions() -> None:
    assert usual_size([25, 20, 20, 30]) == 20
    assert usual_size([20, 30]) == 30
    assert usual_size([]) == usual_size([0]) == 20


@pytest.mark.parametrize(
    ("theme", "title", "does"),
    [
        ("Neglect", "Complex Neglect", True),
        ("Suicide prevention", "Suicide Prevention and Planning", True),
        ("Working with fathers", "Complex Neglect", False),
        ("More training", "More about training", False),
        ("Digital safety", "Digital Safeguarding", False),
    ],
)
def test_a_need_is_a_courses_where_its_title_says_all_of_it(theme: str, title: str, does: bool) -> None:
    assert answers(theme, title) is does


# --- By property ---


@given(histories, some.integers(2024, 2028), known, misses)
def test_nothing_is_ever_negative_and_the_range_holds_the_prediction(
    demands: dict[int, int], target: int, wanted: KnownDemand, miss: Fraction | None
) -> None:
    told = predict(demands, target, wanted, miss)
    assert told.people >= wanted.total >= 0
    assert told.range is None or 0 <= told.range.low <= told.people <= told.range.high


@given(histories, people, misses)
def test_more_people_in_the_last_year_never_lower_the_prediction(
    demands: dict[int, int], more: int, miss: Fraction | None
) -> None:
    if not demands:
        return
    last = max(demands)
    now, then = (predict(each, 2026, KnownDemand(), miss) for each in (demands, demands | {last: demands[last] + more}))
    assert then.people >= now.people


@given(histories, people)
def test_as_many_more_in_every_year_are_as_many_more_in_the_next(demands: dict[int, int], more: int) -> None:
    now, then = (forecast(each, 2026) for each in (demands, {year: people + more for year, people in demands.items()}))
    assert then.step == now.step
    assert not demands or then.at_last == now.at_last + more


@given(histories, known, people)
def test_more_who_are_known_to_want_it_never_lower_the_prediction(
    demands: dict[int, int], wanted: KnownDemand, more: int
) -> None:
    raised = KnownDemand(wanted.waiting + more, wanted.asked, wanted.people + more, wanted.refreshers)
    assert predict(demands, 2026, raised, None).people >= predict(demands, 2026, wanted, None).people


@given(people, people, some.integers(1, 300), some.booleans())
def test_more_people_never_need_fewer_sessions_and_everybody_fits(
    wanted: int, more: int, size: int, is_priority: bool
) -> None:
    planned = sessions_for(wanted, size, is_priority=is_priority)
    assert planned * size >= wanted
    assert sessions_for(wanted + more, size, is_priority=is_priority) >= planned
    assert sessions_for(wanted, size + 1, is_priority=is_priority) <= planned

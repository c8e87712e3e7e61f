"""The arithmetic of the figures."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.files.spreadsheets import as_text_cell
from app.reporting.figures.rules import Figures
from app.reporting.today.rules import against_last_year
from app.web.formatting import share as percent

counts = some.integers(min_value=0, max_value=10**9)


@settings(deadline=None, derandomize=True, database=None)
@given(part=counts, whole=some.integers(min_value=1, max_value=10**9))
def test_a_percentage_is_the_nearest_whole_number_and_halves_go_up(part: int, whole: int) -> None:
    exactly = Decimal(100) * part / whole
    assert percent(part, whole) == int(exactly.quantize(Decimal(1), ROUND_HALF_UP))


@settings(deadline=None, derandomize=True, database=None)
@given(whole=some.integers(min_value=1, max_value=10**9), share=some.fractions(min_value=0, max_value=1))
def test_a_part_of_a_whole_is_from_0_to_100_percent(whole: int, share: object) -> None:
    found = percent(int(whole * share), whole)  # type: ignore[operator]
    assert found is not None
    assert 0 <= found <= 100


@given(part=counts)
@settings(deadline=None, derandomize=True, database=None)
def test_of_nothing_there_is_no_percentage(part: int) -> None:
    assert percent(part, 0) is None


@pytest.mark.parametrize(
    ("part", "whole", "shown"), [(1, 200, 1), (1, 201, 0), (5, 8, 63), (849, 1000, 85), (845, 1000, 85), (1, 3, 33)]
)
def test_percentages_that_a_float_gets_wrong_or_a_reader_looks_at(part: int, whole: int, shown: int) -> None:
    assert percent(part, whole) == shown


@pytest.mark.parametrize(
    ("attended", "registered", "is_below"),
    [(85, 100, False), (849, 1000, True), (84, 100, True), (17, 20, False), (0, 0, False), (0, 1, True)],
)
def test_the_review_line_is_compared_before_rounding(attended: int, registered: int, is_below: bool) -> None:
    figures = Figures(attended_registered=attended, places_registered=registered)
    assert figures.is_below(85) is is_below


def test_84_point_9_prints_as_85_and_is_below_the_line_all_the_same() -> None:
    figures = Figures(attended_registered=849, places_registered=1000)
    assert (figures.attendance_percent, figures.is_below(85)) == (85, True)


@pytest.mark.parametrize("words", ["=1+1", "+44", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_made_text(words: str) -> None:
    assert as_text_cell(words) == "'" + words


@pytest.mark.parametrize("words", ["Neglect", "", "A = B", "1 - 2"])
def test_other_cells_stay_as_they_are(words: str) -> None:
    assert as_text_cell(words) == words


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (96, 94, "up 2 points from 94%"),
        (86, 87, "down 1 point from 87%"),
        (86, 86, "same as last year"),
        (None, 86, ""),
        (86, None, "no figure last year"),
    ],
)
def test_a_year_is_told_against_the_last_in_points(now: int | None, before: int | None, words: str) -> None:
    assert against_last_year(now, before) == words

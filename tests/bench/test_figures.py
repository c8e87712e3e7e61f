"""A figure stands beside its bound, with when and where it was measured."""

from dataclasses import asdict
from typing import Any

import pytest

from bench.figures import Figure, circumstances
from bench.report import picture, tables


def a_row(value: float, *, others: float = 0.0, **bound: float) -> dict[str, Any]:
    figure = Figure("bookings", "places", value, "a second", on="sqlite", **bound)  # type: ignore[arg-type]
    return asdict(figure) | circumstances() | {"others": others}


@pytest.mark.parametrize(
    ("bound", "value", "holds"),
    [
        ({"at_least": 70.0}, 70, True),
        ({"at_least": 70.0}, 69.9, False),
        ({"at_most": 500.0}, 500, True),
        ({"at_most": 500.0}, 501, False),
        ({"at_most": 0.0}, 1, False),
        ({}, 1, True),
    ],
)
def test_a_figure_holds_or_stands_in_bold(bound: dict[str, float], value: float, holds: bool) -> None:
    row = a_row(value, **bound)
    (line,) = (line for line in tables([row]) if line.startswith("| places"))
    assert ("**" not in line) is holds
    said = "\n".join(tables([row]))
    assert row["date"] in said
    assert row["machine"] in said


def test_a_figure_taken_beside_other_work_says_so_and_the_picture_has_a_bar_for_each_bound() -> None:
    rows = [a_row(100, at_least=70.0, others=0.6), a_row(5)]
    assert "others used 60%" in "\n".join(tables(rows))
    assert "a quiet machine" in "\n".join(tables([a_row(5)]))
    assert "\n".join(picture(rows)).count('fill="#0f7a52"') == 1


def test_what_a_figure_is_about_stands_beside_its_name_and_of_many_the_first() -> None:
    pages = [f"{number} /a|b?year={number}" for number in range(20)]
    (line,) = (line for line in tables([a_row(5) | {"says": ", ".join(pages)}]) if line.startswith("| places"))
    assert line.startswith(r"| places: 0 /a\|b?year=0, 1 /a")
    assert " 11 /a" in line
    assert " and 8 more |" in line

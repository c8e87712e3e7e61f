"""The charts' markup: what each row becomes. How they look at each width is for tests/journeys/test_charts.py."""

from types import SimpleNamespace as Row
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask, render_template_string

from app import create_app
from app.evaluation.statistics.rules_change import MatchedChange, clustered_change
from app.web import charts
from tests.conftest import settings


def change_of(pairs: list[tuple[int, int]]) -> MatchedChange:
    return clustered_change([(1, first, second) for first, second in pairs], scale=(1, 10))


ROSE = change_of([(4, 7), (5, 6)])
FELL = change_of([(7, 4), (6, 5)])
NOBODY = change_of([])
USEFUL = ("Very useful", "Useful", "Not useful")


@pytest.fixture(scope="module")
def flask_app() -> Flask:
    return create_app(settings("sqlite://"))


@pytest.fixture
def draw(flask_app: Flask) -> Any:
    """Draws by a macro: draw("rate_bars", rows, 33, "Rates")."""

    def draw(macro: str, *given: Any) -> BeautifulSoup:
        source = f'{{% from "components/charts.html" import {macro} as chart %}}{{{{ chart(*given) }}}}'
        with flask_app.test_request_context():
            return BeautifulSoup(render_template_string(source, given=given), "lxml")

    return draw


def words(chart: Tag) -> list[str]:
    return [text.get_text() for text in chart.select("svg[role=img] text")]


def place(chart: Tag, stage: str) -> float | None:
    """Where its mark stands on the scale, in percent."""
    mark = chart.select_one(f"svg[role=img] svg.{stage}")
    return float(str(mark["x"]).removesuffix("%")) if mark else None


def dumbbell(draw: Any, after: MatchedChange, later: MatchedChange) -> Any:
    return draw("dumbbells", [Row(measure="Knowledge", after=after, later=later)], 1, 10, "What changed")


@pytest.mark.parametrize(
    ("macro", "given"),
    [
        ("rate_bars", ([Row(name="Neglect", percent=64, part=43, whole=67)], 33, "The picture")),
        ("dumbbells", ([Row(measure="Knowledge", after=ROSE, later=FELL)], 1, 10, "The picture")),
        ("stacked_bars", ([Row(name="Useful?", words="3 answers", parts=[("Yes", 3)], total=3)], "The picture")),
    ],
)
def test_each_is_one_image_with_a_name_and_without_styles_of_its_own(draw: Any, macro: str, given: Any) -> None:
    page = draw(macro, *given)
    (image,) = page.select("svg[role=img]")
    assert image.title.get_text() == "The picture"
    assert not page.select("[style], style, [id]")


def test_rates_stand_against_the_norm_with_their_numerators(draw: Any) -> None:
    rows = [Row(name="Neglect", percent=64, part=43, whole=67), Row(name="LADO", percent=None, part=0, whole=0)]
    chart = draw("rate_bars", rows, 33, "Return rates")
    assert words(chart) == ["norm 33%", "Neglect", "43 of 67, 64%", "LADO", "no data"]
    assert len(chart.select("rect.bar")) == 1, "no bar where there is nothing to divide by"
    assert {line["x1"] for line in chart.select("line")} == {"33%"}


def test_the_marks_stand_at_the_means_and_the_changes_beside_them(draw: Any) -> None:
    chart = dumbbell(draw, ROSE, FELL)
    assert (place(chart, "before"), place(chart, "after"), place(chart, "later")) == (38.89, 61.11, 38.89)
    assert {"after", "later", "+2.0", "−2.0"} <= set(words(chart))


def test_a_fall_is_drawn_like_a_rise(draw: Any) -> None:
    def marks(chart: Tag) -> list[tuple[str, Any]]:
        return [(mark.name, mark.get("class")) for mark in chart.select("svg[role=img] *") if mark.name != "text"]

    assert marks(dumbbell(draw, ROSE, NOBODY)) == marks(dumbbell(draw, FELL, NOBODY))


def test_of_nobody_nothing_is_drawn(draw: Any) -> None:
    chart = dumbbell(draw, ROSE, NOBODY)
    assert place(chart, "later") is None
    assert {"+2.0", "–"} <= set(words(chart))
    chart = dumbbell(draw, NOBODY, NOBODY)
    assert not chart.select("svg[role=img] :is(.before, .after, .later, .span)")
    assert words(chart).count("–") == 2


def test_error_5_each_pair_stands_at_its_own_peoples_first_mean(draw: Any) -> None:
    """Later was put as far from another group's "before" as it had changed, against the table beside it."""
    chart = dumbbell(draw, change_of([(2, 4), (2, 6)]), change_of([(7, 8), (7, 10)]))
    befores = [str(mark["x"]) for mark in chart.select("svg[role=img] svg.before")]
    assert befores == ["11.11%", "66.67%"]
    assert (place(chart, "after"), place(chart, "later")) == (44.44, 88.89)


def test_where_its_means_are_withheld_nothing_is_drawn_of_it(draw: Any) -> None:
    chart = dumbbell(draw, ROSE, change_of([(1, 2), (9, 10)]).without_means())
    assert place(chart, "later") is None
    assert "+1.0" in words(chart)


def test_answers_stack_to_the_whole_and_small_parts_carry_no_number(draw: Any) -> None:
    rows = [
        Row(name="How useful was it?", parts=list(zip(USEFUL, (30, 18, 2), strict=True)), total=50, words="50 answers")
    ]
    chart = draw("stacked_bars", rows, "Usefulness")
    parts = chart.select("svg[role=img] .part")
    assert [part["width"] for part in parts] == ["60.0%", "36.0%", "4.0%"]
    assert [part["x"] for part in parts] == ["0%", "60.0%", "96.0%"]
    assert words(chart) == ["How useful was it?", "50 answers", "30", "18"]


def test_an_option_that_nobody_chose_has_no_part_and_keeps_its_shade_free(draw: Any) -> None:
    rows = [
        Row(name="One", parts=list(zip(USEFUL, (5, 5, 5), strict=True)), total=15, words="15 answers"),
        Row(name="Other", parts=list(zip(USEFUL, (5, 0, 5), strict=True)), total=10, words="10 answers"),
        Row(name="None", parts=list(zip(USEFUL, (0, 0, 0), strict=True)), total=0, words="0 answers"),
    ]
    chart = draw("stacked_bars", rows, "Usefulness")
    shades = [part["fill-opacity"] for part in chart.select("svg[role=img] .part")]
    assert shades == ["1.0", "0.54", "0.08", "1.0", "0.08"]
    assert [part["x"] for part in chart.select("svg[role=img] .part")][3:] == ["0%", "50.0%"]
    assert "0 answers" in words(chart)


def test_a_legend_stands_where_all_rows_share_their_words(draw: Any) -> None:
    alike = [
        Row(name=name, parts=[(word, 5) for word in USEFUL], total=15, words="15 answers") for name in ("One", "Other")
    ]
    chart = draw("stacked_bars", alike, "Usefulness")
    assert [item.get_text(strip=True) for item in chart.select(".cb-legend li")] == list(USEFUL)
    different = [*alike, Row(name="Changed?", parts=[("Yes", 5), ("No", 1)], total=6, words="6 answers")]
    assert not draw("stacked_bars", different, "Answers").select(".cb-legend")
    assert draw("stacked_bars", [], "No questions").select("svg[role=img]")


def test_a_long_name_takes_some_lines_and_the_table_has_the_rest(draw: Any) -> None:
    name = "Sexual Abuse: Intrafamilial Harm, Harmful Practices, Responding to Sexual Assault and Harmful Behaviours"
    chart = draw("rate_bars", [Row(name=name, percent=8, part=1, whole=12)], 33, "Return rates")
    assert words(chart)[1:4] == ["Sexual Abuse:", "Intrafamilial Harm, Harmful", "Practices, Responding to…"]


# --- Where everything stands ---


def test_a_bar_stays_short_of_its_track_and_nothing_has_no_width() -> None:
    chart = charts.rates([Row(name=str(of), percent=of, part=0, whole=0) for of in (None, 0, 33, 100)], norm=33)
    assert [bar.width for bar in chart.rows] == [None, 0, 32.7, 99.7]


def test_rows_follow_each_other_down_and_the_target_crosses_each() -> None:
    chart = charts.rates([Row(name=name, percent=50, part=1, whole=2) for name in ("One", "Two")], norm=33)
    assert [(bar.name.y, bar.y, bar.target_from, bar.target_to) for bar in chart.rows] == [
        (42, 49, 46, 68),
        (92, 99, 96, 118),
    ]
    assert chart.height == 122


def test_a_figure_stands_on_the_first_line_of_its_name_however_long_both_are() -> None:
    """On the reports and the evaluation they drifted a line: the name gives way, at every width."""
    names = ("LADO", "Thirty characters of a name....", "Sexual Abuse: Intrafamilial Harm, Harmful Practices and more")
    for bar in charts.rates([Row(name=name, percent=8, part=1043, whole=12670) for name in names], 33).rows:
        assert bar.name.y == bar.name.lines[0].y
        assert len(bar.name.lines[0].words) + len(bar.words) < charts.LINE_LENGTH
        assert all(len(line.words) <= charts.LINE_LENGTH for line in bar.name.lines)


@pytest.mark.parametrize(("norm", "anchor"), [(33, "start"), (50, "start"), (51, "end"), (85, "end")])
def test_the_targets_words_stand_where_there_is_more_room(norm: int, anchor: str) -> None:
    assert charts.rates([], norm).target.anchor == anchor


def test_attendance_below_the_review_line_is_hollow_and_without_data_it_has_no_row() -> None:
    rows = [
        Row(name=name, figures=Row(attendance_percent=percent, is_below=lambda line, is_below=is_below: is_below))
        for name, percent, is_below in (("Neglect", 84, True), ("LADO", 85, False), ("New", None, False))
    ]
    chart = charts.attendance(rows, 85)
    assert [(bar.name.lines[0].words, bar.is_hollow) for bar in chart.rows] == [("Neglect", True), ("LADO", False)]


@pytest.mark.parametrize(("value", "place"), [(1, 0), (10, 100), (4.5, 38.89), (0, 0), (11, 100)])
def test_a_value_lies_on_the_scale_or_at_its_nearer_end(value: float, place: float) -> None:
    assert charts.Scale(1, 10).at(value) == place


def test_a_scale_has_a_tick_for_each_step() -> None:
    assert charts.Scale(1, 5).ticks == [(1, 0), (2, 25), (3, 50), (4, 75), (5, 100)]


def test_parts_fill_their_bar_from_left_to_right() -> None:
    (bar,) = charts.stacked_bars(
        [Row(name="Useful?", parts=list(zip(USEFUL, (1, 0, 3), strict=True)), total=4, words="4 answers")]
    ).rows
    assert [(part.start, part.width, part.middle) for part in bar.parts] == [(0, 25, 12.5), (25, 75, 62.5)]
    assert [(part.shade.opacity, part.shade.tone) for part in bar.parts] == [(1, "dark"), (0.08, "light")]


@pytest.mark.parametrize(
    ("how_many", "of", "words"), [(7, 100, ""), (8, 100, "8"), (1200, 7000, ""), (1200, 6000, "1,200")]
)
def test_a_count_stands_in_its_part_where_there_is_room(how_many: int, of: int, words: str) -> None:
    (bar,) = charts.stacked_bars([Row(name="Useful?", parts=[("Yes", how_many)], total=of, words="")]).rows
    assert bar.parts[0].words == words


def test_where_there_is_room_a_long_name_takes_one_line() -> None:
    """And a chart that would be the same is drawn once."""
    long = "Child Protection Processes and Core Groups in Practice"
    (narrow, of_phones), (wide, of_desks) = charts.at_widths(
        charts.rates, [Row(name=long, percent=50, part=1, whole=2)], 33
    )
    assert [len(drawn.rows[0].name.lines) for drawn in (narrow, wide)] == [3, 1]
    assert narrow.height - wide.height == 2 * charts.LINE
    assert (of_phones, of_desks) == ("cb-chart--narrow", "cb-chart--wide")
    [(_, anywhere)] = charts.at_widths(charts.rates, [Row(name="LADO", percent=50, part=1, whole=2)], 33)
    assert anywhere == ""

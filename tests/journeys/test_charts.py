"""Charts with hard rows: long names, falls, marks on each other, nobody. At no width do words lie on words."""

from types import SimpleNamespace as Row

import pytest
from flask import render_template_string
from playwright.sync_api import Page, expect

from app.evaluation.statistics.rules import SessionSums
from app.evaluation.statistics.rules_change import MatchedChange, clustered_change
from app.evaluation.statistics.rules_drawing import FunnelChart, change_strips, funnel_chart
from app.evaluation.statistics.rules_funnel import funnel
from tests.journeys.browsing import DESK, PHONE, SMALLEST, NewBrowser, visit
from tests.journeys.faults import faults
from tests.journeys.live import Site

LONG = "WWW: Intrafamilial Harm, Harmful Practices, Responding to Sexual Assault and Harmful Sexual Behaviours"
NAMES = (LONG, "Complex Neglect", "Child Protection Processes", "How confident are you to act on it?", "LADO")


def change_of(pairs: list[tuple[int, int]]) -> MatchedChange:
    return clustered_change([(1, first, second) for first, second in pairs], scale=(1, 10))


CHANGES = [change_of(pairs) for pairs in ([(1, 5), (1, 5)], [(5, 1), (5, 1)], [(3, 3)], [(5, 5)], [])]
USEFUL = ("Very useful", "Useful", "A little useful", "Not useful")


def dumbbells() -> list[Row]:
    laters = [*CHANGES[1:], CHANGES[0]]
    return [
        Row(measure=name, after=after, later=later) for name, after, later in zip(NAMES, CHANGES, laters, strict=True)
    ]


def rates() -> list[Row]:
    figures = ((8, 1043, 12670), (100, 2143, 2143), (33, 1, 3), (0, 0, 9), (None, 0, 0))
    return [
        Row(name=name, percent=percent, part=part, whole=whole) for name, (percent, part, whole) in with_names(figures)
    ]


def spreads(words: tuple[str, ...]) -> list[Row]:
    counts = (
        [1200] * len(words),
        [1] * len(words),
        [100, 8, *[0] * (len(words) - 2)],
        [0] * len(words),
        range(len(words)),
    )
    return [
        Row(name=name, parts=list(zip(words, each, strict=True)), total=sum(each), words=f"{sum(each):,} answers")
        for name, each in with_names(counts)
    ]


def attendance() -> Row:
    figures = [
        Row(attendance_percent=percent, is_below=lambda line, percent=percent: percent < line)
        for percent in (100, 85, 84, 0, 50)
    ]
    return Row(by=Row(value="course"), rows=[Row(name=name, figures=each) for name, each in with_names(figures)])


def a_funnel() -> FunnelChart:
    """Of few answers and many; some far above and far below."""
    changes = [[1, 2, 1, 0, one % 3] * (1 + one % 4) for one in range(14)]
    changes += [[9, 8, 9, 9, 9] * 4, [-6, -5, -6, -7, -6]]
    found = funnel({one: [SessionSums(one, len(c), sum(c), sum(d * d for d in c))] for one, c in enumerate(changes)})
    assert found is not None
    return funnel_chart(found)


def with_names(what):
    return zip(NAMES, what, strict=True)


CHARTS = """
{% from "components/charts.html" import attendance_bars, dumbbells, rate_bars, stacked_bars %}
{% from "components/charts_spread.html" import change_strips, funnel_plot %}
<div class="cb-wrap"><h1>Charts</h1>
{{ dumbbells(changes, 1, 10, "Out of ten", "not at all", "completely", "twelve weeks later") }}
{{ dumbbells(changes, 1, 5, "Out of five") }}
{{ rate_bars(rates, 33, "Return rates") }}
{{ rate_bars(rates, 97, "Against a high norm") }}
{{ stacked_bars(few, "Few options") }}
{{ stacked_bars(many, "Many options") }}
{{ attendance_bars(attendance, 85) }}
{{ change_strips(strips, "Changes and sessions") }}
{{ funnel_plot(funnel, "A funnel") }}</div>
"""

COLLISIONS = """() => [...document.querySelectorAll("svg[role=img]")].flatMap(chart => {
    const edge = chart.getBoundingClientRect()
    const texts = [...chart.querySelectorAll("text")].map(
        text => ({words: text.textContent, box: text.getBoundingClientRect()}))
    const isOutside = ({box}) => box.left < edge.left - 1 || box.right > edge.right + 1 || box.bottom > edge.bottom
    const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
    const others = (one, index) => texts.slice(index + 1).filter(other => meet(one.box, other.box))
    return [
        ...texts.filter(isOutside).map(({words}) => `${words} sticks out`),
        ...texts.flatMap((one, index) => others(one, index).map(other => `${one.words} lies on ${other.words}`)),
    ]
})"""


@pytest.fixture
def charts(site: Site, new_browser: NewBrowser) -> Page:
    """All of them in a page of the site, with its stylesheets and under its rules of what may be loaded."""
    rows = {"changes": dumbbells(), "rates": rates(), "attendance": attendance()}
    rows |= {"strips": change_strips(zip(NAMES, CHANGES, strict=True)), "funnel": a_funnel()}
    rows |= {"few": spreads(USEFUL), "many": spreads(tuple("123456789") + ("10",))}
    with site.app.test_request_context():
        markup = render_template_string(CHARTS, **rows)
    page = new_browser()
    visit(page, "/")
    page.evaluate("markup => { document.querySelector('main').innerHTML = markup }", markup)
    page.evaluate("document.fonts.ready")
    return page


@pytest.mark.parametrize("width", [DESK, PHONE, SMALLEST])
def test_no_words_of_a_chart_lie_on_others_or_stick_out(charts: Page, width: int):
    charts.set_viewport_size({"width": width, "height": 900})
    assert charts.locator("svg[role=img] text").count() > 100
    assert charts.evaluate(COLLISIONS) == []
    assert charts.evaluate("document.documentElement.scrollWidth") <= width


def test_each_is_an_image_with_a_name_and_suits_everybody(charts: Page):
    for name in ("Out of ten", "Return rates", "Few options", "Attendance by course, against the review line of 85%"):
        expect(charts.get_by_role("img", name=name)).to_be_visible()
    assert faults(charts) == []

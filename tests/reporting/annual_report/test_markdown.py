"""The manager's own words: Markdown that can do no harm, the same on the page and on paper."""

import pytest
from bs4 import BeautifulSoup

from app.reporting.annual_report.rules_markdown import as_blocks, as_html, as_text

WORDS = """# What we did

We **listened** to *children*, see [the plan](https://example.org/plan).

- one
- two

1. first

> They ask what a day looks like.
"""


def test_headings_lists_and_links_become_markup_below_their_section() -> None:
    html = as_html(WORDS)
    for written in (
        '<h3 class="cb-h3">What we did</h3>',
        "<strong>listened</strong>",
        "<em>children</em>",
        'href="https://example.org/plan"',
        "<li>one</li>",
        "<blockquote>",
    ):
        assert written in html


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[press](javascript:alert(1))",
        "[press](data:text/html,x)",
        "![a picture](https://example.org/x.png)",
        '<a href="https://example.org" onclick="x()">press</a>',
        "<style>body{display:none}</style>",
        '[press](https://example.org "x\\" onmouseover=\\"alert(1)")',
    ],
)
def test_no_markup_of_its_own_no_picture_and_no_script_gets_through(words: str) -> None:
    html = as_html(words)
    markup = BeautifulSoup(html, "lxml")
    assert "<script" not in html
    assert "<img" not in html
    assert "<style" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    assert not {"onclick", "onmouseover", "onerror"} & {name for tag in markup.find_all() for name in tag.attrs}


def test_in_a_list_of_sections_the_words_stand_without_their_marks() -> None:
    assert as_text(WORDS) == (
        "What we did We listened to children, see the plan. one two first They ask what a day looks like."
    )


def test_on_paper_the_same_words_are_blocks_of_text() -> None:
    heading, paragraph, bullets, numbers, quoted = as_blocks(WORDS)
    assert (heading["kind"], heading["level"], heading["runs"][0]["words"]) == ("heading", 3, "What we did")
    marked = {run["words"]: (run["bold"], run["italic"], run["link"]) for run in paragraph["runs"]}
    assert marked["listened"] == (True, False, "")
    assert marked["children"] == (False, True, "")
    assert marked["the plan"] == (False, False, "https://example.org/plan")
    assert (len(bullets["items"]), bullets["is_ordered"], numbers["is_ordered"]) == (2, False, True)
    assert quoted["blocks"][0]["runs"][0]["words"] == "They ask what a day looks like."

"""One reader of Markdown for all that the office writes for pages."""

import pytest

from app.files.markdown import MarkdownReader

OF_A_PAGE = MarkdownReader({"h1": "h2", "h2": "h3"}, has_tables=True)
OF_A_SECTION = MarkdownReader({"h1": "h3", "h2": "h3", "h3": "h4"})
TABLE = "| a | b |\n| --- | --- |\n| 1 | 2 |\n"


@pytest.mark.parametrize("reader", [OF_A_PAGE, OF_A_SECTION])
def test_what_is_no_mark_of_ours_is_taken_out_once_more(reader: MarkdownReader) -> None:
    """markdown-it writes the language of a block of code as a class: no page of ours has it."""
    assert reader.html("```js\nalert(1)\n```\n") == "<pre><code>alert(1)\n</code></pre>\n"


def test_a_text_begins_below_the_headings_that_its_page_has() -> None:
    text = "# One\n\n## Two\n\n### Three\n"
    assert [line[:20] for line in OF_A_PAGE.html(text).splitlines()] == [
        '<h2 class="cb-h2">On',
        '<h3 class="cb-h3">Tw',
        '<h3 class="cb-h3">Th',
    ]
    assert [line[:20] for line in OF_A_SECTION.html(text).splitlines()] == [
        '<h3 class="cb-h3">On',
        '<h3 class="cb-h3">Tw',
        '<h4 class="cb-h3">Th',
    ]


def test_tables_are_read_where_paper_need_not_follow_and_scroll_by_keyboard() -> None:
    html = OF_A_PAGE.html(TABLE)
    assert html.startswith(
        '<div class="cb-scroll" tabindex="0" role="region" aria-label="Table"><table class="cb-table">'
    )
    assert '<th scope="col">a</th>' in html
    assert "<table" not in OF_A_SECTION.html(TABLE)


def test_links_leave_the_page_without_telling_where_from() -> None:
    html = OF_A_SECTION.html("[the plan](https://example.org/plan)")
    assert 'href="https://example.org/plan"' in html
    assert 'rel="noopener noreferrer"' in html

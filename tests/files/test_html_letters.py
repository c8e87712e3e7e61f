"""One letter in two forms: what is marked shows as headings, lists and links in HTML, and not at all in plain text."""

import pytest
from bs4 import BeautifulSoup

from app.files.html_letters import FOOT, LetterLook, as_html, as_plain, button, link_to

LOOK = LetterLook("Anyshire & Partners", "#123456", "#ffffff")
WORDS = f"""Hello Ann,

You have a place on Neglect.

## Neglect <and harm>
Thursday 3 December 2026, 9:30am to 4:30pm
{link_to("Map", "https://map.example.org/?a=1&b=2", named=True)}

- Date: was 2 December
- Where: see https://town.example.org/hall.
  {link_to("Open the register", "http://coursebook.test/registers/1")}

- Time: was 9am

Answer here:
{button("Answer the questions", "http://coursebook.test/q/1-1.abc")}

{FOOT}
Anyshire & Partners
01234 567890 (9am to 5pm)
team@example.org
"""


@pytest.fixture(scope="module")
def soup() -> BeautifulSoup:
    return BeautifulSoup(as_html(WORDS, subject="Booked: <Neglect>", look=LOOK), "lxml")


def test_plain_text_has_no_marks_and_says_the_words_of_a_link_only_where_it_is_named() -> None:
    assert as_plain(WORDS) == (
        "Hello Ann,\n\nYou have a place on Neglect.\n\nNeglect <and harm>\n"
        "Thursday 3 December 2026, 9:30am to 4:30pm\nMap: https://map.example.org/?a=1&b=2\n\n"
        "- Date: was 2 December\n- Where: see https://town.example.org/hall.\n"
        "  http://coursebook.test/registers/1\n\n- Time: was 9am\n\n"
        "Answer here:\nhttp://coursebook.test/q/1-1.abc\n\n"
        "Anyshire & Partners\n01234 567890 (9am to 5pm)\nteam@example.org\n"
    )


def test_html_has_the_subject_as_its_heading_real_headings_and_one_list(soup: BeautifulSoup) -> None:
    assert (soup.html["lang"], soup.title.text, soup.h1.text) == ("en-GB", "Booked: <Neglect>", "Booked: <Neglect>")
    assert [heading.text for heading in soup.find_all("h2")] == ["Neglect <and harm>"]
    (entries,) = soup.find_all("ul")
    assert [entry.get_text(" ") for entry in entries.find_all("li")] == [
        "Date: was 2 December",
        "Where: see  https://town.example.org/hall . Open the register",
        "Time: was 9am",
    ]
    assert [p.get_text("|") for p in soup.find_all("p")][:3] == [
        "Hello Ann,",
        "You have a place on Neglect.",
        "Thursday 3 December 2026, 9:30am to 4:30pm",
    ]


def test_every_link_says_where_it_leads_and_what_is_to_be_pressed_has_the_partnerships_colour(
    soup: BeautifulSoup,
) -> None:
    assert {link.text: link["href"] for link in soup.find_all("a")} == {
        "Map": "https://map.example.org/?a=1&b=2",
        "https://town.example.org/hall": "https://town.example.org/hall",
        "Open the register": "http://coursebook.test/registers/1",
        "Answer the questions": "http://coursebook.test/q/1-1.abc",
        "team@example.org": "mailto:team@example.org",
    }
    (pressed,) = soup.select("table[role=presentation]")
    assert "background-color:#123456" in pressed.td["style"]
    assert pressed.text.strip() == "Answer the questions"


def test_it_asks_for_nothing_from_anywhere(soup: BeautifulSoup) -> None:
    assert not soup.find_all(["img", "script", "link", "iframe", "object", "form"])
    assert "url(" not in str(soup)
    assert "@import" not in str(soup)
    assert "prefers-color-scheme:dark" in str(soup.style)


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "javascript:alert(1)",
        '"><img src=x>',
        "[[>Press]] javascript:alert(1)",
        "## ",
        "- ",
    ],
)
def test_whatever_somebody_wrote_is_words(words: str) -> None:
    soup = BeautifulSoup(as_html(f"Hello,\n\n{words}", subject=words, look=LOOK), "lxml")
    assert not soup.find_all(["script", "img"])
    assert not [link for link in soup.find_all("a") if link.get("href")]


def test_a_code_is_easy_to_read_off() -> None:
    soup = BeautifulSoup(as_html("Your code is 123456\n\nThere were 123456 of them.", subject="Hi", look=LOOK), "lxml")
    assert [code.text for code in soup.find_all("strong")] == ["123456"]


def test_a_link_that_is_not_shown_leads_nowhere() -> None:
    masked = button("Sign in", "http://coursebook.test/•••••• (a personal link, not shown here)")
    (link,) = BeautifulSoup(as_html(masked, subject="Hi", look=LOOK), "lxml").find_all("a")
    assert (link.text, link.get("href")) == ("Sign in", None)

"""The pages of a public body: true by default, in the office's words if it likes, and safe whatever it writes."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import AddressProof
from app.accounts.public_notices.pages import READER
from app.accounts.public_notices.rules import NOTICES, unknown_fields
from app.core.cookies import COOKIES
from app.core.database import db
from app.core.links import six_digit_code
from app.core.roles import Role
from app.settings import queries, services
from app.settings.rules_notices import AccessibilityCheck, PrivacyText
from app.settings.rules_partnership import PartnershipDetails
from app.settings.rules_retention import RetentionPeriods
from tests.builders import a_manager, a_user
from tests.conftest import NOW
from tests.page import Visitor

ADDRESSES = ("/privacy", "/cookies", "/accessibility", "/contact")


@pytest.fixture
def manager(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_default_is_whole_and_leaves_nothing_to_fill_in(visitor: Visitor, address: str) -> None:
    page = visitor.open_page(address)
    assert len(page.words) > 400
    assert "[[" not in page.words
    assert not page.has_link("Edit this page")
    notice = NOTICES[address.removeprefix("/")]
    assert notice.title == page.h1


@pytest.mark.parametrize("address", ["/", "/sign-in", "/no-such-page", *ADDRESSES])
def test_every_page_leads_to_all_four_in_its_footer(visitor: Visitor, address: str) -> None:
    links = {str(link["href"]) for link in visitor.open_page(address).soup.footer.find_all("a")}
    assert set(ADDRESSES) <= links


def test_contact_is_filled_in_from_the_settings(visitor: Visitor) -> None:
    details = PartnershipDetails(name="A *star* Partnership", telephone="01234 567890", mailbox="team@example.org")
    services.change(details, by=None, at=NOW)
    page = visitor.open_page("/contact")
    assert "Telephone: 01234 567890" in page.words
    assert page.soup.main.find("a", href="mailto:team@example.org")
    assert "A *star* Partnership brings together" in visitor.open_page("/privacy").words


def test_the_privacy_notice_says_how_long_each_kind_is_kept(visitor: Visitor) -> None:
    words = visitor.open_page("/privacy").words
    kinds = RetentionPeriods().in_words()
    assert kinds
    for kind, period in kinds:
        assert f"{kind} {period}" in words


def test_the_accessibility_statement_tells_of_the_self_test(manager: Visitor) -> None:
    assert "has not yet tested these pages itself" in manager.open_page("/accessibility").words
    page = manager.open_page("/manage/settings/accessibility-check")
    assert page.press("Save", tested_on="2026-11-24").problems == ["Enter the day of a test that has been made"]
    page.press("Save", tested_on="2026-11-20", how="By keyboard.", does_not_pass="The map.\nThe <old> video.")
    words = manager.open_page("/accessibility").words
    assert "last tested on 20 November 2026. By keyboard." in words
    assert "The <old> video." in words
    queries.forget()
    assert queries.current(AccessibilityCheck).tested_on == "2026-11-20"
    assert "20 November" in str(manager.open_page("/accessibility").soup.main)


def test_a_text_is_previewed_saved_and_taken_back(manager: Visitor) -> None:
    page = manager.open_page("/manage/settings/pages/privacy")
    previewed = page.press("Preview", text="# Ours\n\nWe are [[partnership]].")
    assert "We are Anyshire Safeguarding Children Partnership." in previewed.words
    assert "Ours" not in manager.open_page("/privacy").words
    saved = previewed.press("Save")
    assert saved.notice == "Privacy notice: saved. This is how everybody reads it now."
    assert saved.soup.main.h2.text == "Ours"
    assert "Last changed on 23 November 2026." in saved.words
    manager.open_page("/manage/settings/pages/privacy").press("Back to the default")
    assert "Who we are" in manager.open_page("/privacy").words
    assert len(queries.versions(PrivacyText)) == 2


def test_the_default_said_word_for_word_stays_the_default(manager: Visitor) -> None:
    manager.open_page("/manage/settings/pages/cookies").press("Save")
    assert "This is the text that Coursebook brings." in manager.open_page("/manage/settings/pages/cookies").words


def test_a_name_that_nothing_is_filled_in_for_is_refused(manager: Visitor) -> None:
    page = manager.open_page("/manage/settings/pages/contact").press("Save", text="[[how long]] and {{ config }}")
    assert page.problems == ["Nothing can be filled in for [[how long]]: the names that can are listed below"]
    assert unknown_fields("[[contact]] [[x]]", NOTICES["contact"]) == ["x"]


def test_words_in_braces_are_words(manager: Visitor) -> None:
    page = manager.open_page("/manage/settings/pages/contact").press("Save", text="{{ config.SECRET_KEY }} {% x %}")
    assert "{{ config.SECRET_KEY }} {% x %}" in page.words


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt&colon;alert(1))",
        "[a](data:text/html;base64,AAAA)",
        "![a](https://example.org/seen.png)",
        '<https://example.org/"onmouseover=alert(1)>',
        "[a]: javascript:alert(1)\n\n[a]",
    ],
)
def test_what_the_office_writes_runs_and_loads_nothing(text: str) -> None:
    html = str(READER.html(text))
    assert not re.search(r"<(?!/?(p|a)\b)", html), html
    assert not re.search(r"href=\"(javascript|data)", html, re.IGNORECASE), html
    assert not re.search(r"<[^>]*\bon\w+=", html.replace("%22onmouseover=", "")), html


def test_headings_begin_below_the_pages_own_and_tables_scroll() -> None:
    html = str(READER.html("# One\n\n## Two\n\n#### Four\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n"))
    assert re.findall(r"<h(\d)", html) == ["2", "3", "3"]
    assert 'role="region"' in html
    assert '<th scope="col">a</th>' in html


def test_every_cookie_that_we_set_is_on_the_list(app: Flask, visitor: Visitor) -> None:
    """A journey: reading, asking for a code, signing in by it, booking pages, and signing out."""
    user = a_user(Role.PRACTITIONER, email="person@example.org")
    seen: set[str] = set()
    client = visitor.client
    page = visitor.open_page("/sign-in")
    page = page.press("Send me a code", email=user.email)
    (proof,) = db.session.scalars(select(AddressProof))
    pages = [page, page.press("Sign in", code=six_digit_code(proof.id)), visitor.open_page("/bookings")]
    answers = [answer for each in pages for answer in (each.response, *each.response.history)]
    for answer in answers:
        seen |= {str(header).partition("=")[0] for header in answer.headers.getlist("Set-Cookie")}
    seen |= {key[-1] if isinstance(key, tuple) else str(key) for key in getattr(client, "_cookies", {})}
    assert seen
    assert seen <= {cookie.name for cookie in COOKIES}
    words = visitor.open_page("/cookies").words
    for cookie in COOKIES:
        assert cookie.purpose in words
        assert cookie.lasts_in_words in words


@pytest.mark.parametrize("address", ["/sign-in", "/subscriptions/to/series-how-to"])
def test_a_form_that_collects_says_what_happens_to_what_is_typed(visitor: Visitor, address: str) -> None:
    line = visitor.open_page(address).soup.select_one("form .cb-privacy")
    assert line
    assert line.a["href"] == "/privacy"

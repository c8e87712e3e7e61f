"""What search engines are told of the public pages, and that they are told of no other."""

import json
import re
from datetime import date

import pytest
from flask import Flask

from app.programme.models import Strand
from app.programme.models_sessions import Delivery, SessionState
from app.web.access import EVERYONE
from tests.builders import a_course, a_learning_week, a_session, a_user
from tests.data.everything import some_e_learning
from tests.page import Page, Visitor


def said(page: Page, what: str) -> str:
    """A meta element's content, or the canonical address."""
    found = page.soup.select_one(f'meta[name="{what}"]') or page.soup.select_one(f'link[rel="{what}"]')
    return str(found.get("content") or found.get("href")) if found else ""


def test_public_pages_say_what_they_are_and_under_which_address(visitor: Visitor) -> None:
    week = a_learning_week()
    session = a_session(a_course("Complex neglect", summary="<b>What</b> it is. " + "And more. " * 40))
    for address, title, about in (
        ("/?q=neglect&strand=core+topic", "Training programme 2026-27", "find a session by topic"),
        (f"/courses/{session.course_id}", "Complex neglect, next on Monday 21 December 2026", "Complex neglect: "),
        (f"/sessions/{session.id}", "Complex neglect on Monday 21 December 2026", "Monday 21 December 2026, 9:30am, "),
        (f"/learning-weeks/{week.id}", "Learning Week", "Tick what you would like"),
        ("/lunchtime", "Lunchtime sessions", "open to all"),
        ("/e-learning", "E-learning", "by yourself"),
        ("/terms", "Booking terms", "cancel free of charge"),
        ("/help", "Help for practitioners", "Finding a session"),
    ):
        page = visitor.open_page(address)
        assert page.soup.title.get_text().startswith(title)
        assert about in said(page, "description")
        assert 20 < len(said(page, "description")) <= 155
        assert said(page, "canonical") == "http://coursebook.test" + address.split("?")[0]
        assert said(page, "robots") == ""


def test_every_other_page_asks_not_to_be_found(visitor: Visitor) -> None:
    session = a_session()
    bespoke = a_session(a_course(strand=Strand.BESPOKE))
    for address in ("/sign-in", f"/sessions/{session.id}/book", "/no-such-page", f"/sessions/{bespoke.id}"):
        assert said(visitor.open_page(address), "robots") == "noindex"
    mine = visitor.sign_in(a_user()).open_page("/bookings")
    assert (said(mine, "robots"), said(mine, "canonical")) == ("noindex", "")


def may_be_read(path: str, robots: str) -> bool:
    """RFC 9309: of the rules that fit, the longest counts."""
    fitting = []
    for verb, beginning in re.findall("^(Allow|Disallow): (.+)$", robots, re.MULTILINE):
        if re.match(re.escape(beginning).replace(r"\*", ".*").replace(r"\$", "$"), path):
            fitting.append((len(beginning), verb))
    return max(fitting)[1] == "Allow"


@pytest.mark.parametrize(
    ("delivery", "mode", "kinds"),
    [
        (Delivery.VENUE, "Offline", ["Place"]),
        (Delivery.VIRTUAL, "Online", ["VirtualLocation"]),
        (Delivery.HYBRID, "Mixed", ["Place", "VirtualLocation"]),
    ],
)
def test_a_session_is_described_as_an_event_without_its_joining_link(
    visitor: Visitor, delivery: Delivery, mode: str, kinds: list[str]
) -> None:
    link = "" if delivery is Delivery.VENUE else "https://meet.example.org/1"
    course = a_course("Neglect </script><b>")
    session = a_session(course, on=date(2027, 7, 1), delivery=delivery, joining_link=link)
    page = visitor.open_page(f"/sessions/{session.id}")
    event = json.loads(page.soup.select_one('script[type="application/ld+json"]').get_text())
    assert (event["name"], event["startDate"]) == ("Neglect </script><b>", "2027-07-01T09:30:00+01:00")
    assert event["eventAttendanceMode"] == f"https://schema.org/{mode}EventAttendanceMode"
    assert [each["@type"] for each in event["location"]] == kinds
    assert event["url"] == f"http://coursebook.test/sessions/{session.id}"
    assert "meet.example.org" not in page.response.get_data(as_text=True)


def test_what_is_private_is_closed_and_the_public_pages_are_listed(app: Flask, visitor: Visitor) -> None:
    session, week, e_learning = a_session(), a_learning_week(), some_e_learning()
    draft, bespoke = a_session(state=SessionState.DRAFT), a_session(a_course(strand=Strand.BESPOKE))
    robots = visitor.client.get("/robots.txt").get_data(as_text=True)
    assert "Sitemap: http://coursebook.test/sitemap.xml" in robots
    listed = visitor.client.get("/sitemap.xml").get_data(as_text=True)
    for address in re.findall("<loc>http://coursebook.test(.*?)</loc>", listed):
        assert may_be_read(address, robots), address
    for rule in app.url_map.iter_rules():
        if getattr(app.view_functions[rule.endpoint], "open_to", EVERYONE) != EVERYONE:
            assert not may_be_read(re.sub("<.*?>", "1", rule.rule), robots), rule
    for path in ("/", f"/sessions/{session.id}", f"/courses/{session.course_id}", f"/learning-weeks/{week.id}",
                 f"/e-learning/{e_learning.course_id}", "/lunchtime", "/contact"):  # fmt: skip
        assert f"<loc>http://coursebook.test{path}</loc>" in listed
    for path in (f"/sessions/{draft.id}<", f"/sessions/{bespoke.id}<", f"/courses/{draft.course_id}<", "/manage"):
        assert path not in listed

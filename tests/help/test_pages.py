"""Help: a page for each role, that everybody may read, and whose pictures are there."""

import pytest
from flask import Flask

from app.core.roles import Role
from app.help.rules import PAGES, page_for
from tests.builders import a_user
from tests.conftest import ROOT
from tests.page import Page, Visitor

PICTURES = ROOT / "app" / "static" / "help"
MOST_BYTES = 400_000
"""Of all pictures together: somebody reads them on a phone."""


def pictures_of(page: Page) -> set[str]:
    return {str(picture["src"]).partition("?")[0].rpartition("/")[2] for picture in page.soup.select("figure img")}


def test_each_role_has_a_page_and_visitors_have_the_practitioners(app: Flask) -> None:
    for role in Role:
        page = Visitor(app).sign_in(a_user(role)).open_page("/").click("Help")
        assert page.address == "/help"
        assert page.h1 == f"Help for {page_for(role).who[0].lower()}{page_for(role).who[1:]}"
    assert Visitor(app).open_page("/help").h1 == "Help for practitioners"
    assert Visitor(app).open_page("/help/nobody").status == 404


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_help_has_its_contents_and_leads_to_the_others(visitor: Visitor, name: str) -> None:
    page = visitor.open_page(f"/help/{name}")
    contents = [str(link["href"]).removeprefix("#") for link in page.soup.select(".cb-contents a")]
    headings = [str(heading["id"]) for heading in page.soup.select(".cb-help h2")]
    assert headings == [*contents, "ask"]
    others = [str(link["href"]) for link in page.soup.select("nav[aria-label='Help for others'] a")]
    assert others == [f"/help/{other}" for other in PAGES if other != name]


def test_every_picture_is_there_is_shown_somewhere_and_all_are_small(visitor: Visitor) -> None:
    named = set().union(*(pictures_of(visitor.open_page(f"/help/{name}")) for name in PAGES))
    there = {path.name for path in PICTURES.glob("*.png")}
    assert named == there
    for name in PAGES:  # what follows a picture stands where it will stand, before the picture is there
        assert all(picture["width"] and picture["height"] for picture in visitor.open_page(f"/help/{name}").soup("img"))
    assert sum((PICTURES / name).stat().st_size for name in there) < MOST_BYTES

"""Mail as its readers see it: the HTML that arrived over SMTP, in a browser, narrow and wide, for eyes and for ears."""

from playwright.sync_api import expect

from app.booking.places.services import book_place
from app.settings import services as settings
from app.settings.rules_partnership import PartnershipDetails
from tests.builders import a_course, a_delegate, a_session, a_user
from tests.conftest import NOW
from tests.journeys.browsing import NewBrowser
from tests.journeys.faults import violations
from tests.journeys.live import Site

ANN = "ann@example.org"


def test_a_letter_reads_well_narrow_and_wide_in_the_light_and_in_the_dark(site: Site, new_browser: NewBrowser):
    """The confirmation as it arrived: nothing is cut off, axe finds nothing, and who can’t see it finds their way."""
    settings.change(PartnershipDetails(telephone="01234 567890", mailbox="training@example.org"), by=None, at=NOW)
    course = a_course("Complex Neglect and the long-lasting harm of it, for everybody who works with families")
    session = a_session(course, joining_link="https://meet.example.org/" + "a-very-long-name-of-a-room" * 4)
    book_place(session, a_delegate(email=ANN), by=a_user(email=ANN), at=NOW)
    site.run_jobs()
    arrived = site.letter_to(ANN, "You are booked").received
    assert arrived.part("text/plain").get_content().startswith("Hello ")
    page = new_browser()
    page.set_content(arrived.part("text/html").get_content())
    for width in (320, 640):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert violations(page) == [], (width, scheme)
    page.emulate_media(color_scheme="light")
    expect(page.locator("body")).to_match_aria_snapshot("""
      - banner: Safeguarding Children Partnership
      - main:
        - heading /Complex Neglect/ [level=1]
        - paragraph: /Hello/
        - paragraph: /You have a place on Complex Neglect/
        - link "Join online"
        - link "Answer the questions"
        - paragraph:
          - link "See or withdraw from your booking"
      - contentinfo:
        - paragraph:
          - link "training@example.org"
    """)

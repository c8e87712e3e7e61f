"""The pictures of the pages of help: taken here, and true as long as what they show still reads as it did.

A picture can't be compared from one machine's letters to another's, so beside them stands what could be read in each.
Where a page has changed, HELP_PICTURES=write takes them anew (`make test ARGS=tests/journeys/test_help_pictures.py`).
"""

import json
import os
from dataclasses import dataclass
from datetime import date

import pytest
from playwright.sync_api import Page

from app.accounts.models import User
from app.booking.states import Outcome
from app.charging.models import ChargeState
from app.core.roles import Role
from app.programme.models import Strand
from app.programme.models_sessions import Delivery, SessionState, TrainingSession
from tests.builders import a_booking, a_course, a_past_session, a_policy, a_session, a_user, an_agency
from tests.conftest import ROOT
from tests.data.everything import a_charge
from tests.journeys.browsing import NewBrowser, visit
from tests.journeys.live import Site
from tests.journeys.steps import sign_in

PICTURES = ROOT / "app" / "static" / "help"
READ = PICTURES / "read.json"
NARROW, WIDE, HIGH = 320, 640, 620
"""Pixels; what is higher is cut."""

MOST_WORDS = 60
IS_TAKEN_ANEW = os.environ.get("HELP_PICTURES") == "write"


@dataclass
class Year:
    """What the pictures show: plainly made-up people on sessions past, of today and to come."""

    to_come: TrainingSession
    today: TrainingSession
    lead: User
    finance: User
    manager: User


def a_year() -> Year:
    a_policy()
    agency = an_agency("Millford Schools")
    neglect = a_course("Complex Neglect", summary="Harm that builds slowly.", level="Level 2")
    to_come = a_session(neglect, on=date(2026, 12, 10))
    a_session(a_course("Trio of Vulnerabilities", level="Level 3"), on=date(2026, 12, 15), places=24)
    a_session(a_course("Hidden harm", Strand.LUNCHTIME), on=date(2026, 12, 4), is_open=True)
    today = a_past_session(a_course("Digital Safeguarding"), days_ago=0, delivery=Delivery.VIRTUAL, venue="")
    people = [a_user(name=name, agency=agency) for name in ("Bryony Teal", "Hazel Brook", "Rowan Ashdown")]
    for person in people:
        a_booking(today, person, access_needs="Live captions" if person is people[0] else "")
        a_booking(to_come, person)
    missed = a_booking(a_past_session(neglect, days_ago=20), people[0], outcome=Outcome.NO_SHOW)
    a_charge(missed, state=ChargeState.EXPLAINED)
    a_session(a_course("Suicide Prevention"), on=date(2027, 1, 14), state=SessionState.DRAFT)
    return Year(
        to_come,
        today,
        lead=a_user(Role.AGENCY_LEAD, name="Fern Hollis", agency=agency),
        finance=a_user(Role.FINANCE, name="Ivy Penny", agency=agency),
        manager=a_user(Role.TRAINING_MANAGER, name="Holly Marsh", agency=agency),
    )


@pytest.mark.lasts_long
def test_what_the_pictures_show_still_reads_as_it_did(site: Site, new_browser: NewBrowser):
    year = a_year()
    shown: dict[str, tuple[User | None, str, str, int]] = {
        "programme": (None, "/", "main", NARROW),
        "session": (None, f"/sessions/{year.to_come.id}", "aside.cb-card", NARROW),
        "my-agency": (year.lead, "/agency", "main", WIDE),
        "register": (year.manager, f"/registers/{year.today.id}", "main", NARROW),
        "charges": (year.finance, "/charges", "main", WIDE),
        "today": (year.manager, "/today", "ul.cb-todo", WIDE),
    }
    read = {}
    for name, (who, address, part, width) in shown.items():
        page = new_browser(width=width)
        if who:
            sign_in(page, who)
        visit(page, address)
        read[name] = " ".join(page.locator(part).inner_text().split()[:MOST_WORDS])
        if IS_TAKEN_ANEW:
            take(page, part, name)
    if IS_TAKEN_ANEW:
        READ.write_text(json.dumps(read, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert read == json.loads(READ.read_text(encoding="utf-8")), "take the pictures anew: HELP_PICTURES=write"


def take(page: Page, part: str, name: str) -> None:
    page.wait_for_load_state("networkidle")
    box = page.locator(part).bounding_box()
    assert box is not None
    page.screenshot(
        path=PICTURES / f"{name}.png",
        clip={**box, "height": min(box["height"], HIGH)},
        full_page=True,
        animations="disabled",
    )

"""Charges that are alike, decided at once: chosen, previewed by agency, decided; all or none."""

from datetime import timedelta

import pytest
from flask import Flask

from app.booking.states import Outcome
from app.charging.decisions import services
from app.charging.models import Charge, ChargeState
from app.core.database import db
from app.programme.models import Course
from tests.builders import a_booking, a_closed_register, a_course, a_manager, a_past_session, a_user, an_agency
from tests.charging.cases import explained, the_policy
from tests.conftest import NOW
from tests.page import Visitor

PREVIEW = "See what each agency gets"


def some_no_shows(course: Course, *names: str) -> list[Charge]:
    """Of one session, each with a reason given, each of an agency of their own."""
    session = a_past_session(course)
    people = [a_user(name=name, agency=an_agency(f"Agency of {name}")) for name in names]
    bookings = [a_booking(session, person, Outcome.NO_SHOW, policy=the_policy()) for person in people]
    a_closed_register(session)
    return [explained(booking) for booking in bookings]


@pytest.fixture
def team(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


def states(*charges: Charge) -> list[ChargeState]:
    db.session.expire_all()
    return [charge.state for charge in charges]


def test_several_are_confirmed_after_a_preview_of_what_each_agency_gets(team: Visitor) -> None:
    ann, bob, cat = some_no_shows(a_course("Neglect"), "Ann Ash", "Bob Birch", "Cat Cedar")
    page = team.open_page("/charges").click("Decide several that are alike at once").click("Neglect")
    assert "Ann Ash, Agency of Ann Ash: £25" in page.words
    assert "The practitioner: “I was ill.”" in page.words
    assert page.press(PREVIEW).problems == [
        "Tick the charges that you decide",
        "Choose whether they are confirmed or waived",
    ]
    page = page.press(PREVIEW, chosen=[ann.id, cat.id], decision="confirm")
    assert page.h1 == "Confirm 2 charges?"
    assert "Agency of Ann Ash £25 Neglect, Sun 22 Nov 2026: Ann Ash, did not attend, £25" in page.words
    assert "I was ill" not in page.words  # nor on the bill
    assert states(ann, bob, cat) == [ChargeState.EXPLAINED] * 3
    assert page.press("Confirm them").notice == "2 charges are confirmed."
    assert states(ann, bob, cat) == [ChargeState.CONFIRMED, ChargeState.EXPLAINED, ChargeState.CONFIRMED]


def test_several_are_waived_for_a_reason_that_is_kept_with_each(team: Visitor) -> None:
    charges = some_no_shows(a_course("Neglect"), "Ann Ash", "Bob Birch")
    page = team.open_page("/charges/together").click("Neglect")
    chosen = [charge.id for charge in charges]
    assert page.press(PREVIEW, chosen=chosen, decision="waive").problems == [
        "Choose the reason",
        "Give the reason in words: it is kept with the charges",
    ]
    page = page.press(PREVIEW, chosen=chosen, decision="waive", why="our mistake", words="Snow that day")
    assert "The agencies get no bill for them" in page.words
    assert page.press("Waive them").notice == "2 charges are waived."
    assert states(*charges) == [ChargeState.WAIVED] * 2
    assert [charge.reason for charge in charges] == ["Snow that day"] * 2


def test_what_somebody_decided_meanwhile_is_named_and_nothing_is_done(team: Visitor, app: Flask) -> None:
    ann, bob = some_no_shows(a_course("Neglect"), "Ann Ash", "Bob Birch")
    page = team.open_page("/charges/together").click("Neglect")
    page = page.press(PREVIEW, chosen=[ann.id, bob.id], decision="confirm")
    services.waive(bob, why="our mistake", words="Our mistake", by=a_manager(), at=NOW + timedelta(minutes=1))
    page = page.press("Confirm them")
    assert page.problems == ["Somebody has decided some of these meanwhile. Look again at what is left"]
    assert states(ann, bob) == [ChargeState.EXPLAINED, ChargeState.WAIVED]
    with pytest.raises(services.NotAllDecided, match="Bob Birch: .* Nothing was decided."):
        services.decide_together([ann, bob], waived_for=None, words="", by=a_manager(), at=NOW)
    assert states(ann) == [ChargeState.EXPLAINED]

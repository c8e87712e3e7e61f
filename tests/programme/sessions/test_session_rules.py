"""The rules of booking a session: kept, shown in words, and whom a bespoke session is for."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.core.links import Secret
from app.programme.models import Course, Strand
from app.programme.models_sessions import SessionState, TrainingSession
from app.programme.refusals import InvitedUnclear, NotBespoke, RulesUnclear, SessionIsCancelled
from app.programme.sessions import services_rules
from app.programme.sessions.rules import rules_in_words
from app.programme.sessions.services_rules import BookingRules
from app.settings.rules_lists import Sectors
from tests.builders import a_course, a_manager, a_session, an_agency
from tests.conftest import NOW
from tests.page import Visitor
from tests.words import EDIT_THE_COURSE, ENTER_1_TO_10_YEARS, SAVE_THE_RULES, SAVE_WHOM_IT_IS_FOR

FIRST_DAY = date(2026, 12, 21)
ALL: dict[str, Any] = {
    "opens_on": "2026-12-01",
    "closes_on": "2026-12-18",
    "agency_cap": "3",
    "cap_lifted_days_before": "14",
    "prerequisite_years": "2",
    "audience": ["police", "health", "voluntary and faith"],
    "minimum": "8",
    "bars_non_attenders": "y",
}
FOR_EVERYBODY = [
    "Booking: from Tuesday 1 December 2026 to Friday 18 December 2026.",
    "For people who have attended Basics in the last 2 years.",
    "For people who work in police, health or voluntary and faith.",
    "At most 3 places for one agency, until 14 days before.",
]
FOR_THE_OFFICE = [
    "With fewer than 8 bookings, the training team hears of it.",
    "Nobody with three unexplained absences in twelve months can book.",
]


@pytest.fixture
def team(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


def a_session_after_basics(**more: Any) -> TrainingSession:
    return a_session(a_course("Neglect", prerequisite=a_course("Basics")), on=FIRST_DAY, **more)


@pytest.mark.parametrize("state", [SessionState.DRAFT, SessionState.PUBLISHED])
def test_rules_are_set_and_said_to_those_they_concern(team: Visitor, state: SessionState) -> None:
    session = a_session_after_basics(state=state)
    page = team.open_page(f"/manage/sessions/{session.id}")
    assert "Anybody can book until it starts." in page.words
    page = page.click("Set rules").press(SAVE_THE_RULES, **ALL)
    assert page.notice == "The booking rules are saved."
    public = team.open_page(f"/sessions/{session.id}").words
    for sentence in FOR_EVERYBODY:
        assert sentence in page.words
        assert sentence in public
    for sentence in FOR_THE_OFFICE:
        assert sentence in page.words
        assert sentence not in public

    form = page.click("Change the rules")
    assert form.press(SAVE_THE_RULES).words == page.words  # as they stood
    emptied = {name: None if name in ("audience", "bars_non_attenders") else "" for name in ALL}
    assert "Anybody can book until it starts." in form.press(SAVE_THE_RULES, **emptied).words


def test_a_rule_that_is_not_set_is_not_said() -> None:
    course = Course(title="Neglect", prerequisite=Course(title="Basics"))
    session = TrainingSession(course=course)
    assert rules_in_words(session, Sectors(), for_office=True) == []
    session.opens_on, session.agency_cap, session.prerequisite_years = date(2026, 12, 1), 1, 1
    assert rules_in_words(session, Sectors()) == [
        "Booking opens on Tuesday 1 December 2026.",
        "For people who have attended Basics in the last year.",
        "At most 1 place for one agency.",
    ]
    course.prerequisite = None  # taken out since
    session.opens_on, session.closes_on, session.agency_cap = None, date(2026, 12, 1), None
    assert rules_in_words(session, Sectors()) == ["Booking closes after Tuesday 1 December 2026."]


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        (BookingRules(opens_on=date(2026, 12, 22)), "opens_on"),
        (BookingRules(closes_on=date(2026, 12, 22)), "closes_on"),
        (BookingRules(opens_on=date(2026, 12, 2), closes_on=date(2026, 12, 1)), "closes_on"),
        (BookingRules(minimum=21), "minimum"),
        (BookingRules(prerequisite_years=2), "prerequisite_years"),
    ],
)
def test_rules_that_nobody_could_keep_are_refused(app: Flask, rules: BookingRules, field: str) -> None:
    session = a_session(on=FIRST_DAY, places=20)
    with pytest.raises(RulesUnclear) as refused:
        services_rules.set_rules(session, rules, by=a_manager(), at=NOW)
    assert refused.value.field == field
    edge = BookingRules(opens_on=FIRST_DAY, closes_on=FIRST_DAY, minimum=20)
    services_rules.set_rules(session, edge, by=a_manager(), at=NOW)
    assert (session.closes_on, session.minimum) == (FIRST_DAY, 20)


def test_a_cancelled_session_has_no_rules_to_set(app: Flask) -> None:
    session = a_session(state=SessionState.CANCELLED)
    with pytest.raises(SessionIsCancelled):
        services_rules.set_rules(session, replace(BookingRules(), minimum=3), by=a_manager(), at=NOW)


@pytest.mark.parametrize(
    ("typed", "field", "complaint"),
    [
        ({"closes_on": "2026-12-22"}, "closes_on", "Booking can’t close after the first day"),
        ({"minimum": "21"}, "minimum", "The session has 20 places: the minimum can’t be above that"),
        ({"agency_cap": ""}, "agency_cap", "Enter the most places an agency, or leave the days empty"),
        ({"agency_cap": "0"}, "agency_cap", "Enter 1 or more, or leave it empty"),
        ({"prerequisite_years": "0"}, "prerequisite_years", ENTER_1_TO_10_YEARS),
    ],
)
def test_bad_rules_are_refused_beside_the_field(team: Visitor, typed: Any, field: str, complaint: str) -> None:
    session = a_session_after_basics()
    page = team.open_page(f"/manage/sessions/{session.id}/rules").press(SAVE_THE_RULES, **(ALL | typed))
    assert (page.problems, page.error_beside(field)) == ([complaint], complaint)
    assert session.closes_on is None


def test_a_course_without_a_prerequisite_says_where_to_choose_one(team: Visitor) -> None:
    session = a_session(a_course("Neglect"))
    page = team.open_page(f"/manage/sessions/{session.id}/rules")
    assert "The course has no prerequisite" in page.words
    assert page.click(EDIT_THE_COURSE).h1 == "Edit Neglect"


def test_a_bespoke_session_is_for_an_agency_or_for_a_group(app: Flask) -> None:
    manager, police, session = a_manager(), an_agency("Police"), a_session(a_course(strand=Strand.BESPOKE))
    for agency, group in ((None, ""), (police, "Councillors")):
        with pytest.raises(InvitedUnclear):
            services_rules.invite(session, agency=agency, group=group, by=manager, at=NOW)
    services_rules.invite(session, agency=police, group="", by=manager, at=NOW)
    services_rules.invite(session, agency=None, group="Councillors", by=manager, at=NOW)
    assert (session.invited_agency, session.invited_group) == (None, "Councillors")
    with pytest.raises(NotBespoke):
        services_rules.invite(a_session(), agency=police, group="", by=manager, at=NOW)
    with pytest.raises(NotBespoke):
        services_rules.renew_invitation(a_session(), by=manager, at=NOW)


def test_the_office_says_whom_a_bespoke_session_is_for_and_makes_a_new_link(team: Visitor) -> None:
    session = a_session(a_course(strand=Strand.BESPOKE))
    assert "Invitation" not in team.open_page(f"/manage/sessions/{a_session().id}").words
    page = team.open_page(f"/manage/sessions/{session.id}").press(SAVE_WHOM_IT_IS_FOR)
    assert page.error_beside("agency") == InvitedUnclear.message
    assert "/invitations/" not in page.words
    page = page.press(SAVE_WHOM_IT_IS_FOR, group="The new councillors")
    assert "For The new councillors." in page.words
    first = Secret("invitation", session.id, 1).reveal()
    assert first in page.words
    page = page.press("Make a new invitation link")
    assert first not in page.words
    assert Secret("invitation", session.id, 2).reveal() in page.words

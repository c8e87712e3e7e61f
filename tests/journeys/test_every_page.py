"""Every page of the line, as each person meets it, at a desk and on a telephone.

axe finds nothing at either width; no page scrolls sideways at 320 pixels; what is tapped is big enough for a thumb.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from app.accounts.services import PROOF_LASTS, new_proof
from app.booking.models import BookingState, Outcome
from app.booking.services import hold_place
from app.charging.services import confirm, propose_charges
from app.clock import now
from app.evaluation.models import Stage
from app.links import Secret
from app.programme.models import Delivery, SessionState, Strand
from app.programme.services import WeekDetails, save_learning_week
from tests.builders import (
    a_booking,
    a_closed_register,
    a_course,
    a_delegate,
    a_learning_week,
    a_manager,
    a_manager_request,
    a_message,
    a_past_session,
    a_policy,
    a_session,
    a_trainer,
    a_user,
    an_agency,
    an_issued,
)
from tests.conftest import NOW
from tests.journeys.browsing import DESK, PHONE, SMALLEST, Devices, press, visit
from tests.journeys.live import Site, lifetime_of_data
from tests.journeys.steps import sign_in

HEIGHT = 900
BIG_ENOUGH = 44
"""Pixels that a button, a field or an entry of the menu is high on a telephone."""

People = dict[str, Page]
Addresses = dict[str, str]

A_VISITOR = """
    /  /?q=nothing+like+it  /courses/{course}  /courses/{course_without_dates}  /sessions/{session}  /sessions/{full}
    /sessions/{started}  /sessions/{session}/book  {hold}  {lapsed}  {confirm}  {confirmed}  /learning-weeks/{week}
    /learning-weeks/{empty_week}  /terms  /sign-in  {sign_in}  /no-such-page
    {before}  {after}  {later}  {answered}  {manager}  /questionnaires/thank-you
""".split()
A_PRACTITIONER = """
    /sessions/{session}  /sessions/{mine}  /sessions/{session}/book  /bookings  /bookings/{booking}
    /bookings/{withdrawn}  /bookings/{booking}/withdraw  /today
""".split()
THE_MANAGER = """
    /today  /manage/programme  /manage/courses/new  /manage/courses/{course}  /manage/courses/{course}/edit
    /manage/courses/{course}/sessions/new  /manage/sessions/{draft}  /manage/sessions/{session}
    /manage/sessions/{session}/edit  /manage/trainers  /manage/learning-weeks/{week}/edit  /learning-weeks/{week}
    /sessions/{draft}  /registers  /registers/{to_mark}  /registers/{closed}  /registers/{session}
    /registers/{to_mark}/walk-in  /charges  /charges/{charge}  /charges/{decided}  /manage/terms  /evaluation
    /evaluation/courses/{course}  /reports  /reports?by=agency  /outbox  /outbox/{message}
""".split()
WITH_ERRORS = [
    ("a visitor", "/sessions/{session}/book", "Continue"),
    ("a visitor", "/sign-in", "Send me a code"),
    ("a visitor", "{hold}", "Confirm my place"),
    ("a visitor", "{after}", "Send my answers"),
    ("a visitor", "{manager}", "Send my answers"),
    ("the manager", "/manage/courses/new", "Add the course"),
    ("the manager", "/manage/courses/{course}/sessions/new", "Save as a draft"),
    ("the manager", "/manage/trainers", "Add"),
    ("the manager", "/manage/learning-weeks/new", "Save"),
    ("the manager", "/registers/{to_mark}/walk-in", "Add to the register"),
    ("the manager", "/registers/{to_mark}", "Close the register"),
    ("the manager", "/charges/{charge}", "Waive the charge"),
    ("the manager", "/manage/terms", "Add this version"),
]
WHEN_EMPTY = [
    *(("a visitor", address) for address in ("/", "/learning-week", "/terms")),
    ("a practitioner", "/bookings"),
    *(("the manager", address) for address in ("/today", "/manage/programme", "/manage/trainers", "/registers")),
    *(("the manager", address) for address in ("/charges", "/manage/terms", "/evaluation", "/reports", "/outbox")),
]


@pytest.fixture(scope="module")
def addresses(site_on_sqlite: Site) -> Iterator[Addresses]:
    """Something of everything, and where it is to be found."""
    with lifetime_of_data(site_on_sqlite) as site:
        yield something_of_everything(site)


def something_of_everything(site: Site) -> Addresses:
    policy, hospitals = a_policy(words="Please withdraw early."), an_agency("Anyshire Hospitals NHS Foundation Trust")
    course = a_course(
        "Sexual Abuse: Intrafamilial Harm, Harmful Practices, Responding to Sexual Assault", level="Levels 2-3"
    )
    rosa = a_user(name="Rosa Díaz", email="rosa@example.org", agency=hospitals)
    manager = a_user_who_manages()
    trainers = [a_trainer("Jo Bell"), a_trainer("Ali Khan")]
    ids: dict[str, int] = {"course": course.id, "course_without_dates": a_course("Digital Safeguarding").id}
    return {}


def a_user_who_manages():
    return a_manager()

"""At the door: a colleague came instead; and line managers told of those who didn't come."""

from datetime import timedelta

from flask import Flask

from app.attendance.outstanding import services as outstanding_services
from app.attendance.registers import services as registers_services
from app.booking.models import Booking
from app.booking.states import Outcome
from app.charging.proposals.services import propose_charges
from app.core.database import db
from app.programme.models_sessions import Day
from tests.builders import (
    FULL_DAY,
    a_booking,
    a_closed_register,
    a_manager,
    a_past_session,
    a_policy,
    a_session,
    a_user,
    an_agency,
    mail_to,
)
from tests.conftest import NOW
from tests.page import Visitor
from tests.words import A_COLLEAGUE_CAME_INSTEAD, CLOSE_THE_REGISTER, MARK_THE_COLLEAGUE


def test_who_came_instead_of_a_colleague_is_no_walk_in_and_nobody_is_absent(visitor: Visitor) -> None:
    session, agency = a_past_session(), an_agency("Anyshire Hospitals")
    booking = a_booking(session, a_user(name="Ann Green", agency=agency), policy=a_policy())
    page = visitor.sign_in(a_manager()).open_page(f"/registers/{session.id}").click(A_COLLEAGUE_CAME_INSTEAD)
    assert page.h1 == "Who came instead of Ann Green?"
    page = page.press(MARK_THE_COLLEAGUE, name="Kim Lee", email=booking.practitioner.email)
    assert "Enter the colleague’s" in page.error_beside("email")
    page = page.press(MARK_THE_COLLEAGUE, email="kim@example.org")
    assert "Kim Lee came instead of Ann Green. Nothing is charged." in page.notice
    assert "1 here" in page.words
    assert "Ann Green" not in page.soup.find("ul", class_="cb-people").get_text()
    page = page.press(CLOSE_THE_REGISTER)
    assert propose_charges(at=NOW) == 0
    [colleague] = [each for each in db.session.query(Booking) if each.is_booked]
    assert (colleague.substitutes_id, colleague.outcome, colleague.agency) == (booking.id, Outcome.ATTENDED, agency)


def test_of_several_days_nobody_is_told_that_nothing_is_charged(visitor: Visitor) -> None:
    """An absence on another day goes with the place, and may be charged."""
    session = a_session(days=[Day(NOW.date() - timedelta(days=ago), *FULL_DAY) for ago in (4, 3)])
    booking = a_booking(session, a_user(name="Ann Green", agency=an_agency("Anyshire Hospitals")))
    registers_services.mark(booking, Outcome.NO_SHOW, on=session.days[0].on, by=a_manager(), at=NOW)
    page = visitor.sign_in(a_manager()).open_page(f"/registers/{session.id}?day=2").click(A_COLLEAGUE_CAME_INSTEAD)
    assert "nothing is charged" not in page.words
    page = page.press(MARK_THE_COLLEAGUE, name="Kim Lee", email="kim@example.org")
    assert page.notice == (
        "Kim Lee came instead of Ann Green. The place is theirs for every day of the session: mark the other days too."
    )


def test_line_managers_are_told_of_absence_once_the_register_is_closed(app: Flask) -> None:
    policy = a_policy(tells_managers_of=["non-attendance"])
    session = a_past_session()
    for outcome in (Outcome.NO_SHOW, Outcome.EXCUSED, Outcome.ATTENDED):
        a_booking(session, outcome=outcome, policy=policy)
    assert outstanding_services.tell_of_absences(at=NOW) == 0
    a_closed_register(session)
    assert outstanding_services.tell_of_absences(at=NOW) == 1
    assert outstanding_services.tell_of_absences(at=NOW) == 0
    [letter] = mail_to("line-manager@example.org")
    assert "they were not there" in letter.text

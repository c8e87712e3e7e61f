"""Somebody at the door: their agency, listed or not, and an address that somebody else has."""

import pytest
from flask import Flask

from app.accounts.models import Agency, User
from app.attendance.registers.services import close_register
from app.attendance.walk_ins.refusals import AddressOfAnother
from app.attendance.walk_ins.services import add_walk_in, came_instead
from app.booking.models import Booking
from app.booking.queries import on_the_register
from app.booking.refusals import AlreadyBooked
from app.booking.states import Outcome
from app.core import clock
from app.core.database import db
from app.core.roles import Role
from app.evaluation.issuing.jobs import issue_what_is_missing
from app.notifications.models import MessageState
from app.records.training.queries import records_of_agency
from tests.builders import (
    a_booking,
    a_closed_register,
    a_course,
    a_delegate,
    a_manager,
    a_past_session,
    a_session,
    a_user,
    an_agency,
    mail_to,
)
from tests.conftest import NOW, clock_at
from tests.page import Page, Visitor
from tests.words import ADD_TO_THE_REGISTER, MARK_THE_COLLEAGUE


def known(email: str) -> User:
    return db.session.query(User).filter_by(email=email).one()


def test_a_walk_ins_agency_becomes_that_of_somebody_who_had_none_so_that_its_lead_sees_them(app: Flask) -> None:
    session, agency, manager = a_past_session(), an_agency(), a_manager()
    add_walk_in(session, name="Wyn", email="wyn@example.org", agency=agency, by=manager, at=NOW)
    a_closed_register(session)
    assert known("wyn@example.org").agency_id == agency.id
    assert [record.person.name for record in records_of_agency(agency, today=NOW.date())] == ["Wyn"]


def test_nobody_is_moved_from_their_agency_at_the_door(app: Flask) -> None:
    session, other, person, manager = a_past_session(), an_agency(), a_user(), a_manager()
    theirs = person.agency
    walk_in = add_walk_in(session, name=person.name, email=person.email, agency=other, by=manager, at=NOW)
    assert (walk_in.agency, person.agency) == (other, theirs)
    nobody = a_user(agency=None)
    add_walk_in(session, name=nobody.name, email=nobody.email, agency=None, by=manager, at=NOW)
    assert nobody.agency is None


@pytest.fixture
def team(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


def test_an_agency_that_is_not_listed_is_kept_off_the_list(team: Visitor) -> None:
    session = a_past_session()
    page = team.open_page(f"/registers/{session.id}/walk-in")
    refused = page.press(ADD_TO_THE_REGISTER, name="Wyn Lee", email="wyn@example.org", agency="Nowhere")
    assert "or tick “The agency is not listed”" in refused.error_beside("agency")
    refused = page.press(ADD_TO_THE_REGISTER, name="Wyn Lee", email="wyn@example.org", agency_not_listed="y")
    assert refused.error_beside("agency_other") == "Enter the name of the person’s agency"
    refused.press(ADD_TO_THE_REGISTER, agency_other="Little  Lambs Nursery")
    agency = db.session.query(Agency).filter_by(name="Little Lambs Nursery").one()
    assert not agency.is_listed
    assert known("wyn@example.org").agency_id == agency.id


def test_a_colleague_who_came_instead_may_be_of_one_that_is_not_listed(team: Visitor) -> None:
    unlisted = an_agency("Acorn Club", is_listed=False)
    booking = a_booking(a_past_session(), a_user(agency=unlisted))
    page = team.open_page(f"/registers/{booking.session_id}/bookings/{booking.id}/instead")
    assert page.soup.find(id="agency_other")["value"] == "Acorn Club"
    page.press(MARK_THE_COLLEAGUE, name="Kim Lee", email="kim@example.org", agency_other="Oak Club")
    [colleague] = [each for each in db.session.query(Booking) if each.is_booked]
    assert (colleague.agency_name, colleague.agency.is_listed) == ("Oak Club", False)


def forms_at_the_door(team: Visitor) -> list[tuple[Page, str]]:
    booking = a_booking(a_past_session())
    register = f"/registers/{booking.session_id}"
    return [
        (team.open_page(f"{register}/bookings/{booking.id}/instead"), MARK_THE_COLLEAGUE),
        (team.open_page(f"{register}/walk-in"), ADD_TO_THE_REGISTER),
    ]


def test_an_address_of_somebody_with_another_name_is_joined_only_with_a_tick_and_names_nobody(team: Visitor) -> None:
    for number, (page, button) in enumerate(forms_at_the_door(team)):
        another = a_user(name=f"Zed Quill {number}")
        assert page.soup.find(id="is_theirs") is None
        given = {"name": "Kim Lee", "email": another.email, "agency": an_agency().name}
        refused = page.press(button, **given)
        assert refused.error_beside("is_theirs").startswith("Somebody with another name has this address.")
        assert "Quill" not in refused.words
        assert db.session.query(Booking).filter_by(practitioner_id=another.id).count() == 0
        done = refused.press(button, is_theirs="y")
        assert "Kim Lee" in done.notice
        assert db.session.query(Booking).filter_by(practitioner_id=another.id).count() == 1


def test_the_same_name_spelt_otherwise_and_somebody_on_the_register_are_not_asked_about(app: Flask) -> None:
    session, manager = a_past_session(), a_manager()
    ann = a_user(name="Ann O'Lecka")
    add_walk_in(session, name="ann o’lecka", email=ann.email, agency=None, by=manager, at=NOW)
    with pytest.raises(AlreadyBooked):
        add_walk_in(session, name="Kim Lee", email=ann.email, agency=None, by=manager, at=NOW)


def test_the_commands_ask_too(app: Flask) -> None:
    booking, manager, zed = a_booking(a_past_session()), a_manager(), a_user(Role.TRAINER, name="Zed")
    with pytest.raises(AddressOfAnother):
        add_walk_in(booking.session, name="Kim", email=zed.email, agency=None, by=manager, at=NOW)
    with pytest.raises(AddressOfAnother):
        came_instead(booking, a_delegate(name="Kim", email=zed.email), by=manager, at=NOW)
    assert (zed.name, booking.is_booked) == ("Zed", True)


def test_somebody_without_an_address_is_added_by_name_and_no_mail_is_ever_tried(visitor: Visitor) -> None:
    session, agency = a_session(a_course("Complex Neglect"), on=NOW.date()), an_agency("Anyshire Schools")
    with clock_at(session.ends_at):
        page = visitor.sign_in(a_manager()).open_page(f"/registers/{session.id}/walk-in")
        page = page.press(ADD_TO_THE_REGISTER, name="Rowan Hill", agency=agency.name)
        assert page.error_beside("email") == "Enter the person’s e-mail address"
        page = page.press(ADD_TO_THE_REGISTER, has_no_email="y")
        assert "Rowan Hill is on the register as a walk-in." in page.notice
        again = visitor.open_page(f"/registers/{session.id}/walk-in")
        again = again.press(ADD_TO_THE_REGISTER, name="ROWAN  HILL", agency=agency.name, has_no_email="y")
        assert "on this register already" in again.problems[0]
        [walk_in] = on_the_register(session)
        close_register(session, by=a_manager(), at=clock.now())
        issue_what_is_missing()
    person = walk_in.practitioner
    assert (walk_in.outcome, person.agency, person.has_address) == (Outcome.WALK_IN, agency, False)
    assert {message.state for message in mail_to(person.email)} <= {MessageState.WITHDRAWN}
    page = visitor.open_page(f"/manage/people/{person.id}")
    assert "E-mail no e-mail address" in page.words
    assert ".invalid" not in page.words


def test_without_an_address_they_are_matched_to_a_person_later(visitor: Visitor) -> None:
    session, known, manager = a_past_session(), a_user(name="Rowan Hill"), a_manager()
    walk_in = add_walk_in(session, name="Rowan Hill", email="", agency=known.agency, by=manager, at=NOW)
    page = visitor.sign_in(manager).open_page(f"/manage/people/{known.id}/merge/{walk_in.practitioner_id}")
    page.press("Merge for good", asked_on="2026-11-20", came_by="telephone", whose="not", words="Same person.")
    db.session.expire_all()
    assert walk_in.practitioner is known

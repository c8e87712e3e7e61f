"""A bespoke session: out of the public list, booked through its link by one agency or group."""

from datetime import timedelta

from flask import Flask

from app.booking.models import Booking
from app.booking.states import BookingState
from app.core.database import db
from app.core.links import Secret, token
from app.programme.models import Strand
from app.programme.models_sessions import TrainingSession
from tests.builders import a_booking, a_course, a_session, a_user, an_agency
from tests.conftest import NOW
from tests.page import Page, Visitor
from tests.words import CONFIRM_YOUR_ADDRESS, JOIN_THE_WAITING_LIST


def bespoke(**more: object) -> TrainingSession:
    return a_session(a_course("Safeguarding for councillors", Strand.BESPOKE), **more)


def invitation(session: TrainingSession) -> str:
    return f"/invitations/{token(Secret('invitation', session.id, session.invitation_version))}"


def fill_in(page: Page, agency: str) -> Page:
    return page.press(
        "Continue",
        name="Ann Green",
        email="ann@example.org",
        agency=agency,
        job_role="Councillor",
        has_no_manager="y",
        accepts_terms="y",
    )


def test_it_is_on_no_public_page_and_booked_through_its_link(visitor: Visitor) -> None:
    session, agency = bespoke(), an_agency("Elected members")
    for address in ("/", "/api/v1/sessions", "/calendar/programme.ics"):
        assert "councillors" not in visitor.open_page(address).response.get_data(as_text=True)
    assert visitor.open_page(f"/sessions/{session.id}").status == 404
    assert visitor.open_page(f"/sessions/{session.id}/book").status == 404
    page = fill_in(visitor.open_page(invitation(session)), agency.name)
    assert page.h1 == CONFIRM_YOUR_ADDRESS
    assert db.session.query(Booking).one().session_id == session.id


def test_it_is_for_one_agency_alone(visitor: Visitor) -> None:
    mine, other = an_agency("Elected members"), an_agency("Police")
    page = visitor.open_page(invitation(bespoke(invited_agency_id=mine.id)))
    assert "This session is for Elected members alone" in fill_in(page, other.name).error_beside("agency")
    assert fill_in(page, mine.name).h1 == CONFIRM_YOUR_ADDRESS


def test_a_new_link_ends_the_old_one(visitor: Visitor) -> None:
    session = bespoke()
    old = invitation(session)
    session.invitation_version += 1
    db.session.commit()
    page = visitor.open_page(old)
    assert (page.status, "replaced by a newer one" in page.words) == (409, True)
    assert visitor.open_page(invitation(session)).status == 200


def test_when_it_is_full_the_link_leads_to_its_waiting_list(visitor: Visitor) -> None:
    session, agency = bespoke(places=1), an_agency()
    a_booking(session)
    page = visitor.open_page(invitation(session))
    assert page.h1.startswith(JOIN_THE_WAITING_LIST)
    assert "waiting list" in fill_in(page, agency.name).words


def test_who_has_a_place_sees_its_page(app: Flask, visitor: Visitor) -> None:
    session, person = bespoke(), a_user()
    visitor.sign_in(person)
    assert visitor.open_page(f"/sessions/{session.id}").status == 404
    a_booking(session, person)
    assert visitor.open_page(f"/sessions/{session.id}").status == 200


def test_refusing_an_offer_leads_back_to_the_invitation(visitor: Visitor) -> None:
    until = NOW + timedelta(hours=9)
    booking = a_booking(bespoke(), state=BookingState.OFFERED, offered_until=until, waiting_since=NOW)
    page = visitor.open_page(f"/bookings/offer/{token(Secret('offer', booking.id))}").press("Refuse it")
    assert (page.status, "The place goes to the next person" in page.notice) == (200, True)

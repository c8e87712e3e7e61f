"""Who comes, on one list: the office sees all of it, a trainer what they need for the day."""

import io

import pytest
from openpyxl import load_workbook

from app.accounts.people.queries import user_by_email
from app.booking.models import Booking
from app.booking.states import BookingState
from app.core.roles import Role
from tests.builders import a_booking, a_manager, a_session, a_trainer, a_user
from tests.conftest import NOW
from tests.page import Visitor


@pytest.fixture
def booking(visitor: Visitor) -> Booking:
    user = a_user(Role.TRAINER, email="trainer@example.org")
    session = a_session(trainers=[a_trainer(email=user.email)])
    needs = {"access_needs": "Hearing loop", "dietary_needs": "=No nuts"}
    a_booking(session, a_user(name="Zoë Waits"), state=BookingState.WAITING, waiting_since=NOW)
    a_booking(session, state=BookingState.CANCELLED)
    return a_booking(session, a_user(name="Ann Green", email="ann@example.org"), **needs)


def test_the_office_takes_the_list_with_needs_or_without(visitor: Visitor, booking: Booking) -> None:
    desk = visitor.sign_in(a_manager()).open_page(f"/manage/sessions/{booking.session_id}/bookings")
    page = desk.click("Delegate list")
    assert "2 people, those who wait among them" in page.words
    csv = page.click("Download as CSV").response.data.decode("utf-8-sig")
    assert "Ann Green," in csv
    assert "Hearing loop,'=No nuts,ann@example.org" in csv, "no cell runs as a formula"
    rows = list(load_workbook(io.BytesIO(page.click("Download as XLSX").response.data)).active.values)
    assert [row[0] for row in rows] == ["Name", "Ann Green", "Zoë Waits"]
    assert (rows[1][5], rows[2][9]) == ("=No nuts", "Waiting")
    without = page.click("Leave out what people need")
    assert "Hearing loop" not in without.words
    assert "Hearing loop" not in without.click("Download as CSV").response.data.decode()


def test_a_trainer_sees_needs_and_neither_addresses_nor_line_managers(visitor: Visitor, booking: Booking) -> None:
    """Of their own sessions alone."""
    page = visitor.sign_in(a_user(Role.TRAINER)).open_page(f"/manage/sessions/{booking.session_id}/delegates")
    assert page.status == 404
    own = user_by_email("trainer@example.org")
    assert own
    page = visitor.sign_in(own).open_page(f"/registers/{booking.session_id}").click("Delegate list")
    seen = page.words + page.click("Download as CSV").response.data.decode()
    assert ("Hearing loop" in seen, "Zoë Waits" in seen) == (True, False)
    assert not [word for word in (booking.practitioner.email, booking.manager_email, "Line manager") if word in seen]

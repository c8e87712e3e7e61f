"""One booking on its page: who did what when, and what was sent."""

from app.booking.claims.services_delegates import delegate_of
from app.booking.leaving import services as leaving
from app.booking.places import services as places
from tests.builders import a_booking, a_manager, a_message, a_past_session, a_session, a_user
from tests.conftest import NOW
from tests.page import Visitor
from tests.words import CHANGE_THE_BOOKING


def test_a_bookings_page_tells_who_did_what_and_what_was_sent(visitor: Visitor) -> None:
    manager, person = a_manager(), a_user(name="Ann Green", email="ann@example.org")
    booking = places.book_place(a_session(), delegate_of(person), by=person, at=NOW)
    page = visitor.sign_in(manager).open_page(f"/manage/people/{person.id}").click("See the booking")
    assert page.h1 == "Booking of Ann Green"
    page = page.click("Change role or needs").press(
        CHANGE_THE_BOOKING, job_role="Ward manager", access_needs="Hearing loop", dietary_needs="Vegan"
    )
    assert "The booking of Ann Green is changed" in page.notice
    leaving.cancel_for_somebody(booking, channel="phone", told_at=NOW, reason="Ill.", by=manager, at=NOW)
    page = visitor.open_page(f"/manage/bookings/{booking.id}")
    for words in (
        "Ann Green booked a place",
        f"{manager.name} changed the role on a booking",
        "Role: Social worker → Ward manager",
        f"{manager.name} changed the needs of a booking",
        f"{manager.name} withdrew a booking",
        "E-mail to ann@example.org",
        "Confirmations of a booking",
        "by phone: Ill.",
    ):
        assert words in page.words
    history = page.soup.find(attrs={"aria-label": "What happened"}).get_text()
    assert "Hearing loop" not in history, "needs are forgotten; what was written down about them isn't"
    assert not page.has_link("Change role or needs"), "it is no longer active"


def test_what_came_from_a_past_register_says_that_nothing_was_written_down(visitor: Visitor) -> None:
    booking = a_booking(a_past_session())
    page = visitor.sign_in(a_manager()).open_page(f"/manage/bookings/{booking.id}")
    assert "Nothing was written down about it" in page.words
    assert "there is nothing to prepare for" in visitor.open_page(f"/manage/bookings/{booking.id}/details").words


def test_the_letter_that_took_a_fallen_day_out_of_the_calendar_is_among_them(visitor: Visitor) -> None:
    booking = a_booking()
    a_message(subject_key=f"{booking.about}-days", subject="Day 2 is off")
    assert "Day 2 is off" in visitor.sign_in(a_manager()).open_page(f"/manage/bookings/{booking.id}").words

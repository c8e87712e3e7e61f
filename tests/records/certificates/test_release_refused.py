"""The page that releases a certificate says at once why it can't."""

from app.booking.states import Outcome
from tests.builders import a_booking, a_closed_register, a_manager, a_past_session
from tests.page import Visitor


def test_somebody_who_was_not_there_for_all_of_it_is_offered_no_form(visitor: Visitor) -> None:
    booking = a_booking(a_past_session(), outcome=Outcome.LEFT_EARLY)
    a_closed_register(booking.session)
    visitor.sign_in(a_manager())
    page = visitor.open_page(f"/manage/people/{booking.practitioner_id}/bookings/{booking.id}/certificate")
    assert "By the register, this person wasn’t." in page.words
    assert page.soup.find(id="words") is None

"""The waiting list: its order, who gets a place at once, who is asked first, and what nobody may overtake."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.audit.models import AuditEntry, Verb
from app.booking import queries as booking_queries
from app.booking.claims.services_delegates import delegate_of
from app.booking.leaving import services as leaving_services
from app.booking.models import Booking
from app.booking.places import services as places_services
from app.booking.places import services_confirming
from app.booking.refusals import AlreadyBooked, NotOnTheList, OfferOver, PlacesGoToTheList, PlacesLeft, SessionFull
from app.booking.states import BookingState
from app.booking.waiting_list import queries, services
from app.booking.waiting_list.refusals import ReasonNeeded
from app.booking.waiting_list.rules import OFFER_LASTS
from app.core.database import db
from app.core.links import Secret, six_digit_code
from app.notifications.models import MessageState
from app.programme.models_sessions import TrainingSession
from tests.builders import (
    a_booking,
    a_delegate,
    a_manager,
    a_policy,
    a_session,
    a_user,
    an_agency,
    code_in,
    mail_to,
)
from tests.conftest import NOW, clock_at
from tests.page import Visitor
from tests.words import (
    CONFIRM_YOUR_ADDRESS,
    JOIN_THE_WAITING_LIST,
    LEAVE_THE_WAITING_LIST,
    ON_THE_WAITING_LIST,
    YOU_ARE_BOOKED,
)

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def policy(app: Flask) -> None:
    """Two working days of notice: a session on 3 December is free to cancel until 1 December."""
    a_policy()


def full_session(places: int = 1) -> TrainingSession:
    session = a_session(places=places)
    for _ in range(places):
        a_booking(session)
    return session


def waiting(session: TrainingSession, person: User | None = None, minutes: int = 0) -> Booking:
    person = person or a_user()
    at = NOW + timedelta(minutes=minutes)
    return services.join_waiting_list(session, delegate_of(person), by=person, at=at)


def in_line(session: TrainingSession, how_many: int) -> list[Booking]:
    return [waiting(session, minutes=minutes) for minutes in range(how_many)]


def withdraw_one(session: TrainingSession, at: datetime = NOW + HOUR) -> None:
    booking = booking_queries.of_session(session, BookingState.BOOKED)[0]
    leaving_services.withdraw(booking, by=booking.practitioner, at=at)


def states(bookings: list[Booking]) -> list[str]:
    for booking in bookings:
        db.session.refresh(booking)
    return [booking.state.value for booking in bookings]


def close_to(session: TrainingSession) -> datetime:
    """When less than two working days of free cancellation remain, but an offer can still be made."""
    return session.starts_at - timedelta(days=1)


# --- Joining ---


def test_the_position_is_shown_and_moves_up(app: Flask) -> None:
    session = full_session()
    first, second = in_line(session, 2)
    assert (queries.position(first), queries.position(second)) == (1, 2)
    services.leave_waiting_list(first, by=first.practitioner, at=NOW + HOUR)
    assert queries.position(second) == 1


def test_nobody_waits_while_there_are_places(app: Flask) -> None:
    with pytest.raises(PlacesLeft):
        waiting(a_session(places=1))


def test_nobody_waits_twice_or_for_what_they_have(app: Flask) -> None:
    session = full_session()
    booked = booking_queries.of_session(session, BookingState.BOOKED)[0]
    with pytest.raises(AlreadyBooked):
        waiting(session, booked.practitioner)
    first = waiting(session)
    with pytest.raises(AlreadyBooked):
        waiting(session, first.practitioner)


def test_a_visitor_joins_once_the_address_is_confirmed_and_takes_no_place_before(app: Flask) -> None:
    session = full_session()
    booking = places_services.ask_to_wait(session, a_delegate(), at=NOW)
    assert booking_queries.waiting_list(session.id) == []
    assert booking_queries.places_taken(session.id, at=NOW) == 1
    services_confirming.confirm_by_code(booking, code=six_digit_code(booking.proof_id or 0), at=NOW)
    assert booking_queries.waiting_list(session.id) == [booking]
    assert [message.kind for message in mail_to(booking.practitioner.email)] == ["confirm-address", "waiting"]


# --- Passing places on ---


def test_seven_freed_places_and_ten_waiting_leave_the_last_three(app: Flask) -> None:
    session = full_session(places=7)
    line = in_line(session, 10)
    for _ in range(7):
        withdraw_one(session)
    assert states(line) == ["booked"] * 7 + ["waiting"] * 3


def test_a_place_comes_with_a_confirmation_a_calendar_entry_and_the_questions_before(app: Flask) -> None:
    session = full_session()
    booking = waiting(session)
    withdraw_one(session)
    [confirmation] = mail_to(booking.practitioner.email, "confirmed")
    assert "METHOD:REQUEST" in (confirmation.calendar or "")
    assert "/questionnaires/before/" in confirmation.revealed_text()


def test_priority_beats_time(app: Flask) -> None:
    session = full_session()
    first, second, third = in_line(session, 3)
    services.move_to_the_front(third, reason="Court on Monday", by=a_manager(), at=NOW)
    assert [queries.position(booking) for booking in (first, second, third)] == [2, 3, 1]
    withdraw_one(session)
    assert states([first, second, third]) == ["waiting", "waiting", "booked"]
    moved = select(AuditEntry.data).where(AuditEntry.verb == Verb.MOVED_TO_THE_FRONT)
    assert db.session.scalars(moved).all() == [{"reason": "Court on Monday"}]


def test_moving_somebody_up_needs_a_reason(app: Flask) -> None:
    with pytest.raises(ReasonNeeded):
        services.move_to_the_front(waiting(full_session()), reason=" ", by=a_manager(), at=NOW)


def test_edits_never_reorder_the_list(app: Flask) -> None:
    session = full_session()
    line = in_line(session, 3)
    line[0].access_needs, line[0].name = "A hearing loop", "Zoe"
    db.session.commit()
    assert booking_queries.waiting_list(session.id) == line


def test_while_anyone_waits_a_freed_place_is_never_taken_by_someone_who_does_not(app: Flask) -> None:
    session = full_session()
    waiting(session)
    services.pause_offers(session, reason="The room may change.", by=a_manager(), at=NOW)
    withdraw_one(session)
    outsider = a_user()
    with pytest.raises(PlacesGoToTheList):
        places_services.book_place(session, delegate_of(outsider), by=outsider, at=NOW + HOUR)
    with pytest.raises(PlacesGoToTheList):
        places_services.hold_place(session, a_delegate(), at=NOW + HOUR)
    assert booking_queries.availability([session], at=NOW + HOUR)[session.id].is_full


def test_a_paused_list_goes_on_where_it_stopped(app: Flask) -> None:
    session = full_session()
    line, manager = in_line(session, 2), a_manager()
    services.pause_offers(session, reason="The room may change.", by=manager, at=NOW)
    withdraw_one(session)
    assert services.pass_on_free_places(at=NOW + HOUR) == 0
    services.pause_offers(session, reason="", by=manager, at=NOW + HOUR)
    assert states(line) == ["booked", "waiting"]


def test_a_lapsed_hold_frees_its_place_once(app: Flask) -> None:
    session = a_session(places=1)
    places_services.hold_place(session, a_delegate(), at=NOW)
    line = in_line(session, 2)
    later = NOW + HOUR
    assert places_services.lapse_holds(at=later) == 1
    assert services.pass_on_free_places(at=later) == 1
    assert services.pass_on_free_places(at=later) == 0
    assert states(line) == ["booked", "waiting"]


# --- Offers ---


def test_close_to_the_start_the_next_in_line_is_asked_first(app: Flask) -> None:
    session = full_session()
    booking = waiting(session)
    at = close_to(session)
    withdraw_one(session, at)
    assert states([booking]) == ["offered"]
    assert booking.offered_until == session.starts_at - 2 * HOUR
    [message] = mail_to(booking.practitioner.email, "offered")
    assert message.stale_at == booking.offered_until


def test_two_working_days_of_free_cancellation_are_enough_to_ask_nobody(app: Flask) -> None:
    """Free until Tuesday 1 December, 9:30am: at Friday 27 November, 9:30am, two working days remain."""
    at = a_session().starts_at - timedelta(days=6)
    for moment, state in ((at, "booked"), (at + timedelta(seconds=1), "offered")):
        session = full_session()
        booking = waiting(session)
        withdraw_one(session, moment)
        assert states([booking]) == [state]


def test_an_offer_lasts_48_hours_where_there_is_time(app: Flask) -> None:
    session = full_session()
    booking = waiting(session)
    at = session.starts_at - timedelta(days=5)
    withdraw_one(session, at)
    assert booking.offered_until == at + OFFER_LASTS


def test_an_offered_place_is_taken_until_it_is_answered(app: Flask) -> None:
    session = full_session()
    booking = waiting(session)
    at = close_to(session)
    withdraw_one(session, at)
    outsider = a_user()
    with pytest.raises(SessionFull):
        places_services.book_place(session, delegate_of(outsider), by=outsider, at=at)
    services.accept_offer(booking, at=at + HOUR)
    assert states([booking]) == ["booked"]
    assert booking_queries.places_taken(session.id, at=at + HOUR) == 1


def test_cancelling_after_accepting_an_offer_frees_the_seat_once(app: Flask) -> None:
    session = full_session()
    first, second, third = in_line(session, 3)
    at = close_to(session)
    withdraw_one(session, at)
    services.accept_offer(first, at=at)
    leaving_services.withdraw(first, by=first.practitioner, at=at + HOUR)
    assert states([first, second, third]) == ["cancelled", "offered", "waiting"]
    assert services.pass_on_free_places(at=at + HOUR) == 0


def test_a_refused_offer_passes_on(app: Flask) -> None:
    session = full_session()
    first, second = in_line(session, 2)
    withdraw_one(session, close_to(session))
    services.leave_waiting_list(first, by=first.practitioner, at=close_to(session))
    assert states([first, second]) == ["left-list", "offered"]


def test_an_expired_offer_passes_on_and_can_not_be_accepted_any_more(app: Flask) -> None:
    session = full_session()
    first, second = in_line(session, 2)
    at = session.starts_at - timedelta(days=5)
    withdraw_one(session, at)
    over = at + OFFER_LASTS
    with pytest.raises(OfferOver):
        services.accept_offer(first, at=over)
    assert services.lapse_offers(at=over) == 1
    assert services.lapse_offers(at=over) == 0
    assert states([first, second]) == ["left-list", "offered"]
    assert mail_to(first.practitioner.email, "offered")[0].state is MessageState.WITHDRAWN
    assert len(mail_to(first.practitioner.email, "offer-over")) == 1


def test_no_offer_after_the_cut_off_or_the_start(app: Flask) -> None:
    session = full_session(places=2)
    booking = waiting(session)
    withdraw_one(session, session.starts_at - 4 * HOUR + timedelta(seconds=1))
    assert services.pass_on_free_places(at=session.starts_at - HOUR) == 0
    assert services.pass_on_free_places(at=session.starts_at) == 0
    assert states([booking]) == ["waiting"]


def test_who_left_the_list_can_not_leave_again(app: Flask) -> None:
    booking = waiting(full_session())
    services.leave_waiting_list(booking, by=booking.practitioner, at=NOW)
    with pytest.raises(NotOnTheList):
        services.leave_waiting_list(booking, by=booking.practitioner, at=NOW)


def test_somebody_whose_offer_is_taken_from_them_is_told_by_whom_and_why(app: Flask) -> None:
    session = full_session()
    first, second = in_line(session, 2)
    at = session.starts_at - timedelta(days=5)
    withdraw_one(session, at)
    services.leave_waiting_list(first, by=a_manager(), at=at, reason="Left the service")
    assert states([first, second]) == ["left-list", "offered"]
    [told] = mail_to(first.practitioner.email, "taken-off-list")
    assert "The place that we offered you goes to the next in line." in told.text
    assert "The reason we have: Left the service" in told.text


# --- On the pages ---


def test_somebody_signed_in_joins_sees_their_place_in_line_and_leaves(visitor: Visitor) -> None:
    session = full_session()
    waiting(session)
    person = a_user(agency=an_agency(), job_role="Teacher", has_no_manager=True)
    page = visitor.sign_in(person).open_page(f"/sessions/{session.id}").click(JOIN_THE_WAITING_LIST)
    page = page.press(JOIN_THE_WAITING_LIST, accepts_terms="y")
    assert page.h1.startswith(ON_THE_WAITING_LIST)
    assert "You are number 2 in line" in page.words
    assert "Number 2 in line" in visitor.open_page("/bookings").words
    page = page.press(LEAVE_THE_WAITING_LIST)
    assert "You are off the waiting list" in page.notice
    assert mail_to(person.email, "taken-off-list") == []


def test_a_visitor_joins_by_code(visitor: Visitor) -> None:
    session, agency = full_session(), an_agency()
    page = visitor.open_page(f"/sessions/{session.id}/book").click(JOIN_THE_WAITING_LIST)
    page = page.press(
        "Continue",
        name="Ann Green",
        email="ann@example.org",
        agency=agency.name,
        job_role="Teacher",
        has_no_manager="y",
        accepts_terms="y",
    )
    assert page.h1 == CONFIRM_YOUR_ADDRESS
    page = page.press(JOIN_THE_WAITING_LIST, code=code_in(mail_to("ann@example.org")[0]))
    assert page.h1.startswith(ON_THE_WAITING_LIST)


def test_an_offer_is_accepted_by_its_button_and_opening_the_link_decides_nothing(visitor: Visitor) -> None:
    session = full_session()
    booking = waiting(session)
    at = close_to(session)
    withdraw_one(session, at)
    link = "/" + Secret("offer", booking.id).reveal().split("/", 3)[3]
    with clock_at(at):
        page = visitor.open_page(link)
        assert page.h1.startswith("A place is free for you")
        assert states([booking]) == ["offered"]
        page = page.press("Accept the place")
    assert page.h1.startswith(YOU_ARE_BOOKED)
    assert states([booking]) == ["booked"]


def test_an_offer_that_is_over_says_so(visitor: Visitor) -> None:
    session = full_session()
    booking = waiting(session)
    withdraw_one(session, close_to(session))
    with clock_at(session.starts_at - HOUR):
        page = visitor.open_page("/" + Secret("offer", booking.id).reveal().split("/", 3)[3])
    assert page.h1.startswith("This offer is over")


def test_until_an_offer_that_is_over_has_passed_on_the_booking_says_so_too(visitor: Visitor) -> None:
    session = full_session()
    booking = waiting(session)
    withdraw_one(session, close_to(session))
    with clock_at(session.starts_at - HOUR):
        visitor.sign_in(booking.practitioner)
        for address in (f"/bookings/{booking.id}", booking.link("booking").path()):
            page = visitor.open_page(address)
            assert "had no answer by" in page.words, address
            assert "in line" not in page.words, address
        for address in (f"/sessions/{session.id}", f"/sessions/{session.id}/book"):
            page = visitor.open_page(address)
            assert "Our offer of a place is over" in page.words, address
            assert "is free for you" not in page.words, address


def test_there_is_no_line_to_join_where_places_are_left(visitor: Visitor) -> None:
    page = visitor.open_page(f"/sessions/{a_session().id}/waiting-list")
    assert "nobody needs to wait" in page.words
    assert page.has_link("Book a place")


def test_the_joining_link_is_for_those_with_a_place_alone_also_after_the_start(visitor: Visitor) -> None:
    session = a_session(places=1, joining_link="https://meet.example.org/1")
    person = a_user()
    booking = a_booking(session, person, state=BookingState.WAITING, waiting_since=NOW)
    with clock_at(session.starts_at):
        assert "meet.example.org" not in visitor.sign_in(person).open_page(f"/bookings/{booking.id}").words


def test_leaving_the_list_twice_says_so(visitor: Visitor) -> None:
    person, session = a_user(), full_session()
    waiting(session, person)
    page = visitor.sign_in(person).open_page("/bookings").click(session.title)
    page.press(LEAVE_THE_WAITING_LIST)
    page = page.press(LEAVE_THE_WAITING_LIST)
    assert "isn’t on the waiting list any more" in page.words
    assert "Left the list" in visitor.open_page("/bookings").words

"""A colleague comes instead: one place, two people, one after the other."""

from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.models import Sector, User
from app.booking import queries as booking_queries
from app.booking.claims.services_delegates import delegate_of
from app.booking.delegates import Delegate
from app.booking.eligibility.refusals import NotInvited, NotTheAudience, PrerequisiteMissing
from app.booking.leaving import services, services_substitution
from app.booking.models import Booking
from app.booking.places import services as places_services
from app.booking.places.queries_invariants import broken_invariants
from app.booking.refusals import AskThemToBook, SamePerson, SessionStarted
from app.booking.states import BookingState, Outcome
from app.booking.waiting_list import services as waiting_list_services
from app.charging.proposals.services import propose_charges
from app.core.database import db
from app.programme.models_sessions import TrainingSession
from app.terms.models import ManagerNews
from tests.builders import a_booking, a_course, a_delegate, a_manager, a_policy, a_session, a_user, an_agency, mail_to
from tests.conftest import NOW
from tests.page import Visitor
from tests.words import A_COLLEAGUE_CAME_INSTEAD, PASS_THE_PLACE_ON, SEND_A_COLLEAGUE


def booked(session: TrainingSession, person: User | None = None) -> Booking:
    person = person or a_user()
    return places_services.book_place(session, delegate_of(person), by=person, at=NOW)


def substituted(booking: Booking, delegate: Delegate | None = None) -> Booking:
    return services_substitution.substitute(booking, delegate or a_delegate(), by=booking.practitioner, at=NOW)


def test_a_substitute_never_doubles_the_count(app: Flask) -> None:
    session = a_session(places=2)
    first, second = booked(session), booked(session)
    waits = a_user()
    waiting = waiting_list_services.join_waiting_list(session, delegate_of(waits), by=waits, at=NOW)
    colleague = substituted(first)
    assert booking_queries.places_taken(session.id, at=NOW) == 2
    assert (first.state, first.outcome) == (BookingState.SUBSTITUTED, Outcome.SUBSTITUTED)
    assert (colleague.state, colleague.substitutes_id) == (BookingState.BOOKED, first.id)
    assert (second.state, waiting.state) == (BookingState.BOOKED, BookingState.WAITING)
    assert broken_invariants(at=NOW) == []


def test_the_colleague_gets_all_of_their_own_and_the_other_is_told(app: Flask) -> None:
    booking = booked(a_session())
    colleague = substituted(booking)
    [told] = mail_to(booking.practitioner.email, "substituted")
    assert "METHOD:CANCEL" in (told.calendar or "")
    [confirmation] = mail_to(colleague.practitioner.email, "confirmed")
    assert "METHOD:REQUEST" in (confirmation.calendar or "")
    assert f"/questionnaires/before/{colleague.id}-" in confirmation.revealed_text()


def test_it_is_free_of_charge_even_an_hour_before(app: Flask) -> None:
    a_policy()
    session = a_session()
    booking = booked(session)
    at = session.starts_at - timedelta(hours=1)
    services_substitution.substitute(booking, a_delegate(), by=booking.practitioner, at=at)
    assert propose_charges(at=at) == 0


def test_a_place_that_refilled_another_is_handed_on_as_it_is(app: Flask) -> None:
    session = a_session(places=1)
    gone = a_booking(session, outcome=Outcome.LATE_CANCELLED, state=BookingState.CANCELLED, cancelled_at=NOW)
    booking = booked(session)
    assert booking.refills_id == gone.id
    colleague = substituted(booking)
    assert (booking.refills_id, colleague.refills_id) == (None, gone.id)


def test_the_prerequisite_is_asked_of_the_colleague_too(app: Flask) -> None:
    booking = booked(a_session(a_course(prerequisite_id=a_course().id)))
    booking.session.prerequisite_years = 3
    db.session.commit()
    with pytest.raises(AskThemToBook):
        substituted(booking)
    with pytest.raises(PrerequisiteMissing):
        services_substitution.substitute(booking, a_delegate(), by=a_manager(), at=NOW)
    assert booking.is_booked


def test_nobody_substitutes_themself_or_somebody_with_a_place_or_after_the_start(app: Flask) -> None:
    session = a_session()
    booking, other = booked(session), booked(session)
    for person, no in ((booking.practitioner, SamePerson), (other.practitioner, AskThemToBook)):
        with pytest.raises(no):
            substituted(booking, delegate_of(person))
    with pytest.raises(SessionStarted):
        services_substitution.substitute(booking, a_delegate(), by=booking.practitioner, at=session.starts_at)
    assert booking.is_booked


def test_a_colleague_who_waits_leaves_the_line_for_the_place(app: Flask) -> None:
    session, waits = a_session(places=1), a_user()
    booking = booked(session)
    waiting = waiting_list_services.join_waiting_list(session, delegate_of(waits), by=waits, at=NOW)
    colleague = substituted(booking, delegate_of(waits))
    assert (waiting.state, colleague.state) == (BookingState.LEFT_LIST, BookingState.BOOKED)


def test_a_practitioner_sends_a_colleague_from_my_bookings(visitor: Visitor) -> None:
    booking = booked(a_session())
    page = visitor.sign_in(booking.practitioner).open_page(f"/bookings/{booking.id}").click(SEND_A_COLLEAGUE)
    page = page.press(PASS_THE_PLACE_ON, name="Kim Lee", email=booking.practitioner.email, job_role="Nurse")
    assert "Enter the colleague’s" in page.error_beside("email")
    page = page.press(PASS_THE_PLACE_ON, email="kim.lee@example.org")
    assert "Kim Lee comes instead of" in page.notice
    assert "A colleague has your place" in page.words
    assert A_COLLEAGUE_CAME_INSTEAD in visitor.open_page("/bookings").words


def test_the_line_manager_is_told_where_the_terms_say_so_of_each_thing_once(app: Flask) -> None:
    a_policy(tells_managers_of=[news.value for news in ManagerNews])
    booking = booked(a_session())
    services.withdraw(booking, by=booking.practitioner, at=NOW)
    kinds = [message.kind for message in mail_to(booking.manager_email)]
    assert kinds == ["manager-booking", "manager-withdrawal"]


def test_no_manager_is_told_of_themself_or_without_the_terms_saying_so(app: Flask) -> None:
    booked(a_session())
    assert mail_to("line-manager@example.org") == []
    a_policy(tells_managers_of=["booking"])
    self_managed = a_user(email="boss@example.org", manager_email="boss@example.org")
    booked(a_session(), self_managed)
    assert [message.kind for message in mail_to("boss@example.org")] == ["confirmed"]


def test_a_colleague_keeps_the_rules_about_who_may_come_unless_the_office_waives_them(app: Flask) -> None:
    police = an_agency("Police", sector=Sector.POLICE)
    for rule, no in (({"audience": [Sector.POLICE]}, NotTheAudience), ({"invited_agency_id": police.id}, NotInvited)):
        booking = booked(a_session(**rule), a_user(agency=police))
        with pytest.raises(no):
            substituted(booking)
        assert booking.is_booked
        colleague = services_substitution.substitute(booking, a_delegate(), by=a_manager(), at=NOW, waives_rules=True)
        assert colleague.is_booked


def test_the_office_sends_a_colleague_although_a_rule_says_no(visitor: Visitor) -> None:
    booking = a_booking(a_session(audience=[Sector.POLICE]))
    page = visitor.sign_in(a_manager()).open_page(f"/manage/sessions/{booking.session_id}/bookings")
    page = page.click(SEND_A_COLLEAGUE).press(
        PASS_THE_PLACE_ON, name="Kim Lee", email="kim@example.org", job_role="Nurse"
    )
    assert "This session is for police" in page.error_beside("agency")
    page = page.press(PASS_THE_PLACE_ON, waives_rules="y")
    assert f"Kim Lee comes instead of {booking.name}" in page.notice


def test_an_offered_colleague_who_takes_the_place_frees_the_one_offered(app: Flask) -> None:
    a_policy()
    session = a_session(places=2)
    first, second = booked(session), booked(session)
    line = [a_user() for _ in range(2)]
    offered, waiting = (
        waiting_list_services.join_waiting_list(session, delegate_of(person), by=person, at=NOW) for person in line
    )
    at = session.starts_at - timedelta(days=1)
    services.withdraw(second, by=second.practitioner, at=at)
    assert offered.state is BookingState.OFFERED
    services_substitution.substitute(first, delegate_of(line[0]), by=first.practitioner, at=at)
    assert (offered.state, waiting.state) == (BookingState.LEFT_LIST, BookingState.OFFERED)

"""The rules that a session carries: each no names its rule and what to do next."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from flask import Flask

from app.accounts.models import Sector, User
from app.booking import queries as booking_queries
from app.booking.claims.services_delegates import delegate_of
from app.booking.eligibility import queries, services_exceptions
from app.booking.eligibility.refusals import (
    AgencyCapReached,
    Barred,
    NotEligible,
    NotInvited,
    NotTheAudience,
    PrerequisiteMissing,
)
from app.booking.leaving import services as leaving_services
from app.booking.models import Booking
from app.booking.places import services as places_services
from app.booking.places import services_confirming
from app.booking.refusals import AlreadyBooked, BookingClosed, NotOpenYet
from app.booking.states import BookingState, Outcome
from app.booking.waiting_list import services as waiting_list_services
from app.core.errors import Refusal
from app.core.links import six_digit_code
from app.programme.models_sessions import TrainingSession
from tests.builders import (
    a_booking,
    a_course,
    a_delegate,
    a_manager,
    a_past_session,
    a_session,
    a_user,
    an_agency,
    code_in,
    mail_to,
)
from tests.conftest import NOW
from tests.page import Visitor
from tests.words import BOOK_MY_PLACE, CONFIRM_MY_PLACE

TODAY = NOW.date()


def book(session: TrainingSession, person: User | None = None, **more: bool) -> Booking:
    person = person or a_user()
    return places_services.book_place(session, delegate_of(person), by=person, at=NOW, **more)


def with_a_prerequisite(years: int = 2) -> TrainingSession:
    return a_session(a_course(prerequisite_id=a_course("Fundamentals").id), prerequisite_years=years)


def attended(person: User, session: TrainingSession, days_ago: int, outcome: Outcome = Outcome.ATTENDED) -> None:
    a_booking(a_past_session(session.course.prerequisite, days_ago=days_ago), person, outcome)


BROKEN: dict[type[Refusal], tuple[Callable[[], TrainingSession], str]] = {
    NotOpenYet: (lambda: a_session(opens_on=date(2026, 11, 24)), "opens on Tuesday 24 November 2026"),
    BookingClosed: (lambda: a_session(closes_on=date(2026, 11, 22)), "closed on Sunday 22 November 2026"),
    NotTheAudience: (lambda: a_session(audience=[Sector.POLICE]), "for police"),
    NotInvited: (lambda: a_session(invited_agency_id=an_agency("Anyshire Police").id), "for Anyshire Police alone"),
    PrerequisiteMissing: (with_a_prerequisite, "attended Fundamentals within 2 years"),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_each_rule_says_its_no_and_the_office_can_book_all_the_same(app: Flask, rule: type[Refusal]) -> None:
    make, words = BROKEN[rule]
    session, person = make(), a_user()
    with pytest.raises(rule, match=words):
        book(session, person)
    booking = places_services.book_place(session, delegate_of(person), by=a_manager(), at=NOW, waives_rules=True)
    assert booking.is_booked


def test_the_first_and_the_last_day_of_booking_are_days_of_booking(app: Flask) -> None:
    assert book(a_session(opens_on=TODAY, closes_on=TODAY)).is_booked


def test_an_agency_has_its_share_whoever_waits_counted(app: Flask) -> None:
    session = a_session(places=3, agency_cap=2)
    police, health = an_agency("Police"), an_agency("Health")
    for _ in range(2):
        book(session, a_user(agency=police))
    with pytest.raises(AgencyCapReached, match="Police has 2 places"):
        book(session, a_user(agency=police))
    book(session, a_user(agency=health))
    waits = a_user(agency=health)
    waiting_list_services.join_waiting_list(session, delegate_of(waits), by=waits, at=NOW)
    late = a_user(agency=health)
    with pytest.raises(AgencyCapReached):
        waiting_list_services.join_waiting_list(session, delegate_of(late), by=late, at=NOW)


def test_those_of_a_merged_agency_count_with_it_and_a_lapsed_hold_does_not(app: Flask) -> None:
    session, trust = a_session(agency_cap=1), an_agency("Trust")
    middle = an_agency("Middle trust", merged_into_id=trust.id)
    old = an_agency("Old trust", merged_into_id=middle.id)
    held = places_services.hold_place(session, a_delegate(agency=trust), at=NOW - timedelta(hours=1))
    assert book(session, a_user(agency=trust)).is_booked
    assert held.state is BookingState.LAPSED
    other = a_session(agency_cap=1)
    a_booking(other, a_user(agency=old))
    with pytest.raises(AgencyCapReached):
        book(other, a_user(agency=trust))


def test_the_share_is_lifted_so_many_days_before_the_start(app: Flask) -> None:
    agency = an_agency()
    for days, lifted in ((27, False), (28, True), (0, False)):
        session = a_session(agency_cap=1, cap_lifted_days_before=days, hours=(NOW.time(), time(12)))
        book(session, a_user(agency=agency))
        if lifted:
            assert book(session, a_user(agency=agency)).is_booked
        else:
            with pytest.raises(AgencyCapReached):
                book(session, a_user(agency=agency))


def test_a_prerequisite_is_kept_by_attending_it_in_time(app: Flask) -> None:
    session, person = with_a_prerequisite(), a_user()
    attended(person, session, days_ago=800)
    attended(person, session, days_ago=20, outcome=Outcome.LEFT_EARLY)
    with pytest.raises(PrerequisiteMissing):
        book(session, person)
    attended(person, session, days_ago=600)
    assert book(session, person).is_booked


def test_the_office_may_accept_other_evidence(app: Flask) -> None:
    session, person = with_a_prerequisite(), a_user()
    course = session.course.prerequisite
    assert course
    services_exceptions.accept_evidence(
        person, course, words="A certificate of another county.", by=a_manager(), at=NOW
    )
    services_exceptions.accept_evidence(person, course, words="The same, seen again.", by=a_manager(), at=NOW)
    assert [accepted.words for _, accepted in queries.evidence_of(person)] == ["The same, seen again."]
    assert book(session, person).is_booked


def test_three_absences_in_twelve_months_bar_until_the_office_lifts_it(app: Flask) -> None:
    session, person = a_session(bars_non_attenders=True), a_user()
    for days_ago in (10, 100, 366):
        a_booking(a_past_session(days_ago=days_ago), person, Outcome.NO_SHOW)
    a_booking(a_past_session(days_ago=5), person, Outcome.EXCUSED)
    leaving_services.withdraw(book(session, person), by=person, at=NOW)
    a_booking(a_past_session(days_ago=200), person, Outcome.NO_SHOW)
    with pytest.raises(Barred, match="three sessions"):
        book(session, person)
    assert book(a_session(), person).is_booked
    services_exceptions.lift_bar(person, by=a_manager(), at=NOW)
    assert book(session, person).is_booked


def test_what_somebody_attended_is_told_to_nobody_before_the_address_is_confirmed(app: Flask) -> None:
    session = with_a_prerequisite()
    booking = places_services.hold_place(session, a_delegate(), at=NOW)
    with pytest.raises(NotEligible):
        services_confirming.confirm_by_code(booking, code=six_digit_code(booking.proof_id or 0), at=NOW)
    assert booking.state is BookingState.LAPSED
    assert booking_queries.places_taken(session.id, at=NOW) == 0


def test_the_page_says_the_rule_beside_its_field(visitor: Visitor) -> None:
    session = a_session(audience=[Sector.POLICE])
    page = visitor.sign_in(a_user()).open_page(f"/sessions/{session.id}/book").press(BOOK_MY_PLACE, accepts_terms="y")
    assert "This session is for police" in page.error_beside("agency")


def test_the_page_asks_nobody_to_fill_in_a_form_before_booking_opens_or_after_it_closes(visitor: Visitor) -> None:
    for rule, words in (
        ({"opens_on": date(2026, 11, 24)}, "Booking opens on Tuesday 24 November 2026. Come back then."),
        ({"closes_on": date(2026, 11, 22)}, "Booking has closed."),
    ):
        page = visitor.open_page(f"/sessions/{a_session(**rule).id}")
        assert words in page.words
        assert not page.has_link("Book a place")


def test_an_invited_agency_that_has_merged_is_invited_still(app: Flask) -> None:
    new = an_agency("New trust")
    middle = an_agency("Middle trust", merged_into_id=new.id)
    session = a_session(invited_agency_id=an_agency("Old trust", merged_into_id=middle.id).id)
    assert book(session, a_user(agency=new)).is_booked


def test_the_code_page_says_the_rule_and_not_that_the_time_ran_out(visitor: Visitor) -> None:
    session, agency = with_a_prerequisite(), an_agency()
    page = visitor.open_page(f"/sessions/{session.id}/book").press(
        "Continue",
        name="Ann Green",
        email="ann@example.org",
        agency=agency.name,
        job_role="Nurse",
        has_no_manager="y",
        accepts_terms="y",
    )
    page = page.press(CONFIRM_MY_PLACE, code=code_in(mail_to("ann@example.org")[0]))
    assert page.h1 == "This place can’t be booked"
    assert "you need to have attended Fundamentals within 2 years" in page.problems[0]


def test_the_office_and_a_lead_are_told_of_somebody_not_of_themselves(app: Flask) -> None:
    session, person, manager = a_session(bars_non_attenders=True), a_user(name="Ann Green"), a_manager()
    for days_ago in (1, 2, 3):
        a_booking(a_past_session(days_ago=days_ago), person, Outcome.NO_SHOW)
    with pytest.raises(Barred, match="Ann Green has missed three sessions"):
        places_services.book_place(session, delegate_of(person), by=manager, at=NOW)
    a_booking(session, person)
    with pytest.raises(AlreadyBooked, match="Ann Green has a place"):
        places_services.book_place(session, delegate_of(person), by=manager, at=NOW)

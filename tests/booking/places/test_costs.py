"""What a place may cost: told before anybody books, on the confirmation, and when they withdraw."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import Agency, AgencyGroup, User
from app.booking.claims.services_delegates import delegate_of
from app.booking.models import Booking
from app.booking.places import services
from app.core import clock
from app.core.roles import Role
from app.programme.models_sessions import TrainingSession
from app.terms.models import NoticeUnit
from tests.builders import FULL_DAY, a_learning_week, a_policy, a_session, a_user, an_agency, mail_to
from tests.conftest import NOW, clock_at
from tests.page import Visitor
from tests.words import NOTHING_IS_CHARGED_FOR_IT

MONDAY_21 = date(2026, 12, 21)
IN_TWO_STEPS = {"notice": 14, "notice_unit": NoticeUnit.CALENDAR_DAYS, "full_notice": 7, "partial_percent": 50}


def full_day(**more: Any) -> TrainingSession:
    return a_session(on=MONDAY_21, hours=FULL_DAY, **more)


def booked(session: TrainingSession, person: User | None = None) -> Booking:
    person = person or a_user()
    return services.book_place(session, delegate_of(person), by=person, at=NOW)


def at(day: int) -> datetime:
    return clock.from_london(date(2026, 12, day), time(9, 30))


def private() -> Agency:
    return an_agency("Little Acorns", group=AgencyGroup.PRIVATE)


def test_withdrawing_costs_what_is_due_at_that_instant(app: Flask) -> None:
    a_policy(**IN_TWO_STEPS, late_cancellation_percent=80)
    booking = booked(full_day())
    second = timedelta(seconds=1)
    whens = (at(7), at(7) + second, at(14), at(14) + second, at(21))
    assert [booking.pence_at(when) for when in whens] == [0, 2000, 2000, 4000, 4000]
    assert booking.pence == 5000


def test_the_withdrawal_page_names_the_part_that_is_due(visitor: Visitor) -> None:
    a_policy(**IN_TWO_STEPS)
    booking = booked(full_day())
    with clock_at(at(10)):
        page = visitor.sign_in(booking.practitioner).open_page(f"/bookings/{booking.id}/withdraw")
    assert "Your agency may be charged £25" in page.words


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        (
            IN_TWO_STEPS,
            "Free to cancel until 9:30am, Monday 7 December. After that, until 9:30am, Monday 14 December, cancelling "
            "may cost your agency £25. Later still, cancelling or not coming without a reason may cost your agency £50",
        ),
        (
            {"late_cancellation_percent": 50},
            "After that, cancelling may cost your agency £25, not coming without a reason £50.",
        ),
        (
            {"late_cancellation_percent": 0},
            "You can cancel free of charge until it starts. Not coming without a reason may cost your agency £50.",
        ),
        ({"no_show_percent": 0}, "After that, cancelling may cost your agency £50."),
        (
            {"late_refused_percent": 100, "left_early_percent": 50},
            "Coming too late to be let in may cost £50. Leaving early may cost £25.",
        ),
    ],
)
def test_page_and_letter_tell_the_same(visitor: Visitor, policy: dict[str, Any], told: str) -> None:
    a_policy(**policy)
    session, person = full_day(), a_user()
    assert told in visitor.open_page(f"/sessions/{session.id}").words
    assert told in visitor.open_page(f"/sessions/{session.id}/book").words
    booking = booked(session, person)
    [letter] = mail_to(person.email, "confirmed")
    assert told in letter.text
    assert told in visitor.sign_in(person).open_page(f"/bookings/{booking.id}").words


def test_between_the_steps_the_page_says_what_cancelling_costs_now_and_later(visitor: Visitor) -> None:
    a_policy(**IN_TWO_STEPS)
    booking = booked(full_day())
    visitor.sign_in(booking.practitioner)
    with clock_at(at(10)):
        words = visitor.open_page(f"/bookings/{booking.id}").words
        assert "It is too late to cancel free of charge: until 9:30am, Monday 14 December, cancelling may cost" in words
        assert "After that, cancelling or not coming without a reason may cost your agency £50." in words
    with clock_at(at(15)):
        words = visitor.open_page(f"/bookings/{booking.id}").words
        assert "too late to cancel free of charge: cancelling or not coming without a reason may cost your" in words


def test_who_pays_a_fee_is_told_before_they_book_and_on_the_confirmation(visitor: Visitor) -> None:
    a_policy(private_fee_pence=7500)
    session, person = full_day(), a_user(agency=private())
    visitor.sign_in(person)
    for page in (f"/sessions/{session.id}", f"/sessions/{session.id}/book", f"/bookings/several?session={session.id}"):
        assert "Your agency pays £75 for this place." in visitor.open_page(page).words
    booked(session, person)
    [letter] = mail_to(person.email, "confirmed")
    assert "Your agency pays £75 for this place. Free to cancel until 9:30am, Thursday 17 December." in letter.text
    assert "may cost your agency £75" in letter.text


def test_who_pays_no_fee_hears_of_none(visitor: Visitor) -> None:
    a_policy(private_fee_pence=7500)
    session, person = full_day(), a_user()
    visitor.sign_in(person)
    for page in (f"/sessions/{session.id}", f"/sessions/{session.id}/book", f"/bookings/several?session={session.id}"):
        assert "£75" not in visitor.open_page(page).words
    booked(session, person)
    assert "£75" not in mail_to(person.email, "confirmed")[0].text


def test_a_stranger_is_told_the_fees_of_all_groups(visitor: Visitor) -> None:
    a_policy(private_fee_pence=7500, out_of_area_fee_pence=6000)
    words = visitor.open_page(f"/sessions/{full_day().id}").words
    assert "A place costs private providers £75, agencies from out of the area £60." in words


def test_a_lead_is_told_before_booking_colleagues(visitor: Visitor) -> None:
    a_policy(private_fee_pence=7500)
    visitor.sign_in(a_user(Role.AGENCY_LEAD, agency=private()))
    words = visitor.open_page(f"/agency/sessions/{full_day().id}").words
    assert "Your agency pays £75 for this place." in words


def test_where_only_fees_are_charged_others_are_told_that_theirs_is_free(visitor: Visitor) -> None:
    a_policy(half_day_pence=0, day_pence=0, private_fee_pence=7500)
    session, contributing = full_day(), booked(full_day())
    assert "Places are free for contributing agencies." in visitor.open_page(f"/sessions/{session.id}").words
    words = visitor.sign_in(contributing.practitioner).open_page(f"/bookings/{contributing.id}").words
    assert NOTHING_IS_CHARGED_FOR_IT in words
    payer = booked(session, a_user(agency=private()))
    assert (payer.pence, contributing.pence) == (7500, 0)


@pytest.mark.parametrize("is_exempt", [True, False])
def test_what_is_exempt_says_that_nothing_is_charged_whoever_asks(visitor: Visitor, is_exempt: bool) -> None:
    a_policy(private_fee_pence=7500, exempts_learning_week=is_exempt)
    session = full_day(learning_week_id=a_learning_week(MONDAY_21).id)
    words = visitor.open_page(f"/sessions/{session.id}").words
    assert (NOTHING_IS_CHARGED_FOR_IT in words) == is_exempt

"""Holding, confirming, booking and withdrawing."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Agency, User
from app.accounts.refusals import ProofUsed, TooManyTries
from app.accounts.signing_in.refusals import TooManyRequests, WrongCode
from app.audit.models import AuditEntry
from app.booking import queries
from app.booking.claims.services_delegates import delegate_of
from app.booking.delegates import Delegate
from app.booking.leaving.services import withdraw
from app.booking.mine.queries import booked_session_ids
from app.booking.models import Booking
from app.booking.places.services import book_place, hold_place, mail_new_code
from app.booking.places.services_confirming import confirm_by_code, confirm_by_link
from app.booking.refusals import (
    AlreadyBooked,
    HoldLapsed,
    LinkReplaced,
    NotBooked,
    NotOpenForBooking,
    SessionFull,
    SessionStarted,
)
from app.booking.states import BookingState, Channel, Outcome
from app.core import clock
from app.core.database import db
from app.core.errors import Refusal
from app.core.links import six_digit_code
from app.core.roles import Role
from app.notifications.models import Message, MessageState
from app.programme.models import Strand
from app.programme.models_sessions import SessionState, TrainingSession
from tests.builders import (
    a_booking,
    a_course,
    a_delegate,
    a_past_session,
    a_policy,
    a_session,
    a_user,
    an_agency,
    code_in,
    mail_to,
)
from tests.conftest import NOW
from tests.words import BOOKED_A_PLACE, WITHDREW_A_BOOKING

HALF_AN_HOUR = timedelta(minutes=30)
A_SECOND = timedelta(seconds=1)


def book(session: TrainingSession, user: User | None = None, at: datetime = NOW) -> Booking:
    user = user or a_user()
    return book_place(session, delegate_of(user), by=user, at=at)


def left(session: TrainingSession, at: datetime = NOW) -> int:
    return queries.availability([session], at=at)[session.id].left


def proof_of(booking: Booking) -> int:
    assert booking.proof_id is not None
    return booking.proof_id


def code_of(booking: Booking) -> str:
    return six_digit_code(proof_of(booking))


# Holds


def test_a_hold_takes_a_place_for_thirty_minutes(app: Flask) -> None:
    session = a_session(places=2)
    booking = hold_place(session, a_delegate(), at=NOW)
    assert (booking.state, booking.held_until) == (BookingState.HELD, NOW + HALF_AN_HOUR)
    assert left(session, NOW + HALF_AN_HOUR - A_SECOND) == 1
    assert left(session, NOW + HALF_AN_HOUR) == 2  # without any job having run


def test_a_held_place_is_taken_for_others_until_it_lapses(app: Flask) -> None:
    session = a_session(places=1)
    held = hold_place(session, a_delegate(), at=NOW)
    with pytest.raises(SessionFull):
        book(session, at=NOW + HALF_AN_HOUR - A_SECOND)
    book(session, at=NOW + HALF_AN_HOUR)
    assert held.state is BookingState.LAPSED
    assert left(session, NOW + HALF_AN_HOUR) == 0


def test_a_hold_keeps_what_the_person_said_and_accepted(app: Flask) -> None:
    policy, delegate = a_policy(), a_delegate(access_needs="A hearing loop")
    booking = hold_place(a_session(), delegate, at=NOW)
    db.session.expire_all()
    assert (booking.name, booking.agency, booking.job_role) == (delegate.name, delegate.agency, "Health visitor")
    assert (booking.manager_name, booking.manager_email) == ("Line Manager", "line-manager@example.org")
    assert (booking.access_needs, booking.policy, booking.terms_accepted_at) == ("A hearing loop", policy, NOW)
    assert (booking.practitioner.email, booking.practitioner.address_proved_at) == (delegate.email, None)


def test_the_code_confirms_a_hold(app: Flask) -> None:
    session, delegate = a_session(), a_delegate()
    booking = hold_place(session, delegate, at=NOW)
    confirm_by_code(booking, code=code_in(mail_to(delegate.email)[0]), at=NOW + A_SECOND)
    assert (booking.state, booking.booked_at) == (BookingState.BOOKED, NOW + A_SECOND)
    person = booking.practitioner
    assert person.address_proved_at == NOW + A_SECOND
    assert person.can_book_with_one_button
    assert (person.agency, person.job_role, person.manager_email) == (
        delegate.agency,
        "Health visitor",
        "line-manager@example.org",
    )


def test_the_newest_link_confirms_a_hold(app: Flask) -> None:
    booking = hold_place(a_session(), a_delegate(), at=NOW)
    confirm_by_link(booking, proof_id=proof_of(booking), at=NOW)
    assert booking.is_booked


@pytest.mark.parametrize("by_code", [True, False])
def test_a_hold_can_be_confirmed_to_its_last_second_and_not_at_thirty_minutes(app: Flask, by_code: bool) -> None:
    def confirm(booking: Booking, at: datetime) -> None:
        if by_code:
            confirm_by_code(booking, code=code_of(booking), at=at)
        else:
            confirm_by_link(booking, proof_id=proof_of(booking), at=at)

    session = a_session()
    confirm(hold_place(session, a_delegate(), at=NOW), NOW + HALF_AN_HOUR - A_SECOND)
    late = hold_place(session, a_delegate(), at=NOW)
    with pytest.raises(HoldLapsed):
        confirm(late, NOW + HALF_AN_HOUR)
    assert not late.is_booked


def test_a_lapsed_hold_whose_place_went_to_another_cannot_be_confirmed(app: Flask) -> None:
    session = a_session(places=1)
    held = hold_place(session, a_delegate(), at=NOW)
    book(session, at=NOW + HALF_AN_HOUR)
    with pytest.raises(HoldLapsed):
        confirm_by_code(held, code=code_of(held), at=NOW + HALF_AN_HOUR - A_SECOND)  # a clock a little behind
    assert left(session, NOW + HALF_AN_HOUR) == 0


def test_a_newer_hold_from_the_same_browser_replaces_the_earlier(app: Flask) -> None:
    session, delegate = a_session(places=1), a_delegate()
    first = hold_place(session, delegate, at=NOW)
    second = hold_place(session, delegate, at=NOW + A_SECOND, held_here=[proof_of(first)])
    assert (first.state, second.state) == (BookingState.LAPSED, BookingState.HELD)
    assert left(session) == 0
    with pytest.raises(HoldLapsed):
        confirm_by_code(first, code=code_of(first), at=NOW + A_SECOND)
    confirm_by_code(second, code=code_of(second), at=NOW + A_SECOND)
    assert [message.state for message in mail_to(delegate.email, "confirm-address")][0] is MessageState.WITHDRAWN


def test_a_person_may_hold_places_on_two_sessions(app: Flask) -> None:
    delegate = a_delegate()
    one, two = (hold_place(a_session(), delegate, at=NOW) for _ in range(2))
    assert one.is_held(NOW)
    assert two.is_held(NOW)
    with pytest.raises(WrongCode):
        confirm_by_code(two, code=code_of(one), at=NOW)


def test_a_new_code_makes_the_old_code_and_link_useless(app: Flask) -> None:
    booking = hold_place(a_session(), a_delegate(), at=NOW)
    old_proof, old_code = proof_of(booking), code_of(booking)
    mail_new_code(booking, at=NOW + A_SECOND)
    assert code_of(booking) != old_code
    with pytest.raises(WrongCode):
        confirm_by_code(booking, code=old_code, at=NOW + A_SECOND)
    with pytest.raises(LinkReplaced):
        confirm_by_link(booking, proof_id=old_proof, at=NOW + A_SECOND)
    confirm_by_code(booking, code=code_of(booking), at=NOW + A_SECOND)
    assert booking.is_booked


def test_a_new_code_does_not_make_the_hold_longer(app: Flask) -> None:
    booking = hold_place(a_session(), a_delegate(), at=NOW)
    mail_new_code(booking, at=NOW + timedelta(minutes=29))
    assert booking.held_until == NOW + HALF_AN_HOUR
    with pytest.raises(HoldLapsed):
        confirm_by_code(booking, code=code_of(booking), at=NOW + HALF_AN_HOUR)
    with pytest.raises(HoldLapsed):
        mail_new_code(booking, at=NOW + HALF_AN_HOUR)


def test_five_codes_an_hour_are_sent_to_one_address(app: Flask) -> None:
    session, delegate = a_session(), a_delegate()
    booking = hold_place(session, delegate, at=NOW)
    for _ in range(4):
        mail_new_code(booking, at=NOW)
    with pytest.raises(TooManyRequests):
        mail_new_code(booking, at=NOW)
    with pytest.raises(TooManyRequests):
        hold_place(a_session(), delegate, at=NOW)
    assert booking.is_held(NOW)  # the refused request undid nothing
    confirm_by_code(booking, code=code_of(booking), at=NOW)


def test_five_wrong_codes_are_one_too_many_and_a_new_code_helps(app: Flask) -> None:
    booking = hold_place(a_session(), a_delegate(), at=NOW)
    for _ in range(5):
        with pytest.raises(WrongCode):
            confirm_by_code(booking, code="x", at=NOW)
    with pytest.raises(TooManyTries):
        confirm_by_code(booking, code=code_of(booking), at=NOW)
    mail_new_code(booking, at=NOW)
    confirm_by_code(booking, code=code_of(booking), at=NOW)
    assert booking.is_booked


def test_confirming_twice_says_that_there_is_nothing_more_to_do(app: Flask) -> None:
    booking = hold_place(a_session(), a_delegate(), at=NOW)
    code = code_of(booking)
    confirm_by_code(booking, code=code, at=NOW)
    with pytest.raises(AlreadyBooked, match="nothing more to do"):
        confirm_by_code(booking, code=code, at=NOW)
    with pytest.raises(AlreadyBooked, match="nothing more to do"):
        confirm_by_link(booking, proof_id=proof_of(booking), at=NOW)
    assert len(mail_to(booking.practitioner.email, "confirmed")) == 1


def test_a_hold_cannot_be_confirmed_once_the_session_has_started(app: Flask) -> None:
    session = a_session(on=date(2026, 11, 23), hours=(time(10, 15), time(12)))
    booking = hold_place(session, a_delegate(), at=NOW)
    with pytest.raises(SessionStarted):
        confirm_by_code(booking, code=code_of(booking), at=session.starts_at)


def test_a_standing_account_keeps_its_role_and_its_name_until_the_address_is_confirmed(app: Flask) -> None:
    manager = a_user(Role.TRAINING_MANAGER, name="The Manager")
    booking = hold_place(a_session(), a_delegate(email=manager.email, name="Somebody Else"), at=NOW)
    assert (booking.practitioner, manager.name, manager.role) == (manager, "The Manager", Role.TRAINING_MANAGER)
    assert booking.name == "Somebody Else"


# No, in words

UNBOOKABLE: list[tuple[str, dict[str, Any], type[Refusal]]] = [
    ("a draft", {"state": SessionState.DRAFT}, NotOpenForBooking),
    ("cancelled", {"state": SessionState.CANCELLED}, NotOpenForBooking),
    ("open to all", {"is_open": True}, NotOpenForBooking),
    ("full from the start", {"places": 0}, SessionFull),
]


@pytest.mark.parametrize(("about", "more", "refusal"), UNBOOKABLE, ids=[case[0] for case in UNBOOKABLE])
def test_what_cannot_be_booked_is_refused_and_leaves_nothing_behind(
    app: Flask, about: str, more: dict[str, Any], refusal: type[Refusal]
) -> None:
    session, user, delegate = a_session(**more), a_user(), a_delegate(other_agency="New Agency")
    with pytest.raises(refusal):
        book(session, user)
    with pytest.raises(refusal):
        hold_place(session, delegate, at=NOW)
    assert db.session.query(Booking).count() == 0
    assert db.session.query(Message).count() == 0
    assert db.session.query(User).filter_by(email=delegate.email).count() == 0
    assert db.session.query(Agency).filter_by(name="New Agency").count() == 0


def test_e_learning_has_no_places_to_book(app: Flask) -> None:
    session = a_session(a_course(strand=Strand.E_LEARNING))
    with pytest.raises(NotOpenForBooking):
        book(session)


def test_a_session_can_be_booked_until_it_starts(app: Flask) -> None:
    session = a_session()
    book(session, at=session.starts_at - A_SECOND)
    with pytest.raises(SessionStarted):
        book(session, at=session.starts_at)
    with pytest.raises(SessionStarted):
        hold_place(a_past_session(), a_delegate(), at=NOW)


def test_the_last_place_is_booked_and_the_next_person_is_told_that_it_is_full(app: Flask) -> None:
    session = a_session(places=2)
    book(session)
    book(session)
    with pytest.raises(SessionFull) as refused:
        book(session)
    assert refused.value.message == "There are no places left on this date."


def test_a_second_booking_of_one_session_is_refused(app: Flask) -> None:
    session, user = a_session(), a_user()
    book(session, user)
    with pytest.raises(AlreadyBooked) as refused:
        book(session, user)
    assert refused.value.message == "You already have a place on this session."
    assert left(session) == 19


def test_someone_signed_in_who_held_a_place_before_books_it(app: Flask) -> None:
    session, user = a_session(places=1), a_user()
    held = hold_place(session, a_delegate(email=user.email), at=NOW)
    booking = book(session, user)
    assert booking.is_booked
    assert held.state is BookingState.LAPSED


def test_the_database_refuses_two_live_bookings_of_one_person(app: Flask) -> None:
    session, user = a_session(), a_user()
    a_booking(session, user, Outcome.CANCELLED, state=BookingState.CANCELLED)
    a_booking(session, user)
    a_booking(session, user, state=BookingState.LAPSED)
    for state in (BookingState.WAITING, BookingState.BOOKED, BookingState.WALKED_IN):
        with pytest.raises(IntegrityError):
            a_booking(session, user, state=state)
        db.session.rollback()


def test_a_person_who_withdrew_may_book_again(app: Flask) -> None:
    session, user = a_session(), a_user()
    withdraw(book(session, user), by=user, at=NOW)
    assert book(session, user).is_booked
    assert left(session) == 19


# What a booking keeps


def test_a_booking_keeps_the_terms_in_force_when_it_was_made(app: Flask) -> None:
    old = a_policy(in_force_from=date(2026, 4, 1))
    new = a_policy(in_force_from=date(2026, 12, 1), notice=10)
    session = a_session(on=date(2027, 1, 20))
    early, late = book(session), book(session, at=clock.from_london(date(2026, 12, 1), time()))
    assert (early.policy, late.policy) == (old, new)


def test_the_terms_change_at_midnight_in_london(app: Flask) -> None:
    """In summer that is 23:00 the day before in UTC."""
    old = a_policy(in_force_from=date(2026, 4, 1))
    new = a_policy(in_force_from=date(2027, 7, 1))
    session = a_session(on=date(2027, 9, 1))
    midnight = clock.from_london(date(2027, 7, 1), time())
    assert midnight.day == 30
    assert book(session, at=midnight - A_SECOND).policy is old
    assert book(session, at=midnight).policy is new


def test_agency_role_and_manager_stay_with_the_booking_when_the_person_moves(app: Flask) -> None:
    user = a_user(agency=an_agency("Old Agency"), job_role="Nurse")
    first = book(a_session(), user)
    moved = Delegate(
        name=user.name,
        email=user.email,
        agency=an_agency("New Agency"),
        job_role="Matron",
        has_no_manager=True,
    )
    second = book_place(a_session(), moved, by=user, at=NOW)
    db.session.expire_all()
    assert (first.agency_name, first.job_role, first.manager_email) == (
        "Old Agency",
        "Nurse",
        "line-manager@example.org",
    )
    assert (second.agency_name, second.has_no_manager, second.manager_email) == ("New Agency", True, "")
    assert (user.agency_id, user.job_role, user.has_no_manager) == (second.agency_id, "Matron", True)


def test_an_agency_that_is_not_listed_is_kept_off_the_list(app: Flask) -> None:
    booking = hold_place(a_session(), a_delegate(other_agency="  Little  Acorns Nursery "), at=NOW)
    assert (booking.agency, booking.agency_name) == (None, "Little Acorns Nursery")
    confirm_by_code(booking, code=code_of(booking), at=NOW)
    assert booking.agency is not None
    assert (booking.agency.name, booking.agency.is_listed) == ("Little Acorns Nursery", False)
    again = hold_place(a_session(), a_delegate(other_agency="LITTLE ACORNS NURSERY"), at=NOW)
    assert again.agency is booking.agency


def test_a_booking_is_written_down_with_who_made_it(app: Flask) -> None:
    user = a_user()
    booking = book(a_session(), user)
    withdraw(booking, by=user, at=NOW)
    deeds = db.session.query(AuditEntry).filter_by(record_type="Booking", record_id=booking.id)
    assert [(entry.verb, entry.actor_id) for entry in deeds.order_by(AuditEntry.id)] == [
        (BOOKED_A_PLACE, user.id),
        (WITHDREW_A_BOOKING, user.id),
    ]


# Withdrawing: the default session starts on Monday 21 December at 9:30; two working days before is Thursday 17.


def test_a_withdrawal_in_time_frees_the_place_and_is_kept(app: Flask) -> None:
    user, session = a_user(), a_session(places=1)
    booking = book(session, user)
    deadline = clock.from_london(date(2026, 12, 17), time(9, 30))
    withdraw(booking, by=user, at=deadline, reason="Ill")
    assert (booking.state, booking.outcome) == (BookingState.CANCELLED, Outcome.CANCELLED)
    assert (booking.cancelled_at, booking.cancelled_by_id) == (deadline, user.id)
    assert (booking.cancel_channel, booking.cancel_reason) == (Channel.WEBSITE, "Ill")
    assert left(session, deadline) == 1


def test_a_withdrawal_inside_two_working_days_is_a_late_cancellation(app: Flask) -> None:
    user, session = a_user(), a_session(places=1)
    booking = book(session, user)
    a_second_late = clock.from_london(date(2026, 12, 17), time(9, 30)) + A_SECOND
    withdraw(booking, by=user, at=a_second_late)
    assert booking.outcome is Outcome.LATE_CANCELLED
    assert left(session, a_second_late) == 1  # the place can be booked again all the same


def test_late_goes_by_the_terms_accepted_even_after_the_policy_changed(app: Flask) -> None:
    a_policy(in_force_from=date(2026, 4, 1), attendance_notice_working_days=5)
    session, early, late = a_session(), a_user(), a_user()
    under_old = book(session, early)
    a_policy(in_force_from=date(2026, 12, 1), attendance_notice_working_days=2)
    under_new = book(session, late, at=clock.from_london(date(2026, 12, 1), time(12)))
    three_days_before = clock.from_london(date(2026, 12, 16), time(9, 30))
    withdraw(under_old, by=early, at=three_days_before)
    withdraw(under_new, by=late, at=three_days_before)
    assert under_old.outcome is Outcome.LATE_CANCELLED
    assert under_new.outcome is Outcome.CANCELLED


def test_a_booking_is_withdrawn_once_and_not_after_the_start(app: Flask) -> None:
    user = a_user()
    session = a_session()
    booking, other = book(session, user), book(session)
    withdraw(booking, by=user, at=NOW)
    with pytest.raises(NotBooked):
        withdraw(booking, by=user, at=NOW)
    with pytest.raises(SessionStarted):
        withdraw(other, by=user, at=session.starts_at)
    assert other.is_booked


def test_a_hold_cannot_be_withdrawn_and_a_marked_booking_neither(app: Flask) -> None:
    user = a_user()
    held = hold_place(a_session(), a_delegate(), at=NOW)
    marked = a_booking(a_session(), user, Outcome.EXCUSED)
    for booking in (held, marked):
        with pytest.raises(NotBooked):
            withdraw(booking, by=user, at=NOW)


def test_a_code_used_for_a_booking_is_used_up(app: Flask) -> None:
    booking = hold_place(a_session(), a_delegate(), at=NOW)
    confirm_by_code(booking, code=code_of(booking), at=NOW)
    assert booking.proof is not None
    with pytest.raises(ProofUsed):
        booking.proof.must_be_usable(NOW)


def test_my_bookings_are_those_that_stood_soonest_first(app: Flask) -> None:
    user = a_user()
    later, sooner = a_session(on=date(2027, 1, 20)), a_session(on=date(2026, 12, 1))
    booked, cancelled = a_booking(later, user), a_booking(sooner, user, Outcome.CANCELLED, state=BookingState.CANCELLED)
    a_booking(a_session(), user, state=BookingState.LAPSED)
    a_booking(a_session(), user, state=BookingState.HELD, held_until=NOW + HALF_AN_HOUR)
    a_booking(later)
    assert queries.bookings_of(user) == [cancelled, booked]
    assert booked_session_ids(user) == {later.id}


def test_availability_of_many_sessions_counts_each_by_itself(app: Flask) -> None:
    full, half, empty = a_session(places=2), a_session(places=2), a_session(places=2)
    for session in (full, full, half):
        book(session)
    a_booking(half, state=BookingState.CANCELLED)
    a_booking(half, state=BookingState.WALKED_IN)
    found = queries.availability([full, half, empty], at=NOW)
    assert [found[session.id].taken for session in (full, half, empty)] == [2, 1, 0]
    assert queries.availability([], at=NOW) == {}

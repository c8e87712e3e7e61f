"""Page, command and desk say the same of whether a session can be booked."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from app.accounts.models import User
from app.booking.claims.services_delegates import delegate_of
from app.booking.eligibility.rules_verdict import BookingVerdict, must_be_bookable, refusal_of, verdict_of
from app.booking.places.services import book_place
from app.booking.queries import availability
from app.booking.rules import Availability
from app.booking.states import BookingState
from app.booking.waiting_list.services import join_waiting_list
from app.core import clock
from app.core.database import db
from app.core.errors import Refusal
from app.programme.models import Strand
from app.programme.models_sessions import SessionState, TrainingSession
from tests.builders import (
    a_booking,
    a_course,
    a_learning_week,
    a_manager,
    a_policy,
    a_session,
    a_user,
    queries_counted,
)
from tests.conftest import NOW
from tests.page import Page, Visitor

TODAY = NOW.date()
A_DAY = timedelta(days=1)


def full() -> TrainingSession:
    session = a_session(places=1)
    a_booking(session)
    return session


def waited_for() -> TrainingSession:
    session = a_session(places=2)
    a_booking(session)
    a_booking(session, state=BookingState.WAITING, waiting_since=NOW)
    return session


CASES: dict[BookingVerdict, Callable[[], TrainingSession]] = {
    BookingVerdict.BOOKABLE: lambda: a_session(opens_on=TODAY, closes_on=TODAY),
    BookingVerdict.DRAFT: lambda: a_session(state=SessionState.DRAFT),
    BookingVerdict.CANCELLED: lambda: a_session(state=SessionState.CANCELLED),
    BookingVerdict.STARTED: lambda: a_session(on=TODAY),
    BookingVerdict.OPEN_TO_ALL: lambda: a_session(is_open=True),
    BookingVerdict.NOT_ONLINE: lambda: a_session(a_course(strand=Strand.E_LEARNING)),
    BookingVerdict.NOT_OPEN_YET: lambda: a_session(opens_on=TODAY + A_DAY),
    BookingVerdict.CLOSED: lambda: a_session(closes_on=TODAY - A_DAY),
    BookingVerdict.FULL: full,
    BookingVerdict.GOES_TO_THE_LIST: waited_for,
}
EVERY_CASE = pytest.mark.parametrize("verdict", BookingVerdict)


def buttons(page: Page) -> set[str]:
    """What can be pressed, and what leads on as a button does, in the page's main part."""
    return {each.get_text(" ", strip=True) for each in page.soup.select("main .govuk-button")}


def offered(found: set[str], *, to_book: set[str], to_wait: set[str]) -> set[str]:
    return ({"book"} if found & to_book else set()) | ({"wait"} if found & to_wait else set())


def taken_by_commands(session: TrainingSession, person: User, *, by: User, waives_rules: bool = False) -> set[str]:
    """Which of the two commands takes them: nobody can do both."""
    taken = set()
    for name, command in (("wait", join_waiting_list), ("book", book_place)):
        try:
            command(session, delegate_of(person), by=by, at=NOW, waives_rules=waives_rules)
            taken.add(name)
        except Refusal:
            pass
    return taken


@EVERY_CASE
def test_a_sessions_pages_offer_what_the_commands_take(visitor: Visitor, verdict: BookingVerdict) -> None:
    a_policy()
    session, reader = CASES[verdict](), a_user()
    visitor.sign_in(reader)
    page = visitor.open_page(f"/sessions/{session.id}")
    on_the_page = offered(buttons(page), to_book={"Book my place"}, to_wait={"Join the waiting list"})
    at_the_form = set()
    for part, name in (("book", "Book my place"), ("waiting-list", "Join the waiting list")):
        if name in buttons(visitor.open_page(f"/sessions/{session.id}/{part}")):
            at_the_form.add("book" if part == "book" else "wait")
    among_several = "Can be booked" in visitor.open_page(f"/bookings/several?session={session.id}").words
    taken = taken_by_commands(session, person := a_user(), by=person)
    assert on_the_page == at_the_form == taken
    assert among_several == ("book" in taken)


@EVERY_CASE
def test_the_desk_offers_what_the_office_can_do(visitor: Visitor, verdict: BookingVerdict) -> None:
    a_policy()
    session, officer = CASES[verdict](), a_manager()
    visitor.sign_in(officer)
    page = visitor.open_page(f"/manage/sessions/{session.id}/add")
    at_the_desk = offered(buttons(page), to_book={"Book the place"}, to_wait={"Put on the waiting list"})
    desk = visitor.open_page(f"/manage/sessions/{session.id}/bookings")
    taken = taken_by_commands(session, a_user(), by=officer, waives_rules=True)
    assert at_the_desk == taken
    assert ("Add somebody" in buttons(desk)) == bool(taken)


@EVERY_CASE
def test_a_tick_in_a_learning_week_stands_where_a_place_or_the_list_can_be_had(
    visitor: Visitor, verdict: BookingVerdict
) -> None:
    session = CASES[verdict]()
    week = a_learning_week(session.days[0].on)
    session.learning_week = week
    db.session.commit()
    page = visitor.open_page(f"/learning-weeks/{week.id}")
    person = a_user()
    assert bool(page.soup.select("input[name=session]")) == bool(taken_by_commands(session, person, by=person))


@EVERY_CASE
def test_each_verdict_has_the_refusal_that_the_command_raises(app: Flask, verdict: BookingVerdict) -> None:
    session, person = CASES[verdict](), a_user()
    places = availability([session], at=NOW)[session.id]
    assert verdict_of(session, at=NOW, places=places) is verdict
    refusal = refusal_of(verdict, session)
    if refusal is None:
        must_be_bookable(verdict, session)
        assert (verdict.can_be_booked, verdict.why_not) == (True, "")
        return
    with pytest.raises(type(refusal)) as refused:
        book_place(session, delegate_of(person), by=person, at=NOW)
    assert refused.value.message == refusal.message
    assert verdict.why_not


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "verdict"),
    [
        (None, None, "bookable"),
        (TODAY, TODAY, "bookable"),
        (TODAY + A_DAY, None, "not open yet"),
        (None, TODAY - A_DAY, "closed"),
    ],
)
def test_dates_of_booking_are_inclusive_and_the_office_waives_them(
    app: Flask, opens_on: date | None, closes_on: date | None, verdict: str
) -> None:
    session = a_session(opens_on=opens_on, closes_on=closes_on)
    assert verdict_of(session, at=NOW) == verdict
    assert verdict_of(session, at=NOW, waives_dates=True).can_be_booked


def test_a_bookings_day_is_londons(app: Flask) -> None:
    session = a_session(on=date(2027, 7, 20), opens_on=date(2027, 7, 2))
    midnight = clock.from_london(date(2027, 7, 2), clock.to_london(NOW).time().min)
    assert verdict_of(session, at=midnight - timedelta(seconds=1)) is BookingVerdict.NOT_OPEN_YET
    assert verdict_of(session, at=midnight) is BookingVerdict.BOOKABLE


def test_a_free_place_that_somebody_waits_for_goes_to_the_list(app: Flask) -> None:
    session = a_session(places=2)
    assert verdict_of(session, at=NOW, places=Availability(2, 1, 1)) is BookingVerdict.GOES_TO_THE_LIST
    assert verdict_of(session, at=NOW, places=Availability(2, 2, 1)) is BookingVerdict.FULL


def test_booking_asks_the_database_no_more_than_it_must(app: Flask) -> None:
    """Ceilings for the whole, and for what is done while the session is locked: lower them when you can."""
    a_policy()
    session, person = a_session(), a_user()
    delegate = delegate_of(person)
    with queries_counted() as statements:
        booking = book_place(session, delegate, by=person, at=NOW)
        assert booking.id  # the page that follows asks for it: it is known
    read_ahead = max(n for n, each in enumerate(statements) if "FROM stage_timing" in each)
    assert len(statements) <= 17
    assert len(statements[read_ahead + 1 :]) <= 10

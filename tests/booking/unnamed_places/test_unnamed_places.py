"""An agency's lead holds places before it is known who comes: they count as taken, until a day."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.models import User
from app.agency_holds.models import AgencyHold
from app.booking import queries
from app.booking.agency_lead import services as agency_lead
from app.booking.agency_lead.rules_list import read_list
from app.booking.claims.services_delegates import delegate_of
from app.booking.eligibility.refusals import AgencyCapReached
from app.booking.office import services as office
from app.booking.places import services as places
from app.booking.places.queries_invariants import broken_invariants
from app.booking.refusals import SessionFull
from app.booking.states import BookingState, Outcome
from app.booking.unnamed_places import jobs, rules, services
from app.booking.unnamed_places.refusals import HeldTooLong, HoldOver, TooLateToHold, TooManyHeld
from app.booking.waiting_list import services as waiting_list
from app.core import clock
from app.core.database import db
from app.core.errors import Refusal
from app.core.roles import Role
from app.programme.models_sessions import Day, TrainingSession
from app.settings import services as settings
from app.settings.rules_programme import HeldPlaces
from app.web.formatting import long_date
from tests.booking.office.test_desk import as_it_is
from tests.builders import HALF_DAY, a_booking, a_delegate, a_manager, a_session, a_user, an_agency, mail_to
from tests.conftest import NOW, clock_at
from tests.page import Visitor

LATEST = NOW.date() + timedelta(weeks=2)
"""Two weeks before a session of the builder."""


@pytest.fixture
def lead(app: Flask) -> User:
    return a_user(Role.AGENCY_LEAD, agency=an_agency("Anyshire Hospitals"), email="lead@example.org")


def hold(session: TrainingSession, lead: User, how_many: int = 2, **more: object) -> AgencyHold:
    assert lead.agency
    wanted = {"agency": lead.agency, "places": how_many, "last_day": LATEST, "by": lead, "at": NOW} | more
    return services.hold_places(session, **wanted)  # type: ignore[arg-type]


def test_held_places_count_as_taken_and_whom_the_lead_books_takes_one_of_them(app: Flask, lead: User) -> None:
    session, person = a_session(places=3), a_user()
    standing = hold(session, lead)
    available = queries.availability([session], at=NOW)[session.id]
    assert (available.taken, available.left, available.unnamed) == (2, 1, 2)
    places.book_place(session, delegate_of(person), by=person, at=NOW)
    with pytest.raises(SessionFull):
        places.book_place(session, delegate_of(a_user()), by=a_manager(), at=NOW)
    waiting = waiting_list.join_waiting_list(session, a_delegate(), by=a_manager(), at=NOW)
    assert lead.agency
    results = agency_lead.book_colleagues(
        session,
        read_list("Ann,ann@example.org\nBob,bob@example.org\nCat,cat@example.org"),
        agency=lead.agency,
        by=lead,
        at=NOW + timedelta(minutes=1),
    )
    assert [result.why_not for result in results] == ["", "", SessionFull.message]
    assert (standing.places, standing.ended_at, waiting.state) == (0, NOW + timedelta(minutes=1), BookingState.WAITING)
    assert len(mail_to("bob@example.org", "confirmed")) == 1
    assert broken_invariants(at=NOW) == []


def test_who_waits_is_named_in_a_held_place_and_leaves_the_list(app: Flask, lead: User) -> None:
    session, colleague = a_session(places=1), a_user(agency=lead.agency)
    standing = hold(session, lead, 1)
    waits = waiting_list.join_waiting_list(session, delegate_of(colleague), by=colleague, at=NOW)
    booking = services.name_colleague(standing, delegate_of(colleague), by=lead, at=NOW)
    assert (waits.state, booking.state) == (BookingState.LEFT_LIST, BookingState.BOOKED)
    with pytest.raises(HoldOver):
        services.name_colleague(standing, a_delegate(agency=lead.agency), by=lead, at=NOW)


def test_who_is_named_in_a_held_place_refills_the_one_cancelled_late_and_the_hold_itself_does_not(
    app: Flask, lead: User
) -> None:
    """A place that is held, and one that is free besides: the last to get a name is the refill."""
    session, person = a_session(places=3), a_user()
    a_booking(session)
    late = a_booking(session, outcome=Outcome.LATE_CANCELLED, state=BookingState.CANCELLED, cancelled_at=NOW)
    standing = hold(session, lead, 1)
    booked = places.book_place(session, delegate_of(person), by=person, at=NOW)
    named = services.name_colleague(standing, a_delegate(agency=lead.agency), by=lead, at=NOW)
    assert (booked.refills_id, named.refills_id) == (None, late.id)
    assert broken_invariants(at=NOW) == []


@pytest.mark.parametrize(
    ("how_many", "days_from_now", "says"),
    [
        (0, 14, TooManyHeld),
        (6, 14, TooManyHeld),
        (4, 14, TooManyHeld),
        (2, 15, HeldTooLong),
        (2, -1, HeldTooLong),
        (3, 14, None),
        (1, 0, None),
    ],
)
def test_a_lead_holds_what_is_left_within_the_limits_of_the_settings(
    app: Flask, lead: User, how_many: int, days_from_now: int, says: type[Refusal] | None
) -> None:
    """Five at most, until two weeks before; three places are left."""
    session, last_day = a_session(places=3), NOW.date() + timedelta(days=days_from_now)
    if says is None:
        assert hold(session, lead, how_many, last_day=last_day).stands(NOW)
    else:
        with pytest.raises(says):
            hold(session, lead, how_many, last_day=last_day)


def test_nothing_is_held_close_to_the_start_where_people_wait_or_above_the_share(app: Flask, lead: User) -> None:
    with pytest.raises(TooLateToHold):
        hold(a_session(on=NOW.date() + timedelta(days=13)), lead)
    waited_for = a_session(places=1)
    a_booking(waited_for)
    waiting_list.join_waiting_list(waited_for, a_delegate(), by=a_manager(), at=NOW)
    with pytest.raises(SessionFull):
        hold(waited_for, lead)
    capped = a_session(agency_cap=2)
    hold(capped, lead, 1)
    with pytest.raises(AgencyCapReached):
        hold(capped, lead, 3)
    assert hold(capped, lead, 2).places == 2
    settings.change(HeldPlaces(most=0), by=None, at=NOW)
    with pytest.raises(TooLateToHold):
        hold(a_session(), lead)


def test_the_lead_is_reminded_once_and_then_they_go_to_the_next_in_line(app: Flask, lead: User) -> None:
    session, person = a_session(places=2), a_user()
    standing = hold(session, lead)
    waits = waiting_list.join_waiting_list(session, delegate_of(person), by=person, at=NOW)
    assert jobs.free_held_places() == ""
    with clock_at(NOW + timedelta(days=11)):
        assert "1 reminder" in jobs.free_held_places()
        assert jobs.free_held_places() == ""
    [letter] = mail_to("lead@example.org", "held-places")
    assert "Name them by Monday 7 December 2026" in letter.text
    with clock_at(NOW + timedelta(days=14)):
        assert jobs.free_held_places() == "", "the last day counts"
    with clock_at(NOW + timedelta(days=15)):
        now = clock.now()
        assert queries.availability([session], at=now)[session.id].taken == 0, "true before the job has run"
        assert "1 hold of an agency lapsed" in jobs.free_held_places()
        assert (standing.ended_at, waits.state) == (now, BookingState.BOOKED)
    assert "are free for other people now" in mail_to("lead@example.org", "held-places")[-1].text


def test_whoever_leads_the_agency_now_is_written_to(app: Flask, lead: User) -> None:
    """Who held them may be at another agency by now, which has nothing to do with it."""
    assert lead.agency
    hold(a_session(), lead)
    hospital, after_a_merger = lead.agency, an_agency("Old infirmary", merged_into_id=lead.agency_id)
    for name, agency in (("first", hospital), ("second", after_a_merger)):
        a_user(Role.AGENCY_LEAD, agency=agency, email=f"{name}@example.org")
    a_user(Role.AGENCY_LEAD, agency=hospital, email="gone@example.org", disabled_at=NOW)
    lead.agency = an_agency("Elsewhere")
    db.session.commit()
    with clock_at(NOW + timedelta(days=11)):
        assert "2 reminders" in jobs.free_held_places()
    with clock_at(NOW + timedelta(days=15)):
        jobs.free_held_places()
    found = [len(mail_to(f"{name}@example.org", "held-places")) for name in ("first", "second", "lead", "gone")]
    assert found == [2, 2, 0, 0]


@pytest.mark.parametrize(("brought_to", "until"), [(21, 7), (10, 0)])
def test_of_a_session_brought_forward_nothing_is_held_longer_than_its_new_date_lets_it(
    app: Flask, lead: User, brought_to: int, until: int
) -> None:
    """Two weeks before it, or until the end of the day on which the lead hears of it."""
    session = a_session()
    standing = hold(session, lead)
    earlier = replace(as_it_is(session), days=[Day(NOW.date() + timedelta(days=brought_to), *HALF_DAY)])
    office.change_session(session, earlier, by=a_manager(), at=NOW)
    last_day = NOW.date() + timedelta(days=until)
    assert (standing.last_day, standing.stands(NOW)) == (last_day, True)
    [letter] = mail_to("lead@example.org", "held-places")
    assert f"Name them by {long_date(last_day)}" in letter.text
    assert jobs.free_held_places() == ""


def test_a_session_that_we_cancel_ends_what_is_held_of_it(app: Flask, lead: User) -> None:
    session = a_session()
    standing = hold(session, lead)
    office.cancel_session(session, "trainer ill", by=a_manager(), at=NOW)
    jobs.free_held_places()
    assert standing.ended_at == NOW
    assert "We have cancelled" in mail_to("lead@example.org", "held-places")[0].text


def test_fewer_are_held_or_none_and_what_comes_free_is_passed_on(app: Flask, lead: User) -> None:
    session = a_session(places=2)
    standing = hold(session, lead)
    first, second = (a_user(), a_user())
    in_line = [waiting_list.join_waiting_list(session, delegate_of(each), by=each, at=NOW) for each in (first, second)]
    hold(session, lead, 1)
    assert [each.state for each in in_line] == [BookingState.BOOKED, BookingState.WAITING]
    with pytest.raises(SessionFull):
        hold(session, lead, 2)
    services.let_go(standing, by=lead, at=NOW)
    assert in_line[1].state is BookingState.BOOKED
    assert broken_invariants(at=NOW) == []


def test_what_is_held_after_a_hold_lapsed_is_a_new_hold(app: Flask, lead: User) -> None:
    session = a_session(on=NOW.date() + timedelta(weeks=8))
    hold(session, lead, last_day=NOW.date())
    with clock_at(NOW + timedelta(days=1)):
        later = hold(session, lead, 3, last_day=NOW.date() + timedelta(days=5), at=clock.now())
    assert (later.places, db.session.query(AgencyHold).count()) == (3, 1)


def test_a_lead_holds_names_and_lets_go_on_pages_and_the_office_sees_it(visitor: Visitor, lead: User) -> None:
    session = a_session(places=4)
    page = visitor.sign_in(lead).open_page(f"/agency/sessions/{session.id}").click("Hold places without names")
    assert "Hold up to 5 places" in page.words
    assert "Hold from 1 to 5 places" in page.press("Hold them", places="9").error_beside("places")
    page = page.press("Hold them", places="3")
    assert "3 places are held for Anyshire Hospitals" in page.notice
    page = page.click("Name who comes").press("Book them", people="Ann,ann@example.org", accepts_terms="y")
    assert "2 places until Monday 7 December 2026" in page.words
    visitor.sign_in(a_manager())
    desk = visitor.open_page(f"/manage/sessions/{session.id}/bookings")
    assert "3 of 4 places taken (2 held by agencies without a name)" in desk.words
    assert "Anyshire Hospitals: 2 places" in desk.words
    desk = desk.press("Let them go: Anyshire Hospitals")
    assert "1 of 4 places taken," in desk.words
    other, own = hold(a_session(), a_user(Role.AGENCY_LEAD)), hold(session, lead)
    page = visitor.sign_in(lead).open_page("/agency").click("Change or let go")
    token = {"csrf_token": page.standing_values("Let them go")["csrf_token"]}
    assert visitor.open_page(f"/agency/holds/{other.id}/let-go", method="POST", data=token).status == 404
    page = page.press("Let them go")
    assert "free for other people" in page.notice
    db.session.refresh(own)
    assert own.ended_at == NOW


def test_where_booking_closes_early_nothing_is_held_longer(app: Flask) -> None:
    closes = NOW.date() + timedelta(days=5)
    assert rules.latest_day(a_session(closes_on=closes), HeldPlaces()) == closes

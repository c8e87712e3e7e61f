"""The register: marking, exceptions, walk-ins, closing."""

import threading
from datetime import date, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Agency, User
from app.attendance.registers.models import Register
from app.attendance.registers.queries_registers import (
    register_of,
    registers_closed,
    registers_coming,
    registers_to_mark,
)
from app.attendance.registers.refusals import MarkingNotOpen, NotAllMarked, NotOverYet, RegisterClosed
from app.attendance.registers.services import close_register, mark, mark_everyone_attended
from app.attendance.walk_ins.services import add_walk_in, take_off
from app.audit.models import Verb
from app.booking.models import Booking
from app.booking.queries import availability, on_the_register
from app.booking.refusals import AlreadyBooked, NotBooked
from app.booking.states import MARKS, BookingState, Outcome
from app.core.database import db
from app.programme.models import Strand
from app.programme.models_sessions import Day, SessionState, TrainingSession
from tests.builders import (
    a_booking,
    a_closed_register,
    a_course,
    a_manager,
    a_past_session,
    a_session,
    a_user,
    an_agency,
    entries_about,
)
from tests.conftest import NOW, clock_at
from tests.page import Page, Visitor
from tests.words import (
    ADD_SOMEONE_WHO_CAME,
    ADD_TO_THE_REGISTER,
    CLOSE_THE_REGISTER,
    CLOSES_ONCE_IT_HAS_ENDED,
    DID_NOT_WORK,
    ENTER_AN_EMAIL_ADDRESS,
    EVERYONE_IS_HERE,
    MARK_AS_EXCUSED,
    REGISTER_IS_CLOSED,
)

A_SECOND = timedelta(seconds=1)


def running(**more: object) -> TrainingSession:
    """A session that started half an hour ago and runs until noon."""
    return a_session(on=date(2026, 11, 23), hours=(time(9, 30), time(12)), **more)  # type: ignore[arg-type]


# Services


def test_marking_opens_exactly_an_hour_before_the_start(app: Flask) -> None:
    manager, session = a_manager(), a_session()
    booking = a_booking(session)
    opens = session.starts_at - timedelta(hours=1)
    with pytest.raises(MarkingNotOpen):
        mark(booking, Outcome.ATTENDED, by=manager, at=opens - A_SECOND)
    with pytest.raises(MarkingNotOpen):
        mark_everyone_attended(session, by=manager, at=opens - A_SECOND)
    with pytest.raises(MarkingNotOpen):
        add_walk_in(session, name="W", email="w@example.org", agency=None, by=manager, at=opens - A_SECOND)
    with pytest.raises(MarkingNotOpen):
        close_register(session, by=manager, at=opens - A_SECOND)
    mark(booking, Outcome.ATTENDED, by=manager, at=opens)
    assert booking.outcome is Outcome.ATTENDED


def test_a_course_of_several_days_opens_before_its_first_day(app: Flask) -> None:
    days = [Day(date(2026, 12, number), time(9, 30), time(12)) for number in (7, 14)]
    session = a_session(days=days)
    a_booking(session)
    assert mark_everyone_attended(session, by=a_manager(), at=session.days[0].starts_at - timedelta(hours=1)) == 1


@pytest.mark.parametrize("state", [SessionState.DRAFT, SessionState.CANCELLED])
def test_a_draft_or_cancelled_session_is_never_marked(app: Flask, state: SessionState) -> None:
    with pytest.raises(MarkingNotOpen):
        mark_everyone_attended(running(state=state), by=a_manager(), at=NOW)


def test_everyone_attended_leaves_the_exceptions_as_they_are(app: Flask) -> None:
    manager, session = a_manager(), running()
    excused = a_booking(session, outcome=Outcome.EXCUSED)
    unmarked = [a_booking(session) for _ in range(2)]
    cancelled = a_booking(session, outcome=Outcome.LATE_CANCELLED, state=BookingState.CANCELLED)
    held = a_booking(session, state=BookingState.HELD, held_until=NOW)
    assert mark_everyone_attended(session, by=manager, at=NOW) == 2
    assert [booking.outcome for booking in unmarked] == [Outcome.ATTENDED] * 2
    assert excused.outcome is Outcome.EXCUSED
    assert (cancelled.outcome, held.outcome) == (Outcome.LATE_CANCELLED, None)
    assert mark_everyone_attended(session, by=manager, at=NOW) == 0


@pytest.mark.parametrize("outcome", MARKS)
def test_a_mark_can_be_changed_and_taken_back_until_the_register_closes(app: Flask, outcome: Outcome) -> None:
    manager, booking = a_manager(), a_booking(running())
    mark(booking, Outcome.ATTENDED, by=manager, at=NOW)
    mark(booking, outcome, said_by="The line manager", by=manager, at=NOW)
    assert booking.outcome is outcome
    mark(booking, None, by=manager, at=NOW)
    assert booking.outcome is None
    assert booking.is_booked


def test_who_marked_what_is_written_down(app: Flask) -> None:
    manager, booking = a_manager(), a_booking(running())
    mark(booking, Outcome.NO_SHOW, by=manager, at=NOW)
    mark(booking, Outcome.NO_SHOW, by=manager, at=NOW)  # no change, no entry
    mark(booking, Outcome.EXCUSED, said_by="The line manager", by=manager, at=NOW)
    entries = [entry for entry in entries_about(booking) if entry.verb is Verb.MARKED_BOOKING]
    assert [entry.data for entry in entries] == [
        {"before": None, "after": "no-show"},
        {"before": "no-show", "after": "excused"},
    ]
    assert {entry.actor_id for entry in entries} == {manager.id}


@pytest.mark.parametrize("state", [BookingState.HELD, BookingState.LAPSED, BookingState.CANCELLED])
def test_only_somebody_with_a_place_is_marked(app: Flask, state: BookingState) -> None:
    booking = a_booking(running(), state=state)
    with pytest.raises(NotBooked):
        mark(booking, Outcome.ATTENDED, by=a_manager(), at=NOW)
    assert booking.outcome is None


def test_a_withdrawal_that_came_just_before_a_mark_stands(app: Flask) -> None:
    """The mark waits for the session's lock, which the withdrawal holds, and then sees what it did."""
    session = a_session(on=date(2026, 11, 23), hours=(time(10, 30), time(12)))
    booking_id, officer_id = a_booking(session).id, a_manager().id
    said: list[str] = []

    def mark_as_attended() -> None:
        with app.app_context():
            booking, officer = db.session.get_one(Booking, booking_id), db.session.get_one(User, officer_id)
            try:
                mark(booking, Outcome.ATTENDED, by=officer, at=NOW)
                said.append("marked")
            except NotBooked:
                said.append("refused")

    marking = threading.Thread(target=mark_as_attended)
    with db.engine.connect().execution_options(writes=True) as withdrawing, withdrawing.begin():
        this_session = TrainingSession.__table__.c.id == session.id
        withdrawing.execute(select(TrainingSession.__table__.c.id).where(this_session).with_for_update())
        marking.start()
        wait_until_it_waits(marking)
        withdrawing.execute(
            update(Booking).values(state=BookingState.CANCELLED, outcome=Outcome.LATE_CANCELLED, cancelled_at=NOW)
        )
    marking.join()
    assert said == ["refused"]
    db.session.rollback()
    booking = db.session.get_one(Booking, booking_id)
    assert (booking.state, booking.outcome) == (BookingState.CANCELLED, Outcome.LATE_CANCELLED)


def wait_until_it_waits(thread: threading.Thread) -> None:
    """PostgreSQL says who waits for a lock. On SQLite a command that writes waits before it has read anything."""
    if db.engine.dialect.name != "postgresql":
        return
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as looking:
        while thread.is_alive() and not looking.execute(waiting).scalar():
            pass


def test_a_walk_in_takes_no_place(app: Flask) -> None:
    session, agency = running(places=1), an_agency()
    a_booking(session)
    walk_in = add_walk_in(session, name="Wyn", email="Wyn@example.org", agency=agency, by=a_manager(), at=NOW)
    assert (walk_in.state, walk_in.outcome, walk_in.agency) == (BookingState.WALKED_IN, Outcome.WALK_IN, agency)
    assert walk_in.practitioner.email == "wyn@example.org"
    assert availability([session], at=NOW)[session.id].taken == 1
    assert walk_in in on_the_register(session)
    with pytest.raises(NotBooked):
        mark(walk_in, Outcome.NO_SHOW, by=a_manager(), at=NOW)


def test_a_walk_in_entered_by_mistake_is_taken_off_and_can_come_again(team: Visitor) -> None:
    session = running()
    page = team.open_page(f"/registers/{session.id}/walk-in")
    page = page.press(ADD_TO_THE_REGISTER, name="Jo Bell", email="jo@example.org", agency=an_agency().name)
    page = page.press("Remove from the register: Jo Bell")
    assert page.notice == "Jo Bell is off the register."
    assert on_the_register(session) == []
    add_walk_in(session, name="Jo Bell", email="jo@example.org", agency=None, by=a_manager(), at=NOW)


def test_only_a_walk_in_is_taken_off_the_register(app: Flask) -> None:
    with pytest.raises(NotBooked):
        take_off(a_booking(running()), by=a_manager(), at=NOW)


def test_somebody_already_on_the_register_is_no_walk_in(app: Flask) -> None:
    manager, session, user = a_manager(), running(), a_user()
    a_booking(session, user)
    with pytest.raises(AlreadyBooked, match="is on this register already"):
        add_walk_in(session, name="X", email=user.email, agency=None, by=manager, at=NOW)
    add_walk_in(session, name="Wyn", email="wyn@example.org", agency=None, by=manager, at=NOW)
    with pytest.raises(AlreadyBooked):
        add_walk_in(session, name="Wyn", email="wyn@example.org", agency=None, by=manager, at=NOW)
    assert len(on_the_register(session)) == 2


def test_somebody_who_only_held_or_cancelled_may_walk_in(app: Flask) -> None:
    manager, session = a_manager(), running()
    held, cancelled = a_user(), a_user()
    hold = a_booking(session, held, state=BookingState.HELD, held_until=NOW + timedelta(minutes=5))
    a_booking(session, cancelled, Outcome.LATE_CANCELLED, state=BookingState.CANCELLED)
    for person in (held, cancelled):
        add_walk_in(session, name=person.name, email=person.email, agency=None, by=manager, at=NOW)
    assert hold.state is BookingState.LAPSED
    assert len(on_the_register(session)) == 2


def test_a_register_closes_once_the_session_is_over_and_everybody_is_marked(app: Flask) -> None:
    manager, session = a_manager(), running()
    bookings = [a_booking(session) for _ in range(2)]
    mark(bookings[0], Outcome.ATTENDED, by=manager, at=NOW)
    with pytest.raises(NotOverYet):
        close_register(session, by=manager, at=session.ends_at - A_SECOND)
    with pytest.raises(NotAllMarked, match="1 person is not marked yet"):
        close_register(session, by=manager, at=session.ends_at)
    mark(bookings[0], None, by=manager, at=NOW)
    with pytest.raises(NotAllMarked, match="2 people are not marked yet"):
        close_register(session, by=manager, at=session.ends_at)
    mark_everyone_attended(session, by=manager, at=NOW)
    register = close_register(session, by=manager, at=session.ends_at)
    assert (register.closed_at, register.closed_by_id) == (session.ends_at, manager.id)
    assert register_of(session) is register


def test_a_session_to_which_nobody_came_can_be_closed_too(app: Flask) -> None:
    assert close_register(a_past_session(), by=a_manager(), at=NOW).closed_at == NOW


def test_a_closed_register_refuses_everything(app: Flask) -> None:
    manager, session = a_manager(), a_past_session()
    booking = a_booking(session, outcome=Outcome.NO_SHOW)
    a_closed_register(session)
    for refused in (
        lambda: mark(booking, Outcome.ATTENDED, by=manager, at=NOW),
        lambda: mark_everyone_attended(session, by=manager, at=NOW),
        lambda: add_walk_in(session, name="W", email="w@example.org", agency=None, by=manager, at=NOW),
        lambda: close_register(session, by=manager, at=NOW),
    ):
        with pytest.raises(RegisterClosed):
            refused()
    assert booking.outcome is Outcome.NO_SHOW
    assert db.session.query(Booking).count() == 1


def test_the_database_closes_a_register_once(app: Flask) -> None:
    session = a_past_session()
    a_closed_register(session)
    db.session.add(Register(session_id=session.id, closed_at=NOW))
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


def test_registers_are_to_mark_from_an_hour_before_until_they_are_closed(app: Flask) -> None:
    older, newer = a_past_session(days_ago=9), running()
    coming = a_session(on=date(2026, 11, 23), hours=(time(11, 1), time(12)))
    a_closed_register(closed := a_past_session(days_ago=3))
    a_past_session(is_open=True)
    a_past_session(a_course(strand=Strand.E_LEARNING))
    a_past_session(state=SessionState.DRAFT)
    assert registers_to_mark(at=NOW) == [older, newer]
    assert registers_coming(at=NOW) == [coming]
    assert registers_to_mark(at=NOW + timedelta(minutes=1)) == [older, newer, coming]
    assert registers_closed().items == [closed]


def test_the_register_is_in_the_order_of_names(app: Flask) -> None:
    session = running()
    for name in ("bea", "Ann", "Álvaro", "Cyd"):
        a_booking(session, a_user(name=name))
    names = [booking.name for booking in on_the_register(session)]
    assert names[:2] == ["Ann", "bea"]
    assert names.index("bea") < names.index("Cyd")


# Pages


@pytest.fixture
def team(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


def open_register(team: Visitor, session: TrainingSession) -> Page:
    return team.open_page(f"/registers/{session.id}")


def people(page: Page) -> list[str]:
    """Names, agencies and states, as they are seen."""
    shown = page.soup.select(".cb-person:not([hidden]) .cb-person__row")
    for unseen in page.soup.select(".govuk-visually-hidden"):
        unseen.extract()
    return [" ".join(row.get_text(" ").split()) for row in shown]


def test_a_manager_marks_everybody_then_the_exceptions_adds_a_walk_in_and_closes(team: Visitor) -> None:
    session = running()
    session.course.title = "Complex neglect"
    agency = an_agency("Northbridge Council")
    ann, bob, cyd = (a_booking(session, a_user(name=name, agency=agency)) for name in ("Ann", "Bob", "Cyd"))
    page = team.open_page("/registers").click("Complex neglect")
    assert "0 here · 0 not · 3 to mark" in page.words
    page = page.press(EVERYONE_IS_HERE)
    assert page.notice.startswith("3 people are marked here. Now change those who were not.")
    assert "3 here · 0 not · 0 to mark" in page.words
    page = page.press("Did not attend: Bob")
    page = page.click("Excused: Cyd").press(MARK_AS_EXCUSED, said_by="the line manager")
    assert "1 here · 2 not · 0 to mark" in page.words
    page = page.press("Undo: Cyd").press("Left early: Cyd")
    page = page.click(ADD_SOMEONE_WHO_CAME)
    page = page.press(ADD_TO_THE_REGISTER, name="Wyn", email="wyn@example.org", agency="northbridge council")
    assert page.notice == "Wyn is on the register as a walk-in."
    assert people(page) == [
        "Ann Northbridge Council Here",
        "Bob Northbridge Council Did not attend",
        "Cyd Northbridge Council Left early",
        "Wyn Northbridge Council Walk-in",
    ]
    assert CLOSES_ONCE_IT_HAS_ENDED in page.words
    with clock_at(session.ends_at):
        page = open_register(team, session).press(CLOSE_THE_REGISTER)
    assert page.notice.startswith(REGISTER_IS_CLOSED)
    assert "This register was closed on Monday 23 November 2026." in page.words
    assert not page.soup.select("main form[method=post]:not([role=search])")
    assert [booking.outcome for booking in (ann, bob, cyd)] == [
        Outcome.ATTENDED,
        Outcome.NO_SHOW,
        Outcome.LEFT_EARLY,
    ]


def test_before_marking_opens_the_page_says_when_it_does_and_shows_the_names(team: Visitor) -> None:
    booking = a_booking(a_session(), access_needs="A hearing loop")
    page = open_register(team, booking.session)
    assert MarkingNotOpen.message in page.words
    assert "A hearing loop" in page.words
    assert not page.soup.select("main form[method=post]:not([role=search])")
    with clock_at(booking.session.starts_at - timedelta(hours=1)):
        assert open_register(team, booking.session).press(EVERYONE_IS_HERE).status == 200
    assert booking.outcome is Outcome.ATTENDED


def test_a_register_that_is_not_complete_is_refused_in_the_summary(team: Visitor) -> None:
    session = a_past_session()
    a_booking(session)
    page = open_register(team, session).press(CLOSE_THE_REGISTER)
    assert page.problems == ["1 person is not marked yet. Mark everyone, then close."]
    assert register_of(session) is None


def test_a_mark_that_came_too_late_is_refused_in_words(team: Visitor) -> None:
    booking = a_booking(a_past_session())
    page = open_register(team, booking.session)
    a_closed_register(booking.session)
    for button in (EVERYONE_IS_HERE, f"Mark here: {booking.name}"):
        refused = page.press(button)
        assert (refused.status, refused.h1) == (409, DID_NOT_WORK)
        assert RegisterClosed.message in refused.words
    assert page.press(CLOSE_THE_REGISTER).refuses(RegisterClosed)
    assert booking.outcome is None


@pytest.mark.parametrize("outcome", ["nonsense", "walk-in", "late-cancelled", "cancelled", "", "not-marked "])
def test_an_outcome_that_no_button_offers_is_refused(team: Visitor, outcome: str) -> None:
    booking = a_booking(running())
    page = open_register(team, booking.session)
    field = page.soup.find(attrs={"name": "csrf_token"})
    refused = team.open_page(
        f"/registers/{booking.session_id}/bookings/{booking.id}",
        method="POST",
        data={"csrf_token": field["value"], "outcome": outcome},
    )
    assert (refused.status, refused.h1) == (400, "That request can’t be understood")
    assert booking.outcome is None


def test_a_booking_of_another_session_is_not_found_on_this_register(team: Visitor) -> None:
    here, elsewhere = a_booking(running()), a_booking(running())
    field = open_register(team, here.session).soup.find(attrs={"name": "csrf_token"})
    refused = team.open_page(
        f"/registers/{here.session_id}/bookings/{elsewhere.id}",
        method="POST",
        data={"csrf_token": field["value"], "outcome": "attended"},
    )
    assert refused.status == 404
    assert elsewhere.outcome is None


WALK_IN = {"name": "Wyn", "email": "wyn@example.org", "agency": "Northbridge Council"}


@pytest.mark.parametrize(
    ("field", "typed", "complaint"),
    [
        ("name", "", "Enter the person’s name"),
        ("name", "x" * 201, "Name must be 200 characters or fewer"),
        ("email", "", "Enter the person’s e-mail address"),
        ("email", "wyn", ENTER_AN_EMAIL_ADDRESS),
        ("agency", "", "Choose the person’s agency from the list, or tick “The agency is not listed”"),
        ("agency", "Southbridge", "Choose the person’s agency from the list, or tick “The agency is not listed”"),
    ],
)
def test_a_bad_walk_in_is_refused_beside_the_field_and_kept(
    team: Visitor, field: str, typed: str, complaint: str
) -> None:
    an_agency("Northbridge Council")
    session = running()
    page = team.open_page(f"/registers/{session.id}/walk-in").press(ADD_TO_THE_REGISTER, **(WALK_IN | {field: typed}))
    assert page.problems == [complaint]
    assert page.error_beside(field) == complaint
    for name, value in (WALK_IN | {field: typed}).items():
        assert page.soup.find(id=name)["value"] == value
    assert on_the_register(session) == []
    assert db.session.query(User).filter_by(email="wyn@example.org").count() == 0


def test_a_walk_in_who_has_booked_is_refused_in_the_summary(team: Visitor) -> None:
    an_agency("Northbridge Council")
    session = running()
    a_booking(session, a_user(email="wyn@example.org"))
    page = team.open_page(f"/registers/{session.id}/walk-in").press(ADD_TO_THE_REGISTER, **WALK_IN)
    assert page.problems == ["wyn@example.org is on this register already."]
    assert page.soup.find(id="name")["value"] == "Wyn"


def test_a_walk_in_of_a_merged_agency_counts_for_the_one_that_stands(team: Visitor) -> None:
    trust = an_agency("Health Trust")
    an_agency("Old PCT", merged_into_id=trust.id)
    session = running()
    team.open_page(f"/registers/{session.id}/walk-in").press(ADD_TO_THE_REGISTER, **(WALK_IN | {"agency": "old pct"}))
    [walk_in] = on_the_register(session)
    assert walk_in.agency is trust
    assert db.session.query(Agency).count() == 3  # the manager's own among them


def test_what_keeps_no_register_has_no_page_for_it(team: Visitor) -> None:
    for session in (
        running(state=SessionState.DRAFT),
        running(is_open=True),
        running(course=a_course(strand=Strand.E_LEARNING)),
    ):
        assert open_register(team, session).status == 404
    for number in ("0", "424242", "9" * 30):
        assert team.open_page(f"/registers/{number}").status == 404


def test_empty_registers_say_what_to_expect(team: Visitor) -> None:
    assert "No register to mark. One opens an hour before its session starts." in team.open_page("/registers").words
    assert "Nobody has booked this session. Add those who came" in open_register(team, running()).words


def test_registers_to_come_stand_above_those_closed_last(team: Visitor) -> None:
    a_closed_register(a_past_session(a_course("Closed one")))
    a_session(a_course("Coming one"))
    words = team.open_page("/registers").words
    assert words.index("Next") < words.index("Coming one") < words.index("Closed last") < words.index("Closed one")

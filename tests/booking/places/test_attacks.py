"""What was found by attacking the running application at c511058, each finding by its number: it stays impossible."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Agency, User
from app.accounts.people import queries as people
from app.accounts.people import services as people_services
from app.accounts.signing_in.services import ask_to_sign_in
from app.audit.models import AuditEntry
from app.booking import queries as booking_queries
from app.booking.agency_lead import services as agency_lead
from app.booking.agency_lead.rules_list import read_list
from app.booking.claims.services_delegates import delegate_of
from app.booking.delegates import Delegate
from app.booking.eligibility.refusals import Barred, PrerequisiteMissing
from app.booking.leaving.services_substitution import substitute
from app.booking.models import Booking
from app.booking.places import jobs, refusals, services
from app.booking.places.services import ask_to_wait, book_place, hold_place, hold_several
from app.booking.places.services_confirming import confirm_by_code, confirm_by_link
from app.booking.places.services_walk_ins import record_walk_in
from app.booking.refusals import AlreadyBooked, AskThemToBook, SessionFull
from app.booking.states import BookingState, Outcome
from app.booking.strangers import rules
from app.booking.strangers.refusals import TooManyAsked
from app.core.database import db
from app.core.errors import Refusal
from app.core.links import six_digit_code
from app.core.roles import Role
from app.programme.models_sessions import TrainingSession
from app.records.desk.queries import find
from tests.builders import (
    a_booking,
    a_course,
    a_delegate,
    a_manager,
    a_past_session,
    a_policy,
    a_session,
    a_user,
    an_agency,
    code_in,
    mail_to,
)
from tests.conftest import IN_FULL, NOW, clock_at
from tests.data.everything import everything_held
from tests.page import Page, Visitor
from tests.words import CONFIRM_MY_PLACE, CONFIRM_YOUR_ADDRESS, YOUR_HOLD_HAS_LAPSED

ONE_ADDRESS = "198.51.100.7"
HALF_AN_HOUR, A_SECOND = timedelta(minutes=30), timedelta(seconds=1)
RECORD = ("name", "role", "agency_id", "job_role", "team", "manager_name", "manager_email", "has_no_manager")


def record_of(person: User) -> dict[str, object]:
    db.session.refresh(person)
    return {name: getattr(person, name) for name in RECORD}


def confirm(booking: Booking) -> None:
    confirm_by_code(booking, code=six_digit_code(booking.proof_id or 0), at=NOW)


def everybody() -> int:
    return db.session.scalar(select(func.count()).select_from(User)) or 0


# --- Finding 1: somebody else's account overwritten ---


def sends_a_colleague(session: TrainingSession, person: User) -> Booking:
    """A practitioner types the address on "a colleague instead"."""
    giver = a_user()
    booking = book_place(session, delegate_of(giver), by=giver, at=NOW)
    return substitute(booking, an_impostors_words(person), by=giver, at=NOW)


def pastes_a_list(session: TrainingSession, person: User) -> Booking:
    """An agency's lead has it on a list."""
    lead = a_user(Role.AGENCY_LEAD)
    assert lead.agency
    lines = read_list(f"Mallory,{person.email},Imposter,Mallory,mallory@example.org")
    [result] = agency_lead.book_colleagues(session, lines, agency=lead.agency, by=lead, at=NOW)
    assert result.booking, result.why_not
    return result.booking


def books_for_them(session: TrainingSession, person: User) -> Booking:
    """The office books for somebody on the telephone."""
    return book_place(session, an_impostors_words(person), by=a_manager(), at=NOW)


def an_impostors_words(person: User) -> Delegate:
    words = {"name": "Mallory", "job_role": "Imposter", "team": "Crime", "manager_email": "mallory@example.org"}
    return a_delegate(email=person.email, **words)


WAYS = [sends_a_colleague, pastes_a_list, books_for_them]


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.TRAINING_MANAGER, Role.FINANCE])
@pytest.mark.parametrize("book", WAYS)
def test_finding_1_what_another_types_of_a_person_lives_on_that_booking_alone(
    app: Flask, book: Callable[[TrainingSession, User], Booking], role: Role
) -> None:
    """Found: with an address whose job role is empty, as create-user leaves it, the name, agency, role and line
    manager of that account were replaced, even the training manager's."""
    person = people_services.create_user(email="ruth@example.org", name="Ruth", role=role, agency_name=None, at=NOW)
    person.address_proved_at = NOW
    db.session.commit()
    before = record_of(person)
    booking = book(a_session(), person)
    assert (booking.practitioner, booking.name) == (person, "Mallory")
    assert record_of(person) == before


def test_finding_1_the_office_fills_in_what_is_empty_and_was_proved_by_nobody(app: Flask) -> None:
    """Nor does it overwrite: a person's record is corrected on their page."""
    person = a_user(address_proved_at=None, name="Ann Green", job_role="", team="", agency=None)
    book_place(a_session(), an_impostors_words(person), by=a_manager(), at=NOW)
    now = record_of(person)
    assert (now["name"], now["job_role"], now["team"]) == ("Ann Green", "Imposter", "Crime")
    assert now["agency_id"] is not None
    assert now["manager_email"] == "line-manager@example.org"
    staff = a_user(Role.TRAINER, address_proved_at=None, job_role="", agency=None)
    before = record_of(staff)
    book_place(a_session(), an_impostors_words(staff), by=a_manager(), at=NOW)
    assert record_of(staff) == before


def test_finding_1_a_trainer_at_the_door_moves_nobody_to_an_agency(app: Flask) -> None:
    person = a_user(agency=None, address_proved_at=None)
    kept = {"name": "Mallory", "email": person.email, "agency": an_agency(), "at": NOW}
    record_walk_in(a_past_session(), by=a_user(Role.TRAINER), **kept)  # type: ignore[arg-type]
    assert person.agency_id is None


@pytest.mark.parametrize("proved_at", [NOW, None])
@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.TRAINING_MANAGER])
def test_finding_1_a_link_that_a_stranger_had_sent_changes_no_record(
    app: Flask, role: Role, proved_at: datetime | None
) -> None:
    """Its button is pressed by the person, but the form was filled in by whoever liked."""
    person = a_user(role, address_proved_at=proved_at)
    before = record_of(person)
    booking = hold_place(a_session(), an_impostors_words(person), at=NOW)
    confirm_by_link(booking, proof_id=booking.proof_id or 0, at=NOW)
    assert booking.is_booked
    assert record_of(person) == before


def test_finding_1_the_person_themself_still_says_who_they_are(app: Flask) -> None:
    person = a_user()
    confirm(hold_place(a_session(), an_impostors_words(person), at=NOW))
    assert record_of(person)["job_role"] == "Imposter"


# --- Finding 2: all places held by one anonymous visitor ---


@pytest.mark.lasts_long
def test_finding_2_one_visitor_leaves_nine_tenths_of_the_places(app: Flask) -> None:
    """Found: 65 posts of several sessions each, with new addresses, took 472 free places on 28 sessions to none, and
    left 65 accounts and 65 agencies."""
    a_policy()
    sessions = [a_session(places=20 if number < 8 else 16 if number < 27 else 8) for number in range(28)]
    everything, people_before = sum(session.places for session in sessions), everybody()
    agencies_before = db.session.query(Agency).count()
    assert everything == 472
    for number in range(65):
        some = [sessions[(number * 8 + step) % 28] for step in range(8)]
        attacker = a_delegate(email=f"nobody{number}@example.org", other_agency=f"No such agency {number}")
        hold_several(some, attacker, at=NOW, client_address=f"198.51.100.{number}")
    places = booking_queries.availability(sessions, at=NOW)
    assert sum(place.left for place in places.values()) >= everything * 9 / 10
    assert find("nobody").items == []
    assert db.session.query(Agency).count() == agencies_before
    with clock_at(NOW + HALF_AN_HOUR):
        jobs.free_lapsed_places()
    assert everybody() == people_before
    assert db.session.query(Booking).count() == 0
    assert db.session.query(AuditEntry).count() == 0


def test_finding_2_many_networks_leave_nine_tenths_of_a_session_too(app: Flask) -> None:
    session = a_session(places=40)
    for number in range(30):
        hold_place(session, a_delegate(), at=NOW, client_address=f"2001:db8:{number}::1")
    assert booking_queries.availability([session], at=NOW)[session.id].left == 36


BEHIND_ONE_ADDRESS = 300 if IN_FULL else 100


@pytest.mark.lasts_long
def test_finding_2_everybody_behind_one_address_gets_their_place(app: Flask) -> None:
    """At the opening of a Learning Week, in some minutes: above the bound the code comes first, nobody is refused."""
    a_policy()
    session, council = a_session(places=BEHIND_ONE_ADDRESS), an_agency()
    at, asked = NOW, []
    for _ in range(BEHIND_ONE_ADDRESS):
        at += A_SECOND
        booking = hold_place(session, a_delegate(agency=council), at=at, client_address=ONE_ADDRESS)
        asked.append(booking)
    assert {booking.state for booking in asked} == {BookingState.HELD, BookingState.ASKED}
    for booking in asked:
        at += A_SECOND
        code = code_in(mail_to(booking.practitioner.email, "confirm-address")[0])
        confirm_by_code(booking, code=code, at=at)
    assert at - NOW <= timedelta(minutes=10)
    assert {booking.state for booking in asked} == {BookingState.BOOKED}


def test_finding_2_a_code_that_comes_first_says_so_and_takes_the_place_then(app: Flask) -> None:
    a_policy()
    agency, session = an_agency(), a_session(places=4)
    for _ in range(3):
        hold_place(session, a_delegate(), at=NOW)
    visitor = Visitor(app)
    page = visitor.open_page(f"/sessions/{session.id}/book")
    assert "the code comes first" in page.words
    page = the_form(page, agency, email="ann@example.org")
    assert page.h1 == CONFIRM_YOUR_ADDRESS
    assert "we don’t keep a place" in page.words
    [letter] = mail_to("ann@example.org")
    assert "none is kept for you until you have confirmed" in letter.text
    assert booking_queries.availability([session], at=NOW)[session.id].left == 1
    page = page.press(CONFIRM_MY_PLACE, code=code_in(letter))
    assert page.h1.startswith("You are booked")
    assert booking_queries.availability([session], at=NOW)[session.id].left == 0


def test_finding_2_a_place_that_went_meanwhile_is_said_after_the_code(app: Flask) -> None:
    a_policy()
    session, other = a_session(places=4), a_user()
    asked = [hold_place(session, a_delegate(), at=NOW) for _ in range(4)][-1]
    assert asked.is_asked
    book_place(session, delegate_of(other), by=other, at=NOW)
    with pytest.raises(refusals.HoldFell, match=SessionFull.message):
        confirm(asked)
    assert asked.state is BookingState.LAPSED


def test_finding_2_one_code_holds_few_places(app: Flask) -> None:
    a_policy()
    sessions = [a_session(on=NOW.date() + timedelta(days=20 + number)) for number in range(9)]
    attempts = hold_several(sessions, a_delegate(), at=NOW)
    states = [attempt.booking.state for attempt in attempts if attempt.booking]
    assert states == [BookingState.HELD] * rules.MOST_HELD_BY_ONE_CODE + [BookingState.ASKED] * 4
    assert attempts[0].booking
    confirm(attempts[0].booking)
    assert {attempt.booking.state for attempt in attempts if attempt.booking} == {BookingState.BOOKED}


def test_finding_2_mail_to_strangers_has_a_bound_of_its_own(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_ASKED_FROM_ONE_NETWORK", 4)
    for _ in range(4):
        hold_place(a_session(), a_delegate(), at=NOW, client_address=ONE_ADDRESS)
    with pytest.raises(TooManyAsked):
        hold_place(a_session(), a_delegate(), at=NOW, client_address=ONE_ADDRESS)
    hold_place(a_session(), a_delegate(), at=NOW, client_address="203.0.113.9")


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("198.51.100.7", "198.51.100.250", True),
        ("198.51.100.7", "198.51.101.7", False),
        ("2001:db8:1:2::3", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::3", "2001:db8:1:3::3", False),
        ("::ffff:198.51.100.7", "198.51.100.9", True),
    ],
)
def test_finding_2_a_network_is_what_one_visitor_may_have(one: str, other: str, is_one: bool) -> None:
    assert (rules.network_of(one) == rules.network_of(other)) is is_one
    assert rules.network_of("") == rules.network_of("unix:") == ""


def test_finding_2_somebody_unproved_can_not_sign_in_and_stands_in_no_list(app: Flask) -> None:
    """Found: each left an account, and its agency to be looked at."""
    session, manager = a_session(), a_manager()
    booking = hold_place(session, a_delegate(email="new@example.org", other_agency="Acorns"), at=NOW)
    stranger = booking.practitioner
    ask_to_sign_in(email="new@example.org", at=NOW)
    assert [message.kind for message in mail_to("new@example.org")] == ["confirm-address"]
    assert people.user_by_email("new@example.org") is None
    assert people.user(stranger.id) is None
    assert people.agency_by_name("Acorns") is None
    visitor = Visitor(app).sign_in(manager)
    assert "new@example.org" not in visitor.open_page("/manage/people").press("Find", q="new").words
    assert visitor.open_page(f"/manage/people/{stranger.id}").status == 404
    assert "Acorns" not in visitor.open_page("/manage/agencies").words
    confirm(booking)
    assert people.user_by_email("new@example.org") is stranger
    acorns = people.agency_by_name("Acorns")
    assert acorns
    assert (booking.agency, stranger.agency, acorns.is_listed) == (acorns, acorns, False)
    assert "new@example.org" in visitor.open_page("/manage/people").press("Find", q="new").words


def test_finding_2_a_stranger_is_forgotten_with_the_last_hold_and_nobody_else_is(app: Flask) -> None:
    known = a_user()
    before = everything_held()
    first = hold_place(a_session(), a_delegate(email="new@example.org"), at=NOW)
    hold_place(a_session(), a_delegate(email="new@example.org"), at=NOW + A_SECOND)
    hold_place(a_session(), a_delegate(email=known.email), at=NOW)
    assert before
    with clock_at(NOW + HALF_AN_HOUR):
        jobs.free_lapsed_places()
    db.session.refresh(first)
    assert first.state is BookingState.LAPSED  # the same stranger's other hold still runs
    with clock_at(NOW + HALF_AN_HOUR + A_SECOND):
        jobs.free_lapsed_places()
    assert db.session.query(User).all() == [known]
    assert [booking.practitioner for booking in db.session.query(Booking)] == [known]


def test_finding_2_who_is_somebody_meanwhile_stays(app: Flask) -> None:
    """The office enrols the same address, or creates an account with it, while a stranger's hold runs."""
    hold_place(a_session(), a_delegate(email="ann@example.org", name="Mallory"), at=NOW)
    hold_place(a_session(), a_delegate(email="fin@example.org", name="Mallory"), at=NOW)
    book_place(a_session(), a_delegate(email="ann@example.org", name="Ann Green"), by=a_manager(), at=NOW)
    people_services.create_user(email="fin@example.org", name="Fin", role=Role.FINANCE, agency_name="Council", at=NOW)
    with clock_at(NOW + HALF_AN_HOUR):
        jobs.free_lapsed_places()
    ann, fin = people.user_by_email("ann@example.org"), people.user_by_email("fin@example.org")
    assert ann
    assert fin
    assert (ann.name, fin.name, fin.role) == ("Ann Green", "Fin", Role.FINANCE)


@pytest.mark.parametrize(
    "somebody", [{"role": Role.TRAINER}, {"address_proved_at": NOW}, {"agency": True}], ids=lambda given: [*given][0]
)
def test_finding_2_the_database_lets_nobodys_account_carry_the_mark(app: Flask, somebody: dict[str, object]) -> None:
    """Rows with it are deleted by a job."""
    facts: dict[str, Any] = {"role": Role.PRACTITIONER, "address_proved_at": None, "agency": None} | somebody
    if facts["agency"]:
        facts["agency"] = an_agency()
    with pytest.raises(IntegrityError, match="provisional_is_nobody_yet"):
        a_user(is_provisional=True, **facts)
    db.session.rollback()


def test_finding_2_a_page_of_a_hold_that_is_forgotten_says_that_it_has_lapsed(app: Flask) -> None:
    """On SQLite its number may be another's by then: they are told nothing of that one."""
    agency, session = an_agency(), a_session()
    visitor = Visitor(app)
    page = the_form(visitor.open_page(f"/sessions/{session.id}/book"), agency, email="ann@example.org")
    confirming = mail_to("ann@example.org")[0].revealed_text()
    with clock_at(NOW + HALF_AN_HOUR):
        jobs.free_lapsed_places()
        other = hold_place(session, a_delegate(email="other@example.org", name="Somebody Else"), at=NOW + HALF_AN_HOUR)
        link = next(word for word in confirming.split() if "/bookings/confirm/" in word)
        for address in (page.address, link.removeprefix("http://coursebook.test")):
            again = visitor.open_page(address)
            assert again.h1 == YOUR_HOLD_HAS_LAPSED
            assert other.name not in again.words


# --- Finding 4: who is booked where leaks ---


def the_form(page: Page, agency: Agency, **typed: str) -> Page:
    said = {
        "name": "Ann Green",
        "email": "ann@example.org",
        "agency": agency.name,
        "job_role": "Nurse",
        "manager_name": "Kim Lee",
        "manager_email": "kim@example.org",
        "accepts_terms": "y",
    }
    return page.press("Continue", **(said | typed))


def barred(session: TrainingSession) -> User:
    person = a_user()
    for days in (10, 20, 30):
        a_booking(a_past_session(days_ago=days), person, Outcome.NO_SHOW)
    return person


def with_a_place(session: TrainingSession) -> User:
    person = a_user()
    a_booking(session, person)
    return person


def with_a_hold(session: TrainingSession) -> User:
    return hold_place(session, a_delegate(), at=NOW, client_address="203.0.113.1").practitioner


def an_unknown(session: TrainingSession) -> User:
    return User(email="unknown@example.org")


def test_finding_4_the_form_says_the_same_whoevers_address_is_typed(app: Flask) -> None:
    """Found: "You already have a place", for whoever typed a colleague's address."""
    agency = an_agency()
    told = set()
    for somebody in (with_a_place, barred, with_a_hold, a_manager, an_unknown):
        needed = a_course()
        session = a_session(a_course(prerequisite_id=needed.id), prerequisite_years=2, bars_non_attenders=True)
        email = (somebody() if somebody is a_manager else somebody(session)).email  # type: ignore[operator]
        page = the_form(Visitor(app).open_page(f"/sessions/{session.id}/book"), agency, email=email)
        told.add((page.status, page.h1, page.words.replace(email, "ADDRESS").replace(session.title, "COURSE")))
    assert len(told) == 1


def test_finding_4_the_line_says_the_same_whoevers_address_is_typed(app: Flask) -> None:
    session = a_session(places=1)
    person = with_a_place(session)
    for email in (person.email, "unknown@example.org"):
        assert ask_to_wait(session, a_delegate(email=email), at=NOW).state is BookingState.UNCONFIRMED


def test_finding_4_the_mail_and_the_page_after_the_code_say_what_stands(app: Flask) -> None:
    a_policy()
    session, agency = a_session(a_course("Complex neglect")), an_agency()
    person = with_a_place(session)
    page = the_form(Visitor(app).open_page(f"/sessions/{session.id}/book"), agency, email=person.email)
    [letter] = mail_to(person.email)
    assert "There is nothing to confirm" in letter.text
    page = page.press(CONFIRM_MY_PLACE, code=code_in(letter))
    assert page.h1.startswith("You are booked")
    assert "Nothing has changed" in page.notice
    assert booking_queries.availability([session], at=NOW)[session.id].taken == 1


def test_finding_4_a_practitioner_who_sends_a_colleague_hears_no_reason(app: Flask) -> None:
    """Found: a colleague's name with "has missed three sessions", shown to a practitioner."""
    needed, told = a_course(), set()
    for somebody in (with_a_place, barred):
        session = a_session(bars_non_attenders=True)
        told.add(said_of(session, somebody(session), by=None))
    session = a_session(a_course(prerequisite_id=needed.id), prerequisite_years=2)
    told.add(said_of(session, an_unknown(session), by=None))
    assert told == {AskThemToBook.message}


def test_finding_4_a_lead_hears_of_proved_people_of_their_own_agency_alone(app: Flask) -> None:
    lead, manager = a_user(Role.AGENCY_LEAD), a_manager()
    family = an_agency(merged_into_id=lead.agency_id)
    own = {"agency": lead.agency}
    people_told = {
        "own": (a_user(**own), lead, True),
        "of a merged agency": (a_user(agency=family), lead, True),
        "unproved": (a_user(address_proved_at=None, **own), lead, False),
        "of another agency": (a_user(), lead, False),
        "of none": (a_user(agency=None), lead, False),
        "the office hears of everybody": (a_user(address_proved_at=None), manager, True),
    }
    for which, (person, by, hears) in people_told.items():
        session = a_session()
        a_booking(session, person)
        told = said_of(session, person, by=by)
        assert (told == AskThemToBook.message) is not hears, which
        if hears:
            assert "has a place on this session" in told


def said_of(session: TrainingSession, person: User, *, by: User | None) -> str:
    """How it is said that this person can't come instead of somebody: to that somebody, unless another is named."""
    giver = a_user()
    booking = a_booking(session, giver, terms_accepted_at=NOW)
    colleague = a_delegate(email=person.email, name="Kim Lee")
    with pytest.raises(Refusal) as refused:
        substitute(booking, colleague, by=by or giver, at=NOW)
    assert booking.is_booked
    return refused.value.message


def test_finding_4_a_list_says_the_same_of_whoever_can_not_be_booked_by_a_lead(app: Flask) -> None:
    """Found: "This address is known to us with another agency"."""
    lead, session = a_user(Role.AGENCY_LEAD), a_session()
    assert lead.agency
    elsewhere, newcomer = a_user(), a_user(agency=None, address_proved_at=None)
    a_booking(session, newcomer)
    lines = read_list(f"One,{elsewhere.email}\nTwo,{newcomer.email}")
    results = agency_lead.book_colleagues(session, lines, agency=lead.agency, by=lead, at=NOW)
    assert {result.why_not for result in results} == {AskThemToBook.message}


def test_finding_4_of_oneself_one_hears_everything_once_it_is_proved(app: Flask) -> None:
    session = a_session(bars_non_attenders=True)
    person = barred(session)
    with pytest.raises(Barred):
        book_place(session, delegate_of(person), by=person, at=NOW)
    with pytest.raises(refusals.HoldFell, match="missed three sessions"):
        confirm(hold_place(session, a_delegate(email=person.email), at=NOW))
    a_booking(session, person)
    with pytest.raises(AlreadyBooked):
        book_place(session, delegate_of(person), by=person, at=NOW)
    needed = a_session(a_course(prerequisite_id=a_course().id), prerequisite_years=1)
    with pytest.raises(PrerequisiteMissing):
        book_place(needed, delegate_of(person), by=person, at=NOW)


# --- Finding 6: a stranger's hold with your address ends yours ---


def test_finding_6_a_strangers_hold_with_your_address_leaves_yours(app: Flask) -> None:
    """Each stands until it is confirmed or over; the code of either is in your mailbox alone."""
    a_policy()
    session = a_session()
    mine = hold_place(session, a_delegate(email="ann@example.org", name="Ann Green"), at=NOW)
    theirs = hold_place(session, a_delegate(email="ann@example.org", name="Mallory"), at=NOW)
    assert mine.state is theirs.state is BookingState.HELD
    confirm(mine)
    assert (mine.state, theirs.state) == (BookingState.BOOKED, BookingState.LAPSED)
    assert booking_queries.availability([session], at=NOW)[session.id].taken == 1


def test_finding_6_the_same_browser_asks_anew_and_holds_one_place(app: Flask) -> None:
    session, agency = a_session(), an_agency()
    mine, theirs = Visitor(app), Visitor(app)
    for visitor in (mine, theirs, mine):
        the_form(visitor.open_page(f"/sessions/{session.id}/book"), agency)
    states = [booking.state for booking in db.session.query(Booking).order_by(Booking.id)]
    assert states == [BookingState.LAPSED, BookingState.HELD, BookingState.HELD]


@pytest.mark.parametrize(
    ("typed", "greeted"),
    [
        ("You have won, see http://evil.example/" + "x" * 150, "You have won, see"),
        ("www.evil.example", "colleague"),
        ("evil.example Ann", "Ann"),
        ("Ann\nBcc: victim@example.org", "Ann Bcc:"),
        ("A" * 200, "A" * 60),
        ("Dr. Ann O’Brien-Green", "Dr. Ann O’Brien-Green"),
        ("J.R. Ward", "J.R. Ward"),
    ],
)
def test_finding_6_a_name_in_mail_to_strangers_is_bounded_and_clean(app: Flask, typed: str, greeted: str) -> None:
    """Found: a name of 200 letters with a web address went out in "Hello …"."""
    hold_place(a_session(), a_delegate(email="victim@example.net", name=typed), at=NOW)
    [letter] = mail_to("victim@example.net")
    assert letter.text.startswith(f"Hello {greeted},\n")
    assert "evil" not in letter.text + letter.to_name + letter.subject
    assert "\n" not in letter.to_name
    assert len(letter.to_name) <= 60


def test_finding_6_a_name_in_mail_to_a_line_manager_is_clean_too(app: Flask) -> None:
    a_policy(tells_managers_of=["booking"])
    person = a_user(name="Win at http://evil.example", manager_name="Boss www.evil.example")
    services.book_place(a_session(), delegate_of(person), by=person, at=NOW)
    [letter] = mail_to("line-manager@example.org")
    assert "evil" not in letter.text + letter.to_name + letter.subject

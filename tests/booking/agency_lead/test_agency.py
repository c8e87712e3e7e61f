"""An agency's lead: a list of colleagues booked at once, and their own people's bookings alone."""

import io
from datetime import timedelta

import pytest
from flask import Flask
from openpyxl import load_workbook

from app.accounts.models import User
from app.booking import delegates as booking_delegates
from app.booking.agency_lead import services
from app.booking.agency_lead.queries import PER_PAGE
from app.booking.agency_lead.rules_list import MOST_COLLEAGUES, WHO_IS_WHO, read_list
from app.booking.claims.services_delegates import delegate_of
from app.booking.models import Booking
from app.booking.places import services as places_services
from app.booking.queries import waiting_list
from app.booking.refusals import AskThemToBook, NobodyListed, SessionFull
from app.booking.states import BookingState, Outcome
from app.core import clock
from app.core.database import db
from app.core.roles import Role
from app.programme.models import Strand
from tests.builders import (
    a_booking,
    a_closed_register,
    a_course,
    a_past_session,
    a_policy,
    a_session,
    a_user,
    an_agency,
    mail_to,
)
from tests.conftest import NOW
from tests.page import Visitor
from tests.words import ASK_THE_TRAINING_TEAM, PASS_THE_PLACE_ON, SEND_A_COLLEAGUE


@pytest.fixture
def lead(app: Flask) -> User:
    return a_user(Role.AGENCY_LEAD, agency=an_agency("Anyshire Hospitals"))


@pytest.mark.parametrize(
    "text",
    [
        "Ann Green, ANN@example.org , Nurse, Kim Lee, kim@example.org",
        "Ann Green\tann@example.org\tNurse\tKim Lee\tkim@example.org",
        "\ufeffE-mail;Name;Line manager;Manager e-mail;Role\r\n\r\n"
        "ann@example.org;Ann  Green;Kim Lee;kim@example.org;Nurse",
        "Ann Green\tann@example.org, Nurse; Kim Lee, kim@example.org",
        "ann@example.org, Ann Green, Nurse, Kim Lee, kim@example.org",
        "Green, Ann (Children’s) <ANN@example.org>, Nurse, Kim Lee, kim@example.org",
    ],
)
def test_a_list_is_read_as_people_paste_it(text: str) -> None:
    [line] = read_list(text)
    assert line.complaint == ""
    assert line.said == {
        "name": "Ann Green",
        "email": "ann@example.org",
        "role": "Nurse",
        "manager": "Kim Lee",
        "manager email": "kim@example.org",
    }


def test_addresses_are_read_as_outlook_gives_them() -> None:
    lines = read_list(
        "Ann Green <ann@example.org>; Hill, Bob <BOB@example.org>;'Cat Fox' <mailto:cat@example.org>; "
        "dan.elm@example.org\n"
        "eve.oak@example.org, fay_ash@example.org\n<gil.yew@example.org>"
    )
    assert [(line.number, line.said["name"], line.said["email"]) for line in lines if not line.complaint] == [
        (1, "Ann Green", "ann@example.org"),
        (1, "Bob Hill", "bob@example.org"),
        (1, "Cat Fox", "cat@example.org"),
        (1, "Dan Elm", "dan.elm@example.org"),
        (2, "Eve Oak", "eve.oak@example.org"),
        (2, "Fay Ash", "fay_ash@example.org"),
        (3, "Gil Yew", "gil.yew@example.org"),
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("cat@example.org", "there is no name: write it before the address"),
        ("Ann <ann@example.org>; Bob Hill; Cat <cat@>", "cat@ is no e-mail address"),
        ("Ann Green, ann@example.org, Nurse, Kim <kim@example.org>", WHO_IS_WHO),
    ],
)
def test_what_can_not_be_told_from_a_list_is_not_guessed(text: str, complaint: str) -> None:
    """A manager in brackets behind a colleague isn't booked in the colleague's place."""
    assert read_list(text)[-1].complaint == complaint


def test_each_line_that_can_not_be_read_says_why() -> None:
    lines = read_list(f'Ann Green\n,bob@example.org\nCat,cat@\n\nDan,dan@example.org,{"x" * 201}\n"')
    assert [(line.number, line.complaint) for line in lines] == [
        (1, "there is no e-mail address"),
        (2, "there is no name: write it before the address"),
        (3, "cat@ is no e-mail address"),
        (5, "the role is longer than 200 characters"),
    ]


def test_one_line_that_can_not_be_booked_keeps_no_other_from_it(app: Flask, lead: User) -> None:
    session = a_session(places=2)
    lines = read_list(
        "Ann,ann@example.org\nBob,bob@\nAnn again,ann@example.org\nCat,cat@example.org\nDan,dan@example.org"
    )
    assert lead.agency
    results = services.book_colleagues(session, lines, agency=lead.agency, by=lead, at=NOW)
    assert [(bool(result.booking), result.why_not) for result in results] == [
        (True, ""),
        (False, "Line 2: bob@ is no e-mail address."),
        (False, "Line 3: ann@example.org is in this list already, on line 1."),
        (True, ""),
        (False, SessionFull.message),
    ]
    assert len(mail_to("cat@example.org", "confirmed")) == 1


@pytest.mark.parametrize("how_many", [0, MOST_COLLEAGUES + 1])
def test_an_empty_list_and_an_endless_one_are_refused(app: Flask, lead: User, how_many: int) -> None:
    lines = read_list("\n".join(f"N{number},n{number}@example.org" for number in range(how_many)))
    assert lead.agency
    with pytest.raises(NobodyListed):
        services.book_colleagues(a_session(), lines, agency=lead.agency, by=lead, at=NOW)


def test_what_a_lead_says_of_somebody_does_not_overrule_what_they_said_themselves(app: Flask, lead: User) -> None:
    person = a_user(name="Ann Green", job_role="Ward manager", email="ann@example.org")
    assert lead.agency
    services.book_colleagues(a_session(), read_list("Annie,ann@example.org,Nurse"), agency=lead.agency, by=lead, at=NOW)
    db.session.refresh(person)
    assert (person.name, person.job_role) == ("Ann Green", "Ward manager")


def test_a_line_without_a_role_has_that_of_the_agencys_own_person(app: Flask, lead: User) -> None:
    """As addresses from Outlook are; nothing is taken over from anybody else's record."""
    a_user(email="ann@example.org", agency=lead.agency, job_role="Nurse")
    a_user(email="bob@example.org", agency=None, job_role="Nurse")
    assert lead.agency
    lines = read_list("Ann Green <ann@example.org>; Bob Hill <bob@example.org>; Cat Fox <cat@example.org>")
    results = services.book_colleagues(a_session(), lines, agency=lead.agency, by=lead, at=NOW)
    assert [result.booking and result.booking.job_role for result in results] == ["Nurse", "", ""]


def test_a_lead_books_from_the_sessions_page_with_a_result_for_each_line(visitor: Visitor, lead: User) -> None:
    session = a_session()
    page = visitor.sign_in(lead).open_page(f"/sessions/{session.id}").click("Book several colleagues")
    assert "List at least one person" in page.press("Book them", accepts_terms="y").error_beside("people")
    page = page.press("Book them", people="Ann Green,ann@example.org\nBob", accepts_terms="y")
    assert "1 person is booked, 1 not booked" in page.words
    assert "Line 2: there is no e-mail address" in page.words
    assert page.standing_values("Book them")["people"] == ["Bob"], "what failed alone stays in the box"
    assert "Ann Green" in page.click("All bookings of Anyshire Hospitals").words


def test_names_in_small_letters_are_offered_with_capitals_and_kept_where_they_are_meant(
    visitor: Visitor, lead: User
) -> None:
    page = visitor.sign_in(lead).open_page(f"/agency/sessions/{a_session().id}")
    typed = "anna smith,anna@example.org\nbell hooks,bell@example.org\nCat Fox,cat@example.org"
    page = page.press("Book them", people=typed, accepts_terms="y")
    assert "1 person is booked, 2 not booked" in page.words
    assert page.standing_values("Book them")["people"] == ["Anna Smith,anna@example.org\nBell Hooks,bell@example.org"]
    page.press("Book them", people="Anna Smith,anna@example.org\nbell hooks,bell@example.org", accepts_terms="y")
    assert {booking.name for booking in db.session.query(Booking)} == {"Anna Smith", "bell hooks", "Cat Fox"}


def test_on_a_full_session_a_lead_puts_colleagues_on_the_waiting_list_and_takes_them_off(
    visitor: Visitor, lead: User
) -> None:
    session = a_session(places=1)
    page = visitor.sign_in(lead).open_page(f"/agency/sessions/{session.id}")
    page = page.press("Book them", people="Ann,ann@example.org\nBob,bob@example.org", may_wait="y", accepts_terms="y")
    assert "1 person is booked, 1 on the waiting list." in page.words
    page = page.press("Put them on the waiting list", people="Cat,cat@example.org", may_wait=None, accepts_terms="y")
    assert SessionFull.message in page.words, "nobody waits who wasn't asked to"
    page.press("Put them on the waiting list", may_wait="y", accepts_terms="y")
    assert len(mail_to("cat@example.org", "waiting")) == 1
    page = visitor.open_page("/agency").click("On waiting lists (2)").press("Take off the list: Bob")
    assert "Bob is off the waiting list" in page.notice
    [told] = mail_to("bob@example.org", "taken-off-list")
    assert f"by {lead.name} of {lead.agency.name}." in told.text
    assert [booking.name for booking in waiting_list(session.id)] == ["Cat"]


def test_a_lead_sends_a_csv_file(visitor: Visitor, lead: User) -> None:
    session = a_session()
    page = visitor.sign_in(lead).open_page(f"/agency/sessions/{session.id}")
    for content, words in (
        ("Name;Email\nŁucja;lucja@example.org".encode(), "1 person is booked."),
        (b"PK\xff\x00", "CSV UTF-8"),
    ):
        sent = page.press("Book them", accepts_terms="y", file=(io.BytesIO(content), "list.csv"))
        assert words in sent.words
    booking = db.session.query(Booking).one()
    assert (booking.name, booking.has_no_manager) == ("Łucja", False), "who names no manager hasn't said there is none"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("Name\tEmail\r\nŁucja\tlucja@example.org".encode("utf-16"), "1 person is booked."),
        (
            "Name,Email\nZoë,zoe@example.org".encode("cp1252"),
            "This file isn’t a CSV file in UTF-8. Save it as CSV UTF-8",
        ),
        (b"Name\0,Email", "This file isn’t a CSV file. Save it as CSV UTF-8"),
        (b"\r\n", "List at least one person"),
    ],
)
def test_a_list_in_a_file_is_read_as_spreadsheets_save_it(
    visitor: Visitor, lead: User, content: bytes, says: str
) -> None:
    page = visitor.sign_in(lead).open_page(f"/agency/sessions/{a_session().id}")
    assert says in page.press("Book them", accepts_terms="y", file=(io.BytesIO(content), "list.csv")).words


def test_the_line_of_somebody_below_a_cell_of_two_lines_is_the_one_of_the_file() -> None:
    lines = read_list('Name,Email\n"Ann\nGreen",ann@example.org\nBob,bob@')
    assert [(line.number, line.said["name"]) for line in lines] == [(2, "Ann Green"), (4, "Bob")]


def test_a_lead_sees_their_own_agencys_bookings_and_attendance_and_nobody_elses(visitor: Visitor, lead: User) -> None:
    merged = an_agency("Old infirmary", merged_into_id=lead.agency_id)
    past = a_booking(a_past_session(), a_user(name="Own Person", agency=lead.agency), Outcome.ATTENDED)
    a_booking(a_session(), a_user(name="Merged Person", agency=merged))
    theirs = a_booking(a_session(), a_user(name="Other Person"))
    page = visitor.sign_in(lead).open_page("/").click("My agency")
    assert "Merged Person" in page.words
    unsaid = page.click("Past and cancelled")
    assert "Own Person Social worker Not marked yet" in unsaid.words  # the register may still be put right
    assert "Attended" not in visitor.client.get("/agency/bookings.csv?show=past").get_data(as_text=True)
    a_closed_register(past.session)
    past_page = visitor.open_page("/agency?show=past")
    assert "Own Person Social worker Attended" in past_page.words
    assert "Other Person" not in page.words + past_page.words
    for part in ("withdraw", "colleague"):
        assert visitor.open_page(f"/agency/bookings/{theirs.id}/{part}").status == 404


def test_a_lead_withdraws_somebody_with_the_reason_where_it_may_cost(visitor: Visitor, lead: User) -> None:
    a_policy()
    person = a_user(agency=lead.agency)
    session = a_session(on=NOW.date() + timedelta(days=1))
    booking = places_services.book_place(session, delegate_of(person), by=person, at=NOW)
    page = visitor.sign_in(lead).open_page(f"/agency/bookings/{booking.id}/withdraw")
    assert "may be charged £25" in page.words
    page = page.press("Withdraw").press("Withdraw", reason="Ill, I have the note.")
    assert "is withdrawn" in page.notice
    assert (booking.state, booking.cancelled_by_id) == (BookingState.CANCELLED, lead.id)


def test_a_lead_sends_a_colleague_instead(visitor: Visitor, lead: User) -> None:
    booking = a_booking(a_session(), a_user(agency=lead.agency))
    page = visitor.sign_in(lead).open_page("/agency").click(SEND_A_COLLEAGUE)
    page = page.press(PASS_THE_PLACE_ON, name="Kim Lee", email="kim@example.org", job_role="Nurse")
    assert f"Kim Lee comes instead of {booking.name}" in page.notice


def test_a_lead_without_an_agency_is_told_what_to_do(visitor: Visitor) -> None:
    page = visitor.sign_in(a_user(Role.AGENCY_LEAD, agency=None)).open_page("/agency")
    assert ASK_THE_TRAINING_TEAM in page.words


def test_a_list_tells_a_lead_nothing_of_other_agencies_people(app: Flask, lead: User) -> None:
    session = a_session()
    theirs = a_user(email="theirs@example.org")
    a_booking(session, theirs)
    assert lead.agency
    [result] = services.book_colleagues(
        session, read_list("Ann,theirs@example.org"), agency=lead.agency, by=lead, at=NOW
    )
    assert result.why_not == AskThemToBook.message


def test_a_lead_on_their_own_list_keeps_their_own_name(app: Flask, lead: User) -> None:
    assert lead.agency
    lines = read_list(f"Me,{lead.email}")
    [result] = services.book_colleagues(a_session(), lines, agency=lead.agency, by=lead, at=NOW)
    assert result.booking
    assert result.booking.name == lead.name != "Me"


def test_a_bespoke_session_for_the_agency_is_booked_from_a_list_too(visitor: Visitor, lead: User) -> None:
    ours = a_session(a_course(strand=Strand.BESPOKE), invited_agency_id=lead.agency_id)
    theirs = a_session(a_course(strand=Strand.BESPOKE), invited_agency_id=an_agency().id)
    visitor.sign_in(lead)
    assert visitor.open_page(f"/agency/sessions/{ours.id}").status == 200
    assert visitor.open_page(f"/agency/sessions/{theirs.id}").status == 404


def test_no_booking_moves_a_lead_to_an_agency_whose_people_they_would_see(app: Flask) -> None:
    own, other = an_agency("Own"), an_agency("Other")
    lead = a_user(Role.AGENCY_LEAD, agency=own)
    delegate = booking_delegates.Delegate(
        name=lead.name, email=lead.email, agency=other, job_role="Lead", has_no_manager=True
    )
    places_services.book_place(a_session(), delegate, by=lead, at=clock.now())
    assert lead.agency is own


def test_a_lead_finds_people_by_name_and_course_and_takes_the_list_along(visitor: Visitor, lead: User) -> None:
    """In files as on the page: never anybody's needs, nor anybody of another agency."""
    course = a_course("Neglect")
    for name in ("Ann Green", "Bob Hill"):
        a_booking(a_session(course), a_user(name=name, agency=lead.agency), access_needs="Hearing loop")
    a_booking(a_session(), a_user(name="Ann Elsewhere", agency=lead.agency))
    a_booking(a_session(course), a_user(name="Ann Other"))
    page = visitor.sign_in(lead).open_page("/agency").press("Show", q="ann", course=course.id)
    assert ("Ann Green" in page.words, "Bob Hill" in page.words, "Ann Elsewhere" in page.words) == (True, False, False)
    assert "ann" not in page.response.request.url.lower().partition("/agency")[2], "names stay out of addresses"
    rows = page.click("Download as CSV").response.data.decode("utf-8-sig")
    assert rows.splitlines()[1].startswith("Neglect,")
    assert ("Ann Green" in rows, "Bob Hill" in rows, "Hearing loop" in rows, "Other" in rows) == (
        True,
        False,
        False,
        False,
    )
    workbook = load_workbook(io.BytesIO(page.click("Download as XLSX").response.data)).active
    assert [row[4] for row in workbook.values] == ["Name", "Ann Green"]
    assert "Nobody fits" in page.press("Show", q="zoe").words


def test_the_list_of_a_large_agency_is_paged(visitor: Visitor, lead: User) -> None:
    session = a_session(places=60)
    for number in range(PER_PAGE + 1):
        a_booking(session, a_user(name=f"Somebody {number:02}", agency=lead.agency))
    page = visitor.sign_in(lead).open_page("/agency")
    assert (page.words.count("Somebody"), f"To come ({PER_PAGE + 1})" in page.words) == (PER_PAGE * 4, True)
    assert page.click("Next").words.count("Somebody") == 4


def test_a_list_of_bare_addresses_knows_our_own_people_and_names_who_is_listed_twice(
    visitor: Visitor, lead: User
) -> None:
    a_user(email="qz7@example.org", name="Quill Zephyr", agency=lead.agency)
    page = visitor.sign_in(lead).open_page(f"/agency/sessions/{a_session().id}")
    page = page.press("Book them", accepts_terms="y", people="qz7@example.org\nqz8@example.org\nqz7@example.org")
    assert "Quill Zephyr" in page.words
    assert "there is no name" in page.words
    assert "qz7@example.org is in this list already, on line 1" in page.words

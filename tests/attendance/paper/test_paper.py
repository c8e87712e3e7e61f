"""The register on paper: printed before, typed in on any later day."""

import contextvars
import io
from datetime import date, time, timedelta

import pypdf
import pytest
from flask import Flask

from app.accounts.models import User
from app.attendance.registers.services import mark
from app.booking.models import Booking
from app.booking.states import BookingState, Outcome
from app.core import clock
from app.core.database import db
from app.core.roles import Role
from app.programme.models_sessions import Day, TrainingSession
from tests.builders import a_booking, a_course, a_manager, a_past_session, a_session, a_trainer, a_user, an_agency
from tests.conftest import NOW
from tests.page import Visitor
from tests.words import FOR_THE_TRAINERS_ALONE


@pytest.fixture
def team(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


def printed(visitor: Visitor, session: TrainingSession, asked: str = "") -> list[str]:
    """What stands on each page, its lines joined."""
    address = f"/registers/{session.id}/register.pdf{asked}"
    response = contextvars.Context().run(visitor.client.get, address)
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    pages = pypdf.PdfReader(io.BytesIO(response.get_data())).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def test_the_sheet_has_what_is_needed_in_the_room(team: Visitor) -> None:
    session = a_session(
        a_course("Complex Neglect"),
        on=date(2026, 12, 3),
        venue="Town Hall, Northbridge",
        trainers=[a_trainer("Jo Bell"), a_trainer("Ali Khan")],
    )
    trust = an_agency("Children’s Trust")
    a_booking(session, a_user(name="Siân O’Łęcka", agency=trust), access_needs="A hearing loop")
    a_booking(session, a_user(name="#x @y $z", agency=trust), dietary_needs="No nuts")
    a_booking(session, a_user(name="Gone Away"), Outcome.CANCELLED, state=BookingState.CANCELLED)
    page, for_trainers = printed(team, session)
    for words in (
        "Anyshire Safeguarding Children Partnership",
        "Register: Complex Neglect",
        "Thursday 3 December 2026 · 9:30am to 1:30pm",
        "Town Hall, Northbridge",
        "Trainers: Ali Khan, Jo Bell",
        "No. Name Agency Signature",
        "1 #x @y $z Children’s Trust",
        "2 Siân O’Łęcka Children’s Trust",
        "Came without a booking Name E-mail address Agency Signature",
        f"Afterwards, type it in at coursebook.test/registers/{session.id}: on any later day",
        "Page 1 of 2",
    ):
        assert words in page
    assert "Gone Away" not in page
    assert "Page 2 of 2" in for_trainers


def test_the_sheet_that_is_passed_round_shows_nobodys_needs_and_a_page_for_the_trainers_does(team: Visitor) -> None:
    session = a_session()
    a_booking(session, a_user(name="Siân O’Łęcka"), access_needs="A hearing loop", dietary_needs="No nuts")
    a_booking(session, a_user(name="Bo Hill"))
    sheet, for_trainers = printed(team, session)
    assert "A hearing loop" not in sheet
    assert "No nuts" not in sheet
    for words in (
        FOR_THE_TRAINERS_ALONE,
        "don’t pass it round",
        "Name Access and food",
        "Siân O’Łęcka A hearing loop · No nuts",
    ):
        assert words in for_trainers
    assert "Bo Hill" not in for_trainers


def test_the_trainers_have_a_page_only_where_somebody_needs_something(team: Visitor) -> None:
    session = a_session()
    a_booking(session)
    [page] = printed(team, session)
    assert FOR_THE_TRAINERS_ALONE not in page


def test_a_hundred_people_take_several_pages_with_the_headings_on_each(team: Visitor) -> None:
    session, agency = a_session(places=100), an_agency()
    people = [
        User(email=f"p{number}@example.org", name=f"Person {number:03d}", created_at=NOW) for number in range(1, 101)
    ]
    db.session.add_all(
        Booking(
            session=session,
            practitioner=person,
            state=BookingState.BOOKED,
            name=person.name,
            agency=agency,
            created_at=NOW,
        )
        for person in people
    )
    db.session.commit()
    pages = printed(team, session)
    assert 4 <= len(pages) <= 9
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        if "Person" in page:
            assert "No. Name Agency Signature" in page
    every = " ".join(pages)
    assert all(f"{number} Person {number:03d} " in every for number in range(1, 101))


def test_a_name_without_a_space_and_an_empty_register_are_printed_too(team: Visitor) -> None:
    session = a_session()
    assert "Nobody has booked this session yet." in printed(team, session)[0]
    a_booking(session, a_user(name="X" * 200))
    assert "".join(printed(team, session)).replace(" ", "").count("X") == 200


def test_each_day_has_its_sheet(team: Visitor) -> None:
    days = [Day(date(2026, 12, 3), time(9, 30), time(16)), Day(date(2026, 12, 4), time(10), time(15))]
    session = a_session(days=days)
    assert "Thursday 3 December 2026 · Day 1 of 2 · 9:30am to 4pm" in printed(team, session)[0]
    assert "Friday 4 December 2026 · Day 2 of 2 · 10am to 3pm" in printed(team, session, "?day=2")[0]
    assert team.open_page(f"/registers/{session.id}/register.pdf?day=3").status == 404


def test_a_trainer_prints_their_own_alone(visitor: Visitor) -> None:
    trainer = a_user(Role.TRAINER)
    visitor.sign_in(trainer)
    assert printed(visitor, a_session(trainers=[a_trainer(email=trainer.email)]))
    assert visitor.open_page(f"/registers/{a_session().id}/register.pdf").status == 404


def test_what_was_signed_on_paper_is_typed_in_three_weeks_later(app: Flask) -> None:
    booking = a_booking(a_past_session(days_ago=21))
    assert clock.now() - booking.session.ends_at > timedelta(days=20)
    mark(booking, Outcome.ATTENDED, by=a_manager(), at=NOW)
    assert booking.outcome is Outcome.ATTENDED

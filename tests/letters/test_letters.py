"""The words of letters on their pages: typed with fields, previewed with a real booking, kept as versions."""

from datetime import timedelta

import pytest
from flask import Flask

from app.booking.places.services import book_place
from app.booking.states import BookingState, Outcome
from app.charging.models import ChargeState
from app.core.roles import Role
from app.evaluation.stages import Stage
from app.files.letters import worded_letters
from app.letter_examples import EXAMPLES
from app.letters.pages import in_words
from app.letters.rules import by_section
from app.settings import queries as settings
from tests.builders import (
    a_booking,
    a_certificate,
    a_course,
    a_delegate,
    a_manager,
    a_policy,
    a_session,
    a_user,
    an_issued,
    mail_to,
)
from tests.conftest import NOW
from tests.data.everything import a_charge
from tests.page import Visitor

CONFIRMED = "/manage/settings/letters/booking-confirmed"


@pytest.fixture
def manager(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


def test_the_settings_lead_to_every_letter_with_when_it_goes_out(manager: Visitor) -> None:
    page = manager.open_page("/manage/settings").click("The words of e-mails")
    assert "Goes out as somebody has booked a place." in page.words
    titles = [letter.title for letter in worded_letters().values()]
    assert all(page.has_link(title) for title in titles)
    assert page.click("Confirmation of a booking").h1 == "Confirmation of a booking"
    found = page.press("Search", q="WAITING taken off")
    assert [heading.get_text() for heading in found.soup.select("main h2")] == ["The waiting list 1 e-mail"]
    assert found.has_link("Taken off the waiting list by somebody else")
    assert "No e-mail is called that." in page.press("Search", q="juggling").words


def test_the_letters_to_trainers_stand_under_their_own_heading_and_those_of_subscriptions_under_theirs(
    app: Flask,
) -> None:
    sections = by_section(worded_letters().values())
    rooms = {heading: {each.template.rsplit("/", 2)[0] for each in those} for heading, those in sections.items()}
    assert rooms["Trainers"] == {"programme/trainer_requests"}
    assert rooms["Subscriptions"] == {"programme/subscriptions"}


def test_an_officer_does_not_change_them(visitor: Visitor) -> None:
    officer = visitor.sign_in(a_user(Role.TRAINING_OFFICER))
    assert officer.open_page("/manage/settings/letters").status == 403
    assert officer.open_page(CONFIRMED).status == 403


def test_a_preview_keeps_nothing_and_shows_a_real_booking(manager: Visitor) -> None:
    for course in ("Neglect", "Suicide prevention"):
        booking = a_booking(a_session(a_course(course)), name="Fern Hollow")
    page = manager.open_page(CONFIRMED)
    assert "As it is now" in page.words
    assert "You have a place on Suicide prevention." in page.words
    first = next(option for option in page.soup.select("#about option") if "Neglect" in option.text)["value"]
    page = page.press("Preview", about=first, subject="Yours: {course}", opening="Dear {name},", closing="Bring a pen.")
    assert "Preview: nothing is kept yet" in page.words
    assert "Yours: Neglect" in page.words
    assert "Dear Fern Hollow," in page.words
    assert "Bring a pen." in page.words
    assert "secret" not in page.words
    book_place(a_session(), a_delegate(email="ann@example.org"), by=a_user(email="ann@example.org"), at=NOW)
    assert mail_to("ann@example.org")[0].subject.startswith("You are booked: ")
    assert booking.session.title in manager.open_page(CONFIRMED).words


def test_what_is_saved_is_said_from_then_on_and_every_version_can_stand_again(manager: Visitor) -> None:
    page = manager.open_page(CONFIRMED)
    page = page.press("Save", subject="Yours: {course}", opening="Dear {name},", closing="From {partnership}")
    assert page.notice == "Confirmation of a booking: saved. The next one says it."
    ann = a_user(email="ann@example.org")
    book_place(a_session(a_course("Neglect")), a_delegate(email="ann@example.org"), by=ann, at=NOW)
    (message,) = mail_to("ann@example.org")
    assert message.subject == "Yours: Neglect"
    assert message.text.startswith("Dear ")
    assert "From Anyshire Safeguarding Children Partnership" in message.text
    assert "You have a place on" not in message.text

    page.press("Save", subject="Second: {course}", opening="", closing="")
    assert "nothing was changed" in manager.open_page(CONFIRMED).press("Save").notice
    versions = manager.open_page(CONFIRMED).click("Earlier versions")
    assert "Before: Yours: {course} After: Second: {course}" in versions.words
    assert len(versions.soup.select(".cb-versions > li")) == 3
    page = versions.press("Back to this version of Monday 23 November 2026, 10am")
    assert page.soup.find(id="subject")["value"] == "Yours: {course}"
    page = page.press("Back to the default")
    assert page.soup.find(id="subject")["value"] == "You are booked: {course}, {short_date}"
    assert "These are the words that Coursebook brings." in page.words
    settings.forget()


@pytest.mark.parametrize(
    ("field", "typed", "complaint"),
    [
        ("subject", "", "Enter a subject"),
        ("subject", "You: {cuorse}", "This letter has no {cuorse}. It has {name}, {course}, {date}"),
        ("opening", "{{ config }}", "A field stands in braces, such as {name}: one brace is left over"),
        ("closing", "{booking.secret}", "This letter has no {booking.secret}."),
        ("closing", "x" * 4001, "Closing must be 4,000 characters or fewer"),
    ],
)
def test_a_field_that_the_letter_lacks_is_named_beside_its_box(
    manager: Visitor, field: str, typed: str, complaint: str
) -> None:
    page = manager.open_page(CONFIRMED).press("Save", **{field: typed})
    assert page.error_beside(field).startswith(complaint)
    assert not settings.versions(worded_letters()["booking-confirmed"].group)


def test_every_example_writes_the_letter_that_it_is_named_for(app: Flask) -> None:
    """About one of these at least: it waited, was offered a place or stands, and each stage is asked about."""
    letters, by = worded_letters(), a_manager()
    assert EXAMPLES.keys() <= letters.keys()
    booked, absent = a_booking(a_session(), policy=a_policy()), a_booking(outcome=Outcome.NO_SHOW)
    records = [
        booked,
        a_booking(waiting_since=NOW),
        a_booking(state=BookingState.OFFERED, waiting_since=NOW, offered_until=NOW + timedelta(hours=2)),
        a_certificate(),
        a_charge(absent, state=ChargeState.ASKED, asked_at=NOW, answer_by=NOW + timedelta(days=7)),
        *(an_issued(booked, stage) for stage in Stage if stage is not Stage.MANAGER),
    ]
    for name, example in EXAMPLES.items():
        fitting = [each for each in records if isinstance(each, example.of) and example.fits(each)]
        written = [example.write(each, by, NOW) for each in fitting]
        assert letters[name].template in [letter.template for letter in written], name
        assert all(letter.subject for letter in written), name
        assert all(in_words(each) for each in fitting), name


def test_a_letter_without_an_example_shows_its_words_and_an_unknown_one_is_no_page(manager: Visitor) -> None:
    page = manager.open_page("/manage/settings/letters/sign-in")
    assert "Your code to sign in" in page.words
    assert "[…]" in page.words
    assert manager.open_page("/manage/settings/letters/nothing").status == 404
    assert manager.open_page("/manage/settings/letters/nothing/versions").status == 404

"""Booking a place: held, confirmed by code or by link, remembered, refused in words, lapsed, withdrawn."""

from datetime import timedelta
from email.utils import parsedate_to_datetime
from http.cookies import SimpleCookie

import pytest
from playwright.sync_api import Page, expect

from app.accounts.signing_in.refusals import WrongCode
from app.booking.refusals import SessionFull, SessionStarted
from app.programme.models_sessions import TrainingSession
from tests.builders import a_booking, a_course, a_policy, a_session, a_user, an_agency
from tests.conftest import NOW
from tests.journeys.browsing import NewBrowser, follow, heading, notice, press, problems, visit, words
from tests.journeys.live import Site
from tests.journeys.steps import ask_for_a_place, confirm_by_code, fill_in_who_comes, open_session, sign_in
from tests.words import (
    BOOK_MY_PLACE,
    CONFIRM_MY_PLACE,
    CONFIRM_YOUR_ADDRESS,
    NO_SESSION_TO_COME,
    YOU_ARE_BOOKED,
    YOU_HAVE_A_PLACE,
    YOU_HAVE_WITHDRAWN,
    YOUR_HOLD_HAS_LAPSED,
    YOUR_PLACE_IS_CONFIRMED,
)

ROSA, HOSPITALS = "rosa@example.org", "Anyshire Hospitals"
HOLD_ENDS = NOW + timedelta(minutes=30)
SESSION_STARTED = SessionStarted.message
FULL = SessionFull.message


@pytest.fixture
def session(site: Site) -> TrainingSession:
    """Four weeks from now, with one place."""
    a_policy()
    an_agency(HOSPITALS)
    return a_session(a_course("Complex Neglect"), places=1)


def hold_a_place(page: Page, session: TrainingSession, *, email: str = ROSA) -> None:
    open_session(page, session)
    ask_for_a_place(page, email=email, agency=HOSPITALS)


def test_a_visitor_books_with_the_code_from_the_mail(
    site: Site, desk: Page, new_browser: NewBrowser, session: TrainingSession
):
    hold_a_place(desk, session)
    heading(desk).to_have_text(CONFIRM_YOUR_ADDRESS)
    words(desk).to_contain_text("until 10:30am")

    somebody_else = new_browser()
    open_session(somebody_else, session)
    words(somebody_else).to_contain_text(FULL)

    site.run_jobs()
    confirm_by_code(desk, site.letter_to(ROSA).code)
    heading(desk).to_have_text("You are booked: Complex Neglect")

    site.run_jobs()
    letter = site.letter_to(ROSA, YOU_ARE_BOOKED)
    assert "METHOD:REQUEST" in letter.calendar
    assert "DTSTART:20261221T093000Z" in letter.calendar
    visit(somebody_else, letter.link("/questionnaires/before/"))
    heading(somebody_else).to_have_text("Pre-course self-evaluation: Complex Neglect")


@pytest.mark.lasts_long
def test_a_wrong_code_is_refused_in_words_and_the_right_one_still_works(
    site: Site, desk: Page, session: TrainingSession
):
    hold_a_place(desk, session)
    site.run_jobs()
    code = site.letter_to(ROSA).code
    confirm_by_code(desk, "".join(reversed(code)) if code != code[::-1] else f"{(int(code) + 1) % 10**6:06}")
    problems(desk).to_have_text(WrongCode.message)
    confirm_by_code(desk, code)
    heading(desk).to_have_text("You are booked: Complex Neglect")


def test_a_place_is_confirmed_by_the_link_on_another_device_and_opening_it_changes_nothing(
    site: Site, desk: Page, phone: Page, session: TrainingSession
):
    hold_a_place(desk, session)
    site.run_jobs()
    visit(phone, site.letter_to(ROSA).link("/bookings/confirm/"))
    heading(phone).to_have_text("Confirm your place on Complex Neglect")
    desk.reload()
    heading(desk).to_have_text(CONFIRM_YOUR_ADDRESS)

    press(phone, CONFIRM_MY_PLACE)
    heading(phone).to_have_text("You are booked: Complex Neglect")
    desk.reload()
    heading(desk).to_have_text(YOUR_PLACE_IS_CONFIRMED)


def test_on_their_own_device_somebody_stays_signed_in_for_ninety_days(site: Site, desk: Page, session: TrainingSession):
    hold_a_place(desk, session)
    site.run_jobs()
    confirm_by_code(desk, site.letter_to(ROSA).code)
    heading(desk).to_have_text("You are booked: Complex Neglect")
    with desk.expect_response(lambda answer: answer.request.method == "POST") as confirmed:
        press(desk, "Keep me signed in on it for 90 days")
    heading(desk).to_have_text("You are booked: Complex Neglect")

    headers = confirmed.value.headers_array()
    stated = {h["name"].lower(): h["value"] for h in headers}
    kept = SimpleCookie("; ".join(h["value"] for h in headers if h["value"].startswith("session=")))
    remembered = parsedate_to_datetime(kept["session"]["expires"]) - parsedate_to_datetime(stated["date"])
    assert timedelta(days=90, minutes=-1) <= remembered <= timedelta(days=90, minutes=1)


def test_someone_signed_in_books_with_one_button(site: Site, desk: Page, session: TrainingSession):
    sign_in(desk, a_user(name="Rosa Díaz"))
    open_session(desk, session)
    press(desk, BOOK_MY_PLACE)
    heading(desk).to_have_text("You are booked: Complex Neglect")
    open_session(desk, session)
    words(desk).to_contain_text(YOU_HAVE_A_PLACE)
    expect(desk.get_by_role("button", name=BOOK_MY_PLACE)).to_have_count(0)


def test_when_the_last_place_goes_while_the_form_is_filled_in_the_form_says_so(
    site: Site, desk: Page, session: TrainingSession
):
    open_session(desk, session)
    press(desk, "Book a place")
    fill_in_who_comes(desk, email=ROSA, agency=HOSPITALS)
    a_booking(session)
    press(desk, "Continue")
    problems(desk).to_have_text(FULL)
    expect(desk.get_by_label("Your name")).to_have_value("Rosa Díaz")


def test_when_the_session_starts_while_the_form_is_filled_in_the_form_says_so(
    site: Site, desk: Page, session: TrainingSession
):
    open_session(desk, session)
    press(desk, "Book a place")
    fill_in_who_comes(desk, email=ROSA, agency=HOSPITALS)
    site.clock_at(session.starts_at)
    press(desk, "Continue")
    problems(desk).to_have_text(SESSION_STARTED)
    open_session(desk, session)
    words(desk).to_contain_text(SESSION_STARTED)
    expect(desk.get_by_role("button", name="Book a place")).to_have_count(0)


def test_a_second_booking_of_the_same_session_changes_nothing_and_says_so_after_the_code(site: Site, desk: Page):
    an_agency(HOSPITALS)
    session = a_session(places=5)
    a_booking(session, a_user(email=ROSA))
    hold_a_place(desk, session, email=ROSA)
    site.run_jobs()
    confirm_by_code(desk, site.letter_to(ROSA).code)
    words(desk).to_contain_text("Nothing has changed: you had booked")


def test_a_hold_lapses_after_thirty_minutes_and_its_place_is_free(
    site: Site, desk: Page, new_browser: NewBrowser, session: TrainingSession
):
    hold_a_place(desk, session)
    site.run_jobs()
    letter = site.letter_to(ROSA)
    somebody_else = new_browser()
    site.clock_at(HOLD_ENDS - timedelta(seconds=1))
    open_session(somebody_else, session)
    words(somebody_else).to_contain_text(FULL)

    site.clock_at(HOLD_ENDS)
    confirm_by_code(desk, letter.code)
    heading(desk).to_have_text(YOUR_HOLD_HAS_LAPSED)
    visit(desk, letter.link("/bookings/confirm/"))
    words(desk).to_contain_text("We kept your place for 30 minutes, and it has lapsed.")

    hold_a_place(somebody_else, session, email="sam@example.org")
    heading(somebody_else).to_have_text(CONFIRM_YOUR_ADDRESS)


def test_a_person_sees_their_bookings_and_withdraws_so_that_the_place_is_free(
    site: Site, phone: Page, session: TrainingSession
):
    rosa = a_user(email=ROSA)
    a_booking(session, rosa)
    sign_in(phone, rosa)
    visit(phone, "/bookings")
    words(phone).to_contain_text("You are booked on 1 session.")
    follow(phone, "Withdraw from Complex Neglect")
    heading(phone).to_have_text("Withdraw from Complex Neglect")
    phone.get_by_label("Why can’t you come? (optional)").fill("A court date.")
    press(phone, "Withdraw")
    notice(phone).to_contain_text("You have withdrawn from Complex Neglect.")
    words(phone).to_contain_text(NO_SESSION_TO_COME)

    site.run_jobs()
    assert "METHOD:CANCEL" in site.letter_to(ROSA, YOU_HAVE_WITHDRAWN).calendar
    open_session(phone, session)
    words(phone).to_contain_text("1 of 1 left")

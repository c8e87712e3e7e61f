"""An authenticator app as its owner sees it, and as the manager does."""

from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.authenticator import queries, refusals, services
from app.accounts.authenticator.forms import NEITHER_CODE, NO_CODE
from app.accounts.models import User
from app.accounts.throttling.models import FailedAttempt
from app.booking.places.services import hold_place
from app.core.database import db
from app.core.links import Secret
from app.core.roles import STAFF, Role
from app.settings import queries as settings_queries
from app.settings import services as settings
from app.settings.rules_sign_in import AppRequiredOf, SignInRules
from tests.accounts.authenticator.apps import Phone, a_phone, codes_on, phone_that_scanned
from tests.builders import a_delegate, a_manager, a_session, a_sign_in, a_user, code_in, link_in, mail_to
from tests.conftest import NOW, clock_at
from tests.page import Page, Visitor
from tests.words import CONFIRM_MY_PLACE, SEND_ME_A_CODE

ASKED = "Code from your authenticator app"
SET_UP = "Set up an authenticator app"
LATER = NOW + timedelta(minutes=2)


def prove_address(visitor: Visitor, user: User) -> Page:
    """By the mailed code."""
    page = visitor.open_page("/sign-in").press(SEND_ME_A_CODE, email=user.email)
    return page.press("Sign in", code=code_in(mail_to(user.email, "sign-in")[-1]))


def is_signed_in(visitor: Visitor) -> bool:
    return not visitor.open_page("/").has_link("Sign in")


def send(page: Page, address: str, **typed: str) -> Page:
    """A form of this page, sent to an address with its query as a browser would."""
    token = page.soup.find(attrs={"name": "csrf_token"})["value"]
    return page.visitor.open_page(address, method="POST", data={"csrf_token": token, **typed})


def require_of(required: AppRequiredOf) -> None:
    settings.change(SignInRules(required), by=None, at=NOW)


# --- Setting up ---


def test_a_manager_sets_an_app_up_and_is_asked_for_its_code_from_then_on(app: Flask, visitor: Visitor) -> None:
    manager = a_manager()
    page = visitor.sign_in(manager).open_page("/account/sign-in").click("Set it up")
    assert page.h1 == SET_UP
    page = page.press("Show the QR code")
    assert page.soup.select_one("img.cb-qr")["src"].startswith("data:image/svg+xml")
    phone = phone_that_scanned(page)
    page = page.press("Turn it on", code="000000")
    assert page.refuses(refusals.WrongAppCode)
    assert phone_that_scanned(page).key == phone.key
    page = page.press("Turn it on", code=phone.code())
    phone.recovery_codes = codes_on(page)
    assert len(phone.recovery_codes) == 10
    assert page.response.headers["Cache-Control"] == "no-store"
    page = page.click("I have kept them")
    assert (page.address, "10 recovery codes left" in page.words) == ("/account/sign-in", True)
    assert not any(code in visitor.open_page("/account/authenticator").words for code in phone.recovery_codes)
    other = Visitor(app)
    with clock_at(LATER):
        page = prove_address(other, manager)
        assert page.h1 == ASKED
        assert not is_signed_in(other)
        page = page.press("Sign in", code=phone.code())
        assert page.address == "/today"


@pytest.mark.parametrize("typed", ["", "   ", "12345", "abcdef", "①②③④⑤⑥", "4f7k-9qx2", "\x00", "1" * 41])
def test_what_is_no_code_is_refused_in_words_and_costs_no_try(visitor: Visitor, typed: str) -> None:
    manager = a_manager()
    page = visitor.sign_in(manager).open_page("/account/authenticator").press("Show the QR code")
    page = page.press("Turn it on", code=typed)
    assert len(page.problems) == 1
    assert page.error_beside("code") == page.problems[0]
    a_phone_of_another = a_manager()
    a_phone(a_phone_of_another)
    page = prove_address(Visitor(visitor.app), a_phone_of_another).press("Sign in", code=typed)
    assert len(page.problems) == 1
    assert page.error_beside("code") == page.problems[0]
    assert db.session.query(FailedAttempt).count() == 0


def test_both_kinds_of_code_say_what_they_look_like(visitor: Visitor) -> None:
    page = visitor.sign_in(a_manager()).open_page("/account/authenticator").press("Show the QR code")
    assert page.press("Turn it on", code="12345").problems == [NO_CODE]
    manager = a_manager()
    a_phone(manager)
    assert prove_address(Visitor(visitor.app), manager).press("Sign in", code="12345").problems == [NEITHER_CODE]


def test_opening_the_page_makes_no_key(visitor: Visitor) -> None:
    manager = a_manager()
    assert visitor.sign_in(manager).open_page("/account/authenticator").h1 == SET_UP
    assert queries.app_being_set_up(manager) is None


# --- The second step ---


@pytest.fixture
def owner(app: Flask) -> User:
    return a_manager()


@pytest.fixture
def phone(owner: User) -> Phone:
    return a_phone(owner)


def test_the_mailed_link_leads_to_the_second_step_too(visitor: Visitor, owner: User, phone: Phone) -> None:
    visitor.open_page("/sign-in").press(SEND_ME_A_CODE, email=owner.email)
    page = visitor.open_page(link_in(mail_to(owner.email, "sign-in")[0])).press("Sign in")
    assert page.h1 == ASKED
    assert not is_signed_in(visitor)


def test_where_one_was_going_is_kept_over_both_steps(visitor: Visitor, owner: User, phone: Phone) -> None:
    page = visitor.open_page("/reports?by=agency")
    address = "/sign-in?next=/reports?by%3Dagency"
    page = send(page, address, email=owner.email)
    page = send(page, "/sign-in/code?next=/reports?by%3Dagency", code=code_in(mail_to(owner.email, "sign-in")[0]))
    assert page.h1 == ASKED
    query = page.response.request.query_string.decode()
    with clock_at(LATER):
        page = send(page, f"/sign-in/app-code?{query}", code=phone.code())
    assert (page.address, page.response.request.query_string) == ("/reports", b"by=agency")


def test_a_code_that_was_used_is_refused_and_a_wrong_one_too(app: Flask, owner: User, phone: Phone) -> None:
    with clock_at(LATER):
        used = phone.code()
        prove_address(Visitor(app), owner).press("Sign in", code=used)
        for code in (used, "000000"):
            visitor = Visitor(app)
            page = prove_address(visitor, owner).press("Sign in", code=code)
            assert page.refuses(refusals.WrongAppCode)
            assert page.error_beside("code") == page.problems[0]
            assert not is_signed_in(visitor)


def test_a_recovery_code_signs_in_and_says_how_many_are_left(visitor: Visitor, owner: User, phone: Phone) -> None:
    page = prove_address(visitor, owner).press("Sign in", code=phone.recovery_codes[0].upper())
    assert page.address == "/today"
    assert "9 recovery codes left" in page.notice


def test_the_second_step_is_of_no_use_without_the_first(app: Flask, owner: User, phone: Phone) -> None:
    assert Visitor(app).open_page("/sign-in/app-code").address == "/sign-in"
    half_way = prove_address(Visitor(app), owner)
    with clock_at(NOW + timedelta(minutes=10)):
        assert half_way.press("Sign in", code=phone.code()).address == "/sign-in"
        assert not is_signed_in(half_way.visitor)


def test_half_way_opens_nothing(visitor: Visitor, owner: User, phone: Phone) -> None:
    prove_address(visitor, owner)
    for address in ("/today", "/account/sign-in", "/account/authenticator", "/manage/sign-in", "/bookings"):
        assert visitor.open_page(address).address == "/sign-in"


def test_a_reset_meanwhile_asks_to_begin_again(visitor: Visitor, owner: User, phone: Phone) -> None:
    page = prove_address(visitor, owner)
    services.reset(owner, by=None, at=NOW)
    with clock_at(LATER):
        assert page.press("Sign in", code=phone.code()).refuses(refusals.HasNoApp)
    assert not is_signed_in(visitor)


def test_setting_an_app_up_ends_the_sessions_that_were_made_without_it(app: Flask) -> None:
    manager = a_manager()
    here, elsewhere = Visitor(app).sign_in(manager), Visitor(app).sign_in(manager)
    page = here.open_page("/account/authenticator").press("Show the QR code")
    page.press("Turn it on", code=phone_that_scanned(page).code())
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


# --- Once more, before what can't be undone ---


def test_the_apps_code_is_the_proof_that_is_asked_for_again_and_a_mailed_one_is_not_enough(
    visitor: Visitor, owner: User, phone: Phone
) -> None:
    officer = a_user(Role.TRAINING_OFFICER)
    a_phone(officer)
    visitor.with_secret(a_sign_in(owner))
    with clock_at(NOW + timedelta(minutes=15)):
        page = visitor.open_page(f"/manage/sign-in/{officer.id}/reset")
        assert page.address == "/sign-in/again/app-code"
        assert visitor.open_page("/sign-in/again").address == "/sign-in/again/app-code"
        assert visitor.open_page("/sign-in/again/code").address == "/sign-in/again/app-code"
        assert mail_to(owner.email, "sign-in") == []
        assert page.press("Continue", code="000000").refuses(refusals.WrongAppCode)
        page = send(page, f"/sign-in/again/app-code?next=/manage/sign-in/{officer.id}/reset", code=phone.code())
        assert page.h1 == f"Reset the authenticator app of {officer.name}"


def test_what_was_typed_waits_for_the_apps_code_too(visitor: Visitor, owner: User, phone: Phone) -> None:
    page = visitor.with_secret(a_sign_in(owner)).open_page("/manage/staff/invite")
    with clock_at(NOW + timedelta(minutes=15)):
        page = page.press("Send the invitation", email="ola@example.org", role="finance")
        assert (page.h1, mail_to("ola@example.org")) == ("Show that it’s you", [])
        page = page.press("Continue", code="000000")
        assert page.refuses(refusals.WrongAppCode)
        page = page.press("Continue", code=phone.code())
    standing = page.standing_values("Send the invitation")
    assert (page.h1, standing["email"], standing["role"]) == ("Invite a colleague", ["ola@example.org"], ["finance"])
    assert mail_to("ola@example.org") == []


# --- Required ---


@pytest.mark.parametrize("role", list(Role))
def test_whoever_must_have_an_app_is_led_to_set_it_up_before_anything_opens(visitor: Visitor, role: Role) -> None:
    user = a_user(role)
    require_of(AppRequiredOf.STAFF)
    page = prove_address(visitor, user)
    if role not in STAFF:
        assert page.address == "/"
        return
    assert page.h1 == SET_UP
    assert not page.has_link("Back to My sign-in")
    for address in ("/", "/bookings", "/account/sign-in", "/today", "/manage/sign-in", "/account/recovery-codes"):
        assert visitor.open_page(address).h1 == SET_UP
    page = visitor.open_page("/bookings?a=1").press("Show the QR code")
    page = page.press("Turn it on", code=phone_that_scanned(page).code())
    page = page.click("I have kept them")
    assert (page.address, page.response.request.query_string) == ("/bookings", b"a=1")


def test_it_concerns_those_who_are_signed_in_already_and_they_can_sign_out(app: Flask, visitor: Visitor) -> None:
    officer, trainer = a_user(Role.TRAINING_OFFICER), a_user(Role.TRAINER)
    visitor.sign_in(officer)
    elsewhere = Visitor(app).sign_in(trainer)
    require_of(AppRequiredOf.TRAINING_TEAM)
    page = visitor.open_page("/today")
    assert page.h1 == SET_UP
    assert elsewhere.open_page("/").address == "/"
    assert page.press("Sign out").address == "/"


def test_nothing_is_done_by_a_button_before_the_app_is_set_up(visitor: Visitor) -> None:
    officer = a_user(Role.TRAINING_OFFICER)
    page = visitor.sign_in(officer).open_page("/manage/agencies/new")
    require_of(AppRequiredOf.TRAINING_TEAM)
    assert page.press("Add the agency", name="A Council", sector="health", group="contributing").h1 == SET_UP


# --- One's own ---


def test_the_app_moves_to_another_phone_by_a_code(visitor: Visitor, owner: User, phone: Phone) -> None:
    page = visitor.sign_in(owner).open_page("/account/sign-in").click("Move it")
    assert page.press("Show the QR code", code="000000").refuses(refusals.WrongAppCode)
    page = page.press("Show the QR code", code=phone.recovery_codes[0])
    new = phone_that_scanned(page)
    assert new.key != phone.key
    with clock_at(LATER):
        assert len(codes_on(page.press("Turn it on", code=new.code()))) == 10
    assert "have one already" in visitor.open_page("/account/authenticator").words


def test_new_recovery_codes_are_made_by_a_code(visitor: Visitor, owner: User, phone: Phone) -> None:
    page = visitor.sign_in(owner).open_page("/account/sign-in").click("Make new recovery codes")
    assert page.press("Make ten new codes", code="000000").refuses(refusals.WrongAppCode)
    with clock_at(LATER):
        codes = codes_on(page.press("Make ten new codes", code=phone.code()))
    assert len(codes) == 10
    assert not set(codes) & set(phone.recovery_codes)


def test_the_app_is_removed_by_a_code(visitor: Visitor, owner: User, phone: Phone) -> None:
    page = visitor.sign_in(owner).open_page("/account/sign-in").click("Remove it")
    assert page.press("Remove it", code="000000").refuses(refusals.WrongAppCode)
    with clock_at(LATER):
        page = page.press("Remove it", code=phone.code())
    assert page.address == "/account/sign-in"
    assert page.has_link("Set it up")
    assert prove_address(Visitor(visitor.app), owner).address == "/today"


def test_what_is_required_cannot_be_removed(visitor: Visitor, owner: User, phone: Phone) -> None:
    require_of(AppRequiredOf.TRAINING_TEAM)
    page = visitor.sign_in(owner).open_page("/account/sign-in")
    assert not page.has_link("Remove it")
    with clock_at(LATER):
        page = visitor.open_page("/account/authenticator/remove").press("Remove it", code=phone.code())
    assert page.refuses(refusals.AppIsRequired)


def test_somebody_without_an_app_is_told_so(visitor: Visitor) -> None:
    visitor.sign_in(a_manager())
    for address, button in (
        ("/account/authenticator/move", "Show the QR code"),
        ("/account/recovery-codes", "Make ten new codes"),
        ("/account/authenticator/remove", "Remove it"),
    ):
        assert visitor.open_page(address).press(button, code="123456").refuses(refusals.HasNoApp)


# --- The manager ---


def test_a_manager_says_of_whom_an_app_is_required(visitor: Visitor, owner: User, phone: Phone) -> None:
    officer = a_user(Role.TRAINING_OFFICER, name="Olu Officer")
    practitioner = a_user(name="Pat Practitioner")
    page = visitor.sign_in(owner).open_page("/account/sign-in").click("How staff sign in")
    assert officer.name in page.words
    assert practitioner.name not in page.words
    page = page.press("Save", app_required_of="the training team")
    assert "required of the training team" in page.notice
    assert "asked for at the next page" in page.words
    settings_queries.forget()
    assert queries.must_set_up(officer)
    assert not queries.must_set_up(owner)


def test_what_is_no_choice_is_refused(visitor: Visitor) -> None:
    page = visitor.sign_in(a_manager()).open_page("/manage/sign-in").press("Save", app_required_of="nonsense")
    assert page.problems == ["Choose who must use an app"]


def test_a_manager_resets_a_colleagues_app(visitor: Visitor, owner: User, phone: Phone) -> None:
    officer = a_user(Role.TRAINING_OFFICER)
    a_phone(officer)
    page = visitor.sign_in(owner).open_page("/manage/sign-in").click("Reset the app of")
    assert page.h1 == f"Reset the authenticator app of {officer.name}"
    page = page.press("Reset it")
    assert officer.name in page.notice
    assert prove_address(Visitor(visitor.app), officer).address == "/today"
    page = visitor.open_page(f"/manage/sign-in/{officer.id}/reset")
    assert "nothing is to be reset" in page.words


# --- By a booking ---


def test_confirming_a_booking_signs_nobody_in_without_the_second_step(
    visitor: Visitor, owner: User, phone: Phone
) -> None:
    """The place is theirs: the address was proved. Their account opens by the app's code alone."""
    held = hold_place(a_session(), a_delegate(email=owner.email), at=NOW)
    page = visitor.open_page(Secret("hold", held.id, held.proof_id or 0).path())
    page = page.press(CONFIRM_MY_PLACE, code=code_in(mail_to(owner.email, "confirm-address")[0]))
    assert page.h1 == ASKED
    query = page.response.request.query_string.decode()
    with clock_at(LATER):
        assert send(page, f"/sign-in/app-code?{query}", code=phone.code()).address == f"/bookings/{held.id}"

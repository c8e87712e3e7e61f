"""Before what can't be undone, a fresh code."""

from datetime import timedelta

import pytest

from app.accounts.signing_in.refusals import WrongCode
from app.core.roles import Role
from tests.builders import a_manager, a_sign_in, a_user, code_in, mail_to
from tests.conftest import NOW, clock_at
from tests.page import Page, Visitor

INVITE = "/manage/staff/invite"
SHOW_THAT_ITS_YOU = "Show that it’s you"


def send(page: Page, address: str, **typed: str) -> Page:
    field = page.soup.find(attrs={"name": "csrf_token"})
    return page.visitor.open_page(address, method="POST", data={"csrf_token": field["value"], **typed})


def test_a_proof_is_fresh_for_a_quarter_of_an_hour(visitor: Visitor) -> None:
    visitor.with_secret(a_sign_in(a_manager()))
    with clock_at(NOW + timedelta(minutes=15) - timedelta(seconds=1)):
        assert visitor.open_page(INVITE).h1 == "Invite a colleague"
    with clock_at(NOW + timedelta(minutes=15)):
        assert visitor.open_page(INVITE).h1 == SHOW_THAT_ITS_YOU


def test_after_the_code_one_is_back_where_one_was(visitor: Visitor) -> None:
    manager = a_manager()
    visitor.with_secret(a_sign_in(manager))
    with clock_at(NOW + timedelta(hours=1)):
        page = visitor.open_page(f"{INVITE}?from=today")
        page = send(page, "/sign-in/again?next=/manage/staff/invite?from%3Dtoday")
        assert page.h1 == "Enter the code"
        refused = send(page, "/sign-in/again/code?next=/manage/staff/invite?from%3Dtoday", code="000000")
        assert refused.refuses(WrongCode)
        code = code_in(mail_to(manager.email)[0])
        page = send(page, "/sign-in/again/code?next=/manage/staff/invite?from%3Dtoday", code=code)
        assert (page.address, page.h1) == (INVITE, "Invite a colleague")
        assert page.response.request.query_string == b"from=today"


def test_a_button_pressed_too_late_leads_to_the_page_that_it_stood_on(visitor: Visitor) -> None:
    manager, gone = a_manager(), a_user(Role.FINANCE, disabled_at=NOW)
    page = visitor.with_secret(a_sign_in(manager)).open_page("/manage/staff")
    field = page.soup.find(attrs={"name": "csrf_token"})
    with clock_at(NOW + timedelta(hours=1)):
        response = visitor.open_page(
            f"/manage/staff/{gone.id}/enable",
            method="POST",
            data={"csrf_token": field["value"]},
            headers={"Referer": "http://localhost/manage/staff"},
            follow_redirects=False,
        ).response
    assert response.location == "/sign-in/again?next=/manage/staff"
    assert gone.disabled_at == NOW


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/manage/staff", ""])
def test_nobody_is_led_elsewhere_by_where_they_say_they_come_from(visitor: Visitor, elsewhere: str) -> None:
    gone = a_user(Role.FINANCE, disabled_at=NOW)
    page = visitor.with_secret(a_sign_in(a_manager())).open_page("/manage/staff")
    field = page.soup.find(attrs={"name": "csrf_token"})
    with clock_at(NOW + timedelta(hours=1)):
        response = visitor.open_page(
            f"/manage/staff/{gone.id}/enable",
            method="POST",
            data={"csrf_token": field["value"]},
            headers={"Referer": elsewhere},
            follow_redirects=False,
        ).response
    assert response.location == "/sign-in/again?next=/"


def test_the_code_of_another_address_proves_nothing(visitor: Visitor) -> None:
    manager, other = a_manager(), a_user()
    visitor.open_page("/sign-in").press("Send me a code", email=other.email)
    visitor.with_secret(a_sign_in(manager, proved_at=NOW - timedelta(hours=1)))
    page = visitor.open_page("/sign-in/again/code?next=/manage/staff/invite")
    assert page.h1 == SHOW_THAT_ITS_YOU

"""Before what can't be undone, a fresh code."""

from datetime import timedelta
from typing import Any

import pytest

from app.accounts.models import User
from app.accounts.signing_in.refusals import WrongCode
from app.accounts.staff.models import StaffInvitation
from app.audit.models import AuditEntry, Verb
from app.core.database import db
from app.core.roles import Role
from tests.builders import a_manager, a_sign_in, a_user, an_agency, code_in, mail_to
from tests.conftest import NOW, clock_at
from tests.page import Page, Visitor

INVITE = "/manage/staff/invite"
LATE = NOW + timedelta(hours=1)
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


def waiting(visitor: Visitor, manager: User, address: str, button: str, **typed: Any) -> Page:
    """A form that was opened in time and sent too late."""
    page = visitor.with_secret(a_sign_in(manager)).open_page(address)
    with clock_at(LATE):
        return page.press(button, **typed)


def proved(page: Page, manager: User) -> Page:
    with clock_at(LATE):
        page = page.press("Send me a code")
        assert page.h1 == "Enter the code"
        return page.press("Continue", code=code_in(mail_to(manager.email)[0]))


def test_a_form_sent_too_late_is_shown_again_after_the_code_with_what_was_typed_and_nothing_done(
    visitor: Visitor,
) -> None:
    manager, agency = a_manager(), an_agency()
    typed = {"email": "ola@example.org", "role": "agency-lead", "agency": agency.name}
    page = waiting(visitor, manager, INVITE, "Send the invitation", **typed)
    assert page.h1 == SHOW_THAT_ITS_YOU
    page = proved(page, manager)
    assert (page.address, page.h1) == (INVITE, "Invite a colleague")
    assert "Nothing is done yet" in page.notice
    assert mail_to("ola@example.org") == []
    with clock_at(LATE):
        page = page.press("Send the invitation")
    assert "An invitation is on its way to ola@example.org" in page.notice
    assert db.session.query(StaffInvitation).one().agency_id == agency.id


def test_a_wrong_code_and_a_new_one_lose_nothing_either(visitor: Visitor) -> None:
    manager = a_manager()
    page = waiting(visitor, manager, INVITE, "Send the invitation", email="ola@example.org", role="finance")
    with clock_at(LATE):
        page = page.press("Send me a code").press("Continue", code="000000")
        assert page.refuses(WrongCode)
        page = page.press("Ask for a new code")
        assert page.h1 == "Enter the code"
        page = page.press("Continue", code=code_in(mail_to(manager.email)[-1]))
        page = page.press("Send the invitation")
    assert "An invitation is on its way to ola@example.org" in page.notice


@pytest.mark.parametrize(
    ("address", "button", "typed"),
    [
        ("/manage/people/{0}/erase", "Erase for good", {"came_by": "written", "words": "By letter\nof 1 June"}),
        ("/manage/people/{0}/everything", "Download everything", {"came_by": "telephone", "words": "Rang back"}),
        ("/manage/people/{0}/merge/{1}", "Merge for good", {"came_by": "nobody", "words": "Twice", "whose": "not"}),
        ("/manage/staff/{0}/role", "Save the role", {"role": "finance"}),
    ],
)
def test_what_was_typed_is_there_wherever_a_proof_is_asked_for(
    visitor: Visitor, address: str, button: str, typed: dict[str, str]
) -> None:
    manager, one, other = a_manager(), a_user(), a_user()
    page = proved(waiting(visitor, manager, address.format(one.id, other.id), button, **typed), manager)
    assert page.address == address.format(one.id, other.id)
    assert [entry.verb for entry in db.session.query(AuditEntry)] == [Verb.PROVED_AGAIN]
    standing = page.standing_values(button)
    assert {name: standing[name] for name in typed} == {name: [value] for name, value in typed.items()}


def test_a_button_alone_is_pressed_once_it_is_proved(visitor: Visitor) -> None:
    manager, gone = a_manager(), a_user(Role.FINANCE, disabled_at=NOW)
    page = waiting(visitor, manager, "/manage/staff", f"Enable {gone.name}")
    assert page.h1 == SHOW_THAT_ITS_YOU
    assert gone.disabled_at == NOW
    page = proved(page, manager)
    assert page.notice == f"{gone.name} can sign in again, as one of finance."
    assert gone.disabled_at is None


def test_nobody_is_led_to_press_a_button_by_an_address_or_to_another_site(visitor: Visitor) -> None:
    """The form that waits is sent, and so stands behind the form's token: an address can't name it."""
    manager, gone = a_manager(), a_user(Role.FINANCE, disabled_at=NOW)
    visitor.with_secret(a_sign_in(manager))
    enable = f"/manage/staff/{gone.id}/enable"
    with clock_at(LATE):
        named = f"kept_for={enable}&next=/manage/staff"
        page = visitor.open_page(f"/sign-in/again?{named}")
        page = send(page, f"/sign-in/again?{named}")
        page = send(page, f"/sign-in/again/code?{named}", code=code_in(mail_to(manager.email)[0]))
    assert page.h1 == "Staff and access"
    assert gone.disabled_at == NOW
    with clock_at(LATE + timedelta(hours=1)):
        page = send(visitor.open_page("/sign-in/again"), "/sign-in/again", kept_for="https://evil.example/")
        code = code_in(mail_to(manager.email)[-1])
        page = send(page, "/sign-in/again/code", kept_for="https://evil.example/", code=code)
    assert page.response.request.host == "localhost"


def test_the_code_of_another_address_proves_nothing(visitor: Visitor) -> None:
    manager, other = a_manager(), a_user()
    visitor.open_page("/sign-in").press("Send me a code", email=other.email)
    visitor.with_secret(a_sign_in(manager, proved_at=NOW - timedelta(hours=1)))
    page = visitor.open_page("/sign-in/again/code?next=/manage/staff/invite")
    assert page.h1 == SHOW_THAT_ITS_YOU

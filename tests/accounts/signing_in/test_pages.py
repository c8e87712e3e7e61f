"""Signing in and out, as a person sees it."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from flask import Flask

from app.accounts.models import AddressProof, User
from app.accounts.refusals import TooManyTries
from app.accounts.sessions.models import SignInSession
from app.accounts.signing_in import services
from app.accounts.signing_in.refusals import WrongCode
from app.core.database import db
from app.core.links import Secret, six_digit_code, token
from app.core.roles import Role
from app.notifications.models import Message
from tests.builders import a_manager, a_user, code_in, link_in, mail_to
from tests.conftest import NOW, clock_at
from tests.page import Page, Visitor
from tests.words import (
    ASK_FOR_A_NEW_LINK,
    CHECK_YOUR_EMAIL,
    ENTER_AN_EMAIL_ADDRESS,
    ENTER_YOUR_EMAIL_ADDRESS,
    FORM_IS_OUT_OF_DATE,
    SEND_ME_A_CODE,
    TOO_MANY_CODES,
    YOU_ARE_SIGNED_OUT,
)


def ask(visitor: Visitor, email: str) -> Page:
    return visitor.open_page("/sign-in").press(SEND_ME_A_CODE, email=email)


def is_signed_in(visitor: Visitor) -> bool:
    return visitor.open_page("/").has_link("Sign in") is False


def send(page: Page, address: str, **typed: str) -> Page:
    """A form of this page, sent to an address with its query as a browser would."""
    token_field = page.soup.find(attrs={"name": "csrf_token"})
    assert token_field
    return page.visitor.open_page(address, method="POST", data={"csrf_token": token_field["value"], **typed})


def a_link_for(user: User) -> str:
    return f"/sign-in/link/{token(Secret('sign-in', services.ask_to_sign_in(email=user.email, at=NOW).id))}"


def test_a_manager_signs_in_with_the_mailed_code_and_lands_on_today(visitor: Visitor) -> None:
    manager = a_manager()
    page = ask(visitor, manager.email)
    assert page.h1 == CHECK_YOUR_EMAIL
    page = page.press("Sign in", code=code_in(mail_to(manager.email)[0]))
    assert page.address == "/today"
    assert f"Signed in as {manager.name}" in page.soup.footer.get_text()


@pytest.mark.parametrize(
    ("role", "first_page"),
    [(Role.TRAINER, "/registers"), (Role.AGENCY_LEAD, "/agency"), (Role.FINANCE, "/charges"), (Role.PRACTITIONER, "/")],
)
def test_somebody_lands_where_their_work_is_unless_they_were_going_elsewhere(
    app: Flask, visitor: Visitor, role: Role, first_page: str
) -> None:
    user = a_user(role)
    assert visitor.open_page(a_link_for(user)).press("Sign in").address == first_page
    page = send(Visitor(app).open_page("/sign-in"), "/sign-in?next=/my-details", email=user.email)
    page = send(page, "/sign-in/code?next=/my-details", code=code_in(mail_to(user.email)[-1]))
    assert page.address == "/my-details"


@pytest.mark.parametrize("mail_server", ["", "mail.example.org"])
def test_where_no_mail_leaves_the_page_says_where_the_code_is(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch, mail_server: str
) -> None:
    monkeypatch.setitem(app.config, "MAIL_SERVER", mail_server)
    said = "because MAIL_SERVER isn’t set" in ask(visitor, a_manager().email).words
    assert said is not bool(mail_server)


def test_a_practitioner_signs_in_with_the_mailed_code_and_lands_on_the_programme(visitor: Visitor) -> None:
    user = a_user()
    page = ask(visitor, user.email.upper()).press("Sign in", code=code_in(mail_to(user.email)[0]))
    assert page.address == "/"
    assert is_signed_in(visitor)


def test_the_mailed_link_signs_in_on_another_device_by_its_button(app: Flask) -> None:
    user = a_user()
    ask(Visitor(app), user.email)
    other_device = Visitor(app)
    page = other_device.open_page(link_in(mail_to(user.email)[0]))
    assert page.h1 == f"Sign in as {user.email}"
    page.press("Sign in")
    assert is_signed_in(other_device)


def test_opening_a_link_signs_nobody_in_and_uses_nothing_up(app: Flask, visitor: Visitor) -> None:
    link = a_link_for(a_user())
    scanner = Visitor(app)
    for _ in range(2):
        scanner.open_page(link)
    assert not is_signed_in(scanner)
    assert db.session.query(AddressProof).one().used_at is None
    visitor.open_page(link).press("Sign in")
    assert is_signed_in(visitor)


def test_a_link_works_once(app: Flask) -> None:
    link = a_link_for(a_user())
    first, second = Visitor(app), Visitor(app)
    waiting = second.open_page(link)
    first.open_page(link).press("Sign in")
    page = waiting.press("Sign in")
    assert "has been used already" in page.words
    assert page.has_link(ASK_FOR_A_NEW_LINK)
    assert not is_signed_in(second)
    assert "has been used already" in second.open_page(link).words


def test_an_old_link_says_so(visitor: Visitor) -> None:
    link = a_link_for(a_user())
    with clock_at(NOW + timedelta(minutes=30)):
        page = visitor.open_page(link)
    assert "too old" in page.words
    assert page.has_link(ASK_FOR_A_NEW_LINK)


def test_a_link_printed_on_the_command_line_lasts_a_day(app: Flask, visitor: Visitor) -> None:
    printed = app.test_cli_runner().invoke(args=["sign-in-link", a_user().email]).stdout.strip()
    link = printed.removeprefix("http://coursebook.test")
    with clock_at(NOW + timedelta(hours=23, minutes=59)):
        assert "press the button" in visitor.open_page(link).words
    with clock_at(NOW + timedelta(hours=24)):
        assert "too old" in visitor.open_page(link).words


def test_a_wrong_code_is_refused_beside_the_field_and_the_right_one_then_works(visitor: Visitor) -> None:
    user = a_user()
    page = ask(visitor, user.email)
    right = code_in(mail_to(user.email)[0])
    page = page.press("Sign in", code="123456")
    assert page.refuses(WrongCode)
    assert page.error_beside("code") == page.problems[0]
    assert not is_signed_in(visitor)
    page.press("Sign in", code=f"{right[:3]} {right[3:]}")
    assert is_signed_in(visitor)


@pytest.mark.parametrize("typed", ["", "   ", "abcdef", "'; drop table user", "①②③④⑤⑥", "1" * 21, "\x00"])
def test_what_is_no_code_is_refused_in_words(visitor: Visitor, typed: str) -> None:
    page = ask(visitor, a_user().email).press("Sign in", code=typed)
    assert page.status == 200
    assert len(page.problems) == 1
    assert page.error_beside("code") == page.problems[0]
    assert not is_signed_in(visitor)


def test_after_five_wrong_codes_the_page_asks_to_begin_again(visitor: Visitor) -> None:
    user = a_user()
    page = ask(visitor, user.email)
    right = code_in(mail_to(user.email)[0])
    for _ in range(5):
        page = page.press("Sign in", code="000000")
    page = page.press("Sign in", code=right)
    assert page.error_beside("code") == TooManyTries.message
    assert not is_signed_in(visitor)
    page.click("ask for a new code").press(SEND_ME_A_CODE, email=user.email)
    assert len(mail_to(user.email)) == 2


def test_an_unknown_address_gets_the_same_page_and_no_mail(app: Flask) -> None:
    known, unknown = a_user().email, "nobody@example.org"
    pages = [ask(Visitor(app), email) for email in (known, unknown)]
    assert pages[0].words.replace(known, "…") == pages[1].words.replace(unknown, "…")
    assert pages[0].address == pages[1].address
    assert [message.to_email for message in db.session.query(Message)] == [known]
    proof = db.session.query(AddressProof).filter_by(email=unknown).one()
    page = pages[1].press("Sign in", code=six_digit_code(proof.id))  # even a lucky guess signs nobody in
    assert page.problems
    assert not is_signed_in(pages[1].visitor)


def test_the_sixth_request_in_an_hour_shows_the_same_page_and_sends_nothing(visitor: Visitor) -> None:
    user = a_user()
    pages = [ask(visitor, user.email) for _ in range(6)]
    assert pages[5].words == pages[4].words
    assert len(mail_to(user.email)) == 5
    pages[5].press("Sign in", code=code_in(mail_to(user.email)[-1]))
    assert is_signed_in(visitor)


def test_who_has_signed_in_five_times_in_an_hour_is_refused_beside_the_field(visitor: Visitor) -> None:
    user = a_user()
    for number in range(5):
        ask(visitor, user.email).press("Sign in", code=code_in(mail_to(user.email)[number]))
    page = ask(visitor, user.email)
    assert page.address == "/sign-in"
    assert TOO_MANY_CODES in page.error_beside("email")
    assert page.soup.find(id="email")["value"] == user.email


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("", ENTER_YOUR_EMAIL_ADDRESS),
        ("   ", ENTER_YOUR_EMAIL_ADDRESS),
        ("ann", ENTER_AN_EMAIL_ADDRESS),
        ("ann@localhost", ENTER_AN_EMAIL_ADDRESS),
        ("<script>alert(1)</script>@example.org", ENTER_AN_EMAIL_ADDRESS),
        ("ann@example.org\nBcc: bob@example.org", ENTER_AN_EMAIL_ADDRESS),
        ("ann@example.org' or 1=1 --", ENTER_AN_EMAIL_ADDRESS),
        ("a" * 250 + "@example.org", "The e-mail address must be 254 characters or fewer"),
    ],
)
def test_an_unsafe_address_is_refused_beside_the_field_and_kept(visitor: Visitor, typed: str, complaint: str) -> None:
    page = ask(visitor, typed)
    assert page.status == 200
    assert page.problems == [complaint]
    assert page.error_beside("email") == complaint
    assert page.soup.select_one(".govuk-error-summary__list a")["href"] == "#email"
    assert page.soup.find(id="email")["value"] == " ".join(typed.split())
    assert db.session.query(AddressProof).count() == 0


def test_a_form_without_its_token_is_refused(visitor: Visitor) -> None:
    page = visitor.open_page("/sign-in", method="POST", data={"email": a_user().email})
    assert (page.status, page.h1) == (400, FORM_IS_OUT_OF_DATE)
    assert db.session.query(AddressProof).count() == 0


def test_the_code_page_without_a_request_leads_back_to_signing_in(visitor: Visitor) -> None:
    assert visitor.open_page("/sign-in/code").address == "/sign-in"


def test_a_page_for_people_signed_in_leads_through_sign_in_and_back(visitor: Visitor) -> None:
    user = a_user()
    page = visitor.open_page("/bookings?a=1")
    assert page.address == "/sign-in"
    page = send(page, "/sign-in?" + page.response.request.query_string.decode(), email=user.email)
    code = code_in(mail_to(user.email)[0])
    page = send(page, "/sign-in/code?" + page.response.request.query_string.decode(), code=code)
    assert page.address == "/bookings"
    assert page.response.request.query_string == b"a=1"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/%09/evil.example",
        "javascript:alert(1)",
        "evil.example",
        " //evil.example",
        "/\r\nLocation: https://evil.example",
        "/a\r\nSet-Cookie: b=c",
        "http:evil.example",
        "///evil.example",
    ],
)
def test_nobody_is_led_to_another_site_after_signing_in(app: Flask, visitor: Visitor, elsewhere: str) -> None:
    link = a_link_for(a_user())
    page = visitor.open_page(link)
    field = page.soup.find(attrs={"name": "csrf_token"})
    answer = visitor.open_page(
        link,
        query_string={"next": elsewhere},
        method="POST",
        data={"csrf_token": field["value"]},
        follow_redirects=False,
    ).response
    assert answer.status_code == 302
    assert answer.location.startswith("/")
    assert not answer.location.startswith(("//", "/\\"))
    assert "evil.example" not in answer.location or answer.location.startswith("/%")
    assert "Set-Cookie: b" not in str(answer.headers)


def test_a_path_of_ours_is_where_signing_in_leads(visitor: Visitor) -> None:
    link = a_link_for(a_user())
    page = send(visitor.open_page(link), link + "?next=/bookings%3Fq%3D1")
    assert (page.address, page.response.request.query_string) == ("/bookings", b"q=1")


def test_the_mailed_link_leads_where_one_was_going_on_another_device_too(app: Flask, visitor: Visitor) -> None:
    user, first = a_user(), visitor.open_page("/bookings?page=1")
    assert first.h1 == "Sign in"
    send(first, "/sign-in?next=/bookings%3Fpage%3D1", email=user.email)
    telephone = Visitor(app)
    page = telephone.open_page(link_in(mail_to(user.email)[0])).press("Sign in")
    assert (page.address, page.response.request.query_string) == ("/bookings", b"page=1")


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_a_mailed_link_never_leads_to_another_site(app: Flask, visitor: Visitor, elsewhere: str) -> None:
    user = a_user()
    send(visitor.open_page("/sign-in"), f"/sign-in?next={quote(elsewhere)}", email=user.email)
    page = visitor.open_page(link_in(mail_to(user.email)[0])).press("Sign in")
    assert page.address == "/"
    assert db.session.query(AddressProof).one().leads_to == ""


def test_a_request_that_serves_again_leads_where_one_is_going_now(app: Flask) -> None:
    user = a_user()
    for page in ("/bookings", "/training", "/me/everything"):
        proof = services.ask_to_sign_in(email=user.email, at=NOW, leads_to=page)
        assert proof.leads_to == page


def test_on_their_own_device_a_practitioner_stays_signed_in_for_ninety_days(visitor: Visitor) -> None:
    visitor.open_page(a_link_for(a_user())).press("Sign in", is_own_device="y")
    cookie = visitor.client.get_cookie("session")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")
    assert cookie.expires is not None
    with clock_at(NOW + timedelta(days=90) - timedelta(seconds=1)):
        assert is_signed_in(visitor)
    with clock_at(NOW + timedelta(days=90)):
        assert not is_signed_in(visitor)


@pytest.mark.parametrize("role", list(Role))
def test_on_a_device_that_others_use_nobody_stays_signed_in(visitor: Visitor, role: Role) -> None:
    visitor.open_page(a_link_for(a_user(role))).press("Sign in")
    assert is_signed_in(visitor)
    cookie = visitor.client.get_cookie("session")
    assert cookie is not None
    assert cookie.expires is None  # it goes with the browser
    with clock_at(NOW + timedelta(hours=12)):
        assert not is_signed_in(visitor)


def test_finding_3_a_copied_cookie_is_dead_after_signing_out(visitor: Visitor) -> None:
    visitor.open_page(a_link_for(a_user())).press("Sign in")
    copied = visitor.client.get_cookie("session")
    page = visitor.open_page("/").press("Sign out")
    assert page.notice == YOU_ARE_SIGNED_OUT
    assert not is_signed_in(visitor)
    assert copied
    visitor.client.set_cookie("session", copied.value)  # as somebody would who has copied it
    assert not is_signed_in(visitor)


def test_a_person_whose_account_is_gone_is_signed_out(visitor: Visitor) -> None:
    user = a_user()
    visitor.sign_in(user)
    assert is_signed_in(visitor)
    db.session.delete(db.session.query(SignInSession).one())
    db.session.delete(user)
    db.session.commit()
    assert visitor.open_page("/").status == 200
    assert not is_signed_in(visitor)

"""Mailed links: what their tokens stand for, and how forged ones fail."""

import ast
import re
from collections.abc import Callable

import pytest
from flask import Flask

from app.core import links
from app.core.links import BadToken, Secret, opened_by_mail, read_token, six_digit_code, token, url
from app.web.access import EVERYONE
from tests.builders import a_delegate, a_session, a_user, code_in, link_in, mail_to
from tests.conftest import ROOT
from tests.page import Visitor
from tests.words import PAGE_NOT_FOUND, SEND_ME_A_CODE, YOUR_HOLD_HAS_LAPSED

CONFIRM = Secret("confirm", 12, 345)
MAILED = {
    "sign-in": "/sign-in/link/{token}",
    "set-up": "/set-up/{token}",
    "staff-invitation": "/join/{token}",
    "new-address": "/my-details/address/{token}",
    "hold": "/bookings/held/{token}",
    "confirm": "/bookings/confirm/{token}",
    "offer": "/bookings/offer/{token}",
    "booking": "/bookings/link/{token}",
    "my-calendar": "/calendar/mine/{token}.ics",
    "invitation": "/invitations/{token}",
    "before": "/questionnaires/before/{token}",
    "after": "/questionnaires/after/{token}",
    "later": "/questionnaires/later/{token}",
    "manager": "/questionnaires/manager/{token}",
    "evaluation-room": "/questionnaires/room/{token}",
    "reason": "/reasons/{token}",
    "reason-manager": "/reasons/manager/{token}",
    "room": "/check-in/room/{token}",
    "check-in": "/check-in/mine/{token}",
    "certificate": "/certificates/mine/{token}",
    "subscribe": "/subscriptions/confirm/{token}",
    "unsubscribe": "/subscriptions/end/{token}",
    "single-agency-return": "/single-agency/{token}",
    "trainer-request": "/trainer-requests/{token}",
}
"""They stand in mail that was sent, and in calendars: no view of them may move."""


def test_each_purpose_leads_to_the_address_that_it_always_had(app: Flask) -> None:
    assert {purpose: Secret(purpose, 12, 345).path() for purpose in app.extensions["mailed"]} == {
        purpose: address.format(token=token(Secret(purpose, 12, 345))) for purpose, address in MAILED.items()
    }


def test_each_purpose_leads_to_a_view_that_is_open_to_everyone_and_takes_its_token(app: Flask) -> None:
    addresses = app.url_map.bind("")
    for purpose in app.extensions["mailed"]:
        endpoint, values = addresses.match(Secret(purpose, 12, 345).path())
        assert app.view_functions[endpoint].open_to == EVERYONE  # type: ignore[attr-defined]
        assert values["token"] == token(Secret(purpose, 12, 345))


def test_a_purpose_leads_to_one_view_alone() -> None:
    house = Flask("two views for one purpose")
    for name in ("one", "other"):
        house.add_url_rule(f"/{name}/<token>", name, opened_by_mail("offer")(lambda token: token))
    with pytest.raises(ValueError, match="other and one are both opened for 'offer'"):
        links.install(house)


def test_no_message_holds_a_secret_that_leads_nowhere(app: Flask) -> None:
    written = {
        node.args[0].value
        for path in (ROOT / "app").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] == "Secret"
        and isinstance(node.args[0], ast.Constant)
    }
    assert written - {"code"} <= app.extensions["mailed"].keys()


@pytest.mark.parametrize("purpose", list(MAILED))
def test_a_token_is_read_back_as_the_record_and_version_it_was_made_for(app: Flask, purpose: str) -> None:
    secret = Secret(purpose, 12, 345)
    assert read_token(purpose, token(secret)) == secret


@pytest.mark.parametrize("other", [purpose for purpose in MAILED if purpose != "confirm"])
def test_a_token_for_one_purpose_is_refused_for_any_other(app: Flask, other: str) -> None:
    with pytest.raises(BadToken):
        read_token(other, token(CONFIRM))


FORGERIES: dict[str, Callable[[str], str]] = {
    "another record": lambda good: good.replace("12-", "13-", 1),
    "another version": lambda good: good.replace("-345", "-346", 1),
    "truncated": lambda good: good[:-1],
    "without its proof": lambda good: "12-345.",
    "without its proof, as it was once written": lambda good: "12-345-",
    "with the proof as it was once written": lambda good: "12-345-" + good.partition(".")[2][:32],
    "record and version alone": lambda good: "12-345",
    "something after it": lambda good: good + "0",
    "in capitals": lambda good: good.upper(),
    "a record written otherwise": lambda good: "0" + good,
    "figures of another script": lambda good: good.replace("12-", "١٢-", 1),
    "a negative record": lambda good: "-" + good,
    "nothing": lambda good: "",
    "words": lambda good: "not-a-token",
    "a number too long to read": lambda good: "9" * 5000 + "-1-x",
    "an accent": lambda good: good + "é",
    "an accent inside": lambda good: good[:-1] + "é" + good[-1],
    "its last letter but one bit": lambda good: good[:-1] + chr(ord(good[-1]) + 1),
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forged_token_is_refused(app: Flask, forge: Callable[[str], str]) -> None:
    with pytest.raises(BadToken):
        read_token("confirm", forge(token(CONFIRM)))


def test_a_token_of_another_installation_is_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = token(CONFIRM)
    monkeypatch.setitem(app.config, "SECRET_KEY", "another key")
    with pytest.raises(BadToken):
        read_token("confirm", ours)


def test_a_token_fits_a_line_of_mail_and_ends_in_nothing_that_looks_like_the_end_of_a_sentence(app: Flask) -> None:
    for record in (*range(1, 400), 10**15 - 1):
        signed = token(Secret("manager", record, record))
        assert re.fullmatch(r"[\w.-]{40,74}[A-Za-z0-9]", signed, re.ASCII)
        assert read_token("manager", signed).record == record


@pytest.mark.parametrize("purpose", list(MAILED))
def test_a_forged_link_of_any_purpose_is_page_not_found(visitor: Visitor, purpose: str) -> None:
    for given in ("1-1-0123456789abcdef0123456789abcdef", f"1-1.{'w' * 43}", "1-1-", "x", "9" * 100):
        page = visitor.open_page(MAILED[purpose].format(token=given))
        assert (page.status, page.h1) == (404, PAGE_NOT_FOUND)


FORGOTTEN = ("hold", "confirm")
"""Whoever comes too late with these is told so: what they typed goes with the half hour."""


@pytest.mark.parametrize("purpose", FORGOTTEN)
def test_a_true_link_to_a_hold_that_is_forgotten_says_that_it_has_lapsed(visitor: Visitor, purpose: str) -> None:
    page = visitor.open_page(MAILED[purpose].format(token=token(Secret(purpose, 999_999))))
    assert (page.status, page.h1) == (200, YOUR_HOLD_HAS_LAPSED)


@pytest.mark.parametrize(
    "purpose", [purpose for purpose in MAILED if purpose not in ("before", "after", "later", "set-up", *FORGOTTEN)]
)
def test_a_true_link_to_a_record_that_is_gone_is_page_not_found(visitor: Visitor, purpose: str) -> None:
    assert visitor.open_page(MAILED[purpose].format(token=token(Secret(purpose, 999_999)))).status == 404


def test_codes_have_six_digits_and_differ(app: Flask) -> None:
    codes = [six_digit_code(record) for record in range(1, 400)]
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert len(set(codes)) > 390
    assert any(code.startswith("0") for code in codes)  # a leading nought is kept


def test_the_code_of_one_purpose_or_version_is_not_that_of_another(app: Flask) -> None:
    codes = {six_digit_code(7), six_digit_code(7, purpose="room"), six_digit_code(7, purpose="room", version=2)}
    assert len(codes) == 3


def test_a_masked_secret_shows_nothing_of_the_real_one(app: Flask) -> None:
    code, link = Secret("code", 7), Secret("sign-in", 7)
    assert code.mask() == "••••••"
    assert code.reveal() == six_digit_code(7)
    assert token(link) in link.reveal()
    assert token(link) not in link.mask()
    assert "7" not in link.mask()


def test_addresses_are_built_from_the_public_address_and_never_from_the_request(visitor: Visitor) -> None:
    user = a_user()
    visitor.open_page("/sign-in", base_url="http://evil.example").press(SEND_ME_A_CODE, email=user.email)
    page = visitor.open_page("/sign-in", headers={"Host": "evil.example"})
    page.visitor.open_page(
        "/sign-in",
        method="POST",
        headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
        data={"email": user.email, "csrf_token": page.soup.find(attrs={"name": "csrf_token"})["value"]},
    )
    posted = mail_to(user.email, "sign-in")
    assert posted
    for message in posted:
        assert "evil" not in message.revealed_text()
        assert link_in(message).startswith("/sign-in/link/")
    assert url("/bookings") == "http://coursebook.test/bookings"


def test_the_database_holds_no_code_and_no_token(app: Flask, visitor: Visitor) -> None:
    session, delegate = a_session(), a_delegate()
    visitor.open_page(f"/sessions/{session.id}/book").press(
        "Continue",
        name=delegate.name,
        email=delegate.email,
        agency=delegate.agency.name,
        job_role=delegate.job_role,
        manager_name=delegate.manager_name,
        manager_email=delegate.manager_email,
        accepts_terms="y",
    )
    message = mail_to(delegate.email)[0]
    stored = f"{message.subject} {message.text} {message.secrets}"
    assert code_in(message) not in stored
    assert link_in(message) not in stored

"""Signing in with a provider, against one of our own that lies when it is told to."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from joserfc.jwk import RSAKey

from app.accounts.models import User
from app.accounts.signing_in.refusals import WrongCode
from app.accounts.single_sign_on import refusals
from app.accounts.single_sign_on.models import LinkedAccount
from app.accounts.single_sign_on.rules import LONGEST_NAME, account_in
from app.core.config import SettingWrong, read_settings
from app.core.database import db
from app.notifications.models import LetterKind, Message
from tests.builders import a_manager, a_user, code_in, entries_about, mail_to
from tests.conftest import NOW, clock_at
from tests.page import Page, Visitor
from tests.provider import ANN, CLIENT_ID, CLIENT_SECRET, Provider, a_provider
from tests.words import SEND_ME_A_CODE

NAME = "Northbridge Council"
OURS = "http://coursebook.test"


@pytest.fixture(scope="session")
def one_provider() -> Iterator[Provider]:
    with a_provider() as provider:
        yield provider


@pytest.fixture
def provider(one_provider: Provider, app: Flask, monkeypatch: pytest.MonkeyPatch) -> Provider:
    """A provider that is set up here, honest again with each test."""
    one_provider.__init__(issuer=one_provider.issuer, key=one_provider.key)  # type: ignore[misc]
    given = {"ISSUER": one_provider.issuer, "CLIENT_ID": CLIENT_ID, "CLIENT_SECRET": CLIENT_SECRET, "NAME": NAME}
    for name, value in given.items():
        monkeypatch.setitem(app.config, f"OIDC_{name}", value)
    app.extensions.pop("single_sign_on", None)
    return one_provider


def sent_to(visitor: Visitor, start: str = "/sign-in/provider") -> str:
    """Where a browser is sent that wants to sign in with the provider."""
    return str(visitor.open_page(start, follow_redirects=False).response.location)


def come_back(visitor: Visitor, provider: Provider, start: str = "/sign-in/provider") -> Page:
    """There and back again."""
    return visitor.open_page(provider.answer_to(sent_to(visitor, start)).removeprefix(OURS))


def link(visitor: Visitor, provider: Provider, user: User) -> Page:
    """Everything that somebody does the first time."""
    come_back(visitor, provider).press(SEND_ME_A_CODE, email=user.email)
    return visitor.open_page("/sign-in/provider/code").press(
        "Link and sign in", code=code_in(mail_to(user.email, LetterKind.SIGN_IN)[-1])
    )


def signed_in_as(visitor: Visitor) -> str:
    return visitor.open_page("/").soup.footer.get_text()


def is_signed_in(visitor: Visitor) -> bool:
    return "Signed in as" in signed_in_as(visitor)


def says(page: Page, refusal: type[refusals.Refusal]) -> bool:
    return page.h1 == "You are not signed in" and refusal.message in page.words


# --- The first time, and every other ---


def test_the_first_time_the_address_is_proved_by_our_own_code_and_from_then_on_one_click_signs_in(
    app: Flask, visitor: Visitor, provider: Provider
) -> None:
    manager = a_manager()
    page = visitor.open_page("/sign-in")
    assert page.has_link(f"Sign in with {NAME}")
    page = come_back(visitor, provider)
    assert (page.address, page.h1) == ("/sign-in/provider/address", "Prove your address once")
    assert ANN["email"] in page.words
    assert not is_signed_in(visitor)
    page = page.press(SEND_ME_A_CODE, email=manager.email)
    assert ANN["email"] in page.words
    [mail] = mail_to(manager.email)
    assert ANN["email"] in mail.text  # whoever passes the code on has read for which account it is
    page = page.press("Link and sign in", code=code_in(mail))
    assert page.address == "/today"
    assert manager.name in signed_in_as(visitor)
    assert mail_to(manager.email, LetterKind.SIGN_IN_CHANGED)
    other_device = Visitor(app)
    assert come_back(other_device, provider).address == "/today"
    assert manager.name in signed_in_as(other_device)


def test_what_is_asked_of_the_provider(visitor: Visitor, provider: Provider) -> None:
    """PKCE by S256, a nonce and a state of their own each time, and an address of ours whatever host was asked."""
    visitor.client.environ_base["HTTP_HOST"] = "evil.test"
    first, second = (
        {name: value for name, [value] in parse_qs(urlsplit(sent_to(visitor)).query).items()} for _ in range(2)
    )
    assert first["redirect_uri"] == f"{OURS}/sign-in/provider/return"
    assert (first["response_type"], first["client_id"], first["scope"]) == ("code", CLIENT_ID, "openid email profile")
    assert first["code_challenge_method"] == "S256"
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 20
        assert first[name] != second[name]


def test_where_one_was_going_is_kept_there_and_back(app: Flask, visitor: Visitor, provider: Provider) -> None:
    user = a_user()
    link(visitor, provider, user)
    assert come_back(Visitor(app), provider, "/sign-in/provider?next=/bookings").address == "/bookings"
    assert come_back(Visitor(app), provider, "/sign-in/provider?next=//evil.example/").address == "/"


def test_people_are_known_by_subject_whatever_the_provider_calls_them(app: Flask, provider: Provider) -> None:
    user = a_user()
    link(Visitor(app), provider, user)
    provider.person = {"sub": ANN["sub"], "preferred_username": "ann.married@council.example.org"}
    visitor = Visitor(app)
    come_back(visitor, provider)
    assert user.name in signed_in_as(visitor)
    assert db.session.query(LinkedAccount).one().shown_as == "ann.married@council.example.org"


def test_an_address_claimed_by_a_tenant_proves_nothing(app: Flask, visitor: Visitor, provider: Provider) -> None:
    """Not even one that the provider calls verified, and not where somebody else is linked with that address."""
    manager = a_manager()
    link(Visitor(app), provider, manager)
    provider.person = {
        "sub": "mallory",
        "email": manager.email,
        "email_verified": True,
        "preferred_username": manager.email,
    }
    page = come_back(visitor, provider)
    assert page.h1 == "Prove your address once"
    page = page.press(SEND_ME_A_CODE)  # the address stands there already; the code goes to the manager alone
    assert page.press("Link and sign in", code="123456").refuses(WrongCode)
    assert not is_signed_in(visitor)
    assert [linked.subject for linked in db.session.query(LinkedAccount)] == [ANN["sub"]]


def test_an_address_without_an_account_gets_the_same_page_and_no_mail(visitor: Visitor, provider: Provider) -> None:
    page = come_back(visitor, provider).press(SEND_ME_A_CODE, email="nobody@example.org")
    assert page.h1 == "Check your e-mail"
    assert db.session.query(Message).count() == 0


def test_an_account_that_was_shown_long_ago_is_not_linked(visitor: Visitor, provider: Provider) -> None:
    user = a_user()
    come_back(visitor, provider).press(SEND_ME_A_CODE, email=user.email)
    with clock_at(NOW + timedelta(minutes=30)):
        assert visitor.open_page("/sign-in/provider/code").address == "/sign-in"
    assert db.session.query(LinkedAccount).count() == 0


def test_a_code_for_one_account_never_links_another(visitor: Visitor, provider: Provider) -> None:
    user = a_user()
    page = come_back(visitor, provider).press(SEND_ME_A_CODE, email=user.email)
    provider.person = {"sub": "mallory"}
    come_back(visitor, provider)
    page = page.press("Link and sign in", code=code_in(mail_to(user.email)[0]))
    assert page.h1 == "Prove your address once"
    assert db.session.query(LinkedAccount).count() == 0


def test_a_second_account_of_the_same_provider_takes_the_place_of_the_first(app: Flask, provider: Provider) -> None:
    user = a_user()
    link(Visitor(app), provider, user)
    provider.person = {"sub": "ann-2", "email": "ann@other.example.org"}
    link(Visitor(app), provider, user)
    provider.person = dict(ANN)
    visitor = Visitor(app)
    assert come_back(visitor, provider).h1 == "Prove your address once"
    assert not is_signed_in(visitor)


def test_unlinking_ends_it_and_the_person_is_told(app: Flask, visitor: Visitor, provider: Provider) -> None:
    user = a_user()
    link(visitor, provider, user)
    with clock_at(NOW + timedelta(minutes=1)):
        page = visitor.open_page("/account/sign-in").press("Unlink it")
    assert page.address == "/account/sign-in"
    assert page.has_link(f"Link {NAME}")
    assert len(mail_to(user.email, LetterKind.SIGN_IN_CHANGED)) == 2
    verbs = [entry.verb.value for entry in entries_about(user)]
    assert [verb for verb in verbs if "linked" in verb] == [
        "linked an account to sign in with",
        "unlinked an account to sign in with",
    ]
    stranger = Visitor(app)
    assert come_back(stranger, provider).h1 == "Prove your address once"


# --- What is refused ---


def test_a_wrong_state_is_refused(visitor: Visitor, provider: Provider) -> None:
    link(Visitor(visitor.app), provider, a_user())
    answer = provider.answer_to(sent_to(visitor)).removeprefix(OURS)
    for spoilt in (answer + "x", answer.partition("&state=")[0]):
        assert says(visitor.open_page(spoilt), refusals.AnswerOfAnotherBrowser)
    assert not is_signed_in(visitor)


def test_a_stolen_code_is_of_no_use_in_another_browser(app: Flask, visitor: Visitor, provider: Provider) -> None:
    """With the state that goes with it or with one of the thief's own."""
    link(Visitor(app), provider, a_user())
    stolen = provider.answer_to(sent_to(visitor)).removeprefix(OURS)
    thief = Visitor(app)
    assert says(thief.open_page(stolen), refusals.AnswerOfAnotherBrowser)
    own_state = parse_qs(urlsplit(sent_to(thief)).query)["state"][0]
    code = parse_qs(urlsplit(stolen).query)["code"][0]
    page = thief.open_page(f"/sign-in/provider/return?code={code}&state={own_state}")
    assert says(page, refusals.AnswerNotBelieved)  # PKCE: the verifier of that code lies in the other browser
    assert not is_signed_in(thief)


def test_an_answer_works_once(visitor: Visitor, provider: Provider) -> None:
    link(Visitor(visitor.app), provider, a_user())
    answer = provider.answer_to(sent_to(visitor)).removeprefix(OURS)
    assert visitor.open_page(answer).address == "/"
    visitor.open_page("/").press("Sign out")
    assert says(visitor.open_page(answer), refusals.AnswerOfAnotherBrowser)
    assert not is_signed_in(visitor)


AN_HOUR_AGO = int((NOW - timedelta(hours=1)).timestamp())


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"iss": "https://login.microsoftonline.com/another-tenant/v2.0"},
        {"iss": None},
        {"aud": "another application"},
        {"aud": "another application", "azp": CLIENT_ID},
        {"aud": [CLIENT_ID, "another application"]},
        {"aud": [CLIENT_ID, "another application"], "azp": "another application"},
        {"aud": None},
        {"exp": AN_HOUR_AGO, "iat": AN_HOUR_AGO - 300},
        {"exp": None},
        {"iat": None},
        {"nbf": int((NOW + timedelta(hours=1)).timestamp())},
        {"sub": None},
        {"sub": ""},
        {"sub": 12},
        {"sub": ["ann-1"]},
        {"sub": "a" * 256},
    ],
    ids=str,
)
def test_a_token_with_a_wrong_claim_signs_nobody_in(visitor: Visitor, provider: Provider, lies: dict[str, Any]) -> None:
    link(Visitor(visitor.app), provider, a_user())
    provider.lies = lies
    assert says(come_back(visitor, provider), refusals.AnswerNotBelieved)
    assert not is_signed_in(visitor)


@pytest.mark.parametrize("how", ["none", "HS256", "another key"])
def test_a_token_that_the_provider_did_not_sign_signs_nobody_in(visitor: Visitor, provider: Provider, how: str) -> None:
    link(Visitor(visitor.app), provider, a_user())
    if how == "another key":
        provider.published, provider.key = provider.key, RSAKey.generate_key(2048, {"kid": "1"})
    else:
        provider.signs = how
    page = come_back(visitor, provider)
    provider.key = provider.published or provider.key
    assert says(page, refusals.AnswerNotBelieved)
    assert not is_signed_in(visitor)


def test_a_provider_that_calls_itself_by_another_name_is_not_asked(visitor: Visitor, provider: Provider) -> None:
    """And is asked again once that is mended, without a restart."""
    provider.calls_itself = "https://login.microsoftonline.com/another-tenant/v2.0"
    assert says(visitor.open_page("/sign-in/provider"), refusals.AnswerNotBelieved)
    assert provider.asked == []
    provider.calls_itself = None
    assert sent_to(visitor).startswith(provider.issuer)


def test_an_answer_that_names_another_issuer_is_refused(visitor: Visitor, provider: Provider) -> None:
    answer = provider.answer_to(sent_to(visitor)).removeprefix(OURS)
    assert says(visitor.open_page(answer + "&iss=https://evil.example"), refusals.AnswerNotBelieved)


def test_whoever_gives_up_there_can_sign_in_by_a_code(visitor: Visitor, provider: Provider) -> None:
    provider.refuses = True
    page = come_back(visitor, provider)
    assert says(page, refusals.NotSignedInThere)
    assert page.click("Sign in by a code").address == "/sign-in"


def test_a_provider_that_is_away_is_said_in_words(
    app: Flask, visitor: Visitor, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "OIDC_ISSUER", "http://127.0.0.1:9")
    assert says(visitor.open_page("/sign-in/provider"), refusals.ProviderAway)


def test_many_sign_ins_under_way_leave_room_in_the_cookie(visitor: Visitor, provider: Provider) -> None:
    for _ in range(8):
        first_of_the_last = sent_to(visitor)
    cookie = visitor.client.get_cookie("session")
    assert cookie is not None
    assert len(cookie.value) < 2000
    assert visitor.open_page(provider.answer_to(first_of_the_last).removeprefix(OURS)).h1 == "Prove your address once"


# --- Off, and set up wrongly ---


def test_it_is_off_unless_it_is_set_up(visitor: Visitor) -> None:
    assert not visitor.open_page("/sign-in").has_link("Sign in with")
    assert says(visitor.open_page("/sign-in/provider"), refusals.NoProvider)
    assert says(visitor.open_page("/sign-in/provider/return?code=1&state=2"), refusals.NoProvider)
    assert visitor.open_page("/sign-in/provider/address").address == "/sign-in"


def with_issuer(issuer: str, **more: str) -> dict[str, Any]:
    return read_settings({"OIDC_ISSUER": issuer, "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b", **more})


@pytest.mark.parametrize("tenant", ["common", "organizations", "consumers", "Common", "{tenantid}", ""])
def test_a_tenant_that_everybody_shares_is_refused_at_the_start(tenant: str) -> None:
    with pytest.raises(SettingWrong, match="shares"):
        with_issuer(f"https://login.microsoftonline.com/{tenant}/v2.0".replace("//v2.0", "/"))


def test_the_tenant_of_personal_accounts_is_refused_by_its_number_too() -> None:
    with pytest.raises(SettingWrong, match="shares"):
        with_issuer("https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0")


@pytest.mark.parametrize(
    "issuer",
    [
        "http://login.example.org",
        "http://127.0.0.1:5000",
        "login.example.org",
        "https://",
        "https://[",
        "https://a@login.example.org",
        "https://login.example.org/?tenant=1",
        "https://login.example.org/#a",
        "ftp://login.example.org",
    ],
)
def test_an_issuer_that_cannot_be_trusted_is_refused_at_the_start(issuer: str) -> None:
    with pytest.raises(SettingWrong, match="OIDC_ISSUER"):
        with_issuer(issuer)


def test_a_provider_half_set_up_names_what_is_missing() -> None:
    with pytest.raises(SettingWrong, match="OIDC_CLIENT_ID, OIDC_CLIENT_SECRET"):
        read_settings({"OIDC_ISSUER": "https://login.example.org"})


def test_a_tenant_of_ones_own_is_taken_and_loopback_in_tests_alone() -> None:
    own = "https://login.microsoftonline.com/0f8fad5b-d9cb-469f-a165-70867728950e/v2.0"
    assert with_issuer(own)["OIDC_ISSUER"] == own
    assert with_issuer("http://127.0.0.1:5000", COURSEBOOK_ENV="testing")["OIDC_NAME"] == "your work account"
    assert read_settings({})["OIDC_ISSUER"] is None


# --- Who the provider says is there ---


@pytest.mark.parametrize(
    ("claims", "shown"),
    [
        ({"preferred_username": " ann@example.org ", "email": "x"}, "ann@example.org"),
        ({"preferred_username": 12, "email": "ann@example.org"}, "ann@example.org"),
        ({"name": "Ann\nJones"}, "Ann Jones"),
        ({"name": "a" * 999}, "a" * LONGEST_NAME),
        ({"email": "\x00"}, "ann-1"),
        ({}, "ann-1"),
    ],
)
def test_an_account_is_shown_by_what_the_provider_calls_it(claims: dict[str, Any], shown: str) -> None:
    account = account_in({"sub": "ann-1", **claims}, issuer="https://login.example.org")
    assert account is not None
    assert (account.subject, account.shown_as) == ("ann-1", shown)

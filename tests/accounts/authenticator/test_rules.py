"""Codes of apps and recovery codes."""

from base64 import b32encode
from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from app.accounts.authenticator.rules import (
    RECOVERY_CODES,
    address_for_apps,
    digest_of,
    in_groups,
    is_recovery_code,
    new_recovery_code,
    new_secret,
    step_of,
)
from app.core.roles import STAFF, TRAINING_TEAM, Role
from app.settings.rules_sign_in import AppRequiredOf, SignInRules

OF_THE_RFC = b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    """Appendix B, whose codes have eight digits: ours are the last six."""
    at = datetime.fromtimestamp(seconds, UTC)
    assert step_of(code, secret=OF_THE_RFC, after=0, at=at) == seconds // 30


@pytest.mark.parametrize(("seconds", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_code_is_taken_in_its_half_minute_and_those_beside_it(seconds: int, taken: bool) -> None:
    at = datetime.fromtimestamp(1234567890 + seconds, UTC)
    assert (step_of("005924", secret=OF_THE_RFC, after=0, at=at) is not None) is taken


def test_a_time_step_is_good_once_and_those_before_it_no_more() -> None:
    step, at = 1234567890 // 30, datetime.fromtimestamp(1234567890, UTC)
    assert step_of("005924", secret=OF_THE_RFC, after=step - 1, at=at) == step
    for after in (step, step + 1):
        assert step_of("005924", secret=OF_THE_RFC, after=after, at=at) is None


@pytest.mark.parametrize("typed", ["005 924", " 005924 "])
def test_a_code_typed_with_spaces_is_the_same_code(typed: str) -> None:
    assert step_of(typed, secret=OF_THE_RFC, after=0, at=datetime.fromtimestamp(1234567890, UTC))


@pytest.mark.parametrize("typed", ["", "5924", "0005924", "００５９２４", "\x00"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert step_of(typed, secret=OF_THE_RFC, after=0, at=datetime.fromtimestamp(1234567890, UTC)) is None


def test_a_key_has_160_bits_and_no_two_are_alike() -> None:
    first, second = new_secret(), new_secret()
    assert len(first) * 5 == 160
    assert first != second
    assert in_groups(first).replace(" ", "") == first


def test_what_the_qr_code_says_names_the_person_and_the_partnership() -> None:
    """RFC 6238 leaves it open: apps agree on this form, with SHA-1, six digits and 30 seconds where nothing is said."""
    address = urlsplit(address_for_apps(OF_THE_RFC, email="ann+1@example.org", partnership="Anyshire: SCP & co"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert unquote(address.path) == "/Anyshire: SCP & co:ann+1@example.org"
    assert parse_qs(address.query) == {"secret": [OF_THE_RFC], "issuer": ["Anyshire: SCP & co"]}


def test_recovery_codes_are_long_and_no_two_are_alike() -> None:
    codes = {new_recovery_code() for _ in range(100 * RECOVERY_CODES)}
    assert len(codes) == 100 * RECOVERY_CODES
    assert all(is_recovery_code(code) and len(code.replace("-", "")) * 5 == 80 for code in codes)


@pytest.mark.parametrize(
    "typed",
    ["4F7K-9QX2-M3TZ-80A1", "4f7k9qx2m3tz80a1", "4f7k 9qx2 m3tz 80a1", "4f7k-9qx2-m3tz-8oaI"],
)
def test_a_recovery_code_is_known_however_it_is_typed(typed: str) -> None:
    assert is_recovery_code(typed)
    assert digest_of(typed) == digest_of("4f7k-9qx2-m3tz-80a1")


@pytest.mark.parametrize("typed", ["", "123456", "4f7k-9qx2-m3tz", "4f7k-9qx2-m3tz-80a1-1", "u" * 16, "é" * 16])
def test_what_has_not_the_form_of_a_recovery_code_is_none(typed: str) -> None:
    assert not is_recovery_code(typed)


@pytest.mark.parametrize("role", list(Role))
def test_of_whom_an_app_is_required(role: Role) -> None:
    required = {each: SignInRules(each.value).requires_app_of(role) for each in AppRequiredOf}
    assert not SignInRules().requires_app_of(role)
    assert required == {
        AppRequiredOf.NOBODY: False,
        AppRequiredOf.TRAINING_TEAM: role in TRAINING_TEAM,
        AppRequiredOf.STAFF: role in STAFF,
    }

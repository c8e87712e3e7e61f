"""A new SECRET_KEY, with the one before among SECRET_KEY_FALLBACKS: what was given out before keeps working."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.accounts.models import AddressProof
from app.accounts.signing_in import services
from app.accounts.signing_in.refusals import WrongCode
from app.attendance.check_in.refusals import WrongRoomCode
from app.attendance.check_in.services import find_room, room_code
from app.core import links
from app.core.config import read_settings
from app.core.database import db
from app.core.links import BadToken, Secret, read_token, six_digit_code, token
from tests.attendance.check_in.test_checking_in import room_of, running
from tests.builders import a_booking, a_manager, a_user, code_in, mail_to
from tests.conftest import NOW
from tests.core.test_links import MAILED
from tests.page import Visitor

FIRST, SECOND, THIRD = "kept-by-the-office-2025", "another-from-2026", "one-more-from-2027"

MAILED_BEFORE = {
    "confirm": ("12-345-f12387a34bbfc7cf09a169b590cbbdf6", 12, 345),
    "my-calendar": ("1-1-98d591ff2dac1e0dfe9126827b40e84d", 1, 1),
    "certificate": ("7-1-dac104745a2117b2ced8ffdd6547322e", 7, 1),
    "unsubscribe": ("31-1-3f6d47bdde586317a93e032cc986a1d2", 31, 1),
    "sign-in": ("3-1-dc47da4e5b1068d599d3d2d697f7b157", 3, 1),
}
"""Made by the code that stood before itsdangerous signed, under FIRST."""

Change = Callable[..., None]


@pytest.fixture
def change_key(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Change:
    """Start anew, as it were, with a key and those before it, the latest first."""

    def change(key: str, *before: str) -> None:
        found = read_settings({"SECRET_KEY": key, "SECRET_KEY_FALLBACKS": " ".join(before)})
        for name in ("SECRET_KEY", "SECRET_KEY_FALLBACKS", "WTF_CSRF_SECRET_KEY"):
            monkeypatch.setitem(app.config, name, found[name])

    change(FIRST)
    return change


def test_keys_before_are_written_with_spaces_commas_or_line_ends_between_them() -> None:
    written = read_settings({"SECRET_KEY": "c", "SECRET_KEY_FALLBACKS": " b,\n a "})
    assert written["SECRET_KEY_FALLBACKS"] == ["b", "a"]
    assert read_settings({"SECRET_KEY": "c"})["SECRET_KEY_FALLBACKS"] == []


# --- Links ---


@pytest.mark.parametrize("purpose", list(MAILED))
def test_a_link_is_read_until_its_key_is_dropped(change_key: Change, purpose: str) -> None:
    secret = Secret(purpose, 12, 345)
    given_out = token(secret)
    change_key(THIRD, SECOND, FIRST)
    assert read_token(purpose, given_out) == secret
    change_key(THIRD, SECOND)
    with pytest.raises(BadToken):
        read_token(purpose, given_out)


def test_the_present_key_alone_signs(change_key: Change) -> None:
    change_key(SECOND, FIRST)
    signed = token(Secret("confirm", 12, 345))
    change_key(SECOND)
    assert read_token("confirm", signed) == Secret("confirm", 12, 345)


@pytest.mark.parametrize("purpose", MAILED_BEFORE)
def test_a_link_that_was_mailed_before_itsdangerous_signed_is_read_until_its_key_is_dropped(
    change_key: Change, purpose: str
) -> None:
    given_out, record, version = MAILED_BEFORE[purpose]
    for keys in ((FIRST,), (SECOND, FIRST), (THIRD, SECOND, FIRST)):
        change_key(*keys)
        assert read_token(purpose, given_out) == Secret(purpose, record, version)
    for forged in (given_out[:-1] + "0", "1" + given_out, "0" + given_out, given_out.upper(), given_out + "0"):
        with pytest.raises(BadToken):
            read_token(purpose, forged)
    with pytest.raises(BadToken):
        read_token("offer", given_out)
    change_key(SECOND)
    with pytest.raises(BadToken):
        read_token(purpose, given_out)


def test_a_calendar_program_keeps_its_address(change_key: Change, visitor: Visitor) -> None:
    person = a_booking(practitioner=a_user(id=1)).practitioner
    before, (of_old, *_) = token(Secret("my-calendar", person.id)), MAILED_BEFORE["my-calendar"]
    change_key(SECOND, FIRST)
    for given_out in (of_old, before, token(Secret("my-calendar", person.id))):
        answer = visitor.client.get(f"/calendar/mine/{given_out}.ics")
        assert "BEGIN:VEVENT" in answer.get_data(as_text=True)


# --- Codes ---


def test_a_code_that_was_mailed_before_signs_in_and_one_of_a_key_that_is_dropped_does_not(change_key: Change) -> None:
    user = a_user()
    proof = services.ask_to_sign_in(email=user.email, at=NOW)
    code = code_in(mail_to(user.email, "sign-in")[0])
    change_key(SECOND)
    with pytest.raises(WrongCode):
        services.sign_in_by_code(proof, code=code, at=NOW)
    change_key(SECOND, FIRST)
    assert services.sign_in_by_code(proof, code=code, at=NOW) is user


def test_the_code_of_a_message_that_waited_in_the_outbox_is_right_too(change_key: Change) -> None:
    user = a_user()
    proof = services.ask_to_sign_in(email=user.email, at=NOW)
    before = six_digit_code(proof.id)
    change_key(SECOND, FIRST)
    code = code_in(mail_to(user.email, "sign-in")[0])
    assert code == six_digit_code(proof.id) != before
    assert services.sign_in_by_code(proof, code=code, at=NOW) is user


def test_the_code_on_a_rooms_wall_is_right_until_its_key_is_dropped(change_key: Change) -> None:
    session, person = running(), a_user()
    on_the_wall = room_code(room_of(session))
    change_key(SECOND, FIRST)
    assert room_code(room_of(session)) != on_the_wall
    assert find_room(on_the_wall, person, at=NOW) == room_of(session)
    assert find_room(room_code(room_of(session)), person, at=NOW) == room_of(session)
    change_key(SECOND)
    with pytest.raises(WrongRoomCode):
        find_room(on_the_wall, person, at=NOW)


def test_a_code_in_exports_stays_until_the_oldest_key_is_dropped(change_key: Change) -> None:
    code = links.pseudonym("person", 7)
    assert code == "88c87a71222fb6fd"  # as files of before have it
    for keys in ((SECOND, FIRST), (THIRD, SECOND, FIRST)):
        change_key(*keys)
        assert links.pseudonym("person", 7) == code
    change_key(THIRD, SECOND)
    assert links.pseudonym("person", 7) != code


# --- Browsers ---


@pytest.mark.parametrize(("keys", "h1"), [((SECOND, FIRST), "Programme"), ((SECOND,), "Sign in")])
def test_whoever_is_signed_in_stays_so_while_the_key_before_is_kept(
    change_key: Change, visitor: Visitor, keys: tuple[str, ...], h1: str
) -> None:
    visitor.sign_in(a_manager())
    change_key(*keys)
    assert visitor.open_page("/manage/programme").h1 == h1


def test_a_form_that_was_opened_before_still_posts(change_key: Change, visitor: Visitor) -> None:
    user = a_user()
    page = visitor.open_page("/sign-in")
    change_key(SECOND, FIRST)
    assert page.press("Send me a code", email=user.email).status == 200
    assert db.session.query(AddressProof).count() == 1


def test_a_form_of_a_key_that_is_dropped_is_out_of_date(change_key: Change, visitor: Visitor) -> None:
    page = visitor.open_page("/sign-in")
    change_key(SECOND)
    page = page.press("Send me a code", email="somebody@example.org")
    assert (page.status, page.h1) == (400, "This form is out of date")
    assert db.session.query(AddressProof).count() == 0


def test_whoever_is_signed_in_stays_so_after_a_change(change_key: Change, visitor: Visitor) -> None:
    user = a_user()
    page = visitor.open_page("/sign-in").press("Send me a code", email=user.email)
    page.press("Sign in", code=code_in(mail_to(user.email, "sign-in")[0]))
    change_key(SECOND, FIRST)
    assert visitor.open_page("/bookings").h1 != "Sign in"

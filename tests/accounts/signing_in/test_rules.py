"""What an address and an agency's name are, and what a person is known for."""

from datetime import UTC, datetime, timedelta

import pytest

from app.accounts.models import AddressProof, User, name_key
from app.accounts.refusals import ProofExpired, ProofUsed, TooManyTries
from app.core.roles import TRAINING_TEAM, Role
from app.personal.rules_addresses import NotAnAddress, normal_address

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def a_proof(**more: object) -> AddressProof:
    return AddressProof(**{"created_at": AT, "expires_at": AT + timedelta(minutes=30), "tries": 0, **more})


@pytest.mark.parametrize("given", ["ann@example.org", " Ann@Example.ORG ", "ANN@EXAMPLE.ORG"])
def test_an_address_is_kept_in_lower_case_without_spaces(given: str) -> None:
    assert normal_address(given) == "ann@example.org"


@pytest.mark.parametrize("given", ["o'neill@example.org", "ann+training@a.example.org", "a_b-c.d@example.co.uk"])
def test_unusual_but_real_addresses_are_taken(given: str) -> None:
    assert normal_address(given) == given


@pytest.mark.parametrize(
    "given",
    [
        "",
        "ann",
        "ann@",
        "@example.org",
        "ann@example",
        "ann@localhost",
        "ann@[127.0.0.1]",
        "ann@@example.org",
        "ann jones@example.org",
        "ann@example.org, bob@example.org",
        "ann@example.org\nBcc: bob@example.org",
        "Ann <ann@example.org>",
        "ann@exam\0ple.org",
        "änn@example.org",
        "ann@" + "a" * 64 + ".org",
    ],
)
def test_what_is_no_single_address_is_refused(given: str) -> None:
    with pytest.raises(NotAnAddress):
        normal_address(given)


def test_case_and_spaces_do_not_make_another_agency() -> None:
    assert name_key("  NORTHBRIDGE   Council ") == name_key("Northbridge council")
    assert name_key("Northbridge Council") != name_key("Northbridge City Council")


def test_a_proof_can_be_used_until_it_ends_and_not_at_its_end() -> None:
    proof = a_proof()
    proof.must_be_usable(AT + timedelta(minutes=30) - timedelta(microseconds=1))
    with pytest.raises(ProofExpired):
        proof.must_be_usable(AT + timedelta(minutes=30))


def test_a_proof_is_used_once() -> None:
    with pytest.raises(ProofUsed):
        a_proof(used_at=AT).must_be_usable(AT)


def test_a_proof_bears_four_wrong_codes_and_not_five() -> None:
    a_proof(tries=4).must_take_a_code(AT)
    a_proof(tries=5).must_be_usable(AT)  # by its link
    with pytest.raises(TooManyTries):
        a_proof(tries=5).must_take_a_code(AT)


@pytest.mark.parametrize("role", list(Role))
def test_the_training_team_is_its_manager_and_officer(role: Role) -> None:
    user = User(role=role)
    assert user.is_training_team == (role in (Role.TRAINING_MANAGER, Role.TRAINING_OFFICER)) == (role in TRAINING_TEAM)
    assert user.is_staff == (role is not Role.PRACTITIONER)


@pytest.mark.parametrize(
    ("missing", "can"),
    [({}, True), ({"agency_id": None}, False), ({"job_role": ""}, False), ({"manager_email": ""}, False)],
)
def test_one_button_books_once_the_last_booking_told_us_all(missing: dict[str, object], can: bool) -> None:
    known = {"agency_id": 1, "job_role": "Nurse", "manager_email": "m@example.org", "has_no_manager": False}
    assert User(**(known | missing)).can_book_with_one_button is can


def test_someone_without_a_line_manager_books_with_one_button_too() -> None:
    volunteer = User(agency_id=1, job_role="Volunteer", manager_email="", has_no_manager=True)
    assert volunteer.can_book_with_one_button

"""Enrolling people and agencies, and proving addresses."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import AddressProof, Agency, Sector, User, name_key
from app.accounts.people import queries
from app.accounts.people import services as people_services
from app.accounts.people.refusals import AccountExists
from app.accounts.refusals import AccountDisabled, ProofExpired, ProofUsed, TooManyTries
from app.accounts.signing_in import services
from app.accounts.signing_in.refusals import (
    NoCodeWorksToday,
    TooManyFromOnePlace,
    TooManyRequests,
    WrongCode,
)
from app.core.database import db
from app.core.links import six_digit_code
from app.core.roles import Role
from app.notifications.models import Message
from tests.builders import a_user, an_agency, code_in, link_in, mail_to
from tests.conftest import NOW

HALF_AN_HOUR = timedelta(minutes=30)
AN_HOUR_LATER, A_SECOND = NOW + 2 * HALF_AN_HOUR, timedelta(seconds=1)


def wrong_code_for(proof: AddressProof) -> str:
    return f"{(int(six_digit_code(proof.id)) + 1) % 1_000_000:06d}"


def test_someone_with_an_account_is_mailed_a_code_and_a_link(app: Flask) -> None:
    user = a_user(name="Ann Jones")
    proof = services.ask_to_sign_in(email=user.email, at=NOW)
    [message] = mail_to(user.email)
    assert message.to_name == "Ann Jones"
    assert code_in(message) == six_digit_code(proof.id)
    assert link_in(message).startswith("/sign-in/link/")
    assert message.stale_at == NOW + HALF_AN_HOUR  # after that it would be of no use


def test_an_unknown_address_gets_no_mail(app: Flask) -> None:
    services.ask_to_sign_in(email="nobody@example.org", at=NOW)
    assert db.session.query(Message).count() == 0


def test_a_code_signs_in_once(app: Flask) -> None:
    user = a_user()
    proof = services.ask_to_sign_in(email=user.email, at=NOW)
    code = six_digit_code(proof.id)
    assert services.sign_in_by_code(proof, code=code, at=NOW) is user
    with pytest.raises(ProofUsed):
        services.sign_in_by_code(proof, code=code, at=NOW)
    with pytest.raises(ProofUsed):
        services.sign_in_by_link(proof, at=NOW)


def test_a_link_signs_in_once_and_uses_up_the_code_too(app: Flask) -> None:
    user = a_user()
    proof = services.ask_to_sign_in(email=user.email, at=NOW)
    assert services.sign_in_by_link(proof, at=NOW) is user
    with pytest.raises(ProofUsed):
        services.sign_in_by_code(proof, code=six_digit_code(proof.id), at=NOW)


@pytest.mark.parametrize("spaced", ["{0}{1}{2} {3}{4}{5}", " {0}{1}{2}{3}{4}{5} "])
def test_a_code_typed_with_spaces_is_the_same_code(app: Flask, spaced: str) -> None:
    user = a_user()
    proof = services.ask_to_sign_in(email=user.email, at=NOW)
    assert services.sign_in_by_code(proof, code=spaced.format(*six_digit_code(proof.id)), at=NOW) is user


def test_code_and_link_work_for_half_an_hour(app: Flask) -> None:
    user = a_user()
    for minutes, works in ((29, True), (30, False)):
        proof = services.ask_to_sign_in(email=user.email, at=NOW)
        later = NOW + timedelta(minutes=minutes)
        if works:
            assert services.sign_in_by_link(proof, at=later) is user
        else:
            with pytest.raises(ProofExpired):
                services.sign_in_by_link(proof, at=later)
            with pytest.raises(ProofExpired):
                services.sign_in_by_code(proof, code=six_digit_code(proof.id), at=later)


def test_after_five_wrong_codes_the_right_one_is_refused_too(app: Flask) -> None:
    user = a_user()
    proof = services.ask_to_sign_in(email=user.email, at=NOW)
    for _ in range(5):
        with pytest.raises(WrongCode):
            services.sign_in_by_code(proof, code=wrong_code_for(proof), at=NOW)
    db.session.expire_all()
    assert proof.tries == 5  # remembered, although each was refused
    with pytest.raises(TooManyTries):
        services.sign_in_by_code(proof, code=six_digit_code(proof.id), at=NOW)


def test_the_fifth_try_may_still_be_the_right_one(app: Flask) -> None:
    user = a_user()
    proof = services.ask_to_sign_in(email=user.email, at=NOW)
    for _ in range(4):
        with pytest.raises(WrongCode):
            services.sign_in_by_code(proof, code=wrong_code_for(proof), at=NOW)
    assert services.sign_in_by_code(proof, code=six_digit_code(proof.id), at=NOW) is user


def test_a_code_of_one_request_is_wrong_for_another(app: Flask) -> None:
    ann, bob = a_user(), a_user()
    proof_of_ann = services.ask_to_sign_in(email=ann.email, at=NOW)
    proof_of_bob = services.ask_to_sign_in(email=bob.email, at=NOW)
    with pytest.raises(WrongCode):
        services.sign_in_by_code(proof_of_ann, code=six_digit_code(proof_of_bob.id), at=NOW)


# --- Nobody locks out another ---


def test_five_mails_an_hour_go_to_an_address_and_then_the_last_one_works_on(app: Flask) -> None:
    user = a_user()
    proofs = [services.ask_to_sign_in(email=user.email, at=NOW + timedelta(minutes=minute)) for minute in range(5)]
    assert len(mail_to(user.email)) == 5
    late = NOW + timedelta(minutes=50)
    again = services.ask_to_sign_in(email=user.email, at=late)
    assert len(mail_to(user.email)) == 5
    assert again in proofs
    assert services.sign_in_by_code(again, code=six_digit_code(again.id), at=late + HALF_AN_HOUR - A_SECOND) is user
    services.ask_to_sign_in(email=a_user().email, at=NOW)  # others are not held up


def test_an_hour_later_there_are_five_more(app: Flask) -> None:
    user = a_user()
    for at in (NOW, AN_HOUR_LATER):
        for _ in range(6):
            services.ask_to_sign_in(email=user.email, at=at)
    assert len(mail_to(user.email)) == 10


def test_who_has_used_all_five_is_refused_until_the_hour_is_over(app: Flask) -> None:
    user = a_user()
    for _ in range(5):
        services.sign_in_by_link(services.ask_to_sign_in(email=user.email, at=NOW), at=NOW)
    with pytest.raises(TooManyRequests):
        services.ask_to_sign_in(email=user.email, at=AN_HOUR_LATER - A_SECOND)
    services.ask_to_sign_in(email=user.email, at=AN_HOUR_LATER)


def test_at_most_three_codes_of_an_address_stand_and_the_newest_is_sent_again(app: Flask) -> None:
    user = a_user()
    proofs = [services.ask_to_sign_in(email=user.email, at=NOW + number * A_SECOND) for number in range(5)]
    assert len({proof.id for proof in proofs}) == 3
    assert proofs[2] is proofs[3] is proofs[4]
    assert [code_in(message) for message in mail_to(user.email)] == [six_digit_code(proof.id) for proof in proofs]


def test_finding_5_twenty_requests_from_elsewhere_lock_nobody_out(app: Flask) -> None:
    """As seen at c511058: after twenty requests for an address its owner was refused."""
    ann = a_user()
    for number in range(20):
        services.ask_to_sign_in(email=ann.email, at=NOW, client_address=f"192.0.2.{number}")
    later = NOW + timedelta(minutes=31)
    proof = services.ask_to_sign_in(email=ann.email, at=later, client_address="198.51.100.1")
    assert len(mail_to(ann.email)) == 5
    assert six_digit_code(proof.id) in {code_in(message) for message in mail_to(ann.email)}
    assert services.sign_in_by_code(proof, code=six_digit_code(proof.id), at=later) is ann


def test_a_stranger_from_one_place_leaves_two_of_the_five_mails(app: Flask) -> None:
    ann = a_user()
    for _ in range(20):
        services.ask_to_sign_in(email=ann.email, at=NOW, client_address="192.0.2.66")
    assert len(mail_to(ann.email)) == 3
    proof = services.ask_to_sign_in(email=ann.email, at=NOW, client_address="192.0.2.1")
    assert len(mail_to(ann.email)) == 4
    assert services.sign_in_by_code(proof, code=six_digit_code(proof.id), at=NOW) is ann


def test_finding_5_wrong_codes_by_a_stranger_leave_the_link_to_its_owner(app: Flask) -> None:
    """As seen at c511058: five wrong codes killed the link as well."""
    ann = a_user()
    proof = services.ask_to_sign_in(email=ann.email, at=NOW)
    for _ in range(5):
        with pytest.raises(WrongCode):
            services.sign_in_by_code(proof, code=wrong_code_for(proof), at=NOW)
    with pytest.raises(TooManyTries):
        services.sign_in_by_code(proof, code=six_digit_code(proof.id), at=NOW)
    assert services.sign_in_by_link(proof, at=NOW) is ann


def test_thirty_wrong_codes_a_day_are_let_through_for_an_address(app: Flask) -> None:
    ann, wrong = a_user(), 0
    at = NOW
    while wrong < 30:
        proof = services.ask_to_sign_in(email=ann.email, at=at)
        for _ in range(5):
            with pytest.raises(WrongCode):
                services.sign_in_by_code(proof, code=wrong_code_for(proof), at=at)
            wrong += 1
        at += timedelta(minutes=20)
    proof = services.ask_to_sign_in(email=ann.email, at=at)
    with pytest.raises(NoCodeWorksToday):
        services.sign_in_by_code(proof, code=six_digit_code(proof.id), at=at)
    assert services.sign_in_by_link(proof, at=at) is ann
    other, next_day = a_user(), at + timedelta(days=1, hours=1)
    for person, when in ((other, at), (ann, next_day)):
        proof = services.ask_to_sign_in(email=person.email, at=when)
        assert services.sign_in_by_code(proof, code=six_digit_code(proof.id), at=when) is person


def test_an_unknown_address_is_throttled_alike(app: Flask) -> None:
    known, unknown = a_user().email, "nobody@example.org"
    found: dict[str, list[object]] = {known: [], unknown: []}
    for email, told in found.items():
        for number in range(8):
            proof = services.ask_to_sign_in(email=email, at=NOW + number * A_SECOND, client_address="192.0.2.1")
            told.append((proof.sends, proof.sent_at, proof.expires_at))
    assert found[known] == found[unknown]


# --- A proof for something else ---


def test_three_of_five_an_hour_can_be_asked_for_from_one_place(app: Flask) -> None:
    for place in ("192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2"):
        services.ask_for_proof(email="ann@example.org", at=NOW, client_address=place)
    just_before = AN_HOUR_LATER - A_SECOND
    with pytest.raises(TooManyRequests):
        services.ask_for_proof(email="ann@example.org", at=just_before, client_address="192.0.2.1")
    services.ask_for_proof(email="ann@example.org", at=just_before, client_address="192.0.2.3")
    with pytest.raises(TooManyRequests):
        services.ask_for_proof(email="ann@example.org", at=just_before, client_address="192.0.2.4")
    services.ask_for_proof(email="bob@example.org", at=NOW, client_address="192.0.2.1")
    services.ask_for_proof(email="ann@example.org", at=AN_HOUR_LATER, client_address="192.0.2.1")


def test_who_proved_the_address_may_ask_on(app: Flask) -> None:
    for _ in range(5):
        proof = services.ask_for_proof(email="ann@example.org", at=NOW, client_address="192.0.2.1")
        services.use_link(proof, at=NOW)


def test_bookings_in_a_persons_name_use_up_no_mail_for_signing_in(app: Flask) -> None:
    ann = a_user()
    for _ in range(5):
        services.ask_for_proof(email=ann.email, at=NOW)
    services.ask_to_sign_in(email=ann.email, at=NOW)
    assert len(mail_to(ann.email)) == 1


def test_where_nobody_knows_the_network_no_hundred_is_counted(app: Flask) -> None:
    """Behind a proxy that doesn't say, all the county would be one place."""
    for number in range(101):
        services.ask_for_proof(email=f"colleague{number}@example.org", at=NOW)


def test_a_hundred_codes_an_hour_go_to_one_network(app: Flask) -> None:
    """Whatever the addresses: nobody empties the programme by holding places in strangers' names."""
    for number in range(100):
        services.ask_for_proof(email=f"stranger{number}@example.org", at=NOW, client_address="192.0.2.1")
    for ask in (services.ask_for_proof, services.ask_to_sign_in):
        with pytest.raises(TooManyFromOnePlace):
            ask(email="one.more@example.org", at=AN_HOUR_LATER - A_SECOND, client_address="192.0.2.1")
    services.ask_for_proof(email="one.more@example.org", at=NOW, client_address="192.0.2.2")
    services.ask_for_proof(email="one.more@example.org", at=AN_HOUR_LATER, client_address="192.0.2.1")


# --- A disabled account ---


def test_a_disabled_account_is_told_so_by_mail_alone(app: Flask) -> None:
    gone = a_user(disabled_at=NOW)
    proof = services.ask_to_sign_in(email=gone.email, at=NOW)
    [message] = mail_to(gone.email)
    assert "disabled" in message.subject
    assert six_digit_code(proof.id) not in message.text
    for use in (
        lambda: services.sign_in_by_code(proof, code=six_digit_code(proof.id), at=NOW),
        lambda: services.sign_in_by_link(proof, at=NOW),
    ):
        with pytest.raises(AccountDisabled):
            use()


def test_a_printed_link_uses_up_no_mail(app: Flask) -> None:
    for _ in range(20):
        services.new_proof(email="ann@example.org", at=NOW, lasts=HALF_AN_HOUR)
    services.ask_for_proof(email="ann@example.org", at=NOW)


def test_signing_in_proves_the_address(app: Flask) -> None:
    user = people_services.enrol(email="ann@example.org", name="Ann", at=NOW)
    proof = services.ask_to_sign_in(email=user.email, at=NOW)
    services.sign_in_by_link(proof, at=NOW)
    assert user.address_proved_at == NOW


def test_a_standing_account_is_left_as_it_is_when_its_address_is_enrolled_again(app: Flask) -> None:
    manager = a_user(Role.TRAINING_MANAGER, name="Ann Jones", email="ann@example.org")
    assert people_services.enrol(email="ANN@example.org", name="Somebody Else", at=NOW) is manager
    assert (manager.name, manager.role) == ("Ann Jones", Role.TRAINING_MANAGER)


def test_a_new_address_becomes_a_practitioner(app: Flask) -> None:
    user = people_services.enrol(email="New@Example.org", name="New Person", at=NOW)
    assert (user.email, user.role, user.address_proved_at) == ("new@example.org", Role.PRACTITIONER, None)


def test_an_account_is_created_once(app: Flask) -> None:
    people_services.create_user(
        email="fin@example.org", name="Fin", role=Role.FINANCE, agency_name="Northbridge Council", at=NOW
    )
    with pytest.raises(AccountExists, match="fin@example.org already has an account, as finance"):
        people_services.create_user(email="FIN@example.org", name="F", role=Role.TRAINER, agency_name=None, at=NOW)
    fin = db.session.scalars(select(User)).one()
    assert fin.agency is not None
    assert (fin.agency.name, fin.agency.is_listed) == ("Northbridge Council", True)


def test_two_spellings_of_an_agency_are_one_agency(app: Flask) -> None:
    first = people_services.enrol_agency("Northbridge  Council", sector=Sector.SOCIAL_CARE)
    assert first.name == "Northbridge Council"
    assert people_services.enrol_agency(" northbridge COUNCIL", is_listed=False) is first
    assert (first.sector, first.is_listed) == (Sector.SOCIAL_CARE, True)


def test_an_agency_that_merged_is_found_as_the_one_it_merged_into(app: Flask) -> None:
    trust = an_agency("Northbridge Health Trust")
    middle = an_agency("Northbridge Care Trust", merged_into_id=trust.id)
    an_agency("Northbridge PCT", merged_into_id=middle.id)
    assert queries.agency_by_name("northbridge pct") is trust


def test_people_choose_from_agencies_that_stand_and_are_listed(app: Flask) -> None:
    standing = an_agency("B Council")
    first = an_agency("A Council")
    an_agency("Merged", merged_into_id=standing.id)
    an_agency("Typed by somebody", is_listed=False)
    assert queries.listed_agencies() == [first, standing]


def test_the_database_keeps_addresses_in_lower_case_and_once(app: Flask) -> None:
    a_user(email="ann@example.org")
    for email in ("ann@example.org", "Bob@example.org"):
        db.session.add(User(email=email, name="X", role=Role.PRACTITIONER, created_at=NOW))
        with pytest.raises(IntegrityError):
            db.session.commit()
        db.session.rollback()


def test_the_database_refuses_an_agency_twice(app: Flask) -> None:
    an_agency("Northbridge Council")
    db.session.add(Agency(name="NORTHBRIDGE council", name_key=name_key("NORTHBRIDGE council")))
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()

"""Who has access: invited, given another role, disabled."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.models import User
from app.accounts.people.queries import training_team
from app.accounts.refusals import AccountDisabled
from app.accounts.staff import services
from app.accounts.staff.models import StaffInvitation
from app.accounts.staff.refusals import HasRoleAlready, InvitedAlready, LastManager, LeadNeedsAgency
from app.accounts.staff.rules_matrix import RoomOfViews
from app.core.database import db
from app.core.roles import Role
from app.notifications.models import Message
from tests.builders import (
    a_course,
    a_manager,
    a_past_session,
    a_session,
    a_trainer,
    a_user,
    an_agency,
    link_in,
    mail_to,
)
from tests.conftest import NOW, clock_at
from tests.data.everything import an_invitation
from tests.page import Page, Visitor

ANN = "ann@example.org"
A_WEEK, A_SECOND = timedelta(days=7), timedelta(seconds=1)


def invited(role: Role = Role.TRAINING_OFFICER, email: str = ANN, **more: object) -> StaffInvitation:
    details = {"agency": None, "by": a_manager(), "at": NOW} | more
    return services.invite(email=email, role=role, **details)


def accept(app: Flask, link: str, name: str = "Ann Jones") -> Page:
    return Visitor(app).open_page(link).press("Accept and sign in", name=name)


# --- Inviting ---


def test_a_manager_invites_a_colleague_who_accepts_and_is_signed_in(app: Flask, visitor: Visitor) -> None:
    page = visitor.sign_in(a_manager()).open_page("/manage/staff").click("Invite a colleague")
    page = page.press("Send the invitation", email=ANN, role="training-officer")
    assert f"on its way to {ANN}" in page.notice
    assert ANN in page.words
    [letter] = mail_to(ANN)
    assert letter.subject == "Your invitation to Coursebook, as training officer"
    page = accept(app, link_in(letter))
    assert page.address == "/today"
    assert "Signed in as Ann Jones" in page.soup.footer.get_text()
    assert ANN in visitor.open_page("/manage/staff").words


def test_opening_an_invitation_changes_nothing(app: Flask) -> None:
    invited()
    page = Visitor(app).open_page(link_in(mail_to(ANN)[0]))
    assert page.h1 == "Join as training officer"
    assert db.session.query(User).filter_by(email=ANN).count() == 0
    assert accept(app, page.address, name="").problems == ["Enter your name"]


def test_an_invitation_works_once_and_for_a_week(app: Flask) -> None:
    invited()
    link = link_in(mail_to(ANN)[0])
    with clock_at(NOW + A_WEEK):
        assert "more than a week old" in Visitor(app).open_page(link).words
    with clock_at(NOW + A_WEEK - A_SECOND):
        assert accept(app, link).address == "/today"
        assert "accepted already" in Visitor(app).open_page(link).words


def test_sent_again_it_lasts_another_week_and_the_link_before_is_dead(app: Flask, visitor: Visitor) -> None:
    invited()
    first = link_in(mail_to(ANN)[0])
    with clock_at(NOW + A_WEEK):
        visitor.sign_in(a_manager()).open_page("/manage/staff").press(f"Send again to {ANN}")
        assert "no longer works" in Visitor(app).open_page(first).words
        assert accept(app, link_in(mail_to(ANN)[-1])).address == "/today"


def test_withdrawn_it_is_dead_and_its_mail_is_not_sent(app: Flask, visitor: Visitor) -> None:
    invited()
    link = link_in(mail_to(ANN)[0])
    page = visitor.sign_in(a_manager()).open_page("/manage/staff").press(f"Withdraw the invitation of {ANN}")
    assert "withdrawn" in page.notice
    assert "no longer works" in Visitor(app).open_page(link).words
    assert db.session.query(Message).one().state == "withdrawn"
    invited()  # and they can be invited once more


def test_a_lead_is_invited_for_an_agency(app: Flask) -> None:
    with pytest.raises(LeadNeedsAgency):
        invited(Role.AGENCY_LEAD)
    agency = an_agency("Northbridge Trust")
    invited(Role.AGENCY_LEAD, agency=agency)
    assert "an agency lead for Northbridge Trust" in mail_to(ANN)[0].text
    accept(app, link_in(mail_to(ANN)[0]))
    ann = db.session.query(User).filter_by(email=ANN).one()
    assert (ann.role, ann.agency) == (Role.AGENCY_LEAD, agency)


def test_a_practitioner_who_accepts_keeps_their_record(app: Flask) -> None:
    practitioner = a_user(email=ANN, job_role="Nurse")
    agency = practitioner.agency
    invited(Role.TRAINER)
    assert practitioner.role is Role.PRACTITIONER  # until they accept
    accept(app, link_in(mail_to(ANN)[0]))
    assert (practitioner.role, practitioner.job_role, practitioner.agency) == (Role.TRAINER, "Nurse", agency)


def test_who_has_access_or_is_invited_is_not_invited_again(app: Flask) -> None:
    invited()
    with pytest.raises(InvitedAlready):
        invited()
    with pytest.raises(HasRoleAlready):
        invited(email=a_user(Role.FINANCE).email)


def test_a_disabled_account_is_not_opened_by_an_invitation(app: Flask) -> None:
    a_user(email=ANN, disabled_at=NOW)
    invitation = invited()
    with pytest.raises(AccountDisabled):
        services.accept_invitation(invitation, version=1, name="Ann", at=NOW)


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"email": "", "role": "finance"}, "Enter their e-mail address"),
        ({"email": "ann", "role": "finance"}, "Enter an e-mail address in the form name@example.org"),
        ({"email": ANN}, "Choose a role"),
        ({"email": ANN, "role": "practitioner"}, "Choose a role"),
        ({"email": ANN, "role": "agency-lead"}, LeadNeedsAgency.message),
    ],
)
def test_bad_input_is_told_in_the_form(visitor: Visitor, typed: dict[str, str], complaint: str) -> None:
    page = visitor.sign_in(a_manager()).open_page("/manage/staff/invite").press("Send the invitation", **typed)
    assert page.problems == [complaint]
    assert db.session.query(StaffInvitation).count() == 0


# --- Roles ---


def test_a_changed_role_counts_from_the_next_click_on(app: Flask, visitor: Visitor) -> None:
    officer, agency = a_user(Role.TRAINING_OFFICER, name="Ola"), an_agency("Northbridge Trust")
    theirs = Visitor(app).sign_in(officer)
    assert theirs.open_page("/today").status == 200
    page = visitor.sign_in(a_manager()).open_page("/manage/staff").click("Role of Ola")
    page = page.press("Save the role", role="agency-lead", agency=agency.name)
    assert page.notice == "Ola is an agency lead now."
    assert theirs.open_page("/today").status == 403
    assert theirs.open_page("/agency").status == 200
    assert officer.agency is agency


def test_the_last_manager_stays(app: Flask, visitor: Visitor) -> None:
    manager = a_manager()
    a_user(Role.TRAINING_MANAGER, disabled_at=NOW)
    told = "The only training manager. Make somebody else one before you change this."
    assert told in visitor.sign_in(manager).open_page("/manage/staff").words
    page = visitor.open_page(f"/manage/staff/{manager.id}/role")
    assert page.press("Save the role", role="training-officer").refuses(LastManager)
    assert visitor.open_page(f"/manage/staff/{manager.id}/disable").press("Disable the account").refuses(LastManager)
    a_manager()
    assert told not in visitor.open_page("/manage/staff").words
    assert (
        visitor.open_page(f"/manage/staff/{manager.id}/role").press("Save the role", role="practitioner").status == 403
    )
    assert manager.role is Role.PRACTITIONER


# --- Disabling ---


def test_a_disabled_account_is_out_at_once_and_can_be_enabled(app: Flask, visitor: Visitor) -> None:
    officer = a_user(Role.TRAINING_OFFICER, name="Ola")
    theirs = [Visitor(app).sign_in(officer) for _ in range(2)]
    page = visitor.sign_in(a_manager()).open_page("/manage/staff").click("Disable Ola")
    page = page.press("Disable the account")
    assert page.notice == "The account of Ola is disabled, and they are signed out everywhere."
    assert all(each.open_page("/today").address == "/sign-in" for each in theirs)
    assert officer not in training_team()
    page = page.press("Enable Ola")
    assert page.notice == "Ola can sign in again, as a training officer."
    assert all(each.open_page("/today").address == "/sign-in" for each in theirs)  # the old cookies stay dead
    assert officer in training_team()


def test_before_an_account_is_disabled_its_duties_are_listed(visitor: Visitor) -> None:
    person = a_user(Role.TRAINER)
    trainer = a_trainer(email=person.email)
    a_session(a_course("Complex Neglect"), trainers=[trainer])
    a_past_session(a_course("Suicide Prevention"), trainers=[trainer])
    a_session(a_course("Somebody else’s"))
    page = visitor.sign_in(a_manager()).open_page(f"/manage/staff/{person.id}/disable")
    assert page.has_link("Train Complex Neglect")
    assert page.has_link("Mark the register of Suicide Prevention")
    assert "Somebody else’s" not in page.words
    nobody = a_user(Role.FINANCE)
    assert "No session to come" in visitor.open_page(f"/manage/staff/{nobody.id}/disable").words


# --- Trainers ---


def test_a_trainer_in_the_pool_with_an_address_can_sign_in(app: Flask, visitor: Visitor) -> None:
    manager = a_manager()
    page = visitor.sign_in(manager).open_page("/manage/trainers").press("Add", name="Tia", email="Tia@example.org")
    assert "Yes, with tia@example.org" in page.click("Tia").words
    tia = db.session.query(User).filter_by(email="tia@example.org").one()
    assert (tia.role, tia.address_proved_at) == (Role.TRAINER, None)
    Visitor(app).open_page("/sign-in").press("Send me a code", email="tia@example.org")
    assert len(mail_to("tia@example.org")) == 1


def test_a_trainer_who_is_something_else_already_stays_that(app: Flask) -> None:
    manager, practitioner = a_manager(), a_user()
    for user, role in ((manager, Role.TRAINING_MANAGER), (practitioner, Role.TRAINER)):
        account = services.account_of_trainer(name="X", email=user.email, by=manager, at=NOW)
        assert (account, user.role) == (user, role)
        assert user.name != "X"


# --- The page of the matrix ---


def test_the_matrix_has_every_view_and_says_what_the_gate_does(app: Flask, visitor: Visitor) -> None:
    page = visitor.sign_in(a_manager()).open_page("/manage/staff").click("Who may do what")
    shown: dict[str, set[tuple[bool, ...]]] = {}
    for row in page.soup.select("tbody tr"):
        address = row.select_one("th .cb-sub").get_text()
        cells = [cell.get_text() for cell in row.select("td")[1:]]
        shown.setdefault(address, set()).add(tuple(cell == "Yes" for cell in cells))
    roles = (None, "practitioner", "agency-lead", "trainer", "finance", "training-officer", "training-manager")
    declared: dict[str, set[tuple[bool, ...]]] = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        open_to = app.view_functions[rule.endpoint].open_to
        opens = tuple(open_to == frozenset({"everyone"}) or role in open_to for role in roles)
        declared.setdefault(re.sub("<[^>]+>", "…", rule.rule), set()).add(opens)
    assert shown == declared
    assert len(declared) > 100


def test_the_pages_about_access_lead_to_each_other(visitor: Visitor) -> None:
    agency = an_agency()
    visitor.sign_in(a_manager())
    assert visitor.open_page("/manage/staff").click("How staff sign in").h1 == "How staff sign in"
    assert visitor.open_page(f"/manage/agencies/{agency.id}").click("Invite an agency lead").h1 == "Invite a colleague"


def test_the_matrix_names_a_room_in_a_few_words_and_says_more_beneath() -> None:
    room = RoomOfViews("accounts.sessions", "Where somebody is signed in: a row for every browser")
    assert (room.title, room.more) == ("Where somebody is signed in", "A row for every browser.")
    assert RoomOfViews("terms", "Versions of the booking terms").more == ""


def test_a_standing_invitation_is_shown_until_it_is_old_and_says_so(visitor: Visitor) -> None:
    manager = a_manager()
    an_invitation(invited_by_id=manager.id, expires_at=NOW)
    assert "Over a week old" in visitor.sign_in(manager).open_page("/manage/staff").words

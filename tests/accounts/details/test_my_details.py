"""What a person keeps with us: changed by themself under My details, or corrected by the office."""

import pytest

from app.accounts.models import User
from app.accounts.people import queries as people
from app.audit.models import Verb
from app.core.database import db
from app.core.roles import Role
from tests.builders import a_booking, a_manager, a_user, an_agency, entries_about
from tests.page import Visitor
from tests.words import DELETE_WHAT_IS_KEPT, SAVE_MY_DETAILS, SAVE_MY_NEEDS


def test_everybody_reaches_their_details_by_their_name(visitor: Visitor) -> None:
    for role in Role:
        user = a_user(role, name=f"Rosa {role}")
        assert Visitor(visitor.app).sign_in(user).open_page("/").click(user.name).h1 == "My details"


def test_a_person_changes_their_details_and_bookings_keep_what_they_said(visitor: Visitor) -> None:
    old, new, user = an_agency("Old Trust"), an_agency("New Trust"), a_user(name="Rosa Diaz")
    user.agency = old
    booking = a_booking(practitioner=user, name="Rosa Diaz", agency=old)
    page = visitor.sign_in(user).open_page("/my-details")
    page = page.press(
        SAVE_MY_DETAILS, name="Rosa Marsh", job_role="Midwife", team="North", agency="new trust", has_no_manager="y"
    )
    assert "Bookings that you have made keep what they said" in page.notice
    assert (user.name, user.job_role, user.team, user.agency, user.manager_email) == (
        "Rosa Marsh",
        "Midwife",
        "North",
        new,
        "",
    )
    assert (booking.name, booking.agency) == ("Rosa Diaz", old)
    (entry,) = entries_about(user)
    assert (entry.verb, entry.actor_id, entry.person_id) == (Verb.CHANGED_OWN_DETAILS, user.id, user.id)
    assert entry.data["before"] | {"name": "Rosa Diaz", "agency": "Old Trust"} == entry.data["before"]
    assert entry.data["after"] | {"name": "Rosa Marsh", "agency": "New Trust"} == entry.data["after"]


def test_saving_what_stands_is_no_deed(visitor: Visitor) -> None:
    user = a_user()
    visitor.sign_in(user).open_page("/my-details").press(SAVE_MY_DETAILS)
    assert entries_about(user) == []


def test_an_agency_that_is_not_listed_is_kept_off_the_list(visitor: Visitor) -> None:
    user = a_user()
    page = visitor.sign_in(user).open_page("/my-details")
    page.press(SAVE_MY_DETAILS, agency_not_listed="y", agency_other="Little Acorns")
    assert user.agency
    assert (user.agency.name, user.agency.is_listed) == ("Little Acorns", False)
    assert visitor.open_page("/my-details").soup.find(id="agency_other")["value"] == "Little Acorns"


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"name": " "}, "name", "Enter your name"),
        ({"agency": "Nowhere"}, "agency", "Choose your agency from the list, or tick “My agency is not listed”"),
        ({"agency_not_listed": "y", "agency_other": ""}, "agency_other", "Enter the name of your agency"),
        ({"manager_email": ""}, "manager_email", "Enter your line manager’s e-mail address too"),
        ({"manager_name": ""}, "manager_name", "Enter your line manager’s name too"),
        ({"manager_email": "nonsense"}, "manager_email", "Enter an e-mail address in the form name@example.org"),
        ({"job_role": "x" * 201}, "job_role", "Your role must be 200 characters or fewer"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_changes(
    visitor: Visitor, typed: dict[str, str], field: str, words: str
) -> None:
    user = a_user()
    before = (user.name, user.agency_id, user.job_role, user.manager_name, user.manager_email)
    page = visitor.sign_in(user).open_page("/my-details").press(SAVE_MY_DETAILS, **typed)
    assert page.error_beside(field) == words
    assert page.problems == [words]
    assert (user.name, user.agency_id, user.job_role, user.manager_name, user.manager_email) == before


def test_a_leads_agency_is_set_by_the_office_alone(visitor: Visitor) -> None:
    own, other, lead = an_agency("Own"), an_agency("Other"), a_user(Role.AGENCY_LEAD)
    lead.agency = own
    db.session.commit()
    page = visitor.sign_in(lead).open_page("/my-details")
    assert page.soup.find(id="agency") is None
    assert "The training team sets it for agency leads" in page.words
    page.visitor.open_page(
        "/my-details",
        method="POST",
        data={"csrf_token": page.soup.find(attrs={"name": "csrf_token"})["value"], "name": "L", "agency": "Other"},
    )
    assert (lead.name, lead.agency) == ("L", own)
    office = Visitor(visitor.app).sign_in(a_manager())
    office.open_page(f"/manage/people/{lead.id}/details").press("Save", agency="Other")
    assert lead.agency == other


# --- Needs ---


def test_needs_are_kept_only_with_a_tick_and_deleted_with_a_button(visitor: Visitor) -> None:
    user = a_user()
    page = visitor.sign_in(user).open_page("/my-details")
    typed = {"access_needs": "Hearing loop", "dietary_needs": "No nuts"}
    page = page.press(SAVE_MY_NEEDS, **typed)
    assert page.error_beside("keeps_needs").startswith("Tick this if we may keep your needs")
    assert user.access_needs == ""
    visitor.open_page("/my-details").press(SAVE_MY_NEEDS, **typed, keeps_needs="y")
    assert (user.access_needs, user.dietary_needs, user.needs_kept_at is not None) == ("Hearing loop", "No nuts", True)
    page = visitor.open_page("/my-details").press(DELETE_WHAT_IS_KEPT)
    assert "deleted" in page.notice
    assert (user.access_needs, user.dietary_needs, user.needs_kept_at) == ("", "", None)
    assert [entry.verb for entry in entries_about(user)] == [Verb.KEPT_NEEDS, Verb.FORGOT_NEEDS]
    assert "Hearing" not in str([entry.data for entry in entries_about(user)])


def test_needs_that_are_emptied_are_kept_no_more(visitor: Visitor) -> None:
    user = a_user(access_needs="Hearing loop", needs_kept_at=a_user().created_at)
    page = visitor.sign_in(user).open_page("/my-details").press(SAVE_MY_NEEDS, access_needs="", keeps_needs=None)
    assert page.notice == "Nothing is kept."
    assert user.needs_kept_at is None


# --- The office ---


@pytest.fixture
def manager(visitor: Visitor) -> User:
    manager = a_manager()
    visitor.sign_in(manager)
    return manager


def test_the_office_corrects_a_person_and_the_log_says_what_was_before(visitor: Visitor, manager: User) -> None:
    person = a_user(name="Rosa Diaz", job_role="Nurse")
    page = visitor.open_page(f"/manage/people/{person.id}").click("Correct these details")
    page = page.press("Save", name="Rosa Marsh", job_role="Midwife")
    assert page.h1 == "Rosa Marsh"
    (entry,) = entries_about(person)
    assert (entry.verb, entry.actor_id) == (Verb.CORRECTED_PERSON, manager.id)
    assert entry.data == {
        "before": {"name": "Rosa Diaz", "job_role": "Nurse"},
        "after": {"name": "Rosa Marsh", "job_role": "Midwife"},
    }
    assert people.user(person.id) == person


def test_the_office_may_leave_out_what_it_does_not_know(visitor: Visitor, manager: User) -> None:
    person = a_user()
    typed = {"job_role": "", "agency": "", "manager_name": "", "manager_email": ""}
    page = visitor.open_page(f"/manage/people/{person.id}/details").press("Save", **typed)
    assert page.problems == []
    assert (person.agency, person.job_role, person.manager_email) == (None, "", "")

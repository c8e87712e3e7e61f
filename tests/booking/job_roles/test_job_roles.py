"""What each job role needs, who has it, and whom a course is for."""

import io
from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.models import User
from app.attendance.walk_ins.services import add_walk_in
from app.booking.claims.services_delegates import delegate_of
from app.booking.eligibility.queries_needed import missing_of, needs_of_role
from app.booking.eligibility.refusals import PrerequisiteMissing
from app.booking.job_roles import queries, services
from app.booking.job_roles.models import JobRole, RoleGroup
from app.booking.job_roles.refusals import NotForTheRole, RoleNameTaken
from app.booking.leaving import services_substitution
from app.booking.places import services as places
from app.booking.states import Outcome
from app.core.roles import Role
from app.programme.models import Course
from app.programme.models_sessions import Day
from tests.builders import (
    HALF_DAY,
    a_booking,
    a_course,
    a_delegate,
    a_manager,
    a_past_session,
    a_session,
    a_user,
    an_agency,
)
from tests.conftest import NOW
from tests.page import Visitor

TODAY = NOW.date()


def a_role(name: str = "Health visitor", *needs: Course, **more: object) -> JobRole:
    said = {"group": RoleGroup.B, "also_called": "HV\nSpecialist health visitor", **more}
    return services.add_role(name=name, needs=needs, by=a_manager(), at=NOW, **said)  # type: ignore[arg-type]


def test_a_role_is_found_by_its_names_whatever_their_case_and_spaces(app: Flask) -> None:
    role = a_role()
    for words in ("health  VISITOR", "hv", "Specialist Health Visitor "):
        assert queries.role_called(words) is role
    assert queries.role_called("visitor") is None
    with pytest.raises(RoleNameTaken):
        a_role("HEALTH visitor")


def test_what_a_role_needs_is_missing_counts_or_is_due_again(app: Flask) -> None:
    new, once, again, retired = (
        a_course("A new one"),
        a_course("Counts for good"),
        a_course("Every year", refresh_years=1),
        a_course("Retired", is_retired=True),
    )
    a_role("Nurse", new, once, again, retired)
    nurse = a_user(job_role="nurse")
    for course in (once, again):
        a_booking(a_past_session(course, days_ago=400), nurse, Outcome.ATTENDED)
    needs = needs_of_role(nurse.job_role)
    assert {need.course_id for need in needs} == {new.id, once.id, again.id}
    assert missing_of(nurse, needs, on=TODAY) == {new.id, again.id}
    assert missing_of(nurse, needs, on=TODAY - timedelta(days=60)) == {new.id}
    assert needs_of_role("Plumber") == []
    assert missing_of(nurse, [], on=TODAY) == set()


def test_walking_in_on_one_day_of_two_meets_no_prerequisite_and_no_need(app: Flask) -> None:
    before = a_course("Two days")
    days = [Day(TODAY - timedelta(days=number), *HALF_DAY) for number in (4, 3)]
    session, person, manager = a_session(before, days=days), a_user(job_role="Nurse"), a_manager()
    a_role("Nurse", before)
    course = a_course(prerequisite_id=before.id)
    to_come = a_session(course, prerequisite_years=2)

    def came(on: object) -> None:
        add_walk_in(
            session,
            name=person.name,
            email=person.email,
            agency=person.agency,
            on=on,
            by=manager,
            at=NOW,  # type: ignore[arg-type]
        )

    came(days[0].on)
    assert missing_of(person, needs_of_role("Nurse"), on=TODAY) == {before.id}
    with pytest.raises(PrerequisiteMissing):
        places.book_place(to_come, delegate_of(person), by=person, at=NOW)


def test_a_course_for_some_groups_is_booked_by_their_roles_alone(app: Flask) -> None:
    course, session = (course := a_course()), a_session(course)
    a_role("Nurse", group=RoleGroup.B)
    a_role("Caretaker", group=RoleGroup.A)
    services.set_groups(course, [RoleGroup.B, RoleGroup.C], by=a_manager(), at=NOW)

    def book(person: User, **more: bool) -> None:
        places.book_place(session, delegate_of(person), by=person, at=NOW, **more)

    for job_role, why in (("Caretaker", "Caretaker is in group A"), ("Plumber", "“Plumber” isn’t on our list")):
        with pytest.raises(NotForTheRole, match=why):
            book(a_user(job_role=job_role))
    booking = places.book_place(session, delegate_of(nurse := a_user(job_role="NURSE")), by=nurse, at=NOW)
    with pytest.raises(NotForTheRole):
        services_substitution.substitute(booking, a_delegate(job_role="Caretaker"), by=nurse, at=NOW)
    with pytest.raises(NotForTheRole):
        places.hold_place(session, a_delegate(job_role="Caretaker"), at=NOW)
    book(a_user(job_role="Caretaker"), waives_rules=True)


# The office's page


def test_the_office_keeps_the_list_and_adds_what_people_typed(visitor: Visitor) -> None:
    course = a_course("Complex Neglect")
    a_user(job_role="School nurse")
    page = visitor.sign_in(a_manager()).open_page("/manage/job-roles")
    assert "No job role is listed yet" in page.words
    page = page.click("School nurse")
    assert page.press("Add the job role").error_beside("group") == "Choose a group"
    page = page.press("Add the job role", group="B", needs=course.id)
    assert page.notice == "School nurse is added. Its people see what they need under My training."
    assert "Complex Neglect" in page.words
    assert "School nurse: add it" not in page.words
    page = page.click("School nurse").press("Save the job role", also_called="Nurse in schools", group="C")
    assert queries.role_called("nurse in schools")
    page = page.click("School nurse").press("Take it off the list")
    assert "School nurse is off the list." in page.notice


def test_who_books_chooses_from_the_list_or_types_another(visitor: Visitor) -> None:
    a_role("Health visitor")
    form = visitor.open_page(f"/sessions/{a_session().id}/book").soup
    listed = form.find(id=form.find(id="job_role")["list"])  # type: ignore[index]
    assert [option["value"] for option in listed.find_all("option")] == ["Health visitor"]  # type: ignore[union-attr]


def test_the_office_says_whom_a_course_is_for_and_visitors_read_it(visitor: Visitor) -> None:
    session = a_session(a_course("Complex Neglect"))
    page = visitor.sign_in(a_manager()).open_page(f"/manage/courses/{session.course_id}")
    page = page.click("Who may book it, by job role").press("Save whom it is for", groups=["B", "C"])
    assert "Complex Neglect is for groups B and C." in page.notice
    for address in (f"/sessions/{session.id}", f"/courses/{session.course_id}"):
        assert "For job roles of groups B and C" in visitor.open_page(address).words


def a_file(text: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(text.encode()), "roles.csv"


def test_the_list_goes_out_and_comes_in_as_a_file(visitor: Visitor) -> None:
    a_role("Nurse", a_course("One"), a_course("Two"))
    visitor.sign_in(a_manager())
    said = visitor.open_page("/manage/job-roles.csv").response.get_data(as_text=True)
    assert "Nurse,B,HV | Specialist health visitor,One | Two" in said
    page = visitor.open_page("/manage/job-roles/import")
    refused = page.press("Check the file", file=a_file("role,group,courses\nTeacher,D,\nHead,C,Three\n,A,\n"))
    assert refused.error_beside("file") == (
        "Nothing is imported. Line 2: the group is “D”. It must be A, B or C. Line 3: there is no course called "
        "“Three”. Line 4: there is no name of a role."
    )
    assert queries.role_called("Head") is None
    shown = page.press("Check the file", file=a_file(said))
    assert "Nothing: every job role in this file is on the list just so." in shown.words
    changed = said.replace("Nurse,B,HV | Specialist health visitor,One | Two", "NURSE,A,HV,Two")
    shown = page.press("Check the file", file=a_file(changed + "Teacher,c,,two\n"))
    assert "1 job role is added, 1 changed. Nothing is done until you press the button below." in shown.words
    assert "Nurse It is written NURSE. Group B becomes A. Also called HV. It doesn’t need One any more." in shown.words
    assert "Teacher C Two" in shown.words
    assert queries.role_called("teacher") is None, "a preview keeps nothing"
    page = shown.press("Import these job roles")
    assert page.notice == "1 job role is added, 1 changed."
    role = queries.role_called("teacher")
    assert role
    assert (role.group, [course.title for course in role.courses]) == (RoleGroup.C, ["Two"])


# Who has it


def test_my_training_shows_what_is_needed_and_where_to_book_it(visitor: Visitor) -> None:
    with_dates, done = a_course("With dates"), a_course("Done")
    a_session(with_dates)
    a_role("Nurse", with_dates, done, a_course("Never put on"))
    nurse = a_user(job_role="Nurse")
    a_booking(a_past_session(done), nurse, Outcome.ATTENDED)
    page = visitor.sign_in(nurse).open_page("/training")
    assert "Needed for your role" in page.words
    assert "Done Last attended 22 November 2026 Up to date" in page.words
    assert "Never put on You haven’t attended it with us yet No dates yet" in page.words
    assert page.click("Book it: With dates").h1 == "With dates"


def test_the_office_and_the_lead_see_what_is_missing_in_an_agency(visitor: Visitor) -> None:
    course = a_course("Complex Neglect", refresh_years=1)
    a_role("Nurse", course)
    agency = an_agency()
    has, late, never = (a_user(job_role="Nurse", agency=agency, name=name) for name in ("Ash", "Birch", "Cedar"))
    a_user(job_role="Nurse", name="Elsewhere")
    a_booking(a_past_session(course), has, Outcome.ATTENDED)
    a_booking(a_past_session(course, days_ago=500), late, Outcome.ATTENDED)
    visitor.sign_in(a_manager())
    page = visitor.open_page(f"/manage/agencies/{agency.id}").click("Training needed by job role")
    assert "Complex Neglect 3 1 1 1" in page.words
    who = page.click("Who").words
    assert "Birch Nurse Overdue Cedar Nurse Never attended" in who
    assert has.name not in who
    assert "Elsewhere" not in who
    visitor.sign_in(a_user(Role.AGENCY_LEAD, agency=agency))
    page = visitor.open_page("/agency/training").click("what your people need")
    assert "Complex Neglect 3 1 1 1" in page.words
    assert never.name in page.click("Who").words

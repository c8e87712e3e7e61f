"""Next year's plan as the office sees it: predicted, chosen, kept, and made into drafts."""

import csv
import io
import json
from datetime import date

import pytest
from flask import Flask

from app.core.database import db
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession
from app.reporting.drafting.refusals import NothingTicked, ProgrammeChanged
from app.reporting.requirements.models import CourseRequirement
from tests.builders import a_course, a_manager, a_session
from tests.data.everything import a_planned_draft, a_requirement
from tests.page import Visitor
from tests.reporting.requirements.years import ran
from tests.words import DELETE_THOSE_TICKED

PLAN = "/reports/next-year"


@pytest.fixture
def office(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


def a_course_of_four_years(title: str = "Complex Neglect", *attended: int) -> int:
    course = a_course(title, answers_to=["case review"], answers_words="Child K")
    for year, people in zip(range(2022, 2026), attended or (2, 3, 4, 5), strict=True):
        ran(course, year, attended=people, places=4)
    return course.id


def test_the_report_and_the_page_that_copies_a_year_lead_to_the_plan(office: Visitor) -> None:
    for address, link in (("/reports", "Next year’s plan"), ("/manage/programme/copy", "plan next year")):
        assert office.open_page(address).click(link).h1 == "Plan for 2027-28"


def test_the_plan_predicts_suggests_and_says_how_good_it_is(office: Visitor) -> None:
    a_course_of_four_years()
    page = office.open_page(PLAN)
    assert "Complex Neglect Case review" in page.words
    assert "5 6 no range" not in page.words
    assert "2 of 4 places" in page.words
    assert "Over 1 past forecast, ours was no better than last year’s figure taken again" in page.words


def test_without_two_years_there_is_no_range_and_the_page_says_what_would_give_one(office: Visitor) -> None:
    course = a_course("Neglect")
    ran(course, 2025, attended=3)
    page = office.open_page(PLAN)
    assert "No prediction has a range yet: a course needs two counted years in which it ran" in page.words
    assert "it takes two counted years in which the course ran, and there is one" in page.click("Neglect").words
    ran(course, 2024, attended=5)
    assert "No prediction has a range" not in office.open_page(PLAN).words


def test_sessions_are_suggested_of_the_size_that_is_typed_chosen_or_usual(office: Visitor) -> None:
    """Six people: two sessions of four as usual, three of two as typed, one of twelve as chosen."""
    course_id = a_course_of_four_years()
    page = office.open_page(PLAN)
    assert "2 of 4 places" in page.words
    page = page.press("Show", size="2")
    assert "3 of 2 places" in page.words
    assert page.click("Complex Neglect").soup.find(id="places")["value"] == "2"
    a_requirement(db.session.get_one(Course, course_id), places=12)
    assert "1 of 12 places" in office.open_page(PLAN).words
    for nonsense in ("many", "-3", "5001", "0"):
        assert "1 of 12 places" in office.open_page(f"{PLAN}?size={nonsense}").words


def test_a_course_shows_each_step_and_keeps_what_is_chosen(office: Visitor) -> None:
    course_id = a_course_of_four_years()
    page = office.open_page(PLAN).click("Complex Neglect")
    assert page.h1 == "Complex Neglect in 2027-28"
    for step in (
        "Over 4 years, 3.5 people wanted a place on average",
        "changes by +1.0 a year, and stands at 5.0 in 2025-26",
        "Half of that change for each of the 2 years on from there adds +1.0: 6 people",
        "Last year again would be 5",
    ):
        assert step in page.words
    page = page.press("Keep this", sessions=3, places=12, note="The review asks for it.")
    assert "Kept for 2027-28" in page.notice
    assert "3 of 12 places" in page.words
    assert "The review asks for it." in page.words
    kept = db.session.query(CourseRequirement).one()
    assert (kept.course_id, kept.sessions, kept.predicted) == (course_id, 3, 6)


@pytest.mark.parametrize(
    ("field", "typed", "complaint"),
    [
        ("sessions", "", "Enter how many sessions, or 0 for none"),
        ("sessions", "100", "Enter from 0 to 99 sessions"),
        ("sessions", "-1", "Enter a whole number"),
        ("places", "0", "Enter from 1 to 5,000 places"),
        ("places", "many", "Enter a whole number"),
        ("note", "x" * 1001, "Note must be 1,000 characters or fewer"),
    ],
)
def test_what_cant_be_chosen_is_said_beside_its_field(office: Visitor, field: str, typed: str, complaint: str) -> None:
    course = a_course()
    page = office.open_page(f"{PLAN}/2027-28/courses/{course.id}").press("Keep this", **{field: typed})
    assert (page.problems, page.error_beside(field)) == ([complaint], complaint)
    assert db.session.query(CourseRequirement).count() == 0


def test_one_button_chooses_as_suggested_another_makes_the_drafts_and_a_third_deletes_them(office: Visitor) -> None:
    a_course_of_four_years()
    a_course_of_four_years("Digital Safeguarding", 1, 1, 1, 1)
    page = office.open_page(PLAN).press("Choose as suggested for 2 courses")
    assert "The suggestion is kept for 2 courses" in page.notice
    page = page.click("Make draft sessions")
    assert page.words.count("9:30am to 1:30pm") == 3
    page = page.press("Add 3 drafts")
    assert "3 drafts added for 2027-28. Nobody is told until you publish them." in page.notice
    drafts = db.session.query(TrainingSession).filter(TrainingSession.is_draft).all()
    assert [draft.places for draft in drafts] == [4, 4, 4]
    page = page.click("Delete drafts made of this plan").press(DELETE_THOSE_TICKED)
    assert "3 drafts deleted. What you chose for 2027-28 is kept." in page.notice
    assert db.session.query(TrainingSession).filter(TrainingSession.is_draft).count() == 0


def test_a_preview_that_is_out_of_date_is_shown_anew(office: Visitor) -> None:
    course = a_course()
    a_requirement(course, sessions=2)
    page = office.open_page(f"{PLAN}/2027-28/drafts")
    a_session(course, on=date(2027, 6, 3))
    page = page.press("Add 2 drafts")
    assert page.refuses(ProgrammeChanged)
    assert "Added" not in page.press("Add 1 draft").problems
    assert db.session.query(TrainingSession).count() == 2


def test_learning_weeks_are_a_choice_that_the_button_keeps(office: Visitor) -> None:
    a_requirement(a_course(), sessions=1)
    page = office.open_page(f"{PLAN}/2027-28/drafts").press("Show these dates", weeks="yes")
    assert "1 draft added" in page.press("Add 1 draft").notice


def test_no_draft_is_deleted_without_a_tick_and_none_that_somebody_worked_on_is_ticked(office: Visitor) -> None:
    made = a_planned_draft()
    page = office.open_page(f"{PLAN}/2027-28/drafts/delete")
    assert page.press(DELETE_THOSE_TICKED, drafts=None).refuses(NothingTicked)
    made.made_at = made.session.changed_at.replace(year=2025)
    db.session.commit()
    page = office.open_page(f"{PLAN}/2027-28/drafts/delete")
    assert "changed since it was made" in page.words
    assert page.press(DELETE_THOSE_TICKED).refuses(NothingTicked)


def test_a_plan_that_was_kept_can_be_read_when_its_year_is_over(office: Visitor) -> None:
    course = a_course("Complex Neglect")
    a_requirement(course, "2025-26")
    page = office.open_page(f"{PLAN}?year=2025-26")
    assert "2025-26 is over: this is its plan as it was kept" in page.words
    page = page.click("Complex Neglect")
    assert "4 sessions of 20 places" in page.words
    assert "when 75 people were predicted (60 to 90) and 4 sessions suggested" in page.words
    assert not page.soup.find("button", string="Keep this")
    assert "is over" in office.open_page(f"{PLAN}/2025-26/drafts").words


@pytest.mark.parametrize("year", ["2019-20", "2027-29", "next", "2027-2028"])
def test_a_year_that_cant_be_planned_is_not_found_and_the_plan_says_so(office: Visitor, year: str) -> None:
    course = a_course()
    for address in (f"{PLAN}/{year}/courses/{course.id}", f"{PLAN}/{year}/drafts", f"{PLAN}/{year}/drafts/delete"):
        assert office.open_page(address).status == 404
    page = office.open_page(f"{PLAN}?year={year}&until=whenever&page=-4")
    assert (page.status, page.h1) == (200, "Plan for 2027-28")
    assert "There is no plan of that year" in page.words


def test_a_course_that_is_not_planned_has_no_page_in_the_plan(office: Visitor) -> None:
    assert office.open_page(f"{PLAN}/2027-28/courses/{a_course(is_retired=True).id}").status == 404
    assert office.open_page(f"{PLAN}/2027-28/courses/999999").status == 404


def test_without_a_course_the_plan_says_what_to_do(office: Visitor) -> None:
    assert "There is no course to plan yet" in office.open_page(PLAN).words


def test_the_file_has_headings_for_people_and_numbers_that_are_numbers(office: Visitor) -> None:
    course = a_course_of_four_years("=HYPERLINK(1)")
    a_requirement(db.session.get_one(Course, course), words="+1 asks")
    a_course("Never ran")
    answer = office.client.get(f"{PLAN}.csv?year=2027-28")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="plan-2027-28.csv"'
    first, second = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert first["Course"] == "'=HYPERLINK(1)"
    assert first["Note"] == "'+1 asks"
    assert [first[name] for name in ("Wanted a place in all", "Predicted", "Last year again", "Change a year")] == [
        *("5", "6", "5", "1.0")
    ]
    assert [first[name] for name in ("Sessions chosen", "Places chosen in all", "Attendance %")] == ["4", "80", "100"]
    assert [second[name] for name in ("Course", "Predicted", "From", "Sessions chosen")] == ["Never ran", "0", "", ""]


def test_the_command_prints_the_same_and_refuses_what_it_cant_plan(app: Flask) -> None:
    a_course_of_four_years()
    run = app.test_cli_runner().invoke
    told = json.loads(run(args=["requirements", "--format", "json"]).output)
    assert (told["year"], told["counted_until"]) == ("2027-28", "2025-26")
    assert [(each["Course"], each["Predicted"]) for each in told["courses"]] == [("Complex Neglect", 6)]
    assert (
        run(args=["requirements"]).output.splitlines()[1].startswith("Complex Neglect,core topic,Case review,2025-26")
    )
    for wrong, reason in (
        (["--year", "2019-20"], "There is no plan of 2019-20"),
        (["--until", "1999-00"], "Choose one"),
    ):
        refused = run(args=["requirements", *wrong])
        assert refused.exit_code == 1
        assert reason in refused.output

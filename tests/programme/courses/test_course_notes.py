"""What a course notes: its series, what it answers, when it is reviewed, what comes before it, and retirement."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.core.database import db
from app.programme.courses import queries, services
from app.programme.courses.services import CourseDetails
from app.programme.models import Course, Series, Strand, UsualLength
from app.programme.models_sessions import SessionState
from app.programme.refusals import CourseRetired, PrerequisiteInACircle, SeriesUnclear
from app.programme.sessions import queries as sessions_queries
from tests.builders import a_course, a_manager, a_session
from tests.conftest import NOW
from tests.page import Page, Visitor
from tests.programme.overview.test_pages import COURSE, SESSION, add_course
from tests.words import ADD_A_SESSION, ENTER_1_TO_10_YEARS, ENTER_A_REAL_DATE, SAVE_AS_A_DRAFT, SAVE_THE_COURSE

LUNCH = CourseDetails("Family hubs", Strand.LUNCHTIME, UsualLength.LUNCHTIME, series=Series.SPOTLIGHT)


@pytest.fixture
def team(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


def details_of(course: Course, **changed: Any) -> CourseDetails:
    return replace(CourseDetails(course.title, course.strand, course.usual_length), **changed)


def test_a_lunchtime_course_has_a_series_and_no_other_course_has_one(app: Flask) -> None:
    manager = a_manager()
    assert services.add_course(LUNCH, by=manager, at=NOW).series is Series.SPOTLIGHT
    for details in (replace(LUNCH, title="A", series=None), replace(LUNCH, title="B", strand=Strand.SPECIALIST)):
        with pytest.raises(SeriesUnclear):
            services.add_course(details, by=manager, at=NOW)


def test_a_course_comes_neither_before_itself_nor_before_one_that_comes_before_it(app: Flask) -> None:
    manager = a_manager()
    first = a_course("First")
    second = a_course("Second", prerequisite=first)
    third = a_course("Third", prerequisite=second)
    for before in (first, second, third):
        with pytest.raises(PrerequisiteInACircle):
            services.edit_course(first, details_of(first, prerequisite_id=before.id), by=manager, at=NOW)
    services.edit_course(third, details_of(third, prerequisite_id=first.id), by=manager, at=NOW)
    assert third.prerequisite is first


def test_a_retired_course_gets_no_new_sessions_and_keeps_its_page_and_history(team: Visitor, app: Flask) -> None:
    course = a_course("Old ways")
    session = a_session(course)
    page = team.open_page(f"/manage/courses/{course.id}/edit").press(SAVE_THE_COURSE, is_retired="y")
    assert "This course is retired" in page.words
    assert not page.has_link(ADD_A_SESSION)
    assert page.has_link("21 Dec 2026")  # its session is still there
    page = team.open_page(f"/manage/courses/{course.id}/sessions/new").press(SAVE_AS_A_DRAFT, **SESSION)
    assert page.refuses(CourseRetired)
    assert sessions_queries.sessions_of_course(course).items == [session]

    page = team.open_page("/manage/programme")
    assert "Old ways" not in page.words
    assert page.click("Retired courses").has_link("Old ways")
    assert Visitor(app).open_page(f"/courses/{course.id}").status == 200


def test_a_course_is_to_be_reviewed_from_its_day_on_unless_it_is_retired(app: Flask) -> None:
    today = NOW.date()
    late, due = a_course(review_on=date(2026, 1, 1)), a_course(review_on=today)
    a_course(review_on=date(2026, 11, 24))
    a_course(review_on=today, is_retired=True)
    a_course()
    assert queries.courses_to_review(on=today) == [late, due]


def test_today_names_the_courses_to_review(team: Visitor) -> None:
    assert "to review" not in team.open_page("/today").words
    for title in ("Neglect", "Digital"):
        a_course(title, review_on=date(2026, 11, 20))
    page = team.open_page("/today")
    assert "One thing needs a hand." in page.words
    assert "2 courses to review Digital, Fri 20 Nov 2026 · Neglect, Fri 20 Nov 2026" in page.words
    assert "Fri 20 Nov 2026 To review" in page.click("Review").words


def notes(team: Visitor, **typed: Any) -> Page:
    """A published course with these notes, as the office sees it."""
    add_course(team, **typed)
    course = db.session.query(Course).filter_by(title=COURSE["title"]).one()
    a_session(course)
    return team.open_page(f"/manage/courses/{course.id}")


def test_the_public_sees_what_to_bring_and_the_office_why_it_is_taught(team: Visitor, app: Flask) -> None:
    basics = a_course("Fundamental safeguarding")
    a_session(basics)
    typed = {
        "answers_to": ["case review", "priority of the year"],
        "answers_words": "Child K, recommendation 3",
        "review_on": "2027-09-01",
        "prerequisite_id": basics.id,
        "prerequisites": "A year of practice.",
        "refresh_years": "2",
    }
    office = notes(team, **typed)
    assert "It answers Case review, priority of the year Child K, recommendation 3" in office.words
    assert "Next reviewed Wednesday 1 September 2027" in office.words

    page = Visitor(app).open_page(office.address.removeprefix("/manage"))
    assert "Attend Fundamental safeguarding first. A year of practice." in page.words
    assert "Refresh it every 2 years." in page.words
    assert "Child K" not in page.words
    assert "review" not in page.words
    assert page.click("Fundamental safeguarding").h1 == "Fundamental safeguarding"


def test_a_prerequisite_that_is_not_public_is_named_without_a_link(visitor: Visitor) -> None:
    hidden = a_course("Not out yet")
    a_session(hidden, state=SessionState.DRAFT)
    session = a_session(a_course(prerequisite=hidden))
    page = visitor.open_page(f"/sessions/{session.id}")
    assert "Attend Not out yet first." in page.words
    assert not page.has_link("Not out yet")


@pytest.mark.parametrize(
    ("typed", "field", "complaint"),
    [
        ({"strand": "lunchtime"}, "series", "Choose the series that this lunchtime course appears under"),
        ({"series": "spotlight"}, "series", "Only lunchtime courses appear under a series"),
        ({"refresh_years": "0"}, "refresh_years", ENTER_1_TO_10_YEARS),
        ({"review_on": "next year"}, "review_on", ENTER_A_REAL_DATE),
    ],
)
def test_notes_that_make_no_sense_are_refused_beside_the_field(
    team: Visitor, typed: dict[str, str], field: str, complaint: str
) -> None:
    page = add_course(team, **typed)
    assert (page.problems, page.error_beside(field)) == ([complaint], complaint)
    assert db.session.query(Course).count() == 0

"""Courses and trainers in funnels, never ranked; years beside each other."""

import pytest
from flask import Flask

from app.core.roles import Role
from app.evaluation.comparing.queries import funnels_of, years_of
from app.evaluation.scope import Dimension
from app.evaluation.stages import Stage
from app.programme.models import Course
from tests.builders import a_course, a_manager, a_trainer, a_user
from tests.conftest import NOW
from tests.evaluation.results.test_results import KNOWLEDGE, results, table
from tests.evaluation.results.test_what_figures_claim import a_full_session
from tests.page import Visitor


@pytest.fixture
def six_courses(app: Flask) -> list[Course]:
    courses = [a_course(f"Course {letter}") for letter in "FEDCBA"]
    for number, course in enumerate(courses):
        trainer = a_trainer(f"Trainer {number}")
        for days_ago in (61, 62):
            changes = [9, 8, 9, 9, 8] if course.title == "Course A" else [1, 2, 1, 0, number % 3]
            a_full_session(course, changes, days_ago=days_ago, first=1, trainers=[trainer])
    a_full_session(a_course("Few"), [1, 2])
    return courses


@pytest.mark.parametrize(("by", "first"), [(Dimension.COURSE, "Course A"), (Dimension.TRAINER, "Trainer 0")])
def test_courses_and_trainers_stand_in_the_order_of_their_names_whatever_they_changed(
    six_courses: list[Course], by: Dimension, first: str
) -> None:
    knowledge = funnels_of(results(Dimension.EVERYTHING, ""), by, Stage.POST_COURSE)[0]
    assert knowledge.measure == KNOWLEDGE
    assert knowledge.funnel is not None
    names = [knowledge.names[unit.key] for unit in knowledge.funnel.units]
    assert names == sorted(names)
    assert names[0] == first
    assert len(names) == 6
    assert {unit.n for unit in knowledge.funnel.units} == {10}


def test_the_page_of_funnels_says_who_lies_outside_and_who_is_too_few_to_judge(
    visitor: Visitor, six_courses: list[Course]
) -> None:
    page = visitor.sign_in(a_manager()).open_page("/evaluation").click("Courses and trainers compared")
    rows = {row[0]: row[1:] for row in table(page, f"{KNOWLEDGE} by course")}
    assert rows["1 Course A"][0] == "+8.6"
    assert rows["1 Course A"][-1].startswith("above 9")
    assert rows["Course B"][-1] == "within 95%"
    assert "Too few to say (under five matched): Few." in page.words
    assert "one isn’t better than the next" in page.words
    assert "Trainer 3" in visitor.open_page("/evaluation/funnels?by=trainer").words
    assert "Nobody has answered twice" in visitor.open_page("/evaluation/funnels?since=later").words


def test_a_year_stands_beside_the_next_with_its_own_people(visitor: Visitor) -> None:
    course = a_course()
    a_full_session(course, [1, 1])
    a_full_session(course, [3, 3, 3], days_ago=420)
    this, last = "2026-27", "2025-26"
    of_last, of_this = years_of(Dimension.COURSE, str(course.id), [this, last], at=NOW)
    assert (of_last.year, of_last.measures[KNOWLEDGE].after.mean) == (last, 3)
    assert (of_this.year, of_this.measures[KNOWLEDGE].after.mean) == (this, 1)
    visitor.sign_in(a_manager())
    page = visitor.open_page(f"/evaluation/courses/{course.id}").click("Year on year")
    rows = table(page, f"{KNOWLEDGE}, before and after, year by year")
    assert [row[0] for row in rows] == [last, this]
    assert (
        "No questionnaire has been issued here" in visitor.open_page(f"/evaluation/years/course/{a_course().id}").words
    )
    assert visitor.open_page("/evaluation/years/course/424242").status == 404


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.TRAINER, Role.AGENCY_LEAD, Role.FINANCE])
def test_comparisons_are_for_the_training_team(visitor: Visitor, role: Role) -> None:
    visitor.sign_in(a_user(role))
    assert visitor.open_page("/evaluation/funnels").status == 403
    assert visitor.open_page("/evaluation/years/everything/all").status == 403

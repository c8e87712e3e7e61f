"""What the answers say, computed by hand."""

from datetime import timedelta

import pytest
from flask import Flask

from app.booking.models import Booking, BookingState, Outcome
from app.database import db
from app.evaluation import queries
from app.evaluation.models import Stage
from app.evaluation.queries import Returns, StageMean
from app.programme.models import Course
from app.roles import Role
from tests.builders import (
    a_booking,
    a_course,
    a_manager,
    a_manager_request,
    a_past_session,
    a_user,
    an_issued,
)
from tests.conftest import NOW
from tests.page import Visitor

LONG_AGO = NOW - timedelta(days=60)
KNOWLEDGE, CONFIDENCE = "Knowledge", "Confidence to practise"


def attended(course: Course, **more: object) -> Booking:
    return a_booking(a_past_session(course, days_ago=61), outcome=Outcome.ATTENDED, **more)  # type: ignore[arg-type]


def answered(booking: Booking, **numbers: tuple[int, int]) -> None:
    """Knowledge and confidence at each of these stages."""
    for stage, (knowledge, confidence) in numbers.items():
        an_issued(
            booking,
            Stage(stage),
            at=LONG_AGO - timedelta(days=9),
            answers={KNOWLEDGE: knowledge, CONFIDENCE: confidence},
        )


@pytest.fixture
def neglect(app: Flask) -> Course:
    """Four people. Knowledge: A 4, 7, 6; B 6, 5, –; C 3, –, –; D –, 8, –. Confidence falls for A and B."""
    course = a_course("Complex neglect")
    answered(attended(course), before=(4, 6), after=(7, 4), later=(6, 6))
    answered(attended(course), before=(6, 5), after=(5, 4))
    answered(attended(course), before=(3, 9))
    answered(attended(course), after=(8, 2))
    answered(attended(a_course("Another course")), before=(1, 1), after=(10, 10))
    return course


def test_means_and_their_numbers_at_each_stage(neglect: Course) -> None:
    knowledge = {change.measure: change for change in queries.changes(neglect)}[KNOWLEDGE]
    assert knowledge.before == StageMean((4 + 6 + 3) / 3, 3)
    assert knowledge.after == StageMean((7 + 5 + 8) / 3, 3)
    assert knowledge.later == StageMean(6.0, 1)


def test_change_is_among_those_who_answered_both_times_each_matched_with_themself(neglect: Course) -> None:
    knowledge, confidence = queries.changes(neglect)[:2]
    assert knowledge.after_change == StageMean((3 - 1) / 2, 2)  # A rose by 3, B fell by 1
    assert knowledge.later_change == StageMean(2.0, 1)
    assert confidence.after_change == StageMean((-2 - 1) / 2, 2)
    assert confidence.later_change == StageMean(0.0, 1)


def test_rises_and_falls_are_shown_alike_with_their_numbers(visitor: Visitor, neglect: Course) -> None:
    page = visitor.sign_in(a_manager()).open_page(f"/evaluation/courses/{neglect.id}")
    table = page.soup.find("th", string="Measure").find_parent("table")
    rows = [" ".join(row.get_text(" ").split()) for row in table.select("tbody tr")]
    assert rows[0] == "Knowledge 4.3 (n 3) 6.7 (n 3) 6.0 (n 1) +1.0 (n 2, 2 unmatched) +2.0 (n 1, 2 unmatched)"
    assert (
        rows[1]
        == "Confidence to practise 6.7 (n 3) 3.3 (n 3) 6.0 (n 1) −1.5 (n 2, 2 unmatched) +0.0 (n 1, 2 unmatched)"
    )
    assert "Falls are shown like rises." in page.words


def test_nobody_matched_is_a_dash_and_no_nought(visitor: Visitor) -> None:
    course = a_course()
    answered(attended(course), before=(4, 6))
    page = visitor.sign_in(a_manager()).open_page(f"/evaluation/courses/{course.id}")
    assert "Knowledge 4.0 (n 1) – (n 0) – (n 0) – (n 0, 1 unmatched) – (n 0, 1 unmatched)" in page.words


def test_issued_returned_and_the_rate_over_those_that_closed(visitor: Visitor) -> None:
    course = a_course("Complex neglect")
    for number in range(4):  # closed a month ago: three of four returned
        an_issued(attended(course), Stage.AFTER, at=LONG_AGO, answers={KNOWLEDGE: 5} if number else None)
    an_issued(attended(course), Stage.AFTER, answers={KNOWLEDGE: 5})  # still open
    an_issued(attended(course), Stage.AFTER)
    found = queries.returns(at=NOW, course=course)[course.id][Stage.AFTER]
    assert found == Returns(issued=6, returned=4, closed=4, closed_returned=3)
    assert found.rate_percent == 75
    page = visitor.sign_in(a_manager()).open_page("/evaluation")
    assert "Complex neglect – 4 of 6 – –" in page.words
    page = page.click("Complex neglect")
    assert "Post-course evaluation 6 4 75% (3 of 4)" in page.words


def test_while_nothing_has_closed_there_is_no_rate(visitor: Visitor) -> None:
    course = a_course()
    an_issued(attended(course), Stage.AFTER, answers={KNOWLEDGE: 5})
    page = visitor.sign_in(a_manager()).open_page(f"/evaluation/courses/{course.id}")
    assert "Post-course evaluation 1 1 no data" in page.words


def test_a_questionnaire_closes_for_the_rate_at_its_very_end(app: Flask) -> None:
    course = a_course()
    issued = an_issued(attended(course), Stage.AFTER)
    assert queries.returns(at=issued.closes_at - timedelta(seconds=1))[course.id][Stage.AFTER].closed == 0
    assert queries.returns(at=issued.closes_at)[course.id][Stage.AFTER].closed == 1


def test_somebody_who_withdrew_counts_neither_as_asked_nor_as_answered(app: Flask) -> None:
    course = a_course()
    gone = attended(course)
    answered(gone, before=(1, 1), after=(10, 10))
    answered(attended(course), before=(5, 5))
    gone.state, gone.outcome = BookingState.CANCELLED, Outcome.CANCELLED
    db.session.commit()
    assert queries.returns(at=NOW)[course.id] == {
        Stage.BEFORE: Returns(issued=1, returned=1, closed=1, closed_returned=1)
    }
    assert queries.changes(course)[0].before == StageMean(5.0, 1)


def test_somebody_found_to_have_been_absent_does_not_lower_the_return_rate(app: Flask) -> None:
    """Marked present with everybody, asked, then corrected on the register."""
    course = a_course()
    absent = attended(course)
    an_issued(absent, Stage.AFTER, at=LONG_AGO)
    an_issued(attended(course), Stage.AFTER, at=LONG_AGO, answers={KNOWLEDGE: 5})
    absent.outcome = Outcome.NO_SHOW
    db.session.commit()
    assert queries.returns(at=NOW)[course.id][Stage.AFTER] == Returns(1, 1, 1, 1)


def test_choices_are_counted_and_words_quoted(visitor: Visitor) -> None:
    course = a_course()
    useful, differently = "How useful was it for your work?", "What will you do differently?"
    for number, words in ((4, "Listen <more>"), (4, ""), (2, "Ask")):
        an_issued(attended(course), Stage.AFTER, answers={useful: number} | ({differently: words} if words else {}))
    changed = "Have you changed anything in your practice because of this training?"
    for number in (1, 0, 1):
        an_issued(attended(course), Stage.LATER, answers={changed: number})
    page = visitor.sign_in(a_manager()).open_page(f"/evaluation/courses/{course.id}")
    assert f"{useful} Post-course evaluation, 3 answers" in page.words
    assert "A little useful 1 Very useful 2" in page.words
    assert "No 1 Yes 2" in page.words
    assert "Listen <more>" in page.words
    assert "For the training team alone." in page.words


def test_what_managers_have_seen_stands_with_each_course_of_their_people(visitor: Visitor) -> None:
    course, other = a_course(), a_course()
    request = a_manager_request(attended(course), attended(course))
    request.comment = "They ask better questions."
    db.session.commit()
    assert queries.manager_comments(course) == ["They ask better questions."]  # once, for two people
    assert queries.manager_comments(other) == []
    page = visitor.sign_in(a_manager()).open_page(f"/evaluation/courses/{course.id}")
    assert "What managers have seen They ask better questions." in page.words


def test_before_anything_is_asked_the_pages_say_what_will_come(visitor: Visitor) -> None:
    visitor.sign_in(a_manager())
    assert "No questionnaire has been issued yet." in visitor.open_page("/evaluation").words
    page = visitor.open_page(f"/evaluation/courses/{a_course().id}")
    assert "No questionnaire has been issued for this course yet." in page.words
    assert visitor.open_page("/evaluation/courses/424242").status == 404


def test_when_nobody_has_answered_the_page_says_so(visitor: Visitor) -> None:
    course = a_course()
    an_issued(attended(course), Stage.AFTER)
    page = visitor.sign_in(a_manager()).open_page(f"/evaluation/courses/{course.id}")
    assert "Nobody has answered a paired question yet." in page.words


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.TRAINER, Role.AGENCY_LEAD, Role.FINANCE])
def test_results_are_for_the_training_team(visitor: Visitor, role: Role) -> None:
    visitor.sign_in(a_user(role))
    assert visitor.open_page("/evaluation").status == 403
    assert visitor.open_page(f"/evaluation/courses/{a_course().id}").status == 403

"""What the results pages say, computed by hand."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.booking.models import Booking
from app.booking.states import BookingState, Outcome
from app.core import clock
from app.core.database import db
from app.core.roles import Role
from app.evaluation.answering.models import Answer
from app.evaluation.kinds import QuestionKind
from app.evaluation.models import Question, Questionnaire
from app.evaluation.models_issued import CannotSay
from app.evaluation.results.queries_answers import matched_measures, results_of, spreads_of
from app.evaluation.results.queries_returns import planned_returns, pooled_returns, returns_of_courses, returns_of_scope
from app.evaluation.results.rules import Returns, mean_return_rates
from app.evaluation.results.rules_kirkpatrick import kirkpatrick_levels
from app.evaluation.scope import Dimension, Scope
from app.evaluation.stages import Stage
from app.programme.models import Course
from tests.builders import (
    a_booking,
    a_course,
    a_learning_week,
    a_manager,
    a_manager_request,
    a_past_session,
    a_session,
    a_trainer,
    a_user,
    an_agency,
    an_issued,
    queries_counted,
)
from tests.conftest import NOW
from tests.evaluation.results.test_simulated_year import table
from tests.page import Page, Visitor
from tests.words import (
    BEFORE_AFTER_AND_LATER,
    CHOOSE_A_PROGRAMME_YEAR,
    GIVE_BOTH_DATES,
    HAVE_YOU_CHANGED_ANYTHING,
    HAVE_YOU_SEEN_A_CHANGE,
    HOW_USEFUL,
    NOTHING_ISSUED_IN_THIS_PERIOD,
    POST_COURSE_EVALUATION,
)

LONG_AGO = NOW - timedelta(days=60)
KNOWLEDGE, CONFIDENCE = "Knowledge", "Confidence to practise"
USEFUL = HOW_USEFUL


def attended(course: Course, **more: object) -> Booking:
    return a_booking(a_past_session(course, days_ago=61), outcome=Outcome.ATTENDED, **more)  # type: ignore[arg-type]


def answered(booking: Booking, **numbers: tuple[int, int]) -> None:
    """Knowledge and confidence at each of these stages."""
    for stage, (knowledge, confidence) in numbers.items():
        given = {KNOWLEDGE: knowledge, CONFIDENCE: confidence}
        an_issued(booking, Stage(stage), at=LONG_AGO - timedelta(days=9), answers=given)


def results(of: Dimension, key: object, at_most: int = 366) -> Scope:
    today = clock.today()
    return Scope(today - timedelta(days=at_most), today, of, str(key))


def page_of(visitor: Visitor, course: Course) -> Page:
    return visitor.sign_in(a_manager()).open_page(f"/evaluation/courses/{course.id}")


@pytest.fixture
def neglect(app: Flask) -> Course:
    """Five people. Knowledge: A 4, 7, 6; B 6, 5, –; C 3, –, –; D –, 8, –; E, a walk-in, 9 after. Confidence falls."""
    course = a_course("Complex neglect")
    answered(attended(course), before=(4, 6), after=(7, 4), later=(6, 6))
    answered(attended(course), before=(6, 5), after=(5, 4))
    only_before, only_after = attended(course), attended(course)
    answered(only_before, before=(3, 9))
    an_issued(only_before, Stage.POST_COURSE, at=LONG_AGO)
    answered(only_after, after=(8, 2))
    an_issued(only_after, Stage.PRE_COURSE, at=LONG_AGO - timedelta(days=9))
    answered(attended(course, state=BookingState.WALKED_IN), after=(9, 2))
    answered(attended(a_course("Another course")), before=(1, 1), after=(10, 10))
    return course


def test_change_is_among_those_who_answered_both_times_each_matched_with_themself(neglect: Course) -> None:
    knowledge, confidence = matched_measures(results(Dimension.COURSE, neglect.id))[:2]
    assert (knowledge.measure, knowledge.scale) == (KNOWLEDGE, (1, 10))
    assert (knowledge.after.n, knowledge.after.before, knowledge.after.after) == (2, 5.0, 6.0)
    assert knowledge.after.mean == (3 - 1) / 2  # A rose by 3, B fell by 1
    assert (knowledge.later.n, knowledge.later.mean, knowledge.later.has_interval) == (1, 2.0, False)
    assert confidence.after.mean == (-2 - 1) / 2


def test_who_could_not_be_matched_is_counted_with_the_reason(neglect: Course) -> None:
    knowledge = matched_measures(results(Dimension.COURSE, neglect.id))[0]
    why = knowledge.unmatched_after
    assert (why.no_answer_before, why.not_asked_before, why.no_answer_since, why.not_asked_since) == (1, 1, 1, 0)
    later = knowledge.unmatched_later  # B and C answered before and were never asked later
    assert (later.not_asked_since, later.total) == (2, 2)


def narrow_charts(page: Page) -> list[Any]:
    """As a phone shows them: where names take fewer lines, each is drawn once more for a desk."""
    return [svg for svg in page.soup.find_all("svg", role="img") if "cb-chart--wide" not in svg.get("class", [])]


def test_rises_and_falls_are_shown_alike_with_their_numbers(visitor: Visitor, neglect: Course) -> None:
    page = page_of(visitor, neglect)
    rows = {row[0]: row[1:] for row in table(page, BEFORE_AFTER_AND_LATER)}
    few = "too few to say: an interval needs five answers"
    of_two = "2 answers of 2 people in 2 sessions"
    assert rows[f"{KNOWLEDGE} before and after"] == [
        *("5.0", "6.0", f"+1.0 {few}", "1 50%", "0 0%", "1 50%", of_two),
    ]
    assert rows[f"{KNOWLEDGE} before and later"][:3] == ["4.0", "6.0", f"+2.0 {few}"]
    assert rows[f"{CONFIDENCE} before and after"][:3] == ["5.5", "4.0", f"−1.5 {few}"]
    checks = {row[0]: row[1:] for row in table(page, "What stands behind each change")}
    assert (
        checks[f"{KNOWLEDGE} before and after"][-1] == "3 (1 no answer before, 1 not asked before, 1 no answer since)"
    )
    assert checks[f"{KNOWLEDGE} before and later"][-1] == "2 (2 not asked since)"
    assert "Falls are shown like rises." in page.words
    assert "variance CR2 (Bell and McCaffrey 2002)" in page.words
    rates, chart, *_ = narrow_charts(page)
    assert rates.title.string == "Return rates of each questionnaire, against the norm of 33%"
    assert chart.title.string == "The same people’s answers before, after and later, from 1 to 10"


def test_nobody_matched_is_a_dash_and_no_nought(visitor: Visitor) -> None:
    course = a_course()
    answered(attended(course), before=(4, 6))
    rows = table(page_of(visitor, course), BEFORE_AFTER_AND_LATER)
    assert rows[0] == [f"{KNOWLEDGE} before and after", *("–" for _ in range(6)), "nobody"]


def test_issued_returned_and_the_rate_over_those_that_closed(visitor: Visitor) -> None:
    course = a_course("Complex neglect")
    for number in range(4):  # closed a month ago: three of four returned
        an_issued(attended(course), Stage.POST_COURSE, at=LONG_AGO, answers={KNOWLEDGE: 5} if number else None)
    an_issued(attended(course), Stage.POST_COURSE, answers={KNOWLEDGE: 5})  # still open
    an_issued(attended(course), Stage.POST_COURSE)
    found = returns_of_scope(results(Dimension.COURSE, course.id), at=NOW)
    assert found == {Stage.POST_COURSE: Returns(issued=6, returned=4, closed=4, closed_returned=3)}
    page = visitor.sign_in(a_manager()).open_page("/evaluation")
    assert table(page, "Returned of issued, by course")[0] == [
        "Complex neglect",
        "–",
        "4 of 6 75%: 3 of 4 closed",
        "–",
        "–",
    ]
    assert [POST_COURSE_EVALUATION, "6", "4", "75% 3 of 4"] in table(page.click("Complex neglect"), "Who answered")


def test_while_nothing_has_closed_there_is_no_rate(visitor: Visitor) -> None:
    course = a_course()
    an_issued(attended(course), Stage.POST_COURSE, answers={KNOWLEDGE: 5})
    assert table(page_of(visitor, course), "Who answered") == [[POST_COURSE_EVALUATION, "1", "1", "no data"]]


def test_a_questionnaire_closes_for_the_rate_at_its_very_end(app: Flask) -> None:
    course = a_course()
    issued = an_issued(attended(course), Stage.POST_COURSE)
    scope = results(Dimension.COURSE, course.id)
    for at, closed in ((issued.closes_at - timedelta(seconds=1), 0), (issued.closes_at, 1)):
        assert returns_of_scope(scope, at=at)[Stage.POST_COURSE].closed == closed


def test_the_mean_of_the_courses_rates_counts_each_course_and_each_learning_week_once(app: Flask) -> None:
    large, small, week = a_course(), a_course(), a_learning_week(clock.today() - timedelta(days=70))
    for number in range(10):
        an_issued(attended(large), Stage.POST_COURSE, at=LONG_AGO, answers={KNOWLEDGE: 5} if number < 9 else None)
    an_issued(attended(small), Stage.POST_COURSE, at=LONG_AGO)
    in_week = a_booking(a_session(small, on=week.starts_on, learning_week_id=week.id), outcome=Outcome.ATTENDED)
    an_issued(in_week, Stage.POST_COURSE, at=LONG_AGO, answers={USEFUL: 4})
    of_courses = returns_of_courses(results(Dimension.EVERYTHING, ""), at=NOW)
    assert pooled_returns(of_courses)[Stage.POST_COURSE].rate_percent == 83  # 10 of 12
    mean, courses = mean_return_rates(planned_returns(of_courses))[Stage.POST_COURSE]
    assert (round(mean, 6), courses) == (round((90 + 0 + 100) / 3, 6), 3)


def test_somebody_who_withdrew_counts_neither_as_asked_nor_as_answered(app: Flask) -> None:
    course = a_course()
    gone = attended(course)
    answered(gone, before=(1, 1), after=(10, 10))
    answered(attended(course), before=(5, 5))
    gone.state, gone.outcome = BookingState.CANCELLED, Outcome.CANCELLED
    db.session.commit()
    found = returns_of_scope(results(Dimension.COURSE, course.id), at=NOW)
    assert found == {Stage.PRE_COURSE: Returns(issued=1, returned=1, closed=1, closed_returned=1)}


def test_somebody_found_to_have_been_absent_does_not_lower_the_return_rate(app: Flask) -> None:
    """Marked present with everybody, asked, then corrected on the register."""
    course = a_course()
    absent = attended(course)
    an_issued(absent, Stage.POST_COURSE, at=LONG_AGO)
    an_issued(attended(course), Stage.POST_COURSE, at=LONG_AGO, answers={KNOWLEDGE: 5})
    absent.outcome = Outcome.NO_SHOW
    db.session.commit()
    assert returns_of_scope(results(Dimension.COURSE, course.id), at=NOW) == {Stage.POST_COURSE: Returns(1, 1, 1, 1)}


def test_what_was_missed_while_we_were_down_lowers_no_return_rate(app: Flask) -> None:
    course = a_course()
    an_issued(attended(course), Stage.POST_COURSE, at=LONG_AGO, is_missed=True)
    assert returns_of_scope(results(Dimension.COURSE, course.id), at=NOW) == {}


def test_how_answers_are_spread_stands_in_a_picture_and_a_table(visitor: Visitor) -> None:
    course = a_course()
    for number in (4, 4, 2):
        an_issued(attended(course), Stage.POST_COURSE, answers={USEFUL: number})
    page = page_of(visitor, course)
    [row] = table(page, "How the answers are spread: post-course evaluation")
    assert row == [USEFUL, "0", "1", "0", "2", "3"]
    heads = page.soup.find(attrs={"aria-label": "How the answers are spread: post-course evaluation"}).select(
        "thead th"
    )
    assert [each.string for each in heads] == [
        *("Question", "Not at all useful", "Not very useful", "Useful", "Very useful", "Answered"),
    ]
    assert "Not useful: 0 ·" not in page.words
    titles = [svg.title.string for svg in narrow_charts(page)]
    assert titles[1:] == ["How the answers are spread: post-course evaluation"]


def test_questions_that_read_alike_are_one_whatever_their_version_and_changed_words_make_another(app: Flask) -> None:
    course = a_course()
    first = an_issued(attended(course), Stage.POST_COURSE, answers={USEFUL: 4}).questionnaire
    for version, words in ((2, USEFUL), (3, "How useful was it to you?")):
        question = Question(position=1, kind=QuestionKind.BALANCED_USEFULNESS, words=words)
        later = Questionnaire(
            stage=Stage.POST_COURSE, is_brief=False, version=version, published_at=NOW, questions=[question]
        )
        db.session.add(later)
        db.session.commit()
        an_issued(attended(course), Stage.POST_COURSE, answers={words: 3}, questionnaire=later)
    assert first.version == 1
    found = spreads_of(results(Dimension.COURSE, course.id))[Stage.POST_COURSE]
    counts = {spread.question.words: spread.counts for spread in found}
    assert counts == {USEFUL: {4: 1, 3: 1}, "How useful was it to you?": {3: 1}}


# Kirkpatrick’s levels


def test_the_ladder_says_what_there_is_at_each_level_and_what_is_missing(visitor: Visitor, neglect: Course) -> None:
    an_issued(attended(neglect), Stage.POST_COURSE, at=LONG_AGO, answers={USEFUL: 4})
    changed = HAVE_YOU_CHANGED_ANYTHING
    an_issued(attended(neglect), Stage.IMPACT, at=LONG_AGO, answers={changed: 1})
    levels = kirkpatrick_levels(results_of(results(Dimension.COURSE, neglect.id), at=NOW), evidence=0)
    reaction, learning, behaviour, outcome = levels
    assert [level.name for level in levels] == ["Reaction", "Learning", "Behaviour", "Results"]
    assert [finding.words for finding in reaction.findings] == ["100% useful or very useful"]
    assert reaction.findings[0].rests_on == f"1 of 1: {USEFUL}"
    assert [finding.words for finding in learning.findings] == [
        "Knowledge +1.0",
        "Confidence to practise −1.5",
        "Knowledge +2.0 weeks later",
        "Confidence to practise 0.0 weeks later",
    ]
    assert learning.findings[0].rests_on == "2 matched: too few to say"
    assert [finding.words for finding in behaviour.findings] == ["100% yes"]
    assert behaviour.missing == ["Managers aren’t asked here, or not yet."]
    an_issued(attended(neglect), Stage.MANAGER, at=LONG_AGO)
    levels = kirkpatrick_levels(results_of(results(Dimension.COURSE, neglect.id), at=NOW), evidence=0)
    assert levels[2].missing == ["No manager answered yet."]
    assert (outcome.findings, len(outcome.missing)) == ([], 1)
    words = page_of(visitor, neglect).words
    assert "2 Learning What did they learn, and keep? Knowledge +1.0 n = 2, too few to say" in words


def test_managers_stand_on_the_third_level_and_who_could_say_nothing_is_counted(visitor: Visitor) -> None:
    course = a_course()
    seen = HAVE_YOU_SEEN_A_CHANGE
    request = a_manager_request(attended(course), attended(course), at=LONG_AGO)
    one, other = request.issued
    for each in (one, other):
        each.answered_at = LONG_AGO
    other.cannot_say = CannotSay.NOT_SEEN
    [question] = [each for each in request.questionnaire.questions if each.words == seen]
    db.session.add(Answer(issued_id=one.id, question_id=question.id, number=3))
    db.session.commit()
    level = kirkpatrick_levels(results_of(results(Dimension.COURSE, course.id), at=NOW), evidence=2)[2]
    assert [(each.words, each.rests_on) for each in level.findings] == [
        ("50% better", f"1 of 2 managers’ answers: {seen} (of them 1 can’t say)")
    ]
    assert "Of 1 person a manager could say nothing: 1 × “hasn’t seen them since”." in page_of(visitor, course).words


# Parts


def test_results_can_be_had_of_every_part_of_the_programme_and_of_its_people(visitor: Visitor) -> None:
    trainer, agency = a_trainer("Jo Bell"), an_agency("Anyshire Police")
    session = a_past_session(a_course("Complex neglect"), days_ago=61, trainers=[trainer])
    booking = a_booking(session, a_user(agency=agency), Outcome.ATTENDED)
    an_issued(booking, Stage.POST_COURSE, at=LONG_AGO, answers={USEFUL: 4})
    visitor.sign_in(a_manager())
    for address, name in (
        (f"courses/{session.course_id}", "Complex neglect"),
        (f"sessions/{session.id}", "Complex neglect"),
        (f"results/trainer/{trainer.id}", "Jo Bell"),
        ("results/strand/core topic", "Core topic"),
        (f"results/agency/{agency.id}", "Anyshire Police"),
        ("results/sector/health", "Health"),
        ("results/everything/all", "Everything"),
    ):
        page = visitor.open_page(f"/evaluation/{address}")
        assert page.h1 == f"{name}: what changed"
        assert table(page, "Who answered") == [[POST_COURSE_EVALUATION, "1", "1", "100% 1 of 1"]], address
    for by, name in (
        ("trainer", "Jo Bell"),
        ("agency", "Anyshire Police"),
        ("sector", "Health"),
        ("strand", "Core topic"),
    ):
        page = visitor.open_page(f"/evaluation?by={by}")
        assert page.click(name).h1 == f"{name}: what changed"


def test_a_learning_week_asks_once_for_all_of_it_so_its_answers_are_no_single_courses(visitor: Visitor) -> None:
    week, course = a_learning_week(clock.today() - timedelta(days=70), name="Week of infants"), a_course()
    booking = a_booking(a_session(course, on=week.starts_on, learning_week_id=week.id), outcome=Outcome.ATTENDED)
    an_issued(booking, Stage.POST_COURSE, at=LONG_AGO, answers={USEFUL: 4})
    visitor.sign_in(a_manager())
    assert "No questionnaire has been issued here" in visitor.open_page(f"/evaluation/courses/{course.id}").words
    assert [row[0] for row in table(visitor.open_page("/evaluation"), "Returned of issued, by course")][:1] == [
        week.name
    ]
    page = visitor.open_page("/evaluation?by=week").click(week.name)
    assert page.h1 == "Week of infants: what changed"
    assert table(page, "Who answered") == [[POST_COURSE_EVALUATION, "1", "1", "100% 1 of 1"]]


def test_a_period_can_be_any_dates_and_bad_ones_are_told(visitor: Visitor) -> None:
    course = a_course("Complex neglect")
    an_issued(attended(course), Stage.POST_COURSE)
    on = clock.today() - timedelta(days=61)
    visitor.sign_in(a_manager())
    assert visitor.open_page(f"/evaluation?from={on}&to={on}").has_link("Complex neglect")
    assert not visitor.open_page(f"/evaluation?from={on - timedelta(days=2)}&to={on - timedelta(days=1)}").has_link(
        "Complex"
    )
    assert GIVE_BOTH_DATES in visitor.open_page("/evaluation?from=2026-02-30&to=x").words
    assert CHOOSE_A_PROGRAMME_YEAR in visitor.open_page(f"/evaluation/courses/{course.id}?year=soon").words


@pytest.mark.parametrize(
    "part", ["trainer/424242", "strand/nothing", "sector/x", "agency/0", "week/-1", "agency/" + "9" * 30]
)
def test_a_part_that_there_is_not_is_page_not_found(visitor: Visitor, part: str) -> None:
    visitor.sign_in(a_manager())
    assert visitor.open_page(f"/evaluation/results/{part}").status == 404


def test_a_page_of_results_asks_the_database_as_often_for_many_as_for_few(visitor: Visitor) -> None:
    course = a_course()
    visitor.sign_in(a_manager())
    counts = []
    for how_many in (2, 12):
        for _ in range(how_many):
            answered(attended(course), before=(4, 6), after=(7, 4), later=(6, 6))
        with queries_counted() as statements:
            visitor.open_page(f"/evaluation/courses/{course.id}")
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_before_anything_is_asked_the_pages_say_what_will_come(visitor: Visitor) -> None:
    visitor.sign_in(a_manager())
    assert "No questionnaire has been issued in this period." in visitor.open_page("/evaluation").words
    assert "issued about a Learning Week in this period." in visitor.open_page("/evaluation?by=week").words
    page = visitor.open_page(f"/evaluation/courses/{a_course().id}")
    assert NOTHING_ISSUED_IN_THIS_PERIOD in page.words
    assert visitor.open_page("/evaluation/courses/424242").status == 404


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.TRAINER, Role.AGENCY_LEAD, Role.FINANCE])
def test_results_are_for_the_training_team(visitor: Visitor, role: Role) -> None:
    visitor.sign_in(a_user(role))
    assert visitor.open_page("/evaluation").status == 403
    assert visitor.open_page(f"/evaluation/courses/{a_course().id}").status == 403
    assert visitor.open_page("/evaluation/published").status == 403


def test_divisions_with_many_lines_are_turned_by_the_page(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.evaluation.results.manage.LINES_A_PAGE", 2)
    for number in range(3):
        course = a_course(title=f"Course {number}")
        an_issued(a_booking(a_past_session(course=course), outcome=Outcome.ATTENDED), Stage.POST_COURSE)
    page = visitor.sign_in(a_manager()).open_page("/evaluation")
    assert ("Course 0" in page.words, "Course 1" in page.words, "Course 2" in page.words) == (True, True, False)
    assert "Course 2" in page.click("Next").words

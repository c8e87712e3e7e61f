"""What a figure claims on the office's pages, and what it doesn't: the errors of issue 15, each by its number."""

from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock
from app.core.database import db
from app.evaluation.answering.models import Answer
from app.evaluation.kinds import Instead
from app.evaluation.models_issued import CannotSay
from app.evaluation.results.queries_answers import matched_measures, results_of
from app.evaluation.results.rules_kirkpatrick import kirkpatrick_levels
from app.evaluation.scope import Dimension, Scope
from app.evaluation.stages import Stage
from app.programme.models import Course, Strand
from app.web.formatting import bound, signed
from tests.builders import (
    a_booking,
    a_course,
    a_manager,
    a_manager_request,
    a_past_session,
    a_user,
    an_agency,
    an_issued,
    queries_counted,
)
from tests.conftest import NOW
from tests.evaluation.results.test_results import (
    CONFIDENCE,
    KNOWLEDGE,
    LONG_AGO,
    USEFUL,
    Outcome,
    answered,
    attended,
    results,
    table,
)
from tests.page import Visitor
from tests.words import BEFORE_AFTER_AND_LATER, HAVE_YOU_CHANGED_ANYTHING, HAVE_YOU_SEEN_A_CHANGE


def a_full_session(course: Course, changes: list[int], *, days_ago: int = 61, first: int = 4, **more: object) -> None:
    """One session whose people changed by so much from before to after."""
    session = a_past_session(course, days_ago=days_ago, **more)  # type: ignore[arg-type]
    for change in changes:
        booking = a_booking(session, outcome=Outcome.ATTENDED)
        for stage, knowledge, days in ((Stage.PRE_COURSE, first, 8), (Stage.POST_COURSE, first + change, 0)):
            at = NOW - timedelta(days=days_ago + days)
            an_issued(booking, stage, at=at, answers={KNOWLEDGE: knowledge, CONFIDENCE: 5})


def changes_on(visitor: Visitor, address: str) -> dict[str, list[str]]:
    page = visitor.sign_in(a_manager()).open_page(address)
    return {row[0]: row[1:] for row in table(page, BEFORE_AFTER_AND_LATER)}


def test_error_1_three_who_changed_alike_have_no_interval(visitor: Visitor) -> None:
    """Error 1: it read "+3.0, 3 matched, +3.0 to +3.0"."""
    course = a_course()
    a_full_session(course, [3, 3, 3])
    row = changes_on(visitor, f"/evaluation/courses/{course.id}")[f"{KNOWLEDGE} before and after"]
    assert row[2] == "+3.0 too few to say: an interval needs five answers"
    assert row[-1] == "3 answers of 3 people in 1 session"


def test_error_1_an_interval_ends_with_the_scale_and_says_so(visitor: Visitor) -> None:
    """Error 1: it read "−9.7 to +15.7" on a scale from 1 to 10."""
    course = a_course()
    for days_ago, changes in ((61, [9, 9]), (62, [0, 0]), (63, [9, 0])):
        a_full_session(course, changes, days_ago=days_ago, first=1)
    row = changes_on(visitor, f"/evaluation/courses/{course.id}")[f"{KNOWLEDGE} before and after"]
    assert row[2].endswith("+9.0, cut at the end of the scale")


def test_error_2_somebody_who_came_twice_is_one_person_in_two_sessions(visitor: Visitor) -> None:
    """Error 2: "239 matched" were 178 people in 26 sessions."""
    course, person = a_course(), a_user()
    for days_ago in (61, 62, 63):
        booking = a_booking(a_past_session(course, days_ago=days_ago), person, Outcome.ATTENDED)
        answered(booking, before=(4, 5), after=(6, 5))
    a_full_session(course, [1, 2, 0], days_ago=64)
    row = changes_on(visitor, f"/evaluation/courses/{course.id}")[f"{KNOWLEDGE} before and after"]
    assert row[-1] == "6 answers of 4 people in 4 sessions"


def test_error_2_under_three_sessions_each_sessions_mean_is_a_dot(visitor: Visitor) -> None:
    course = a_course()
    a_full_session(course, [1, 2, 3, 2])
    a_full_session(course, [4, 5, 4, 4], days_ago=62)
    page = visitor.sign_in(a_manager()).open_page(f"/evaluation/courses/{course.id}")
    [strips] = [svg for svg in page.soup.select("svg[role=img]") if "session’s own mean" in svg.title.string]
    assert len(strips.select("circle.dot")) == 4, "two sessions, of knowledge and of confidence"
    assert not strips.select("line.interval")
    rows = {row[0]: row[1:] for row in table(page, BEFORE_AFTER_AND_LATER)}
    assert "an interval needs three sessions" in rows[f"{KNOWLEDGE} before and after"][2]


@pytest.fixture
def two_groups(app: Flask) -> Course:
    """Some answered before and after, others before and later, from another beginning; three answered all three."""
    course = a_course()
    for _ in range(4):
        answered(attended(course), before=(2, 5), after=(4, 5))
        answered(attended(course), before=(7, 5), later=(8, 5))
    for _ in range(3):
        answered(attended(course), before=(5, 5), after=(6, 5), later=(7, 5))
    return course


def test_error_5_each_pair_has_its_own_peoples_first_mean_and_the_three_waves_their_own_n(
    visitor: Visitor, two_groups: Course
) -> None:
    """Error 5: "later" was drawn from another group's "before"; its mark lay where nobody had answered."""
    page = visitor.sign_in(a_manager()).open_page(f"/evaluation/courses/{two_groups.id}")
    rows = {row[0]: row[1:3] for row in table(page, BEFORE_AFTER_AND_LATER)}
    assert rows[f"{KNOWLEDGE} before and after"] == ["3.3", "4.9"]
    assert rows[f"{KNOWLEDGE} before and later"] == ["6.1", "7.6"]
    [chart] = [svg for svg in page.soup.select("svg[role=img]") if "same people’s answers" in svg.title.string]
    befores = [float(str(mark["x"]).rstrip("%")) for mark in chart.select("svg.before")][:2]
    later = float(str(chart.select_one("svg.later")["x"]).rstrip("%"))
    assert befores == pytest.approx([100 * (each - 1) / 9 for each in (23 / 7, 43 / 7)], abs=0.01)
    assert later == pytest.approx(100 * (53 / 7 - 1) / 9, abs=0.01)
    assert table(page, "Those who answered all three times")[0] == [KNOWLEDGE, "5.0", "6.0", "7.0", "3"]


def test_error_6_what_people_feel_they_know_weeks_later_is_learning_kept_and_no_behaviour(two_groups: Course) -> None:
    """Error 6: self-rated knowledge twelve weeks on stood under behaviour."""
    an_issued(attended(two_groups), Stage.IMPACT, at=LONG_AGO, answers={HAVE_YOU_CHANGED_ANYTHING: 1})
    _, learning, behaviour, _ = kirkpatrick_levels(
        results_of(results(Dimension.COURSE, two_groups.id), at=NOW), evidence=0
    )
    assert f"{KNOWLEDGE} +1.4 weeks later" in [finding.words for finding in learning.findings]
    assert [finding.words for finding in behaviour.findings] == ["100% yes"]


def test_error_7_a_page_says_what_its_shares_rest_on_where_that_is_not_what_its_rates_rest_on(visitor: Visitor) -> None:
    """Error 7: return rates counted what had closed, shares all that came back, and nothing said so."""
    course = a_course()
    an_issued(attended(course), Stage.POST_COURSE, at=LONG_AGO, answers={USEFUL: 4})
    visitor.sign_in(a_manager())
    address = f"/evaluation/courses/{course.id}"
    assert "all of which have closed" in visitor.open_page(address).words
    an_issued(attended(course), Stage.POST_COURSE, answers={USEFUL: 4})
    assert (
        "2 questionnaires that came back, 1 of them from questionnaires still open" in visitor.open_page(address).words
    )


def test_error_7_who_cannot_say_stays_in_what_a_share_is_of(visitor: Visitor) -> None:
    """Error 7: of three managers one had seen a change and two couldn't say; it read "100%: 1 of 1"."""
    course = a_course()
    request = a_manager_request(attended(course), attended(course), attended(course), at=LONG_AGO)
    one, *others = request.issued
    for each in request.issued:
        each.answered_at = LONG_AGO
    for each in others:
        each.cannot_say = CannotSay.NOT_SEEN
    [question] = [each for each in request.questionnaire.questions if each.words == HAVE_YOU_SEEN_A_CHANGE]
    db.session.add(Answer(issued_id=one.id, question_id=question.id, number=3))
    db.session.commit()
    page = visitor.sign_in(a_manager()).open_page(f"/evaluation/courses/{course.id}")
    assert "33% better 1 of 3 managers’ answers" in page.words
    region = page.soup.find(attrs={"aria-label": "How the answers are spread: manager questionnaire"})
    assert [each.string for each in region.select("thead th")][-2] == "Can’t say"
    assert table(page, "How the answers are spread: manager questionnaire")[0][-3:] == ["1", "2", "1"]


def test_error_7_not_applicable_stays_in_the_denominator_and_a_declined_answer_is_none(visitor: Visitor) -> None:
    """Error 7: of two who came back with an answer and one "not applicable", a share is of three."""
    course = a_course()
    issued = [an_issued(attended(course), Stage.POST_COURSE, at=LONG_AGO, answers={USEFUL: 4}) for _ in range(4)]
    given = [db.session.query(Answer).filter_by(issued_id=each.id).one() for each in issued]
    for answer, instead in zip(given[2:], (Instead.NOT_APPLICABLE, Instead.DECLINED), strict=True):
        answer.number, answer.instead = None, instead
    db.session.commit()
    page = visitor.sign_in(a_manager()).open_page(f"/evaluation/courses/{course.id}")
    assert "67% useful or very useful 2 of 3" in page.words
    [row] = table(page, "How the answers are spread: post-course evaluation")
    assert row[-3:] == ["2", "1", "2"], "very useful, not applicable, answered"


def test_error_9_an_interval_that_ends_just_below_nought_keeps_its_sign() -> None:
    """Error 9: "−1.1 to 0.0" excluded nought and didn't look so."""
    assert [bound(value) for value in (-1.14, -0.02, 0.0, 0.04, 1.0)] == ["−1.1", "−0.0", "0.0", "+0.0", "+1.0"]
    assert signed(-0.02) == "0.0", "a mean that rounds to nought is nought"


def test_error_9_bespoke_work_is_in_no_pooled_figure_and_told_apart(visitor: Visitor) -> None:
    """Error 9: the report has always left it out of its pooled figures."""
    agency = an_agency("Anyshire Police")
    for course, people in ((a_course("Neglect"), 3), (a_course("For one team", Strand.BESPOKE), 2)):
        session = a_past_session(course, days_ago=61)
        for _ in range(people):
            booking = a_booking(session, a_user(agency=agency), Outcome.ATTENDED)
            an_issued(booking, Stage.POST_COURSE, at=LONG_AGO, answers={USEFUL: 4})
    visitor.sign_in(a_manager())
    rows = {row[0]: row[2] for row in table(visitor.open_page("/evaluation"), "Returned of issued, by course")}
    assert rows == {
        "Neglect": "3 of 3 100%",
        "Pooled over all": "3 of 3 100%",
        "Mean of the courses’ rates": "100% of 1",
    }
    apart = table(visitor.open_page("/evaluation"), "Bespoke work, in no total")
    assert [row[:3] for row in apart] == [["For one team", "–", "2 of 2 100%"]]
    by_agency = visitor.open_page("/evaluation?by=agency")
    assert table(by_agency, "Returned of issued, by agency")[0][2] == "3 of 3 100%"
    assert table(by_agency, "Bespoke work, in no total")[0][:3] == ["Bespoke", "–", "2 of 2 100%"]
    for part in ("everything/all", f"agency/{agency.id}"):
        page = visitor.open_page(f"/evaluation/results/{part}")
        assert table(page, "Who answered")[0][1] == "3", part
        assert "Without bespoke work, which has a table of its own." in page.words
    assert table(visitor.open_page("/evaluation/results/strand/bespoke"), "Who answered")[0][1] == "2"


# What else a figure needs


def test_a_page_says_where_regression_to_the_mean_bites_and_where_nobody_can_rise(visitor: Visitor) -> None:
    course = a_course()
    for number in range(10):
        answered(attended(course), before=(number % 5 + 1, 10), after=(5, 10))
    words = visitor.sign_in(a_manager()).open_page(f"/evaluation/courses/{course.id}").words
    assert f"{KNOWLEDGE}, before and after: whoever began low rose most (r = −1.00)." in words
    assert f"{CONFIDENCE}, before and after: 10 of 10 were at the top of the scale before" in words


def test_who_improved_who_stayed_and_who_fell_stand_beside_the_mean(visitor: Visitor) -> None:
    course = a_course()
    a_full_session(course, [2, 2, 0, -1])
    row = changes_on(visitor, f"/evaluation/courses/{course.id}")[f"{KNOWLEDGE} before and after"]
    assert row[3:6] == ["2 50%", "1 25%", "1 25%"]


def test_no_page_reads_answer_by_answer(visitor: Visitor) -> None:
    """However many answered, in however many sessions: as many statements, and of results a row a session."""
    course = a_course()
    visitor.sign_in(a_manager())
    addresses = (
        "/evaluation",
        "/evaluation?by=agency",
        f"/evaluation/courses/{course.id}",
        "/evaluation/results/everything/all",
        "/evaluation/funnels",
        f"/evaluation/years/course/{course.id}",
    )
    counted: list[list[int]] = []
    for people, days_ago in ((2, 61), (3, 62), (8, 63)):
        a_full_session(course, [1] * people, days_ago=days_ago)
        a_full_session(a_course(), [1] * people, days_ago=days_ago)
        counted.append([])
        for address in addresses:
            with queries_counted() as statements:
                visitor.open_page(address)
            counted[-1].append(len(statements))
    assert counted[1] == counted[2]
    assert max(counted[2]) <= 26, counted[2]


def test_a_measure_that_only_some_were_asked_counts_those(app: Flask) -> None:
    course = a_course()
    a_full_session(course, [1, 2])
    an_issued(attended(course), Stage.POST_COURSE, at=LONG_AGO, answers={KNOWLEDGE: 7})
    today = clock.today()
    scope = Scope(today - timedelta(days=366), today, Dimension.COURSE, str(course.id))
    knowledge, confidence = matched_measures(scope)[:2]
    assert knowledge.unmatched_after.not_asked_before == 1
    assert confidence.unmatched_after.total == 0

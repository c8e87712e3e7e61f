"""What was measured: knowledge beside confidence, a yardstick that moved, and what helps or hinders."""

import random
from itertools import count

import numpy as np
import pytest
from flask import Flask
from sqlalchemy import insert

from app.booking.models import Booking
from app.booking.states import Outcome
from app.core.database import db
from app.evaluation.answering.models import Answer
from app.evaluation.kinds import Instead, QuestionKind
from app.evaluation.knowledge import queries_measured, services
from app.evaluation.knowledge.rules import Wording
from app.evaluation.knowledge.rules_measured import (
    NumberRow,
    Respondent,
    ScoredRow,
    beside_knowledge,
    paired_change,
    thing_scores,
)
from app.evaluation.knowledge.rules_shift import response_shifts
from app.evaluation.knowledge.rules_transfer import Statement, StatementRow, cronbach_alpha, transfer_index
from app.evaluation.models import Question, Questionnaire
from app.evaluation.models_issued import Issued
from app.evaluation.models_knowledge import ItemKind, KnowledgeItem
from app.evaluation.questionnaires.rules_ready import TRANSFER_INDEX
from app.evaluation.questionnaires.services import publish_questionnaire, start_draft
from app.evaluation.scope import AnswerScope
from app.evaluation.stages import Stage
from app.programme.models import Course, Strand
from tests.builders import a_booking, a_course, a_manager, a_past_session, an_issued
from tests.conftest import NOW
from tests.page import Page, Visitor

BEFORE, AFTER = Stage.PRE_COURSE, Stage.POST_COURSE
PEOPLE = [Respondent(number, number, number % 8) for number in range(1, 121)]


def on_the_scale(value: float) -> int:
    return max(1, min(10, round(value)))


def a_year_of_thinking_back(shift: float, seed: int) -> list[NumberRow]:
    """Everybody judges themself at the end by a yardstick moved by so much; some don't answer one of the three."""
    chance = random.Random(seed)
    rows = []
    for person in PEOPLE:
        level = chance.uniform(4, 7)
        told = {(BEFORE, False): level, (AFTER, True): level + shift, (AFTER, False): level + 2}
        for (stage, is_then), value in told.items():
            if chance.random() < 0.95:
                number = on_the_scale(value + chance.gauss(0, 0.7))
                rows.append(NumberRow(person, stage, "Confidence", QuestionKind.SCALE_10, is_then, number))
    return rows


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("shift", [-1, 0, 0.5])
def test_a_shift_of_the_yardstick_is_recovered(shift: float, seed: int) -> None:
    [found] = response_shifts(a_year_of_thinking_back(shift, seed))
    assert found.shift.mean == pytest.approx(shift, abs=0.2)
    assert found.change.mean is not None
    assert found.change_thinking_back.mean == pytest.approx(found.change.mean - found.shift.mean)  # type: ignore[operator]
    assert 90 < found.n == found.change.n == found.change_thinking_back.n < len(PEOPLE)  # one base
    assert found.shift.rests_on == f"{found.n} pairs of {found.n} people in 8 sessions"


def test_what_was_never_asked_thinking_back_has_no_shift() -> None:
    def told(stage: Stage, number: int, *, is_then: bool = False) -> NumberRow:
        return NumberRow(PEOPLE[0], stage, "Knowledge", QuestionKind.SCALE_10, is_then, number)

    assert response_shifts([told(BEFORE, 4), told(AFTER, 6)]) == []
    [alone] = response_shifts([told(AFTER, 6), told(AFTER, 5, is_then=True)])
    assert (alone.n, alone.without_before, alone.shift.mean) == (0, 1, None)


# The transfer index


STATEMENTS = [Statement(ask.words, ask.is_reversed) for ask in TRANSFER_INDEX]


def statement_rows(of_each: np.ndarray) -> list[StatementRow]:
    return [
        StatementRow(PEOPLE[person], statement, int(number))
        for person, theirs in enumerate(of_each)
        for statement, number in zip(STATEMENTS, theirs, strict=True)
    ]


def test_reliability_is_cronbachs_alpha_and_says_of_how_many() -> None:
    chance = np.random.default_rng(15)
    answers = np.clip(np.round(3 + chance.normal(0, 1, (40, 1)) + chance.normal(0, 0.8, (40, 6))), 1, 5)
    counted = answers.copy()
    counted[:, [each.is_reversed for each in STATEMENTS]] *= -1
    counted[:, [each.is_reversed for each in STATEMENTS]] += 6
    k = counted.shape[1]
    alpha = k / (k - 1) * (1 - counted.var(axis=0, ddof=1).sum() / counted.sum(axis=1).var(ddof=1))
    found = transfer_index(statement_rows(answers))
    assert found is not None
    assert found.alpha == pytest.approx(alpha)
    assert (found.n, found.complete, found.people) == (40, 40, 40)
    assert found.mean == pytest.approx(counted.mean())


def test_not_applicable_stays_among_those_who_answered_and_out_of_means_and_reliability() -> None:
    rows = statement_rows(np.full((9, 6), 4))
    rows += [StatementRow(PEOPLE[20], each, None, Instead.NOT_APPLICABLE) for each in STATEMENTS[:4]]
    rows += [StatementRow(PEOPLE[21], STATEMENTS[0], None, Instead.DECLINED)]
    found = transfer_index(rows)
    assert found is not None
    first = found.statements[0]
    assert (first.n, first.agree, first.numbers, first.not_applicable, first.declined) == (10, 9, 9, 1, 1)
    assert (first.percent, first.mean) == (90, 4)
    assert (found.n, found.complete, found.alpha) == (9, 9, None)  # fewer than ten


def test_there_is_no_reliability_without_spread_and_none_of_nobody() -> None:
    assert cronbach_alpha([[4, 4]] * 12) is None
    assert cronbach_alpha([[1, 2, 3]]) is None
    assert transfer_index([]) is None


# Knowledge


def scored(person: int, stage: Stage, thing: int, is_right: bool | None, item: int = 0) -> ScoredRow:
    return ScoredRow(PEOPLE[person], stage, item or thing, thing, is_right)


def test_parallel_items_are_matched_by_the_thing_that_is_known() -> None:
    rows = [scored(0, BEFORE, 1, False, item=1), scored(0, AFTER, 1, True, item=2), scored(1, AFTER, 1, True, item=2)]
    rows += [scored(2, BEFORE, 1, None), scored(2, AFTER, 1, True)]  # who declined before isn't matched
    [found] = thing_scores(rows)
    assert found.item_ids == (1, 2)
    assert (found.matched, found.gained, found.lost, found.change) == (1, 1, 0, 100)
    assert (found.of_stage[AFTER].right, found.of_stage[AFTER].n, found.of_stage[BEFORE].n) == (3, 3, 1)


def test_discrimination_is_the_correlation_with_the_other_items() -> None:
    chance = np.random.default_rng(7)
    ability = chance.normal(size=60)
    right = {thing: ability + chance.normal(0, 1, 60) > thing / 4 for thing in (1, 2, 3)}
    right[4] = ~right[1]  # wrongly keyed
    rows = [scored(who, AFTER, thing, bool(each[who])) for thing, each in right.items() for who in range(60)]
    found = {thing.thing_known: thing for thing in thing_scores(rows)}
    for thing, own in right.items():
        rest = np.mean([other for number, other in right.items() if number != thing], axis=0)
        assert found[thing].discrimination == pytest.approx(np.corrcoef(own, rest)[0, 1])
        assert found[thing].discrimination_of == 60
    assert found[4].discrimination is not None
    assert found[4].discrimination < 0
    assert thing_scores(rows[:9])[0].discrimination is None


def test_a_change_has_an_interval_from_three_sessions_on_and_says_why_it_has_none() -> None:
    rows = [
        scored(who, stage, 1, (who + (stage is AFTER) * 3) % 5 < 2) for who in range(24) for stage in (BEFORE, AFTER)
    ]
    found = beside_knowledge(rows, []).knowledge
    assert found.interval is not None
    assert found.mean is not None
    assert found.interval.low < found.mean < found.interval.high
    few = beside_knowledge([row for row in rows if row.whose.session_id < 2], []).knowledge
    assert (few.interval, "three sessions" in few.why_no_interval) == (None, True)


def test_each_persons_share_is_over_what_they_answered_both_times() -> None:
    rows = [
        scored(0, BEFORE, 1, True),
        scored(0, BEFORE, 2, True),
        scored(0, AFTER, 1, False),
        scored(0, AFTER, 3, True),
    ]
    found = beside_knowledge(rows, [])
    assert (found.knowledge.n, found.knowledge.before, found.knowledge.after, found.knowledge.fell) == (1, 100, 0, 1)


# A year in which confidence rises and knowledge falls

NUMBERS = count(1)


def an_item(topic: str) -> KnowledgeItem:
    choices = (("Right", True), ("Wrong", False))
    wording = Wording(ItemKind.ONE_OF, f"Which of them, in {topic}?", choices, "Because.")
    return services.add_item(topic=topic, wording=wording, by=a_manager(), at=NOW)


def with_items(stage: Stage, *items: KnowledgeItem) -> Questionnaire:
    """The default with these items, in use."""
    draft = start_draft(stage, by=a_manager(), at=NOW)
    for item in items:
        services.take_item(draft, item)
    publish_questionnaire(draft, by=a_manager(), at=NOW)
    return draft


class SurerAndKnowingLess:
    """As the study of seven two-day courses found: self-efficacy rose, measured knowledge fell."""

    def __init__(self, course: Course, *, people: int = 40) -> None:
        items = [an_item(f"Item {number}") for number in range(1, 5)]
        self.questionnaires = {stage: with_items(stage, *items) for stage in (BEFORE, AFTER)}
        self.chance, self.answers = random.Random(15), list[dict[str, object]]()
        sessions = [a_past_session(course, days_ago=days) for days in (30, 20, 10, 5)]
        for number in range(people):
            booking = a_booking(sessions[number % 4], outcome=Outcome.ATTENDED)
            self._answered(booking, BEFORE, confidence=4, right=0.8)
            self._answered(booking, AFTER, confidence=7, right=0.5)
        db.session.execute(insert(Answer), self.answers)
        db.session.commit()

    def _answered(self, booking: Booking, stage: Stage, *, confidence: int, right: float) -> None:
        asks = self.questionnaires[stage]
        issued = an_issued(
            booking, stage, at=booking.session.ends_at, answered_at=NOW, closes_at=NOW, questionnaire=asks
        )
        for question in asks.questions:
            self._answer(issued, question, confidence, right)

    def _answer(self, issued: Issued, question: Question, confidence: int, right: float) -> None:
        if question.item_version:
            is_right = self.chance.random() < right
            told = {"number": 1 if is_right else 2, "is_right": is_right}
        elif question.measure:
            told = {"number": on_the_scale(confidence + self.chance.gauss(0, 1)), "is_right": None}
        else:
            return
        self.answers.append({"issued_id": issued.id, "question_id": question.id, "words": "", **told})


def measured_page(visitor: Visitor, course: Course | None = None) -> Page:
    visitor.sign_in(a_manager())
    return visitor.open_page(f"/evaluation/measured?year=all&course={course.id if course else ''}")


def test_confidence_that_rises_and_knowledge_that_falls_are_shown_alike(visitor: Visitor) -> None:
    course = a_course("Complex Neglect")
    SurerAndKnowingLess(course)
    scope = AnswerScope(course.id)
    rows, numbers = queries_measured.scored_rows(scope), queries_measured.number_rows(scope)
    found = beside_knowledge(rows, numbers)
    confidence = found.measures["Confidence to practise"]
    assert found.knowledge.mean is not None
    assert found.knowledge.mean < -15
    assert confidence.mean == pytest.approx(3, abs=0.5)
    assert found.knowledge.n == confidence.n == 40
    page = measured_page(visitor, course)
    assert page.h1 == "Complex Neglect: Knowledge, thinking back and transfer"
    assert f"Measured knowledge {found.knowledge.went('points of a hundred')}." in page.words
    assert f"Confidence to practise, as people rate themselves, {confidence.went('points of its scale')}." in page.words
    assert "What was measured fell while" in page.words
    table = page.soup.find(attrs={"aria-label": "Measured and felt, by the same people"})
    assert table is not None
    rows_shown = [" ".join(row.get_text(" ").split()) for row in table.select("tbody tr")]  # type: ignore[union-attr]
    assert len(rows_shown) == 4
    assert all("40 pairs of 40 people in 4 sessions" in row for row in rows_shown)
    items = page.soup.find(attrs={"aria-label": "Share right, item by item"})
    assert items is not None
    assert "Item 1" in items.get_text()


def test_the_page_counts_by_sql_what_numpy_counts_from_the_table(visitor: Visitor) -> None:
    course = a_course()
    SurerAndKnowingLess(course, people=15)
    given = (
        db.session.query(Answer.is_right, Issued.stage, Question.item_version_id)
        .join(Issued, Issued.id == Answer.issued_id)
        .join(Question, Question.id == Answer.question_id)
        .filter(Question.item_version_id.is_not(None))
        .all()
    )
    for thing in thing_scores(queries_measured.scored_rows(AnswerScope(course.id))):
        [version_id] = {each.current.id for each in db.session.query(KnowledgeItem) if each.id in thing.item_ids}
        for stage in (BEFORE, AFTER):
            theirs = np.array([right for right, asked, version in given if (asked, version) == (stage, version_id)])
            assert (thing.of_stage[stage].right, thing.of_stage[stage].n) == (theirs.sum(), len(theirs))


def test_an_items_own_page_says_how_it_was_answered(visitor: Visitor) -> None:
    SurerAndKnowingLess(a_course(), people=10)
    item = db.session.query(KnowledgeItem).first()
    assert item is not None
    scores = queries_measured.returns_of_item(item)
    assert [(stage, score.n) for stage, score in scores.items()] == [(BEFORE, 10), (AFTER, 10)]
    page = visitor.sign_in(a_manager()).open_page(f"/evaluation/knowledge/{item.id}")
    assert f"After {scores[AFTER].percent}% {scores[AFTER].right} of 10" in page.words


def test_bespoke_work_is_told_apart_from_all_courses_together(app: Flask) -> None:
    bespoke = a_course(strand=Strand.BESPOKE)
    SurerAndKnowingLess(bespoke, people=5)
    assert queries_measured.scored_rows(AnswerScope()) == []
    assert len(queries_measured.scored_rows(AnswerScope(bespoke.id))) == 40


def test_an_empty_page_says_what_to_do(visitor: Visitor) -> None:
    words = measured_page(visitor).words
    assert "No knowledge item has been answered here." in words
    assert "Nobody has been asked to think back." in words
    assert "Nobody has answered the statements of the transfer index yet." in words


def test_the_results_of_a_course_lead_there(visitor: Visitor) -> None:
    course = a_course()
    an_issued(a_booking(a_past_session(course=course), outcome=Outcome.ATTENDED), Stage.POST_COURSE)
    visitor.sign_in(a_manager())
    page = visitor.open_page(f"/evaluation/courses/{course.id}")
    assert page.click("Measured knowledge, thinking back").h1.startswith(course.title)


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ([6, 7, 7, 8, 7, 6, 8, 7, 7], "rose by 2.0 points"),
        ([4, 3, 3, 2, 3, 4, 2, 3, 3], "fell by 2.0 points"),
        ([5, 4, 6, 5, 4, 6, 5, 7, 4], "came out 0.1 points higher; from these answers it could also be no change"),
        ([6, 5, 4, 6, 5, 4, 5, 4, 5], "came out 0.1 points lower; from these answers it could also be no change"),
        ([7, 6, 6], "came out 1.3 points higher; too few to say that it changed"),
        ([5, 4, 6, 5, 4, 6], "came out the same"),
    ],
)
def test_words_say_no_more_than_the_interval_allows(after: list[int], said: str) -> None:
    """Three sessions; everybody said 5 before. "Rose" and "fell" are said where the interval leaves nought out."""
    people = [Respondent(booking_id=number, person_id=number, session_id=number % 3) for number in range(len(after))]
    change = paired_change(dict.fromkeys(people, 5), dict(zip(people, after, strict=True)), widest=9)
    assert change.went("points") == said
    assert change.is_clear is said.startswith(("rose", "fell"))

"""The page for the board: what it says, how it grades, and that it says no more than what is published."""

import csv
import io
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from app.core.database import db
from app.core.roles import Role
from app.evaluation.board.rules import Basis, Grade, board_levels
from app.evaluation.publishing.rules import YEAR, Figure, Publication, PublishedFigure
from app.evaluation.settling.models import FigureKind
from app.evaluation.settling.rules_subjects import FigureSubject
from app.evaluation.settling.services import settle
from app.evaluation.stages import Stage
from app.programme.models import Course
from tests.builders import a_comment, a_course, a_manager, a_session, a_user, some_evidence
from tests.conftest import NOW
from tests.evaluation.publishing.test_pages import answered
from tests.evaluation.results.test_simulated_year import table
from tests.page import Page, Visitor

pytestmark = pytest.mark.lasts_long(one_in=1)

COURSES = "Change by course and measure"


def a_year(visitor: Visitor) -> None:
    """Complex neglect in four sessions; Trio with four people; all of 2025-26 settled."""
    course = a_course("Complex neglect")
    for day in (1, 2, 3, 4):
        answered(
            course,
            date(2025, 6, day),
            changes=[2, 1, 3, 2, 1, 2],
            did=[1, 1, 0, 1, 0, None],
            saw=[1, 0, 1, 0, 1, None],
        )
    answered(a_course("Trio of Vulnerabilities"), date(2025, 6, 5), changes=[3, 2, 1, 2])
    settle(at=NOW)
    visitor.sign_in(a_manager())


def page_of(visitor: Visitor, what: str = "year=2025-26") -> Page:
    return visitor.open_page(f"/evaluation/board?{what}")


@pytest.mark.parametrize(
    ("basis", "grade"),
    [
        (Basis(after=60, later=40, sessions_matched=3, has_managers=True), Grade.A),
        (Basis(after=49, later=40, sessions_matched=3, has_managers=True), Grade.B),
        (Basis(after=60, later=33, sessions_matched=3), Grade.B),
        (Basis(after=60, later=32, sessions_matched=3, has_managers=True), Grade.C),
        (Basis(after=60, later=40, sessions_matched=2, has_managers=True), Grade.C),
        (Basis(after=33, sessions_matched=1), Grade.C),
        (Basis(after=32, later=40, sessions_matched=9, has_managers=True), Grade.D),
        (Basis(after=90), Grade.D),
    ],
)
def test_the_grade_follows_from_how_it_was_asked(basis: Basis, grade: Grade) -> None:
    assert basis.grade is grade


def test_the_page_has_the_change_by_course_and_measure_with_its_grade(visitor: Visitor) -> None:
    a_year(visitor)
    page = page_of(visitor)
    rows = {row[0]: row[1:] for row in table(page, COURSES)}
    change = "+1.8 (+1.5 to +2.0; 24 matched)"
    practice = "60% (12 of 20; 50% to 67% of all 24)"
    assert rows["Complex neglect"] == ["A", change, practice, practice]
    assert rows["Trio of Vulnerabilities"] == ["–", "withheld", "–", "–"]
    assert rows["Everybody"][1] == "+1.8 (+1.5 to +2.0; 24 matched; 4 of 5 sessions)"
    assert "fewer than five people there could be matched, before and after" in page.words
    assert "nobody was left out of it to compare with" in page.words


def test_what_people_know_weeks_later_is_learning_that_stayed_and_no_behaviour() -> None:
    """Error 6: self-rated knowledge twelve weeks on stood under behaviour."""
    kept = FigureSubject(FigureKind.CHANGE, Stage.IMPACT, "Knowledge", lowest=-9, highest=9)
    of = PublishedFigure(kept, n=12, asked=12, low=12, high=12, people=12, sums=[], of_sessions=0)
    levels = board_levels(Publication(figures=[Figure(kept, {YEAR: of}, frozenset())]))
    assert {level.name: [figure.subject for figure, _ in level.figures] for level in levels} == {
        "Reaction": [],
        "Learning": [kept],
        "Behaviour": [],
    }


def test_evidence_of_results_counts_in_the_period_in_which_it_was_found(visitor: Visitor) -> None:
    """Error 6: whatever was ever entered of a course counted in every year's results."""
    a_year(visitor)
    course = db.session.query(Course).filter_by(title="Complex neglect").one()
    some_evidence(course, words="18 of 20 files had a chronology.", found_on=date(2025, 9, 1))
    some_evidence(course, words="Found a year before.", found_on=date(2024, 9, 1))
    page = page_of(visitor)
    assert "1 finding about 1 course" in page.words
    assert "18 of 20 files had a chronology." in page.words
    assert "Found a year before." not in page.words
    assert "No audit, case finding or figure of this period" in page_of(visitor, "year=2025-26&quarter=1").words
    results = "/evaluation/courses/{}?year={}"
    assert "1 piece of evidence" in visitor.open_page(results.format(course.id, "2025-26")).words
    assert "pieces of evidence" not in visitor.open_page(results.format(course.id, "2025-26")).words


def test_quotes_are_those_that_the_office_chose(visitor: Visitor) -> None:
    a_year(visitor)
    session = a_session(a_course(), on=date(2025, 7, 1))
    a_comment("I ask what a day looks like.", on=session, is_quote=True)
    a_comment("Too long.", on=session)
    page = page_of(visitor)
    assert "I ask what a day looks like." in page.words
    assert "Too long." not in page.words


def test_a_quarter_is_what_was_settled_with_it(visitor: Visitor) -> None:
    a_year(visitor)
    quarter = page_of(visitor, "year=2025-26&quarter=1")
    assert quarter.h1 == "What training changed, April to June 2025"
    assert "Nothing of July to September 2025" not in quarter.words
    assert {row[0] for row in table(quarter, COURSES)} == {"Everybody", "Complex neglect", "Trio of Vulnerabilities"}
    assert page_of(visitor, "year=2025-26&quarter=9").h1 == "What training changed, 2025-26"


def test_two_years_stand_beside_each_other_once_both_are_settled(visitor: Visitor) -> None:
    answered(a_course(), date(2026, 6, 1), changes=[1, 0, 3, 2, 1])
    a_year(visitor)
    assert "Whether it is more than in 2025-26" in page_of(visitor, "year=2026-27").words
    settle(at=NOW + timedelta(weeks=90))
    rows = table(page_of(visitor, "year=2026-27"), "Two years side by side")
    before, now = "+1.8 (+1.5 to +2.0; 24 matched; 4 of 5 sessions)", "+1.4 (5 matched)"
    assert ["Knowledge", "after the course", before, now] in rows


@pytest.mark.parametrize("role", [Role.TRAINER, Role.AGENCY_LEAD, Role.TRAINING_OFFICER])
def test_whoever_sees_published_figures_sees_the_page_and_no_more_than_these(visitor: Visitor, role: Role) -> None:
    a_year(visitor)
    told = page_of(Visitor(visitor.app).sign_in(a_user(role))).words
    assert "+1.8 (+1.5 to +2.0; 24 matched)" in told
    assert "(4 matched" not in told, "the four on Trio"


def test_it_prints_on_one_or_two_pages_and_its_file_has_numbers(visitor: Visitor) -> None:
    a_year(visitor)
    pdf = PdfReader(io.BytesIO(visitor.open_page("/evaluation/board.pdf?year=2025-26").response.get_data()))
    assert 1 <= len(pdf.pages) <= 2
    assert "Complex neglect" in "".join(page.extract_text() for page in pdf.pages)
    written = visitor.open_page("/evaluation/board.csv?year=2025-26").response.get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(written.removeprefix("\ufeff"))))
    [change] = [row for row in rows if row["Group"] == "Complex neglect" and row["Counts"] == "change"]
    told = [change[name] for name in ("Evidence", "Answers", "Mean change", "95% interval, low", "95% interval, high")]
    assert told == ["A", "24", "1.8", "1.5", "2.0"]
    assert page_of(visitor, "year=2027-28").response.status_code == 200


def test_the_first_year_that_can_be_told_has_none_before_it(visitor: Visitor) -> None:
    """Found: 500 for ?year=0001-02."""
    page = visitor.sign_in(a_manager()).open_page("/evaluation/board?year=0001-02")
    assert page.response.status_code == 200

"""Evidence of results: entered, corrected and removed by the office, each written down."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.core.database import db
from app.core.roles import Role
from app.evaluation.evidence import queries
from app.evaluation.evidence.models import Evidence, EvidenceKind
from app.evaluation.evidence.refusals import FoundInTheFuture
from app.evaluation.evidence.services import enter_result
from app.programme.models import Course
from tests.builders import a_course, a_manager, a_user, entries_about, some_evidence
from tests.conftest import NOW
from tests.page import Page, Visitor
from tests.words import ADD_THE_EVIDENCE, NAME_NOBODY, THERE_IS_NONE_YET

AUDIT: dict[str, Any] = {
    "kind": EvidenceKind.AUDIT.value,
    "words": "17 of 20 files had a chronology.",
    "source": "The audit of neglect, page 4",
    "found_on": "2026-11-02",
}


def evidence_page(visitor: Visitor, course: Course) -> Page:
    return visitor.open_page(f"/evaluation/courses/{course.id}/evidence")


def test_an_audit_is_entered_with_its_source_and_date(visitor: Visitor) -> None:
    officer, course = a_user(Role.TRAINING_OFFICER), a_course("Complex Neglect")
    page = evidence_page(visitor.sign_in(officer), course)
    assert THERE_IS_NONE_YET in page.words
    page = page.press(ADD_THE_EVIDENCE, **AUDIT)
    assert "Audit 2 November 2026 17 of 20 files had a chronology. Source: The audit of neglect, page 4" in page.words
    [evidence] = queries.evidence_of_results(course)
    assert (evidence.found_on, evidence.entered_by_id, evidence.entered_at) == (date(2026, 11, 2), officer.id, NOW)
    assert [entry.verb for entry in entries_about(evidence)] == ["entered evidence of results"]


def test_everything_must_be_said(visitor: Visitor) -> None:
    page = evidence_page(visitor.sign_in(a_manager()), a_course()).press(ADD_THE_EVIDENCE)
    assert page.problems == [
        "Choose what it is",
        "Write what was found",
        "Enter the source: who found it, and where it can be read",
        "Enter the date of the finding",
    ]
    assert NAME_NOBODY in page.words


@pytest.mark.parametrize(("on", "is_refused"), [("2026-11-23", False), ("2026-11-24", True)])
def test_a_finding_is_of_today_or_earlier(visitor: Visitor, on: str, is_refused: bool) -> None:
    page = evidence_page(visitor.sign_in(a_manager()), a_course()).press(ADD_THE_EVIDENCE, **AUDIT | {"found_on": on})
    assert (page.error_beside("found_on") == FoundInTheFuture.message) is is_refused


def test_the_newest_finding_comes_first_and_another_courses_not_at_all(app: Flask) -> None:
    course = a_course()
    for on in (date(2026, 5, 1), date(2026, 9, 1)):
        some_evidence(course, found_on=on)
    some_evidence()
    assert [evidence.found_on.month for evidence in queries.evidence_of_results(course)] == [9, 5]


def test_it_is_corrected(visitor: Visitor) -> None:
    evidence = some_evidence()
    page = evidence_page(visitor.sign_in(a_manager()), evidence.course).click("Edit")
    page = page.press("Save", words="16 of 20 files had a chronology.", kind=EvidenceKind.FIGURE.value)
    assert "Figure 22 November 2026 16 of 20 files had a chronology. Source: The audit of neglect" in page.words
    assert [entry.verb for entry in entries_about(evidence)] == ["corrected evidence of results"]
    page = page.click("Edit").press("Save", found_on="2027-01-01")
    assert page.error_beside("found_on") == FoundInTheFuture.message


def test_it_is_removed_by_a_page_that_says_so_first(visitor: Visitor) -> None:
    evidence = some_evidence()
    number, course = evidence.id, evidence.course
    page = evidence_page(visitor.sign_in(a_manager()), course).click("Remove")
    assert "It is gone for good" in page.words
    page = page.press("Remove the evidence")
    assert THERE_IS_NONE_YET in page.words
    assert [entry.verb for entry in entries_about(Evidence(id=number))] == ["removed evidence of results"]


def test_nothing_is_kept_of_what_is_refused(app: Flask) -> None:
    with pytest.raises(FoundInTheFuture):
        enter_result(
            a_course(), **AUDIT | {"kind": EvidenceKind.AUDIT, "found_on": date(2027, 1, 1)}, by=a_manager(), at=NOW
        )
    assert db.session.query(Evidence).count() == 0

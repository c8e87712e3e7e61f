"""A report is drafted, published once as it stands, and corrected by a version that says what changed."""

from datetime import timedelta

import pytest
from flask import Flask

from app.attendance.registers.services import mark
from app.audit.models import Verb
from app.booking.models import Booking
from app.booking.states import Outcome
from app.core import clock
from app.core.database import db
from app.core.errors import Refusal
from app.core.roles import Role
from app.evaluation.settling.services import settle
from app.reporting.annual_report import queries, rules, services
from app.reporting.annual_report.models import PublishedReport, ReportFileKind
from app.reporting.annual_report.refusals import (
    NoSectionIsOn,
    NothingHasChanged,
    ReportChangedMeanwhile,
    ReportYearNotOver,
    WhatChangedIsMissing,
)
from tests.builders import a_manager, a_user, entries_about
from tests.conftest import NOW, clock_at
from tests.page import Visitor
from tests.reporting.cases import a_session_with

YEAR = "2026-27"
LATER = NOW + timedelta(days=200)
"""In June 2027."""


def published(changes: str = "", seen: str = "") -> PublishedReport:
    told = queries.draft(YEAR, at=clock.now())
    seen = seen or rules.fingerprint(told)
    return services.publish(told, seen=seen, changes=changes, by=a_manager(), at=clock.now())


def test_before_publishing_the_page_says_which_stages_of_the_evaluation_are_still_open(app: Flask) -> None:
    a_session_with(3, 1, "Neglect")
    manager = Visitor(app).sign_in(a_manager())
    with clock_at(LATER):
        page = manager.open_page(f"/reports/annual/{YEAR}/publish")
        assert "The evaluation of 2026-27 isn’t whole yet." in page.words
        assert (
            "Post-course evaluation: sessions of the whole year, counted once nobody can answer any more" in page.words
        )
        settle(at=LATER)
        words = manager.open_page(f"/reports/annual/{YEAR}/publish").words
        assert "Impact questionnaire: sessions of its last quarter, not closed before 5 August 2027" in words
        assert "Post-course evaluation: sessions of" not in words
    with clock_at(LATER + timedelta(weeks=9)):
        settle(at=clock.now())
        assert "isn’t whole yet" not in manager.open_page(f"/reports/annual/{YEAR}/publish").words


def write(key: str, words: str = "", *, is_on: bool = True) -> None:
    part = queries.part_of(YEAR, key)
    assert part
    services.write_part(YEAR, part, is_on=is_on, words=words, by=a_manager(), at=clock.now())


def one_absent() -> Booking:
    return db.session.query(Booking).filter_by(outcome=Outcome.NO_SHOW).first()  # type: ignore[return-value]


def test_what_is_published_stays_as_it_was_when_a_register_is_corrected(app: Flask) -> None:
    a_session_with(17, 3, "Neglect")
    with clock_at(LATER):
        first = published()
        assert entries_about(first)[-1].verb is Verb.PUBLISHED_ANNUAL_REPORT
        kept = {kind: queries.published_bytes(YEAR, 1, kind) for kind in ReportFileKind}
        visitor = Visitor(app)
        before = visitor.open_page(f"/annual-reports/{YEAR}").words
        assert "17 of the 20 places allocated were attended" in before
        mark(one_absent(), Outcome.ATTENDED, by=a_manager(), at=clock.now(), why="She was there.")
        assert visitor.open_page(f"/annual-reports/{YEAR}").words == before
        assert kept == {kind: queries.published_bytes(YEAR, 1, kind) for kind in ReportFileKind}
        manager = Visitor(app).sign_in(a_manager())
        page = manager.open_page(f"/reports/annual/{YEAR}/publish")
        assert "It differs from version 1 in: At a glance, Uptake and attendance" in page.words
        page = page.press("Publish the new version", changes="A register was corrected: 18 came, not 17.")
        assert page.h1 == f"Training annual report {YEAR}"
        now = visitor.open_page(f"/annual-reports/{YEAR}").words
        assert "18 of the 20 places allocated were attended" in now
        assert "A register was corrected: 18 came, not 17." in now
        old = visitor.open_page(f"/annual-reports/{YEAR}/versions/1")
        assert "17 of the 20 places allocated were attended" in old.words
        assert "A later version says what changed" in old.words
        for kind, content in kept.items():
            given = visitor.open_page(f"/annual-reports/{YEAR}/versions/1/report.{kind}").response.get_data()
            assert given == content


@pytest.mark.parametrize(
    ("refusal", "days", "more"),
    [
        (ReportYearNotOver, 0, {}),
        (ReportChangedMeanwhile, 200, {"seen": "another"}),
    ],
)
def test_it_isnt_published_before_the_year_is_over_nor_as_it_wasnt_read(
    app: Flask, refusal: type[Refusal], days: int, more: dict[str, str]
) -> None:
    a_session_with(5, 0)
    with clock_at(NOW + timedelta(days=days)), pytest.raises(refusal):
        published(**more)
    assert queries.versions(YEAR) == []


def test_a_correction_says_what_changed_and_changes_something(app: Flask) -> None:
    a_session_with(5, 0)
    with clock_at(LATER):
        published()
        with pytest.raises(NothingHasChanged):
            published("Nothing.")
        write("closing", "Thank you.")
        with pytest.raises(WhatChangedIsMissing):
            published()
        assert published("A word of thanks.").version == 2
        assert [each.version for each in queries.versions(YEAR)] == [2, 1]


def test_sections_are_switched_off_and_words_stand_between(app: Flask) -> None:
    a_session_with(5, 0)
    manager = Visitor(app).sign_in(a_manager())
    page = manager.open_page(f"/reports/annual/{YEAR}")
    page = page.click("The programme").press("Save in the draft", is_on=None)
    page = page.click("Foreword").press("Preview", words="# Welcome\n\n<script>x</script> **All** of you.")
    assert page.soup.select_one(".cb-notice h3").get_text() == "Welcome"
    assert not page.soup.select(".cb-notice script")
    assert "Preview: nothing is kept yet" in page.words
    assert queries.report_of(YEAR).words == []  # type: ignore[union-attr]
    page = page.press("Save in the draft", words="Welcome, **all** of you.")
    assert page.h1 == f"Annual report {YEAR}"
    draft = manager.open_page(f"/reports/annual/{YEAR}/draft")
    headings = [each.get_text() for each in draft.soup.select("h2")]
    assert headings[0] == "Foreword"
    assert "The programme" not in headings
    assert "Uptake and attendance" in headings
    for kind in ("pdf", "docx"):
        assert manager.open_page(f"/reports/annual/{YEAR}/draft.{kind}").status == 200


def test_a_section_without_data_is_left_out_by_itself_and_comes_with_words_of_the_managers(app: Flask) -> None:
    a_session_with(5, 0)
    manager = Visitor(app).sign_in(a_manager())
    page = manager.open_page(f"/reports/annual/{YEAR}")
    why = f"No charge was proposed for a session of {YEAR}."
    assert f"Charging Nothing to show yet {why} –" in page.words
    assert "A section with nothing to show is left out of the report by itself" in page.words
    assert "Uptake and attendance Yes" in page.words
    assert "Charging" not in [part["title"] for part in queries.draft(YEAR, at=clock.now())["parts"]]
    page = page.click("Charging")
    assert "Nothing to show yet: it is left out of the report by itself" in page.words
    page = page.press("Save in the draft", words="Nobody was charged: all gave a reason.")
    assert f"Charging Yes For your words alone: {why[0].lower()}{why[1:]}" in page.words
    [charging] = [part for part in queries.draft(YEAR, at=clock.now())["parts"] if part["title"] == "Charging"]
    assert (charging["words"], charging["paragraphs"]) == ("Nobody was charged: all gave a reason.", [why])


def test_a_year_without_anything_has_no_section(app: Flask) -> None:
    assert queries.draft(YEAR, at=clock.now())["parts"] == []
    assert all(part.nothing for part in queries.outline_with_figures(YEAR, at=clock.now()) if part.has_figures)


def test_a_report_without_a_section_isnt_published(app: Flask) -> None:
    a_session_with(5, 0)
    for part in queries.outline(YEAR):
        if part.has_figures:
            write(part.key, is_on=False)
    with clock_at(LATER), pytest.raises(NoSectionIsOn):
        published()


def test_nobody_else_sees_a_draft_and_the_manager_alone_publishes(app: Flask) -> None:
    a_session_with(5, 0)
    visitor, officer = Visitor(app), Visitor(app).sign_in(a_user(Role.TRAINING_OFFICER))
    assert visitor.open_page(f"/annual-reports/{YEAR}").status == 404
    assert "No annual report is published yet" in visitor.open_page("/annual-reports").words
    assert officer.open_page(f"/reports/annual/{YEAR}/draft").status == 200
    assert officer.open_page(f"/reports/annual/{YEAR}/publish").status == 403


@pytest.mark.parametrize("year", ["2026-28", "x", "9999-00", "0001-02"])
def test_a_year_that_is_none_is_page_not_found(app: Flask, year: str) -> None:
    manager = Visitor(app).sign_in(a_manager())
    for address in ("", "/draft", "/publish", "/parts/attendance"):
        assert manager.open_page(f"/reports/annual/{year}{address}").status == (200 if year == "0001-02" else 404)
    for address in (f"/annual-reports/{year}", f"/annual-reports/{year}/versions/1/report.pdf", "/annual-reports/%00"):
        assert manager.open_page(address).status == 404

"""E-learning: a link, and three ways to be recorded as having completed it."""

import io
from datetime import date, timedelta
from typing import Any

import pypdf
import pytest
from flask import Flask

from app.audit.models import Verb
from app.core import clock
from app.core.database import db
from app.elearning import queries, services
from app.elearning.models import CompletionWay, ELearningCompletion
from app.elearning.refusals import (
    CompletedAlready,
    TakesNoCode,
    TooManyWrongCompletionCodes,
    WrongCompletionCode,
)
from app.elearning.rules import is_completion_code
from app.programme.models import Strand
from app.records.erasing.services import erase_person
from app.records.holdings.models import CameBy
from app.records.holdings.services import Asked
from tests.builders import a_course, a_manager, a_user, an_agency, entries_about
from tests.conftest import NOW, clock_at
from tests.data.everything import a_completion, some_e_learning
from tests.page import Page, Visitor

SET_UP = {"link": "https://learning.example.org/trio", "code": "TRIO-2026", "minutes": "90", "is_open": "y"}


@pytest.fixture
def team(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


def csv_of(page: Page) -> list[str]:
    assert page.response.mimetype == "text/csv"
    return page.response.data.decode("utf-8-sig").splitlines()[1:]


# Where it is


def test_the_office_says_where_a_course_is_and_then_it_is_on_show(app: Flask, team: Visitor) -> None:
    course = a_course("Trio of Vulnerabilities", Strand.E_LEARNING)
    anybody = Visitor(app)
    assert "There is no e-learning just now." in anybody.open_page("/e-learning").words
    page = team.open_page(f"/manage/courses/{course.id}").click("E-learning")
    assert page.press("Save", **SET_UP | {"is_open": None}).notice == "Saved. It isn’t on show."
    assert anybody.open_page(f"/e-learning/{course.id}").status == 404
    assert "Only the training team sees this page" in team.open_page(f"/e-learning/{course.id}").words
    assert page.press("Save", **SET_UP).notice == "Saved. It is on show now."
    page = anybody.open_page("/").click("E-learning").click("Trio of Vulnerabilities")
    assert page.soup.find("a", href=SET_UP["link"])
    assert "1.5 hours" in page.words
    assert [entry.verb for entry in entries_about(course)] == [Verb.SET_UP_E_LEARNING] * 2
    course.is_retired = True
    db.session.commit()
    assert anybody.open_page(f"/e-learning/{course.id}").status == 404


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"link": ""}, "Enter its web address"),
        ({"link": "javascript:alert(1)"}, "Enter a web address that begins with https://"),
        ({"link": "https://"}, "Enter a web address that begins with https://"),
        ({"link": "https://[x"}, "Enter a web address that begins with https://"),
        ({"code": "A-1-2"}, "Enter 6 letters and figures or more: a short code is guessed"),
        ({"minutes": "0"}, "Enter from 1 to 6,000 minutes, or leave it empty"),
    ],
)
def test_what_cant_be_is_refused_beside_its_field(team: Visitor, typed: dict[str, Any], problem: str) -> None:
    course = a_course(strand=Strand.E_LEARNING)
    page = team.open_page(f"/manage/courses/{course.id}/e-learning")
    assert page.press("Save", **SET_UP | typed).problems == [problem]
    assert queries.e_learning_of(course.id) is None


def test_a_course_of_another_strand_has_no_such_page(team: Visitor) -> None:
    course = a_course()
    assert not team.open_page(f"/manage/courses/{course.id}").has_link("E-learning")
    assert team.open_page(f"/manage/courses/{course.id}/e-learning").status == 404


# By code


def test_whoever_types_the_code_has_completed_it_with_a_certificate_in_my_training(app: Flask) -> None:
    person = a_user(name="Rosa Díaz", agency=an_agency("Hospital"))
    course = some_e_learning(a_course("Trio", Strand.E_LEARNING, refresh_years=2)).course
    assert Visitor(app).open_page(f"/e-learning/{course.id}").has_link("Sign in")
    visitor = Visitor(app).sign_in(person)
    page = visitor.open_page(f"/e-learning/{course.id}")
    assert page.press("I have completed it").problems == ["Enter the code from the last page of the e-learning"]
    assert page.press("I have completed it", code="TRIO-2027").refuses(WrongCompletionCode)
    done = page.press("I have completed it", code=" trio 2026 ")
    assert done.notice == "Well done: “Trio” stands in your training record, with a certificate."
    assert "You completed it on 23 November 2026." in done.words
    assert page.press("I have completed it", code="TRIO-2026").refuses(CompletedAlready)
    [completion] = queries.completions_of(person)
    assert (completion.way, completion.minutes, completion.agency_id) == (CompletionWay.CODE, 90, person.agency_id)
    page = visitor.open_page("/training")
    for words in ("E-learning 1.5 hours, apart from sessions", "Completed on 23 November 2026", "23 November 2028"):
        assert words in page.words
    [row] = csv_of(visitor.open_page("/training.csv"))
    assert row.startswith("Trio,2026-11-23,2026-11-23,1.5,E-learning,Hospital,")
    for address in (f"/e-learning/certificates/{completion.id}.pdf", "/training.pdf"):
        pdf = pypdf.PdfReader(io.BytesIO(visitor.open_page(address).response.data))
        words = "".join(each.extract_text() for each in pdf.pages)
        assert completion.code_in_groups in words
        assert "Rosa Díaz" in words
    page = Visitor(app).open_page(f"/certificates/{completion.code_in_groups}")
    assert "confirms that the person named completed the e-learning course" in page.words
    assert "Rosa Díaz" in page.words


def test_a_certificate_is_ones_own_and_confirms_nobody_who_was_erased(app: Flask) -> None:
    person, manager = a_user(), a_manager()
    completion = a_completion(person=person)
    other = Visitor(app).sign_in(a_user())
    assert other.open_page(f"/e-learning/certificates/{completion.id}.pdf").status == 404
    assert Visitor(app).open_page(f"/certificates/{completion.certificate_code}").status == 200
    erase_person(person, asked=Asked(CameBy.WRITTEN, NOW.date(), "A letter."), by=manager, at=clock.now())
    assert Visitor(app).open_page(f"/certificates/{completion.certificate_code}").status == 404


def test_nobody_guesses_a_code(app: Flask) -> None:
    e_learning, person = some_e_learning(), a_user()
    for number in range(5):
        expected = TooManyWrongCompletionCodes if number == 4 else WrongCompletionCode
        with pytest.raises(expected):
            services.complete_by_code(e_learning, f"guess {number}", person=person, at=clock.now())
    with pytest.raises(TooManyWrongCompletionCodes):
        services.complete_by_code(e_learning, "TRIO-2026", person=person, at=clock.now())
    with clock_at(NOW + timedelta(minutes=11)):
        services.complete_by_code(e_learning, "TRIO-2026", person=person, at=clock.now())
    with pytest.raises(TakesNoCode):
        services.complete_by_code(some_e_learning(code=""), "", person=person, at=clock.now())
    assert not is_completion_code("", "TRIO-2026")


def test_it_can_be_completed_again_on_another_day(app: Flask) -> None:
    e_learning, person = some_e_learning(), a_user()
    for days in (0, 400):
        with clock_at(NOW + timedelta(days=days)):
            services.complete_by_code(e_learning, "TRIO-2026", person=person, at=clock.now())
    assert len(queries.completions_of(person)) == 2


# By the team


def test_the_office_records_all_or_none_and_takes_back_a_slip(team: Visitor) -> None:
    course, first, second = some_e_learning(code="").course, a_user(name="Ann"), a_user()
    page = team.open_page(f"/manage/courses/{course.id}/e-learning").click("Record who has completed it")
    people = f"{first.email}, {second.email.upper()}"
    wrong = page.press("Record them", people=f"{people} nobody@example.org", on="2026-05-06")
    assert wrong.problems == ["We know nobody at nobody@example.org. Nothing is recorded."]
    assert page.press("Record them", people="ann", on="2026-11-24").problems == [
        "Enter a day that has come",
        "“ann” isn’t an e-mail address",
    ]
    done = page.press("Record them", people=people, on="2026-05-06")
    assert done.notice == "2 completions are recorded."
    assert page.press("Record them", people=first.email, on="2026-05-06").refuses(CompletedAlready)
    removed = done.click("Remove Ann, Wed 6 May 2026").press("Remove it")
    assert removed.notice.startswith("The completion is removed")
    assert queries.completions_of(first) == []


# From a file


def imported(team: Visitor, course_id: int, rows: str, header: str = "e-mail,completed on,name,agency") -> Page:
    page = team.open_page(f"/manage/courses/{course_id}/e-learning").click("Import completions")
    return page.press("Check the file", file=(io.BytesIO(f"{header}\n{rows}\n".encode()), "completions.csv"))


def test_a_file_is_shown_first_then_recorded_whole_and_a_second_time_changes_nothing(team: Visitor) -> None:
    course, known, hospital = some_e_learning().course, a_user(name="Ann"), an_agency("Hospital")
    rows = f"{known.email},6 May 2026,,\nnew@example.org,2026-05-07,Neu Person,hospital"
    page = imported(team, course.id, rows)
    assert "2 completions of" in page.words
    assert "with 1 person new here" in page.words
    assert queries.completions_of(known) == []
    done = page.press("Record 2 completions")
    assert done.notice == "2 completions are recorded."
    [completion] = db.session.query(ELearningCompletion).filter_by(completed_on=date(2026, 5, 7))
    assert (completion.person.name, completion.agency_id, completion.way) == (
        "Neu Person",
        hospital.id,
        CompletionWay.IMPORT,
    )
    assert "Nothing: every completion in this file is recorded already." in imported(team, course.id, rows).words
    assert csv_of(team.open_page("/manage/e-learning/import/example.csv"))


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("ann,2026-05-06,,", "Line 2: “ann” isn’t an e-mail address"),
        ("new@example.org,2026-05-06,,", "Line 2: nobody is known at new@example.org: add their name to record them"),
        ("new@example.org,soon,Neu,", "Line 2: “soon” isn’t a date, such as 2026-05-06"),
        ("new@example.org,2026-11-24,Neu,", "Line 2: completed on is a day to come"),
        ("new@example.org,2026-05-06,Neu,Nowhere", "Line 2: there is no agency “Nowhere” in the list"),
        (
            "new@example.org,2026-05-06,Neu,\nnew@example.org,6 May 2026,Neu,",
            "Line 3: line 2 says the same",
        ),
    ],
)
def test_a_file_with_a_wrong_line_records_nothing(team: Visitor, row: str, complaint: str) -> None:
    page = imported(team, some_e_learning().course.id, row)
    assert page.problems == [complaint]
    assert queries.completions_of_year("2026-27").completions == 0


def test_a_file_without_a_column_that_is_needed_is_refused(team: Visitor) -> None:
    page = imported(team, some_e_learning().course.id, "ann@example.org", header="mail")
    assert page.problems == ["Line 1: the column “e-mail” is missing", "Line 1: the column “completed on” is missing"]


# Figures


def test_a_year_counts_completions_and_distinct_people_by_course_and_agency(team: Visitor) -> None:
    old, new = an_agency("Old Trust"), an_agency("New Trust")
    first, second = a_user(agency=old), a_user(agency=new)
    trio, digital = (a_course(title, Strand.E_LEARNING) for title in ("Trio", "Digital"))
    for course, person in ((trio, first), (trio, second), (digital, first)):
        a_completion(course, person)
    a_completion(trio, first, completed_on=date(2026, 9, 1))
    a_completion(trio, first, completed_on=date(2026, 3, 31))  # of the year before
    old.merged_into_id = new.id
    db.session.commit()
    year = queries.completions_of_year("2026-27")
    assert (year.completions, year.people) == (4, 2)
    assert [(each.course.title, each.completions, each.people) for each in year.courses] == [
        ("Digital", 1, 1),
        ("Trio", 3, 2),
    ]
    assert queries.completions_by_agency("2026-27") == {new.id: 4}
    page = team.open_page("/reports").click("E-learning completed")
    assert "Trio 3 2 Total 4 2" in page.words
    assert len(csv_of(page.click("Download the completions as CSV"))) == 4


def test_an_e_learning_course_offers_no_session(visitor: Visitor) -> None:
    """It has none: people open it by its link."""
    page = visitor.sign_in(a_manager()).open_page(f"/manage/courses/{a_course(strand=Strand.E_LEARNING).id}")
    assert not page.has_link("Add a session")
    assert "E-learning has no sessions: people open it by its link" in page.words
    assert visitor.open_page(f"/manage/courses/{a_course().id}").has_link("Add a session")

"""Agencies from a file: all of it or nothing, errors by line, and what is there already is named, not doubled."""

import io

import pytest
from flask import Flask

from app.accounts.models import Agency, AgencyGroup, Sector
from app.accounts.people import queries as people
from app.audit.models import Verb
from app.core.database import db
from app.files.spreadsheets import as_xlsx
from app.records.agencies import queries
from app.records.agencies.rules_import import COLUMNS, EXAMPLE
from app.settings import services as settings
from app.settings.rules_lists import Sectors
from tests.builders import a_manager, an_agency, entries_about
from tests.conftest import NOW
from tests.page import Page, Visitor

CHECK = "Check the file"


@pytest.fixture
def form(visitor: Visitor) -> Page:
    manager = a_manager()
    manager.agency.name = "The partnership"
    db.session.commit()
    return visitor.sign_in(manager).open_page("/manage/agencies").click("Import agencies")


def uploaded(form: Page, text: str | bytes, name: str = "agencies.csv") -> Page:
    content = text if isinstance(text, bytes) else text.encode()
    return form.press(CHECK, file=(io.BytesIO(content), name))


def test_the_example_is_taken_as_it_is(form: Page) -> None:
    example = form.visitor.open_page("/manage/agencies/import/example.csv").response.data
    page = uploaded(form, example)
    assert "3 agencies. Nothing is added until you press the button" in page.words
    assert people.agency_by_name("Little Acorns Nursery") is None
    page = page.press("Add 3 agencies")
    assert page.notice == "3 agencies are added. People can choose them when they book."
    agency = people.agency_by_name("little acorns nursery")
    assert agency
    assert (agency.sector, agency.group, agency.is_listed) == (Sector.PRIVATE, AgencyGroup.PRIVATE, True)
    (contact,) = queries.contacts_of(agency)
    assert (contact.name, contact.email, contact.what_for) == ("Alex Example", "alex@example.org", "training")
    assert [entry.verb for entry in entries_about(agency)] == [Verb.IMPORTED_AGENCY]


def test_a_workbook_is_read_too(form: Page) -> None:
    page = uploaded(form, as_xlsx(COLUMNS, EXAMPLE, sheet="Agencies", made_at=NOW), "agencies.xlsx")
    assert "Northbridge Hospital Trust" in page.words


def test_a_sector_is_one_of_those_that_the_office_keeps_by_the_name_it_has_now(form: Page) -> None:
    kept = [
        {"key": "health", "name": "NHS", "is_retired": False},
        {"key": "sport", "name": "sports clubs", "is_retired": False},
        {"key": "police", "name": "police", "is_retired": True},
    ]
    settings.change(Sectors(kept=kept), by=None, at=NOW)
    page = uploaded(form, "name,sector\nClub,Sports clubs\nWard,nhs\n").press("Add 2 agencies")
    assert page.notice
    found = [people.agency_by_name(name) for name in ("Club", "Ward")]
    assert [agency and agency.sector for agency in found] == ["sport", "health"]
    assert "Sports clubs" in form.visitor.open_page(f"/manage/agencies/{found[0] and found[0].id}").words
    assert "sector “Police” isn’t one of: NHS, sports clubs" in uploaded(form, "name,sector\nYard,Police\n").words


def test_what_is_there_already_is_named_and_stays(form: Page) -> None:
    police, old = an_agency("Police", Sector.POLICE), an_agency("Old Trust")
    old.merged_into_id = police.id
    db.session.commit()
    page = uploaded(form, "name,sector\npolice,health\nOLD  TRUST,health\nFire,other\n")
    assert "Line 2: Police" in page.words
    assert "Line 3: Old Trust, merged into Police" in page.words
    page.press("Add 1 agency")
    assert (police.sector, people.agency_by_name("fire") is not None) == (Sector.POLICE, True)


def test_a_file_of_those_there_already_adds_nothing(form: Page) -> None:
    an_agency("Police")
    page = uploaded(form, "name\nPolice\n")
    assert "Nothing: every agency in this file is there already." in page.words


def test_every_bad_line_is_told_and_nothing_is_added(form: Page) -> None:
    before = db.session.query(Agency).count()
    page = uploaded(
        form,
        "name,sector,group,contact,contact email\n"
        "Fire,wizardry,contributing,,\n"
        "FIRE,other,whatever,,\n"
        ",other,,,\n"
        "Ambulance,health,,Sam,nonsense\n"
        "Coast Guard,other,,,sam@example.org\n"
        f"{'x' * 201},other,,,\n",
    )
    for words in (
        "Line 2: sector “wizardry” isn’t one of: social care, police",
        "Line 3: group “whatever” isn’t one of: contributing",
        "Line 3: line 2 has the same name",
        "Line 4: name is empty",
        "Line 5: contact e-mail “nonsense” isn’t an e-mail address",
        "Line 6: contact is empty, though something is said of them",
        "Line 7: name is longer than 200 characters",
    ):
        assert any(problem.startswith(words) for problem in page.problems), (words, page.problems)
    assert db.session.query(Agency).count() == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "This file is empty."),
        ("name,sektor\nA,b\n", "Line 1: there is no column “sektor” in a list of agencies"),
        ("name,name\nA,b\n", "Line 1: the column “name” is there twice"),
        ("sector\nhealth\n", "Line 1: the column “name” is missing"),
        ("name\n", "This file holds the names of the columns but no agency below them."),
        ('name\n"A\n', "Line 2: this line can’t be read. Is there a quotation mark that isn’t closed?"),
        (b"PK\x03\x04nonsense", "This isn’t a whole XLSX file."),
        ("name,\nA,b\n", "Line 2: something stands in a column that has no name"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(form: Page, text: str | bytes, words: str) -> None:
    page = uploaded(form, text)
    assert any(problem.startswith(words) for problem in page.problems), page.problems


def test_at_most_fifty_complaints_are_shown(form: Page) -> None:
    page = uploaded(form, "name,sector\n" + "".join(f"A{number},wizardry\n" for number in range(60)))
    assert len(page.problems) == 51
    assert page.problems[-1] == "and 10 more"


def test_what_was_added_between_preview_and_button_is_not_doubled(form: Page) -> None:
    page = uploaded(form, "name\nFire\nCoast Guard\n")
    an_agency("Fire")
    assert page.press("Add 2 agencies").notice.startswith("1 agency is added.")


def test_a_forged_preview_is_refused_in_words(form: Page) -> None:
    page = uploaded(form, "name\nFire\n").press("Add 1 agency", text="nonsense")
    assert page.status == 200
    assert page.problems


@pytest.mark.usefixtures("app")
def test_a_formula_is_text(app: Flask) -> None:
    form = Visitor(app).sign_in(a_manager()).open_page("/manage/agencies/import")
    uploaded(form, "name\n=1+1\n").press("Add 1 agency")
    assert people.agency_by_name("=1+1")

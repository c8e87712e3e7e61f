"""Everything about a person, from every room, and nothing about anybody else."""

import io
import json
import zipfile
from typing import Any

from flask import Flask

from app.core.database import db
from app.core.links import Secret
from app.evaluation.stages import Stage
from app.records.holdings import queries as holdings
from app.records.holdings.models import CameBy, PersonRequest
from app.records.holdings.rules import PERSONAL
from app.records.subject_access.queries import MOST_ROWS, everything_about
from tests.builders import a_booking, a_manager, a_past_session, a_user, entries_about
from tests.data.everything import a_message
from tests.page import Page, Visitor
from tests.records.somebody import EMAIL, MANAGERS_EMAIL, NAME, TELLTALES, somebody

WHY = {"came_by": "telephone", "asked_on": "2026-11-20", "words": "Called back on the number we have."}


def unpacked(page: Page) -> tuple[str, dict[str, Any]]:
    assert page.response.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(page.response.data)) as archive:
        assert archive.namelist() == ["everything.html", "everything.json"]
        return archive.read("everything.html").decode(), json.loads(archive.read("everything.json"))


def test_a_person_downloads_everything_and_that_is_noted(visitor: Visitor) -> None:
    person = somebody()
    page = visitor.sign_in(person).open_page("/my-details").click("Download everything about me")
    assert page.address == visitor.open_page("/training").click("Download everything about me").address
    assert "Bookings 3" in page.words
    html, told = unpacked(page.press("Download everything about me"))
    assert all(word in html for word in TELLTALES)
    assert all(word in json.dumps(told, ensure_ascii=False) for word in TELLTALES)
    request = db.session.query(PersonRequest).one()
    assert (request.came_by, request.person_id, request.done_by_id) == (CameBy.SIGNED_IN, person.id, person.id)
    assert len(entries_about(request)) == 1


def test_the_office_gives_it_for_them_and_notes_who_asked(visitor: Visitor) -> None:
    person = somebody()
    page = visitor.sign_in(a_manager()).open_page(f"/manage/people/{person.id}").click("Give them everything we keep")
    assert page.press("Download everything").problems[0] == "Choose how they asked"
    html, _ = unpacked(page.press("Download everything", **WHY))
    assert "Ride a sledge." in html
    assert db.session.query(PersonRequest).one().words == WHY["words"]


def test_other_people_are_left_out(app: Flask) -> None:
    """Whoever made an entry, came to the same session, or wrote for several people."""
    manager, other = a_manager(), a_user(name="Somebody Else", email="else@example.org")
    manager.name = "Olga Officer"
    person = somebody()
    session = a_past_session()
    a_booking(session, person)
    a_booking(session, other, access_needs="Other needs")
    a_message("theirs", to_email=other.email, text="Private words")
    told = repr(everything_about(holdings.subject_of(person)))
    for word in ("Olga", "Somebody Else", "else@", "Other needs", "Private words"):
        assert word not in told


def test_a_line_manager_is_told_what_names_them_and_not_whom(visitor: Visitor) -> None:
    somebody()
    page = visitor.sign_in(a_manager()).open_page("/manage/privacy").press("See what we keep", email=MANAGERS_EMAIL)
    html, told = unpacked(page.press("Download everything", **WHY))
    assert "Overdale" in html
    for word in ("Zebedee", EMAIL, "peanut", "sledge"):
        assert word not in html
    assert told["about"] == MANAGERS_EMAIL


def test_a_personal_link_is_masked(app: Flask) -> None:
    person = a_user()
    secret = Secret(Stage.POST_COURSE, 1)
    a_message("with a link", to_email=person.email, text="Go to {secret-0}", secrets=[list(secret)])
    told = repr(everything_about(holdings.subject_of(person)))
    assert "••••••" in told
    assert secret.reveal() not in told


def test_every_kind_is_told_of_and_what_there_is_nothing_of_says_so(visitor: Visitor) -> None:
    html, told = unpacked(visitor.sign_in(a_user()).open_page("/me/everything").press("Download everything about me"))
    titles = {section["title"] for section in told["sections"]}
    assert titles == {held.title for held in PERSONAL if held.person or held.address or held.where}
    assert "There is nothing of these kinds:" in html


def test_markup_that_somebody_wrote_is_text(app: Flask, visitor: Visitor) -> None:
    person = a_user(name="<script>alert(1)</script>")
    html, _ = unpacked(visitor.sign_in(person).open_page("/me/everything").press("Download everything about me"))
    assert "<script" not in html


def test_an_export_is_bounded_and_says_so(app: Flask, monkeypatch: Any) -> None:
    person = a_user()
    for number in range(3):
        a_message(f"letter {number}", to_email=person.email, subject=f"Letter {number}")
    monkeypatch.setattr("app.records.subject_access.queries.MOST_ROWS", 2)
    letters = next(each for each in everything_about(holdings.subject_of(person)) if each.title == "E-mails received")
    assert [row["Subject"] for row in letters.rows] == ["Letter 2", "Letter 1"]
    assert (letters.left_out, MOST_ROWS) == (1, 2000)


def test_a_record_that_was_merged_away_belongs_to_the_one_that_stays(app: Flask) -> None:
    person, merged = a_user(name=NAME, email=EMAIL), a_user(email="old@example.org")
    merged.merged_into_id = person.id
    db.session.commit()
    assert holdings.subject_of(person).emails == {EMAIL, "old@example.org"}

"""What was redacted is gone: from every page, every file and every table."""

import io
from datetime import timedelta

import pytest
from flask import Flask
from openpyxl import load_workbook

from app.booking.states import Outcome
from app.core.database import db
from app.core.roles import Role
from app.evaluation.answering.models import Answer
from app.evaluation.answering.queries_scope import courses_answered
from app.evaluation.comments.refusals import NothingTakenOut, RedactedMeanwhile
from app.evaluation.comments.rules import is_anything_taken_out
from app.evaluation.comments.services import redact
from tests.builders import (
    a_booking,
    a_comment,
    a_manager,
    a_managers_comment,
    a_past_session,
    a_user,
    entries_about,
    some_evidence,
)
from tests.conftest import NOW
from tests.data.everything import everything_held
from tests.page import Page, Visitor
from tests.words import CODEBOOK_AS_CSV, EXPORT_AS_CSV, EXPORT_WITH_NAMES_AS_CSV, REPLACE_IT_FOR_GOOD

ORIGINAL = "Little Zebedee of Elm Street told me."
REDACTED = "[A child] told me."
SECRETS = ("Zebedee", "Elm Street")


def redacting(visitor: Visitor, answer: Answer) -> Page:
    return visitor.open_page(f"/evaluation/comments/{answer.id}/redact")


@pytest.mark.parametrize("is_a_managers", [False, True], ids=["a person’s", "a manager’s"])
def test_nothing_holds_the_original_afterwards(visitor: Visitor, is_a_managers: bool) -> None:
    there = a_booking(a_past_session(), outcome=Outcome.ATTENDED)
    answer = a_managers_comment(ORIGINAL, there) if is_a_managers else a_comment(ORIGINAL, is_quote=True)
    some_evidence(there.session.course)
    assert any(secret in everything_read(visitor) for secret in SECRETS)
    page = redacting(visitor, answer)
    assert "What stands there now is replaced for good." in page.words
    page = page.press(REPLACE_IT_FOR_GOOD, words=REDACTED)
    assert page.notice == "Redacted. What stood there before is gone for good."
    assert not [secret for secret in SECRETS if secret in everything_read(visitor)]
    assert not [secret for secret in SECRETS if secret in str(everything_held())]
    assert REDACTED in everything_read(visitor)


def everything_read(visitor: Visitor) -> str:
    """What the training manager reads of the answers, on pages and in files."""
    visitor.sign_in(a_manager())
    courses = [course.id for course in courses_answered()]
    addresses = ["/evaluation/comments", "/evaluation/comments?quotes=yes", "/evaluation/needs", "/evaluation/export"]
    addresses += [f"/evaluation/courses/{number}{more}" for number in courses for more in ("", "/evidence")]
    addresses += ["/outbox", *(f"/evaluation/comments/{answer.id}/redact" for answer in db.session.query(Answer))]
    pages = [visitor.open_page(address).response.text for address in addresses]
    export = visitor.open_page("/evaluation/export")
    files = [file_of(export, button) for button in (EXPORT_AS_CSV, EXPORT_WITH_NAMES_AS_CSV)]
    sheets = load_workbook(io.BytesIO(export.press("Export as XLSX with the codebook").response.data))
    cells = [str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row]
    return "\n".join([*pages, *files, *cells, export.click(CODEBOOK_AS_CSV).response.text])


def file_of(page: Page, button: str) -> str:
    return page.press(button).response.text


def test_who_redacted_what_and_when_is_written_down_without_the_words(visitor: Visitor) -> None:
    answer, officer = a_comment(ORIGINAL), a_user(Role.TRAINING_OFFICER)
    redacting(visitor.sign_in(officer), answer).press(REPLACE_IT_FOR_GOOD, words=REDACTED)
    assert (answer.words, answer.redacted_at, answer.redacted_by_id) == (REDACTED, NOW, officer.id)
    [entry] = entries_about(answer)
    assert (entry.verb, entry.actor_id, entry.at, entry.data) == ("redacted a comment", officer.id, NOW, {})


@pytest.mark.parametrize("words", [ORIGINAL, f"  {ORIGINAL.upper()}\n", f"Redacted: {ORIGINAL}"])
def test_words_in_which_nothing_is_taken_out_are_refused_at_the_field(visitor: Visitor, words: str) -> None:
    answer = a_comment(ORIGINAL)
    page = redacting(visitor.sign_in(a_manager()), answer).press(REPLACE_IT_FOR_GOOD, words=words)
    assert page.error_beside("words") == NothingTakenOut.message
    assert (answer.words, answer.redacted_at) == (ORIGINAL, None)


def test_something_must_say_that_words_were_taken_out(visitor: Visitor) -> None:
    page = redacting(visitor.sign_in(a_manager()), a_comment(ORIGINAL)).press(REPLACE_IT_FOR_GOOD, words=" ")
    assert page.error_beside("words") == "Write what may stay, such as [taken out]"


def test_a_comment_is_redacted_again(visitor: Visitor) -> None:
    answer = a_comment(ORIGINAL)
    visitor.sign_in(a_manager())
    redacting(visitor, answer).press(REPLACE_IT_FOR_GOOD, words=REDACTED)
    page = redacting(visitor, answer)
    assert "Redacted before, on Monday 23 November 2026." in page.words
    page.press(REPLACE_IT_FOR_GOOD, words="[taken out]")
    assert answer.words == "[taken out]"


def test_nobody_puts_back_what_another_has_just_taken_out(visitor: Visitor) -> None:
    answer = a_comment(ORIGINAL)
    page = redacting(visitor.sign_in(a_manager()), answer)
    redact(answer, REDACTED, seen=None, by=a_manager(), at=NOW - timedelta(minutes=1))
    page = page.press(REPLACE_IT_FOR_GOOD, words=ORIGINAL.replace("Elm Street", "[a street]"))
    assert page.notice == RedactedMeanwhile.message
    assert (answer.words, "Zebedee" in page.response.text) == (REDACTED, False)


@pytest.mark.parametrize("seen", ["", "yesterday", "2026-11-23T10:00:00"])
def test_a_stamp_that_is_not_the_comments_own_counts_as_old(visitor: Visitor, seen: str) -> None:
    answer = a_comment(REDACTED, redacted_at=NOW)
    page = redacting(visitor.sign_in(a_manager()), answer).press(REPLACE_IT_FOR_GOOD, words="[taken out]", seen=seen)
    assert page.notice == RedactedMeanwhile.message
    assert answer.words == REDACTED


def test_redacting_leads_back_to_where_one_was_reading(visitor: Visitor) -> None:
    answer = a_comment(ORIGINAL)
    page = visitor.sign_in(a_manager()).open_page("/evaluation/comments?year=all&theme=none").click("Redact")
    page = page.press(REPLACE_IT_FOR_GOOD, words=REDACTED)
    assert page.response.request.query_string in (b"year=all&theme=none", b"theme=none&year=all")
    stray = visitor.open_page(f"/evaluation/comments/{answer.id}/redact?answer_id=3&_external=1&_anchor=x")
    assert stray.status == 200


def test_a_number_is_no_comment_to_redact(visitor: Visitor, app: Flask) -> None:
    answer = a_comment("", number=3)
    assert redacting(visitor.sign_in(a_manager()), answer).status == 404


@pytest.mark.parametrize(
    ("before", "after", "is_taken_out"),
    [("Ann said so.", "[Name] said so.", True), ("Ann  said\nso.", "ann said so.", False), ("Ann", "[Ann]", False)],
)
def test_what_is_taken_out_is_told_from_what_is_written_around_it(before: str, after: str, is_taken_out: bool) -> None:
    assert is_anything_taken_out(before, after) is is_taken_out

"""Speakers are unnamed, unless they consent; what is shown of them can be removed, and leaves nothing."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.core.database import db
from app.programme.models_sessions import Speaker, TrainingSession
from tests.builders import a_learning_week, a_manager, a_session
from tests.data.everything import everything_held
from tests.page import Page, Visitor

AGREED: dict[str, Any] = {"shown_as": "Sam, who was there", "has_agreed": "y", "consented_on": "2026-11-20"}


@pytest.fixture
def team(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


@pytest.fixture
def session(app: Flask) -> TrainingSession:
    week = a_learning_week(date(2027, 2, 8))
    return a_session(on=week.starts_on, learning_week_id=week.id)


def show(team: Visitor, session: TrainingSession, **typed: Any) -> Page:
    return team.open_page(f"/manage/sessions/{session.id}").press("Show the speaker", **(AGREED | typed))


def public_words(app: Flask, session: TrainingSession) -> list[str]:
    pages = (f"/sessions/{session.id}", f"/learning-weeks/{session.learning_week_id}")
    return [Visitor(app).open_page(page).words for page in pages]


def test_a_speaker_is_shown_only_once_they_have_agreed(team: Visitor, app: Flask, session: TrainingSession) -> None:
    assert all("With" not in words for words in public_words(app, session))
    page = show(team, session)
    assert page.notice == "The speaker is shown on the session’s page, as agreed."
    assert "Sam, who was there Consented on Fri 20 Nov 2026" in page.words
    assert all("With Sam, who was there" in words for words in public_words(app, session))


def test_a_removed_speaker_leaves_nothing_of_the_words_anywhere(
    team: Visitor, app: Flask, session: TrainingSession
) -> None:
    page = show(team, session)
    assert "Sam" in repr(everything_held())
    page = page.press("Remove Sam, who was there")
    assert page.notice == "The speaker is removed. Nothing of them is shown or kept any more."
    assert "Sam" not in repr(everything_held())
    assert all("With" not in words for words in public_words(app, session))


@pytest.mark.parametrize(
    ("field", "typed", "complaint"),
    [
        ("shown_as", "", "Enter the words to show, such as A parent"),
        ("has_agreed", None, "Show nothing of a speaker who hasn’t agreed to it"),
        ("consented_on", "", "Enter when they agreed"),
        ("consented_on", "2026-11-24", "They can’t have agreed later than today"),
    ],
)
def test_without_words_consent_and_its_date_nobody_is_shown(
    team: Visitor, session: TrainingSession, field: str, typed: str | None, complaint: str
) -> None:
    page = show(team, session, **{field: typed})
    assert (page.problems, page.error_beside(field)) == ([complaint], complaint)
    assert page.soup.select_one("details[open] #shown_as")
    assert db.session.query(Speaker).count() == 0

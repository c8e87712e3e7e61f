"""Comments without a theme, worked down one after the other; what may name somebody is looked at first."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.database import db
from app.core.roles import Role
from app.evaluation.comments import queries
from app.evaluation.comments.models import CommentReading, answer_theme
from app.evaluation.comments.queries import CommentFilter
from app.evaluation.comments.refusals import MayNameSomebody
from app.evaluation.comments.services import CommentMarks, keep_what_was_read, redact
from app.evaluation.suggesting.rules import FEWEST
from app.programme.models_sessions import TrainingSession
from tests.builders import a_comment, a_manager, a_past_session, a_theme, a_trainer, a_user, entries_about
from tests.conftest import NOW
from tests.page import Page, Visitor
from tests.words import REPLACE_IT_FOR_GOOD, SAVE_THIS_PAGE

SAVE, NONE_FITS = "Save, and show the next", "No theme fits"
NAMES = "I asked her son Zebedee."


def said(page: Page) -> str:
    return page.soup.select_one(".cb-said .cb-words").get_text()


def queue(visitor: Visitor, asked: str = "") -> Page:
    return visitor.sign_in(a_manager()).open_page(f"/evaluation/comments/queue{asked}")


def test_saving_a_comment_shows_the_next_and_how_many_are_left(visitor: Visitor) -> None:
    theme = a_theme("Joint work")
    a_comment("Themed", themes=[theme])
    first = a_comment("One", on=a_past_session(days_ago=1))
    second = a_comment("Two", on=a_past_session(days_ago=2))
    page = queue(visitor)
    assert (said(page), "2 comments left." in page.words) == ("One", True)
    page = page.press(SAVE, **{f"themes_{first.id}": [theme.id]})
    assert (said(page), "1 comment left." in page.words) == ("Two", True)
    page = page.press(SAVE, **{f"new_{second.id}": "Another"})
    assert "No comment waits for a theme here." in page.words
    assert [theme.name for theme in queries.themes()] == ["Another", "Joint work"]


def test_a_comment_that_no_theme_fits_leaves_the_queue_and_stays_without_one(visitor: Visitor) -> None:
    a_theme()
    comment = a_comment("n/a")
    page = queue(visitor).press(NONE_FITS)
    assert "No comment waits for a theme here." in page.words
    assert [each.id for each in queries.comments_in(reading=CommentFilter(is_unthemed=True))] == [comment.id]


def test_a_comment_is_skipped_for_now_and_comes_again(visitor: Visitor) -> None:
    for number, words in enumerate(("One", "Two")):
        a_comment(words, on=a_past_session(days_ago=number + 1))
    page = queue(visitor).click("Skip it for now")
    assert (said(page), "2 comments left, 1 of them skipped." in page.words) == ("Two", True)
    page = page.press(NONE_FITS)
    assert "You have skipped the one comment that is left." in page.words
    assert said(page.click("Begin with the first again")) == "One"


def test_saving_nothing_says_what_to_do(visitor: Visitor) -> None:
    a_comment("One")
    page = queue(visitor).press(SAVE)
    assert (said(page), page.notice) == ("One", "Tick a theme, or press “No theme fits”.")


def test_the_queue_is_of_the_course_and_period_asked_for(visitor: Visitor) -> None:
    theirs = a_comment("Theirs", on=a_past_session(days_ago=300))
    a_comment("Ours", on=a_past_session(days_ago=1))
    asked = f"?year=all&course={theirs.issued.booking.session.course_id}"
    page = queue(visitor, asked)
    assert (said(page), "1 comment left." in page.words) == ("Theirs", True)
    page = visitor.open_page("/evaluation/comments?year=all").click("Work them down one by one")
    assert "2 comments left." in page.words
    assert "1 comment left." in page.press("Show", course=theirs.issued.booking.session.course_id).words


def test_the_likeliest_theme_stands_first_with_its_reasons_and_is_not_ticked(visitor: Visitor) -> None:
    others, joint = a_theme("A theme"), a_theme("Joint work")
    for number in range(FEWEST):
        a_comment(f"We rang the school {number}", themes=[joint])
        a_comment(f"It was clear {number}", themes=[others])
    comment = a_comment("I rang the school.")
    page = queue(visitor)
    assert "Suggested: Joint work, because of “rang” (in 8 of 8 under it, 0 of 8 others), “school”" in page.words
    chips = page.soup.select(".cb-chip input[type=checkbox]")
    assert [int(chip["value"]) for chip in chips if chip["value"].isdigit()] == [joint.id, others.id]
    assert not page.soup.select(".cb-chip input[checked]")
    assert "Suggested: Joint work" in visitor.open_page("/evaluation/comments?theme=none").words
    assert db.session.scalar(select(answer_theme.c.theme_id).where(answer_theme.c.answer_id == comment.id)) is None


def test_how_suggestions_come_about_is_told_with_how_often_they_were_right(visitor: Visitor) -> None:
    joint, few = a_theme("Joint work"), a_theme("Too few")
    for number in range(FEWEST):
        a_comment(f"We rang the school {number}", themes=[joint])
        a_comment(f"It was clear {number}", themes=[few] if number else [])
    visitor.sign_in(a_manager())
    page = visitor.open_page("/evaluation/themes").click("How themes are suggested")
    assert "Not suggested yet: 7 comments under it. 1 more under it is needed." in page.words
    assert "Not suggested yet: 8 comments under it. 1 more without it is needed." in page.words
    unthemed = queries.comments_in(reading=CommentFilter(is_unthemed=True))
    keep_what_was_read([CommentMarks(unthemed[0].id, fits_none=True)], by=a_manager(), at=NOW)
    page = visitor.open_page("/evaluation/themes/suggestions")
    assert "Words that speak for it: “rang” (8 of 8 under it, 0 of 8 others)" in page.words
    assert "Tried on the newest 16 comments" in page.words


# What may name somebody


def test_what_may_name_somebody_is_no_quote_before_somebody_has_looked(visitor: Visitor) -> None:
    comment = a_comment(NAMES)
    marks = CommentMarks(comment.id, is_quote=True)
    with pytest.raises(MayNameSomebody):
        keep_what_was_read([marks], by=a_manager(), at=NOW)
    db.session.rollback()
    page = visitor.sign_in(a_manager()).open_page("/evaluation/comments")
    assert page.soup.find("mark").get_text() == "Zebedee"
    assert "May name somebody. “Zebedee”: a name after a word such as “her son”." in page.words
    assert not page.soup.select("input[value=quote]")
    page = page.press(SAVE_THIS_PAGE, **{f"themes_{comment.id}": ["names-nobody"]})
    assert "23 Nov 2026: it names nobody" in page.words
    assert not page.soup.find("mark")
    page.press(SAVE_THIS_PAGE, **{f"themes_{comment.id}": ["quote"]})
    assert [quote.answer.words for quote in queries.quotes()] == [NAMES]


def test_both_ticks_at_once_are_a_look_and_a_choice(app: Flask) -> None:
    comment = a_comment(NAMES)
    keep_what_was_read([CommentMarks(comment.id, is_quote=True, names_nobody=True)], by=a_manager(), at=NOW)
    assert [quote.id for quote in queries.quotes()] == [comment.id]


def test_nothing_of_a_page_is_kept_where_a_quote_is_refused(app: Flask) -> None:
    theme, first, second = a_theme(), a_comment("One"), a_comment(NAMES)
    read = [CommentMarks(first.id, ticked=frozenset({theme.id})), CommentMarks(second.id, is_quote=True)]
    with pytest.raises(MayNameSomebody):
        keep_what_was_read(read, by=a_manager(), at=NOW)
    db.session.rollback()
    assert not queries.themes_of([first.id])


def test_a_quote_that_names_somebody_who_joins_later_is_not_shown_until_somebody_looks(app: Flask) -> None:
    session = a_past_session()
    a_comment("As grey said, and as I do.", on=session, is_quote=True)
    assert len(queries.quotes()) == 1
    teaches(session, "Zola Grey")
    assert len(queries.quotes()) == 1  # a plain word, in small letters
    teaches(session, "Said Grey")
    assert queries.quotes() == []


def teaches(session: TrainingSession, name: str) -> None:
    trainer = a_trainer(name)
    session.trainers.append(trainer)
    db.session.commit()


def test_who_looked_and_when_is_written_down(app: Flask) -> None:
    comment, officer = a_comment(NAMES), a_user(Role.TRAINING_OFFICER)
    for _ in range(2):
        keep_what_was_read([CommentMarks(comment.id, names_nobody=True)], by=officer, at=NOW)
    [entry] = entries_about(comment)
    assert (entry.verb, entry.actor_id, entry.data) == ("found that a comment names nobody", officer.id, {})
    reading = db.session.query(CommentReading).one()
    assert (reading.names_nobody_at, reading.names_nobody_by_id) == (NOW, officer.id)


def test_words_that_are_redacted_are_looked_at_anew(app: Flask) -> None:
    comment = a_comment("I asked her son Zebedee and the child Maximus.")
    keep_what_was_read([CommentMarks(comment.id, names_nobody=True)], by=a_manager(), at=NOW)
    redact(comment, "I asked her son [taken out] and the child Maximus.", seen=None, by=a_manager(), at=NOW)
    assert queries.comment(comment.id).may_name_somebody
    redact(comment, "I asked two children.", seen=NOW, by=a_manager(), at=NOW)
    assert not queries.comment(comment.id).may_name_somebody


def test_what_is_marked_is_taken_out_by_two_presses(visitor: Visitor) -> None:
    comment = a_comment(NAMES)
    page = queue(visitor).click("Take it out")
    assert page.soup.find("textarea").get_text().strip() == "I asked her son [taken out]."
    page = page.press(REPLACE_IT_FOR_GOOD)
    assert (comment.words, comment.redacted_at) == ("I asked her son [taken out].", NOW)
    assert said(page) == comment.words  # back in the queue


def test_all_that_may_name_somebody_is_listed_until_somebody_has_looked(visitor: Visitor) -> None:
    a_comment("It names nobody.")
    for number in range(27):
        a_comment(NAMES, on=a_past_session(days_ago=number + 1))
    page = visitor.sign_in(a_manager()).open_page("/evaluation/comments?quotes=flagged&year=all")
    assert (len(page.soup.find_all("mark")), len(page.click("Older sessions").soup.find_all("mark"))) == (25, 2)
    looked = [CommentMarks(comment.id, names_nobody=True) for comment in queries.comments_in()]
    keep_what_was_read(looked, by=a_manager(), at=NOW)
    page = visitor.open_page("/evaluation/comments?quotes=flagged&year=all")
    assert "Nothing here is marked as naming somebody that nobody has looked at." in page.words

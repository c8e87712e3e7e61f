"""Reading what people wrote: comments, themes and quotes."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from app.booking.states import Outcome
from app.core.database import db
from app.evaluation.answering.models import Answer
from app.evaluation.comments import queries, queries_searching, queries_suggesting
from app.evaluation.comments.models import Theme
from app.evaluation.comments.queries import CommentFilter
from app.evaluation.comments.refusals import ThemeNameTaken, ThemeNameTooLong
from app.evaluation.comments.rules import ThemeShare
from app.evaluation.comments.services import (
    CommentMarks,
    change_theme,
    keep_what_was_read,
    merge_theme,
    name_theme,
    remove_theme,
)
from app.evaluation.scope import AnswerScope
from app.evaluation.stages import Stage
from tests.builders import (
    a_booking,
    a_comment,
    a_course,
    a_learning_week,
    a_manager,
    a_managers_comment,
    a_past_session,
    a_theme,
    a_user,
    an_issued,
    entries_about,
    queries_counted,
)
from tests.conftest import NOW
from tests.page import Page, Visitor
from tests.words import (
    ADD_THE_THEME,
    CHOOSE_A_COURSE,
    CHOOSE_A_YEAR_SUCH_AS,
    DATES_OUT_OF_ORDER,
    SAVE_THE_THEME,
    SAVE_THIS_PAGE,
    WHAT_ELSE_DO_YOU_NEED,
)


def words_in(comments: list[queries.Comment]) -> list[str]:
    return [comment.answer.words for comment in comments]


def read(*ticks: CommentMarks) -> int:
    return keep_what_was_read(ticks, by=a_manager(), at=NOW)


def names(answer: Answer) -> list[str]:
    return [theme.name for theme in queries.themes_of([answer.id]).get(answer.id, ())]


# Shares


def test_a_person_who_says_a_thing_twice_counts_once(app: Flask) -> None:
    joint, ann = a_theme("Better joint working"), a_user()
    for by in (ann, ann):
        a_comment(on=a_past_session(), by=by, themes=[joint])
    a_comment(on=a_past_session())
    shares = queries.theme_shares()
    assert (shares.people, shares.comments, shares.unthemed) == (2, 3, 1)
    [share] = shares.themes
    assert (share.people, share.of, share.comments, share.percent) == (1, 2, 2, 50)


def test_a_comment_with_several_themes_counts_in_each(app: Flask) -> None:
    joint, voice = a_theme("Better joint working"), a_theme("The child’s voice")
    a_comment(on=a_past_session(), themes=[joint, voice])
    a_comment(on=a_past_session(), themes=[voice])
    shares = queries.theme_shares()
    assert [(share.theme, share.people) for share in shares.themes] == [(voice.name, 2), (joint.name, 1)]
    assert (shares.comments, shares.unthemed) == (2, 0)


@pytest.mark.parametrize(("people", "of", "percent"), [(9, 41, 22), (1, 8, 13), (1, 200, 1), (1, 201, 0), (0, 0, None)])
def test_shares_are_whole_numbers_with_halves_rounded_up(people: int, of: int, percent: int | None) -> None:
    assert ThemeShare(1, "Better joint working", people, of).percent == percent


def test_nobody_wrote_anything_is_no_data(visitor: Visitor) -> None:
    shares = queries.theme_shares()
    assert (shares.people, shares.themes) == (0, ())
    page = visitor.sign_in(a_manager()).open_page("/evaluation/comments")
    assert "Nobody has written anything here: no data." in page.words
    assert "%" not in page.words


def test_shares_are_of_the_people_of_the_filter(app: Flask) -> None:
    theme, course, ann = a_theme("Better joint working"), a_course(), a_user()
    a_comment(on=a_past_session(course), by=ann, themes=[theme])
    a_comment(on=a_past_session(course, days_ago=3), by=ann, themes=[theme])
    a_comment(on=a_past_session(course))
    a_comment(themes=[theme])
    [here], [everywhere] = (queries.theme_shares(scope).themes for scope in (AnswerScope(course.id), AnswerScope()))
    assert (here.people, here.of) == (1, 2)
    assert (everywhere.people, everywhere.of) == (2, 3)


def test_a_manager_is_one_person_however_many_people_they_manage(app: Flask) -> None:
    theme, course = a_theme(), a_course()
    bookings = [a_booking(a_past_session(course), outcome=Outcome.ATTENDED) for _ in range(3)]
    comment = a_managers_comment("They ask better questions.", *bookings)
    read(CommentMarks(comment.id, ticked=frozenset({theme.id})))
    [share] = queries.theme_shares(AnswerScope(course.id)).themes
    assert (share.people, share.of) == (1, 1)


# Which comments


def test_the_newest_session_comes_first_and_empty_words_are_no_comment(app: Flask) -> None:
    for days_ago, words in ((9, "Older"), (2, "Newer"), (5, "")):
        a_comment(words, on=a_past_session(days_ago=days_ago))
    assert words_in(queries.comments_in()) == ["Newer", "Older"]


def test_a_managers_comment_stands_once_with_the_courses_of_its_people(visitor: Visitor) -> None:
    neglect, suicide = a_course("Complex Neglect"), a_course("Suicide Prevention")
    bookings = [
        a_booking(a_past_session(course, days_ago=days_ago), outcome=Outcome.ATTENDED)
        for course, days_ago in ((neglect, 3), (neglect, 9), (suicide, 5))
    ]
    a_managers_comment("They ask better questions.", *bookings)
    [comment] = queries.comments_in(AnswerScope(suicide.id))
    assert [title for title, _ in comment.about] == ["Complex Neglect", "Suicide Prevention", "Complex Neglect"]
    page = visitor.sign_in(a_manager()).open_page("/evaluation/comments")
    assert page.words.count("They ask better questions.") == 1


def test_somebody_found_to_have_been_absent_has_said_nothing(app: Flask) -> None:
    answer = a_comment()
    answer.issued.booking.outcome = Outcome.NO_SHOW
    db.session.commit()
    assert queries.comments_in() == []


def test_a_comment_about_a_learning_week_names_the_week(app: Flask) -> None:
    week = a_learning_week(NOW.date() - timedelta(days=7), name="Learning Week 2026")
    booking = a_booking(a_past_session(days_ago=7, learning_week_id=week.id), outcome=Outcome.ATTENDED)
    an_issued(booking, Stage.POST_COURSE, answers={"What is the one thing you take back to your work?": "To listen."})
    [comment] = queries.comments_in()
    assert comment.about[0][0] == "Learning Week 2026"


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("", ["This year", "Theirs", "A quote"]),
        ("year=2025-26", ["Last year"]),
        ("year=all", ["This year", "Theirs", "A quote", "Last year"]),
        ("from=2026-11-20&to=2026-11-20", ["Theirs"]),
        ("course={course}", ["Theirs"]),
        ("theme={theme}", ["Theirs"]),
        ("theme=none", ["This year", "A quote"]),
        ("quotes=yes", ["A quote"]),
        ("question=after", ["This year", "Theirs", "A quote"]),
        ("question=later", []),
        ("question=needs", ["A quote"]),
        ("question={question}", ["This year", "Theirs"]),
    ],
)
def test_comments_are_filtered_by_the_address(visitor: Visitor, filters: str, found: list[str]) -> None:
    a_comment("Last year", on=a_past_session(days_ago=300))
    a_comment("This year", on=a_past_session(days_ago=1))
    theirs = a_comment("Theirs", on=a_past_session(days_ago=3), themes=[theme := a_theme()])
    needs = WHAT_ELSE_DO_YOU_NEED
    a_comment("A quote", on=a_past_session(days_ago=9), question=needs, is_quote=True)
    asked = next(each for each in queries.questions_commented() if each.words == theirs.question.words)
    course = theirs.issued.booking.session.course_id
    address = "/evaluation/comments?" + filters.format(course=course, theme=theme.id, question=asked.id)
    assert said_on(visitor.sign_in(a_manager()).open_page(address)) == found


def said_on(page: Page) -> list[str]:
    return [each.get_text() for each in page.soup.select(".cb-said .cb-words")]


@pytest.mark.parametrize(
    ("filters", "complaint"),
    [
        ("course=999", CHOOSE_A_COURSE),
        ("course=x", CHOOSE_A_COURSE),
        ("year=2026", CHOOSE_A_YEAR_SUCH_AS),
        ("from=2026-11-20", "Give both dates, and real ones, such as 2027-02-08."),
        ("from=2026-11-20&to=2026-11-19", DATES_OUT_OF_ORDER),
        ("question=999", "Choose a question from the list."),
        ("theme=٣", "Choose a theme from the list."),
    ],
)
def test_what_cannot_be_understood_is_said(visitor: Visitor, filters: str, complaint: str) -> None:
    a_comment("This year")
    page = visitor.sign_in(a_manager()).open_page(f"/evaluation/comments?{filters}")
    assert f"{complaint} Below is the present year, all of it." in page.words
    assert said_on(page) == ["This year"]


def test_a_page_has_25_comments_and_links_to_the_others(visitor: Visitor) -> None:
    session = a_past_session()
    for number in range(26):
        a_comment(f"Comment {number}", on=session)
    page = visitor.sign_in(a_manager()).open_page("/evaluation/comments?theme=none")
    assert (len(said_on(page)), len(said_on(page.click("Older sessions")))) == (25, 1)


def test_who_said_it_is_shown_to_nobody(visitor: Visitor) -> None:
    ann = a_user(name="Ann Green", email="ann@example.org")
    a_comment("I listen.", by=ann)
    page = visitor.sign_in(a_manager()).open_page("/evaluation/comments")
    assert "I listen." in page.words
    for secret in (ann.name, ann.email, ann.agency.name, ann.manager_name):
        assert secret not in page.response.text


def test_a_page_takes_the_same_queries_however_many_comments_it_has(app: Flask) -> None:
    counted = []
    for _ in range(2):
        for _ in range(4):
            a_comment(themes=[a_theme()])
        db.session.expire_all()
        with queries_counted() as statements:
            queries.page_of_comments(page=1, per_page=25)
            queries.next_in_queue(AnswerScope(), CommentFilter(is_queued=True), skipped=0)
            queries_suggesting.learned_themes()
            queries.theme_shares()
        counted.append(len(statements))
    assert counted[0] == counted[1]


# Ticks


def test_all_ticks_of_a_page_are_saved_at_once(visitor: Visitor) -> None:
    themes = [a_theme("Better joint working"), a_theme("The child’s voice")]
    first, second = a_comment("One", on=a_past_session(days_ago=1)), a_comment("Two", on=a_past_session(days_ago=2))
    page = visitor.sign_in(a_manager()).open_page("/evaluation/comments?year=all")
    page = page.press(
        SAVE_THIS_PAGE,
        **{f"themes_{first.id}": [theme.id for theme in themes], f"themes_{second.id}": [themes[0].id, "quote"]},
    )
    assert "Saved: 2 comments changed." in page.notice
    assert page.soup.select_one("#year option[selected]").get_text() == "All years"  # the filter stays
    assert names(first) == ["Better joint working", "The child’s voice"]
    assert names(second) == ["Better joint working"]
    assert (first.is_quote, second.is_quote) == (False, True)
    assert "100% (2 of 2 who wrote something)" in page.words


def test_a_tick_taken_away_is_taken_away_and_an_untouched_page_changes_nothing(visitor: Visitor) -> None:
    comment = a_comment(themes=[a_theme()], is_quote=True)
    page = visitor.sign_in(a_manager()).open_page("/evaluation/comments")
    assert "Nothing was changed." in page.press(SAVE_THIS_PAGE).notice
    assert (len(names(comment)), comment.is_quote) == (1, True)
    page.press(SAVE_THIS_PAGE, **{f"themes_{comment.id}": None})
    assert (names(comment), comment.is_quote) == ([], False)


def test_a_theme_is_named_while_reading_once_for_all_comments_that_say_it(visitor: Visitor) -> None:
    one, two, three = (a_comment(on=a_past_session(days_ago=days)) for days in (1, 2, 3))
    a_theme("Recording")
    page = visitor.sign_in(a_manager()).open_page("/evaluation/comments")
    typed: dict[str, Any] = {f"new_{one.id}": " Joint  working", f"new_{two.id}": "joint working"}
    page.press(SAVE_THIS_PAGE, **typed, **{f"new_{three.id}": "RECORDING"})
    assert names(one) == names(two) == ["Joint working"]
    assert names(three) == ["Recording"]


def test_two_people_can_read_the_same_page(app: Flask) -> None:
    """What the other ticked meanwhile stays, and what they took away stays away."""
    old, mine, theirs = a_theme("Old"), a_theme("Mine"), a_theme("Theirs")
    comment = a_comment(themes=[old])
    stood = frozenset({old.id})
    read(CommentMarks(comment.id, stood=stood, ticked=frozenset({theirs.id})))
    read(CommentMarks(comment.id, stood=stood, ticked=stood | {mine.id}))
    assert names(comment) == ["Mine", "Theirs"]


def test_a_theme_removed_meanwhile_is_no_harm(app: Flask) -> None:
    comment = a_comment()
    assert read(CommentMarks(comment.id, ticked=frozenset({999_999}))) == 1
    assert names(comment) == []


def test_a_tick_by_something_that_is_no_comment_is_left_out(visitor: Visitor) -> None:
    a_comment()
    page = visitor.sign_in(a_manager()).open_page("/evaluation/comments")
    token = page.soup.find("input", attrs={"name": "csrf_token"})["value"]
    sent = {"csrf_token": token, "comment": ["x", "9" * 30, "0"], "themes_0": "quote", "new_0": "a\0b"}
    assert visitor.open_page("/evaluation/comments?page=1", method="POST", data=sent).status == 200


def test_choosing_a_quote_and_taking_it_back_is_written_down(app: Flask) -> None:
    comment = a_comment("I listen.")
    read(CommentMarks(comment.id, is_quote=True))
    assert words_in(queries.quotes()) == ["I listen."]
    assert words_in(queries.quotes(AnswerScope(course_id=a_course().id))) == []
    read(CommentMarks(comment.id, was_quote=True))
    assert queries.quotes() == []
    assert [entry.verb for entry in entries_about(comment)] == ["chose a quote", "took back a quote"]


# Themes


def test_a_theme_that_somebody_removes_at_that_moment_is_refused_in_words(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the page's look at it and the command's turn."""
    theme = a_theme("Joint working")
    page = visitor.sign_in(a_manager()).open_page(f"/evaluation/themes/{theme.id}")
    monkeypatch.setattr("app.evaluation.comments.services.advisory_lock", lambda _: db.session.execute(delete(Theme)))
    page = page.press(SAVE_THE_THEME, name="Working together")
    assert (page.status, "Somebody else has just removed this." in page.words) == (409, True)


def test_a_theme_has_a_name_of_its_own_whatever_its_capitals(visitor: Visitor) -> None:
    page = visitor.sign_in(a_manager()).open_page("/evaluation/themes")
    assert "There is no theme yet." in page.words
    page = page.press(ADD_THE_THEME, name="Élan")
    assert "Élan" in page.words
    page = page.press(ADD_THE_THEME, name="éLAN")
    assert page.error_beside("name") == ThemeNameTaken.message


def test_a_theme_is_renamed_also_to_its_own_name_in_other_letters(visitor: Visitor) -> None:
    comment = a_comment(themes=[a_theme("joint work")])
    a_theme("Recording")
    page = visitor.sign_in(a_manager()).open_page("/evaluation/themes").click("Change joint work")
    assert page.press(SAVE_THE_THEME, name="recording").error_beside("name") == ThemeNameTaken.message
    assert page.press(SAVE_THE_THEME, name="Joint work").notice == "Saved. Its comments go with it."
    assert names(comment) == ["Joint work"]


def test_a_theme_says_what_it_means_with_an_example(visitor: Visitor) -> None:
    page = visitor.sign_in(a_manager()).open_page("/evaluation/themes")
    page = page.press(ADD_THE_THEME, name="Joint work", definition="Two agencies agree.", example="We ring the school.")
    assert "Two agencies agree. Such as: We ring the school." in page.words
    page = page.click("Change Joint work").press(SAVE_THE_THEME, definition="x" * 1001)
    assert page.error_beside("definition") == "What it means must be 1,000 characters or fewer"
    page = page.press(SAVE_THE_THEME, definition="", example="")
    assert "Nobody has said yet what it means." in page.words
    a_comment()
    assert "Nobody has said yet what it means." in visitor.open_page("/evaluation/comments/queue").words


def test_a_merged_themes_comments_stand_under_the_other_each_once(visitor: Visitor) -> None:
    gone, stays = a_theme("Joint work"), a_theme("Better joint working")
    both, one = a_comment(themes=[gone, stays]), a_comment(themes=[gone])
    page = visitor.sign_in(a_manager()).open_page("/evaluation/themes").click("Merge Joint work")
    assert "Its 2 comments stand under the theme you choose, and “Joint work” is gone." in page.words
    assert page.press("Merge").error_beside("into") == "Choose the theme that it goes into"
    page = page.press("Merge", into=stays.id)
    assert "under “Better joint working” now" in page.notice
    assert names(both) == names(one) == ["Better joint working"]
    assert [theme.name for theme in queries.themes()] == ["Better joint working"]


def test_a_theme_that_is_removed_says_from_how_many_comments_it_goes(visitor: Visitor) -> None:
    comment = a_comment(themes=[a_theme("Joint work")])
    a_theme("Unused")
    page = visitor.sign_in(a_manager()).open_page("/evaluation/themes")
    assert "No comment has it." in page.click("Remove Unused").words
    page = page.click("Remove Joint work")
    assert "It goes from 1 comment. The comments stay" in page.words
    page.press("Remove the theme")
    assert names(comment) == []
    assert words_in(queries.comments_in(reading=CommentFilter(is_unthemed=True))) == [comment.words]


def test_what_is_done_to_themes_is_written_down(app: Flask) -> None:
    manager = a_manager()
    theme, other = (name_theme(name, by=manager, at=NOW) for name in ("One", "Two"))
    change_theme(theme, "Three", definition="What is new.", example="", by=manager, at=NOW)
    changed = [(entry.verb, entry.data) for entry in entries_about(theme)]
    assert changed[1:] == [("renamed a theme", {"name": "Three"}), ("said what a theme means", {"name": "Three"})]
    merge_theme(theme, other, by=manager, at=NOW)
    remove_theme(other, by=manager, at=NOW)
    assert [(entry.verb, entry.data) for entry in entries_about(Theme(id=other.id))] == [
        ("named a theme", {"name": "Two"}),
        ("merged a theme", {"before": "Three", "after": "Two"}),
        ("removed a theme", {"name": "Two"}),
    ]


def test_a_name_too_long_for_a_theme_is_refused(app: Flask) -> None:
    with pytest.raises(ThemeNameTooLong):
        read(CommentMarks(a_comment().id, new_theme="x" * 81))


# Searching


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("SCHOOL", ["I ring the school."]),
        ("ring school", ["I ring the school."]),
        ("ring police", []),
        ("child's", ["The child’s voice, 100%."]),
        ("100%", ["The child’s voice, 100%."]),
        ("élan of", ["With Élan."]),
        ("hoo", ["I ring the school."]),
    ],
)
def test_comments_are_found_by_words_that_all_stand_in_them(visitor: Visitor, words: str, found: list[str]) -> None:
    for number, said in enumerate(("I ring the school.", "The child’s voice, 100%.", "With Élan.")):
        a_comment(said, on=a_past_session(days_ago=number + 1))
    page = visitor.sign_in(a_manager()).open_page("/evaluation/comments?year=all").press("Find", q=words)
    assert said_on(page) == found
    assert words.encode() not in page.response.request.query_string
    assert page.soup.select_one("#q")["value"] == words
    assert ("No comment here says" in page.words) == (not found)
    assert len(said_on(page.click("Show all again"))) == 3


def test_a_search_stays_while_one_filters_and_saves(visitor: Visitor) -> None:
    theirs = a_comment("I ring the school.", on=a_past_session(days_ago=300))
    a_comment("I ring the school too.", on=a_past_session(days_ago=1))
    page = visitor.sign_in(a_manager()).open_page("/evaluation/comments").press("Find", q="school")
    page = page.press("Show", year="all", course=theirs.issued.booking.session.course_id)
    assert said_on(page) == ["I ring the school."]
    assert said_on(page.press(SAVE_THIS_PAGE)) == ["I ring the school."]


def test_words_too_short_to_be_found_are_refused_in_words(visitor: Visitor) -> None:
    a_comment("So it is.")
    page = visitor.sign_in(a_manager()).open_page("/evaluation/comments").press("Find", q="so")
    assert "Search for a word of at least 3 letters." in page.words


def test_a_search_looks_through_the_newest_that_say_it(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries_searching, "MOST_FOUND", 2)
    for number in range(3):
        a_comment(f"The school, {number}.", on=a_past_session(days_ago=number + 1))
    page = visitor.sign_in(a_manager()).open_page("/evaluation/comments").press("Find", q="school")
    assert said_on(page) == ["The school, 1.", "The school, 2."]
    assert "More than 2 comments say this." in page.words

"""What people need training on, by theme, beside the waiting lists."""

from datetime import timedelta
from typing import Any

from flask import Flask

from app.booking.models import Booking
from app.booking.states import BookingState, Outcome
from app.booking.waiting_list.queries import waited_in_vain, waiting_by_course
from app.evaluation.comments import queries_needs
from app.evaluation.scope import AnswerScope
from app.programme.models_sessions import TrainingSession
from tests.builders import (
    a_booking,
    a_comment,
    a_course,
    a_manager,
    a_past_session,
    a_session,
    a_theme,
    a_user,
    queries_counted,
)
from tests.conftest import NOW
from tests.page import Visitor
from tests.words import CHOOSE_A_YEAR_SUCH_AS, WHAT_ELSE_DO_YOU_NEED

WHAT_ELSE = WHAT_ELSE_DO_YOU_NEED
THIS_YEAR = (NOW - timedelta(days=230), NOW + timedelta(days=120))


def a_need(words: str, **more: Any) -> None:
    a_comment(words, question=WHAT_ELSE, **more)


def waits(session: TrainingSession, who: Any = None, **more: Any) -> Booking:
    details = {"state": BookingState.WAITING, "waiting_since": NOW - timedelta(days=9), "booked_at": None}
    return a_booking(session, who, **(details | more))


def test_needs_are_gathered_by_theme_with_their_shares(visitor: Visitor) -> None:
    online = a_theme("Online harm")
    a_need("Group chats.", themes=[online])
    a_need("Online gaming.", themes=[online, a_theme("Adolescents")])
    a_need("More supervision.")
    a_comment("I will listen.", themes=[online])  # no need
    page = visitor.sign_in(a_manager()).open_page("/evaluation/needs")
    assert "3 people wrote something" in page.words
    assert "Online harm 67% (2 of 3 who wrote something)" in page.words
    assert "Adolescents 33% (1 of 3 who wrote something)" in page.words
    assert "Without a theme 1 comment More supervision." in page.words
    assert page.words.count("Online gaming.") == 2  # once under each of its themes
    assert "I will listen." not in page.words


def test_needs_lead_to_the_comments_that_say_them(visitor: Visitor) -> None:
    a_need("More supervision.")
    a_comment("I will listen.")
    page = visitor.sign_in(a_manager()).open_page("/evaluation/needs").click("Theme these on the comments page")
    assert "More supervision." in page.words
    assert "I will listen." not in page.words


def test_needs_are_those_of_a_programme_year(visitor: Visitor) -> None:
    a_need("Last year’s.", on=a_past_session(days_ago=300))
    visitor.sign_in(a_manager())
    assert "Nobody has named a need yet: no data." in visitor.open_page("/evaluation/needs").words
    assert "Last year’s." in visitor.open_page("/evaluation/needs?year=2025-26").words
    page = visitor.open_page("/evaluation/needs?year=soon")
    assert CHOOSE_A_YEAR_SUCH_AS in page.words


def test_ten_comments_stand_under_a_theme_and_the_others_a_link_away(visitor: Visitor) -> None:
    session = a_past_session()
    for number in range(12):
        a_need(f"Need {number}.", on=session)
    page = visitor.sign_in(a_manager()).open_page("/evaluation/needs")
    assert len(page.soup.select(".cb-said")) == 10
    assert "Theme these on the comments page: 2 more there" in page.words


def test_needs_take_the_same_queries_however_many_there_are(app: Flask) -> None:
    counted = []
    for _ in range(2):
        for number in range(3):
            a_need(f"Need {number}.", themes=[a_theme()])
        with queries_counted() as statements:
            queries_needs.needs(AnswerScope(), a_theme=10)
        counted.append(len(statements))
    assert counted[0] == counted[1]


# The waiting lists


def test_who_waits_is_counted_by_course_over_its_sessions_to_come(app: Flask) -> None:
    neglect, suicide, ann = a_course("Neglect"), a_course("Suicide"), a_user()
    first, second = a_session(neglect), a_session(neglect)
    waits(first, ann)
    waits(second, ann)  # one person waits for either
    waits(second, state=BookingState.OFFERED)
    waits(a_session(suicide))
    waits(a_past_session(suicide))
    a_booking(a_session(suicide))
    found = {course.title: how_many for course, how_many in waiting_by_course(at=NOW).items()}
    assert list(found.items()) == [("Neglect", 2), ("Suicide", 1)]


def test_who_waited_in_vain_had_no_place_on_the_course_in_that_year(app: Flask) -> None:
    neglect = a_course("Neglect")
    over = a_past_session(neglect, days_ago=30)
    lucky, late = a_user(), a_user()
    waits(over)
    waits(over, state=BookingState.LEFT_LIST)
    waits(over, lucky)
    a_booking(a_past_session(neglect, days_ago=9), lucky, Outcome.ATTENDED)
    waits(over, late)
    a_booking(a_past_session(neglect, days_ago=400), late, Outcome.ATTENDED)  # another year
    waits(a_session(neglect))  # may still get one
    waits(a_past_session(neglect, days_ago=400))
    a_booking(over, waiting_since=NOW - timedelta(days=60))  # waited, and got it
    assert {course.title: how_many for course, how_many in waited_in_vain(*THIS_YEAR, at=NOW).items()} == {"Neglect": 3}


def test_the_waiting_lists_stand_beside_the_needs(visitor: Visitor) -> None:
    waits(a_session(a_course("Neglect")))
    waits(a_past_session(a_course("Suicide")))
    page = visitor.sign_in(a_manager()).open_page("/evaluation/needs")
    assert "Waiting now Course People Neglect 1" in page.words
    assert "Waited in 2026-27, and had no place Course People Suicide 1" in page.words


def test_where_nobody_waits_the_page_says_so(visitor: Visitor) -> None:
    page = visitor.sign_in(a_manager()).open_page("/evaluation/needs")
    assert "Nobody waits for a place now." in page.words

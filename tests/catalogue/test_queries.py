"""What a visitor finds: published sessions to come, filtered."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from app.catalogue.forms import filters_from
from app.catalogue.queries import Filters, dates_of_course, programme, sessions_to_come
from app.core import clock
from app.programme.models import Strand
from app.programme.models_sessions import Delivery, SessionState
from tests.builders import a_course, a_learning_week, a_past_session, a_session
from tests.conftest import NOW


def titles(**asked: Any) -> list[str]:
    return [session.title for session in sessions_to_come(Filters(**asked), at=NOW)]


def test_published_sessions_to_come_are_on_show_soonest_first(app: Flask) -> None:
    a_session(a_course("Later"), on=date(2027, 3, 1))
    a_session(a_course("Sooner"), on=date(2026, 12, 1))
    a_session(a_course("Draft"), state=SessionState.DRAFT)
    a_session(a_course("Cancelled"), state=SessionState.CANCELLED)
    a_past_session(a_course("Past"))
    a_session(a_course("Bespoke", Strand.BESPOKE))
    assert titles() == ["Sooner", "Later"]


def test_a_session_leaves_the_programme_as_it_starts(app: Flask) -> None:
    session = a_session()
    assert sessions_to_come(Filters(), at=session.starts_at - timedelta(seconds=1)) == [session]
    assert sessions_to_come(Filters(), at=session.starts_at) == []


def test_strands_and_the_learning_week_are_filters_that_add_up(app: Flask) -> None:
    week = a_learning_week()
    a_session(a_course("Core"))
    a_session(a_course("Lunch", Strand.LUNCHTIME))
    a_session(a_course("In the week", Strand.SPECIALIST), learning_week_id=week.id)
    assert titles(strands=["core topic"]) == ["Core"]
    assert titles(strands=["core topic", "lunchtime"]) == ["Core", "Lunch"]
    assert titles(strands=["learning week"]) == ["In the week"]
    assert titles(strands=["learning week", "lunchtime"]) == ["Lunch", "In the week"]
    assert titles(strands=["conference"]) == []


def test_bespoke_is_not_found_by_any_filter(app: Flask) -> None:
    week = a_learning_week()
    bespoke = a_session(a_course("Bespoke", Strand.BESPOKE), learning_week_id=week.id)
    assert titles(strands=["bespoke"]) == titles(strands=["learning week"]) == titles(words="bespoke") == []
    assert dates_of_course(bespoke.course, at=NOW) == []
    assert programme(Filters(), at=NOW).months == []


def test_a_month_is_a_month_in_london(app: Flask) -> None:
    """Half past midnight on 1 July in London is still June in UTC."""
    a_session(a_course("June"), on=date(2027, 6, 30))
    a_session(a_course("Night"), on=date(2027, 7, 1), hours=(time(0, 30), time(2)))
    a_session(a_course("Next year"), on=date(2028, 7, 1))
    assert titles(month=date(2027, 7, 1)) == ["Night"]
    assert titles(month=date(2027, 6, 1)) == ["June"]
    assert programme(Filters(), at=NOW).months == [date(2027, 6, 1), date(2027, 7, 1), date(2028, 7, 1)]


def test_deliveries_add_up(app: Flask) -> None:
    for delivery in Delivery:
        a_session(a_course(delivery.value), delivery=delivery)
    assert titles(deliveries=[Delivery.VIRTUAL]) == ["virtual"]
    assert titles(deliveries=[Delivery.VIRTUAL, Delivery.HYBRID]) == ["virtual", "hybrid"]


def test_every_word_must_be_somewhere_in_title_summary_or_aims(app: Flask) -> None:
    a_session(a_course("Complex neglect", summary="For everyone.", aims="spot the signs"))
    a_session(a_course("Digital safeguarding", summary="Signs of grooming."))
    assert titles(words="NEGLECT") == ["Complex neglect"]
    assert titles(words="signs") == ["Complex neglect", "Digital safeguarding"]
    assert titles(words="signs neglect everyone") == ["Complex neglect"]
    assert titles(words="neglect grooming") == []
    assert titles(words="plex neg") == ["Complex neglect"]


@pytest.mark.parametrize("literal", ["100%", "first_aid", "a/b", "back\\slash", "it’s", "'--", "[x]"])
def test_wildcards_and_quotes_are_searched_for_literally(app: Flask, literal: str) -> None:
    a_session(a_course(f"Course on {literal}"))
    a_session(a_course("Course on 100 firstXaid ab backslash its x"))
    assert titles(words=literal) == [f"Course on {literal}"]


@pytest.mark.parametrize("wildcard", ["%", "_", "%%", "c%e", "\\"])
def test_a_wildcard_alone_finds_nothing(app: Flask, wildcard: str) -> None:
    a_session(a_course("Complex neglect"))
    assert titles(words=wildcard) == []


def test_the_address_is_read_and_what_it_cannot_mean_is_left_out() -> None:
    asked = filters_from(
        MultiDict(
            [
                ("q", "  complex \0 neglect "),
                ("strand", "core topic"),
                ("strand", "learning week"),
                ("strand", "bespoke"),
                ("strand", "nonsense"),
                ("delivery", "venue"),
                ("delivery", "by post"),
                ("month", "2027-02"),
                ("places", "yes"),
            ]
        )
    )
    assert asked == Filters(
        "complex neglect", ["core topic", "learning week"], date(2027, 2, 1), [Delivery.VENUE], True
    )
    assert asked.chosen == 5


@pytest.mark.parametrize(
    "month", ["", "2027", "2027-13", "0000-01", "2027-1", "february", "2027-02-01", "٢٠٢٧-02", "-"]
)
def test_what_is_no_month_is_any_month(month: str) -> None:
    assert filters_from(MultiDict({"month": month})) == Filters()


def test_a_very_long_search_is_cut(app: Flask) -> None:
    assert len(filters_from(MultiDict({"q": "x" * 5000})).words) == 100


def test_the_dates_of_a_course_are_its_own_to_come(app: Flask) -> None:
    course = a_course()
    later, sooner = a_session(course, on=date(2027, 3, 1)), a_session(course, on=date(2026, 12, 1))
    a_session(course, state=SessionState.DRAFT)
    a_past_session(course)
    a_session()
    assert dates_of_course(course, at=NOW) == [sooner, later]
    assert dates_of_course(course, at=clock.from_london(date(2027, 1, 1), time())) == [later]


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Neglected families", "family"),
        ("The family hub", "families"),
        ("Course for parents", "parent"),
        ("A parent’s account", "parents"),
        ("Children with disabilities", "child disability"),
        ("Working with Zoë’s café", "zoe cafe"),
        ("Cafe Zoe", "café"),
        ("Process and practice", "processes"),
    ],
)
def test_plurals_and_accents_make_no_difference(app: Flask, said: str, asked: str) -> None:
    a_session(a_course(said))
    a_session(a_course("Digital safeguarding"))
    assert titles(words=asked) == [said]


# What is forgiven


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("neglcet", "neglect"),  # two letters that changed places
        ("neglct", "neglect"),  # one missing
        ("negllect", "neglect"),  # one too many
        ("naglekt", ""),  # two slips are too many for a word of seven letters
        ("saefgaurding", "safeguarding"),  # and not for a long one
        ("safegaurd", "safeguarding"),  # a slip in the beginning of a word
        ("hadrm", "harm"),
        ("hrm", ""),  # a word of three letters is taken as it is
        ("2027", ""),
    ],
)
def test_a_slip_of_the_finger_finds_what_was_meant(app: Flask, asked: str, meant: str) -> None:
    for title in ("Complex neglect", "Digital safeguarding", "Hidden harm"):
        a_session(a_course(title, summary="For all."))
    found = programme(Filters(words=asked), at=NOW)
    assert [meant in session.title for session in found.sessions] == ([True] if meant else [])
    assert found.search.slips == ({asked: (meant,)} if meant else {})


def test_all_words_count_in_any_order_also_where_one_is_a_slip(app: Flask) -> None:
    a_session(a_course("Complex neglect"), venue="Town Hall, Northbridge")
    a_session(a_course("Neglect of teeth"), venue="Library, Southbridge")
    assert titles(words="northbridge neglect complex") == ["Complex neglect"]
    assert titles(words="teeth neglcet") == ["Neglect of teeth"]
    assert titles(words="teeth complex") == []


def test_a_correction_is_made_only_where_all_of_the_search_finds_something(app: Flask) -> None:
    a_session(a_course("Criminal exploitation", summary="Gangs."))
    a_session(a_course("Critical thinking", summary="For all."))
    assert titles(words="exploitation crimimal") == ["Criminal exploitation"]  # critical is as near, and beside it
    assert titles(words="thinking critecal") == ["Critical thinking"]
    assert titles(words="gangs, critical") == []
    found = programme(Filters(words="gangs crtical"), at=NOW)
    assert (found.sessions, found.search.slips, found.alone) == ([], {}, {"gangs": 1, "crtical": 1})
    assert programme(Filters(words="crimnal", strands=["lunchtime"]), at=NOW).search.slips == {}
    assert titles(words="gagns exploitatoin") == ["Criminal exploitation"]


def test_a_word_that_is_said_somewhere_is_never_taken_for_a_slip(app: Flask) -> None:
    a_session(a_course("Trail of harm"))
    a_session(a_course("Train the trainer"), state=SessionState.PUBLISHED)
    assert titles(words="train") == ["Train the trainer"]


def test_a_course_without_dates_and_e_learning_are_found_by_words_alone(app: Flask) -> None:
    without_dates = a_past_session(a_course("Forced marriage")).course
    a_past_session(a_course("Forced labour", is_retired=True))
    a_past_session(a_course("Forced entry", Strand.BESPOKE))
    a_session(a_course("Forced moves", strand=Strand.CORE_TOPIC), state=SessionState.DRAFT)
    module = a_course("Forced apart", Strand.E_LEARNING)

    def undated(**asked: Any) -> tuple[list[Any], list[Any]]:
        found = programme(Filters(**asked), at=NOW, at_any_time=[module])
        return found.waited_for, found.at_any_time

    assert undated(words="forcde") == ([without_dates], [module])
    assert undated(words="forced", month=date(2027, 2, 1)) == undated() == ([], [])
    assert undated(words="forced", strands=["core topic"]) == ([without_dates], [])
    assert undated(strands=["e-learning"]) == ([], [module])

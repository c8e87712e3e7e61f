"""Copying a year into the next, a session to other dates, and publishing many drafts."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.core.database import db
from app.notifications.models import Message
from app.programme.models import Strand
from app.programme.models_sessions import Day, Delivery, SessionState, Speaker, TrainingSession
from app.programme.models_weeks import DayTheme, LearningWeek
from app.programme.periods import next_year, programme_year, year_dates
from app.programme.rules_working_days import is_working_day
from app.programme.sessions import queries as sessions_queries
from app.programme.years import queries, services
from app.programme.years.rules_copying import (
    days_in_next_year,
    days_in_week,
    name_for_next_year,
    week_start_in_next_year,
)
from tests.builders import a_course, a_learning_week, a_manager, a_session, a_trainer
from tests.conftest import NOW
from tests.page import Visitor
from tests.words import PUBLISH_THOSE_TICKED

A_DAY = st.dates(min_value=date(2020, 4, 1), max_value=date(2050, 3, 31))
GAPS = st.lists(st.integers(min_value=1, max_value=10), max_size=3)


@pytest.fixture
def team(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


def with_gaps(first: date, gaps: list[int]) -> list[date]:
    return [first + timedelta(days=sum(gaps[:number])) for number in range(len(gaps) + 1)]


# The rule


@given(A_DAY, GAPS)
@settings(deadline=None, derandomize=True, max_examples=200)
def test_days_on_weekdays_keep_their_weekdays_in_the_next_year_clear_of_bank_holidays(
    first: date, gaps: list[int]
) -> None:
    days = with_gaps(first, gaps)
    assume(all(day.weekday() < 5 for day in days))
    moved, _ = days_in_next_year(days)
    assert programme_year(moved[0]) == next_year(programme_year(first))
    assert {(there - here).days for there, here in zip(moved, days, strict=True)} == {(moved[0] - first).days}
    assert (moved[0] - first).days % 7 == 0
    assert all(is_working_day(day) for day in moved)


@given(A_DAY)
@settings(deadline=None, derandomize=True, max_examples=200)
def test_no_week_sooner_would_have_done(first: date) -> None:
    """52 weeks or more, in the year, on a working day: earlier ones only where later ones leave the year."""
    assume(first.weekday() < 5)
    begins, ends = year_dates(next_year(programme_year(first)))
    weeks = [first + timedelta(weeks=number) for number in range(60)]
    would_do = [day for day in weeks[52:] if begins <= day <= ends and is_working_day(day)]
    ((moved,), _) = days_in_next_year([first])
    assert moved == would_do[0] if would_do else moved < first + timedelta(weeks=52)


@given(A_DAY)
@settings(deadline=None, derandomize=True, max_examples=100)
def test_a_day_on_a_weekend_goes_to_the_next_working_day(first: date) -> None:
    assume(first.weekday() >= 5)
    ((moved,), note) = days_in_next_year([first])
    usual = first + timedelta(weeks=52 if programme_year(first + timedelta(weeks=52)) != programme_year(first) else 53)
    between = [usual + timedelta(days=number) for number in range((moved - usual).days)]
    assert is_working_day(moved)
    assert not any(is_working_day(day) for day in between)
    assert f"is a {usual:%A}: moved" in note


@pytest.mark.parametrize(
    ("days", "moved", "note"),
    [
        ([date(2026, 6, 10)], [date(2027, 6, 9)], ""),
        ([date(2026, 4, 1)], [date(2027, 4, 7)], ""),  # 52 weeks on is still in the old year
        ([date(2026, 5, 4 + 1)], [date(2027, 5, 4)], ""),
        ([date(2026, 6, 1)], [date(2027, 6, 7)], "31 May 2027 is a bank holiday: moved 1 week later"),
        (
            [date(2026, 5, 29), date(2026, 6, 1)],
            [date(2027, 6, 4), date(2027, 6, 7)],
            "31 May 2027 is a bank holiday: moved 1 week later",
        ),
        ([date(2028, 3, 31)], [date(2029, 3, 23)], "30 March 2029 is a bank holiday: moved 1 week earlier"),
        ([date(2026, 6, 13)], [date(2027, 6, 14)], "12 June 2027 is a Saturday: moved 2 days later"),
        (
            [date(2026, 6, 12), date(2026, 6, 13)],  # one of them on a weekend
            [date(2027, 6, 14), date(2027, 6, 15)],
            "12 June 2027 is a Saturday: moved 3 days later",
        ),
    ],
)
def test_where_days_go(days: list[date], moved: list[date], note: str) -> None:
    assert days_in_next_year(days) == (moved, note)


@pytest.mark.parametrize(
    ("days", "moved", "note"),
    [
        ([date(2027, 3, 31)], [date(2028, 3, 29)], ""),  # the last day of its year, over a leap day
        ([date(2027, 4, 1)], [date(2028, 4, 6)], ""),  # the first
        ([date(2028, 2, 29)], [date(2029, 2, 27)], ""),
        ([date(2027, 3, 31), date(2027, 4, 1)], [date(2028, 3, 29), date(2028, 3, 30)], ""),  # of the year it begins in
        ([date(2030, 3, 31)], [date(2031, 3, 31)], "30 March 2031 is a Sunday: moved 1 day later"),
        ([date(2007, 3, 26)], [date(2008, 3, 31)], "24 March 2008 is a bank holiday: moved 1 week later"),
    ],
)
def test_at_the_years_edge_the_last_of_march_is_still_in_the_year(
    days: list[date], moved: list[date], note: str
) -> None:
    assert days_in_next_year(days) == (moved, note)


def test_a_learning_week_keeps_its_weekday_also_where_52_weeks_on_is_the_old_year() -> None:
    last_of_march, first_of_april = (
        LearningWeek(starts_on=on, ends_on=on + timedelta(days=5)) for on in (date(2031, 3, 31), date(2030, 4, 1))
    )
    assert week_start_in_next_year(last_of_march) == date(2032, 3, 29)
    assert week_start_in_next_year(first_of_april) == date(2031, 4, 7)
    saturday = first_of_april.ends_on
    assert days_in_week([saturday], first_of_april, None) == ([date(2031, 4, 12)], "")  # on purpose: nothing is said


@pytest.mark.parametrize(
    ("name", "taken", "expected"),
    [
        ("Learning Week 2027", [], "Learning Week 2028"),
        ("Learning Week 2026-27", [], "Learning Week 2027-28"),
        ("Adolescence week", [], "Adolescence week 2027-28"),
        ("Learning Week 2027", ["LEARNING WEEK 2028", "Learning Week 2028 (2)"], "Learning Week 2028 (3)"),
    ],
)
def test_a_learning_weeks_name_a_year_on(name: str, taken: list[str], expected: str) -> None:
    assert name_for_next_year(name, "2027-28", taken) == expected
    assert len(name_for_next_year("x" * 200, "2027-28", taken)) == 200


# Copying a year


def copy(year: str = "2026-27") -> list[TrainingSession]:
    return services.copy_year(year, by=a_manager(), at=NOW)


def test_a_session_is_copied_as_a_draft_with_all_its_rules(app: Flask) -> None:
    rules: dict[str, Any] = {
        "places": 24,
        "delivery": Delivery.HYBRID,
        "venue": "Library",
        "agency_cap": 3,
        "cap_lifted_days_before": 14,
        "prerequisite_years": 2,
        "audience": ["health"],
        "bars_non_attenders": True,
        "minimum": 8,
    }
    session = a_session(
        on=date(2026, 6, 10),
        trainers=[a_trainer("Ann")],
        joining_link="https://meet.example.org/1",
        opens_on=date(2026, 4, 15),
        closes_on=date(2026, 6, 3),
        **rules,
    )
    db.session.add(Speaker(session_id=session.id, shown_as="Sam", consented_on=date(2026, 6, 1)))
    db.session.commit()
    (draft,) = copy()
    assert (draft.state, draft.course, draft.copied_from_id) == (SessionState.DRAFT, session.course, session.id)
    assert {name: getattr(draft, name) for name in rules} == rules
    assert [(day.on, day.starts, day.ends) for day in draft.days] == [(date(2027, 6, 9), time(9, 30), time(13, 30))]
    assert (draft.opens_on, draft.closes_on) == (date(2027, 4, 14), date(2027, 6, 2))
    assert [trainer.name for trainer in draft.trainers] == ["Ann"]
    assert (draft.confirmed_trainers, draft.joining_link, draft.speakers) == ([], "", [])


def test_a_year_is_copied_without_what_has_no_place_in_the_next(app: Flask) -> None:
    """Also what has run; not drafts, cancelled or bespoke sessions, past registers, retired courses, other years."""
    ran, to_come = a_session(on=date(2026, 4, 20)), a_session(on=date(2027, 3, 24))
    a_session(on=date(2026, 6, 10), state=SessionState.DRAFT)
    a_session(on=date(2026, 6, 10), state=SessionState.CANCELLED)
    a_session(a_course(strand=Strand.BESPOKE), on=date(2026, 6, 10))
    a_session(on=date(2026, 6, 10), is_imported=True)
    a_session(a_course(is_retired=True), on=date(2026, 6, 10))
    a_session(on=date(2026, 3, 31))
    a_session(on=date(2027, 4, 1))
    assert {draft.copied_from_id for draft in copy()} == {ran.id, to_come.id}


def test_copying_twice_adds_nothing_and_posts_nothing(app: Flask) -> None:
    week = a_learning_week(date(2027, 2, 8))
    a_session(on=date(2026, 6, 10))
    a_session(on=date(2027, 2, 9), learning_week_id=week.id)
    assert len(copy()) == 2
    assert copy() == []
    assert db.session.query(LearningWeek).count() == 2
    assert db.session.query(Message).count() == 0
    a_session(on=date(2027, 2, 10), learning_week_id=week.id)  # since then one was added
    (late,) = copy()
    assert late.learning_week
    assert late.learning_week.starts_on == date(2028, 2, 7)
    assert db.session.query(LearningWeek).count() == 2


def test_a_learning_week_moves_as_a_whole(app: Flask) -> None:
    """Also where that puts a day on a bank holiday: the preview says so."""
    week = a_learning_week(date(2026, 6, 1), name="Learning Week 2026", introduction="Five days.")
    db.session.add(DayTheme(learning_week_id=week.id, day=date(2026, 6, 2), words="Neglect"))
    db.session.commit()
    session = a_session(on=date(2026, 6, 1), learning_week_id=week.id)
    (plan,) = queries.planned_copies("2026-27")
    assert plan.note == "31 May 2027 is a bank holiday: it keeps its place in the Learning Week"
    (draft,) = copy()
    copied = draft.learning_week
    assert copied
    assert (copied.name, copied.introduction, copied.theme) == ("Learning Week 2027", "Five days.", week.theme)
    assert (copied.starts_on, copied.ends_on) == (date(2027, 5, 31), date(2027, 6, 4))
    assert copied.theme_of(date(2027, 6, 1)) == "Neglect"
    assert draft.days[0].on - copied.starts_on == session.days[0].on - week.starts_on


def test_a_late_session_follows_a_learning_week_whose_copy_was_moved(app: Flask) -> None:
    week = a_learning_week(date(2027, 2, 8))
    a_session(on=date(2027, 2, 9), learning_week_id=week.id)
    (draft,) = copy()
    copied = draft.learning_week
    assert copied
    copied.starts_on, copied.ends_on = date(2028, 2, 14), date(2028, 2, 18)
    draft.plan_days([Day(date(2028, 2, 15), time(9), time(12))])
    db.session.commit()
    a_session(on=date(2027, 2, 10), learning_week_id=week.id)
    (late,) = copy()
    assert (late.learning_week, late.days[0].on) == (copied, date(2028, 2, 16))


def test_a_week_over_the_years_end_is_copied_with_the_year_in_which_it_begins(app: Flask) -> None:
    week = a_learning_week(date(2026, 3, 30), name="Spring week")
    before, after = (a_session(on=on, learning_week_id=week.id) for on in (date(2026, 3, 31), date(2026, 4, 1)))
    assert queries.years_to_copy() == ["2025-26"]
    assert [draft.copied_from_id for draft in copy("2025-26")] == [before.id, after.id]
    assert copy("2025-26") == []


def test_a_whole_year_lies_clear_of_days_off_a_year_on(app: Flask) -> None:
    """A session on every ninth day, Saturdays and Sundays too, some of two days, and a Learning Week."""
    course, week = a_course(), a_learning_week(date(2027, 2, 8))
    for number in range(0, 365, 9):
        first = date(2026, 4, 1) + timedelta(days=number)
        days = [Day(on, time(9, 30), time(12)) for on in with_gaps(first, [7] * (number % 2))]
        a_session(course, days=days)
    for on in (week.starts_on, week.ends_on):
        a_session(course, on=on, learning_week_id=week.id)
    drafts = copy()
    assert len(drafts) == 41 + 2
    assert {programme_year(draft.days[0].on) for draft in drafts} == {"2027-28"}
    assert [day.on for draft in drafts for day in draft.days if not is_working_day(day.on)] == []
    assert copy() == []
    assert db.session.query(Message).count() == 0


def test_a_year_is_copied_from_its_page(team: Visitor) -> None:
    a_session(a_course("Complex neglect"), on=date(2026, 6, 1))
    a_session(a_course("Old course", is_retired=True), on=date(2026, 6, 10))
    page = team.open_page("/manage/programme").click("Copy a year")
    assert page.h1 == "Copy 2026-27 into 2027-28"
    rows = [" ".join(row.get_text(" ").split()) for row in page.soup.select("tbody tr")]
    assert rows == [
        "Complex neglect Mon 1 Jun 2026 Mon 7 Jun 2027 31 May 2027 is a bank holiday: moved 1 week later",
        "Old course Wed 10 Jun 2026 – The course is retired: left out",
    ]
    page = page.press("Add 1 draft")
    assert page.notice == "1 draft added for 2027-28. Nobody is told until you publish them."
    assert "Complex neglect Monday 7 June 2027" in page.words
    page = page.click("Copy a year")
    assert "Already copied" in page.words
    assert "There is nothing left to copy." in page.words


def test_only_a_year_that_holds_sessions_can_be_copied(team: Visitor) -> None:
    assert "No year holds a published session yet" in team.open_page("/manage/programme/copy").words
    a_session(on=date(2025, 6, 10))
    a_session(on=date(2027, 6, 10))
    page = team.open_page("/manage/programme/copy?year=1066-67")
    assert page.h1 == "Copy 2027-28 into 2028-29"
    page = page.press("Show", year="2025-26")
    assert page.h1 == "Copy 2025-26 into 2026-27"
    page = page.press("Add 1 draft", year="1066-67")
    assert page.h1 == "Copy 2027-28 into 2028-29"
    assert sessions_queries.drafts() == []


# Copying one session


def test_a_session_is_copied_to_several_dates(team: Visitor) -> None:
    two_days = [Day(date(2026, 12, 7), time(9, 30), time(12)), Day(date(2026, 12, 9), time(13), time(16))]
    session = a_session(a_course("Complex neglect"), days=two_days, joining_link="https://meet.example.org/1")
    page = team.open_page(f"/manage/sessions/{session.id}").click("Copy to other dates")
    page = page.press("Add drafts", dates="2027-02-08\n\n8 March 2027\n 13/9/2027 ")
    assert page.notice == "3 drafts added. Only the training team can see them until you publish them."
    drafts = sessions_queries.drafts()
    assert [[day.on for day in draft.days] for draft in drafts] == [
        [date(2027, 2, 8), date(2027, 2, 10)],
        [date(2027, 3, 8), date(2027, 3, 10)],
        [date(2027, 9, 13), date(2027, 9, 15)],
    ]
    assert {(draft.copied_from_id, draft.joining_link) for draft in drafts} == {(session.id, "")}
    assert db.session.query(Message).count() == 0


def test_each_bad_line_of_dates_is_named_and_nothing_is_added(team: Visitor) -> None:
    session = a_session(on=date(2026, 12, 7))
    page = team.open_page(f"/manage/sessions/{session.id}/copy")
    assert page.press("Add drafts").problems == ["Enter at least one date"]
    page = page.press("Add drafts", dates="8/2/2027\n31 February 2027\n8 Feb 2027\n2026-12-07\n13 Feb 2027\n3/5/2027")
    assert page.problems == [
        "Line 2: “31 February 2027” isn’t a real date, such as 8 February 2027",
        "Line 3: this date is on line 1 already",
        "Line 4: this course has a session that starts then",
        "Line 5: 13 February 2027 is a Saturday",
        "Line 6: 3 May 2027 is a bank holiday",
    ]
    assert sessions_queries.drafts() == []


def test_weekends_are_taken_where_the_office_says_so_and_it_is_reminded(team: Visitor) -> None:
    week = a_learning_week(date(2026, 12, 7))
    session = a_session(on=date(2026, 12, 8), learning_week_id=week.id)
    page = team.open_page(f"/manage/sessions/{session.id}/copy")
    page = page.press("Add drafts", dates="13/2/2027\n10/12/2026", also_on_days_off="y")
    assert "Please look again: 13 February 2027 is a Saturday." in page.notice
    ann = a_trainer("Ann Lee")
    taught = a_session(on=date(2026, 12, 15), trainers=[ann])
    a_session(a_course("Neglect"), on=date(2027, 12, 14), trainers=[ann])
    page = team.open_page("/manage/programme/copy?year=2026-27")
    assert "Ann Lee also teaches Neglect, Tue 14 Dec 2027" in page.words
    a_session(a_course("Trio"), on=date(2027, 1, 12), trainers=[ann])
    page = team.open_page(f"/manage/sessions/{taught.id}/copy").press("Add drafts", dates="12/1/2027")
    assert "Please look again: Ann Lee also teaches Trio, Tue 12 Jan 2027" in page.notice
    assert [draft.learning_week_id for draft in sessions_queries.drafts() if not draft.trainers] == [
        week.id,
        None,
    ]  # the other lies outside it


# Publishing many


def test_ticked_drafts_are_published_together_and_a_past_one_stays(team: Visitor) -> None:
    drafts = [
        a_session(a_course(title), on=on, state=SessionState.DRAFT)
        for title, on in (("One", date(2027, 1, 5)), ("Two", date(2027, 1, 6)), ("Gone", date(2026, 5, 5)))
    ]
    other = a_session(state=SessionState.DRAFT)
    page = team.open_page("/manage/programme").press(PUBLISH_THOSE_TICKED, session=[draft.id for draft in drafts])
    assert page.notice == "2 sessions published. Still a draft, because its date has passed: Gone, Tue 5 May 2026."
    assert [draft.is_published for draft in drafts] == [True, True, False]
    assert other.is_draft
    page = page.press(PUBLISH_THOSE_TICKED)
    assert page.notice == "Tick the drafts to publish first."
    page = page.click("Tick all 2").press(PUBLISH_THOSE_TICKED)
    assert page.notice.startswith("1 session published.")
    assert other.is_published

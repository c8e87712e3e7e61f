"""The Learning Week laid out as a timetable."""

from datetime import date, time
from itertools import count

from app.catalogue.rules import Slot, timetable
from app.programme.models import Course, Strand
from app.programme.models_sessions import Day, Delivery, TrainingSession
from app.programme.models_weeks import DayTheme, LearningWeek

MONDAY, TUESDAY, SATURDAY, SUNDAY = (date(2027, 2, day) for day in (8, 9, 13, 14))
_ids = count(1)


def a_week(first: date = MONDAY, last: date = date(2027, 2, 12), **themes: str) -> LearningWeek:
    week = LearningWeek(name="Learning Week", starts_on=first, ends_on=last)
    week.themes = [DayTheme(day=date(2027, 2, int(day[1:])), words=words) for day, words in themes.items()]
    return week


def at(starts: str, ends: str, *dates: date) -> TrainingSession:
    session = TrainingSession(
        id=next(_ids), course=Course(title="Neglect", strand=Strand.CORE_TOPIC), delivery=Delivery.VIRTUAL
    )
    session.plan_days([Day(on, time.fromisoformat(starts), time.fromisoformat(ends)) for on in dates or (MONDAY,)])
    return session


def places(slots: list[Slot]) -> list[tuple[int, int, int]]:
    return [(slot.column, slot.first_row, slot.end_row) for slot in slots]


def test_an_empty_week_has_its_working_days_and_no_times() -> None:
    plan = timetable(a_week(MONDAY, SUNDAY), [])
    assert plan.times == []
    assert [day.on.isoweekday() for day in plan.days] == [1, 2, 3, 4, 5]
    assert plan.columns == 5


def test_a_weekend_day_stands_there_only_if_something_is_on() -> None:
    plan = timetable(a_week(MONDAY, SUNDAY), [at("10:00", "12:00", SATURDAY)])
    assert [day.on.isoweekday() for day in plan.days] == [1, 2, 3, 4, 5, 6]


def test_each_start_is_a_row_below_the_heading() -> None:
    plan = timetable(a_week(), [at("12:30", "13:30"), at("10:00", "12:00"), at("10:00", "11:00", TUESDAY)])
    assert plan.times == [time(10), time(12, 30)]
    assert places(plan.days[0].slots) == [(2, 2, 3), (2, 3, 4)]
    assert places(plan.days[1].slots) == [(3, 2, 3)]


def test_parallel_sessions_stand_side_by_side_and_widen_their_day() -> None:
    plan = timetable(a_week(), [at("10:00", "12:00"), at("10:00", "12:00"), at("10:00", "12:00", TUESDAY)])
    monday, tuesday = plan.days[:2]
    assert places(monday.slots) == [(2, 2, 3), (3, 2, 3)]
    assert (monday.first_column, monday.end_column) == (2, 4)
    assert (tuesday.first_column, tuesday.end_column) == (4, 5)
    assert plan.columns == 6


def test_a_long_session_covers_every_start_that_falls_within_it() -> None:
    plan = timetable(a_week(), [at("09:30", "16:30"), at("10:00", "12:00"), at("13:00", "15:00"), at("17:00", "18:00")])
    assert plan.times == [time(9, 30), time(10), time(13), time(17)]
    assert places(plan.days[0].slots) == [(2, 2, 5), (3, 3, 4), (3, 4, 5), (2, 5, 6)]


def test_a_session_that_starts_as_another_ends_stands_below_it() -> None:
    plan = timetable(a_week(), [at("10:00", "12:00"), at("12:00", "13:00")])
    assert places(plan.days[0].slots) == [(2, 2, 3), (2, 3, 4)]


def test_no_two_slots_of_a_day_overlap() -> None:
    sessions = [at(f"{9 + number % 5:02d}:00", f"{11 + number % 7:02d}:30") for number in range(12)]
    [monday, *_] = timetable(a_week(), sessions).days
    taken = [(slot.column, row) for slot in monday.slots for row in range(slot.first_row, slot.end_row)]
    assert len(taken) == len(set(taken))
    assert len(monday.slots) == 12
    assert max(slot.column for slot in monday.slots) < monday.end_column


def test_a_session_of_two_days_stands_on_both() -> None:
    plan = timetable(a_week(), [at("09:30", "16:30", MONDAY, TUESDAY)])
    assert [len(day.slots) for day in plan.days] == [1, 1, 0, 0, 0]


def test_a_day_carries_its_theme() -> None:
    plan = timetable(a_week(d9="Digital safeguarding"), [])
    assert [day.theme for day in plan.days[:3]] == ["", "Digital safeguarding", ""]

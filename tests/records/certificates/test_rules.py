"""When attendance is due again, and what a code is: no database."""

from datetime import date, time

import pytest

from app.booking.eligibility.rules import due_on
from app.programme.models import Course, Strand
from app.programme.models_sessions import SessionDay
from app.records.certificates.rules import CODE_LENGTH, CODE_LETTERS, code_from, dates_in_words, new_code
from app.records.training.rules import (
    Counted,
    RefresherStanding,
    course_records,
    refresher_standing,
    refreshers,
)

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("last", "years", "due"),
    [
        (date(2026, 12, 3), 2, date(2028, 12, 3)),
        (date(2026, 12, 3), 1, date(2027, 12, 3)),
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 3, date(2027, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2026, 2, 28), 2, date(2028, 2, 28)),
        (date(2026, 3, 1), 2, date(2028, 3, 1)),
        (date(2025, 12, 31), 2, date(2027, 12, 31)),
        (date(2020, 5, 5), 2**31 - 1, date(9999, 5, 5)),
    ],
)
def test_attendance_counts_until_the_same_date_some_years_later(last: date, years: int, due: date) -> None:
    assert due_on(last, years) == due


@pytest.mark.parametrize(
    ("due", "stands"),
    [
        (date(2026, 11, 22), RefresherStanding.OVERDUE),
        (date(2026, 11, 23), RefresherStanding.SOON),
        (date(2026, 11, 24), RefresherStanding.SOON),
        (date(2027, 2, 21), RefresherStanding.SOON),
        (date(2027, 2, 22), RefresherStanding.CURRENT),
        (date(2020, 1, 1), RefresherStanding.OVERDUE),
        (date(2030, 1, 1), RefresherStanding.CURRENT),
    ],
)
def test_a_refresher_is_overdue_the_day_after_and_due_soon_from_ninety_days_before(
    due: date, stands: RefresherStanding
) -> None:
    assert refresher_standing(due, today=TODAY) is stands


def a_course(number: int = 1, years: int | None = 2, **more: object) -> Course:
    details = {"title": f"Course {number}", "is_retired": False, "strand": Strand.CORE_TOPIC}
    return Course(id=number, refresh_years=years, **(details | more))


@pytest.mark.parametrize(
    ("times", "last", "is_evidence", "due"),
    [
        ([(date(2025, 5, 1), False)], date(2025, 5, 1), False, date(2027, 5, 1)),
        ([(date(2021, 5, 1), False), (date(2025, 5, 1), False)], date(2025, 5, 1), False, date(2027, 5, 1)),
        ([(date(2025, 5, 1), False), (date(2021, 5, 1), False)], date(2025, 5, 1), False, date(2027, 5, 1)),
        ([(date(2021, 5, 1), False), (date(2026, 1, 9), True)], date(2026, 1, 9), True, date(2028, 1, 9)),
        ([(date(2026, 2, 1), False), (date(2026, 1, 9), True)], date(2026, 2, 1), False, date(2028, 2, 1)),
        ([(date(2026, 1, 9), True)], date(2026, 1, 9), True, date(2028, 1, 9)),
    ],
)
def test_the_latest_attendance_or_accepted_evidence_decides_when_it_is_due(
    times: list[tuple[date, bool]], last: date, is_evidence: bool, due: date
) -> None:
    course = a_course()
    (record,) = course_records([Counted(course, on, evidence) for on, evidence in times], today=TODAY)
    assert (record.last.on, record.last.is_evidence, record.due) == (last, is_evidence, due)
    assert len(record.times) == len(times)


@pytest.mark.parametrize("course", [a_course(years=None), a_course(is_retired=True)])
def test_a_course_without_a_period_or_retired_is_never_due(course: Course) -> None:
    (record,) = course_records([Counted(course, date(2001, 1, 1))], today=TODAY)
    assert (record.due, record.standing) == (None, None)
    assert refreshers([record]) == []


def test_a_course_never_attended_is_in_nobodys_record() -> None:
    assert course_records([], today=TODAY) == []


def test_refreshers_stand_with_the_soonest_first() -> None:
    counted = [Counted(a_course(number), date(2020 + number, 1, 1)) for number in (3, 1, 2)]
    records = course_records(counted, today=TODAY)
    assert [record.course.id for record in records] == [1, 2, 3]
    assert [record.course.id for record in refreshers(reversed(records))] == [1, 2, 3]


def test_a_code_is_long_and_made_of_letters_that_nothing_resembles() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == CODE_LENGTH and set(code) <= set(CODE_LETTERS) for code in codes)
    assert not set(CODE_LETTERS) & set("01258ABEILOSUZ")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("KH4M-9TQC-W3XD", "KH4M9TQCW3XD"),
        (" kh4m 9tqc w3xd ", "KH4M9TQCW3XD"),
        ("kh4m–9tqc—w3xd.", "KH4M9TQCW3XD"),
        ("", ""),
        ("---", ""),
        ("٤" * 12, ""),
        ("x" * 5000, "X" * 100),
    ],
)
def test_case_spaces_and_dashes_of_a_typed_code_dont_matter(typed: str, code: str) -> None:
    assert code_from(typed) == code


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ([3], "3 December 2026"),
        ([3, 10], "3 December 2026 and 10 December 2026"),
        ([3, 4, 10], "3 December 2026 to 10 December 2026, 3 days"),
    ],
)
def test_the_days_of_a_session_in_words(dates: list[int], words: str) -> None:
    days = [SessionDay(on=date(2026, 12, day), starts=time(9), ends=time(12)) for day in dates]
    assert dates_in_words(days) == words

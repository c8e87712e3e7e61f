"""What others than the office may see: whole years and quarters, one naming, small groups suppressed."""

from datetime import date

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.booking.states import Outcome
from app.core import clock
from app.reporting.figures.rules import By
from app.reporting.published.queries import report_for_others
from app.reporting.published.rules import LEFT_OUT, NotForOthers, Presence, shown_beside, shown_rows
from tests.builders import a_closed_register, a_course, a_session, an_agency
from tests.data.everything import bookings_of_many

YEAR = "2025-26"


def a_year_of(**people: int) -> None:
    """One course; of each agency so many people, of whom all attended."""
    session = a_session(a_course("Neglect"), on=date(2025, 5, 2), places=200)
    for agency, how_many in people.items():
        bookings_of_many(session, an_agency(agency), [Outcome.ATTENDED] * how_many)
    a_closed_register(session)


def test_an_agency_of_fewer_than_five_stands_in_no_row_of_its_own_and_neither_does_the_next(app: Flask) -> None:
    a_year_of(Police=9, School=6, Trust=5, Charity=2)
    report, shown = report_for_others(YEAR, By.AGENCY, at=clock.now())
    assert [row.label for row in shown.rows] == ["Police", "School"]
    assert shown.left_out is not None
    assert (shown.left_out.label, shown.left_out.figures.attended) == (LEFT_OUT, 7)
    assert report.total.attended == 22
    _, shown = report_for_others(YEAR, By.AGENCY_AND_COURSE, at=clock.now())
    assert [row.label for row in shown.rows] == ["Police, Neglect", "School, Neglect"]


def test_attendance_by_course_and_by_quarter_is_not_suppressed(app: Flask) -> None:
    a_year_of(Charity=2)
    for quarter in (None, 1):
        report, shown = report_for_others(YEAR, By.COURSE, quarter=quarter, at=clock.now())
        assert ([row.label for row in shown.rows], shown.left_out) == (["Neglect"], None)
        assert report.total.attended == 2


@pytest.mark.parametrize(
    ("by", "quarter"),
    [(By.AGENCY, 1), (By.SECTOR, 2), (By.SECTOR_AND_COURSE, None), (By.TRAINER, None), (By.SESSION, 1)],
)
def test_no_other_breakdown_is_published(app: Flask, by: By, quarter: int | None) -> None:
    """What a quarter told of agencies could be subtracted from their year."""
    with pytest.raises(NotForOthers):
        report_for_others(YEAR, by, quarter=quarter, at=clock.now())


people = st.dictionaries(
    st.tuples(st.sampled_from("ABC"), st.sampled_from("xyz")),
    st.sets(st.integers(1, 30), max_size=9),
    max_size=9,
)


@given(people)
def test_whatever_is_left_out_is_of_five_people_or_nobody(there: dict[tuple[str, str], set[int]]) -> None:
    present = {
        (agency, course): [Presence(1000 * number + each, each) for each in persons]
        for number, ((agency, course), persons) in enumerate(there.items())
    }
    shown = shown_rows(present)
    agencies = {agency for agency, _ in there}
    for key in shown:
        if key:
            assert len(_people(present, key)) >= 5  # type: ignore[arg-type]
    for agency in agencies & {key[0] for key in shown if isinstance(key, tuple) and len(key) == 1}:
        rest = {each for cell in present if cell[0] == agency and cell not in shown for each in _people(present, cell)}
        assert not rest or len(rest) >= 5


def _people(present: dict[tuple[str, str], list[Presence]], key: tuple[str, ...]) -> set[int]:
    return {each.person for cell, people in present.items() if cell[: len(key)] == key for each in people}


def test_courses_are_told_beside_quarters_only_where_nobody_can_be_told_apart() -> None:
    """Three of seven on a course came in the first quarter: the rest of that quarter would give them away."""
    neglect = [Presence(number, number) for number in range(7)]
    trio = [Presence(number, number) for number in range(10, 20)]
    assert shown_beside([neglect, trio], {"Neglect": neglect, "Trio": trio}) == {"Neglect", "Trio"}
    first, second = [*neglect[:3], *trio], neglect[3:]
    assert shown_beside([first, second], {"Neglect": neglect, "Trio": trio}) == set()

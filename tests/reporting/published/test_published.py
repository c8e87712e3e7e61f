"""What others than the office may see: whole years and quarters, one naming, small groups suppressed."""

from datetime import date
from itertools import count, islice

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.models import Sector
from app.booking.states import BookingState, Outcome
from app.core import clock
from app.programme.models import Strand
from app.reporting.figures.rules import By
from app.reporting.published.queries import report_for_others
from app.reporting.published.rules import LEFT_OUT, NotForOthers, Presence, shown_among, shown_beside, shown_rows
from app.reporting.sections.queries_people import who_came
from app.reporting.sections.queries_period import ReportedPeriod
from tests.builders import a_booking, a_closed_register, a_course, a_session, a_user, an_agency
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


def test_the_reports_table_of_sectors_puts_small_ones_together_with_the_next_and_names_them(app: Flask) -> None:
    """Three of education came, one of whom came again for a charity, and one of justice didn’t: four people, so that
    health stands with them. Who worked for two is one person."""
    session = a_session(a_course("Neglect"), on=date(2025, 5, 2), places=200)
    for sector, how_many in ((Sector.POLICE, 9), (Sector.HEALTH, 6), (Sector.EDUCATION, 2)):
        bookings_of_many(session, an_agency(sector=sector), [Outcome.ATTENDED] * how_many)
    bookings_of_many(session, an_agency(sector=Sector.JUSTICE), [Outcome.NO_SHOW])
    a_closed_register(session)
    moved = a_user()
    later = a_session(a_course("Trio"), on=date(2025, 6, 2), places=200)
    for where, sector in ((session, Sector.EDUCATION), (later, Sector.VOLUNTARY)):
        a_booking(where, moved, state=BookingState.BOOKED, outcome=Outcome.ATTENDED, agency=an_agency(sector=sector))
    a_closed_register(later)
    [sectors] = [table for table in who_came(ReportedPeriod(YEAR, clock.now())).tables if table.headings[0] == "Sector"]
    assert [list(row) for row in sectors.rows] == [
        ["Police", "9", "45%", "9", "9"],
        ["Put together: Education, Health, Justice and Voluntary and faith", "11", "55%", "10", "9"],
    ]
    assert list(sectors.total) == ["Total", "20", "100%", "19", "18"]


def test_a_row_is_told_only_if_enough_had_a_place_and_enough_of_them_came() -> None:
    def people(**groups: int) -> dict[object, list[Presence]]:
        numbers = count()
        return {name: [Presence(each, each) for each in islice(numbers, size)] for name, size in groups.items()}

    had_a_place = people(Police=9, Health=8, Trust=6)
    assert shown_among(had_a_place) == {(), "Police", "Health", "Trust"}
    assert shown_among(had_a_place, people(Police=9, Health=8, Trust=4)) == {(), "Police"}
    assert shown_among(had_a_place, people(Police=9, Health=8)) == {(), "Police", "Health"}
    assert shown_among(people(Police=4)) == frozenset()


def test_the_table_of_sectors_is_of_the_planned_programme_and_names_no_few(app: Flask) -> None:
    """Four people of justice, and none of bespoke work: nothing may be told apart."""
    planned = a_session(a_course("Neglect"), on=date(2025, 5, 2), places=200)
    bespoke = a_session(a_course("Bespoke", strand=Strand.BESPOKE), on=date(2025, 5, 3), places=200)
    bookings_of_many(planned, an_agency(sector=Sector.JUSTICE), [Outcome.ATTENDED] * 4)
    bookings_of_many(bespoke, an_agency(sector=Sector.JUSTICE), [Outcome.ATTENDED] * 9)
    told = who_came(ReportedPeriod(YEAR, clock.now())).tables
    assert [table.headings[0] for table in told] == ["Course"]


def test_others_see_agencies_under_the_name_of_the_time_alone(app: Flask) -> None:
    old, new = an_agency("Old School"), an_agency("New School")
    old.merged_into_id = new.id
    session = a_session(a_course("Neglect"), on=date(2025, 5, 2), places=200)
    for agency in (old, new):
        bookings_of_many(session, agency, [Outcome.ATTENDED] * 6)
    _, shown = report_for_others(YEAR, By.AGENCY, at=clock.now())
    assert [row.label for row in shown.rows] == ["New School", "Old School"]

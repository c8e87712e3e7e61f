"""What is counted, in which period, and where it stands: the definitions of the report."""

from datetime import date, time, timedelta

import pytest

from app.accounts.models import Sector
from app.attendance.registers.services import close_register, mark
from app.booking.leaving.services import withdraw
from app.booking.places.services import book_place
from app.booking.places.services_walk_ins import record_walk_in
from app.booking.states import BookingState, Outcome
from app.core import clock
from app.core.database import db
from app.programme.models import Strand
from app.programme.models_sessions import Day, SessionState, TrainingSession
from app.programme.queries_periods import years_with_sessions
from app.reporting.figures.queries import report
from app.reporting.figures.rules import By, Report, ReportRow
from tests.builders import (
    HALF_DAY,
    a_booking,
    a_closed_register,
    a_course,
    a_delegate,
    a_learning_week,
    a_manager,
    a_past_session,
    a_session,
    a_user,
    an_agency,
)
from tests.conftest import NOW, clock_at
from tests.words import NO_AGENCY_GIVEN

pytestmark = pytest.mark.usefixtures("app")
YEAR = (date(2026, 4, 1), date(2027, 3, 31))

OUTSIDE = {
    Outcome.WALK_IN: BookingState.WALKED_IN,
    Outcome.CANCELLED: BookingState.CANCELLED,
    Outcome.SUBSTITUTED: BookingState.SUBSTITUTED,
    Outcome.CANCELLED_BY_US: BookingState.CANCELLED,
}
INSIDE = {
    Outcome.ATTENDED: BookingState.BOOKED,
    Outcome.LEFT_EARLY: BookingState.BOOKED,
    Outcome.LATE_REFUSED: BookingState.BOOKED,
    Outcome.NO_SHOW: BookingState.BOOKED,
    Outcome.EXCUSED: BookingState.BOOKED,
    Outcome.LATE_CANCELLED: BookingState.CANCELLED,
}
COLUMN = {
    Outcome.ATTENDED: "attended",
    Outcome.LEFT_EARLY: "left_early",
    Outcome.LATE_REFUSED: "late_refused",
    Outcome.NO_SHOW: "no_shows",
    Outcome.EXCUSED: "excused",
    Outcome.LATE_CANCELLED: "late_cancellations",
    Outcome.CANCELLED: "cancellations",
    Outcome.WALK_IN: "walk_ins",
}


def figures(by: By = By.COURSE, since: date = YEAR[0], until: date = YEAR[1]) -> Report:
    return report(since, until, by, at=clock.now())


def names(rows: list[ReportRow]) -> list[str]:
    return [row.name for row in rows]


def a_session_that_ran(*outcomes: Outcome | None, is_closed: bool = True, **more: object) -> TrainingSession:
    """Yesterday's, with a booking for each outcome (None is not marked)."""
    session = a_past_session(**more)  # type: ignore[arg-type]
    for outcome in outcomes:
        a_booking(session, outcome=outcome, state=(INSIDE | OUTSIDE).get(outcome, BookingState.BOOKED))  # type: ignore[arg-type]
    if is_closed:
        a_closed_register(session)
    return session


# --- Every outcome in its place ---


@pytest.mark.parametrize("outcome", INSIDE)
def test_these_outcomes_took_a_place(outcome: Outcome) -> None:
    a_session_that_ran(outcome)
    total = figures().total
    assert (total.places_allocated, total.places_registered) == (1, 1)
    assert getattr(total, COLUMN[outcome]) == 1


@pytest.mark.parametrize("outcome", OUTSIDE)
def test_these_outcomes_took_none(outcome: Outcome) -> None:
    a_session_that_ran(outcome)
    total = figures().total
    assert (total.places_allocated, total.places_registered) == (0, 0)
    assert (total.uptake_percent, total.attendance_percent) == (0, None)


@pytest.mark.parametrize("outcome", [*Outcome])
def test_an_outcome_is_counted_in_its_own_column_alone(outcome: Outcome) -> None:
    a_session_that_ran(outcome, outcome)
    total = figures().total
    assert {name: getattr(total, name) for name in COLUMN.values() if getattr(total, name)} == (
        {COLUMN[outcome]: 2} if outcome in COLUMN else {}
    )


def test_only_who_was_there_for_all_of_it_attended() -> None:
    a_session_that_ran(Outcome.ATTENDED, Outcome.LEFT_EARLY, Outcome.LATE_REFUSED, Outcome.NO_SHOW)
    assert figures().total.attendance_percent == 25


def test_walk_ins_are_outside_both_percentages() -> None:
    a_session_that_ran(Outcome.ATTENDED, Outcome.NO_SHOW, *[Outcome.WALK_IN] * 8, places=2)
    total = figures().total
    assert (total.walk_ins, total.places_allocated, total.attended) == (8, 2, 1)
    assert (total.uptake_percent, total.attendance_percent) == (100, 50)


@pytest.mark.parametrize("state", [BookingState.HELD, BookingState.LAPSED])
def test_a_place_that_was_only_held_is_not_allocated_to_anybody(state: BookingState) -> None:
    a_booking(a_session_that_ran(), state=state)
    assert figures().total.places_allocated == 0
    assert figures(By.AGENCY).rows == []


def test_a_place_not_marked_yet_is_allocated_and_not_registered() -> None:
    a_session_that_ran(None, Outcome.ATTENDED, Outcome.ATTENDED, is_closed=False)
    total = figures().total
    assert (total.places_allocated, total.places_registered, total.registers_outstanding) == (3, 0, 1)
    assert (total.attended, total.attendance_percent) == (2, None)


def test_attendance_is_of_closed_registers_alone() -> None:
    a_session_that_ran(Outcome.ATTENDED, Outcome.NO_SHOW)
    a_session_that_ran(Outcome.ATTENDED, Outcome.ATTENDED, Outcome.ATTENDED, is_closed=False)
    total = figures().total
    assert (total.attended, total.places_allocated, total.places_registered) == (4, 5, 2)
    assert total.attendance_percent == 50


def test_what_is_divided_by_nothing_is_no_figure() -> None:
    a_session_that_ran(places=0)
    total = figures().total
    assert (total.sessions, total.uptake_percent, total.attendance_percent) == (1, None, None)


def test_a_year_without_sessions_is_empty_and_no_error() -> None:
    for by in By:
        empty = figures(by)
        assert (empty.rows, empty.apart, empty.total.sessions) == ([], [], 0)
        assert (empty.total.uptake_percent, empty.total.attendance_percent) == (None, None)


# --- Late cancellations that were refilled ---


def test_a_refilled_late_cancellation_is_counted_and_takes_no_place() -> None:
    """So allocated never passes offered."""
    session = a_session(places=1)
    late = session.starts_at - timedelta(hours=3)
    first, second, manager = a_user(), a_user(), a_manager()
    booking = book_place(session, a_delegate(), by=first, at=clock.now())
    withdraw(booking, by=first, at=late)
    refill = book_place(session, a_delegate(), by=second, at=late + timedelta(minutes=5))
    with clock_at(session.ends_at):
        mark(refill, Outcome.ATTENDED, by=manager, at=clock.now())
        close_register(session, by=manager, at=clock.now())
        total = figures().total
    assert (total.late_cancellations, total.places_offered, total.places_allocated) == (1, 1, 1)
    assert (total.uptake_percent, total.attendance_percent) == (100, 100)


def test_a_late_cancellation_that_nobody_refilled_took_its_place() -> None:
    session = a_session(places=2)
    late = session.starts_at - timedelta(hours=3)
    first, second, manager = a_user(), a_user(), a_manager()
    withdraw(book_place(session, a_delegate(), by=first, at=clock.now()), by=first, at=late)
    came = book_place(session, a_delegate(), by=second, at=late + timedelta(minutes=5))
    with clock_at(session.ends_at):
        mark(came, Outcome.ATTENDED, by=manager, at=clock.now())
        close_register(session, by=manager, at=clock.now())
        total = figures().total
    assert (total.late_cancellations, total.places_allocated, total.attendance_percent) == (1, 2, 50)


def test_of_a_chain_of_late_cancellations_only_the_last_stands_unfilled() -> None:
    session = a_session(places=1)
    late = session.starts_at - timedelta(hours=3)
    for minutes in (1, 2, 3):
        person = a_user()
        withdraw(book_place(session, a_delegate(), by=person, at=late), by=person, at=late + timedelta(minutes=minutes))
    with clock_at(session.ends_at):
        total = figures().total
    assert (total.late_cancellations, total.places_allocated, total.uptake_percent) == (3, 1, 100)


def test_a_walk_in_refills_nothing() -> None:
    session = a_session(places=1)
    late = session.starts_at - timedelta(hours=3)
    person, manager = a_user(), a_manager()
    withdraw(book_place(session, a_delegate(), by=person, at=clock.now()), by=person, at=late)
    with clock_at(session.ends_at):
        record_walk_in(
            session, name="Somebody", email="somebody@example.org", agency=None, by=manager, at=session.starts_at
        )
        total = figures().total
    assert (total.places_allocated, total.walk_ins) == (1, 1)


# --- Which sessions ---


def test_a_draft_is_not_counted() -> None:
    a_past_session(state=SessionState.DRAFT)
    assert (figures().rows, years_with_sessions()) == ([], [])


def test_a_cancelled_session_has_a_row_and_offers_no_places() -> None:
    session = a_past_session(a_course("Called off"), state=SessionState.CANCELLED)
    a_booking(session, outcome=Outcome.CANCELLED_BY_US, state=BookingState.CANCELLED)
    row = figures().rows[0]
    assert row.name == "Called off"
    assert (row.figures.sessions, row.figures.sessions_cancelled, row.figures.places_offered) == (0, 1, 0)
    assert (row.figures.places_allocated, row.figures.registers_outstanding) == (0, 0)
    assert (row.figures.uptake_percent, row.figures.attendance_percent) == (None, None)


def test_nobody_had_a_place_on_a_session_that_we_cancelled() -> None:
    session = a_past_session(state=SessionState.CANCELLED)
    a_booking(session)
    a_booking(session, outcome=Outcome.LATE_CANCELLED, state=BookingState.CANCELLED)
    assert figures().total.places_allocated == 0


def test_a_session_without_bookings_offered_its_places() -> None:
    a_session_that_ran(places=25)
    total = figures().total
    assert (total.sessions, total.places_offered, total.uptake_percent) == (1, 25, 0)


@pytest.mark.parametrize("strand", [Strand.BESPOKE, Strand.E_LEARNING])
def test_bespoke_and_e_learning_stand_apart_from_the_planned_programme(strand: Strand) -> None:
    a_session_that_ran(Outcome.ATTENDED, course=a_course("For one team", strand))
    for by in By:
        told = figures(by)
        assert (told.rows, told.total.sessions, told.total.attended) == ([], 0, 0)
        (row,) = told.apart
        assert (row.kind, row.figures.attended) == (strand.value, 1)
    assert figures().apart[0].name == "For one team"


def test_open_sessions_stand_apart_and_booked_ones_of_the_same_course_do_not() -> None:
    course = a_course("Spotlight on neglect", Strand.LUNCHTIME)
    a_session_that_ran(Outcome.ATTENDED, course=course)
    a_session_that_ran(course=course, is_open=True, places=100, is_closed=False)
    told = figures()
    assert [(row.name, row.kind, row.figures.places_offered) for row in told.rows] == [(course.title, "", 20)]
    assert [(row.name, row.kind, row.figures.sessions) for row in told.apart] == [(course.title, "open", 1)]
    assert told.total.places_offered == 20


@pytest.mark.parametrize(("strand", "is_open"), [(Strand.LUNCHTIME, True), (Strand.E_LEARNING, False)])
def test_a_session_that_nobody_books_offers_no_places_and_waits_for_no_register(strand: Strand, is_open: bool) -> None:
    a_session_that_ran(course=a_course(strand=strand), is_open=is_open, places=100, is_closed=False)
    (row,) = figures().apart
    assert (row.figures.sessions, row.figures.places_offered, row.figures.registers_outstanding) == (1, 0, 0)


def test_heads_of_bespoke_work_that_nobody_booked_count_where_bespoke_work_stands() -> None:
    """Elected members, say: sometimes there is only a count of heads."""
    session = a_past_session(a_course("For elected members", Strand.BESPOKE), is_open=True)
    a_closed_register(session).head_count = 22
    db.session.commit()
    for by in (By.COURSE, By.SECTOR, By.STRAND):
        (row,) = figures(by).apart
        assert (row.kind, row.figures.attendances, row.figures.places_offered) == ("bespoke", 22, 0)


@pytest.mark.parametrize("strand", [Strand.CORE_TOPIC, Strand.SPECIALIST, Strand.LUNCHTIME, Strand.CONFERENCE])
def test_every_other_strand_is_the_planned_programme(strand: Strand) -> None:
    a_session_that_ran(Outcome.ATTENDED, course=a_course("Planned", strand))
    assert (names(figures().rows), figures().apart) == (["Planned"], [])
    assert names(figures(By.STRAND).rows) == [strand.value]


def test_a_session_of_a_learning_week_is_the_planned_programme() -> None:
    a_session_that_ran(Outcome.ATTENDED, learning_week=a_learning_week())
    assert figures().total.attended == 1


# --- Which dates ---


def the_only_day(day: date) -> int:
    return figures(since=day, until=day).total.sessions


def test_both_dates_are_inclusive() -> None:
    for day in (9, 10, 11, 12):
        a_session(on=date(2026, 6, day))
    assert figures(since=date(2026, 6, 10), until=date(2026, 6, 11)).total.sessions == 2
    assert the_only_day(date(2026, 6, 9)) == 1


@pytest.mark.parametrize(
    ("day", "hours", "year"),
    [
        (date(2026, 4, 1), (time(0, 0), time(1, 0)), 2026),
        (date(2026, 3, 31), (time(23, 0), time(23, 59)), 2025),
        (date(2026, 3, 31), (time(0, 0), time(0, 30)), 2025),
        (date(2025, 4, 1), (time(0, 30), time(1, 30)), 2025),
    ],
)
def test_a_year_begins_and_ends_at_midnight_in_london_though_it_is_summer_time(
    day: date, hours: tuple[time, time], year: int
) -> None:
    """At midnight of 1 April it is still 31 March in UTC."""
    a_session(on=day, hours=hours)
    for first in (2024, 2025, 2026):
        in_year = figures(since=date(first, 4, 1), until=date(first + 1, 3, 31)).total.sessions
        assert in_year == (1 if first == year else 0)
    assert years_with_sessions() == [f"{year}-{year % 100 + 1}"]


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2025, 10, 26), date(2026, 6, 1), date(2026, 1, 5)])
@pytest.mark.parametrize("hours", [(time(0, 0), time(0, 59)), (time(9, 30), time(13, 30)), (time(23, 0), time(23, 59))])
def test_a_day_is_londons_from_midnight_to_midnight_even_when_clocks_change(
    day: date, hours: tuple[time, time]
) -> None:
    a_session(on=day, hours=hours)
    days = [the_only_day(day + timedelta(days=offset)) for offset in (-1, 0, 1)]
    assert days == [0, 1, 0]


def test_a_session_counts_once_its_last_day_has_ended() -> None:
    days = [Day(date(2026, 11, number), *HALF_DAY) for number in (24, 26)]
    session = a_session(days=days)
    for instant, counted in [
        (NOW, 0),
        (clock.from_london(date(2026, 11, 25), time(10)), 0),
        (session.ends_at - timedelta(seconds=1), 0),
        (session.ends_at, 1),
    ]:
        with clock_at(instant):
            assert figures().total.sessions == counted


def test_a_session_over_two_years_counts_in_the_year_of_its_first_day() -> None:
    a_session(days=[Day(date(2026, 3, 31), *HALF_DAY), Day(date(2026, 4, 1), *HALF_DAY)])
    assert figures().total.sessions == 0
    assert figures(since=date(2025, 4, 1), until=date(2026, 3, 31)).total.sessions == 1


def test_a_cancelled_session_counts_once_it_would_have_ended() -> None:
    session = a_session(on=clock.today() + timedelta(days=1), state=SessionState.CANCELLED)
    assert figures().rows == []
    with clock_at(session.ends_at):
        assert figures().total.sessions_cancelled == 1


@pytest.mark.parametrize(("since", "until"), [(date(1, 1, 1), date(9999, 12, 31)), (date.max, date.max)])
def test_the_furthest_dates_are_no_error(since: date, until: date) -> None:
    a_session_that_ran()
    assert figures(since=since, until=until).total.sessions == (since < date(2026, 1, 1))


# --- By agency, sector and strand ---


def two_agencies_on_two_sessions() -> None:
    health, police = an_agency("Health Trust", Sector.HEALTH), an_agency("Police", Sector.POLICE)
    first, second = a_past_session(places=10), a_past_session(places=10)
    for session, agency, outcome in [
        (first, health, Outcome.ATTENDED),
        (first, health, Outcome.ATTENDED),
        (first, police, Outcome.NO_SHOW),
        (second, health, Outcome.LEFT_EARLY),
    ]:
        a_booking(session, a_user(agency=agency), outcome)
    a_booking(first, a_user(agency=None), Outcome.ATTENDED)
    a_booking(second, a_user(agency=police), Outcome.WALK_IN, state=BookingState.WALKED_IN)
    for session in (first, second):
        a_closed_register(session)


@pytest.mark.parametrize(
    ("by", "health", "police"), [(By.AGENCY, "Health Trust", "Police"), (By.SECTOR, "health", "police")]
)
def test_by_agency_or_sector_each_has_its_share_of_the_allocated_places(by: By, health: str, police: str) -> None:
    two_agencies_on_two_sessions()
    told = figures(by)
    rows = {row.name: told.as_numbers(row) for row in told.rows}
    assert list(rows) == [health, NO_AGENCY_GIVEN, police]
    shares = {name: (row["sessions"], row["places_allocated"], row["share_percent"]) for name, row in rows.items()}
    assert shares == {health: (2, 3, 60), police: (2, 1, 20), NO_AGENCY_GIVEN: (1, 1, 20)}
    assert (rows[health]["attendance_percent"], rows[police]["attendance_percent"]) == (67, 0)
    assert rows[police]["walk_ins"] == 1


@pytest.mark.parametrize("by", [By.AGENCY, By.SECTOR])
def test_by_agency_or_sector_places_offered_and_uptake_mean_nothing(by: By) -> None:
    two_agencies_on_two_sessions()
    a_session_that_ran(Outcome.ATTENDED, course=a_course(strand=Strand.BESPOKE))
    told = figures(by)
    for row in (*told.rows, *told.apart, told.total_row):
        numbers = told.as_numbers(row)
        assert (numbers["places_offered"], numbers["uptake_percent"]) == (None, None)
        assert "share_percent" in numbers


def test_where_nothing_was_allocated_nobody_has_a_share() -> None:
    a_session_that_ran(Outcome.WALK_IN)
    told = figures(By.AGENCY)
    assert told.as_numbers(told.rows[0])["share_percent"] is None


def test_the_total_is_the_same_however_it_is_divided() -> None:
    two_agencies_on_two_sessions()
    a_session_that_ran(Outcome.ATTENDED, Outcome.CANCELLED, None, is_closed=False)
    a_past_session(state=SessionState.CANCELLED)
    assert len({repr(figures(by).total) for by in By}) == 1


def test_agencies_of_one_sector_are_one_row() -> None:
    session = a_past_session()
    for name in ("One", "Two"):
        a_booking(session, a_user(agency=an_agency(name, Sector.EDUCATION)), Outcome.ATTENDED)
    a_closed_register(session)
    (row,) = figures(By.SECTOR).rows
    assert (row.name, row.figures.sessions, row.figures.attended) == ("education", 1, 2)


def test_a_booking_counts_for_the_agency_it_was_made_from_though_the_person_has_moved() -> None:
    person = a_user(agency=an_agency("Old"))
    session = a_past_session()
    a_booking(session, person, Outcome.ATTENDED)
    person.agency = an_agency("New")
    assert names(figures(By.AGENCY).rows) == ["Old"]


def test_a_merged_agency_keeps_its_history() -> None:
    old = an_agency("Old")
    a_booking(a_past_session(), a_user(agency=old), Outcome.ATTENDED)
    old.merged_into_id = an_agency("New").id
    assert names(figures(By.AGENCY).rows) == ["Old"]


def test_courses_of_one_strand_are_one_row_with_the_places_of_all() -> None:
    for course in ("One", "Two"):
        a_session_that_ran(Outcome.ATTENDED, course=a_course(course, Strand.SPECIALIST), places=4)
    (row,) = figures(By.STRAND).rows
    assert (row.name, row.figures.sessions, row.figures.places_offered) == ("specialist", 2, 8)
    assert row.figures.uptake_percent == 25


def test_rows_are_in_the_order_of_their_names_and_rows_add_up_to_the_total() -> None:
    for title in ("neglect", "Toxic Trio", "DCACP"):
        a_session_that_ran(Outcome.ATTENDED, Outcome.NO_SHOW, course=a_course(title))
    told = figures()
    assert names(told.rows) == ["DCACP", "neglect", "Toxic Trio"]
    for name, total in vars(told.total).items():
        assert sum(getattr(row.figures, name) for row in told.rows) == total

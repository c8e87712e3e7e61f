"""The ways a report is divided, and the periods it is asked for."""

import json
from datetime import date

import pytest
from flask import Flask

from app.accounts.models import Sector
from app.booking.states import Outcome
from app.core import clock
from app.core.database import db
from app.programme.models import Strand
from app.programme.models_sessions import Day, Delivery, SessionState, TrainingSession
from app.reporting.figures.queries import report, report_on
from app.reporting.figures.queries_rows import ReportScope
from app.reporting.figures.rules import By, Naming, Report
from app.reporting.figures.rules_rows import dates_of_quarter
from tests.builders import (
    HALF_DAY,
    a_booking,
    a_closed_register,
    a_course,
    a_learning_week,
    a_past_session,
    a_session,
    a_trainer,
    a_user,
    an_agency,
    queries_counted,
)
from tests.data.command_line import call

pytestmark = pytest.mark.usefixtures("app")
YEAR = (date(2026, 4, 1), date(2027, 3, 31))


def figures(by: By, since: date = YEAR[0], until: date = YEAR[1], **more: object) -> Report:
    return report_on(ReportScope(since, until, clock.now(), **more), by)  # type: ignore[arg-type]


def ran(*outcomes: Outcome, on: date = date(2026, 6, 4), **more: object) -> TrainingSession:
    """A session that is over, its register closed, with a booking for each outcome."""
    session = a_session(on=on, **more)  # type: ignore[arg-type]
    for outcome in outcomes:
        a_booking(session, a_user(), outcome)
    a_closed_register(session)
    return session


def rows(told: Report) -> list[tuple[str, int, int]]:
    return [(row.label, row.figures.sessions, row.figures.attended) for row in told.rows]


def test_months_and_quarters_follow_the_calendar_and_not_the_alphabet() -> None:
    for on in (date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 1), date(2026, 10, 5)):
        ran(Outcome.ATTENDED, on=on)
    assert rows(figures(By.MONTH)) == [
        ("April 2026", 1, 1),
        ("June 2026", 1, 1),
        ("July 2026", 1, 1),
        ("October 2026", 1, 1),
    ]
    assert rows(figures(By.QUARTER)) == [
        ("Quarter 1, April to June 2026", 2, 2),
        ("Quarter 2, July to September 2026", 1, 1),
        ("Quarter 3, October to December 2026", 1, 1),
    ]
    assert [row.name for row in figures(By.QUARTER).rows] == ["2026-27 Q1", "2026-27 Q2", "2026-27 Q3"]
    assert [row.name for row in figures(By.MONTH).rows][0] == "2026-04"


def test_january_is_in_the_fourth_quarter_of_the_year_before() -> None:
    ran(Outcome.ATTENDED, on=date(2026, 1, 15))
    (row,) = figures(By.QUARTER, date(2025, 4, 1), date(2026, 3, 31)).rows
    assert (row.name, row.label) == ("2025-26 Q4", "Quarter 4, January to March 2026")
    assert dates_of_quarter("2025-26", 4) == (date(2026, 1, 1), date(2026, 3, 31))
    assert dates_of_quarter("2026-27", 1) == (date(2026, 4, 1), date(2026, 6, 30))


def test_a_session_of_two_months_counts_in_that_of_its_first_day() -> None:
    ran(Outcome.ATTENDED, days=[Day(on, *HALF_DAY) for on in (date(2026, 6, 30), date(2026, 7, 1))])
    assert rows(figures(By.MONTH)) == [("June 2026", 1, 1)]


def test_delivery_level_and_strand_are_named_as_people_write_them() -> None:
    ran(Outcome.ATTENDED, course=a_course(level="Level 2"), delivery=Delivery.VIRTUAL)
    ran(Outcome.ATTENDED, course=a_course(strand=Strand.LUNCHTIME), delivery=Delivery.VENUE)
    assert [row.label for row in figures(By.DELIVERY).rows] == ["Venue", "Virtual"]
    assert [row.name for row in figures(By.DELIVERY).rows] == ["venue", "virtual"]
    assert [row.label for row in figures(By.LEVEL).rows] == ["Level 2", "No level given"]
    assert [row.label for row in figures(By.STRAND).rows] == ["Core topic", "Lunchtime"]


def test_each_session_is_a_row_in_the_order_of_their_dates() -> None:
    course = a_course("Neglect")
    for on in (date(2026, 9, 1), date(2026, 5, 5)):
        ran(Outcome.ATTENDED, Outcome.NO_SHOW, on=on, course=course, places=4)
    assert rows(figures(By.SESSION)) == [("Neglect, Tue 5 May 2026", 1, 1), ("Neglect, Tue 1 Sep 2026", 1, 1)]
    assert figures(By.SESSION).rows[0].figures.uptake_percent == 50


def test_a_session_counts_for_each_trainer_who_confirmed_and_once_in_the_total() -> None:
    zoe, ada = a_trainer("Zoe"), a_trainer("Ada")
    ran(Outcome.ATTENDED, places=4, trainers=[zoe, ada])
    ran(Outcome.ATTENDED, places=4, trainers=[ada], are_confirmed=False)
    told = figures(By.TRAINER)
    assert rows(told) == [("Ada", 1, 1), ("Zoe", 1, 1), ("No trainer confirmed", 1, 1)]
    assert (told.total.sessions, told.total.places_offered, told.total.attended) == (2, 8, 2)


def test_a_learning_week_is_a_row_and_a_period_of_its_own() -> None:
    week = a_learning_week(date(2026, 6, 1), name="Growing up safe")
    ran(Outcome.ATTENDED, on=date(2026, 6, 2), learning_week_id=week.id)
    ran(Outcome.ATTENDED, Outcome.ATTENDED, on=date(2026, 6, 2))
    assert rows(figures(By.LEARNING_WEEK)) == [("Growing up safe", 1, 1), ("Outside a Learning Week", 1, 2)]
    assert figures(By.COURSE, week.starts_on, week.ends_on, week_id=week.id).total.attended == 1


def test_agencies_and_sectors_are_crossed_with_courses() -> None:
    school, police = an_agency("Hill School", Sector.EDUCATION), an_agency("Police", Sector.POLICE)
    for title in ("Neglect", "Toxic Trio"):
        session = a_past_session(a_course(title))
        for agency in (school, school, police)[: 3 if title == "Neglect" else 2]:
            a_booking(session, a_user(agency=agency), Outcome.ATTENDED)
        a_closed_register(session)
    assert [(row.labels, row.figures.attended) for row in figures(By.SECTOR_AND_COURSE).rows] == [
        (("Education", "Neglect"), 2),
        (("Education", "Toxic Trio"), 2),
        (("Police", "Neglect"), 1),
    ]
    crossed = figures(By.AGENCY_AND_COURSE)
    assert [row.labels for row in crossed.rows][0] == ("Hill School", "Neglect")
    assert crossed.share_percent(crossed.rows[0].figures) == 40
    assert crossed.total.sessions == 2


def test_a_merged_agency_is_counted_under_the_name_of_the_time_or_of_today() -> None:
    oldest, old, new = an_agency("Oldest", Sector.OTHER), an_agency("Old"), an_agency("New", Sector.POLICE)
    for agency in (oldest, old, new):
        a_booking(a_past_session(), a_user(agency=agency), Outcome.ATTENDED)
    oldest.merged_into_id, old.merged_into_id = old.id, new.id
    db.session.commit()
    assert [row.label for row in figures(By.AGENCY).rows] == ["New", "Old", "Oldest"]
    (row,) = figures(By.AGENCY, naming=Naming.OF_TODAY).rows
    assert (row.label, row.figures.sessions, row.figures.attended) == ("New", 3, 3)
    assert [row.label for row in figures(By.SECTOR, naming=Naming.OF_TODAY).rows] == ["Police"]


@pytest.mark.parametrize("by", [*By])
def test_a_division_asks_the_database_as_often_for_many_rows_as_for_few(by: By) -> None:
    def counted() -> int:
        db.session.expire_all()
        with queries_counted() as statements:
            report(*YEAR, by, at=clock.now())
        return len(statements)

    ran(Outcome.ATTENDED, course=a_course(level="1"), trainers=[a_trainer()])
    counted()  # settings are read anew after each change
    before = counted()
    for month in (4, 5, 6, 7):
        ran(Outcome.ATTENDED, Outcome.NO_SHOW, on=date(2026, month, 2), course=a_course(level=f"{month}"))
    counted()
    assert counted() == before


@pytest.mark.parametrize("by", [*By])
def test_a_session_without_bookings_and_a_cancelled_one_are_in_every_division_of_sessions(by: By) -> None:
    a_past_session(places=7)
    a_past_session(state=SessionState.CANCELLED)
    told = figures(by)
    assert (told.total.sessions, told.total.sessions_cancelled, told.total.places_offered) == (1, 1, 7)
    if by.divides_sessions:
        assert sum(row.figures.places_offered for row in told.rows) == 7


def test_the_command_divides_in_every_way_and_takes_a_quarter_or_a_learning_week(app: Flask) -> None:
    week = a_learning_week(date(2026, 6, 1), name="Growing up safe")
    ran(Outcome.ATTENDED, on=date(2026, 6, 2), learning_week_id=week.id)
    ran(Outcome.ATTENDED, on=date(2026, 7, 2))
    for by in By:
        for form in ("table", "csv", "json"):
            said = call(app, "report", "--by", by.value, "--format", form)
            assert (said.code, said.err) == (0, "")
    for period, sessions in (
        (["--quarter", "1"], 1),
        (["--year", "2026-27", "--quarter", "3"], 0),
        (["--week", "growing up safe"], 1),
    ):
        told = json.loads(call(app, "report", *period, "--format", "json").out)
        assert told["total"]["sessions"] == sessions
    assert call(app, "report", "--week", "No such week").code == 2
    assert call(app, "report", "--week", "Growing up safe", "--year", "2026-27").code == 2
    assert call(app, "report", "--quarter", "5").code == 2
    header = call(app, "report", "--by", "sector-and-course", "--format", "csv").out.splitlines()[0]
    assert header.startswith("part,sector,course,sessions")

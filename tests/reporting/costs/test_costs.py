"""A year's money: budget and spending, what a place costs, and what came in; counted by hand beside it."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from flask import Flask

from app.booking.states import Outcome
from app.charging.models import ChargeState
from app.core.database import db
from app.evaluation.questionnaires.rules_ready import CHANGED
from app.evaluation.stages import Stage
from app.programme.models import Strand
from app.programme.models_sessions import SessionState, TrainingSession
from app.reporting.costs import queries, services
from app.reporting.costs.models import BudgetLine, CostKind, SessionCost, Spending
from app.reporting.costs.refusals import KindIsCovered, LineHasSpending, LineNameTaken, NothingToCopy
from app.reporting.costs.rules import ChangedPractice, Income, LineMoney, per
from app.reporting.costs.services import Cost, LineDetails
from app.terms.models import Cause
from tests.builders import (
    a_booking,
    a_closed_register,
    a_course,
    a_manager,
    a_past_session,
    a_session,
    a_trainer,
    a_user,
    an_agency,
    an_issued,
    queries_counted,
)
from tests.conftest import NOW
from tests.data.everything import a_charge, a_cost, a_line_of, a_venue, bookings_of_many, held_in, some_spending
from tests.page import Visitor

YEAR = "2026-27"


@pytest.fixture
def office(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


def ran(title: str, attended: int, *, places: int = 10, pence: int | None = None, **more: object) -> TrainingSession:
    """Yesterday's, closed, with so many who attended; its venue cost so much."""
    course = a_course(title, strand=more.pop("strand", Strand.CORE_TOPIC))  # type: ignore[arg-type]
    session = a_past_session(course, places=places, **more)
    bookings_of_many(session, an_agency(), [Outcome.ATTENDED] * attended + [Outcome.NO_SHOW])
    a_closed_register(session)
    if pence is not None:
        a_cost(session, CostKind.VENUE, pence)
    return session


# --- Rules ---


def test_what_is_divided_rounds_halves_up_and_nothing_is_divided_by_nothing() -> None:
    assert [per(100, 8), per(100, 3), per(0, 5), per(100, 0)] == [13, 33, 0, None]


def test_the_cost_of_a_change_has_bounds_for_those_who_said_nothing() -> None:
    """£1,200, 40 asked, 10 of 20 who answered changed: 10 to 30 people."""
    practice = ChangedPractice(asked=40, answered=20, changed=10, pence=1_200_00)
    assert (practice.at_most, practice.at_least, practice.if_alike) == (120_00, 40_00, 60_00)
    assert (practice.unanswered, practice.percent) == (20, 50)
    nobody = ChangedPractice(asked=4, answered=4, changed=0, pence=100)
    assert (nobody.at_most, nobody.at_least, nobody.if_alike) == (None, None, None)


# --- A year ---


def test_a_place_costs_what_the_sessions_with_costs_did_over_their_places(app: Flask) -> None:
    """£300 over 30 places; £200 over the 8 attended where the register is closed. The rest is beside it."""
    ran("Neglect", 3, pence=150_00)
    ran("Trio", 5, pence=50_00)
    a_cost(a_past_session(a_course("To mark"), places=10), CostKind.CATERING, 100_00)
    ran("Not entered", 9)
    a_cost(a_session(a_course("To come")), CostKind.VENUE, 70_00)
    a_cost(a_past_session(state=SessionState.CANCELLED), CostKind.OTHER, 5_00)
    a_cost(a_past_session(days_ago=300), CostKind.VENUE, 999_00)  # the year before
    ran("For one team", 4, pence=40_00, strand=Strand.BESPOKE)
    money = queries.year_money(YEAR, at=NOW)
    total = money.total
    assert (total.sessions, total.entered, total.pence) == (4, 3, 300_00)
    assert (total.places, total.per_place) == (30, 10_00)
    assert (total.attended, total.registered_pence, total.per_attended) == (8, 200_00, 25_00)
    assert [row.name for row in money.rows] == ["Neglect", "Not entered", "To mark", "Trio"]
    assert [(row.entered, row.per_place, row.per_attended) for row in money.rows] == [
        (1, 15_00, 50_00),
        (0, None, None),
        (1, 10_00, None),
        (1, 5_00, 10_00),
    ]
    assert [(row.name, row.pence, row.attended) for row in money.apart] == [("Bespoke", 40_00, 4)]
    assert (money.on_sessions, money.not_run) == (415_00, 75_00)


def test_a_budget_is_spent_by_the_costs_it_covers_and_by_what_is_entered(app: Flask) -> None:
    line, staff = a_line_of(covers=["venue", "catering"]), a_line_of("Staff", pence=64_000_00, covers=[])
    some_spending(staff, 12_993_00)
    some_spending(a_line_of(year="2025-26"), 1_00)
    session = ran("Neglect", 1, pence=100_00)
    a_cost(session, CostKind.CATERING, 20_00)
    a_cost(session, CostKind.TRAINER, 7_00)
    money = queries.year_money(YEAR, at=NOW)
    assert money.lines == [LineMoney(staff, 0, 12_993_00), LineMoney(line, 120_00, 0)]
    assert (money.budget, money.spent, money.in_no_line) == (76_000_00, 13_120_00, 7_00)
    assert (money.left, money.lines[1].left) == (62_880_00, 11_880_00)


def test_income_is_what_a_person_confirmed_and_stands(app: Flask) -> None:
    session = ran("Neglect", 1, pence=100_00)
    states = [*ChargeState]
    for number, state in enumerate(states):
        cause = Cause.PLACE if state is ChargeState.BILLED else Cause.NO_SHOW
        a_charge(a_booking(session, outcome=Outcome.NO_SHOW), state=state, pence=3**number, cause=cause)
    confirmed, billed, paid = (3 ** states.index(each) for each in queries.OWED)
    money = queries.year_money(YEAR, at=NOW)
    assert money.income == Income(charges=confirmed + paid, fees=billed, paid=paid)
    assert money.total.income == money.income
    assert money.net == 100_00 - confirmed - billed - paid


def test_who_changed_their_practice_is_counted_once_and_by_what_closed_says(app: Flask) -> None:
    """Ann says yes twice, Bob no, two nothing; the next one’s is still open, and the last one’s cost isn’t known."""
    session, other, unknown = ran("Neglect", 0, pence=90_00), ran("Trio", 0, pence=10_00), ran("Suicide", 0)
    ann, long_ago = a_user(), NOW - timedelta(days=60)

    def asked(where: TrainingSession, person: object = None, *, said: object = None, opened: object = long_ago) -> None:
        answers = {} if said is None else {CHANGED.words: said}
        booking = a_booking(where, person or a_user(), Outcome.ATTENDED)  # type: ignore[arg-type]
        an_issued(booking, Stage.IMPACT, at=opened, answers=answers or None)  # type: ignore[arg-type]

    asked(session, ann, said=1)
    asked(other, ann, said=1)
    asked(session, said=0)
    asked(session)
    asked(session)
    asked(session, said=1, opened=NOW)
    asked(unknown, said=1)
    practice = queries.changed_practice(YEAR, at=NOW)
    assert practice == ChangedPractice(asked=4, answered=2, changed=1, pence=100_00)
    assert queries.year_money(YEAR, at=NOW).practice == practice


def test_days_are_lent_in_any_year(app: Flask) -> None:
    police = an_agency("Anyshire Police")
    trainers = [a_trainer(agency=police), a_trainer(agency=police), a_trainer()]
    a_past_session(trainers=trainers[:2])
    a_session(on=date(2025, 6, 2), trainers=trainers[1:])
    assert queries.days_lent(YEAR, at=NOW) == [("Anyshire Police", 2)]
    assert queries.days_lent("2025-26", at=NOW) == [("Anyshire Police", 1), ("The partnership", 1)]


def test_a_year_is_read_in_as_many_queries_however_much_there_is(app: Flask) -> None:
    ran("One", 1, pence=1)
    a_line_of()
    with queries_counted() as few:
        queries.year_money(YEAR, at=NOW)
    for number in range(4):
        some_spending(a_line_of(f"Line {number}", covers=[]))
        ran(f"Course {number}", 2, pence=2)
    db.session.expire_all()
    with queries_counted() as many:
        queries.year_money(YEAR, at=NOW)
    assert len(many) == len(few)


# --- Commands ---


def test_a_line_has_its_name_once_and_a_kind_counts_against_one_line(app: Flask) -> None:
    manager, line = a_manager(), a_line_of("Venues", covers=["venue"])
    with pytest.raises(LineNameTaken):
        services.add_line(YEAR, LineDetails("VENUES", 1), by=manager, at=NOW)
    with pytest.raises(KindIsCovered, match="Venues covers venue already"):
        services.add_line(YEAR, LineDetails("All", 1, list(CostKind)), by=manager, at=NOW)
    services.edit_line(line, LineDetails("Venues", 5, [CostKind.VENUE, CostKind.OTHER]), by=manager, at=NOW)
    spent = some_spending(line)
    with pytest.raises(LineHasSpending):
        services.remove_line(line, by=manager, at=NOW)
    services.remove_spending(spent, by=manager, at=NOW)
    with pytest.raises(NothingToCopy):
        services.copy_lines(YEAR, by=manager, at=NOW)
    (copied,) = services.copy_lines("2027-28", by=manager, at=NOW)
    assert (copied.name, copied.pence, copied.kinds) == ("Venues", 5, [CostKind.VENUE, CostKind.OTHER])
    services.remove_line(line, by=manager, at=NOW)
    assert db.session.query(BudgetLine).all() == [copied]


def test_what_a_session_cost_replaces_what_was_entered(app: Flask) -> None:
    manager, session = a_manager(), a_past_session()
    services.set_costs(session, {CostKind.VENUE: Cost(5), CostKind.OTHER: Cost(7, "Films")}, by=manager, at=NOW)
    services.set_costs(session, {CostKind.VENUE: Cost(0), CostKind.TRAINER: Cost(3)}, by=manager, at=NOW)
    kept = {each.kind: each.pence for each in db.session.query(SessionCost)}
    assert kept == {CostKind.VENUE: 0, CostKind.TRAINER: 3}


# --- Pages and files ---


def test_the_office_keeps_a_budget(office: Visitor) -> None:
    page = office.open_page("/reports").click("Money").click("Add a line")
    assert page.press("Add the line", name="", budget="-1").problems == [
        "Enter the name of the line",
        "Enter pounds and pence, such as 52.50",
    ]
    page = page.press("Add the line", name="Films and venues", budget="12,000", covers=["venue", "catering"])
    assert page.notice == "Films and venues is in the budget of 2026-27."
    page = page.click("Films and venues").press("Enter it", words="A licence", on="2026-05-01", amount="0")
    assert page.problems == ["Enter more than 0"]
    page = page.press("Enter it", amount="250.50")
    assert "A licence Fri 1 May 2026 £250.50" in page.words
    assert "Left £11,749.50" in page.words
    assert not page.has_link("Remove the line")
    page = page.press("Remove A licence, Fri 1 May 2026")
    assert db.session.query(Spending).count() == 0
    page = page.click("Edit the line").press("Save the line", budget="13000").click("Remove the line")
    assert page.press("Remove the line").notice == "The line is removed."


def test_costs_are_entered_from_the_session_and_missing_ones_are_listed(office: Visitor) -> None:
    session = held_in(a_venue(usual_pence=120_00), a_past_session(a_course("Neglect")))
    page = office.open_page("/reports/money").click("Enter the others").click("Enter the costs of Neglect")
    assert page.soup.find(id="venue")["value"] == "120"
    bad = page.press("Save the costs", catering="x", other_words="Films")
    assert bad.problems == ["Enter pounds and pence, such as 52.50", "Enter the amount too, or leave this empty"]
    page = bad.press("Save the costs", catering="", other_words="")
    assert page.h1 == "Sessions without costs, 2026-27"
    page = page.visitor.open_page(f"/manage/sessions/{session.id}")
    assert page.click("Costs").soup.find(id="venue")["value"] == "120"
    assert (
        "Costs are entered for every session" in office.open_page(f"/reports/money/{YEAR}/sessions?show=missing").words
    )
    page = office.open_page(f"/reports/money?year={YEAR}")
    assert "1 of 1 session " in page.words
    assert "£6 £120 over 20 places" in page.words
    assert office.open_page("/reports/money?year=x").h1 == "Money, 2026-27"
    assert office.open_page("/reports/money/2026-28/sessions").status == 404


def test_files_hold_pounds_as_numbers_and_what_they_mean(office: Visitor) -> None:
    ran("=Neglect", 3, pence=150_50)
    a_line_of()
    book = openpyxl.load_workbook(io.BytesIO(office.open_page("/reports/money.xlsx").response.data))
    assert book.sheetnames == ["Budget", "Courses", "The year", "Days lent", "Definitions"]
    rows = [[cell.value for cell in row] for row in book["Courses"]]
    assert rows[1][:9] == ["Planned programme", "=Neglect", 1, 1, 150.5, 0, 0, 0, 150.5]
    assert rows[1][11:] == [10, 15.05, 3, 50.17]
    assert [cell.value for cell in book["Budget"][3]] == ["Total", 12000, 150.5, 0, 150.5, 11849.5]
    lines = office.open_page("/reports/money.csv").response.data.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("part,course,sessions,entered,venue")
    assert lines[2].startswith("Planned programme,'=Neglect,1,1,150.50")

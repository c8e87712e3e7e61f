"""One bill for each agency and month, made once, of what a person confirmed."""

import csv
import io
import threading
from datetime import date, datetime, timedelta

import pypdf
import pytest
from flask import Flask
from openpyxl import load_workbook

from app.accounts.models import Agency, User
from app.accounts.people.services import merge_agency
from app.charging import queries as charging_queries
from app.charging.bills import queries, services, services_settling
from app.charging.bills.models import Bill, BillFile, BillLine, FileKind
from app.charging.bills.refusals import BillsIncomplete, LaterMonthBilled, MonthNotOver, NothingOwed, NothingToBill
from app.charging.bills.rules_tables import lines_in_csv, lines_in_xlsx
from app.charging.decisions import services as decisions_services
from app.charging.figures.queries import figures
from app.charging.models import Charge, ChargeState, WaiverReason
from app.charging.proposals import services as proposals_services
from app.charging.reasons import services as reasons_services
from app.core.database import db
from app.core.roles import Role
from app.settings import services as settings_services
from app.settings.rules_bills import BillTerms
from tests.builders import (
    a_booking,
    a_closed_register,
    a_course,
    a_manager,
    a_past_session,
    a_user,
    an_agency,
    letters_have_left,
)
from tests.charging.cases import (
    DECEMBER,
    IN_DECEMBER,
    NOVEMBER,
    Outcome,
    a_no_show,
    bill_of,
    billed,
    confirmed,
    corrected_to,
    credited,
    explained,
    paid,
    steps_of,
    the_policy,
)
from tests.conftest import NOW
from tests.page import Page, Visitor
from tests.words import DID_NOT_ATTEND, SET_OFF_AGAINST_CREDITS

IN_JANUARY = NOW.replace(year=2027, month=1, day=4)


def of_agency(agency: Agency, how_many: int = 1) -> list[Charge]:
    return [confirmed(a_no_show(a_user(agency=agency))) for _ in range(how_many)]


def make(month: date = NOVEMBER, at: datetime = IN_DECEMBER) -> list[Bill]:
    return services.make_bills(month, with_gaps=True, by=a_manager(), at=at)


def text_of(bill: Bill) -> str:
    content = queries.bill_file(bill, FileKind.PDF)
    assert content
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def test_an_agency_gets_one_bill_with_a_line_for_each_confirmed_charge(app: Flask) -> None:
    police, health = an_agency("Police"), an_agency("Health")
    theirs, other = of_agency(police, 3), of_agency(health)
    undecided = explained(a_no_show(a_user(agency=police)))
    first, second = make()
    assert [(bill.agency, bill.reference, len(bill.lines), bill.pence) for bill in (first, second)] == [
        (health, "CB-000001", 1, 2500),
        (police, "CB-000002", 3, 7500),
    ]
    assert {charge.state for charge in theirs + other} == {ChargeState.BILLED}
    assert undecided.state is ChargeState.EXPLAINED
    assert [line.reference for line in second.lines] == ["CB-000002/1", "CB-000002/2", "CB-000002/3"]


def test_a_month_that_is_not_over_in_london_is_not_billed(app: Flask) -> None:
    confirmed()
    midnight = datetime.fromisoformat("2026-12-01T00:00+00:00")
    with pytest.raises(MonthNotOver):
        make(at=midnight - timedelta(seconds=1))
    assert len(make(at=midnight)) == 1


def test_what_was_decided_after_the_months_end_is_for_the_next(app: Flask) -> None:
    confirmed(at=datetime.fromisoformat("2026-11-30T23:59:59+00:00"))
    later = confirmed(at=datetime.fromisoformat("2026-12-01T00:00+00:00"))
    [bill] = make()
    assert later.state is ChargeState.CONFIRMED
    assert len(bill.lines) == 1


def test_an_agency_with_a_bill_gets_what_comes_later_on_the_next_months_bill(app: Flask) -> None:
    police = an_agency("Police")
    of_agency(police)
    make()
    [later] = of_agency(police)
    with pytest.raises(NothingToBill):
        make()
    assert [draft.waits for draft in queries.drafts(NOVEMBER)] == [True]
    [bill] = make(DECEMBER, IN_JANUARY)
    assert (bill.number, bill.lines[0].charge) == (2, later)


def test_nothing_to_bill_says_so_and_takes_no_number(app: Flask) -> None:
    with pytest.raises(NothingToBill):
        make()
    assert bill_of(billed()).number == 1


def test_an_agency_that_merged_is_billed_as_the_one_it_merged_into(app: Flask) -> None:
    old, new = an_agency("Old Trust"), an_agency("New Trust")
    of_agency(old), of_agency(new)
    merge_agency(old, new, by=a_manager(), at=NOW)
    [bill] = make()
    assert (bill.agency_name, len(bill.lines)) == ("New Trust", 2)


def test_a_credit_names_the_line_it_credits_once_and_may_leave_us_owing(app: Flask) -> None:
    charge = credited()
    [bill] = make(DECEMBER, IN_JANUARY)
    charged, credit = queries.lines_of(charge)
    assert (credit.pence, credit.credits, credit.bill) == (-2500, charged, bill)
    assert (bill.pence, bill.is_owed_by_us) == (-2500, True)
    assert "We owe you £25" in text_of(bill)
    assert "Credit of CB-000001/1" in text_of(bill)
    assert steps_of(charge)[-1] == "credited on a bill"
    with pytest.raises(NothingToBill):
        make(date(2027, 1, 1), NOW.replace(year=2027, month=2, day=2))


def test_what_was_paid_is_credited_too_when_the_register_is_corrected(app: Flask) -> None:
    charge = paid()
    corrected_to(charge.booking, Outcome.ATTENDED)
    proposals_services.let_go_what_no_longer_follows(at=IN_DECEMBER)
    [bill] = make(DECEMBER, IN_JANUARY)
    assert bill.pence == -2500


def test_names_contact_and_lines_stay_as_they_were_and_the_bytes_are_given_again(app: Flask) -> None:
    charge = confirmed()
    agency = charge.agency
    assert agency
    details = {"contact_name": "Łucja O’Neil", "contact_email": "pay@example.org", "address": "1 High St\nNorthbridge"}
    services.set_billing_details(agency, **details, purchase_order="#PO @7 $z", by=a_manager(), at=NOW)
    services.set_vat_codes({charge.id: "E1"}, by=a_manager(), at=NOW)
    [bill] = make()
    before = {kind: queries.bill_file(bill, kind) for kind in FileKind}
    agency.name, charge.booking.name = "Renamed", "Somebody else"
    services.set_billing_details(agency, **dict.fromkeys(details, ""), purchase_order="", by=a_manager(), at=NOW)
    db.session.expire_all()
    assert (bill.contact_name, bill.purchase_order, bill.lines[0].vat_code) == ("Łucja O’Neil", "#PO @7 $z", "E1")
    assert {kind: queries.bill_file(bill, kind) for kind in FileKind} == before
    assert lines_in_csv([bill]) == before[FileKind.CSV]
    assert lines_in_xlsx([bill]) == before[FileKind.XLSX]


def test_a_bill_says_who_and_what_and_never_why(app: Flask) -> None:
    session = a_past_session(a_course("Łucja’s course #x @y $z"))
    a_closed_register(session)
    person = a_user(name="Siân O’Łęcka", agency=an_agency("St John’s #1"))
    charge = confirmed_with("A very private reason", a_booking(session, person, Outcome.NO_SHOW, policy=the_policy()))
    [bill] = make()
    text = text_of(bill)
    for words in ("CB-000001", "St John’s #1", "Łucja’s course #x @y $z", "Siân O’Łęcka", DID_NOT_ATTEND, "£25"):
        assert words in text
    assert "Anyshire Safeguarding Children Partnership" in text
    assert "November 2026" in text
    for kind in FileKind:
        content = queries.bill_file(bill, kind)
        assert content
        assert b"private" not in content
    assert "private" not in text
    assert charge.state is ChargeState.BILLED


def confirmed_with(words: str, booking: object) -> Charge:
    charge = explained(booking, words)  # type: ignore[arg-type]
    decisions_services.confirm(charge, by=a_manager(), at=NOW)
    return charge


def test_a_long_bill_takes_pages_and_its_heading_is_on_each(app: Flask) -> None:
    agency, charges = an_agency("Police"), []
    session = a_past_session(a_course("A course with a long name, so that its lines are two lines each in the bill"))
    a_closed_register(session)
    for _ in range(60):
        person = a_user(agency=agency)
        charges.append(a_booking(session, person, Outcome.NO_SHOW, policy=the_policy()))
    proposals_services.propose_charges(at=NOW)
    reasons_services.ask_for_reasons(at=NOW)
    letters_have_left()
    reasons_services.pass_deadlines(at=NOW + timedelta(days=7, hours=15))
    for charge in charging_queries.charges(ChargeState.UNEXPLAINED):
        decisions_services.confirm(charge, by=a_manager(), at=NOW + timedelta(days=7))
    [bill] = make()
    content = queries.bill_file(bill, FileKind.PDF)
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content or b"")).pages]
    assert len(pages) > 2
    assert all("Session" in page and "Kind" in page for page in pages[:-1])
    assert "Total £1,500" in pages[-1]


def test_the_finance_systems_table_has_stable_references_and_pounds_with_pence(app: Flask) -> None:
    charge = credited()
    [second] = make(DECEMBER, IN_JANUARY)
    first = bill_of(charge)
    rows = list(csv.DictReader(io.StringIO(lines_in_csv([first, second]).decode("utf-8-sig"))))
    assert list(rows[0]) == [
        "reference", "line", "agency", "month", "contact", "purchase order",
        "session", "date", "kind", "vat code", "pounds", "credits",
    ]  # fmt: skip
    assert [(row["reference"], row["month"], row["pounds"], row["credits"]) for row in rows] == [
        ("CB-000001/1", "2026-11", "25.00", ""),
        ("CB-000002/1", "2026-12", "-25.00", "CB-000001/1"),
    ]
    sheet = load_workbook(io.BytesIO(lines_in_xlsx([first, second]))).active
    assert sheet
    assert [(cell.value, cell.number_format) for cell in sheet["K"]][1:] == [(25, "0.00"), (-25, "0.00")]


def test_a_bill_says_to_whom_by_when_and_how_to_pay_and_what_vat_codes_mean_as_they_stood(app: Flask) -> None:
    terms = BillTerms(days_to_pay=14, how_to_pay="Account 12345678\nSort code 00-00-00", about_vat="EXEMPT is exempt.")
    settings_services.change(terms, by=a_manager(), at=NOW)
    bill = bill_of(billed())
    settings_services.change(BillTerms(how_to_pay="Another account"), by=a_manager(), at=NOW)
    assert bill.due_on == IN_DECEMBER.date() + timedelta(days=14)
    words = " ".join(text_of(bill).split())
    for said in (
        f"To {bill.agency_name}",
        "Pay by Wednesday 16 December 2026",
        "Account 12345678",
        "Sort code 00-00-00",
        "VAT. EXEMPT is exempt.",
    ):
        assert said in words
    assert "Another account" not in words


def test_of_two_billing_runs_at_once_one_makes_the_bill(app: Flask) -> None:
    for _ in range(3):
        agency = an_agency()
        of_agency(agency, 2)
        said = run_at_once(app, [a_manager().id, a_manager().id])
        db.session.rollback()  # look again
        assert sorted(said) == ["made 1", "nothing"]
        [bill] = queries.bills(agency_id=agency.id).items
        assert len(bill.lines) == 2
        assert db.session.query(BillFile).filter_by(bill_id=bill.id).count() == 3
    assert [bill.number for bill in queries.bills().items] == [3, 2, 1]
    assert db.session.query(BillLine).count() == 6


def run_at_once(app: Flask, officers: list[int]) -> list[str]:
    both_are_ready = threading.Barrier(2, timeout=10)
    said: list[str] = []

    def run(number: int) -> None:
        with app.app_context():
            officer = db.session.get_one(User, officers[number])
            assert len(queries.drafts(NOVEMBER)) == 1
            db.session.commit()
            both_are_ready.wait()
            try:
                said.append(f"made {len(services.make_bills(NOVEMBER, with_gaps=True, by=officer, at=IN_DECEMBER))}")
            except NothingToBill:
                said.append("nothing")

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def test_no_month_is_billed_before_one_that_was(app: Flask) -> None:
    """A January's bill that credits an October's would be nobody's idea of a bill."""
    credited()
    with pytest.raises(LaterMonthBilled):
        make(date(2026, 1, 1), IN_DECEMBER)
    assert len(make(DECEMBER, IN_JANUARY)) == 1


def test_a_bill_asks_for_its_whole_total_though_a_line_is_credited_on_a_later_one(app: Flask) -> None:
    charge = credited()
    first = bill_of(charge)
    assert (first.pence, first.open_pence) == (2500, 2500)
    [second] = make(DECEMBER, IN_JANUARY)
    assert (second.open_pence, second.owed_pence) == (0, 2500)
    assert (queries.sums().open, queries.sums().owed) == (2500, 2500)
    services_settling.mark_all_paid(first, by=a_manager(), at=IN_JANUARY)
    assert (charge.state, first.open_pence) == (ChargeState.CREDITED, 0)
    services_settling.mark_paid_back(second, by=a_manager(), at=IN_JANUARY)
    assert (second.owed_pence, queries.sums().open, queries.sums().owed) == (0, 0, 0)
    with pytest.raises(NothingOwed):
        services_settling.mark_paid_back(second, by=a_manager(), at=IN_JANUARY)


def test_credits_that_outweigh_a_bills_charges_pay_for_them(app: Flask) -> None:
    gone = credited(a_no_show(person := a_user()))
    later = of_agency(person.agency)
    [bill] = make(DECEMBER, IN_JANUARY)
    assert (bill.pence, bill.open_pence, bill.owed_pence) == (0, 0, 0)
    assert [charge.state for charge in later] == [ChargeState.PAID]
    assert steps_of(later[0])[-1] == SET_OFF_AGAINST_CREDITS
    assert "There is nothing to pay." in text_of(bill)
    assert gone.state is ChargeState.CREDITED


def test_what_was_paid_and_credited_stays_paid_in_the_figures(app: Flask) -> None:
    charge = paid()
    decisions_services.take_back(charge, why=WaiverReason.OUR_MISTAKE, words="Ours.", by=a_manager(), at=IN_DECEMBER)
    total = figures("2026-27").total
    assert (total.paid.pence, total.credited.pence) == (2500, 2500)


def test_a_charge_whose_register_was_corrected_a_moment_ago_is_on_no_bill(app: Flask) -> None:
    charge = confirmed()
    corrected_to(charge.booking, Outcome.ATTENDED)
    with pytest.raises(NothingToBill):
        make()
    make_sure = charging_queries.charge(charge.id)
    assert make_sure
    assert make_sure.state is ChargeState.CONFIRMED  # the job lets it go; nothing was billed


def test_the_credit_of_an_agency_that_merged_since_goes_to_the_one_it_merged_into(app: Flask) -> None:
    charge = credited()
    new = an_agency("New Trust")
    merge_agency(charge.agency, new, by=a_manager(), at=IN_DECEMBER)
    [bill] = make(DECEMBER, IN_JANUARY)
    assert bill.agency_name == "New Trust"


def test_a_credit_has_the_vat_code_of_its_line(app: Flask) -> None:
    charge = confirmed()
    services.set_vat_codes({charge.id: "E1"}, by=a_manager(), at=NOW)
    make()
    decisions_services.take_back(charge, why=WaiverReason.OUR_MISTAKE, words="Ours.", by=a_manager(), at=IN_DECEMBER)
    make(DECEMBER, IN_JANUARY)
    assert [line.vat_code for line in queries.lines_of(charge)] == ["E1", "E1"]


def test_a_bill_without_contact_or_vat_code_is_made_only_where_the_office_says_so(app: Flask) -> None:
    charge = confirmed()
    officer = {"by": a_manager(), "at": IN_DECEMBER}
    with pytest.raises(BillsIncomplete):
        services.make_bills(NOVEMBER, **officer)
    services.set_vat_codes({charge.id: "E1"}, **officer)
    with pytest.raises(BillsIncomplete):
        services.make_bills(NOVEMBER, **officer)
    details = {"contact_name": "Accounts", "contact_email": "", "address": "", "purchase_order": ""}
    services.set_billing_details(charge.agency, **details, **officer)
    assert len(services.make_bills(NOVEMBER, **officer)) == 1


# The list of bills


def references(page: Page) -> list[str]:
    return [link.get_text() for link in page.soup.select("tbody th a")]


def test_bills_are_narrowed_by_an_agencys_name_as_it_is_typed(visitor: Visitor) -> None:
    police, health, old = an_agency("City Police"), an_agency("Health"), an_agency("Old Trust")
    for agency in (police, health, old):
        of_agency(agency)
    of = {bill.agency_name: bill.reference for bill in make()}
    merge_agency(old, into=health, by=a_manager(), at=IN_DECEMBER)
    page = visitor.sign_in(a_manager()).open_page("/charges/bills")
    assert {option["value"] for option in page.soup.select("datalist option")} == set(of)
    assert references(page.press("Show", agency=" city  POLICE")) == [of["City Police"]]
    assert references(page.press("Show", agency="Old Trust")) == [of["Old Trust"]]
    assert references(page.press("Show", agency="Health")) == [of["Health"]]
    said = page.press("Show", agency="Polise, City")
    for words in ("No agency is called “Polise, City”. Did you mean City Police", "the bills of every agency"):
        assert words in said.words
    assert len(references(said)) == 3
    assert references(said.click("City Police")) == [of["City Police"]]


def test_more_agencies_than_a_list_is_good_for_are_not_suggested(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Health", "Police"):
        of_agency(an_agency(name))
    make()
    finance = visitor.sign_in(a_user(Role.FINANCE))
    for most, suggested in ((2, 2), (1, 0)):
        monkeypatch.setattr(queries, "SUGGESTED", most)
        assert len(finance.open_page("/charges/bills").soup.select("datalist option")) == suggested

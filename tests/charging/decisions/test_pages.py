"""Charges and bills on their pages: the training team decides, finance bills, the rest see nothing."""

from datetime import date, time, timedelta

import pytest
from flask import Flask

from app.booking.claims.services_delegates import delegate_of
from app.booking.leaving.services import withdraw
from app.booking.places.services import book_place
from app.booking.states import Outcome
from app.charging import queries as charging_queries
from app.charging.bills import queries as bills_queries
from app.charging.bills.models import FileKind
from app.charging.decisions import rules, services
from app.charging.models import Charge, ChargeState, Explainer, WaiverReason
from app.charging.proposals import services as proposals_services
from app.charging.reasons import services as reasons_services
from app.core import clock
from app.core.database import db
from app.core.roles import Role
from tests.builders import (
    a_booking,
    a_closed_register,
    a_course,
    a_manager,
    a_past_session,
    a_policy,
    a_session,
    a_user,
    an_agency,
)
from tests.charging.cases import (
    IN_DECEMBER,
    a_no_show,
    asked,
    bill_of,
    billed,
    confirmed,
    credited,
    explained,
    proposed,
    waived,
)
from tests.conftest import NOW, clock_at
from tests.page import Visitor
from tests.words import (
    CHOOSE_THE_REASON,
    CONFIRM_THE_CHARGE,
    CREDIT_THE_CHARGE,
    GIVE_THE_REASON_IN_WORDS,
    MAKE_THE_BILLS,
    MARK_ALL_AS_PAID,
    SAVE_THE_DETAILS,
    SAVE_THE_VAT_CODES,
    WAIVE_THE_CHARGE,
)


@pytest.fixture
def charge(app: Flask) -> Charge:
    session = a_past_session(a_course("Complex neglect"))
    a_closed_register(session)
    person = a_user(name="Bob Smith", agency=an_agency("Northbridge Council"))
    return explained(a_booking(session, person, Outcome.NO_SHOW, policy=a_policy(name="Terms 2026-27")), "I was ill.")


@pytest.fixture
def team(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


@pytest.fixture
def finance(app: Flask) -> Visitor:
    return Visitor(app).sign_in(a_user(Role.FINANCE))


def test_a_manager_looks_at_the_evidence_and_confirms(team: Visitor, charge: Charge) -> None:
    page = team.open_page("/charges")
    assert "To decide (1, £25)" in page.words
    row = " ".join(page.soup.select_one("tbody tr").get_text(" ").split())
    assert row == "Bob Smith Complex neglect, Sun 22 Nov 2026 Northbridge Council Did not attend Explained £25"
    page = page.click("Bob Smith")
    assert page.h1 == "£25 for Bob Smith"
    for words in (
        "Did not attend: £25 for this session (Terms 2026-27).",
        "The practitioner 10am, Monday 23 November, in time I was ill.",
        "Asked Bob Smith: queued.",
        "Bob Smith had 0 charges, 0 waived",
        "Asked for the reason",
    ):
        assert words in page.words
    page = page.press(CONFIRM_THE_CHARGE)
    assert page.notice == "The charge is confirmed. It goes on the agency’s next monthly bill."
    assert charge.state is ChargeState.CONFIRMED
    page = page.click("Confirmed, to bill (1, £25)").click("Bob Smith")
    assert "Decided Monday 23 November 2026 by" in page.words
    assert not page.soup.find("button", string=CONFIRM_THE_CHARGE)


def test_waiving_asks_for_a_reason_and_words(team: Visitor, charge: Charge) -> None:
    page = team.open_page(f"/charges/{charge.id}").press(WAIVE_THE_CHARGE, words="  ")
    assert page.problems == [CHOOSE_THE_REASON, GIVE_THE_REASON_IN_WORDS]
    page = page.press(WAIVE_THE_CHARGE, why="sickness", words="x" * 1001)
    assert page.error_beside("words") == "In your words must be 1,000 characters or fewer"
    page = page.press(WAIVE_THE_CHARGE, why="nonsense", words="Ill")
    assert page.problems == [CHOOSE_THE_REASON]
    page = page.press(WAIVE_THE_CHARGE, why="sickness", words="Sick,\nsays the manager")
    assert page.notice == "The charge is waived, and the reason is kept with it."
    assert (charge.state, charge.reason) == (ChargeState.WAIVED, "Sick,\nsays the manager")
    assert "Sick, says the manager" in team.open_page(f"/charges/{charge.id}").words


def test_the_second_of_two_officers_is_told_on_the_page_what_was_decided(team: Visitor, charge: Charge) -> None:
    waiting = team.open_page(f"/charges/{charge.id}")
    team.open_page(f"/charges/{charge.id}").press(WAIVE_THE_CHARGE, why="sickness", words="Ill")
    refused = waiting.press(CONFIRM_THE_CHARGE)
    assert (refused.status, refused.problems) == (200, ["This charge is already waived."])
    assert "State Waived" in refused.words
    again = waiting.press(WAIVE_THE_CHARGE, why="sickness", words="Other")
    assert (again.status, again.problems) == (200, ["This charge is already waived."])
    assert charge.reason == "Ill"


def test_earlier_charges_and_waivers_of_a_year_are_before_the_officers_eyes(team: Visitor) -> None:
    person = a_user(name="Bob Smith")
    for make in (waived, confirmed, proposed):
        make(a_no_show(person))
    page = team.open_page(f"/charges/{asked(a_no_show(person)).id}")
    assert "Bob Smith had 1 charge, 1 waived and 1 not decided yet" in page.words


def test_the_reason_given_on_withdrawing_is_before_the_officers_eyes(team: Visitor) -> None:
    a_policy()
    user, session = a_user(), a_session()
    booking = book_place(session, delegate_of(user), by=user, at=NOW)
    late = clock.from_london(date(2026, 12, 18), time(12))
    withdraw(booking, by=user, at=late, reason="Called to court\non the day")
    proposals_services.propose_charges(at=late)
    page = team.open_page(f"/charges/{charging_queries.charges()[0].id}")
    assert "On withdrawing 12pm, Friday 18 December Called to court on the day" in page.words
    assert "free until 9:30am, Thursday 17 December" in page.words


def test_finance_sees_charges_without_the_reasons_and_decides_none(finance: Visitor, charge: Charge) -> None:
    reasons_services.explain(charge, "A private matter", given_by=Explainer.MANAGER, by=None, at=NOW)
    page = finance.open_page("/charges").click("To decide (1, £25)").click("Bob Smith")
    assert page.h1 == "£25 for Bob Smith"
    assert not page.soup.select("main form")
    for hidden in ("I was ill.", "A private matter", "Sick with flu", "sickness", "Sickness"):
        assert hidden not in page.words
    token = page.soup.find(attrs={"name": "csrf_token"})["value"]
    for deed in ("confirm", "waive", "told", "take-back"):
        address = f"/charges/{charge.id}/{deed}"
        assert finance.open_page(address, method="POST", data={"csrf_token": token}).status == 403
    services.waive(charge, why=WaiverReason.SICKNESS, words="Sick with flu", by=a_manager(), at=NOW)
    page = finance.open_page(f"/charges/{charge.id}")
    for hidden in ("I was ill.", "A private matter", "Sick with flu", "sickness", "Sickness"):
        assert hidden not in page.words


def test_finance_bills_a_month_and_notes_what_became_of_it(finance: Visitor) -> None:
    charges = [confirmed() for _ in range(3)]
    with clock_at(IN_DECEMBER):
        page = finance.open_page("/charges/bills").click("See what last month’s bills would hold")
        assert page.h1 == "Bills for November 2026"
        assert "No contact" in page.words
        page = page.click("1 charge without a VAT code")
        page = page.press(SAVE_THE_VAT_CODES, **{f"vat_{charges[0].id}": "<b>"})
        assert page.problems == ["A VAT code has letters, digits and spaces only"]
        page = page.press(SAVE_THE_VAT_CODES, **{f"vat_{charge.id}": "E1" for charge in charges})
        assert page.notice == "3 VAT codes are saved."
        page = page.click(charges[0].agency.name if charges[0].agency else "")
        page = page.press(SAVE_THE_DETAILS, contact_name="Accounts", contact_email="not an address")
        assert page.error_beside("contact_email")
        page = page.press(SAVE_THE_DETAILS, contact_email="pay@example.org", purchase_order="PO-1")
        assert page.notice.startswith("Saved.")
        twice = page
        page = page.press(MAKE_THE_BILLS)
        assert page.error_beside("with_gaps").startswith("A contact or a VAT code is missing")
        page = page.press(MAKE_THE_BILLS, with_gaps=True)
        assert page.notice == "3 bills are made for November 2026. Now send them."
        assert "3 bills: £75 billed, £0 credited, £75 open." in page.words
        assert (
            twice.press(MAKE_THE_BILLS, with_gaps=True)
            .problems[0]
            .startswith("There is nothing to bill for this month.")
        )
        bill = bill_of(charges[0])
        page = finance.open_page(f"/charges/bills/{bill.id}")
        assert "PO-1" in page.words
        page = page.press(f"Paid {charges[0].booking.name}")
        assert "is paid." in page.notice
        assert not page.soup.find("button", string=MARK_ALL_AS_PAID)
        page = finance.open_page(f"/charges/{charges[1].id}").click("Write it off")
        assert page.press("Write it off", words=" ").problems
        page = page.press("Write it off", words="They closed.")
        assert "written off" in page.notice
        stale = finance.open_page(f"/charges/bills/{bill_of(charges[2]).id}")
        assert stale.press(MARK_ALL_AS_PAID).notice.startswith("1 line is paid")
        assert stale.press(MARK_ALL_AS_PAID).problems == ["Nothing on this bill waits to be paid any more."]
    db.session.rollback()
    assert [charge.state for charge in charges] == ["paid", "written off", "paid"]


def test_files_are_given_as_they_were_written_each_time(finance: Visitor) -> None:
    bill = bill_of(billed())
    for kind in FileKind:
        answers = [finance.client.get(f"/charges/bills/{bill.id}/{kind}") for _ in range(2)]
        assert answers[0].data == answers[1].data == bills_queries.bill_file(bill, kind)
        assert f'filename="CB-000001.{kind}"' in answers[0].headers["Content-Disposition"]
    for kind in ("csv", "xlsx"):
        answers = [finance.client.get(f"/charges/bills/month/2026-11/{kind}") for _ in range(2)]
        assert (answers[0].status_code, answers[0].data) == (200, answers[1].data)
    for address in ("month/2026-12/csv", "month/2026-13/csv", "month/x/xlsx", f"{bill.id}/exe", "9/pdf"):
        assert finance.client.get(f"/charges/bills/{address}").status_code == 404


def test_the_training_team_credits_a_billed_line_and_the_page_says_what_will_happen(team: Visitor) -> None:
    charge = billed()
    page = team.open_page(f"/charges/bills/{bill_of(charge).id}").click("Credit")
    assert page.h1.startswith("Credit £25 for ")
    assert "The agency’s next bill credits the line" in page.words
    page = page.press(CREDIT_THE_CHARGE, why="our mistake", words="The wrong person.")
    assert page.notice == "The charge is credited, and isn’t proposed again."
    assert "Credited on The agency’s next bill" in page.words
    assert "Only one that was confirmed" in team.open_page(f"/charges/{charge.id}/take-back").words


def test_a_month_that_is_not_over_has_no_button(team: Visitor) -> None:
    confirmed()
    page = team.open_page("/charges/bills/next?month=2026-11")
    assert "November 2026 can be billed from Tuesday 1 December 2026." in page.words
    assert "November 2026 isn’t over yet." in page.words
    assert not page.soup.find("button", string=MAKE_THE_BILLS)


def test_charges_are_found_by_name_or_agency_and_come_in_pages_of_fifty(team: Visitor) -> None:
    session, policy, council = a_past_session(), a_policy(), an_agency("Council_100%")
    a_closed_register(session)
    for number in range(51):
        a_booking(session, a_user(name=f"Person {number:03}", agency=council), Outcome.NO_SHOW, policy=policy)
    a_booking(session, a_user(name="Łucja Nowak"), Outcome.NO_SHOW, policy=policy)
    proposals_services.propose_charges(at=NOW)
    page = team.open_page("/charges?tab=waiting")
    assert len(page.soup.select("tbody tr")) == 50
    assert len(page.click("Next 50").soup.select("tbody tr")) == 2
    assert len(page.press("Find", q="łucja").soup.select("tbody tr")) <= 1
    assert len(page.press("Find", q="cja nowak").soup.select("tbody tr")) == 1
    assert len(page.press("Find", q="council_100% 007").soup.select("tbody tr")) == 1
    assert "No charge in this list has “zzz”" in page.press("Find", q="zzz").words


def test_the_figures_of_a_year_are_shown_and_given_as_a_file(team: Visitor) -> None:
    waived(), credited()
    page = team.open_page("/charges/figures")
    assert "All agencies 2 £50 1 £25" in page.words
    assert "It was put on a bill, whatever became of it" in page.words
    assert team.client.get("/charges/figures.csv?year=2026-27").data.startswith(b"\xef\xbb\xbfagency,proposed")
    for year in ("2019-20", "x", "2026-28", ""):
        assert team.open_page(f"/charges/figures?year={year}").status == 200


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.TRAINER, Role.AGENCY_LEAD])
def test_others_see_no_charges(visitor: Visitor, charge: Charge, role: Role) -> None:
    visitor.sign_in(a_user(role))
    for address in ("/charges", f"/charges/{charge.id}", "/charges/424242"):
        assert visitor.open_page(address).status == 403


def test_no_charge_says_so_in_each_list(team: Visitor) -> None:
    assert "No charge to decide." in team.open_page("/charges").words
    assert "No charge here yet." in team.open_page("/charges?tab=not-owed").words


def test_an_unknown_state_or_number_is_no_error(team: Visitor, charge: Charge) -> None:
    assert team.open_page("/charges?tab=nonsense&page=x&search=%00").status == 200
    for number in ("0", "424242", "9" * 30):
        assert team.open_page(f"/charges/{number}").status == 404
    db.session.rollback()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"vat_code": "E"}, "VAT code E"),
        ({"given_by": "line manager"}, "given by the line manager"),
        ({"why": "sickness", "reason": "Ill, with a note."}, "sickness: Ill, with a note."),
        (
            {"before": "billed", "reason": "We cancelled the session."},
            "it was billed before: We cancelled the session.",
        ),
        ({"line": "CB-000001/2"}, "line CB-000001/2"),
        ({}, ""),
    ],
)
def test_no_word_of_a_charges_history_stands_alone(data: dict[str, str], words: str) -> None:
    assert rules.in_words(data) == words


def test_finance_sees_what_is_its_own_to_do_and_nothing_to_decide(finance: Visitor, charge: Charge) -> None:
    page = finance.open_page("/charges")
    assert "Nothing: all that was confirmed until the end of October is billed" in page.words
    assert "No charge here yet." in page.words  # the list of what is confirmed
    assert "Decide" not in page.words
    assert "The training team has no charge to decide now." not in page.words
    police = an_agency("Police")
    for _ in range(2):
        confirmed(a_no_show(a_user(agency=police)), at=NOW - timedelta(days=40))
    page = finance.open_page("/charges")
    assert "2 charges of October 2026 or before to bill £50 · 2 without a VAT code Make the bills" in page.words
    page = page.click("Make the bills")
    assert "These bills don’t say how to pay." in page.words
    assert "Ask a training manager to set it: it stands under Settings, Bills." in page.words
    page = page.press("Make the bills", with_gaps=True)
    assert page.notice.startswith("1 bill is made for October 2026.")
    assert "1 bill not paid yet £50 open Note payments" in page.words
    with clock_at(NOW + timedelta(days=31)):
        later = Visitor(finance.app).sign_in(a_user(Role.FINANCE))
        assert "1 bill not paid yet, 1 overdue" in later.open_page("/charges").words


def test_a_fresh_installation_says_before_the_first_bills_that_they_dont_tell_how_to_pay(team: Visitor) -> None:
    """And leads whoever may set it to where it is set."""
    confirmed(at=NOW - timedelta(days=40))
    page = team.open_page("/charges/bills/next")
    assert "They ask to be paid within 30 days, and say of VAT: “No VAT is added to these sums." in page.words
    page = page.click("Set how bills are paid").press("Save", how_to_pay="Account 12345678")
    assert "don’t say how to pay" not in team.open_page("/charges/bills/next").words

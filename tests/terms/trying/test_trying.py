"""Trying a version on a made-up case: the decision, the rule, and nothing kept."""

from datetime import date, time
from typing import Any

import pytest

from app.accounts.models import AgencyGroup
from tests.builders import a_closed_day, a_manager, a_policy, an_agency
from tests.data.everything import everything_held
from tests.page import Page, Visitor
from tests.words import ENTER_A_REAL_DATE, ENTER_A_TIME, SEE_WHAT_IT_GIVES

GOOD: dict[str, Any] = {
    "starts_on": "2026-12-21",
    "starts_at": "09:30",
    "length": "420",
    "kind": "late cancellation",
    "cancelled_on": "2026-12-17",
    "cancelled_at": "09:31",
}


def tried(visitor: Visitor, **typed: Any) -> Page:
    page = visitor.sign_in(a_manager()).open_page("/manage/terms/try")
    before = everything_held()
    page = page.press(SEE_WHAT_IT_GIVES, **(GOOD | typed))
    assert everything_held() == before
    return page


def given(page: Page) -> str:
    card = page.soup.select_one("section.cb-card")
    return " ".join(card.get_text(" ").split()) if card else ""


def test_it_gives_the_sum_the_rule_and_until_when_it_was_free(visitor: Visitor) -> None:
    a_policy()
    page = tried(visitor)
    assert given(page).startswith("£50 Cancelled at 9:31am, Thursday 17 December; free until 9:30am, Thursday")
    assert "Free until 9:30am, Thursday 17 December 2026" in given(page)
    assert given(tried(visitor, cancelled_at="09:30")).startswith("Nothing is charged Cancelled in time")


def test_it_tells_from_when_all_is_due_and_whether_a_reason_is_in_time(visitor: Visitor) -> None:
    a_policy(notice=10, full_notice=2, partial_percent=50)
    page = tried(visitor, cancelled_on="2026-12-10", asked_on="2026-12-24", given_on="2027-01-05", given_at="23:59")
    assert given(page).startswith("£25")
    assert "All from 9:30am, Thursday 17 December 2026" in given(page)
    assert "In time until 11:59pm, Tuesday 5 January 2027: the one given is in time" in given(page)
    page = tried(visitor, asked_on="2026-12-24", given_on="2027-01-06", given_at="00:00")
    assert "the one given is too late" in given(page)
    assert "the one given" not in given(tried(visitor, asked_on="2026-12-24"))


def test_closed_days_count_in_it(visitor: Visitor) -> None:
    a_policy()
    a_closed_day(date(2026, 12, 18))
    assert "Free until 9:30am, Wednesday 16 December 2026" in given(tried(visitor))


@pytest.mark.parametrize(
    ("typed", "sum_of"),
    [
        ({"length": "240"}, "£25"),
        ({"length": "420,420"}, "£100"),
        ({"length": "own", "minutes": "240, 241"}, "£75"),
        ({"length": "own", "minutes": "60 60;60,60"}, "£100"),
        ({"kind": "did not attend", "cancelled_on": "", "cancelled_at": ""}, "£50"),
        ({"kind": "refused as late"}, "£40"),
        ({"kind": "left early"}, "£10"),
        ({"kind": "attended"}, "Nothing is charged"),
        ({"kind": "attended", "group": "private"}, "£75"),
        ({"kind": "left early", "group": "private"}, "£75"),
        ({"strand": "lunchtime"}, "Nothing is charged"),
        ({"is_in_learning_week": "y"}, "Nothing is charged"),
    ],
)
def test_each_part_of_a_case_bears_on_it(visitor: Visitor, typed: dict[str, str], sum_of: str) -> None:
    a_policy(late_refused_percent=80, left_early_percent=20, private_fee_pence=7500)
    assert given(tried(visitor, **typed)).startswith(sum_of)


def test_an_agency_brings_its_group(visitor: Visitor) -> None:
    a_policy(private_fee_pence=7500)
    agency = an_agency("Little Acorns", group=AgencyGroup.PRIVATE)
    assert given(tried(visitor, kind="attended", agency=agency.name)).startswith("£75")


def test_a_version_that_is_not_in_force_yet_can_be_tried_from_its_page(visitor: Visitor) -> None:
    a_policy()
    later = a_policy(name="Next year", in_force_from=date(2027, 4, 1), day_pence=9900, boundary=time(17))
    page = visitor.sign_in(a_manager()).open_page(f"/manage/terms/{later.id}").click("Try it on a case")
    page = page.press(SEE_WHAT_IT_GIVES, **(GOOD | {"cancelled_at": "17:01"}))
    assert given(page).startswith("£99")
    assert "(Next year)" in given(page)


@pytest.mark.parametrize(
    ("field", "typed", "complaint"),
    [
        ("starts_on", "", "Enter the date on which the session starts"),
        ("starts_on", "2026-13-01", ENTER_A_REAL_DATE),
        ("starts_at", "", "Enter the time at which it starts"),
        ("length", "100", "Choose how long it is"),
        ("kind", "stolen", "Choose what came of it"),
        ("cancelled_on", "", "Enter the date on which it was cancelled"),
        ("cancelled_at", "", "Enter the time at which it was cancelled"),
        ("policy_id", "999999", "Not a valid choice."),
        ("policy_id", "9" * 40, "Not a valid choice."),
        ("strand", "x", "Not a valid choice."),
        ("agency", "Atlantis", "No agency in the list is called “Atlantis”"),
        ("group", "\x00", "Not a valid choice."),
        ("given_at", "x", ENTER_A_TIME),
    ],
)
def test_bad_input_is_told_beside_its_field(visitor: Visitor, field: str, typed: str, complaint: str) -> None:
    a_policy()
    page = tried(visitor, **{field: typed})
    assert (page.status, page.error_beside(field)) == (200, complaint)
    assert given(page) == ""


@pytest.mark.parametrize("minutes", ["", "0", "x", "1441", "1,2,3,4,5", "-60", "٦٠", "9" * 100])
def test_a_length_of_ones_own_must_be_minutes(visitor: Visitor, minutes: str) -> None:
    a_policy()
    page = tried(visitor, length="own", minutes=minutes)
    assert page.error_beside("minutes") == "Enter the minutes of each day, such as 150 or 240, 420; 4 days at most"


def test_times_that_contradict_each_other_are_told(visitor: Visitor) -> None:
    a_policy()
    page = tried(visitor, given_on="2027-01-06")
    assert page.error_beside("asked_on") == "Enter when the reason was asked for, too"
    assert page.error_beside("given_at") == "Enter the time at which it was given"
    page = tried(visitor, asked_on="2027-01-07", given_on="2027-01-06", given_at="10:00")
    assert page.error_beside("given_on") == "The reason can’t be given before it is asked for"
    page = tried(visitor, starts_on="2027-03-28", starts_at="01:30")
    assert page.error_beside("starts_at") == "The clocks go forward at that time: enter another"


def test_an_address_with_parts_missing_is_a_page_with_complaints(visitor: Visitor) -> None:
    a_policy()
    page = visitor.sign_in(a_manager()).open_page("/manage/terms/try?tried=yes&version=x")
    assert (page.status, len(page.problems) > 3) == (200, True)


def test_without_terms_the_page_says_what_to_do(visitor: Visitor) -> None:
    page = visitor.sign_in(a_manager()).open_page("/manage/terms/try")
    assert page.click("Add the first version").h1 == "Add a version of the booking terms"

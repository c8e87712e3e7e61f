"""The terms as everybody reads them, and the training team's page of versions."""

from datetime import date, time
from typing import Any

import pytest

from app.accounts.models import AgencyGroup
from app.core.database import db
from app.terms.models import Cause, NoticeUnit, Policy, Tariff
from app.terms.policies.refusals import DateTaken, InThePast
from app.terms.policies.rules_presets import PRESETS, Preset
from tests.builders import a_manager, a_policy
from tests.conftest import NOW
from tests.page import Page, Visitor
from tests.words import (
    ADD_THIS_VERSION,
    CHOOSE_THE_KIND_OF_DAYS,
    CHOOSE_THE_PRICING,
    ENTER_A_REAL_DATE,
    ENTER_A_TIME,
    ENTER_A_WHOLE_NUMBER,
    ENTER_A_WHOLE_NUMBER_OR_0,
    ENTER_THE_SUM,
    ENTER_THE_VERSIONS_NAME,
    ENTER_WHEN_IT_COMES_INTO_FORCE,
    REMOVE_THIS_VERSION,
    SHARE_AT_MOST_100,
)

GOOD: dict[str, Any] = {
    "name": "Terms 2027-28",
    "in_force_from": "2027-04-01",
    "notice": "10",
    "notice_unit": "calendar days",
    "tariff": "by length",
    "half_day": "30",
    "day": "£60.50",
    "exempt_strands": ["lunchtime", "conference"],
    "exempts_learning_week": "y",
    "words": "Come on time.",
}


def add(visitor: Visitor, **typed: Any) -> Page:
    page = visitor.sign_in(a_manager()).open_page("/manage/terms").click("Add a version")
    return page.press(ADD_THIS_VERSION, **(GOOD | typed))


def test_a_new_version_is_kept_shown_in_words_and_listed(visitor: Visitor) -> None:
    a_policy(name="Terms 2024-25")
    page = add(visitor)
    assert page.notice == "The new version is kept. Bookings made from that date accept it."
    assert page.h1 == "Terms 2027-28"
    assert "Comes into force on Thursday 1 April 2027." in page.words
    assert "£30 for up to half a day, £60.50 for a day" in page.words
    page = page.click("Back to the versions")
    rows = [" ".join(row.get_text(" ").split()) for row in page.soup.select("tbody tr")]
    assert rows[0].startswith("Terms 2027-28 To come Thu 1 Apr 2027 10 calendar days £30 for up to half a day, £60.50")
    assert rows[1].startswith("Terms 2024-25 In force")
    policy = db.session.query(Policy).filter_by(name="Terms 2027-28").one()
    assert (policy.half_day_pence, policy.day_pence, policy.notice) == (3000, 6050, 10)
    assert policy.notice_unit is NoticeUnit.CALENDAR_DAYS
    assert policy.exempt_strands == ["lunchtime", "conference"]
    assert policy.words == "Come on time."
    assert (policy.boundary, policy.full_notice, policy.partial_percent) == (None, None, 100)
    assert (policy.attendance_notice_working_days, policy.grace_working_days) == (2, 5)


def test_every_field_of_the_form_reaches_the_version(visitor: Visitor) -> None:
    add(
        visitor,
        boundary="17:00",
        full_notice="3",
        partial_percent="40",
        tariff="fixed",
        half_day="",
        day="1,000",
        half_day_up_to_minutes="210",
        no_show_percent="90",
        late_cancellation_percent="80",
        late_refused_percent="70",
        left_early_percent="60",
        non_contributing_fee="40",
        private_fee="75.25",
        out_of_area_fee="£60",
        grace_working_days="10",
        attendance_notice_working_days="3",
        tells_managers_of=["booking", "non-attendance"],
    )
    policy = db.session.query(Policy).one()
    assert (policy.boundary, policy.full_notice, policy.partial_percent) == (time(17), 3, 40)
    assert (policy.tariff, policy.half_day_pence, policy.day_pence) == (Tariff.FIXED, 0, 100_000)
    assert [policy.percent_of(cause) for cause in Cause] == [90, 80, 70, 60, 100]
    assert [policy.fee_pence(group) for group in AgencyGroup] == [0, 4000, 7525, 6000]
    assert (policy.half_day_up_to_minutes, policy.grace_working_days) == (210, 10)
    assert policy.attendance_notice_working_days == 3
    assert policy.tells_managers_of == ["booking", "non-attendance"]


def test_nothing_charged_and_no_notice_are_whole_numbers_too(visitor: Visitor) -> None:
    add(visitor, notice="0", half_day="0", day="0", exempt_strands=None, exempts_learning_week=None)
    policy = db.session.query(Policy).one()
    assert (policy.notice, policy.charges_nothing, policy.exempt_strands) == (0, True, [])
    assert not policy.exempts_learning_week


def test_a_share_without_a_second_step_is_not_kept(visitor: Visitor) -> None:
    add(visitor, partial_percent="50")
    assert db.session.query(Policy).one().partial_percent == 100


@pytest.mark.parametrize(
    ("field", "typed", "complaint"),
    [
        ("name", "", ENTER_THE_VERSIONS_NAME),
        ("name", "x" * 201, "Name must be 200 characters or fewer"),
        ("in_force_from", "", ENTER_WHEN_IT_COMES_INTO_FORCE),
        ("in_force_from", "2027-02-30", ENTER_A_REAL_DATE),
        ("in_force_from", "next week", ENTER_A_REAL_DATE),
        (
            "in_force_from",
            "2026-11-22",
            InThePast.message,
        ),
        ("notice", "", ENTER_A_WHOLE_NUMBER_OR_0),
        ("notice", "61", "Notice can be 60 days at most"),
        ("notice", "-1", ENTER_A_WHOLE_NUMBER),
        ("notice", "2.5", ENTER_A_WHOLE_NUMBER),
        ("notice", "two", ENTER_A_WHOLE_NUMBER),
        ("notice", "٢", ENTER_A_WHOLE_NUMBER),
        ("half_day", "", "Enter the sum for half a day in pounds; 0 where nothing is charged"),
        ("half_day", "1000.01", "A charge can be £1,000 at most"),
        ("day", "", ENTER_THE_SUM),
        *(
            ("day", typed, "Enter pounds and pence, such as 52.50")
            for typed in ("1e3", "-1", "52.5", "52,50", "1,00", "€50", "٥", "9" * 30, "NaN", ".50", "£", "5 0")
        ),
        ("private_fee", "", "Enter the fee in pounds; 0 where they pay none"),
        ("private_fee", "1001", "A charge can be £1,000 at most"),
        ("full_notice", "10", "This must be fewer days than the notice for a free cancellation"),
        ("full_notice", "99", "Notice can be 60 days at most"),
        ("full_notice", "x", ENTER_A_WHOLE_NUMBER),
        ("boundary", "25:00", ENTER_A_TIME),
        ("boundary", "noon", ENTER_A_TIME),
        ("partial_percent", "101", SHARE_AT_MOST_100),
        ("no_show_percent", "", "Enter a whole number from 0 to 100"),
        ("left_early_percent", "-5", ENTER_A_WHOLE_NUMBER),
        ("late_refused_percent", "200", SHARE_AT_MOST_100),
        ("half_day_up_to_minutes", "0", "Enter 30 to 600 minutes"),
        ("grace_working_days", "0", "Enter 1 to 30 working days"),
        ("grace_working_days", "31", "Enter 1 to 30 working days"),
        ("attendance_notice_working_days", "61", "Enter 60 days at most"),
        ("tariff", None, CHOOSE_THE_PRICING),
        ("tariff", "by weight", CHOOSE_THE_PRICING),
        ("notice_unit", None, CHOOSE_THE_KIND_OF_DAYS),
        ("notice_unit", "weeks", CHOOSE_THE_KIND_OF_DAYS),
    ],
)
def test_bad_terms_are_refused_beside_the_field_and_kept(
    visitor: Visitor, field: str, typed: str | None, complaint: str
) -> None:
    page = add(visitor, **{field: typed})
    assert page.status == 200
    assert page.problems == [complaint]
    assert page.error_beside(field) == complaint
    if field not in ("notice_unit", "tariff"):
        assert page.soup.find(id=field)["value"] == typed
    assert page.soup.find(id="words").get_text(strip=True) == "Come on time."
    assert db.session.query(Policy).count() == 0


def test_a_date_that_is_taken_is_refused_beside_the_date(visitor: Visitor) -> None:
    a_policy(in_force_from=date(2027, 4, 1))
    page = add(visitor)
    assert page.error_beside("in_force_from") == DateTaken.message
    assert page.problems == [page.error_beside("in_force_from")]


def test_an_empty_form_names_every_field(visitor: Visitor) -> None:
    page = (
        visitor.sign_in(a_manager()).open_page("/manage/terms/new").press(ADD_THIS_VERSION, name="", in_force_from="")
    )
    assert page.problems == [
        ENTER_THE_VERSIONS_NAME,
        ENTER_WHEN_IT_COMES_INTO_FORCE,
        ENTER_A_WHOLE_NUMBER_OR_0,
        CHOOSE_THE_KIND_OF_DAYS,
        CHOOSE_THE_PRICING,
        ENTER_THE_SUM,
    ]


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_a_preset_fills_the_form_and_keeps_nothing_until_it_is_added(visitor: Visitor, preset: Preset) -> None:
    page = visitor.sign_in(a_manager()).open_page("/manage/terms/new")
    assert page.soup.find("a", string=preset.name)["href"] == f"/manage/terms/new?preset={preset.key}"
    page = visitor.open_page(f"/manage/terms/new?preset={preset.key}")
    assert f"Filled in: {preset.name}" in page.words
    assert db.session.query(Policy).count() == 0
    typed = {"name": "Terms 2027-28", "in_force_from": "2027-04-01"}
    if preset.fills["day_pence"] is None:
        assert "Enter what a place costs." in page.words
        page = page.press(ADD_THIS_VERSION, **typed)
        assert page.problems == [ENTER_THE_SUM]
        typed["day"] = "120"
    page.press(ADD_THIS_VERSION, **typed)
    policy = db.session.query(Policy).one()
    kept = {column: getattr(policy, column) for column in preset.fills}
    assert kept == {column: 12000 if value is None else value for column, value in preset.fills.items()}


def test_a_new_version_carries_over_what_no_preset_names(visitor: Visitor) -> None:
    a_policy(words="Please come.", private_fee_pence=7550, grace_working_days=7, attendance_notice_working_days=3)
    page = visitor.sign_in(a_manager()).open_page("/manage/terms/new?preset=7-calendar-days-50")
    page.press(ADD_THIS_VERSION, name="Next", in_force_from="2027-04-01")
    policy = db.session.query(Policy).filter_by(name="Next").one()
    assert (policy.words, policy.private_fee_pence, policy.grace_working_days) == ("Please come.", 7550, 7)
    assert (policy.attendance_notice_working_days, policy.exempt_strands) == (3, ["lunchtime"])


def test_the_first_terms_are_proposed_for_today_and_later_ones_for_the_year_to_come(visitor: Visitor) -> None:
    page = visitor.sign_in(a_manager()).open_page("/manage/terms/new")
    assert (page.soup.find(id="name")["value"], page.soup.find(id="in_force_from")["value"]) == (
        "Terms 2026-27",
        "2026-11-23",
    )
    a_policy()
    page = visitor.open_page("/manage/terms/new")
    assert (page.soup.find(id="name")["value"], page.soup.find(id="in_force_from")["value"]) == (
        "Terms 2027-28",
        "2027-04-01",
    )


def test_a_preset_that_there_is_not_fills_nothing(visitor: Visitor) -> None:
    page = visitor.sign_in(a_manager()).open_page("/manage/terms/new?preset=%00x")
    assert (page.status, page.soup.find(id="notice")["value"]) == (200, "")


def test_a_version_to_come_can_be_removed_and_one_in_force_can_not(visitor: Visitor) -> None:
    now, later = a_policy(), a_policy(name="Next year", in_force_from=date(2027, 4, 1))
    visitor.sign_in(a_manager())
    page = visitor.open_page(f"/manage/terms/{later.id}").press(REMOVE_THIS_VERSION)
    assert page.notice == f"Next year is removed. {now.name} is in force."
    assert REMOVE_THIS_VERSION not in visitor.open_page(f"/manage/terms/{now.id}").words
    assert [policy.id for policy in db.session.query(Policy)] == [now.id]


def test_a_slip_in_the_first_terms_is_put_right_on_the_same_day(visitor: Visitor) -> None:
    first = a_policy(name="Terms 2026-27", in_force_from=NOW.date(), half_day_pence=250000)
    page = visitor.sign_in(a_manager()).open_page(f"/manage/terms/{first.id}").press(REMOVE_THIS_VERSION)
    assert page.notice == "Terms 2026-27 is removed. No terms are in force now."
    assert db.session.query(Policy).count() == 0


def test_before_the_first_version_the_page_says_that_nothing_is_charged(visitor: Visitor) -> None:
    assert "There are no charges" in visitor.open_page("/terms").words
    assert "There are no terms yet" in visitor.sign_in(a_manager()).open_page("/manage/terms").words


def test_everybody_reads_the_terms_in_force_today(visitor: Visitor) -> None:
    a_policy(name="Terms now", words="Please come.")
    a_policy(name="Terms next year", in_force_from=date(2027, 4, 1), half_day_pence=9900)
    words = visitor.open_page("/terms").words
    assert "Terms now" in words
    assert "Please come." in words
    assert "until 2 working days before the start" in words
    assert "£25 for up to half a day, £50 for a day" in words
    assert "Never charged: lunchtime, Learning Week." in words
    assert "Terms next year" not in words
    assert "£99" not in words


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        ({"boundary": time(17)}, "until 5pm on the day 2 working days before the start"),
        ({"boundary": time(23, 59), "notice": 3}, "until the end of the day 3 working days before the start"),
        ({"notice": 0}, "free of charge until the start."),
        ({"late_cancellation_percent": 0}, "free of charge until the start."),
        (
            {"notice": 28, "notice_unit": NoticeUnit.CALENDAR_DAYS, "full_notice": 14, "partial_percent": 50},
            "After that, until 14 calendar days before the start, at the time of day it starts, "
            "cancelling costs 50% of the charge; later, all of it.",
        ),
        ({"tariff": Tariff.PER_DAY}, "may cost your agency £50 for each day"),
        ({"tariff": Tariff.FIXED}, "may cost your agency £50 for a session, however long"),
        ({"half_day_up_to_minutes": 210}, "Half a day is up to 210 minutes."),
        (
            {"no_show_percent": 50, "late_cancellation_percent": 25},
            "cost your agency 50% of it, cancelling too late 25%",
        ),
        ({"late_refused_percent": 100}, "Coming too late to be let in may cost all of it."),
        ({"left_early_percent": 50}, "Leaving early may cost 50% of it."),
        (
            {"private_fee_pence": 7500},
            "Places are free for contributing agencies; private providers pay £75 for a place.",
        ),
        (
            {"half_day_pence": 0, "day_pence": 0, "private_fee_pence": 7500},
            "Contributing agencies are charged nothing.",
        ),
        ({"grace_working_days": 1}, "one given within 1 working day is in time"),
        ({"tells_managers_of": ["booking"]}, "Your line manager is told of: booking."),
    ],
)
def test_the_terms_are_told_as_they_are(visitor: Visitor, policy: dict[str, Any], told: str) -> None:
    made = a_policy(**policy)
    assert told in visitor.open_page("/terms").words
    assert told in visitor.sign_in(a_manager()).open_page(f"/manage/terms/{made.id}").words


def test_one_day_of_notice_is_written_as_one_day(visitor: Visitor) -> None:
    a_policy(notice=1)
    assert "until 1 working day before the start" in visitor.open_page("/terms").words


def test_terms_that_charge_nothing_say_so(visitor: Visitor) -> None:
    a_policy(half_day_pence=0, day_pence=0)
    assert "Nothing is charged." in visitor.open_page("/terms").words

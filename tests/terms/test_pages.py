"""The terms as everybody reads them, and the training team's page of versions."""

from datetime import date
from typing import Any

import pytest

from app.database import db
from app.terms.models import NoticeUnit, Policy
from tests.builders import a_manager, a_policy
from tests.page import Page, Visitor

GOOD: dict[str, Any] = {
    "name": "Terms 2027-28",
    "in_force_from": "2027-04-01",
    "notice": "10",
    "notice_unit": "calendar days",
    "half_day_pounds": "30",
    "day_pounds": "60",
    "exempt_strands": ["lunchtime", "conference"],
    "exempts_learning_week": "y",
    "words": "Come on time.",
}


def add(visitor: Visitor, **typed: Any) -> Page:
    page = visitor.sign_in(a_manager()).open_page("/manage/terms")
    return page.press("Add this version", **(GOOD | typed))


def test_a_new_version_is_kept_and_listed(visitor: Visitor) -> None:
    a_policy(name="Terms 2024-25")
    page = add(visitor)
    assert page.notice == "The new version is kept. Bookings made from that date accept it."
    rows = [" ".join(row.get_text(" ").split()) for row in page.soup.select("tbody tr")]
    assert rows[0] == "Terms 2027-28 Thu 1 Apr 2027 10 calendar days £30 £60"
    assert rows[1].startswith("Terms 2024-25")
    policy = db.session.query(Policy).filter_by(name="Terms 2027-28").one()
    assert (policy.half_day_pence, policy.day_pence, policy.notice) == (3000, 6000, 10)
    assert policy.notice_unit is NoticeUnit.CALENDAR_DAYS
    assert policy.exempt_strands == ["lunchtime", "conference"]
    assert policy.words == "Come on time."


def test_nothing_charged_and_no_notice_are_whole_numbers_too(visitor: Visitor) -> None:
    add(visitor, notice="0", half_day_pounds="0", day_pounds="0", exempt_strands=None, exempts_learning_week=None)
    policy = db.session.query(Policy).one()
    assert (policy.notice, policy.charges_nothing, policy.exempt_strands) == (0, True, [])
    assert not policy.exempts_learning_week


@pytest.mark.parametrize(
    ("field", "typed", "complaint"),
    [
        ("name", "", "Enter a name, such as Terms 2027-28"),
        ("name", "x" * 201, "Name must be 200 characters or fewer"),
        ("in_force_from", "", "Enter the date it comes into force"),
        ("in_force_from", "2027-02-30", "Enter a real date, such as 2027-02-08"),
        ("in_force_from", "next week", "Enter a real date, such as 2027-02-08"),
        (
            "in_force_from",
            "2026-11-22",
            "A new version can’t come into force in the past: what people accepted stays as it was.",
        ),
        ("notice", "", "Enter a whole number; 0 is allowed"),
        ("notice", "61", "Notice can be 60 days at most"),
        ("notice", "-1", "Enter a whole number"),
        ("notice", "2.5", "Enter a whole number"),
        ("notice", "two", "Enter a whole number"),
        ("notice", "٢", "Enter a whole number"),
        ("half_day_pounds", "", "Enter a whole number; 0 is allowed"),
        ("half_day_pounds", "1001", "A charge can be £1,000 at most"),
        ("day_pounds", "1e3", "Enter a whole number"),
        ("day_pounds", "£50", "Enter a whole number"),
        ("day_pounds", "9" * 30, "Enter a whole number"),
        ("notice_unit", None, "Choose working or calendar days"),
        ("notice_unit", "weeks", "Choose working or calendar days"),
    ],
)
def test_bad_terms_are_refused_beside_the_field_and_kept(
    visitor: Visitor, field: str, typed: str | None, complaint: str
) -> None:
    page = add(visitor, **{field: typed})
    assert page.status == 200
    assert page.problems == [complaint]
    assert page.error_beside(field) == complaint
    if field != "notice_unit":
        assert page.soup.find(id=field)["value"] == typed
    assert page.soup.find(id="words").get_text(strip=True) == "Come on time."
    assert db.session.query(Policy).count() == 0


def test_a_date_that_is_taken_is_refused_beside_the_date(visitor: Visitor) -> None:
    a_policy(in_force_from=date(2027, 4, 1))
    page = add(visitor)
    assert page.error_beside("in_force_from") == "There is already a version in force from that date."
    assert page.problems == [page.error_beside("in_force_from")]


def test_an_empty_form_names_every_field(visitor: Visitor) -> None:
    page = visitor.sign_in(a_manager()).open_page("/manage/terms").press("Add this version")
    assert page.problems == [
        "Enter a name, such as Terms 2027-28",
        "Enter the date it comes into force",
        "Enter a whole number; 0 is allowed",
        "Choose working or calendar days",
        "Enter a whole number; 0 is allowed",
        "Enter a whole number; 0 is allowed",
    ]


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


def test_one_day_of_notice_is_written_as_one_day(visitor: Visitor) -> None:
    a_policy(notice=1)
    assert "until 1 working day before the start" in visitor.open_page("/terms").words


def test_terms_that_charge_nothing_say_so(visitor: Visitor) -> None:
    a_policy(half_day_pence=0, day_pence=0)
    assert "Nothing is charged." in visitor.open_page("/terms").words

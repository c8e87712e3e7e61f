"""Versions of the terms: added from a date on, never changed."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.audit.models import AuditEntry
from app.core import clock
from app.core.database import db
from app.terms.models import NoticeUnit
from app.terms.policies.queries import policies, policy_in_force
from app.terms.policies.refusals import AlreadyInForce, DateTaken, InThePast, StillAccepted
from app.terms.policies.rules_notice import reason_in_time_until
from app.terms.policies.services import PolicyDetails, add_policy, remove_policy
from tests.builders import a_booking, a_manager, a_policy, the_terms
from tests.conftest import NOW

TODAY = date(2026, 11, 23)


def details(in_force_from: date, **more: Any) -> PolicyDetails:
    given: dict[str, Any] = {
        "name": "Terms 2027-28",
        "in_force_from": in_force_from,
        "notice": 5,
        "notice_unit": NoticeUnit.CALENDAR_DAYS,
        "half_day_pence": 3000,
        "day_pence": 6000,
        "exempt_strands": ["lunchtime"],
        "exempts_learning_week": True,
    }
    return PolicyDetails(**(given | more))


def test_a_version_is_in_force_from_its_date_until_the_next(app: Flask) -> None:
    first = a_policy(in_force_from=date(2025, 4, 1))
    second = a_policy(in_force_from=date(2026, 4, 1))
    assert policy_in_force(on=date(2025, 3, 31)) is None
    assert policy_in_force(on=date(2025, 4, 1)) is first
    assert policy_in_force(on=date(2026, 3, 31)) is first
    assert policy_in_force(on=date(2026, 4, 1)) is second
    assert policies() == [second, first]


def test_a_new_version_may_come_into_force_today_or_later(app: Flask) -> None:
    manager, standing = a_manager(), a_policy()
    new = add_policy(details(TODAY + timedelta(days=1)), by=manager, today=TODAY, at=NOW)
    today = add_policy(details(TODAY), by=manager, today=TODAY, at=NOW)
    assert policy_in_force(on=TODAY - timedelta(days=1)) is standing
    assert policy_in_force(on=TODAY) is today
    assert policy_in_force(on=TODAY + timedelta(days=1)) is new
    assert (new.attendance_notice_working_days, new.half_day_up_to_minutes) == (2, 240)
    assert db.session.query(AuditEntry).filter_by(verb="added a policy version", actor_id=manager.id).count() == 2


def test_a_version_cannot_come_into_force_in_the_past(app: Flask) -> None:
    with pytest.raises(InThePast):
        add_policy(details(TODAY - timedelta(days=1)), by=a_manager(), today=TODAY, at=NOW)
    assert policies() == []


def test_two_versions_cannot_come_into_force_on_one_day(app: Flask) -> None:
    manager = a_manager()
    first = add_policy(details(TODAY), by=manager, today=TODAY, at=NOW)
    with pytest.raises(DateTaken):
        add_policy(details(TODAY, name="Another"), by=manager, today=TODAY, at=NOW)
    assert policies() == [first]


@pytest.mark.parametrize(
    "wrong", [{"half_day_pence": -1}, {"day_pence": -1}, {"notice": -1}, {"attendance_notice_working_days": -1}]
)
def test_the_database_refuses_money_and_notice_below_nought(app: Flask, wrong: dict[str, int]) -> None:
    with pytest.raises(IntegrityError):
        a_policy(**wrong)
    db.session.rollback()


def test_a_version_goes_until_the_end_of_its_first_day_and_never_after(app: Flask) -> None:
    manager = a_manager()
    standing, later = a_policy(), a_policy(in_force_from=TODAY + timedelta(days=1))
    remove_policy(later, by=manager, today=TODAY, at=NOW)
    assert policies() == [standing]
    with pytest.raises(AlreadyInForce):
        remove_policy(standing, by=manager, today=TODAY, at=NOW)
    today = a_policy(in_force_from=TODAY)
    with pytest.raises(AlreadyInForce):
        remove_policy(today, by=manager, today=TODAY + timedelta(days=1), at=NOW)
    assert policies() == [today, standing]
    remove_policy(today, by=manager, today=TODAY, at=NOW)
    assert policies() == [standing]
    assert db.session.query(AuditEntry).filter_by(verb="removed a policy version").count() == 2


@pytest.mark.parametrize("begins_in", [timedelta(days=1), timedelta(0)])
def test_a_version_that_a_booking_accepted_stays_whatever_its_date_says(app: Flask, begins_in: timedelta) -> None:
    """Both databases know by the booking's foreign key."""
    later = a_policy(in_force_from=TODAY + begins_in)
    booking = a_booking(policy=later)
    with pytest.raises(StillAccepted):
        remove_policy(later, by=a_manager(), today=TODAY, at=NOW)
    assert policies() == [later]
    assert booking.policy is later


def test_a_reason_is_in_time_until_the_very_end_of_the_last_day() -> None:
    """Asked on Thursday 24 December 2026: 29, 30, 31 December, 4 and 5 January are five working days."""
    asked = clock.from_london(date(2026, 12, 24), time(12))
    until = reason_in_time_until(the_terms(), asked)
    assert until + timedelta(microseconds=1) == clock.from_london(date(2027, 1, 6), time())
    assert reason_in_time_until(the_terms(), asked, frozenset({date(2026, 12, 30)})).date() == date(2027, 1, 6)

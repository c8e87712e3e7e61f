"""What the office chooses is kept, with what was predicted as it did."""

import pytest
from flask import Flask

from app.audit.models import AuditEntry, Verb
from app.core.database import db
from app.reporting.requirements import queries, services
from app.reporting.requirements.models import CourseRequirement
from app.reporting.requirements.refusals import YearIsOver
from app.reporting.requirements.services import Choice
from tests.builders import a_course, a_manager
from tests.conftest import NOW
from tests.data.everything import a_requirement
from tests.reporting.requirements.years import next_year, plan_of, ran


def test_what_was_chosen_is_kept_with_what_was_predicted_that_day(app: Flask) -> None:
    course = a_course()
    ran(course, 2025, attended=3)
    kept = services.choose(next_year(), plan_of(course), Choice(2, 15, "A review asks."), by=a_manager(), at=NOW)
    assert (kept.year, kept.sessions, kept.places, kept.words) == ("2027-28", 2, 15, "A review asks.")
    assert (kept.predicted, kept.low, kept.suggested, kept.counted_until) == (3, None, 1, "2025-26")
    again = services.choose(next_year(), plan_of(course), Choice(0, 15), by=a_manager(), at=NOW)
    assert (again.id, again.sessions, again.words) == (kept.id, 0, "")
    entries = db.session.query(AuditEntry).filter_by(verb=Verb.CHOSE_REQUIREMENT).order_by(AuditEntry.id).all()
    assert [entry.data["after"]["sessions"] for entry in entries] == [2, 0]
    assert entries[1].data["before"] == {"sessions": 2, "places": 15, "note": "A review asks."}


def test_choosing_as_suggested_leaves_what_was_chosen(app: Flask) -> None:
    chosen, undecided = a_course(), a_course(answers_to=["case review"])
    a_requirement(chosen, sessions=7)
    plans = queries.year_plan(next_year(), at=NOW).courses
    assert services.choose_as_suggested(next_year(), plans, by=a_manager(), at=NOW) == 1
    kept = {each.course_id: each.sessions for each in db.session.query(CourseRequirement)}
    assert kept == {chosen.id: 7, undecided.id: 1}


def test_a_year_that_is_over_stays_as_it_was_kept(app: Flask) -> None:
    course = a_course()
    a_requirement(course, "2025-26")
    over = queries.planned_year("2025-26", "", today=NOW.date())
    for deed in (
        lambda: services.choose(over, plan_of(course), Choice(1, 20), by=a_manager(), at=NOW),
        lambda: services.choose_as_suggested(over, [], by=a_manager(), at=NOW),
    ):
        with pytest.raises(YearIsOver):
            deed()

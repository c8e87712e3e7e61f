"""Drafts made of what was chosen: as the course usually runs, once, and gone again where they were a mistake."""

from datetime import date, time, timedelta

import pytest
from flask import Flask

from app.audit.models import AuditEntry, Verb
from app.core.database import db
from app.programme.models_sessions import Delivery, SessionState, TrainingSession
from app.programme.refusals import NotADraft
from app.programme.sessions.services import delete_draft, publish
from app.reporting.drafting import queries, services
from app.reporting.drafting.models import RequirementDraft
from app.reporting.drafting.refusals import NothingTicked, NothingToDraft, ProgrammeChanged
from app.reporting.drafting.rules import DraftPlan
from app.reporting.requirements.queries import planned_year
from app.reporting.requirements.refusals import YearIsOver
from tests.builders import a_closed_day, a_course, a_learning_week, a_manager, a_session, a_trainer
from tests.conftest import NOW
from tests.data.everything import a_requirement
from tests.page import Visitor
from tests.reporting.requirements.years import next_year

AFTERNOON = (time(13), time(15, 30))


def preview(*, in_weeks: bool = False) -> DraftPlan:
    return queries.draft_plan("2027-28", in_weeks=in_weeks, at=NOW)


def make(*, in_weeks: bool = False) -> list[TrainingSession]:
    seen = preview(in_weeks=in_weeks).fingerprint
    return services.make_drafts(next_year(), in_weeks=in_weeks, seen=seen, by=a_manager(), at=NOW)


def days(plan: DraftPlan) -> list[date]:
    return [draft.days[0].on for draft in plan.drafts]


def test_a_year_that_is_over_gets_no_drafts(app: Flask) -> None:
    a_requirement(a_course(), "2025-26")
    over = planned_year("2025-26", "", today=NOW.date())
    with pytest.raises(YearIsOver):
        services.make_drafts(over, in_weeks=False, seen="", by=a_manager(), at=NOW)


def test_drafts_run_as_the_course_usually_runs(app: Flask) -> None:
    course, trainer = a_course(), a_trainer()
    like = {"delivery": Delivery.HYBRID, "venue": "Riverside Centre, Millford", "agency_cap": 4, "minimum": 30}
    for month in (5, 9, 10):
        a_session(course, on=date(2026, month, 6), hours=AFTERNOON, trainers=[trainer], joining_link="x", **like)
    a_session(course, on=date(2026, 11, 5))
    a_requirement(course, sessions=3, places=25)
    made = make()
    assert len(made) == 3
    for session in made:
        (day,) = session.days
        assert (day.starts, day.ends) == AFTERNOON
        assert date(2027, 4, 1) <= day.on <= date(2028, 3, 31)
        assert (session.state, session.places, session.venue) == (SessionState.DRAFT, 25, like["venue"])
        assert (session.delivery, session.agency_cap, session.minimum) == (Delivery.HYBRID, 4, 25)
        assert (session.trainers, session.confirmed_trainers, session.joining_link) == ([trainer], [], "")
    first, second, third = sorted(session.days[0].on for session in made)
    assert min(second - first, third - second) > timedelta(weeks=8)


def test_a_course_that_has_never_run_is_drafted_online_by_its_usual_length(app: Flask) -> None:
    a_requirement(a_course(), sessions=1, places=30)
    (session,) = make()
    assert (session.delivery, session.places, session.trainers) == (Delivery.VIRTUAL, 30, [])


def test_only_what_is_missing_is_added_and_twice_adds_nothing(app: Flask) -> None:
    course = a_course()
    a_session(course, on=date(2027, 6, 3))
    a_requirement(course, sessions=3)
    assert len(make()) == 2
    assert preview().drafts == ()
    with pytest.raises(NothingToDraft):
        make()
    assert db.session.query(TrainingSession).count() == 3


def test_a_programme_that_changed_since_the_preview_is_looked_at_again(app: Flask) -> None:
    course = a_course()
    a_requirement(course, sessions=2)
    seen = preview().fingerprint
    a_session(course, on=date(2027, 6, 3))
    with pytest.raises(ProgrammeChanged):
        services.make_drafts(next_year(), in_weeks=False, seen=seen, by=a_manager(), at=NOW)
    assert db.session.query(RequirementDraft).count() == 0


def test_no_draft_falls_in_a_learning_week_unless_that_is_chosen(app: Flask) -> None:
    """The year is all of one week but for June: only then is there room elsewhere."""
    for first, last in ((date(2027, 4, 1), date(2027, 5, 31)), (date(2027, 7, 1), date(2028, 3, 31))):
        a_learning_week(first).ends_on = last
    db.session.commit()
    a_requirement(a_course(), sessions=3)
    assert {day.month for day in days(preview())} == {6}
    assert {day.month for day in days(preview(in_weeks=True))} != {6}
    in_week = [session for session in make(in_weeks=True) if session.days[0].on.month != 6]
    assert in_week
    assert all(session.learning_week for session in in_week)


def test_no_draft_falls_on_a_day_on_which_the_office_is_closed(app: Flask) -> None:
    a_requirement(a_course(), sessions=1)
    (best,) = days(preview())
    a_closed_day(best)
    assert days(preview()) != [best]


def test_in_the_present_year_no_draft_falls_within_four_weeks(app: Flask) -> None:
    a_requirement(a_course(), "2026-27", sessions=2)
    planned = queries.draft_plan("2026-27", in_weeks=False, at=NOW)
    assert min(days(planned)) >= NOW.date() + timedelta(weeks=4)
    assert max(days(planned)) <= date(2027, 3, 31)


def test_who_retires_a_course_after_it_was_chosen_gets_no_drafts_of_it(app: Flask) -> None:
    a_requirement(a_course(is_retired=True), sessions=2)
    assert preview().drafts == ()


def test_drafts_are_deleted_and_what_was_published_stays(app: Flask) -> None:
    a_requirement(a_course(), sessions=3)
    first, second, third = make()
    publish(first, by=a_manager(), at=NOW)
    ids = {first.id, second.id}
    assert services.delete_drafts("2027-28", ids, by=a_manager(), at=NOW) == 1
    assert {session.id for session in db.session.query(TrainingSession)} == {first.id, third.id}
    assert [draft.session_id for draft in queries.drafts_of("2027-28")] == [third.id]
    assert db.session.query(AuditEntry).filter_by(verb=Verb.DELETED_DRAFT).one().data["course"] == third.title
    with pytest.raises(NothingTicked):
        services.delete_drafts("2027-28", ids, by=a_manager(), at=NOW)


def test_drafts_to_delete_come_a_page_at_a_time(app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.reporting.drafting.queries.DRAFTS_ON_A_PAGE", 2)
    a_requirement(a_course(), sessions=3)
    first, second, third = sorted(make(), key=lambda session: session.starts_at)
    page = visitor.sign_in(a_manager()).open_page("/reports/next-year/2027-28/drafts/delete")
    assert [tick["value"] for tick in page.soup.select("[name=drafts]")] == [str(first.id), str(second.id)]
    assert "the button deletes those ticked on this page" in page.words
    page = page.click("Later")
    assert [tick["value"] for tick in page.soup.select("[name=drafts]")] == [str(third.id)]
    assert "1 draft deleted" in (page.press("Delete those ticked").notice or "")
    assert [draft.session_id for draft in queries.drafts_of("2027-28")] == [first.id, second.id]


def test_a_draft_that_is_no_part_of_the_plan_is_not_deleted_with_it(app: Flask) -> None:
    a_requirement(a_course(), sessions=1)
    make()
    other = a_session(on=date(2027, 6, 3), state=SessionState.DRAFT)
    with pytest.raises(NothingTicked):
        services.delete_drafts("2027-28", {other.id}, by=a_manager(), at=NOW)


def test_a_published_session_is_never_deleted_and_copies_of_a_draft_outlive_it(app: Flask) -> None:
    with pytest.raises(NotADraft):
        delete_draft(a_session(), by=a_manager(), at=NOW)
    draft = a_session(state=SessionState.DRAFT)
    copy = a_session(copied_from_id=draft.id)
    delete_draft(draft, by=a_manager(), at=NOW)
    assert db.session.get(TrainingSession, copy.id).copied_from_id is None

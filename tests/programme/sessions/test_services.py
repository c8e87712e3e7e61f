"""Courses, sessions, trainers and Learning Weeks."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.audit.models import AuditEntry
from app.core.database import db
from app.programme.courses import queries as courses_queries
from app.programme.courses import services as courses_services
from app.programme.courses.services import CourseDetails
from app.programme.learning_weeks import queries as learning_weeks_queries
from app.programme.learning_weeks import services as learning_weeks_services
from app.programme.learning_weeks.services import WeekDetails
from app.programme.models import Strand, UsualLength
from app.programme.models_sessions import Day, Delivery, SessionDay, SessionState
from app.programme.models_weeks import LearningWeek
from app.programme.refusals import DatesAreFixed, NameTaken, NotADraft, SessionsOutside, StrandIsFixed, TitleTaken
from app.programme.sessions import queries, services
from app.programme.sessions.services import SessionDetails
from app.programme.trainers import services as trainers_services
from app.programme.trainers.services import TrainerDetails
from tests.builders import a_course, a_learning_week, a_manager, a_session, a_trainer, an_agency
from tests.conftest import NOW

NEGLECT = CourseDetails(title="Complex neglect", strand=Strand.CORE_TOPIC, usual_length=UsualLength.FULL_DAY)
FIRST, SECOND = date(2026, 12, 7), date(2026, 12, 8)
ONE_DAY = [Day(FIRST, time(9, 30), time(16, 30))]
TWO_DAYS = [*ONE_DAY, Day(SECOND, time(9, 30), time(13, 30))]
AT_THE_HALL = SessionDetails(days=ONE_DAY, places=20, delivery=Delivery.VENUE, venue="Town Hall")


def test_a_course_is_added_with_its_particulars(app: Flask) -> None:
    manager = a_manager()
    course = courses_services.add_course(replace(NEGLECT, summary="S", level="Level 2"), by=manager, at=NOW)
    db.session.expire_all()
    assert (course.title, course.summary, course.level) == ("Complex neglect", "S", "Level 2")
    assert db.session.query(AuditEntry).filter_by(verb="added a course", actor_id=manager.id).count() == 1


@pytest.mark.parametrize("title", ["Complex neglect", "COMPLEX NEGLECT", "complex neglect"])
def test_two_courses_cannot_have_one_title(app: Flask, title: str) -> None:
    manager = a_manager()
    standing = courses_services.add_course(NEGLECT, by=manager, at=NOW)
    with pytest.raises(TitleTaken):
        courses_services.add_course(replace(NEGLECT, title=title), by=manager, at=NOW)
    other = courses_services.add_course(replace(NEGLECT, title="Another"), by=manager, at=NOW)
    with pytest.raises(TitleTaken):
        courses_services.edit_course(other, replace(NEGLECT, title=title), by=manager, at=NOW)
    courses_services.edit_course(standing, replace(NEGLECT, title=title, level="Level 3"), by=manager, at=NOW)
    assert (standing.title, standing.level) == (title, "Level 3")


def test_a_new_session_is_a_draft(app: Flask) -> None:
    session = services.add_session(a_course(), AT_THE_HALL, by=a_manager(), at=NOW)
    assert session.is_draft
    assert queries.drafts() == [session]
    assert queries.upcoming_sessions(at=NOW) == []


def test_publishing_puts_a_session_in_the_programme(app: Flask) -> None:
    manager, session = a_manager(), a_session(state=SessionState.DRAFT)
    assert not courses_queries.is_public(session.course)
    services.publish(session, by=manager, at=NOW)
    assert queries.upcoming_sessions(at=NOW) == [session]
    assert courses_queries.is_public(session.course)
    with pytest.raises(NotADraft):
        services.publish(session, by=manager, at=NOW)


def test_a_draft_may_change_in_all(app: Flask) -> None:
    manager = a_manager()
    session = services.add_session(a_course(), replace(AT_THE_HALL, days=TWO_DAYS), by=manager, at=NOW)
    later = [Day(SECOND, time(10), time(12))]
    trainers = [a_trainer("Ann"), a_trainer("Bob")]
    details = SessionDetails(
        days=later, places=5, delivery=Delivery.VIRTUAL, joining_link="https://meet.example", trainers=trainers
    )
    services.edit_session(session, details, by=manager, at=NOW)
    db.session.expire_all()
    assert [(day.on, day.starts) for day in session.days] == [(SECOND, time(10))]
    assert session.starts_at == session.days[0].starts_at
    assert session.ends_at == session.days[0].ends_at
    assert (session.places, session.where, session.venue) == (5, "Online", "")
    assert [trainer.name for trainer in session.trainers] == ["Ann", "Bob"]
    assert db.session.query(SessionDay).count() == 1  # the old days are gone


@pytest.mark.parametrize(
    "change",
    [{"places": 21}, {"places": 19}, {"is_open": True}, {"days": TWO_DAYS}, {"days": [Day(SECOND, time(9), time(12))]}],
    ids=["more places", "fewer places", "open", "another day", "another date"],
)
def test_a_published_session_keeps_its_days_and_places(app: Flask, change: dict[str, object]) -> None:
    manager = a_manager()
    session = services.add_session(a_course(), AT_THE_HALL, by=manager, at=NOW)
    services.publish(session, by=manager, at=NOW)
    with pytest.raises(DatesAreFixed):
        services.edit_session(session, replace(AT_THE_HALL, venue="Library", **change), by=manager, at=NOW)
    db.session.expire_all()
    assert (session.places, session.is_open, session.venue, len(session.days)) == (20, False, "Town Hall", 1)


def test_a_published_session_may_have_another_trainer(app: Flask) -> None:
    manager, trainer = a_manager(), a_trainer("Ann")
    session = services.add_session(a_course(), AT_THE_HALL, by=manager, at=NOW)
    services.publish(session, by=manager, at=NOW)
    services.edit_session(session, replace(AT_THE_HALL, trainers=[trainer]), by=manager, at=NOW)
    assert session.trainers == [trainer]


@pytest.mark.parametrize(
    "change", [{"venue": "Library"}, {"places": 99}, {"joining_link": "https://meet.example.org/other"}]
)
def test_what_people_booked_stays_as_it_was(app: Flask, change: dict[str, Any]) -> None:
    manager = a_manager()
    session = services.add_session(a_course(), AT_THE_HALL, by=manager, at=NOW)
    services.publish(session, by=manager, at=NOW)
    with pytest.raises(DatesAreFixed):
        services.edit_session(session, replace(AT_THE_HALL, **change), by=manager, at=NOW)


def test_a_course_with_published_sessions_can_not_become_bespoke(app: Flask) -> None:
    manager, course = a_manager(), a_course()
    details = courses_services.CourseDetails(course.title, Strand.BESPOKE, course.usual_length)
    a_session(course)
    with pytest.raises(StrandIsFixed):
        courses_services.edit_course(course, details, by=manager, at=NOW)
    courses_services.edit_course(course, replace(details, strand=Strand.SPECIALIST), by=manager, at=NOW)


def test_a_learning_week_can_not_leave_its_sessions_behind(app: Flask) -> None:
    manager, week = a_manager(), a_learning_week(date(2027, 2, 8))
    a_session(on=date(2027, 2, 9), learning_week_id=week.id)
    shorter = learning_weeks_services.WeekDetails(week.name, date(2027, 2, 8), date(2027, 2, 8))
    with pytest.raises(SessionsOutside):
        learning_weeks_services.save_learning_week(week, shorter, by=manager, at=NOW)
    learning_weeks_services.save_learning_week(week, replace(shorter, ends_on=date(2027, 2, 9)), by=manager, at=NOW)


def test_a_trainer_is_lent_by_an_agency_or_employed_by_the_partnership(app: Flask) -> None:
    manager = a_manager()
    trainers_services.add_trainer(TrainerDetails(name="Bob"), by=manager, at=NOW)
    trainers_services.add_trainer(
        TrainerDetails(name="Ann", agency=an_agency("Northbridge Council")), by=manager, at=NOW
    )
    assert [trainer.with_agency for trainer in courses_queries.trainers()] == ["Ann, Northbridge Council", "Bob"]


WEEK = WeekDetails(name="Learning Week 2027", starts_on=date(2027, 2, 8), ends_on=date(2027, 2, 12))


def test_a_learning_week_has_a_theme_for_each_day_that_was_given_one(app: Flask) -> None:
    themes = {date(2027, 2, 8): "Neglect", date(2027, 2, 9): "", date(2027, 2, 10): "Digital"}
    week = learning_weeks_services.save_learning_week(None, replace(WEEK, themes=themes), by=a_manager(), at=NOW)
    db.session.expire_all()
    assert [week.theme_of(day) for day in themes] == ["Neglect", "", "Digital"]
    assert week.theme_of(date(2027, 2, 12)) == ""


def test_saving_a_learning_week_again_replaces_its_themes(app: Flask) -> None:
    manager = a_manager()
    monday = date(2027, 2, 8)
    week = learning_weeks_services.save_learning_week(
        None, replace(WEEK, themes={monday: "Neglect"}), by=manager, at=NOW
    )
    changed = replace(WEEK, ends_on=monday, themes={monday: "Digital"})
    assert learning_weeks_services.save_learning_week(week, changed, by=manager, at=NOW) is week
    db.session.expire_all()
    assert (week.ends_on, week.theme_of(monday)) == (monday, "Digital")
    assert db.session.query(LearningWeek).count() == 1


def test_two_learning_weeks_cannot_have_one_name(app: Flask) -> None:
    manager = a_manager()
    learning_weeks_services.save_learning_week(None, WEEK, by=manager, at=NOW)
    with pytest.raises(NameTaken):
        learning_weeks_services.save_learning_week(None, replace(WEEK, name="LEARNING WEEK 2027"), by=manager, at=NOW)
    assert db.session.query(LearningWeek).count() == 1


def test_the_next_learning_week_is_the_one_under_way_or_to_come_or_else_the_last(app: Flask) -> None:
    assert learning_weeks_queries.next_learning_week(on=date(2026, 11, 23)) is None
    last = a_learning_week(date(2026, 2, 9))
    assert learning_weeks_queries.next_learning_week(on=date(2026, 11, 23)) is last
    coming, later = a_learning_week(date(2027, 2, 8)), a_learning_week(date(2028, 2, 7))
    assert learning_weeks_queries.next_learning_week(on=date(2026, 11, 23)) is coming
    assert learning_weeks_queries.next_learning_week(on=date(2027, 2, 12)) is coming  # its last day
    assert learning_weeks_queries.next_learning_week(on=date(2027, 2, 13)) is later


@pytest.mark.parametrize("places", [-1])
def test_the_database_refuses_places_below_nought(app: Flask, places: int) -> None:
    with pytest.raises(IntegrityError):
        a_session(places=places)
    db.session.rollback()


def test_the_database_refuses_a_session_that_ends_before_it_starts(app: Flask) -> None:
    session = a_session()
    session.ends_at = session.starts_at
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()
    session.days[0].ends = session.days[0].starts
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


def test_the_database_refuses_a_learning_week_that_ends_before_it_starts(app: Flask) -> None:
    week = a_learning_week(date(2027, 2, 8))
    week.ends_on = date(2027, 2, 7)
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()

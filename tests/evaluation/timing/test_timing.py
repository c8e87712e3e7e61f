"""When each stage asks: the partnership's defaults, a course's own, and what was missed."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.booking import emails
from app.booking.models import Booking
from app.booking.places.services import hold_place
from app.booking.places.services_confirming import confirm_by_code
from app.booking.states import BookingState, Outcome
from app.core import clock
from app.core.changes import LastRun
from app.core.clock import days_later
from app.core.database import db
from app.core.links import Secret, six_digit_code
from app.evaluation.issuing import queries as issuing_queries
from app.evaluation.issuing import queries_asking as issuing_queries_asking
from app.evaluation.issuing.services import ISSUING_TURN, issue_questionnaires
from app.evaluation.models_issued import Issued
from app.evaluation.stages import Shape, Stage
from app.evaluation.timing import queries
from app.evaluation.timing.models import StageTiming, Timing
from app.evaluation.timing.refusals import ManagersNeedImpact
from app.evaluation.timing.rules import DEFAULT_TIMINGS, Timings
from app.evaluation.timing.services import set_timing, use_the_defaults
from app.programme.models import Course, Strand
from tests.builders import (
    a_booking,
    a_course,
    a_delegate,
    a_learning_week,
    a_manager,
    a_past_session,
    a_session,
    a_timing,
    a_user,
    entries_about,
    mail_to,
)
from tests.conftest import NOW
from tests.page import Visitor
from tests.words import ENTER_A_WHOLE_NUMBER

ALL_ON = {
    Stage.PRE_COURSE: Timing(),
    Stage.POST_COURSE: Timing(),
    Stage.IMPACT: Timing(weeks_after=6),
    Stage.MANAGER: Timing(weeks_after=6),
}
ONLY_AFTER = {stage: Timing(is_on=stage is Stage.POST_COURSE, weeks_after=12) for stage in Stage}


def stages_of(booking: Booking) -> list[Stage]:
    return [each.stage for each in db.session.query(Issued).filter_by(booking=booking).order_by(Issued.id)]


def set_for(of: Shape | Course, timings: dict[Stage, Timing]) -> None:
    set_timing(of, timings, by=a_manager(), at=NOW - timedelta(days=400))


# Defaults and exceptions


def test_the_ready_timings_are_those_of_the_practice() -> None:
    course = {stage: DEFAULT_TIMINGS[Shape.COURSE, stage] for stage in Stage}
    assert all(timing.is_on for timing in course.values())
    assert (course[Stage.IMPACT].weeks_after, course[Stage.IMPACT].open_days) == (12, 28)
    assert [course[stage].reminders for stage in Stage] == [(2,), (3, 7), (7, 14), (7, 14)]
    for shape in (Shape.LUNCHTIME, Shape.WEEK):
        assert [stage for stage in Stage if DEFAULT_TIMINGS[shape, stage].is_on] == [Stage.POST_COURSE]


def test_a_course_differs_from_the_default_and_can_go_back_to_it(app: Flask) -> None:
    course, other, officer = a_course(), a_course(), a_manager()
    set_timing(course, ONLY_AFTER, by=officer, at=NOW)
    timings = queries.timings()
    assert not timings.of_course(course, Stage.IMPACT).is_on
    assert timings.of_course(other, Stage.IMPACT).is_on
    assert queries.courses_with_timings() == [course]
    use_the_defaults(course, by=officer, at=NOW)
    assert queries.timings().of_course(course, Stage.IMPACT).is_on
    assert entries_about(course)[-1].verb == "gave a course the default timings"


def test_what_is_saved_unchanged_is_not_written_down(app: Flask) -> None:
    course, officer = a_course(), a_manager()
    set_timing(course, ALL_ON, by=officer, at=NOW)
    set_timing(course, ALL_ON | {Stage.IMPACT: Timing(weeks_after=8)}, by=officer, at=NOW + timedelta(days=1))
    [later] = [each for each in db.session.query(StageTiming) if each.stage is Stage.IMPACT]
    assert [entry.at - NOW for entry in entries_about(later)] == [timedelta(0), timedelta(days=1)]
    [before] = [each for each in db.session.query(StageTiming) if each.stage is Stage.PRE_COURSE]
    assert len(entries_about(before)) == 1


def test_managers_are_asked_with_impact_and_never_without(app: Flask) -> None:
    with pytest.raises(ManagersNeedImpact):
        set_for(a_course(), ALL_ON | {Stage.IMPACT: Timing(is_on=False)})
    assert db.session.query(StageTiming).count() == 0


@pytest.mark.parametrize(
    "wrong",
    [{"weeks_after": -1}, {"open_days": 0}, {"shape": None}, {"shape": Shape.COURSE, "course_id": 1}],
)
def test_the_database_refuses_timings_that_mean_nothing(app: Flask, wrong: dict[str, object]) -> None:
    timing = a_timing(Shape.COURSE, Stage.IMPACT)
    if "course_id" in wrong:
        wrong = wrong | {"course_id": a_course().id}
    for name, value in wrong.items():
        setattr(timing, name, value)
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


def test_a_stage_that_is_off_asks_nobody_and_one_turned_on_at_lunch_does(app: Flask) -> None:
    quiet, lunch = a_course(), a_course(strand=Strand.LUNCHTIME)
    set_for(quiet, {stage: Timing(is_on=False, weeks_after=12) for stage in Stage})
    set_for(lunch, ALL_ON)
    off, on = (a_booking(a_session(course)) for course in (quiet, lunch))
    off_after, on_after = (a_booking(a_past_session(c), outcome=Outcome.ATTENDED) for c in (quiet, lunch))
    issue_questionnaires(at=NOW)
    assert [stages_of(booking) for booking in (off, on)] == [[], [Stage.PRE_COURSE]]
    assert [stages_of(booking) for booking in (off_after, on_after)] == [[], [Stage.POST_COURSE]]


def test_what_is_turned_on_for_learning_weeks_asks_once_a_week_at_each_stage(app: Flask) -> None:
    set_for(Shape.WEEK, ALL_ON)
    week, ann = a_learning_week(date(2026, 10, 5)), a_user()
    bookings = [
        a_booking(a_session(on=date(2026, 10, day), learning_week_id=week.id), ann, Outcome.ATTENDED) for day in (5, 7)
    ]
    later = days_later(datetime(2026, 10, 9, 9, tzinfo=UTC), 42)
    issue_questionnaires(at=NOW - timedelta(days=40))
    issue_questionnaires(at=later)
    assert [stages_of(booking) for booking in bookings] == [[Stage.POST_COURSE, Stage.IMPACT, Stage.MANAGER], []]


# The mail of the programme follows


def test_mail_about_places_carries_the_link_where_the_course_is_asked_before(app: Flask) -> None:
    quiet, asked, at_lunch = a_course(), a_course(), a_course(strand=Strand.LUNCHTIME)
    set_for(quiet, ONLY_AFTER)
    set_for(at_lunch, ALL_ON)
    texts = []
    for course in (quiet, asked, at_lunch):
        held = hold_place(a_session(course), a_delegate(), at=NOW)
        assert held.proof_id
        confirm_by_code(held, code=six_digit_code(held.proof_id), at=NOW)
        [message] = mail_to(held.practitioner.email, "confirmed")
        texts.append("/questionnaires/before/" in message.revealed_text())
    assert texts == [False, True, True]


def test_a_new_lunchtime_course_and_a_learning_week_are_not_asked_before(app: Flask) -> None:
    at_lunch, in_a_week = a_session(a_course(strand=Strand.LUNCHTIME)), a_session(learning_week=a_learning_week())
    other = a_booking(a_session())
    places = [a_booking(at_lunch), other, a_booking(in_a_week)]
    assert issuing_queries_asking.pre_course_links(places) == {other: Secret("before", other.id)}


def test_learning_weeks_are_asked_before_once_it_is_turned_on(app: Flask) -> None:
    booking = a_booking(a_session(learning_week=a_learning_week()))
    set_for(Shape.WEEK, ALL_ON)
    assert list(issuing_queries_asking.pre_course_links([booking])) == [booking]


def test_the_page_of_a_place_leads_where_its_letter_does(visitor: Visitor) -> None:
    asked, quiet = a_course(), a_course()
    set_for(quiet, ONLY_AFTER)
    for course, leads_there in ((asked, True), (quiet, False)):
        booking = a_booking(a_session(course))
        page = visitor.sign_in(booking.practitioner).open_page(f"/bookings/{booking.id}")
        address = Secret("before", booking.id).reveal()
        assert [link["href"] == address for link in page.soup.select("a[href*='/before/']")] == [True] * leads_there


def test_mail_of_a_house_without_evaluation_carries_no_link(app: Flask) -> None:
    """Booking stands without the rooms above it."""
    registered = app.extensions.pop("pre-course links")
    try:
        assert emails.pre_course_links([a_booking()]) == {}
    finally:
        app.extensions["pre-course links"] = registered


# Missed: what could be asked at the last run, and can't any more


def nothing_runs_for(days: int, until: datetime = NOW) -> None:
    """The job ran so many days ago, and now again."""
    db.session.merge(LastRun(id=1, job=ISSUING_TURN, at=until - timedelta(days=days)))
    db.session.commit()
    issue_questionnaires(at=until)


def missed() -> list[tuple[Booking, Stage]]:
    return [(each.booking, each.stage) for each in db.session.query(Issued).order_by(Issued.id) if each.is_missed]


def test_a_pre_course_questionnaire_that_never_went_out_is_missed_at_the_start(app: Flask) -> None:
    session = a_session()
    booking = a_booking(session)
    nothing_runs_for(1, until=session.starts_at)
    [issued] = db.session.query(Issued)
    assert missed() == [(booking, Stage.PRE_COURSE)]
    assert (issued.issued_at, issued.closes_at) == (booking.booked_at, session.starts_at)
    assert issuing_queries.unanswered(Stage.PRE_COURSE, at=NOW, session=session) == []


def test_who_was_let_in_at_the_door_or_withdrew_missed_nothing(app: Flask) -> None:
    session = a_past_session()
    a_booking(session, booked_at=session.starts_at)  # came instead of somebody
    a_booking(session, outcome=Outcome.WALK_IN, state=BookingState.WALKED_IN, booked_at=None)
    a_booking(session, outcome=Outcome.CANCELLED, state=BookingState.CANCELLED)
    nothing_runs_for(90)
    assert missed() == []


def test_after_a_long_outage_what_passed_is_missed_and_what_can_still_be_asked_goes_out(app: Flask) -> None:
    passed, in_time = (
        a_booking(a_past_session(days_ago=days), outcome=Outcome.ATTENDED, booked_at=None) for days in (40, 20)
    )
    nothing_runs_for(45)
    assert missed() == [(passed, Stage.POST_COURSE)]
    assert stages_of(in_time) == [Stage.POST_COURSE]
    assert mail_to(passed.practitioner.email) == []


def test_impact_that_was_missed_is_missed_for_the_manager_too(app: Flask) -> None:
    booking = a_booking(a_past_session(days_ago=7 * 12 + 40), outcome=Outcome.ATTENDED, booked_at=None)
    nothing_runs_for(60)
    assert missed() == [(booking, Stage.IMPACT), (booking, Stage.MANAGER)]


def test_what_was_too_old_before_the_outage_was_not_missed_in_it(app: Flask) -> None:
    a_booking(a_past_session(days_ago=40), outcome=Outcome.ATTENDED)
    nothing_runs_for(5)
    assert missed() == []


def test_the_first_run_of_all_finds_nothing_missed(app: Flask) -> None:
    a_booking(a_past_session(days_ago=40), outcome=Outcome.ATTENDED)
    issue_questionnaires(at=NOW)
    assert missed() == []


def test_a_stage_turned_on_or_given_back_to_the_defaults_makes_nothing_missed(app: Flask) -> None:
    course, officer = a_course(), a_manager()
    a_booking(a_past_session(course, days_ago=200), outcome=Outcome.ATTENDED)
    issue_questionnaires(at=NOW)
    set_timing(course, ALL_ON, by=officer, at=NOW)
    issue_questionnaires(at=NOW + timedelta(minutes=1))
    use_the_defaults(course, by=officer, at=NOW)
    issue_questionnaires(at=NOW + timedelta(minutes=2))
    assert missed() == []


def test_who_is_marked_after_the_time_to_ask_was_asked_by_nobody_and_missed_nothing(app: Flask) -> None:
    booking = a_booking(a_past_session(days_ago=40))
    issue_questionnaires(at=NOW)
    booking.outcome = Outcome.ATTENDED
    db.session.commit()
    issue_questionnaires(at=NOW + timedelta(minutes=1))
    assert (missed(), stages_of(booking)) == ([], [])


# Wall clocks


@pytest.mark.parametrize(
    ("start", "days", "later"),
    [
        ("2026-10-23 16:30", 3, "2026-10-26 17:30"),  # the clocks went back: half past five stays half past five
        ("2027-03-26 17:30", 3, "2027-03-29 16:30"),
        ("2028-02-28 12:00", 2, "2028-03-01 12:00"),
        ("2026-10-26 17:30", -3, "2026-10-23 16:30"),
    ],
)
def test_days_are_counted_on_the_wall_clock(start: str, days: int, later: str) -> None:
    at, then = (datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (start, later))
    assert days_later(at, days) == then


def test_the_waits_for_reminders_are_the_shortest_of_every_timing_that_is_set() -> None:
    set_of_one = Timings(of_courses={(1, Stage.IMPACT): Timing(reminders=(10, 3, 20))})
    assert set_of_one.reminder_days(Stage.IMPACT) == [3, 10, 20]
    assert set_of_one.reminder_days(Stage.PRE_COURSE) == [2]  # so many days before the start


def test_before_the_start_the_longest_wait_counts() -> None:
    assert Timings(of_courses={(1, Stage.PRE_COURSE): Timing(reminders=(5,))}).reminder_days(Stage.PRE_COURSE) == [5]


# Pages


def test_the_office_sets_a_courses_own_timing_on_a_page(visitor: Visitor) -> None:
    course = a_course("Complex neglect")
    page = visitor.sign_in(a_manager()).open_page(f"/evaluation/courses/{course.id}/timing")
    page = page.press(
        "Save",
        later_weeks_after="6",
        later_reminders="5",
        manager_is_on=None,
        after_open_days="14",
        before_reminders="",
    )
    assert page.notice == "Complex neglect has timings of its own now. What was issued already keeps its dates."
    assert "6 weeks later; open 28 days Reminder after 5 days" in page.words
    timings = queries.timings()
    assert timings.of_course(course, Stage.IMPACT).reminders == (5,)
    assert timings.of_course(course, Stage.PRE_COURSE).reminders == ()
    assert not timings.of_course(course, Stage.MANAGER).is_on
    page = page.click("Complex neglect").press("Follow the defaults again")
    assert "Complex neglect follows the defaults again." in page.notice
    assert not page.has_link("Complex neglect")


def test_the_office_sets_a_default_on_a_page(visitor: Visitor) -> None:
    page = visitor.sign_in(a_manager()).open_page("/evaluation/timing").click("Learning Weeks")
    page.press("Save", before_is_on="y", before_reminders="1")
    assert queries.timings().of_shape(Shape.WEEK, Stage.PRE_COURSE).reminders == (1,)


@pytest.mark.parametrize(
    ("field", "typed", "complaint"),
    [
        ("later_weeks_after", "0", "Enter from 1 to 52 weeks"),
        ("later_weeks_after", "", "Enter a number of weeks, such as 12"),
        ("later_weeks_after", "1.5", ENTER_A_WHOLE_NUMBER),
        ("after_open_days", "0", "Enter from 1 to 182 days"),
        ("manager_open_days", "", "Enter a number of days, such as 28"),
        ("after_reminders", "three", "Enter whole numbers of days with commas between them, such as 3, 7"),
        ("after_reminders", "3, 3", "Enter up to 4 different numbers, from 1 to 182"),
        ("after_reminders", "1,2,3,4,5", "Enter up to 4 different numbers, from 1 to 182"),
        ("after_reminders", "3, 28", "It closes after 28 days: enter fewer, or leave it open for longer"),
        ("later_reminders", "0", "Enter up to 4 different numbers, from 1 to 182"),
    ],
)
def test_what_makes_no_timing_is_refused_beside_its_field(
    visitor: Visitor, field: str, typed: str, complaint: str
) -> None:
    course = a_course()
    page = visitor.sign_in(a_manager()).open_page(f"/evaluation/courses/{course.id}/timing")
    page = page.press("Save", **{field: typed})
    assert page.error_beside(field) == complaint
    assert db.session.query(StageTiming).count() == 0


def test_managers_without_impact_are_refused_beside_the_tick(visitor: Visitor) -> None:
    page = visitor.sign_in(a_manager()).open_page(f"/evaluation/courses/{a_course().id}/timing")
    page = page.press("Save", later_is_on=None)
    assert page.error_beside("manager_is_on") == ManagersNeedImpact.message


def test_wall_clock_times_of_sessions_are_kept(app: Flask) -> None:
    """The day's half past nine, whatever the clocks did since the booking."""
    session = a_session(on=date(2027, 3, 29))
    assert session.starts_at == clock.from_london(date(2027, 3, 29), time(9, 30))

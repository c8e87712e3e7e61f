"""A job looks at what changed: each of its causes alone, an hour after all was settled, shows at the next run."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from flask import Flask

from app.accounts.models import AgencyGroup
from app.accounts.people.services import merge_agency
from app.attendance.outstanding.jobs import remind_of_registers, tell_managers
from app.attendance.registers.services import close_register, mark
from app.booking.leaving.services import withdraw
from app.booking.models import Booking
from app.booking.places.jobs import free_lapsed_places
from app.booking.reminding.jobs import alert_the_office, tell_before_the_start
from app.booking.states import BookingState, Outcome
from app.charging.proposals.jobs import propose_what_is_missing
from app.charging.reasons.jobs import pass_reason_deadlines
from app.core import clock
from app.core.clock import from_london
from app.core.database import db
from app.evaluation.answering.services import take_back_paper
from app.evaluation.issuing.jobs import issue_what_is_missing, remind_those_who_have_not_answered
from app.evaluation.models_issued import Issued
from app.evaluation.stages import Stage
from app.evaluation.timing.models import Timing
from app.evaluation.timing.services import set_timing, use_the_defaults
from app.programme.models_sessions import CancelReason, Day, SessionState, TrainingSession
from app.programme.subscriptions.jobs import tell_of_new_dates
from app.records.certificates.jobs import issue_certificates
from app.records.retention.jobs import forget_what_is_due
from app.settings import services as settings
from app.settings.rules_reminders import ReminderTimes
from app.terms.models import ManagerNews
from tests.builders import (
    a_booking,
    a_closed_register,
    a_course,
    a_learning_week,
    a_manager,
    a_past_session,
    a_session,
    a_subscription,
    a_timing,
    a_user,
    an_agency,
    an_earned_certificate,
    an_issued,
    letters_have_left,
)
from tests.charging.cases import asked, the_policy
from tests.conftest import NOW

AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
HALF_PAST_SEVEN = time(19, 30)
LATER_TODAY = NOW + 2 * AN_HOUR

Change = Callable[[], object]
Cause = Callable[[], Change]
Job = Callable[[], str]


def has_its_effect(job: Job, cause: Cause) -> None:
    """Arranged and settled; an hour later nothing is to be done; after the change something is, and then nothing."""
    change = cause()
    run_until_settled(job)
    clock.freeze(NOW + AN_HOUR)
    assert job() == ""
    clock.freeze(LATER_TODAY)
    change()
    db.session.commit()
    assert job() != "", "the change was not seen"
    run_until_settled(job)


def run_until_settled(job: Job) -> None:
    for _ in range(3):
        if job() == "":
            return
    raise AssertionError(f"{job.__name__} doesn't come to rest")


# --- Questionnaires ---


def attended(**more: object) -> Booking:
    return a_booking(a_past_session(), outcome=Outcome.ATTENDED, **more)


def somebody_books() -> Change:
    session, person = a_session(), a_user()
    return lambda: a_booking(session, person)


def a_hold_is_confirmed() -> Change:
    booking = a_booking(state=BookingState.HELD, held_until=LATER_TODAY + AN_HOUR)
    return lambda: booking.confirm(clock.now())


def a_session_is_moved() -> Change:
    booking = a_booking()
    an_issued(booking, Stage.PRE_COURSE)
    return lambda: booking.session.plan_days([Day(clock.today() + 60 * A_DAY, time(9), time(12))])


def a_session_is_published_anew() -> Change:
    """However that may come about: the session alone changes."""
    session = a_session(state=SessionState.CANCELLED)
    a_booking(session)
    return lambda: setattr(session, "state", SessionState.PUBLISHED)


def a_session_ends() -> Change:
    """Marked while it was on; nothing is written at its end."""
    session = a_session(days=[Day(clock.today(), time(9), time(11, 30))])
    a_booking(session, outcome=Outcome.ATTENDED)
    return lambda: None


def somebody_is_marked_late() -> Change:
    booking, officer = a_booking(a_past_session()), a_manager()
    return lambda: mark(booking, Outcome.ATTENDED, by=officer, at=clock.now())


def a_questionnaire_is_turned_on() -> Change:
    course, officer = a_course(), a_manager()
    for stage in Stage:
        a_timing(course, stage, is_on=False)
    a_booking(a_past_session(course), outcome=Outcome.ATTENDED)
    on = {stage: Timing(is_on=stage is Stage.POST_COURSE) for stage in Stage}
    return lambda: set_timing(course, on, by=officer, at=clock.now())


def a_course_goes_back_to_the_defaults() -> Change:
    course, officer = a_course(), a_manager()
    for stage in Stage:
        a_timing(course, stage, is_on=False)
    a_booking(a_past_session(course), outcome=Outcome.ATTENDED)
    return lambda: use_the_defaults(course, by=officer, at=clock.now())


def a_learning_week_ends_sooner() -> Change:
    week = a_learning_week(clock.today() - 2 * A_DAY)
    a_booking(a_past_session(learning_week_id=week.id), outcome=Outcome.ATTENDED)
    return lambda: setattr(week, "ends_on", clock.today() - A_DAY)


def a_line_manager_is_named_later() -> Change:
    booking = attended(manager_email="")
    an_issued(booking, Stage.POST_COURSE, answers={})
    an_issued(booking, Stage.IMPACT, at=NOW - AN_HOUR)
    return lambda: setattr(booking, "manager_email", "line.manager@example.org")


def what_was_typed_in_is_taken_back() -> Change:
    issued = an_issued(attended(), Stage.POST_COURSE)
    issued.mailed_at = issued.asked_at = None
    issued.answered_at, issued.entered_by_id, issued.is_only_on_paper = NOW, a_manager().id, True
    officer = a_manager()
    return lambda: take_back_paper(issued, by=officer, at=clock.now())


@pytest.mark.parametrize(
    "cause",
    [
        somebody_books,
        a_hold_is_confirmed,
        a_session_is_published_anew,
        a_session_ends,
        somebody_is_marked_late,
        a_questionnaire_is_turned_on,
        a_course_goes_back_to_the_defaults,
        a_learning_week_ends_sooner,
        a_line_manager_is_named_later,
        what_was_typed_in_is_taken_back,
    ],
)
def test_a_questionnaire_is_issued_because(app: Flask, cause: Cause) -> None:
    has_its_effect(issue_what_is_missing, cause)


def test_a_questionnaire_follows_a_session_that_is_moved(app: Flask) -> None:
    move = a_session_is_moved()
    run_until_settled(issue_what_is_missing)
    clock.freeze(NOW + AN_HOUR)
    issue_what_is_missing()
    clock.freeze(LATER_TODAY)
    move()
    db.session.commit()
    issue_what_is_missing()
    issued = db.session.query(Issued).one()
    assert issued.closes_at == issued.booking.session.starts_at


def test_weeks_that_are_over_bring_the_impact_questionnaire_the_same_morning(app: Flask) -> None:
    session = a_session(on=clock.today() - 84 * A_DAY)
    a_booking(session, outcome=Outcome.ATTENDED)
    clock.freeze(from_london(clock.today(), time(7)))
    run_until_settled(issue_what_is_missing)
    clock.freeze(from_london(clock.today(), time(8, 59)))
    assert issue_what_is_missing() == ""
    clock.freeze(from_london(clock.today(), time(9)))
    assert issue_what_is_missing() == "2 questionnaires issued"  # and the line manager's


def test_what_changed_while_the_clock_was_set_back_is_seen(app: Flask) -> None:
    booking = a_booking(a_past_session())
    run_until_settled(issue_what_is_missing)
    clock.freeze(LATER_TODAY)
    assert issue_what_is_missing() == ""
    clock.freeze(NOW + AN_HOUR)  # somebody sets the clock right
    mark(booking, Outcome.ATTENDED, by=a_manager(), at=clock.now())
    assert issue_what_is_missing() == "1 questionnaire issued"


def test_what_was_written_before_a_run_and_committed_after_it_is_seen(app: Flask) -> None:
    """A row says when it was written; another transaction sees it once that is over."""
    booking = a_booking(state=BookingState.LAPSED)
    run_until_settled(issue_what_is_missing)
    clock.freeze(NOW + AN_HOUR)
    issue_what_is_missing()
    booking.state, booking.changed_at = BookingState.BOOKED, NOW + AN_HOUR - timedelta(seconds=70)
    db.session.commit()
    clock.freeze(NOW + AN_HOUR + timedelta(seconds=15))
    assert issue_what_is_missing() == "1 questionnaire issued"


def test_a_sweep_at_night_finds_what_escaped_all_day(app: Flask) -> None:
    booking = a_booking(state=BookingState.LAPSED)
    run_until_settled(issue_what_is_missing)
    clock.freeze(NOW + AN_HOUR)
    issue_what_is_missing()
    booking.state, booking.changed_at = BookingState.BOOKED, NOW - A_DAY
    db.session.commit()
    clock.freeze(LATER_TODAY)
    assert issue_what_is_missing() == ""
    clock.freeze(from_london(clock.today() + A_DAY, time(2, 30)))
    assert issue_what_is_missing() == "1 questionnaire issued"


def test_a_reminder_that_is_set_sooner_goes_at_the_next_run(app: Flask) -> None:
    booking, officer = attended(), a_manager()
    an_issued(booking, Stage.POST_COURSE, at=NOW - 2 * A_DAY)
    course = booking.session.course
    run_until_settled(remind_those_who_have_not_answered)
    sooner = {stage: Timing(reminders=(1,) if stage is Stage.POST_COURSE else ()) for stage in Stage}
    set_timing(course, sooner, by=officer, at=clock.now())
    assert remind_those_who_have_not_answered() == "1 reminder queued"


# --- Charges ---


def the_agency(group: AgencyGroup = AgencyGroup.CONTRIBUTING) -> object:
    return an_agency(group=group)


def a_place(outcome: Outcome | None = None, *, session: TrainingSession | None = None, **more: object) -> Booking:
    person = a_user(agency=an_agency())
    details = {"policy": the_policy(), "terms_accepted_at": NOW - 40 * A_DAY}
    return a_booking(session or a_past_session(), person, outcome, **(details | more))


def somebody_cancels_late() -> Change:
    booking = a_place(session=a_session(on=clock.today() + A_DAY))
    return lambda: withdraw(booking, by=booking.practitioner, at=clock.now())


def a_register_is_closed() -> Change:
    booking, officer = a_place(Outcome.NO_SHOW), a_manager()
    return lambda: close_register(booking.session, by=officer, at=clock.now())


def a_closed_register_is_corrected_to_absence() -> Change:
    booking, officer = a_place(Outcome.ATTENDED), a_manager()
    a_closed_register(booking.session)
    return lambda: mark(booking, Outcome.NO_SHOW, why="The sheet was misread.", by=officer, at=clock.now())


def a_closed_register_is_corrected_to_presence() -> Change:
    booking, officer = a_place(Outcome.NO_SHOW), a_manager()
    a_closed_register(booking.session)
    return lambda: mark(booking, Outcome.ATTENDED, why="She signed in at another door.", by=officer, at=clock.now())


def we_cancel_what_was_charged_for() -> Change:
    booking = a_place(
        Outcome.LATE_CANCELLED,
        session=a_session(on=clock.today() + A_DAY),
        state=BookingState.CANCELLED,
        cancelled_at=NOW,
    )
    return lambda: booking.session.cancel(CancelReason.TRAINER_ILL, "")


def an_agency_is_filed_as_paying() -> Change:
    """Where no group was kept with the booking, the agency's counts."""
    the_policy(private_fee_pence=7500)
    booking = a_place(Outcome.ATTENDED)
    booking.agency.merged_into = an_agency()
    a_closed_register(booking.session)
    return lambda: setattr(booking.agency.merged_into, "group", AgencyGroup.PRIVATE)


def an_agency_is_merged_into_one_that_pays() -> Change:
    the_policy(private_fee_pence=7500)
    booking = a_place(Outcome.ATTENDED)
    a_closed_register(booking.session)
    into, officer = an_agency(group=AgencyGroup.PRIVATE), a_manager()
    return lambda: merge_agency(booking.agency, into, by=officer, at=clock.now())


@pytest.mark.parametrize(
    "cause",
    [
        somebody_cancels_late,
        a_register_is_closed,
        a_closed_register_is_corrected_to_absence,
        a_closed_register_is_corrected_to_presence,
        we_cancel_what_was_charged_for,
        an_agency_is_filed_as_paying,
        an_agency_is_merged_into_one_that_pays,
    ],
)
def test_a_charge_is_proposed_or_let_go_because(app: Flask, cause: Cause) -> None:
    has_its_effect(propose_what_is_missing, cause)


# --- Certificates ---


def the_evaluation_is_answered() -> Change:
    booking = attended()
    a_closed_register(booking.session)
    issued = an_issued(booking, Stage.POST_COURSE)
    return lambda: setattr(issued, "answered_at", clock.now())


def the_register_is_closed_after_the_answer() -> Change:
    booking, officer = attended(), a_manager()
    an_issued(booking, Stage.POST_COURSE, answers={"How useful": 4})
    return lambda: close_register(booking.session, by=officer, at=clock.now())


def the_register_is_corrected() -> Change:
    booking, officer = an_earned_certificate(), a_manager()
    return lambda: mark(booking, Outcome.NO_SHOW, why="The sheet was misread.", by=officer, at=clock.now())


def the_evaluation_is_turned_off() -> Change:
    booking, officer = attended(), a_manager()
    a_closed_register(booking.session)
    off = {stage: Timing(is_on=False) for stage in Stage}
    return lambda: set_timing(booking.session.course, off, by=officer, at=clock.now())


def the_evaluation_is_missed() -> Change:
    booking = attended()
    a_closed_register(booking.session)
    issued = an_issued(booking, Stage.POST_COURSE)
    return lambda: setattr(issued, "is_missed", True)


def the_weeks_evaluation_is_answered_about_another_session() -> Change:
    week, person = a_learning_week(clock.today() - 8 * A_DAY), a_user()
    sessions = [a_past_session(days_ago=days, learning_week_id=week.id) for days in (6, 7)]
    first, _ = (a_booking(session, person, Outcome.ATTENDED) for session in sessions)
    a_closed_register(sessions[1])  # that of the session asked about is open: only the other earns one
    issued = an_issued(first, Stage.POST_COURSE)
    return lambda: setattr(issued, "answered_at", clock.now())


@pytest.mark.parametrize(
    "cause",
    [
        the_evaluation_is_answered,
        the_register_is_closed_after_the_answer,
        the_register_is_corrected,
        the_evaluation_is_turned_off,
        the_evaluation_is_missed,
        the_weeks_evaluation_is_answered_about_another_session,
    ],
)
def test_certificates_change_because(app: Flask, cause: Cause) -> None:
    has_its_effect(issue_certificates, cause)


# --- Line managers ---


def an_absence(**more: object) -> Booking:
    manager = {"manager_name": "Line Manager", "manager_email": "line.manager@example.org"}
    return a_place(
        Outcome.NO_SHOW, **(manager | {"policy": the_policy(tells_managers_of=[ManagerNews.NON_ATTENDANCE])} | more)
    )


def the_register_of_an_absence_is_closed() -> Change:
    booking, officer = an_absence(), a_manager()
    return lambda: close_register(booking.session, by=officer, at=clock.now())


def the_manager_of_somebody_absent_is_named_later() -> Change:
    booking = an_absence(manager_email="")
    a_closed_register(booking.session, closed_at=NOW)
    return lambda: setattr(booking, "manager_email", "line.manager@example.org")


def a_correction_says_that_somebody_was_absent() -> Change:
    booking, officer = an_absence(), a_manager()
    booking.outcome = Outcome.EXCUSED
    a_closed_register(booking.session, closed_at=NOW)
    return lambda: mark(booking, Outcome.NO_SHOW, why="Nobody had called.", by=officer, at=clock.now())


@pytest.mark.parametrize(
    "cause",
    [
        the_register_of_an_absence_is_closed,
        the_manager_of_somebody_absent_is_named_later,
        a_correction_says_that_somebody_was_absent,
    ],
)
def test_a_line_manager_is_told_because(app: Flask, cause: Cause) -> None:
    has_its_effect(tell_managers, cause)


# --- Places, and mail before the start ---


def a_hold_comes_to_its_end() -> Change:
    a_booking(state=BookingState.HELD, held_until=LATER_TODAY)
    return lambda: None


def a_session_gets_room_for_one_more() -> Change:
    session = a_session(places=1)
    a_booking(session)
    a_booking(session, state=BookingState.WAITING, waiting_since=NOW)
    return lambda: setattr(session, "places", 2)


@pytest.mark.parametrize("cause", [a_hold_comes_to_its_end, a_session_gets_room_for_one_more])
def test_a_place_is_freed_or_passed_on_because(app: Flask, cause: Cause) -> None:
    has_its_effect(free_lapsed_places, cause)


def in_days(days: int) -> Day:
    """A day of training that begins at the hour of `LATER_TODAY`."""
    at = clock.to_london(LATER_TODAY).time()
    return Day(clock.today() + days * A_DAY, at, time(at.hour + 2))


def written_at_the_hour() -> None:
    """The office has us write at the hour of `LATER_TODAY`."""
    settings.change(ReminderTimes(hour=clock.to_london(LATER_TODAY).hour), by=None, at=NOW)


def its_week_begins() -> Change:
    written_at_the_hour()
    a_booking(a_session(days=[in_days(7)]), created_at=NOW - A_DAY, booked_at=NOW - A_DAY)
    return lambda: None


def its_last_day_begins() -> Change:
    written_at_the_hour()
    a_booking(a_session(days=[in_days(1)]), created_at=NOW - A_DAY, booked_at=NOW - A_DAY)
    return lambda: None


def a_session_is_moved_into_this_week() -> Change:
    booking = a_booking(a_session(days=[in_days(60)]), created_at=NOW - 9 * A_DAY, booked_at=NOW - 9 * A_DAY)
    return lambda: booking.session.plan_days([in_days(5)])


@pytest.mark.parametrize("cause", [its_week_begins, its_last_day_begins, a_session_is_moved_into_this_week])
def test_somebody_is_told_of_a_session_to_come_because(app: Flask, cause: Cause) -> None:
    has_its_effect(tell_before_the_start, cause)


def two_weeks_are_left() -> Change:
    a_session(days=[in_days(14)], minimum=5)
    return lambda: None


def the_minimum_is_raised() -> Change:
    session = a_session(days=[in_days(10)])
    return lambda: setattr(session, "minimum", 5)


@pytest.mark.parametrize("cause", [two_weeks_are_left, the_minimum_is_raised])
def test_the_office_hears_that_too_few_have_booked_because(app: Flask, cause: Cause) -> None:
    a_manager()
    has_its_effect(alert_the_office, cause)


# --- What passes with time alone ---


def test_the_office_is_reminded_of_a_register_once_it_is_outstanding(app: Flask) -> None:
    a_manager()
    a_booking(a_past_session(days_ago=1))
    assert remind_of_registers() == ""
    clock.freeze(NOW + 3 * A_DAY)
    assert remind_of_registers() == "1 reminder of outstanding registers queued"


def test_the_time_for_a_reason_ends(app: Flask) -> None:
    charge = asked()
    letters_have_left()
    assert charge.answer_by
    clock.freeze(charge.answer_by)
    assert pass_reason_deadlines() == ""
    clock.freeze(charge.answer_by + timedelta(seconds=1))
    assert pass_reason_deadlines() == "1 charge not explained in time"


def test_what_is_said_of_needs_is_forgotten_when_it_has_served(app: Flask) -> None:
    a_booking(access_needs="A ramp")
    assert forget_what_is_due() == ""
    clock.freeze(NOW + 400 * A_DAY)
    assert forget_what_is_due() == "1 row of personal data forgotten"


# --- Subscriptions ---


def a_date_is_published() -> Change:
    course = a_course()
    a_subscription(course.topic)
    return lambda: a_session(course, published_at=clock.now())


def test_who_asked_is_told_of_a_new_date(app: Flask) -> None:
    has_its_effect(tell_of_new_dates, a_date_is_published)

"""Two years by the one clock: every message of every stage goes out once, on its day.

From April 2027 to March 2029: four clock changes, a leap day, and a week in which nothing ran. What should go out is
worked out here from dates alone, not from the room's rules.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask

from app.accounts.models import User
from app.booking.models import Booking
from app.booking.services import record_outcome
from app.booking.states import BookingState, Channel, Outcome
from app.core import clock
from app.core.database import db
from app.evaluation.answering.services import answer
from app.evaluation.issuing.jobs import issue_what_is_missing, remind_those_who_have_not_answered
from app.evaluation.models_issued import Issued
from app.evaluation.stages import Stage
from app.notifications.models import Message
from app.programme.models import Strand
from app.programme.models_sessions import TrainingSession
from tests.builders import (
    a_booking,
    a_course,
    a_manager,
    a_session,
    a_timing,
    a_user,
    letters_have_left,
)

pytestmark = pytest.mark.lasts_long

FIRST, LAST = date(2027, 4, 1), date(2029, 3, 31)
OUTAGE = date(2028, 3, 23), date(2028, 3, 29)
"""No job runs on these days; the clocks go forward on the 26th."""
RUN_AT = time(17, 30)
A_DAY = timedelta(days=1)

Sent = Counter[tuple[str, str, date]]
"""Kind, address and London date of each message."""


@dataclass
class Story:
    """What happens to one booking, by London date."""

    booking: Booking
    booked: date
    cancelled: date | None = None
    outcome: Outcome | None = None
    marked: date | None = None
    answers: dict[Stage, date] = field(default_factory=dict)
    impact_passes_in_the_outage: bool = False

    @property
    def session(self) -> TrainingSession:
        return self.booking.session

    @property
    def email(self) -> str:
        return self.booking.practitioner.email


def runs_on(day: date) -> date:
    """The first day on or after this one on which jobs run."""
    return OUTAGE[1] + A_DAY if OUTAGE[0] <= day <= OUTAGE[1] else day


def expected(story: Story) -> Sent:
    """By hand, from the requirement: reminder two days before; post at the end, 3 and 7 days on; impact at twelve
    weeks, 7 and 14 days on. A reminder that an outage swallowed stands in for those before it."""
    sent: Sent = Counter()
    starts, ends = story.session.days[0].on, story.session.days[-1].on
    is_brief = story.session.course.strand is Strand.LUNCHTIME
    if not is_brief:
        _expect_before(sent, story, starts)
    if story.outcome in (Outcome.ATTENDED, Outcome.LEFT_EARLY, Outcome.WALK_IN):
        assert story.marked
        _expect_mailed(sent, story, Stage.POST_COURSE, runs_on(max(ends, story.marked)), (3, 7))
    was_there = story.outcome in (Outcome.ATTENDED, Outcome.WALK_IN)
    if was_there and not is_brief and not story.impact_passes_in_the_outage:
        due = runs_on(ends + timedelta(weeks=12))
        _expect_mailed(sent, story, Stage.IMPACT, due, (7, 14))
        if story.booking.manager_email:
            _expect_mailed(sent, story, Stage.MANAGER, due, (7, 14), to=story.booking.manager_email)
    return sent


def _expect_before(sent: Sent, story: Story, starts: date) -> None:
    day = runs_on(starts - 2 * A_DAY)
    answered = story.answers.get(Stage.PRE_COURSE, LAST)
    gone = story.cancelled or LAST
    known_long_enough = runs_on(story.booked) <= starts - 4 * A_DAY
    if known_long_enough and day < min(starts, gone, answered):
        sent["before-questionnaire", story.email, day] += 1


def _expect_mailed(
    sent: Sent, story: Story, stage: Stage, day: date, reminders: tuple[int, ...], *, to: str = ""
) -> None:
    """However many of a manager's people it is about, it is one message."""
    kind, answered = f"{stage}-questionnaire", story.answers.get(stage, LAST + A_DAY)
    if day > LAST:
        return
    days = {day, *(runs_on(day + number * A_DAY) for number in reminders)}
    for each in days:
        if each <= min(answered, LAST):
            sent[kind, to or story.email, each] = 1


@dataclass
class World:
    """The two years as they are planned, and the officer who marks."""

    stories: list[Story]
    officer: User
    of_day: dict[date, list[Story]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for story in self.stories:
            for day in {story.booked, story.cancelled, story.marked, *story.answers.values()} - {None}:
                self.of_day.setdefault(day, []).append(story)

    def live_through(self, day: date) -> None:
        """What people do on a day, before its jobs run at half past five."""
        at = clock.from_london(day, time(12))
        ended = clock.from_london(day, time(17))
        for story in self.of_day.get(day, ()):
            booking = story.booking
            if story.booked == day and booking.state is BookingState.WAITING:
                booking.book(at)  # a late promotion
                db.session.commit()
            if story.cancelled == day:
                booking.cancel(late=False, by=booking.practitioner, channel=Channel.WEBSITE, reason="", at=at)
                db.session.commit()
            if story.marked == day and not booking.is_walk_in:
                assert story.outcome
                record_outcome(booking, story.outcome, by=self.officer, at=ended)
            for stage, answered_on in story.answers.items():
                if answered_on == day:
                    self._answer(booking, stage, at)

    def _answer(self, booking: Booking, stage: Stage, at: datetime) -> None:
        issued = db.session.query(Issued).filter_by(booking_id=booking.id, stage=stage).one()
        numbers = {question.id: 5 for question in issued.questionnaire.asked if not question.kind.is_text}
        answer(issued, numbers, at=at)


def run_the_jobs(day: date) -> None:
    """All that is due, and once more where anything was: the second time there is nothing left."""
    clock.freeze(clock.from_london(day, RUN_AT))
    jobs = (issue_what_is_missing, remind_those_who_have_not_answered)
    done = [job() for job in jobs]
    if any(done):
        assert [job() for job in jobs] == ["", ""], day
        letters_have_left()


def what_was_sent() -> Sent:
    messages = db.session.query(Message).filter(Message.kind.endswith("-questionnaire"))
    return Counter((each.kind, each.to_email, clock.to_london(each.created_at).date()) for each in messages)


# Dates that could go wrong: clock changes on 31 October 2027, 26 March 2028, 25 March 2029
DATES = [
    date(2027, 8, 9),  # twelve weeks later the clocks have gone back
    date(2027, 10, 29),  # a Friday: reminders on both sides of the change
    date(2027, 12, 7),  # twelve weeks later is the leap day
    date(2028, 1, 5),  # twelve weeks later is in the outage
    date(2028, 2, 28),  # the questionnaire's third day is past the leap day
    date(2028, 3, 22),  # the day before the outage
    date(2028, 3, 27),  # in the outage
    date(2028, 3, 31),  # soon after: the reminder before it falls into the outage
    date(2029, 1, 2),  # twelve weeks later is over the last change
]


def the_world() -> World:
    stories = []
    for number, on in enumerate(DATES):
        session = a_session(a_course(f"Course {number}"), on=on)
        weeks_before = on - timedelta(days=30)

        def booked(session: TrainingSession = session, manager: str = "", **more: object) -> Booking:
            return a_booking(session, a_user(manager_email=manager), **more)  # type: ignore[arg-type]

        stories += [
            Story(booked(manager=f"mo{number}@example.org"), weeks_before, outcome=Outcome.ATTENDED, marked=on),
            Story(
                booked(manager=f"mo{number}@example.org"),
                weeks_before,
                outcome=Outcome.ATTENDED,
                marked=on,
                answers={Stage.PRE_COURSE: on - 3 * A_DAY, Stage.POST_COURSE: runs_on(on) + 4 * A_DAY},
            ),
            Story(booked(), weeks_before, outcome=Outcome.LEFT_EARLY, marked=on + 4 * A_DAY),
            Story(booked(), weeks_before, outcome=Outcome.NO_SHOW, marked=on),
            Story(booked(), weeks_before, cancelled=on - 3 * A_DAY),
            Story(booked(), weeks_before, cancelled=on - A_DAY),
            Story(
                booked(state=BookingState.WAITING, booked_at=None),
                on - 3 * A_DAY,
                outcome=Outcome.ATTENDED,
                marked=on,
            ),
            Story(
                booked(state=BookingState.WALKED_IN, outcome=Outcome.WALK_IN, booked_at=None, marked_at=None),
                on,
                outcome=Outcome.WALK_IN,
                marked=on,
            ),
        ]
    brief = a_session(a_course("At lunch", Strand.LUNCHTIME), on=date(2028, 2, 29), hours=(time(12, 30), time(13, 30)))
    leap_day = brief.days[0].on
    stories.append(Story(a_booking(brief), leap_day - 20 * A_DAY, outcome=Outcome.ATTENDED, marked=leap_day))
    return World([*stories, _whose_impact_passes_in_the_outage()], a_manager())


def _whose_impact_passes_in_the_outage() -> Story:
    """It falls due on 27 March 2028 and could be answered for two days."""
    course = a_course("Answered soon or never")
    a_timing(course, Stage.IMPACT, weeks_after=12, open_days=2)
    booking = a_booking(a_session(course, on=date(2028, 1, 3)), a_user(manager_email="mo-soon@example.org"))
    details = {"outcome": Outcome.ATTENDED, "marked": date(2028, 1, 3), "impact_passes_in_the_outage": True}
    return Story(booking, date(2027, 12, 3), **details)  # type: ignore[arg-type]


def test_every_message_of_two_years_goes_out_once_and_on_its_day(app: Flask) -> None:
    clock.freeze(clock.from_london(FIRST - 60 * A_DAY, RUN_AT))
    world = the_world()
    wanted: Sent = Counter()
    for story in world.stories:
        wanted |= expected(story)
    for day in days_to_look_at(world, wanted):
        world.live_through(day)
        if runs_on(day) == day:
            run_the_jobs(day)
    sent = what_was_sent()
    assert sorted(sent - wanted) == []
    assert sorted(wanted - sent) == []
    assert max(sent.values()) == 1
    assert len(sent) > 200
    assert what_was_missed() == {
        (promoted_in_the_outage(world), Stage.PRE_COURSE),
        (world.stories[-1].booking, Stage.IMPACT),
        (world.stories[-1].booking, Stage.MANAGER),
    }


def days_to_look_at(world: World, wanted: Sent) -> list[date]:
    """Days on which anybody does something or is written to, and the day before a letter, when it is too early for it.

    The jobs reconcile: what they would send on a day left out is still due at the next, and is seen to be wrong there.
    """
    written_to = {day for _, _, day in wanted}
    days = written_to | {day - A_DAY for day in written_to} | world.of_day.keys() | {LAST}
    return sorted(day for day in days if FIRST <= day <= LAST)


def what_was_missed() -> set[tuple[Booking, Stage]]:
    return {(each.booking, each.stage) for each in db.session.query(Issued).filter_by(is_missed=True)}


def promoted_in_the_outage(world: World) -> Booking:
    """The session started before the jobs ran again."""
    [story] = [story for story in world.stories if story.booked == date(2028, 3, 24)]
    return story.booking

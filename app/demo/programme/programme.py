"""The demo's terms, courses, sessions and Learning Weeks, at dates relative to today."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select, update

from app.core.clock import to_london
from app.core.database import db
from app.demo.people.people import DemoPeople
from app.demo.programme import courses
from app.demo.programme.courses import DemoCourse
from app.demo.programme.venues import add_venues
from app.programme.models import Course, Strand, UsualLength
from app.programme.models_sessions import Day, Delivery, SessionState, TrainingSession, session_trainer
from app.programme.models_weeks import DayTheme, LearningWeek
from app.programme.periods import programme_year
from app.programme.rules_working_days import next_working_day
from app.terms.models import NoticeUnit, Policy


def add_terms(*, at: datetime) -> Policy:
    """In force since before the demo's past begins."""
    policy = Policy(
        name="Booking terms",
        in_force_from=to_london(at).date() - timedelta(days=900),
        notice=2,
        notice_unit=NoticeUnit.WORKING_DAYS,
        half_day_pence=2500,
        day_pence=5000,
        exempt_strands=[Strand.LUNCHTIME.value],
        exempts_learning_week=True,
        words=courses.TERMS,
        created_at=at,
    )
    db.session.add(policy)
    return policy


@dataclass
class DemoProgramme:
    """Last year's, this year's as far as it has come, and what is to come."""

    people: DemoPeople
    chance: random.Random
    at: datetime

    def __post_init__(self) -> None:
        self.today: date = to_london(self.at).date()
        self.year_start = date(int(programme_year(self.today)[:4]), 4, 1)
        self.last_year_start = self.year_start.replace(year=self.year_start.year - 1)
        self.courses: dict[str, Course] = {}

    def add(self) -> None:
        self.rooms = add_venues(by=self.people.manager, at=self.at)
        week = [plan for _, plan in courses.WEEK_SESSIONS]
        for plan in (*courses.CORE_TOPICS, *courses.LUNCHTIME_SESSIONS, courses.BESPOKE, *week):
            self._course(plan)
        self._notes()
        self._past_sessions()
        self._sessions_to_come()
        for start in self._learning_weeks():
            self._learning_week(start)
        self._two_days_under_way()
        db.session.flush()
        self._confirm_trainers()

    def _course(self, plan: DemoCourse) -> None:
        course = Course(
            title=plan.title,
            summary=plan.summary,
            aims="\n".join(plan.aims),
            audience="Anyone who works or volunteers with children, young people or their families.",
            level=plan.level,
            strand=plan.strand,
            series=plan.series,
            usual_length=plan.usual_length,
            created_at=self.at,
        )
        trainers = self.people.trainers
        for place in (0, 1, 3, 4):  # four of the pool can teach each course
            trainers[(len(self.courses) + place) % len(trainers)].can_teach.append(course)
        db.session.add(course)
        self.courses[plan.title] = course

    def _notes(self) -> None:
        """Why some courses are taught, when their content is due again, and what comes first."""
        for title, note in courses.NOTES.items():
            course = self.courses[title]
            course.answers_to, course.answers_words = [note.answers_to.value], note.words
            course.review_on = self.today + timedelta(days=note.review_in_days)
            course.refresh_years = note.refresh_years
            course.prerequisite = self.courses[note.after] if note.after else None

    def _past_sessions(self) -> None:
        """Three of each core topic last year, and as many this year as time has let."""
        for number, plan in enumerate(courses.CORE_TOPICS):
            for run in range(3):
                self._session(plan, self.last_year_start + timedelta(days=20 + number * 9 + run * 105))
                self._session(plan, self.year_start + timedelta(days=14 + number * 8 + run * 95), only_past=True)
        for weeks_ago in range(4, 80, 5):
            plan = courses.LUNCHTIME_SESSIONS[weeks_ago % 3]
            self._session(plan, self.today - timedelta(weeks=weeks_ago))
        bespoke = self._session(courses.BESPOKE, self.last_year_start + timedelta(days=200))
        assert bespoke is not None
        bespoke.invited_group = "The elected members"
        for days_ago, plan in ((0, courses.CORE_TOPICS[6]), (1, courses.CORE_TOPICS[10]), (3, courses.CORE_TOPICS[5])):
            self._session(plan, self.today - timedelta(days=days_ago), backwards=True)

    def _sessions_to_come(self) -> None:
        for number, plan in enumerate(courses.CORE_TOPICS):
            for run in range(2):
                self._session(plan, self.today + timedelta(days=6 + number * 5 + run * 63))
        for month in range(4):
            for number, plan in enumerate(courses.LUNCHTIME_SESSIONS):
                on = self.today + timedelta(days=5 + month * 30 + number * 8)
                self._session(plan, on, is_open=(month, number) != (1, 1))
        draft = self._session(courses.CORE_TOPICS[7], self.today + timedelta(days=120))
        assert draft is not None
        draft.state = SessionState.DRAFT

    def _two_days_under_way(self) -> None:
        """The first day is over, the second is next week."""
        plan = next(plan for plan in courses.CORE_TOPICS if plan.usual_length is UsualLength.TWO_DAYS)
        self._session(plan, self.today - timedelta(days=2), backwards=True)

    def _learning_weeks(self) -> list[date]:
        """The Mondays of the last Learning Week and of the next, each in the second week of February."""
        mondays = [_second_monday_of_february(self.today.year + offset) for offset in (-1, 0, 1)]
        coming = [monday for monday in mondays if monday > self.today + timedelta(days=7)]
        past = [monday for monday in mondays if monday + timedelta(days=5) < self.today]
        return [past[-1], coming[0]]

    def _learning_week(self, monday: date) -> None:
        week = LearningWeek(
            name=f"Learning Week {monday.year}",
            theme="growing up safe",
            introduction="Five days of short sessions, most of them online. Come to one or to many.",
            starts_on=monday,
            ends_on=monday + timedelta(days=4),
            themes=[
                DayTheme(day=monday + timedelta(days=number), words=words)
                for number, words in enumerate(courses.WEEK_THEMES)
            ],
        )
        db.session.add(week)
        for number, plan in courses.WEEK_SESSIONS:
            self._session(plan, monday + timedelta(days=number), week=week)
        for number in (0, 1, 3, 4):
            plan = courses.LUNCHTIME_SESSIONS[(number + 1) % 3]
            self._session(plan, monday + timedelta(days=number), week=week, is_open=number != 3)

    def _session(
        self,
        plan: DemoCourse,
        on: date,
        *,
        week: LearningWeek | None = None,
        is_open: bool = False,
        only_past: bool = False,
        backwards: bool = False,
    ) -> TrainingSession | None:
        on = on if week else next_working_day(on, -1 if backwards else 1)
        if only_past and on >= self.today:
            return None
        is_virtual = plan.hours == courses.VIRTUAL or (plan.strand in (Strand.LUNCHTIME, Strand.SPECIALIST))
        days = [Day(on, *plan.hours)]
        if plan.usual_length is UsualLength.TWO_DAYS:
            days.append(Day(next_working_day(on + timedelta(days=7)), *plan.hours))
        course = self.courses[plan.title]
        session = TrainingSession(
            course=course,
            learning_week=week,
            state=SessionState.PUBLISHED,
            places=plan.places,
            delivery=Delivery.VIRTUAL if is_virtual else Delivery.VENUE,
            joining_link="https://meet.example.org/coursebook-demo" if is_virtual else "",
            is_open=is_open,
            trainers=self.chance.sample([each for each in self.people.trainers if course in each.can_teach], 2),
            created_at=self.at - timedelta(days=400),
        )
        if not is_virtual:
            room = self.chance.choice([each for each in self.rooms if each.capacity >= plan.places])
            session.venue, session.venue_id, session.room_id = room.called, room.venue_id, room.id
        session.plan_days(days)
        db.session.add(session)
        return session

    def _confirm_trainers(self) -> None:
        """Everybody has said yes, but for a few of the sessions to come."""
        to_come = select(TrainingSession.id).where(TrainingSession.starts_at > self.at, TrainingSession.id % 5 == 0)
        said_yes = session_trainer.c.session_id.not_in(to_come)
        db.session.execute(update(session_trainer).where(said_yes).values(is_confirmed=True))


def _second_monday_of_february(year: int) -> date:
    return (day := date(year, 2, 8)) + timedelta(days=-day.weekday() % 7)

"""Loading the demo: dates relative to today, the same made-up figures each time."""

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import exists, select, text, update

from app.accounts.models import Agency, Sector, User, name_key
from app.audit import services as audit
from app.audit.models import Verb
from app.booking.claims.services_delegates import delegate_of
from app.booking.places import services as places
from app.core.clock import to_london
from app.core.database import command, db
from app.core.errors import Refusal
from app.demo import content
from app.demo.content import DemoCourse
from app.demo.extras import add_extras
from app.demo.history import History
from app.demo.models import DemoLoading
from app.demo.words import add_words
from app.notifications.services import subscribe
from app.programme.models import Course, Strand, Trainer, UsualLength
from app.programme.models_sessions import Day, Delivery, SessionState, TrainingSession, session_trainer
from app.programme.models_weeks import DayTheme, LearningWeek
from app.programme.periods import programme_year
from app.programme.rules_working_days import next_working_day
from app.programme.subscriptions import rules as subscriptions
from app.settings import queries as settings
from app.settings import services as settings_services
from app.settings.rules_partnership import PartnershipDetails
from app.terms.models import NoticeUnit, Policy

HOW_MANY_DELEGATES = 400


class NotEmpty(Refusal):
    message = "The demo loads into an empty database only, and this one holds data."


@command
def load_demo(*, at: datetime) -> None:
    """Fill an empty database. Raises NotEmpty."""
    if any(db.session.scalar(select(exists().select_from(model))) for model in (User, Course, Agency, Policy)):
        raise NotEmpty
    with db.session.no_autoflush:
        _Demo(at).load()


def _let_the_planner_know() -> None:
    """PostgreSQL plans for empty tables until it has looked: else a question about answers takes minutes."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE"))


@dataclass
class _Demo:
    """One loading. Its random numbers come from a fixed seed, so that every demo is alike."""

    at: datetime

    def __post_init__(self) -> None:
        self.chance = random.Random(2024)
        self.today: date = to_london(self.at).date()
        self.year_start = date(int(programme_year(self.today)[:4]), 4, 1)
        self.last_year_start = self.year_start.replace(year=self.year_start.year - 1)

    def load(self) -> None:
        self._people()
        self._policy()
        self.courses: dict[str, Course] = {}
        for plan in self._plans():
            self._course(plan)
        self._notes()
        self._past_sessions()
        self._sessions_to_come()
        for start in self._learning_weeks():
            self._learning_week(start)
        self._two_days_under_way()
        db.session.flush()
        self._confirm_trainers()
        History(self.at, self.chance, self.delegates, self.manager, self.policy).write()
        _let_the_planner_know()
        add_words(by=self.manager, at=self.at)
        self._book_for_the_demo_practitioner()
        self._subscribers()
        add_extras(self.delegates, self.practitioner, by=self.manager, at=self.at)
        db.session.add(DemoLoading(loaded_at=self.at))
        audit.write(Verb.LOADED_DEMO, self.manager, by=None, at=self.at)

    def _people(self) -> None:
        self.agencies = [
            Agency(name=name, name_key=name_key(name), sector=sector) for name, sector in content.AGENCIES.items()
        ]
        db.session.add_all(self.agencies)
        db.session.flush()
        users = [
            User(
                email=email,
                name=name,
                role=role,
                agency=self.agencies[0],
                job_role="Social worker",
                manager_name="Demo Line Manager",
                manager_email="line-manager@example.org",
                created_at=self.at,
                address_proved_at=self.at,
            )
            for email, (name, role) in content.ACCOUNTS.items()
        ]
        db.session.add_all(users)
        self.manager, self.practitioner = users[0], users[-1]
        db.session.flush()
        details = replace(settings.current(PartnershipDetails), **content.CONTACT)
        settings_services.change(details, by=self.manager, at=self.at)
        db.session.add_all(
            Trainer(name=name, agency=agency, email=f"{name.lower().replace(' ', '-')}@example.org")
            for name, agency in zip(content.TRAINERS, self.agencies, strict=False)
        )
        account = next(user for user in users if user.email == "trainer@example.org")
        db.session.add(Trainer(name="Demo Trainer", agency=self.agencies[0], email=account.email, user=account))
        self.delegates = [self._delegate(number) for number in range(1, HOW_MANY_DELEGATES + 1)]
        db.session.add_all(self.delegates)
        db.session.flush()
        self.trainers = list(db.session.scalars(select(Trainer)))

    def _delegate(self, number: int) -> User:
        weights = [
            5 if agency.sector in (Sector.SOCIAL_CARE, Sector.EDUCATION, Sector.HEALTH) else 2
            for agency in self.agencies
        ]
        manager = number % 60
        return User(
            email=f"delegate{number:04d}@example.org",
            name=f"Delegate {number:04d}",
            agency=self.chance.choices(self.agencies, weights)[0],
            job_role=self.chance.choice(content.JOB_ROLES),
            manager_name=f"Line Manager {manager:02d}",
            manager_email=f"manager{manager:02d}@example.org",
            created_at=self.at,
        )

    def _policy(self) -> None:
        self.policy = Policy(
            name="Booking terms",
            in_force_from=self.last_year_start - timedelta(days=90),
            notice=2,
            notice_unit=NoticeUnit.WORKING_DAYS,
            half_day_pence=2500,
            day_pence=5000,
            exempt_strands=[Strand.LUNCHTIME.value],
            exempts_learning_week=True,
            words=content.TERMS,
            created_at=self.at,
        )
        db.session.add(self.policy)

    def _plans(self) -> list[DemoCourse]:
        week = [plan for _, plan in content.WEEK_SESSIONS]
        return [*content.CORE_TOPICS, *content.LUNCHTIME_SESSIONS, content.BESPOKE, *week]

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
        for place in (0, 1, 3, 4):  # four of the pool can teach each course
            self.trainers[(len(self.courses) + place) % len(self.trainers)].can_teach.append(course)
        db.session.add(course)
        self.courses[plan.title] = course

    def _notes(self) -> None:
        """Why some courses are taught, when their content is due again, and what comes first."""
        for title, note in content.NOTES.items():
            course = self.courses[title]
            course.answers_to, course.answers_words = [note.answers_to.value], note.words
            course.review_on = self.today + timedelta(days=note.review_in_days)
            course.refresh_years = note.refresh_years
            course.prerequisite = self.courses[note.after] if note.after else None

    def _past_sessions(self) -> None:
        """Three of each core topic last year, and as many this year as time has let."""
        for number, plan in enumerate(content.CORE_TOPICS):
            for run in range(3):
                self._session(plan, self.last_year_start + timedelta(days=20 + number * 9 + run * 105))
                self._session(plan, self.year_start + timedelta(days=14 + number * 8 + run * 95), only_past=True)
        for weeks_ago in range(4, 80, 5):
            plan = content.LUNCHTIME_SESSIONS[weeks_ago % 3]
            self._session(plan, self.today - timedelta(weeks=weeks_ago))
        bespoke = self._session(content.BESPOKE, self.last_year_start + timedelta(days=200))
        assert bespoke is not None
        bespoke.invited_group = "The elected members"
        for days_ago, plan in ((1, content.CORE_TOPICS[10]), (3, content.CORE_TOPICS[5])):
            self._session(plan, self.today - timedelta(days=days_ago), backwards=True)

    def _sessions_to_come(self) -> None:
        for number, plan in enumerate(content.CORE_TOPICS):
            for run in range(2):
                self._session(plan, self.today + timedelta(days=6 + number * 5 + run * 63))
        for month in range(4):
            for number, plan in enumerate(content.LUNCHTIME_SESSIONS):
                on = self.today + timedelta(days=5 + month * 30 + number * 8)
                self._session(plan, on, is_open=(month, number) != (1, 1))
        draft = self._session(content.CORE_TOPICS[7], self.today + timedelta(days=120))
        assert draft is not None
        draft.state = SessionState.DRAFT

    def _two_days_under_way(self) -> None:
        """The first day is over, the second is next week."""
        plan = next(plan for plan in content.CORE_TOPICS if plan.usual_length is UsualLength.TWO_DAYS)
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
                for number, words in enumerate(content.WEEK_THEMES)
            ],
        )
        db.session.add(week)
        for number, plan in content.WEEK_SESSIONS:
            self._session(plan, monday + timedelta(days=number), week=week)
        for number in (0, 1, 3, 4):
            plan = content.LUNCHTIME_SESSIONS[(number + 1) % 3]
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
        is_virtual = plan.hours == content.VIRTUAL or (plan.strand in (Strand.LUNCHTIME, Strand.SPECIALIST))
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
            venue="" if is_virtual else self.chance.choice(content.VENUES),
            joining_link="https://meet.example.org/coursebook-demo" if is_virtual else "",
            is_open=is_open,
            trainers=self.chance.sample([each for each in self.trainers if course in each.can_teach], 2),
            created_at=self.at - timedelta(days=400),
        )
        session.plan_days(days)
        db.session.add(session)
        return session

    def _confirm_trainers(self) -> None:
        """Everybody has said yes, but for a few of the sessions to come."""
        to_come = select(TrainingSession.id).where(TrainingSession.starts_at > self.at, TrainingSession.id % 5 == 0)
        said_yes = session_trainer.c.session_id.not_in(to_come)
        db.session.execute(update(session_trainer).where(said_yes).values(is_confirmed=True))

    def _book_for_the_demo_practitioner(self) -> None:
        wanted = (
            select(TrainingSession)
            .join(Course)
            .where(TrainingSession.starts_at > self.at + timedelta(days=8), Course.strand == Strand.CORE_TOPIC)
            .order_by(Course.title != "Complex Neglect", TrainingSession.starts_at)
        )
        for session in db.session.scalars(wanted):
            try:
                places.book_place(session, delegate_of(self.practitioner), by=self.practitioner, at=self.at)
            except Refusal:
                continue
            return

    def _subscribers(self) -> None:
        """A few people, and one agency's mailing list."""
        for name, email, series, is_list in content.SUBSCRIBERS:
            subscribe(
                topic=subscriptions.series_topic(series),
                email=email,
                name=name,
                is_list=is_list,
                is_proved=True,
                at=self.at,
            )


def _second_monday_of_february(year: int) -> date:
    return (day := date(year, 2, 8)) + timedelta(days=-day.weekday() % 7)

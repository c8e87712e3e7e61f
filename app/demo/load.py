"""Loading the demo: dates relative to today, the same made-up figures each time."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import exists, insert, select

from app import audit
from app.accounts.models import Agency, Sector, User, name_key
from app.attendance.models import Register
from app.booking.models import Booking, BookingState, Channel, Outcome
from app.booking.services import book_place, delegate_of
from app.charging.models import Charge, ChargeState
from app.charging.services import propose_charges
from app.clock import from_london, to_london
from app.database import command, db
from app.demo import content
from app.demo.content import DemoCourse
from app.errors import Refusal
from app.evaluation.models import Answer, Issued, QuestionKind, Stage
from app.evaluation.rules import STAYS_OPEN
from app.evaluation.services import questionnaire_in_use
from app.pages import DEMO_LOADED
from app.programme.models import (
    Course,
    Day,
    DayTheme,
    Delivery,
    LearningWeek,
    SessionState,
    Strand,
    Trainer,
    TrainingSession,
    UsualLength,
)
from app.programme.rules import programme_year
from app.terms.models import NoticeUnit, Policy
from app.terms.rules import england_bank_holidays

HOW_MANY_DELEGATES = 400
OUTCOMES = {
    Outcome.ATTENDED: 860,
    Outcome.NO_SHOW: 55,
    Outcome.EXCUSED: 35,
    Outcome.LATE_CANCELLED: 25,
    Outcome.LEFT_EARLY: 15,
    Outcome.LATE_REFUSED: 10,
}


class NotEmpty(Refusal):
    message = "The demo loads into an empty database only, and this one holds data."


@command
def load_demo(*, at: datetime) -> None:
    """Fill an empty database. Raises NotEmpty."""
    if any(db.session.scalar(select(exists().select_from(model))) for model in (User, Course, Agency, Policy)):
        raise NotEmpty
    with db.session.no_autoflush:
        _Demo(at).load()


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
        self.courses = {plan.title: self._course(plan) for plan in self._plans()}
        self._past_sessions()
        self._sessions_to_come()
        for start in self._learning_weeks():
            self._learning_week(start)
        db.session.flush()
        for session in db.session.scalars(select(TrainingSession).order_by(TrainingSession.starts_at)).all():
            self._fill(session)
        db.session.flush()
        self._evaluate()
        self._decide_old_charges()
        self._book_for_the_demo_practitioner()
        audit.write(DEMO_LOADED, self.manager, by=None, at=self.at)

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
        db.session.add_all(
            Trainer(name=name, agency=agency) for name, agency in zip(content.TRAINERS, self.agencies, strict=False)
        )
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

    def _course(self, plan: DemoCourse) -> Course:
        course = Course(
            title=plan.title,
            summary=plan.summary,
            aims="\n".join(plan.aims),
            audience="Anyone who works or volunteers with children, young people or their families.",
            level=plan.level,
            strand=plan.strand,
            usual_length=plan.usual_length,
            created_at=self.at,
        )
        db.session.add(course)
        return course

    def _past_sessions(self) -> None:
        """Three of each core topic last year, and as many this year as time has let."""
        for number, plan in enumerate(content.CORE_TOPICS):
            for run in range(3):
                self._session(plan, self.last_year_start + timedelta(days=20 + number * 9 + run * 105))
                self._session(plan, self.year_start + timedelta(days=14 + number * 8 + run * 95), only_past=True)
        for weeks_ago in range(4, 80, 5):
            plan = content.LUNCHTIME_SESSIONS[weeks_ago % 3]
            self._session(plan, self.today - timedelta(weeks=weeks_ago))
        self._session(content.BESPOKE, self.last_year_start + timedelta(days=200))
        for days_ago, plan in ((1, content.CORE_TOPICS[10]), (3, content.CORE_TOPICS[5])):
            self._session(plan, self.today - timedelta(days=days_ago), backwards=True)

    def _sessions_to_come(self) -> None:
        for number, plan in enumerate(content.CORE_TOPICS):
            for run in range(2):
                self._session(plan, self.today + timedelta(days=6 + number * 5 + run * 63))
        for month in range(4):
            plan = content.LUNCHTIME_SESSIONS[month % 3]
            self._session(plan, self.today + timedelta(days=10 + month * 30), is_open=month == 2)
        draft = self._session(content.CORE_TOPICS[7], self.today + timedelta(days=120))
        assert draft is not None
        draft.state = SessionState.DRAFT

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
            self._session(plan, monday + timedelta(days=number), week=week, is_open=number == 3)

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
        on = on if week else _working_day(on, -1 if backwards else 1)
        if only_past and on >= self.today:
            return None
        is_virtual = plan.hours == content.VIRTUAL or (plan.strand in (Strand.LUNCHTIME, Strand.SPECIALIST))
        days = [Day(on, *plan.hours)]
        if plan.usual_length is UsualLength.TWO_DAYS:
            days.append(Day(_working_day(on + timedelta(days=7)), *plan.hours))
        session = TrainingSession(
            course=self.courses[plan.title],
            learning_week=week,
            state=SessionState.PUBLISHED,
            places=plan.places,
            delivery=Delivery.VIRTUAL if is_virtual else Delivery.VENUE,
            venue="" if is_virtual else self.chance.choice(content.VENUES),
            joining_link="https://meet.example.org/coursebook-demo" if is_virtual else "",
            is_open=is_open,
            trainers=self.chance.sample(self.trainers, 2),
            created_at=self.at - timedelta(days=400),
        )
        session.plan_days(days)
        db.session.add(session)
        return session

    def _fill(self, session: TrainingSession) -> None:
        """Bookings by how near the session is; outcomes and a closed register where it is over."""
        if session.is_open or session.is_draft:
            return
        is_over = session.ends_at <= self.at
        share = 0.98 if is_over else self.chance.choice([0.35, 0.6, 0.75, 0.9, 1.0])
        most = min(session.places, HOW_MANY_DELEGATES // 2)
        *people, walk_in = self.chance.sample(self.delegates, max(1, int(most * share)) + 1)
        is_closed = is_over and session.ends_at < self.at - timedelta(days=5)
        rows = [self._booking(session, person, is_closed) for person in people]
        if is_closed:
            rows.append(self._walk_in(session, walk_in))
            db.session.add(Register(session_id=session.id, closed_at=session.ends_at, closed_by_id=self.manager.id))
        db.session.add_all(rows)

    def _booking(self, session: TrainingSession, person: User, is_closed: bool) -> Booking:
        booked_at = min(session.starts_at, self.at) - timedelta(days=self.chance.randint(9, 60))
        booking = Booking(
            session=session,
            practitioner=person,
            state=BookingState.BOOKED,
            policy=self.policy,
            terms_accepted_at=booked_at,
            created_at=booked_at,
            booked_at=booked_at,
            **delegate_of(person).snapshot(),
        )
        if self.chance.random() < 0.05:
            booking.access_needs = self.chance.choice(content.ACCESS_NEEDS)
        if is_closed:
            outcome = self.chance.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
            if outcome is Outcome.LATE_CANCELLED:
                cancelled_at = session.starts_at - timedelta(hours=self.chance.randint(2, 30))
                booking.cancel(late=True, by=person, channel=Channel.WEBSITE, reason="A court date.", at=cancelled_at)
            else:
                booking.mark(outcome)
        return booking

    def _walk_in(self, session: TrainingSession, person: User) -> Booking:
        return Booking(
            session=session,
            practitioner=person,
            state=BookingState.WALKED_IN,
            outcome=Outcome.WALK_IN,
            name=person.name,
            agency=person.agency,
            created_at=session.starts_at,
        )

    def _evaluate(self) -> None:
        """What the past's questionnaires would have brought in: rises, and one fall."""
        present = (Outcome.ATTENDED, Outcome.LEFT_EARLY, Outcome.WALK_IN)
        wanted = (
            select(Booking)
            .join(Booking.session)
            .where(Booking.outcome.in_(present), TrainingSession.ends_at < self.at - timedelta(days=5))
        )
        self.questionnaires = {
            (stage, is_brief): questionnaire_in_use(stage, is_brief=is_brief)
            for stage, is_brief in (
                (Stage.BEFORE, False),
                (Stage.AFTER, False),
                (Stage.AFTER, True),
                (Stage.LATER, False),
            )
        }
        asked_of_week: set[tuple[int, int]] = set()
        asked: list[tuple[Issued, int]] = []
        for booking in db.session.scalars(wanted).all():
            week = booking.session.learning_week_id
            if week and (booking.practitioner_id, week) in asked_of_week:
                continue
            asked_of_week.add((booking.practitioner_id, week or 0))
            asked.extend(self._asked_about(booking))
        db.session.add_all(issued for issued, _ in asked)
        db.session.flush()
        answers = [answer for issued, level in asked if issued.answered_at for answer in self._answers(issued, level)]
        db.session.execute(insert(Answer), answers)

    def _asked_about(self, booking: Booking) -> Iterator[tuple[Issued, int]]:
        """The questionnaires of one booking, each with the level from 1 to 10 that its answers are about."""
        session = booking.session
        level = self.chance.randint(3, 6)
        if not session.asks_once and booking.is_booked:
            yield self._issued(booking, Stage.BEFORE, session.starts_at - timedelta(days=9), 0.7), level
        yield self._issued(booking, Stage.AFTER, session.ends_at, 0.62), level + self.chance.randint(1, 4)
        later = from_london(to_london(session.ends_at).date() + timedelta(weeks=12), time(9))
        if not session.asks_once and booking.was_there and later < self.at:
            yield self._issued(booking, Stage.LATER, later, 0.5), level + self.chance.randint(0, 3)

    def _issued(self, booking: Booking, stage: Stage, issued_at: datetime, share: float) -> Issued:
        closes_at = booking.session.starts_at if stage is Stage.BEFORE else issued_at + STAYS_OPEN
        answered_at = issued_at + timedelta(days=self.chance.randint(1, 8))
        has_answered = self.chance.random() < share and answered_at <= self.at
        return Issued(
            booking_id=booking.id,
            stage=stage,
            questionnaire=self.questionnaires[stage, booking.session.asks_once],
            issued_at=issued_at,
            closes_at=closes_at,
            answered_at=answered_at if has_answered else None,
            reminders_sent=2,
        )

    def _answers(self, issued: Issued, level: int) -> Iterator[dict[str, object]]:
        for question in issued.questionnaire.questions:
            number, words = None, ""
            if question.kind is QuestionKind.SCALE:
                falls = question.measure == "Professional challenge" and issued.stage is not Stage.BEFORE
                number = max(1, min(10, level + self.chance.randint(-1, 1) - (3 if falls else 0)))
            elif question.kind is QuestionKind.USEFULNESS:
                number = self.chance.choices([1, 2, 3, 4], [1, 3, 12, 9])[0]
            elif question.kind is QuestionKind.YES_NO:
                number = int(self.chance.random() < 0.6)
            elif self.chance.random() < 0.1:
                words = self.chance.choice(content.OBSTACLES if "way" in question.words else content.COMMENTS)
            if number is not None or words:
                yield {"issued_id": issued.id, "question_id": question.id, "number": number, "words": words}

    def _decide_old_charges(self) -> None:
        propose_charges(at=self.at)
        recent = self.at - timedelta(days=30)
        for charge in db.session.scalars(select(Charge)).all():
            ended_at = charge.booking.session.ends_at
            charge.proposed_at = ended_at
            if ended_at < recent:
                is_waived = self.chance.random() < 0.4
                charge.decide(
                    ChargeState.WAIVED if is_waived else ChargeState.CONFIRMED,
                    by=self.manager,
                    at=ended_at + timedelta(days=10),
                    reason="Sickness, with the line manager’s word." if is_waived else "",
                )

    def _book_for_the_demo_practitioner(self) -> None:
        wanted = (
            select(TrainingSession)
            .join(Course)
            .where(TrainingSession.starts_at > self.at + timedelta(days=8), Course.title == "Complex Neglect")
            .order_by(TrainingSession.starts_at)
        )
        for session in db.session.scalars(wanted):
            try:
                book_place(session, delegate_of(self.practitioner), by=self.practitioner, at=self.at)
            except Refusal:
                continue
            return


def _second_monday_of_february(year: int) -> date:
    day = date(year, 2, 8)
    return day + timedelta(days=-day.weekday() % 7)


def _working_day(day: date, step: int = 1) -> date:
    """The day itself, or the next (or last) working day."""
    while not england_bank_holidays().is_working_day(day):
        day += timedelta(days=step)
    return day

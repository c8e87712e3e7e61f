"""A simulated year: 54 sessions and 1,327 bookings with made-up answers, written in bulk."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert

from app.accounts.models import Sector, User
from app.booking.models import Booking
from app.booking.states import BookingState, Outcome
from app.core import clock
from app.core.database import db, refresh_statistics
from app.evaluation.answering.models import Answer
from app.evaluation.issuing.queries_asking import plan
from app.evaluation.kinds import QuestionKind
from app.evaluation.models import Question, Questionnaire
from app.evaluation.models_issued import AnswerMode, CannotSay, Issued
from app.evaluation.questionnaires.services import make_the_defaults
from app.evaluation.stages import Stage
from app.programme.models import Strand
from app.programme.models_sessions import TrainingSession
from tests.builders import a_course, a_learning_week, a_session, a_trainer, an_agency

SESSIONS, BOOKINGS = 54, 1327
YEAR, WEEK = "2025-26", "Learning Week 2026"
ANSWERED = {Stage.PRE_COURSE: 0.7, Stage.POST_COURSE: 0.6, Stage.IMPACT: 0.5, Stage.MANAGER: 0.4}
OUTCOMES = [Outcome.ATTENDED] * 83 + [Outcome.NO_SHOW] * 8 + [Outcome.LEFT_EARLY] * 4 + [Outcome.WALK_IN] * 5


@dataclass
class EvaluatedYear:
    """Whatever is written, and what it was written with."""

    chance: random.Random = field(default_factory=lambda: random.Random(54))
    issued_rows: list[dict[str, Any]] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)

    def write(self) -> None:
        make_the_defaults(at=clock.now())
        self.plan = plan()
        self.questions = {each.id: each.asked for each in db.session.query(Questionnaire)}
        sessions = self._sessions()
        people = self._people(400)
        bookings = self._bookings(sessions, people)
        db.session.add_all(bookings)
        db.session.flush()
        for booking in bookings:
            self._asked(booking)
        self._asked_of_managers(bookings)
        db.session.execute(insert(Issued), self.issued_rows)
        db.session.execute(insert(Answer), self.answers)
        db.session.commit()
        refresh_statistics()  # as whatever writes much at once does: else it is planned for tables that were empty

    def _sessions(self) -> list[TrainingSession]:
        """Eleven core topics, a specialist course, two at lunch, and six sessions of a Learning Week."""
        strands = [*[Strand.CORE_TOPIC] * 11, Strand.SPECIALIST, *[Strand.LUNCHTIME] * 2]
        courses = [a_course(f"Course {number:02d}", strand) for number, strand in enumerate(strands)]
        trainers = [a_trainer(f"Trainer {letter}") for letter in "ABC"]
        week = a_learning_week(date(2026, 2, 9), name=WEEK)
        sessions = []
        for number in range(SESSIONS):
            in_week = number >= SESSIONS - 6
            on = (
                week.starts_on + timedelta(days=number % 5)
                if in_week
                else date(2025, 4, 7) + timedelta(days=6 * number)
            )
            taught_by = self.chance.sample(trainers, number % 3)
            more = {"learning_week_id": week.id} if in_week else {}
            sessions.append(a_session(courses[number % len(courses)], on=on, trainers=taught_by, **more))
        return sessions

    def _people(self, how_many: int) -> list[User]:
        in_sectors = [*Sector, *[Sector.HEALTH] * 3]
        agencies = [an_agency(f"Agency {number:02d}", sector) for number, sector in enumerate(in_sectors)]
        people = [
            User(
                email=f"delegate{number:04d}@example.org",
                name=f"Delegate {number:04d}",
                created_at=clock.now(),
                agency=self.chance.choice([*agencies, None]),
            )
            for number in range(how_many)
        ]
        db.session.add_all(people)
        return people

    def _bookings(self, sessions: list[TrainingSession], people: list[User]) -> list[Booking]:
        sizes = [BOOKINGS // SESSIONS + (number < BOOKINGS % SESSIONS) for number in range(SESSIONS)]
        return [
            self._booking(session, person)
            for session, size in zip(sessions, sizes, strict=True)
            for person in self.chance.sample(people, size)
        ]

    def _booking(self, session: TrainingSession, person: User) -> Booking:
        outcome = self.chance.choice(OUTCOMES)
        is_walk_in = outcome is Outcome.WALK_IN
        return Booking(
            session=session,
            practitioner=person,
            name=person.name,
            agency=person.agency,
            state=BookingState.WALKED_IN if is_walk_in else BookingState.BOOKED,
            outcome=outcome,
            created_at=session.starts_at,
            manager_email=f"manager{self.chance.randrange(60)}@example.org",
        )

    def _asked(self, booking: Booking) -> None:
        """Every stage that asks about it; of a Learning Week this is near enough."""
        session, is_core = booking.session, booking.session.course.strand is not Strand.LUNCHTIME
        in_full = is_core and session.learning_week_id is None
        level = self.chance.randint(2, 7)
        if in_full and booking.is_booked and self.chance.random() < 0.97:
            self._sheet(booking, Stage.PRE_COURSE, level, session.starts_at)
        if booking.outcome in Stage.POST_COURSE.asks_about:
            self._sheet(
                booking, Stage.POST_COURSE, level + self.chance.randint(-1, 4), session.ends_at + timedelta(days=28)
            )
        if in_full and booking.outcome in Stage.IMPACT.asks_about:
            self._sheet(
                booking, Stage.IMPACT, level + self.chance.randint(-2, 3), session.ends_at + timedelta(weeks=16)
            )

    def _asked_of_managers(self, bookings: list[Booking]) -> None:
        """One request a manager and session; some can say nothing of some."""
        for booking in bookings[::5]:
            if booking.outcome in Stage.MANAGER.asks_about and booking.session.learning_week_id is None:
                self._sheet(booking, Stage.MANAGER, 5, booking.session.ends_at + timedelta(weeks=16))

    def _sheet(self, booking: Booking, stage: Stage, level: int, closes_at: Any) -> None:
        number = len(self.issued_rows) + 1
        is_answered = self.chance.random() < ANSWERED[stage]
        cannot_say = is_answered and stage is Stage.MANAGER and self.chance.random() < 0.2
        questionnaire_id = self.plan.in_use.of_session(booking.session, stage)
        sheet = {
            "id": number,
            "booking_id": booking.id,
            "stage": stage,
            "questionnaire_id": questionnaire_id,
            "issued_at": closes_at - timedelta(days=28),
            "closes_at": closes_at,
            "answered_at": closes_at - timedelta(days=9) if is_answered else None,
            "is_missed": self.chance.random() < 0.02 and not is_answered,
            "cannot_say": CannotSay.NOT_SEEN if cannot_say else None,
            "reminders_sent": 0,
            "mode": [*AnswerMode, None][number % 4] if is_answered else None,
        }
        self.issued_rows.append(sheet)
        if is_answered and not cannot_say:
            self.answers += [
                {"issued_id": number, "question_id": question.id, "number": self._number(question, level), "words": ""}
                for question in self.questions[questionnaire_id]
                if not question.kind.is_text and self.chance.random() < 0.98
            ]

    def _number(self, question: Question, level: int) -> int:
        if question.kind is QuestionKind.SCALE_10:
            return max(1, min(10, level + self.chance.randint(-1, 1)))
        return self.chance.choice(list(question.choices))

"""The demo's bookings, outcomes, answers and charges: what a year and a half would have left behind."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import insert, select

from app.accounts.models import User
from app.attendance.models import Register
from app.booking.models import Booking, BookingState, Channel, Outcome
from app.booking.services import delegate_of
from app.clock import from_london, to_london
from app.database import db
from app.demo import content
from app.demo.charges import write_charges
from app.evaluation import queries
from app.evaluation.models import Answer, Issued, Question, QuestionKind, Questionnaire, Stage, shape_of
from app.evaluation.rules import STAYS_OPEN
from app.evaluation.services import make_the_defaults
from app.programme.models import TrainingSession
from app.roles import Role
from app.terms.models import Policy

OUTCOMES = {
    Outcome.ATTENDED: 860,
    Outcome.NO_SHOW: 55,
    Outcome.EXCUSED: 35,
    Outcome.LATE_CANCELLED: 25,
    Outcome.LEFT_EARLY: 15,
    Outcome.LATE_REFUSED: 10,
}


@dataclass
class History:
    """Everything that happened around the sessions already loaded."""

    at: datetime
    chance: random.Random
    delegates: list[User]
    manager: User
    policy: Policy

    def write(self) -> None:
        for session in db.session.scalars(select(TrainingSession).order_by(TrainingSession.starts_at)).all():
            self._fill(session)
        db.session.flush()
        self._evaluate()
        finance = db.session.scalars(select(User).where(User.role == Role.FINANCE)).one()
        write_charges(manager=self.manager, finance=finance, chance=self.chance, at=self.at)

    def _fill(self, session: TrainingSession) -> None:
        """Bookings by how near the session is; outcomes and a closed register where it is over."""
        if session.is_open or session.is_draft:
            return
        is_over = session.ends_at <= self.at
        share = 0.98 if is_over else self.chance.choice([0.35, 0.6, 0.75, 0.9, 1.0])
        most = min(session.places, len(self.delegates) // 2)
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
                booking.mark(outcome, session.ends_at)
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
        make_the_defaults(at=self.at - timedelta(days=700))
        self.plan = queries.plan()
        self.questions = {each.id: each.asked for each in db.session.scalars(select(Questionnaire))}
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
        is_brief = shape_of(session).is_brief
        if not is_brief and booking.is_booked:
            yield self._issued(booking, Stage.BEFORE, session.starts_at - timedelta(days=9), 0.7), level
        yield self._issued(booking, Stage.AFTER, session.ends_at, 0.62), level + self.chance.randint(1, 4)
        later = from_london(to_london(session.ends_at).date() + timedelta(weeks=12), time(9))
        if not is_brief and booking.was_there and later < self.at:
            yield self._issued(booking, Stage.LATER, later, 0.5), level + self.chance.randint(0, 3)

    def _issued(self, booking: Booking, stage: Stage, issued_at: datetime, share: float) -> Issued:
        closes_at = booking.session.starts_at if stage is Stage.BEFORE else issued_at + STAYS_OPEN
        answered_at = issued_at + timedelta(days=self.chance.randint(1, 8))
        has_answered = self.chance.random() < share and answered_at <= self.at
        return Issued(
            booking_id=booking.id,
            stage=stage,
            questionnaire_id=self.plan.questionnaire_id(booking.session, stage),
            issued_at=issued_at,
            closes_at=closes_at,
            answered_at=answered_at if has_answered else None,
            reminders_sent=2,
            mailed_at=issued_at,
        )

    def _answers(self, issued: Issued, level: int) -> Iterator[dict[str, object]]:
        for question in self.questions[issued.questionnaire_id]:
            number, words = None, ""
            if question.kind is QuestionKind.SCALE_10:
                falls = "challenge" in question.words and issued.stage is not Stage.BEFORE
                number = max(1, min(10, level + self.chance.randint(-1, 1) - (3 if falls else 0)))
            elif question.kind is QuestionKind.USEFULNESS:
                number = self.chance.choices([1, 2, 3, 4], [1, 3, 12, 9])[0]
            elif question.kind is QuestionKind.YES_NO:
                number = int(self.chance.random() < 0.6)
            elif self.chance.random() < 0.1:
                words = self.chance.choice(_words_for(question))
            if number is not None or words:
                yield {"issued_id": issued.id, "question_id": question.id, "number": number, "words": words}


def _words_for(question: Question) -> list[str]:
    if question.is_about_needs:
        return content.NEEDS
    return content.OBSTACLES if "way" in question.words else content.COMMENTS

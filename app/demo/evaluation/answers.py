"""What the past's questionnaires would have brought in: rises, and one fall; and what managers have seen."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from sqlalchemy import insert, select

from app.accounts.models import User
from app.booking.models import Booking
from app.core.clock import from_london, to_london
from app.core.database import db
from app.demo.evaluation import said
from app.demo.evaluation.knowledge import ask_what_they_know
from app.evaluation.answering.models import Answer
from app.evaluation.issuing.queries_asking import plan
from app.evaluation.kinds import QuestionKind
from app.evaluation.models import Question, Questionnaire
from app.evaluation.models_issued import CannotSay, Issued, ManagerRequest
from app.evaluation.models_knowledge import ItemKind, KnowledgeItemVersion
from app.evaluation.questionnaires import services as questionnaires
from app.evaluation.stages import Stage, shape_of
from app.evaluation.timing.rules import STAYS_OPEN
from app.programme.models_sessions import TrainingSession


@dataclass
class DemoAnswers:
    """Every stage of every session that has begun."""

    at: datetime
    chance: random.Random
    manager: User
    asked_of_week: set[tuple[int, int]] = field(default_factory=set)
    requests: dict[tuple[str, datetime], ManagerRequest] = field(default_factory=dict)

    def write(self) -> None:
        before_it_all = self.at - timedelta(days=700)
        questionnaires.make_the_defaults(at=before_it_all)
        ask_what_they_know(by=self.manager, at=before_it_all)
        self.plan = plan()
        self.questions = {each.id: each.asked for each in db.session.scalars(select(Questionnaire))}
        has_begun = select(Booking).join(Booking.session).where(TrainingSession.starts_at < self.at)
        asked = [each for booking in db.session.scalars(has_begun).all() for each in self._asked_about(booking)]
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
            yield self._issued(booking, Stage.PRE_COURSE, session.starts_at - timedelta(days=9), 0.7), level
        if booking.outcome in Stage.POST_COURSE.asks_about and self._is_first_of_its_week(booking):
            yield self._issued(booking, Stage.POST_COURSE, session.ends_at, 0.62), level + self.chance.randint(1, 4)
        later = from_london(to_london(session.ends_at).date() + timedelta(weeks=12), time(9))
        if not is_brief and booking.was_there and later < self.at:
            yield self._issued(booking, Stage.IMPACT, later, 0.5), level + self.chance.randint(0, 3)
            if booking.manager_email:
                yield self._issued_to_manager(booking, later), level

    def _is_first_of_its_week(self, booking: Booking) -> bool:
        """A Learning Week asks each person once; anything else is its own."""
        week = (booking.practitioner_id, booking.session.learning_week_id or 0)
        is_first = week not in self.asked_of_week
        self.asked_of_week.add(week)
        return is_first or booking.session.learning_week_id is None

    def _issued(self, booking: Booking, stage: Stage, issued_at: datetime, share: float) -> Issued:
        closes_at = booking.session.starts_at if stage is Stage.PRE_COURSE else issued_at + STAYS_OPEN
        answered_at = issued_at + timedelta(days=self.chance.randint(1, 8))
        has_answered = self.chance.random() < share and answered_at <= self.at
        return Issued(
            booking=booking,
            stage=stage,
            questionnaire_id=self.plan.in_use.of_session(booking.session, stage),
            issued_at=issued_at,
            closes_at=closes_at,
            answered_at=answered_at if has_answered else None,
            reminders_sent=2,
            mailed_at=issued_at,
        )

    def _issued_to_manager(self, booking: Booking, at: datetime) -> Issued:
        """Who answers, answers about all of their people, and of a few they can't say."""
        issued = self._issued(booking, Stage.MANAGER, at, 0.4)
        request = self._request(booking, at)
        issued.answered_at = request.issued[0].answered_at if request.issued else issued.answered_at
        request.issued.append(issued)
        if issued.answered_at and self.chance.random() < 0.1:
            issued.cannot_say = CannotSay.NOT_SEEN
        return issued

    def _request(self, booking: Booking, at: datetime) -> ManagerRequest:
        """One message a manager and day."""
        email = booking.manager_email
        if (email, at) not in self.requests:
            self.requests[email, at] = ManagerRequest(
                manager_email=email,
                manager_name=booking.manager_name,
                number=1 + sum(other == email for other, _ in self.requests),
                issued_at=at,
                closes_at=at + STAYS_OPEN,
                reminders_sent=2,
            )
        return self.requests[email, at]

    def _answers(self, issued: Issued, level: int) -> Iterator[dict[str, object]]:
        chosen: dict[int, list[int]] = {}
        for question in self.questions[issued.questionnaire_id]:
            told = NOTHING_TOLD | {"issued_id": issued.id, "question_id": question.id}
            if issued.cannot_say or (issued.stage is Stage.MANAGER and question.kind.is_text):
                continue
            if not question.is_shown(lambda earlier: chosen.get(earlier.id, [])):
                continue
            if question.item_version:
                yield told | self._scored(question.item_version, issued.stage, level)
            elif question.kind.is_text:
                if self.chance.random() < 0.1:
                    yield told | {"words": self.chance.choice(_words_for(question))}
            else:
                number = self._number(question, issued.stage, level)
                chosen[question.id] = [number]
                yield told | {"number": number}

    def _number(self, question: Question, stage: Stage, level: int) -> int:
        if question.kind is QuestionKind.SCALE_10:
            falls = "challenge" in question.words and stage is not Stage.PRE_COURSE
            then = question.then_measure is not None
            return max(1, min(10, level + self.chance.randint(-1, 1) - (3 if falls else 0) - (4 if then else 0)))
        if question.is_in_transfer_index:
            helps = max(1, min(5, level // 2 + self.chance.randint(-1, 1)))
            return 6 - helps if question.is_reversed else helps
        numbers = list(question.kind.numbers)
        return self.chance.choices(numbers, WEIGHTS[question.kind])[0]

    def _scored(self, version: KnowledgeItemVersion, stage: Stage, level: int) -> dict[str, object]:
        """What all feel surer of, some know less well afterwards: the steps."""
        known = {Stage.PRE_COURSE: 0.5, Stage.POST_COURSE: 0.75}[stage]
        if version.kind is ItemKind.ORDER:
            known = 1.15 - known
        usual = {Stage.PRE_COURSE: 4.5, Stage.POST_COURSE: 7}[stage]
        is_right = self.chance.random() < known + 0.12 * (level - usual)
        wrong = [number for number in version.choices if number not in version.right] or version.right[::-1]
        chosen = list(version.right) if is_right else wrong
        if version.kind is ItemKind.ONE_OF:
            return {"number": chosen[0], "is_right": is_right}
        return {"choices": chosen, "is_right": is_right}


NOTHING_TOLD: dict[str, object] = {"number": None, "choices": None, "words": "", "is_right": None}

WEIGHTS = {
    QuestionKind.BALANCED_USEFULNESS: [1, 2, 12, 9],
    QuestionKind.FREQUENCY: [2, 5, 6, 3, 4],
    QuestionKind.DIRECTION: [1, 6, 9],
    QuestionKind.YES_NO: [6, 4],
    QuestionKind.AGREE: [1, 3, 4, 7, 4],
}
"""How often each number comes, in the order of its kind."""


def _words_for(question: Question) -> list[str]:
    if question.is_about_needs:
        return list(said.NEEDS_SAID)
    return list(said.OBSTACLES if "way" in question.words else said.INTENTIONS)

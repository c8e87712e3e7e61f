"""Who hasn't answered, and what became of the letters that asked them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy import func, select

from app.core.database import db
from app.evaluation.issuing import queries
from app.evaluation.models_issued import Issued, ManagerRequest
from app.evaluation.stages import OF_THE_PERSON, Stage
from app.notifications.models import Message, MessageState
from app.notifications.queries import latest_messages
from app.programme.models_sessions import TrainingSession

Who = TypeVar("Who", Issued, ManagerRequest)

NOT_ARRIVING = (MessageState.FAILED, MessageState.UNDELIVERABLE, MessageState.MISSED, MessageState.RETRYING)
"""The worst first."""


@dataclass(frozen=True)
class OutstandingQuestionnaire(Generic[Who]):
    """Somebody who hasn't answered, or a manager, with the latest letter that asked.

    The pre-course link rides in the letters about the booking: then `letter` is the latest of those, until a reminder.
    """

    asked: Who
    letter: Message | None

    @property
    def is_own_letter(self) -> bool:
        return self.letter is not None and self.letter.subject_key == self.asked.about

    @property
    def is_not_arriving(self) -> bool:
        return self.letter is not None and self.letter.state in NOT_ARRIVING

    @property
    def urgency(self) -> int:
        """The smaller, the sooner somebody should look."""
        arrives = len(NOT_ARRIVING)
        return NOT_ARRIVING.index(self.letter.state) if self.letter and self.is_not_arriving else arrives


@dataclass(frozen=True)
class Unanswered:
    """Those of a session who haven't answered at a stage."""

    session: TrainingSession
    stage: Stage
    people: Sequence[OutstandingQuestionnaire[Issued]]

    @property
    def not_arriving(self) -> int:
        """To how many the mail doesn't get through."""
        return sum(person.is_not_arriving for person in self.people)

    @property
    def closes_at(self) -> datetime:
        """When it closes for the first of them."""
        return min(person.asked.closes_at for person in self.people)


def unanswered_by_session(*, at: datetime) -> list[Unanswered]:
    """What people can answer still and haven't, the soonest to close first."""
    groups: dict[tuple[TrainingSession, Stage], list[OutstandingQuestionnaire[Issued]]] = {}
    for person in with_letters([issued for stage in OF_THE_PERSON for issued in queries.unanswered(stage, at=at)]):
        groups.setdefault((person.asked.booking.session, person.asked.stage), []).append(person)
    found = [Unanswered(session, stage, people) for (session, stage), people in groups.items()]
    return sorted(found, key=lambda group: group.closes_at)


def unanswered_at(session: TrainingSession, stage: Stage, *, at: datetime) -> list[OutstandingQuestionnaire[Issued]]:
    """Who of a session hasn't answered at a stage: first those whom the mail doesn't reach, then by name."""
    people = with_letters(queries.unanswered(stage, at=at, session=session))
    return sorted(people, key=lambda person: (person.urgency, person.asked.booking.name.casefold()))


def unanswered_by_managers(*, at: datetime) -> list[OutstandingQuestionnaire[ManagerRequest]]:
    """The managers who haven't answered: first those whom the mail doesn't reach, then the soonest to close."""
    managers = with_letters(queries.unanswered_requests(at=at))
    return sorted(managers, key=lambda manager: (manager.urgency, manager.asked.closes_at))


def with_letters(asked: Sequence[Who]) -> list[OutstandingQuestionnaire[Who]]:
    """One query, however many they are."""
    letters = latest_messages(about for each in asked for about in (each.about, _rides_in(each)))
    return [OutstandingQuestionnaire(each, letters.get(each.about) or letters.get(_rides_in(each))) for each in asked]


def how_many_missed() -> int:
    """Questionnaires that never went out, of bookings that would still be asked."""
    missed = select(func.count()).select_from(Issued).join(Issued.booking).where(Issued.is_missed, queries.is_wanted())
    return db.session.scalar(missed) or 0


def _rides_in(asked: Issued | ManagerRequest) -> str:
    """What the letters are about that carry the link; its own, but for the pre-course questionnaire."""
    if isinstance(asked, Issued) and asked.stage is Stage.PRE_COURSE:
        return asked.booking.about
    return asked.about

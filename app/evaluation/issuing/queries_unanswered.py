"""Who hasn't answered, and what became of the letters that asked them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from sqlalchemy import func, select

from app.core.database import db
from app.evaluation.issuing import queries
from app.evaluation.models_issued import Issued, ManagerRequest
from app.evaluation.stages import Stage
from app.notifications.models import LOST, LetterKind, Message
from app.notifications.queries import latest_messages, lost_letters
from app.programme.models_sessions import TrainingSession
from app.web.paging import Page, page_of

Who = TypeVar("Who", Issued, ManagerRequest)

GROUPS_ON_A_PAGE, MANAGERS_ON_A_PAGE = 25, 50

LONGEST_OPEN = timedelta(days=200)
"""None stays open for longer: half a year at most."""

NOT_ARRIVING = LOST
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


def unanswered_by_session(*, at: datetime, page: int = 1) -> Page[Unanswered]:
    """What people can answer still and haven't, the soonest to close first, a page at a time."""
    firsts = page_of(queries.groups_unanswered(at=at), page=page, per_page=GROUPS_ON_A_PAGE)
    groups: dict[tuple[TrainingSession, Stage], list[OutstandingQuestionnaire[Issued]]] = {}
    for person in with_letters(queries.unanswered_of(firsts.items, at=at)):
        groups.setdefault((person.asked.booking.session, person.asked.stage), []).append(person)
    found = [Unanswered(session, stage, people) for (session, stage), people in groups.items()]
    return firsts.showing(sorted(found, key=lambda group: (group.closes_at, group.people[0].asked.id)))


def unanswered_at(session: TrainingSession, stage: Stage, *, at: datetime) -> list[OutstandingQuestionnaire[Issued]]:
    """Who of a session hasn't answered at a stage: first those whom the mail doesn't reach, then by name."""
    people = with_letters(queries.unanswered(stage, at=at, session=session))
    return sorted(people, key=lambda person: (person.urgency, person.asked.booking.name.casefold()))


def unanswered_by_managers(*, at: datetime) -> list[OutstandingQuestionnaire[ManagerRequest]]:
    """The managers who haven't answered: first those whom the mail doesn't reach, then the soonest to close."""
    managers = with_letters(queries.unanswered_requests(at=at))
    return sorted(managers, key=lambda manager: (manager.urgency, manager.asked.closes_at))


def page_of_managers(*, at: datetime, page: int = 1) -> Page[OutstandingQuestionnaire[ManagerRequest]]:
    """The same, a page at a time."""
    found = queries.page_of_unanswered_requests(_not_reached(at), at=at, page=page, per_page=MANAGERS_ON_A_PAGE)
    return found.showing(with_letters(found.items))


@dataclass(frozen=True)
class UnansweredManagers:
    """How many managers haven't answered, when it closes for the first of them, and how many mail doesn't reach."""

    how_many: int
    closes_at: datetime | None
    not_arriving: int


def managers_in_all(*, at: datetime) -> UnansweredManagers:
    how_many, closes_at = queries.count_of_unanswered_requests(at=at)
    return UnansweredManagers(how_many, closes_at, len(queries.which_are_open(_not_reached(at), at=at)))


def _not_reached(at: datetime) -> dict[int, int]:
    """The urgency of each request to a manager whose latest letter doesn't arrive, by its number.

    Letters that fail are few: they are looked for, not all that were sent.
    """
    lost = lost_letters(LetterKind.MANAGER_QUESTIONNAIRE, since=at - LONGEST_OPEN)
    latest = latest_messages({letter.subject_key for letter in lost})
    return {
        int(about.removeprefix(ManagerRequest.ABOUT)): NOT_ARRIVING.index(letter.state)
        for about, letter in latest.items()
        if letter.state in NOT_ARRIVING
    }


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

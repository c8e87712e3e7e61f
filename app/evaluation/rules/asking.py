"""When each stage asks, when it closes, and the ready sets of questions."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app import clock
from app.evaluation.models import QuestionKind, Stage

STAYS_OPEN = timedelta(days=28)
SECOND_THOUGHTS = timedelta(minutes=3)
"""How long mail waits after a mark: the office marks everyone present first, then the exceptions."""

IMPACT_HOUR = time(9)
REMIND_BEFORE_START = timedelta(days=2)
REMINDERS: dict[Stage, tuple[timedelta, ...]] = {
    Stage.AFTER: (timedelta(days=3), timedelta(days=7)),
    Stage.LATER: (timedelta(days=7), timedelta(days=14)),
    Stage.MANAGER: (timedelta(days=7), timedelta(days=14)),
}
NEVER_NAME = "Please don’t name a child, a family or a colleague."
USEFULNESS = {1: "Not useful", 2: "A little useful", 3: "Useful", 4: "Very useful"}
YES_NO = {1: "Yes", 0: "No"}


def last_impact_date(at: datetime) -> date:
    """Impact questionnaires go out at nine in the morning London time: the latest day whose hour has come."""
    day = clock.to_london(at).date()
    return day if at >= clock.from_london(day, IMPACT_HOUR) else day - timedelta(days=1)


def sessions_due_for_impact(at: datetime, weeks: int) -> tuple[datetime, datetime]:
    """Sessions that ended from the first to before the second instant are asked about impact now.

    Those of one day fall due together, so that their managers get one message. What a long outage
    left behind for more than 28 days isn't asked any more.
    """
    last = last_impact_date(at) - timedelta(weeks=weeks)
    first = last - STAYS_OPEN
    return clock.from_london(first, time()), clock.from_london(last + timedelta(days=1), time())


@dataclass(frozen=True)
class Ask:
    """One question of a ready set."""

    kind: QuestionKind
    words: str
    measure: str = ""
    required: bool = True


KNOWLEDGE = Ask(QuestionKind.SCALE, "How much do you know about this subject?", "Knowledge")
CONFIDENCE = Ask(QuestionKind.SCALE, "How confident are you to act on it in your practice?", "Confidence to practise")
CHALLENGE = Ask(
    QuestionKind.SCALE, "How confident are you to challenge another agency about it?", "Professional challenge"
)
USEFUL = Ask(QuestionKind.USEFULNESS, "How useful was it for your work?")

READY_SETS: dict[tuple[Stage, bool], tuple[Ask, ...]] = {
    (Stage.BEFORE, False): (KNOWLEDGE, CONFIDENCE, CHALLENGE),
    (Stage.AFTER, False): (
        KNOWLEDGE,
        CONFIDENCE,
        CHALLENGE,
        USEFUL,
        Ask(QuestionKind.SCALE, "How well did the trainers help you learn?"),
        Ask(QuestionKind.TEXT, "What will you do differently?", required=False),
    ),
    (Stage.AFTER, True): (
        USEFUL,
        Ask(QuestionKind.TEXT, "What is the one thing you take back to your work?", required=False),
    ),
    (Stage.LATER, False): (
        KNOWLEDGE,
        CONFIDENCE,
        CHALLENGE,
        Ask(QuestionKind.YES_NO, "Have you changed anything in your practice because of this training?"),
        Ask(QuestionKind.TEXT, "What did you change, and what came of it?", required=False),
        Ask(QuestionKind.TEXT, "What got in the way?", required=False),
    ),
    (Stage.MANAGER, False): (
        Ask(QuestionKind.YES_NO, "Have you seen a change in their practice?"),
        Ask(QuestionKind.YES_NO, "Have you talked about the training in supervision or appraisal?"),
    ),
}

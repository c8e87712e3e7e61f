"""What was answered, and who answers in the room and on paper."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.booking.queries import on_the_register
from app.core.database import db
from app.evaluation.answering import rules
from app.evaluation.answering.models import Answer
from app.evaluation.cutoff import FEWEST
from app.evaluation.issuing import queries as issuing_queries
from app.evaluation.issuing import rules as issuing_rules
from app.evaluation.models_issued import Issued
from app.evaluation.stages import OF_THE_PERSON, Stage
from app.evaluation.timing import queries as timing_queries
from app.programme.models_sessions import TrainingSession


def answers_to(issued: Issued) -> list[Answer]:
    return list(db.session.scalars(select(Answer).where(Answer.issued_id == issued.id)))


def room(session: TrainingSession) -> rules.EvaluationRoom:
    return rules.EvaluationRoom(session, timing_queries.timings().of_session(session, Stage.POST_COURSE))


def answered_in(session: TrainingSession) -> tuple[int, int] | None:
    """How many of those present have answered the post-course questionnaire, and how many are present.

    Trainers see it, so of too few it is None.
    """
    present = [paper for paper in papers(session) if paper.booking.outcome in Stage.POST_COURSE.asks_about]
    if len(present) < FEWEST:
        return None
    return sum(paper.answered(Stage.POST_COURSE) is not None for paper in present), len(present)


def papers(session: TrainingSession) -> list[rules.Paper]:
    """Everybody with a place and everybody who walked in, by name. Two queries."""
    issued = issuing_queries.issued_about(session)
    return [
        rules.Paper(booking, {stage: issued[who, stage] for stage in OF_THE_PERSON if (who, stage) in issued})
        for booking in on_the_register(session)
        for who in [booking.practitioner_id]
    ]


def to_print(session: TrainingSession, stage: Stage) -> list[rules.Paper]:
    """Who gets a form: those whom the stage asks and who haven't answered.

    At the end, while nobody who booked is marked yet, everybody does.
    """
    people = papers(session)
    is_unmarked = not any(paper.booking.outcome for paper in people if paper.booking.is_booked)
    if not (stage is Stage.POST_COURSE and is_unmarked):
        people = [paper for paper in people if rules.can_be_on_paper(paper.booking, stage)]
    return [paper for paper in people if not paper.answered(stage)]


def stages_on_paper(session: TrainingSession, people: Sequence[rules.Paper], *, at: datetime) -> list[Stage]:
    """The stages that ask about a session, impact once it is due, or have asked somebody."""
    when = timing_queries.timings()
    timing = {stage: when.of_session(session, stage) for stage in OF_THE_PERSON}
    asks = {stage: each.is_on for stage, each in timing.items()}
    asks[Stage.IMPACT] &= issuing_rules.impact_falls_due(session, timing[Stage.IMPACT]) <= at
    return [stage for stage in OF_THE_PERSON if asks[stage] or any(stage in person.issued for person in people)]

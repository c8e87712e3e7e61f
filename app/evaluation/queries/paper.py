"""Who answers in the room and on paper, and who has."""

from collections.abc import Sequence

from app.booking.queries import on_the_register
from app.evaluation.models import ON_PAPER, Stage
from app.evaluation.queries.asking import timings
from app.evaluation.queries.issued import issued_about
from app.evaluation.rules import Paper, Room, can_be_on_paper
from app.programme.models import TrainingSession


def room(session: TrainingSession) -> Room:
    return Room(session, timings().of_session(session, Stage.AFTER))


def answered_in(session: TrainingSession) -> tuple[int, int]:
    """How many of those present have answered the post-course questionnaire, and how many are present."""
    present = [paper for paper in papers(session) if paper.booking.outcome in Stage.AFTER.asks_about]
    return sum(paper.answered(Stage.AFTER) is not None for paper in present), len(present)


def papers(session: TrainingSession) -> list[Paper]:
    """Everybody with a place and everybody who walked in, by name. Two queries."""
    issued = issued_about(session)
    return [
        Paper(booking, {stage: issued[who, stage] for stage in ON_PAPER if (who, stage) in issued})
        for booking in on_the_register(session)
        for who in [booking.practitioner_id]
    ]


def to_print(session: TrainingSession, stage: Stage) -> list[Paper]:
    """Who gets a form: those whom the stage asks and who haven't answered.

    At the end, while nobody who booked is marked yet, everybody does.
    """
    people = papers(session)
    is_unmarked = not any(paper.booking.outcome for paper in people if paper.booking.is_booked)
    if not (stage is Stage.AFTER and is_unmarked):
        people = [paper for paper in people if can_be_on_paper(paper.booking, stage)]
    return [paper for paper in people if not paper.answered(stage)]


def stages_on_paper(session: TrainingSession, people: Sequence[Paper]) -> list[Stage]:
    """The stages that ask about a session, or have asked somebody."""
    timing = timings()
    return [
        stage
        for stage in ON_PAPER
        if timing.of_session(session, stage).is_on or any(stage in person.issued for person in people)
    ]

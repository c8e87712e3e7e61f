"""What people answered. Erased, the words go; the ticks and numbers stay, under nobody's name."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from app.evaluation.answering.models import Answer
from app.evaluation.models_issued import Issued, ManagerRequest
from app.personal.rules import Declaration, Forgotten, PersonalTable


def in_words(answer: Answer) -> Any:
    """What was ticked, chosen or written, as its reader saw it."""
    if answer.words:
        return answer.words
    if answer.instead:
        return answer.instead.words
    choices = answer.question.choices
    if answer.choices is not None:
        return [choices.get(number, number) for number in answer.choices]
    return None if answer.number is None else choices.get(answer.number, answer.number)


_TICKS = {"choices": "ticks, which say nothing of who made them"}
_ERASED = {"is_quote": False}


def _words_of(asked: Any, over: Callable[[datetime], Select[Any]]) -> Forgotten:
    """The words with what was asked, once that is over. Each apart: of both at once PostgreSQL takes an hour."""
    return Forgotten(
        kind="comments_years",
        what="comments in questionnaires",
        model=Answer,
        due=lambda before: Answer.is_quote.is_(False) & (Answer.words != "") & asked.in_(over(before)),
        empties=("words",),
    )


DECLARED: tuple[Declaration, ...] = (
    PersonalTable(
        model=Answer,
        title="Answers, and what line managers ticked",
        person="issued_id",
        empties=("words",),
        sets=_ERASED,
        keeps=_TICKS,
        actors=("redacted_by_id",),
        shows=("redacted_at",),
        beside={
            "Course": "issued.booking.session.title",
            "Stage": "issued.stage",
            "Question": "question.words",
            "Answer": in_words,
            "Right": "is_right",
        },
    ),
    PersonalTable(
        model=Answer,
        title="Answers as a line manager",
        person="manager_request_id",
        empties=("words",),
        sets=_ERASED,
        shows=("redacted_at",),
        beside={"Question": "question.words", "Answer": in_words},
    ),
    _words_of(Answer.issued_id, lambda before: select(Issued.id).where(Issued.answered_at < before)),
    _words_of(
        Answer.manager_request_id, lambda before: select(ManagerRequest.id).where(ManagerRequest.closes_at < before)
    ),
)

"""Questionnaires on paper, to be filled in by pen and typed in afterwards."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.core import links
from app.evaluation.answering import rules
from app.evaluation.kinds import QuestionKind
from app.evaluation.models import Question, Questionnaire
from app.evaluation.questionnaires.rules import NEVER_NAME
from app.evaluation.stages import Stage
from app.files.documents import typeset
from app.programme.models_sessions import TrainingSession
from app.web.formatting import long_date, short_date


def questionnaires_in_pdf(
    session: TrainingSession, in_use: Questionnaire, people: Sequence[rules.Paper], *, at: datetime
) -> bytes:
    """A form for each of these people, with their name and the questions they were issued; and one without a name."""
    stage = in_use.stage
    named = [_form(paper.booking.name, paper.questionnaire(in_use)) for paper in people]
    data = {
        "heading": stage.heading,
        "course": session.title,
        "days": " and ".join(long_date(day.on) for day in session.days),
        "lead": _LEADS[stage],
        "forms": [*named, _form("", in_use)],
        "never_name": NEVER_NAME,
        "hand_in": _HAND_IN[stage],
        "type_it_in_at": links.url(f"/evaluation/sessions/{session.id}/paper").partition("://")[2],
    }
    title = f"{stage.heading}: {session.title}, {short_date(session.days[0].on)}"
    return typeset("evaluation/answering/questionnaires.typ", data, title=title, at=at)


def _form(name: str, questionnaire: Questionnaire) -> dict[str, Any]:
    """With its version: answers are typed in to the questions that were asked."""
    return {"name": name, "questions": [_asked(question) for question in questionnaire.questions]}


def _asked(question: Question) -> dict[str, Any]:
    return {
        "words": question.words,
        "help": question.help,
        "only_after": question.only_after,
        "vignette": question.item_version.vignette if question.item_version else "",
        "is_section": question.kind is QuestionKind.SECTION,
        "is_order": question.kind is QuestionKind.ORDER,
        "is_scale": question.kind.is_scale,
        "choices": list(question.choices.values()),
        "several": question.kind is QuestionKind.SEVERAL_OF,
        "low_end": question.low_end,
        "high_end": question.high_end,
        "instead": [each.words for each in question.instead],
        "lines": _LINES.get(question.kind, 0),
    }


_LINES = {QuestionKind.TEXT: 4, QuestionKind.SHORT_TEXT: 1}

_LEADS = {
    Stage.PRE_COURSE: "A few questions before the course starts",
    Stage.POST_COURSE: "Your feedback on this course",
    Stage.IMPACT: "What has changed since?",
}

_HAND_IN = {
    Stage.PRE_COURSE: "Hand it to the trainer before the course starts: afterwards it can’t count any more.",
    Stage.POST_COURSE: "Hand it to the trainer before you leave, or send it to the training team:",
    Stage.IMPACT: "Send it to the training team:",
}

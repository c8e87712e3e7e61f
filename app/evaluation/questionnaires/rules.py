"""The default questions, short, and the bank from which the office takes more."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from app.evaluation.models import Question, QuestionKind
from app.evaluation.stages import Shape, Stage, shape_of, shape_of_course
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession

NEVER_NAME = "Please don’t name a child, a family or a colleague."
"""Stands by everything that is answered in words."""


@dataclass(frozen=True)
class Ask:
    """What a question asks: of a default, of the bank, or as the office writes it."""

    kind: QuestionKind
    words: str
    measure: str = ""
    """Its name."""
    help: str = ""
    is_required: bool = True
    low_end: str = ""
    high_end: str = ""
    options: tuple[str, ...] = ()
    is_about_needs: bool = False

    @property
    def key(self) -> str:
        """The same for everything that asks the same, from one day to the next: for addresses."""
        reads = (self.kind.value, self.words, self.measure, self.low_end, self.high_end, self.options)
        return hashlib.sha256(repr(reads).encode()).hexdigest()[:16]


def ask_of(question: Question) -> Ask:
    """What a question asks, to be asked again elsewhere."""
    return Ask(
        question.kind,
        question.words,
        measure=question.measure.name if question.measure else "",
        help=question.help,
        is_required=question.is_required,
        low_end=question.low_end,
        high_end=question.high_end,
        options=tuple(question.options or ()),
        is_about_needs=question.is_about_needs,
    )


def _measured(words: str, measure: str, low_end: str = "not at all", high_end: str = "completely") -> Ask:
    return Ask(QuestionKind.SCALE_10, words, measure, low_end=low_end, high_end=high_end)


def _words(words: str, *, is_about_needs: bool = False) -> Ask:
    return Ask(QuestionKind.TEXT, words, is_required=False, is_about_needs=is_about_needs)


KNOWLEDGE = _measured("How much do you know about this subject?", "Knowledge", "nothing", "all I need for my work")
CONFIDENCE = _measured("How confident are you to act on it in your practice?", "Confidence to practise")
CHALLENGE = _measured("How confident are you to challenge another agency about it?", "Professional challenge")
USEFUL = Ask(QuestionKind.USEFULNESS, "How useful was it for your work?")

TRAINERS = Ask(
    QuestionKind.SCALE_10,
    "How well did the trainers help you learn?",
    low_end="not at all",
    high_end="very well",
)

INTENDS = _words("What will you do differently?")
CHANGED = Ask(QuestionKind.YES_NO, "Have you changed anything in your practice because of this training?")
WHAT_CHANGED = _words("What did you change, and what came of it?")
IN_THE_WAY = _words("What got in the way?")
NEEDS = _words("What else do you need training on?", is_about_needs=True)
SEEN = Ask(QuestionKind.YES_NO, "Have you seen a change in their practice?")
TALKED = Ask(QuestionKind.YES_NO, "Have you talked about the training in supervision or appraisal?")
FOR_ALL = _words("What have you seen, in supervision, appraisal or day to day?")
TAKES_BACK = _words("What is the one thing you take back to your work?")

DEFAULT_QUESTIONS: dict[tuple[Stage, bool], tuple[Ask, ...]] = {
    (Stage.PRE_COURSE, False): (KNOWLEDGE, CONFIDENCE, CHALLENGE),
    (Stage.POST_COURSE, False): (KNOWLEDGE, CONFIDENCE, CHALLENGE, USEFUL, TRAINERS, INTENDS, NEEDS),
    (Stage.POST_COURSE, True): (USEFUL, TAKES_BACK),
    (Stage.IMPACT, False): (KNOWLEDGE, CONFIDENCE, CHALLENGE, CHANGED, WHAT_CHANGED, IN_THE_WAY),
    (Stage.MANAGER, False): (SEEN, TALKED, FOR_ALL),
}
"""What a new course simply uses, by stage and whether it is brief; a stage without a brief set uses the full one."""

BANK: tuple[Ask, ...] = (
    KNOWLEDGE,
    CONFIDENCE,
    CHALLENGE,
    _measured("How well do you understand the thresholds for referral?", "Knowledge of thresholds"),
    _measured("How confident are you to hear a child’s own view?", "Voice of the child"),
    _measured("How confident are you to share information with other agencies?", "Information sharing"),
    _measured("How well do you know which service to turn to?", "Knowing where to turn"),
    USEFUL,
    TRAINERS,
    Ask(QuestionKind.AGREE, "I learned from people of other agencies."),
    Ask(QuestionKind.AGREE, "The session kept to what it had promised."),
    Ask(QuestionKind.AGREE, "I had what I needed to take part."),
    Ask(
        QuestionKind.SEVERAL_OF,
        "What helped you most?",
        is_required=False,
        options=("Talking with people of other agencies", "Case examples", "The trainers’ input", "The handouts"),
    ),
    CHANGED,
    Ask(
        QuestionKind.SEVERAL_OF,
        "What has got in the way of using it?",
        is_required=False,
        options=("Time", "My caseload", "Systems and forms", "Other agencies", "No case yet", "Nothing"),
    ),
    Ask(QuestionKind.YES_NO, "Have you talked about it in supervision?"),
    Ask(QuestionKind.YES_NO, "Have you passed it on to colleagues?"),
    INTENDS,
    WHAT_CHANGED,
    IN_THE_WAY,
    TAKES_BACK,
    NEEDS,
    SEEN,
    TALKED,
    FOR_ALL,
)


@dataclass(frozen=True)
class QuestionnairesInUse:
    """Ids of the questionnaires in use, by course (None for the defaults), stage and whether they are brief."""

    ids: Mapping[tuple[int | None, Stage, bool], int]

    def of_session(self, session: TrainingSession, stage: Stage) -> int:
        """The course's own outside a Learning Week, else the default."""
        shape = shape_of(session)
        return self._default(shape, stage) if shape is Shape.WEEK else self.of_course(session.course, stage)

    def of_course(self, course: Course, stage: Stage) -> int:
        """Of a course's sessions outside a Learning Week."""
        return self.ids.get((course.id, stage, False)) or self._default(shape_of_course(course), stage)

    def _default(self, shape: Shape, stage: Stage) -> int:
        return self.ids[None, stage, shape.is_brief and (stage, True) in DEFAULT_QUESTIONS]

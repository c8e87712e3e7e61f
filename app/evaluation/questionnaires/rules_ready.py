"""The ready questions, each with its source: the defaults, short, and the bank from which the office takes more.

Where the questions come from:

- Knowledge, confidence and challenge on a scale of ten with words at both ends: A. Bandura, Guide for Constructing
  Self-Efficacy Scales (2006). The same people before, after and later: J. Carpenter and others, Outcomes of Interagency
  Training to Safeguard Children (DCSF-RR209, 2010).
- A balanced scale has as many steps below the middle as above it: D. A. Dillman, J. D. Smyth, L. M. Christian,
  Internet, Phone, Mail, and Mixed-Mode Surveys (4th edition, 2014), guidelines for scalar questions. "A little useful"
  as the second of four steps leaned to praise.
- How often, instead of whether: people agree too readily (J. A. Krosnick, S. Presser, Question and Questionnaire
  Design, in Handbook of Survey Research, 2010). "No opportunity yet" is not "never": J. K. Ford and others,
  Factors affecting the opportunity to perform trained tasks on the job (Personnel Psychology, 1992).
- One thing a question: what did you change, and what came of it, were two (the same handbook, on double-barrelled
  questions).
- Managers say in which direction, so that worse can be said, and how often they saw it: R. O. Brinkerhoff, Telling
  Training's Story (2006), looks for use with and without result.
- The transfer index: six statements in our own words after the idea of the Learning Transfer System Inventory
  (E. F. Holton III, R. A. Bates, W. E. A. Ruona, Development of a generalized learning transfer system inventory, Human
  Resource Development Quarterly 11, 2000): opportunity, support by managers and by peers, capacity, closeness to the
  work, resistance. It isn't that inventory, and its reliability is shown where its figures are.
- The then-test: G. S. Howard, Response-shift bias (Evaluation Review 4, 1980).
"""

from dataclasses import dataclass, replace

from app.evaluation.kinds import QuestionKind
from app.evaluation.questionnaires.rules import Ask, Condition
from app.evaluation.stages import Stage

READY_SET = 2
"""Raised when the defaults below change: who has earlier ones is offered these as a draft."""


@dataclass(frozen=True)
class Source:
    """Why a ready question is asked as it is."""

    about: str
    words: str


SOURCES = (
    Source(
        "Knowledge, confidence and challenge",
        "A scale of ten with words at both ends, asked of the same people before, after and later. "
        "After A. Bandura, Guide for Constructing Self-Efficacy Scales (2006).",
    ),
    Source(
        "Usefulness",
        "As many steps below the middle as above it. Dillman, Smyth and Christian, Internet, Phone, Mail, and "
        "Mixed-Mode Surveys (2014).",
    ),
    Source(
        "How often it has been used",
        "How often tells more than yes or no, to which people agree too readily (Krosnick and Presser, Handbook of "
        "Survey Research, 2010). “No opportunity yet” isn’t “never” (Ford and others, Personnel Psychology, 1992).",
    ),
    Source(
        "What changed, and what came of it",
        "Two questions, because one question should ask one thing (Krosnick and Presser, 2010).",
    ),
    Source(
        "Managers",
        "Which way practice went, so that worse can be said too, and how often it was seen. After R. O. Brinkerhoff, "
        "Telling Training’s Story (2006). Two ticks a person: longer questionnaires to managers fail to come back.",
    ),
    Source(
        "Support and barriers",
        "Six statements in our own words after the idea of the Learning Transfer System Inventory (Holton, Bates and "
        "Ruona, Human Resource Development Quarterly 11, 2000). It isn’t that inventory: its reliability stands with "
        "its figures.",
    ),
    Source(
        "Thinking back",
        "After a course people judge more strictly what they knew before. The then-test asks for it, and shows by how "
        "much (G. S. Howard, Response-shift bias, Evaluation Review 4, 1980). It is optional: take it from the ready "
        "questions.",
    ),
)
"""For the office, as a note beside the questionnaires."""

Asks = tuple[Ask, ...]


def _measured(words: str, measure: str, low_end: str = "not at all", high_end: str = "completely") -> Ask:
    return Ask(QuestionKind.SCALE_10, words, measure, low_end=low_end, high_end=high_end, can_be_declined=True)


def _then(words: str, of: Ask) -> Ask:
    """Asked as the measure is, about before."""
    return replace(of, words=words, help="Looking at it with what you know now.", is_then=True)


def _words(words: str, *, is_about_needs: bool = False, shown_if: Condition | None = None) -> Ask:
    return Ask(QuestionKind.TEXT, words, is_required=False, is_about_needs=is_about_needs, shown_if=shown_if)


def _transfer(words: str, *, is_reversed: bool = False) -> Ask:
    return Ask(
        QuestionKind.AGREE,
        words,
        is_required=False,
        offers_not_applicable=True,
        is_in_transfer_index=True,
        is_reversed=is_reversed,
    )


KNOWLEDGE = _measured("How much do you know about this subject?", "Knowledge", "nothing", "all I need for my work")
CONFIDENCE = _measured("How confident are you to act on it in your practice?", "Confidence to practise")
CHALLENGE = _measured("How confident are you to challenge another agency about it?", "Professional challenge")
USEFUL = Ask(QuestionKind.BALANCED_USEFULNESS, "How useful was it for your work?", can_be_declined=True)
THEN_KNOWLEDGE = _then("Thinking back, how much did you know about this subject before the course?", KNOWLEDGE)
THEN_CONFIDENCE = _then("Thinking back, how confident were you before the course to act on it?", CONFIDENCE)
THEN_CHALLENGE = _then("Thinking back, how confident were you before to challenge another agency?", CHALLENGE)

TRAINERS = Ask(
    QuestionKind.SCALE_10,
    "How well did the trainers help you learn?",
    low_end="not at all",
    high_end="very well",
    can_be_declined=True,
)

INTENDS = _words("What will you do differently?")
USED = Ask(QuestionKind.FREQUENCY, "How often have you used what you learned?", can_be_declined=True)
CHANGED = Ask(
    QuestionKind.YES_NO, "Have you changed anything in your practice because of this training?", can_be_declined=True
)
IF_CHANGED = Condition(CHANGED.words, (1,))
WHAT_CHANGED = _words("What did you change?", shown_if=IF_CHANGED)
WHAT_CAME_OF_IT = _words("What came of it for children and families?", shown_if=IF_CHANGED)
TRANSFER_INDEX: Asks = (
    _transfer("My work has given me occasions to use it."),
    _transfer("My manager or supervisor helps me to use it."),
    _transfer("My colleagues support me when I work in this way."),
    _transfer("My workload leaves me room to use it."),
    _transfer("What we practised was close to what I meet in my work."),
    _transfer("Where I work, people would rather I did it as before.", is_reversed=True),
)
IN_THE_WAY = _words("What got in the way?")
NEEDS = _words("What else do you need training on?", is_about_needs=True)
SEEN = Ask(QuestionKind.DIRECTION, "Since the training, how is their practice on this subject?")
SEEN_OFTEN = Ask(QuestionKind.FREQUENCY, "How often have you seen them use what was taught?")
TALKED = Ask(QuestionKind.YES_NO, "Have you talked about the training in supervision or appraisal?")
FOR_ALL = _words("What have you seen, in supervision, appraisal or day to day?")
TAKES_BACK = _words("What is the one thing you take back to your work?")

DEFAULT_QUESTIONS: dict[tuple[Stage, bool], Asks] = {
    (Stage.PRE_COURSE, False): (KNOWLEDGE, CONFIDENCE, CHALLENGE),
    (Stage.POST_COURSE, False): (KNOWLEDGE, CONFIDENCE, CHALLENGE, USEFUL, TRAINERS, INTENDS, NEEDS),
    (Stage.POST_COURSE, True): (USEFUL, TAKES_BACK),
    (Stage.IMPACT, False): (
        KNOWLEDGE,
        CONFIDENCE,
        CHALLENGE,
        USED,
        CHANGED,
        WHAT_CHANGED,
        WHAT_CAME_OF_IT,
        *TRANSFER_INDEX,
        IN_THE_WAY,
    ),
    (Stage.MANAGER, False): (SEEN, SEEN_OFTEN, FOR_ALL),
}
"""What a new course simply uses, by stage and whether it is brief; a stage without a brief set uses the full one."""

BANK: Asks = (
    KNOWLEDGE,
    CONFIDENCE,
    CHALLENGE,
    _measured("How well do you understand the thresholds for referral?", "Knowledge of thresholds"),
    _measured("How confident are you to hear a child’s own view?", "Voice of the child"),
    _measured("How confident are you to share information with other agencies?", "Information sharing"),
    _measured("How well do you know which service to turn to?", "Knowing where to turn"),
    THEN_KNOWLEDGE,
    THEN_CONFIDENCE,
    THEN_CHALLENGE,
    USEFUL,
    TRAINERS,
    Ask(QuestionKind.AGREE, "I learned from people of other agencies.", offers_not_applicable=True),
    Ask(QuestionKind.AGREE, "The session kept to what it had promised."),
    Ask(QuestionKind.AGREE, "I had what I needed to take part."),
    Ask(
        QuestionKind.SEVERAL_OF,
        "What helped you most?",
        is_required=False,
        options=("Talking with people of other agencies", "Case examples", "The trainers’ input", "The handouts"),
    ),
    USED,
    CHANGED,
    *TRANSFER_INDEX,
    Ask(
        QuestionKind.SEVERAL_OF,
        "What has got in the way of using it?",
        is_required=False,
        options=("Time", "My caseload", "Systems and forms", "Other agencies", "No case yet", "Nothing"),
    ),
    Ask(QuestionKind.YES_NO, "Have you talked about it in supervision?", offers_not_applicable=True),
    Ask(QuestionKind.YES_NO, "Have you passed it on to colleagues?"),
    INTENDS,
    WHAT_CHANGED,
    WHAT_CAME_OF_IT,
    IN_THE_WAY,
    TAKES_BACK,
    NEEDS,
    SEEN,
    SEEN_OFTEN,
    TALKED,
    FOR_ALL,
)

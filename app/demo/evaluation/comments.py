"""What the demo's office made of the answers: comments with themes, needs, quotes, evidence of results."""

from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, select

from app.accounts.models import User
from app.core.clock import from_london, to_london
from app.core.database import db
from app.evaluation.answering.models import Answer
from app.evaluation.comments import queries as comments_queries
from app.evaluation.comments import services as comments_services
from app.evaluation.comments.services import CommentMarks
from app.evaluation.evidence import services as evidence
from app.evaluation.evidence.models import EvidenceKind
from app.evaluation.models import Question
from app.evaluation.models_issued import Issued
from app.evaluation.stages import Stage
from app.programme.models import Course
from app.programme.periods import programme_year, year_dates

JOINT_WORK, VOICE, RECORDS, CHALLENGE, TIME = (
    "Better joint working",
    "The child’s voice",
    "Clearer recording",
    "Confidence to challenge",
    "Too little time",
)

ONLINE, ADOLESCENTS, PARENTS = "Online harm", "Adolescents", "Working with parents"

MEANINGS = {
    JOINT_WORK: (
        "Agencies do something together that each did alone: they ring, meet, agree who does what. Not: they were glad "
        "to meet others.",
        "We ring each other before the meeting now.",
    ),
    VOICE: (
        "What children say, or what their day is like, is asked for and written down.",
        "I ask what a day is like.",
    ),
    RECORDS: (
        "Chronologies, files, notes: what somebody else can read afterwards.",
        "Our chronology begins with the first visit.",
    ),
    CHALLENGE: ("A decision is questioned, upwards or across agencies, or the policy for it is used.", ""),
    TIME: ("They know how, and the caseload or the rota leaves no time.", "I still mean to."),
}
"""What the office says of its first themes: a definition, and an example where it has one."""

Said = list[tuple[str, tuple[str, ...]]]
"""Comments, each with its themes."""

CHANGES: Said = [
    ("I ring the school before I write to them, and we agree who does what.", (JOINT_WORK,)),
    ("Our team meets the health visitors every month now. Things come up earlier.", (JOINT_WORK, RECORDS)),
    ("I ask what a day looks like for the child, and I write down their words and not mine.", (VOICE, RECORDS)),
    ("I asked for a second look at a decision I didn’t agree with. It was changed.", (CHALLENGE, JOINT_WORK)),
    ("Every file of mine has a chronology that somebody else could read.", (RECORDS,)),
    ("I still mean to. My caseload has doubled since the course.", (TIME,)),
    ("I used the tool with a colleague of the police, and we saw different things in it.", ()),
    ("I sat with Callum’s mum, and asked what a day looks like for him. She had never been asked.", ()),
]

NEEDS: Said = [
    ("What happens in group chats, and what we can do about it.", (ONLINE,)),
    ("Harm outside the home: sixteen and seventeen year olds fall between the services.", (ADOLESCENTS,)),
    ("Online gaming and money. It is all new to me.", (ONLINE, ADOLESCENTS)),
    ("How to talk with parents who don’t want us there.", (PARENTS,)),
    ("More on supervision.", ()),
]

SAID_OFTEN: dict[str, str] = {
    "I will write chronologies from the first visit on.": RECORDS,
    "Ask what a day looks like for the child.": VOICE,
    "Use the escalation policy sooner.": CHALLENGE,
    "Time between visits.": TIME,
    "What happens in group chats, and what we can do about it.": ONLINE,
    "How to talk with parents who don’t want us there.": PARENTS,
    "Harm outside the home.": ADOLESCENTS,
}
"""Of what History wrote."""

LAST_YEARS: Said = [
    ("I knew whom to ring, because I had sat beside her on the course.", (JOINT_WORK,)),
    ("We read the chronology together before we decided, and decided otherwise.", (RECORDS, JOINT_WORK)),
]

AUDIT = (
    "Of 20 case files 17 had a chronology that was up to date; the audit before found 9 of 20.",
    "Multi-agency audit of neglect, made up for this demo",
)
READING = (
    "In all six cases that were read, the health visitor and the school had spoken before the first meeting.",
    "Reading of six cases of neglect, made up for this demo",
)

QUOTES = (CHANGES[1][0], CHANGES[3][0], *(words for words, _ in LAST_YEARS))


def add_words(*, by: User, at: datetime) -> None:
    """Put these comments in the place of some that History wrote, and read them as the office would."""
    for theme in (JOINT_WORK, VOICE, RECORDS, CHALLENGE, TIME, ONLINE, ADOLESCENTS, PARENTS):
        definition, example = MEANINGS.get(theme, ("", ""))
        comments_services.name_theme(theme, definition=definition, example=example, by=by, at=at)
    today = to_london(at).date()
    year_began, _ = year_dates(programme_year(today))
    what_changed = Question.words.startswith("What did you change")
    _write(CHANGES, what_changed, Stage.IMPACT, before=at, by=by, at=at)
    _write(LAST_YEARS, what_changed, Stage.IMPACT, before=from_london(year_began, time.min), by=by, at=at)
    _write(NEEDS, Question.is_about_needs.is_(True), Stage.POST_COURSE, before=at, by=by, at=at)
    _theme_what_is_said_often(by=by, at=at)
    course = db.session.scalars(select(Course).where(Course.title == "Complex Neglect")).one()
    for kind, words, source, found_on in (
        (EvidenceKind.AUDIT, *AUDIT, today - timedelta(days=40)),
        (EvidenceKind.CASE_FINDING, *READING, year_began - timedelta(days=30)),
    ):
        evidence.enter_result(course, kind=kind, words=words, source=source, found_on=found_on, by=by, at=at)


def _write(said: Said, asked: ColumnElement[bool], stage: Stage, *, before: datetime, by: User, at: datetime) -> None:
    """One comment each of another person, of those asked last before then."""
    wanted = (
        select(Answer)
        .join(Question)
        .join(Issued, Issued.id == Answer.issued_id)
        .where(asked, Issued.stage == stage, Issued.issued_at < before, Answer.words != "")
        .order_by(Issued.issued_at.desc(), Answer.id)
    )
    themes = {theme.name: theme.id for theme in comments_queries.themes()}
    read = []
    for answer, (words, names) in zip(db.session.scalars(wanted.limit(len(said))), said, strict=False):
        answer.words = words
        ticked = frozenset(themes[name] for name in names)
        read.append(CommentMarks(answer.id, ticked=ticked, is_quote=words in QUOTES))
    db.session.flush()
    comments_services.keep_what_was_read(read, by=by, at=at)


def _theme_what_is_said_often(*, by: User, at: datetime) -> None:
    """A third of it is still to be read."""
    themes = {theme.name: theme.id for theme in comments_queries.themes()}
    said = select(Answer.id, Answer.words).where(Answer.words.in_(SAID_OFTEN), Answer.id % 3 != 0)
    ticked = [(number, themes[SAID_OFTEN[words]]) for number, words in db.session.execute(said)]
    comments_services.keep_what_was_read(
        [CommentMarks(number, ticked=frozenset({theme})) for number, theme in ticked], by=by, at=at
    )

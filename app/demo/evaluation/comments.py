"""What the demo's office made of the answers: comments with themes, needs, quotes, evidence of results."""

from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, select

from app.accounts.models import User
from app.core.clock import from_london, to_london
from app.core.database import db
from app.demo.evaluation import said
from app.demo.evaluation.said import ADOLESCENTS, CHALLENGE, JOINT_WORK, ONLINE, PARENTS, RECORDS, TIME, VOICE, Said
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


def add_words(*, by: User, at: datetime) -> None:
    """Put these comments in the place of some that the answers hold, and read them as the office would."""
    for theme in (JOINT_WORK, VOICE, RECORDS, CHALLENGE, TIME, ONLINE, ADOLESCENTS, PARENTS):
        definition, example = said.MEANINGS.get(theme, ("", ""))
        comments_services.name_theme(theme, definition=definition, example=example, by=by, at=at)
    today = to_london(at).date()
    year_began, _ = year_dates(programme_year(today))
    what_changed = Question.words.startswith("What did you change")
    _write(said.CHANGES, what_changed, Stage.IMPACT, before=at, by=by, at=at)
    _write(said.LAST_YEARS, what_changed, Stage.IMPACT, before=from_london(year_began, time.min), by=by, at=at)
    _write(said.NEEDS, Question.is_about_needs.is_(True), Stage.POST_COURSE, before=at, by=by, at=at)
    _theme_what_is_said_often(by=by, at=at)
    course = db.session.scalars(select(Course).where(Course.title == "Complex Neglect")).one()
    for kind, words, source, found_on in (
        (EvidenceKind.AUDIT, *said.AUDIT, today - timedelta(days=40)),
        (EvidenceKind.CASE_FINDING, *said.READING, year_began - timedelta(days=30)),
    ):
        evidence.enter_result(course, kind=kind, words=words, source=source, found_on=found_on, by=by, at=at)


def _write(
    comments: Said, asked: ColumnElement[bool], stage: Stage, *, before: datetime, by: User, at: datetime
) -> None:
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
    for answer, (words, names) in zip(db.session.scalars(wanted.limit(len(comments))), comments, strict=False):
        answer.words = words
        ticked = frozenset(themes[name] for name in names)
        read.append(CommentMarks(answer.id, ticked=ticked, is_quote=words in said.QUOTES))
    db.session.flush()
    comments_services.keep_what_was_read(read, by=by, at=at)


def _theme_what_is_said_often(*, by: User, at: datetime) -> None:
    """A third of it is still to be read."""
    themes = {theme.name: theme.id for theme in comments_queries.themes()}
    often = select(Answer.id, Answer.words).where(Answer.words.in_(said.SAID_OFTEN), Answer.id % 3 != 0)
    ticked = [(number, themes[said.SAID_OFTEN[words]]) for number, words in db.session.execute(often)]
    comments_services.keep_what_was_read(
        [CommentMarks(number, ticked=frozenset({theme})) for number, theme in ticked], by=by, at=at
    )

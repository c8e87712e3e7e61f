"""What people wrote, and what the office made of it: comments, themes, quotes. Never who wrote it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import joinedload

from app.booking.models import Booking
from app.core.database import db
from app.evaluation.answering.models import Answer
from app.evaluation.answering.queries_scope import answers
from app.evaluation.comments import rules
from app.evaluation.comments.models import Theme, answer_theme
from app.evaluation.issuing.queries import was_issued
from app.evaluation.kinds import QuestionKind
from app.evaluation.models import Question, Questionnaire
from app.evaluation.models_issued import Issued, ManagerRequest
from app.evaluation.scope import AnswerScope
from app.evaluation.stages import Stage
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession
from app.programme.models_weeks import LearningWeek
from app.web.paging import Page, page_of

EVERYTHING = AnswerScope()


@dataclass(frozen=True)
class Comment:
    """What somebody wrote, at which stage, and the titles and starts of the sessions that it is about."""

    answer: Answer
    stage: Stage
    about: tuple[tuple[str, datetime], ...]
    themes: tuple[Theme, ...]

    @property
    def id(self) -> int:
        return self.answer.id

    @property
    def theme_ids(self) -> frozenset[int]:
        return frozenset(theme.id for theme in self.themes)


@dataclass(frozen=True)
class CommentFilter:
    """Which comments are read: all, those with a theme or `is_unthemed` without any, or only quotes."""

    theme_id: int | None = None
    is_unthemed: bool = False
    only_quotes: bool = False


ALL = CommentFilter()


def comments_in(scope: AnswerScope = EVERYTHING, reading: CommentFilter = ALL) -> list[Comment]:
    """The newest session first."""
    return comments_of(db.session.scalars(_ids_read(scope, reading)).all())


def latest_comments(scope: AnswerScope, *, a_theme: int) -> dict[int | None, list[Comment]]:
    """The newest of each theme's id, and of None for those without one: so many of each at most."""
    newest = func.max(TrainingSession.starts_at).label("newest")
    ids = _comments(scope, Answer.id, newest).group_by(Answer.id).subquery("written")
    by_theme = (
        select(ids.c.id, answer_theme.c.theme_id)
        .outerjoin(answer_theme, answer_theme.c.answer_id == ids.c.id)
        .add_columns(
            func.row_number()
            .over(partition_by=answer_theme.c.theme_id, order_by=(ids.c.newest.desc(), ids.c.id))
            .label("place")
        )
        .subquery("by_theme")
    )
    wanted = select(by_theme.c.id, by_theme.c.theme_id).where(by_theme.c.place <= a_theme).order_by(by_theme.c.place)
    rows = db.session.execute(wanted).all()
    found = {comment.id: comment for comment in comments_of({answer_id for answer_id, _ in rows})}
    latest: dict[int | None, list[Comment]] = {}
    for answer_id, theme_id in rows:
        if answer_id in found:
            latest.setdefault(theme_id, []).append(found[answer_id])
    return latest


def page_of_comments(
    scope: AnswerScope = EVERYTHING, reading: CommentFilter = ALL, *, page: int, per_page: int
) -> Page[Comment]:
    """The same, a page at a time. Five queries a page."""
    ids = page_of(_ids_read(scope, reading), page=page, per_page=per_page)
    return ids.showing(comments_of(ids.items))


def comments_of(answer_ids: Collection[int]) -> list[Comment]:
    """These comments in this order, without those that there aren't."""
    wanted = select(Answer).where(Answer.id.in_(answer_ids), Answer.words != "")
    found = {answer.id: answer for answer in db.session.scalars(wanted.options(joinedload(Answer.question)))}
    about, themes = _about(found), themes_of(found)
    return [
        Comment(found[each], *about[each], tuple(themes.get(each, ())))
        for each in answer_ids
        if each in found and each in about
    ]


def comment(answer_id: int) -> Comment | None:
    return next(iter(comments_of([answer_id])), None)


def quotes(scope: AnswerScope = EVERYTHING) -> list[Comment]:
    """What the office chose for its report, as it stands after any redaction."""
    return comments_in(scope, CommentFilter(only_quotes=True))


def theme_shares(scope: AnswerScope = EVERYTHING) -> rules.ThemeShares:
    """How many of the people who wrote something say what. One query."""
    rows = db.session.execute(
        _comments(scope, Booking.practitioner_id, ManagerRequest.manager_email, Answer.id, Theme.id, Theme.name)
        .outerjoin(ManagerRequest, ManagerRequest.id == Answer.manager_request_id)
        .outerjoin(answer_theme, answer_theme.c.answer_id == Answer.id)
        .outerjoin(Theme, Theme.id == answer_theme.c.theme_id)
    )
    return rules.shares_by_theme(
        rules.Said(manager or person, answer_id, (theme_id, name) if theme_id else None)
        for person, manager, answer_id, theme_id, name in rows
    )


@dataclass(frozen=True)
class CommentedQuestion:
    """A question in words that has comments; its id is that of its first version."""

    id: int
    stage: Stage
    words: str


def questions_commented() -> list[CommentedQuestion]:
    """By stage, in the order in which they are asked. Each is asked whether there is one: the first will do."""
    of_a_person = select(Answer.id).join(Issued, Issued.id == Answer.issued_id)
    of_a_manager = select(Answer.id).join(Issued, Issued.manager_request_id == Answer.manager_request_id)
    has_one = or_(
        *(
            answered.join(Booking, Booking.id == Issued.booking_id)
            .where(Answer.question_id == Question.id, Answer.words != "", was_issued())
            .correlate(Question)
            .exists()
            for answered in (of_a_person, of_a_manager)
        )
    )
    wanted = (
        select(func.min(Question.id), Questionnaire.stage, Question.words)
        .join(Question.questionnaire)
        .where(Question.kind.in_([kind for kind in QuestionKind if kind.is_text]), has_one)
    )
    rows = db.session.execute(wanted.group_by(Questionnaire.stage, Question.words))
    stages = list(Stage)
    return sorted((CommentedQuestion(*row) for row in rows), key=lambda asked: (stages.index(asked.stage), asked.id))


def themes() -> list[Theme]:
    """By name, as people sort: capitals don't come first."""
    return sorted(db.session.scalars(select(Theme)), key=lambda theme: theme.name.casefold())


def theme(theme_id: int) -> Theme | None:
    return db.session.get(Theme, theme_id)


def themes_of(answer_ids: Collection[int]) -> dict[int, list[Theme]]:
    """By the answers' ids, in the order of their names; an answer that has none isn't named. One query."""
    themes: dict[int, list[Theme]] = {}
    rows = db.session.execute(
        select(answer_theme.c.answer_id, Theme)
        .join(Theme, Theme.id == answer_theme.c.theme_id)
        .where(answer_theme.c.answer_id.in_(answer_ids))
        .order_by(Theme.name)
    )
    for answer_id, theme in rows:
        themes.setdefault(answer_id, []).append(theme)
    return themes


def comments_by_theme() -> dict[int, int]:
    """How many comments each theme's id has; one that has none isn't named."""
    written = select(answer_theme.c.theme_id, func.count()).join(Answer, Answer.id == answer_theme.c.answer_id)
    rows = db.session.execute(written.where(Answer.words != "").group_by(answer_theme.c.theme_id))
    return dict(rows.all())


def _comments(scope: AnswerScope, *columns: Any) -> Select[Any]:
    return answers(scope, *columns, in_words=True)


def _ids_read(scope: AnswerScope, reading: CommentFilter) -> Select[int]:
    newest = func.max(TrainingSession.starts_at).desc()
    return _comments(scope, Answer.id).where(*_is_read(reading)).group_by(Answer.id).order_by(newest, Answer.id)


def _is_read(reading: CommentFilter) -> list[ColumnElement[bool]]:
    themed = exists().where(answer_theme.c.answer_id == Answer.id)
    conditions: list[ColumnElement[bool]] = [Answer.is_quote.is_(True)] if reading.only_quotes else []
    if reading.is_unthemed:
        conditions.append(~themed)
    elif reading.theme_id is not None:
        conditions.append(themed.where(answer_theme.c.theme_id == reading.theme_id))
    return conditions


def _about(answer_ids: Collection[int]) -> dict[int, tuple[Stage, tuple[tuple[str, datetime], ...]]]:
    """The stage of each answer, and what it is about: a course, or the whole of a Learning Week."""
    rows = db.session.execute(
        answers(
            EVERYTHING,
            *(Answer.id, Issued.stage, Course.title, LearningWeek.name, TrainingSession.starts_at),
            these=answer_ids,
        )
        .join(Course, Course.id == TrainingSession.course_id)
        .outerjoin(LearningWeek, LearningWeek.id == TrainingSession.learning_week_id)
        .order_by(TrainingSession.starts_at.desc(), Course.title)
    )
    stages: dict[int, Stage] = {}
    about: dict[int, dict[tuple[str, datetime], None]] = {}
    for answer_id, stage, course, week, starts_at in rows:
        stages[answer_id] = stage
        about.setdefault(answer_id, {})[week or course, starts_at] = None
    return {answer_id: (stages[answer_id], tuple(sessions)) for answer_id, sessions in about.items()}

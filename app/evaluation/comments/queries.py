"""What people wrote, and what the office made of it: comments, themes, quotes. Never who wrote it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select
from sqlalchemy.orm import joinedload

from app.booking.models import Booking
from app.core.database import db
from app.evaluation.answering.models import Answer
from app.evaluation.answering.queries_scope import answers, answers_about
from app.evaluation.comments import queries_searching, rules
from app.evaluation.comments.models import CommentReading, Theme, answer_theme
from app.evaluation.flagging import rules as flagging
from app.evaluation.flagging.queries import PeopleAround
from app.evaluation.issuing.queries import was_issued
from app.evaluation.kinds import QuestionKind
from app.evaluation.models import Question, Questionnaire
from app.evaluation.models_issued import Issued, ManagerRequest
from app.evaluation.scope import AnswerScope
from app.evaluation.stages import Stage
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession
from app.programme.models_weeks import LearningWeek
from app.web.paging import Page, page_of, part_of

EVERYTHING = AnswerScope()

LOOKED_THROUGH = 2000
"""For what may name somebody: the newest comments."""


@dataclass(frozen=True)
class Comment:
    """What somebody wrote, at which stage, and the titles and starts of the sessions that it is about.

    `flags` point at whatever may name somebody; `reading` is what the office has found of it besides themes.
    """

    answer: Answer
    stage: Stage
    about: tuple[tuple[str, datetime], ...]
    themes: tuple[Theme, ...]
    flags: tuple[flagging.Flag, ...] = ()
    reading: CommentReading | None = None

    @property
    def id(self) -> int:
        return self.answer.id

    @property
    def theme_ids(self) -> frozenset[int]:
        return frozenset(theme.id for theme in self.themes)

    @property
    def names_nobody(self) -> bool:
        """Somebody has looked at what is flagged."""
        return self.reading is not None and self.reading.names_nobody_at is not None

    @property
    def may_name_somebody(self) -> bool:
        """It is flagged, and nobody has looked yet: until then it is no quote."""
        return bool(self.flags) and not self.names_nobody

    @property
    def pieces(self) -> list[flagging.Piece]:
        """Its words, cut where they may name somebody."""
        return flagging.pieces(self.answer.words, self.flags if self.may_name_somebody else ())


@dataclass(frozen=True)
class CommentFilter:
    """Which comments are read: all, those with a theme or `is_unthemed` without any, only quotes, only those that say
    `words`, or `only_flagged`, which may name somebody and which nobody has looked at. `is_queued` are those that wait
    for a theme: without any, and not left without one.
    """

    theme_id: int | None = None
    is_unthemed: bool = False
    only_quotes: bool = False
    only_flagged: bool = False
    is_queued: bool = False
    words: str = ""


ALL = CommentFilter()


def comments_in(scope: AnswerScope = EVERYTHING, reading: CommentFilter = ALL) -> list[Comment]:
    """The newest session first."""
    return comments_of(db.session.scalars(_ids_read(scope, reading)).all())


def latest_comments(scope: AnswerScope, *, a_theme: int) -> dict[int | None, list[Comment]]:
    """The newest of each theme's id, and of None for those without one: so many of each at most."""
    about = answers_about(scope, in_words=True)
    newest = func.max(about.c.starts_at).label("newest")
    ids = select(about.c.answer_id.label("id"), newest).group_by(about.c.answer_id).subquery("written")
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
    """The same, a page at a time. Nine queries a page, and one more for each of what is found
    first: words, quotes."""
    if reading.only_flagged:
        looked_through = db.session.scalars(_ids_read(scope, reading).limit(LOOKED_THROUGH)).all()
        flagged = [comment for comment in comments_of(looked_through) if comment.may_name_somebody]
        return part_of(flagged, page=page, per_page=per_page)
    ids = page_of(_ids_read(scope, reading), page=page, per_page=per_page)
    return ids.showing(comments_of(ids.items))


def comments_of(answer_ids: Collection[int]) -> list[Comment]:
    """These comments in this order, without those that there aren't."""
    wanted = select(Answer).where(Answer.id.in_(answer_ids), Answer.words != "")
    found = {answer.id: answer for answer in db.session.scalars(wanted.options(joinedload(Answer.question)))}
    about, themes, readings = _about(found), themes_of(found), _readings(found)
    around = PeopleAround({session_id for of_one in about.values() for session_id in of_one.session_ids})
    return [
        Comment(
            found[each],
            about[each].stage,
            tuple(about[each].sessions),
            tuple(themes.get(each, ())),
            tuple(flagging.flags_in(found[each].words, around.of(about[each].session_ids))),
            readings.get(each),
        )
        for each in answer_ids
        if each in found and each in about
    ]


def comment(answer_id: int) -> Comment | None:
    return next(iter(comments_of([answer_id])), None)


def quotes(scope: AnswerScope = EVERYTHING) -> list[Comment]:
    """What the office chose for its report, as it stands after any redaction.

    What may name somebody isn't among them until somebody has looked: a name can turn up later, of a new trainer say.
    """
    chosen = comments_in(scope, CommentFilter(only_quotes=True))
    return [comment for comment in chosen if not comment.may_name_somebody]


def next_in_queue(scope: AnswerScope, reading: CommentFilter, *, skipped: int) -> tuple[Comment | None, int]:
    """The first comment that waits for a theme, after those that its reader skipped; and how many wait in all."""
    waiting = _ids_read(scope, reading)
    first = next(iter(page_of(waiting, page=skipped + 1, per_page=1).items), 0)
    left = db.session.scalar(select(func.count()).select_from(waiting.order_by(None).subquery("waiting"))) or 0
    return (comment(first) if first else None), left


def reading_of(answer: Answer) -> CommentReading:
    """What the office has found of a comment; a new one, not yet kept, where nobody has looked."""
    wanted = select(CommentReading).where(CommentReading.answer_id == answer.id)
    return db.session.scalar(wanted) or CommentReading(answer_id=answer.id)


def theme_shares(scope: AnswerScope = EVERYTHING) -> rules.ThemeShares:
    """How many of the people who wrote something say what: each counts once, and once with each of their themes,
    however much they wrote. A line manager is one person however many they manage. Two queries.
    """
    about = answers_about(scope, in_words=True)
    of_a_person = case((about.c.manager_request_id.is_(None), about.c.practitioner_id))
    people = func.count(of_a_person.distinct()) + func.count(ManagerRequest.manager_email.distinct())
    comments = func.count(about.c.answer_id.distinct())
    said = (
        select()
        .select_from(about)
        .outerjoin(ManagerRequest, ManagerRequest.id == about.c.manager_request_id)
        .outerjoin(answer_theme, answer_theme.c.answer_id == about.c.answer_id)
    )
    whole = said.add_columns(people, comments, func.count(answer_theme.c.answer_id.distinct()))
    of, written, themed = db.session.execute(whole).one()
    with_theme = said.join(Theme, Theme.id == answer_theme.c.theme_id).group_by(Theme.id, Theme.name)
    rows = db.session.execute(with_theme.add_columns(Theme.id, Theme.name, people, comments))
    shares = [rules.ThemeShare(theme_id, theme, theirs, of, many) for theme_id, theme, theirs, many in rows]
    by_people = sorted(shares, key=lambda each: (-each.people, each.theme.casefold()))
    return rules.ThemeShares(of, written, written - themed, tuple(by_people))


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


def _ids_read(scope: AnswerScope, reading: CommentFilter) -> Select[int]:
    these = queries_searching.found_first(reading.words, only_quotes=reading.only_quotes)
    about = answers_about(scope, in_words=True, these=these)
    newest = func.max(about.c.starts_at).desc()
    read = select(about.c.answer_id).where(*_is_read(about.c.answer_id, reading))
    return read.group_by(about.c.answer_id).order_by(newest, about.c.answer_id)


def _is_read(answer_id: ColumnElement[int], reading: CommentFilter) -> list[ColumnElement[bool]]:
    themed = exists().where(answer_theme.c.answer_id == answer_id)
    conditions: list[ColumnElement[bool]] = []
    looked = exists().where(CommentReading.answer_id == answer_id)
    if reading.only_flagged:
        conditions.append(~looked.where(CommentReading.names_nobody_at.is_not(None)))
    if reading.is_queued:
        conditions += [~themed, ~looked.where(CommentReading.left_unthemed_at.is_not(None))]
    elif reading.is_unthemed:
        conditions.append(~themed)
    elif reading.theme_id is not None:
        conditions.append(themed.where(answer_theme.c.theme_id == reading.theme_id))
    return conditions


@dataclass
class _About:
    """The stage of an answer, and what it is about: a course, or the whole of a Learning Week."""

    stage: Stage
    sessions: dict[tuple[str, datetime], None] = field(default_factory=dict)
    session_ids: set[int] = field(default_factory=set)


def _about(answer_ids: Collection[int]) -> dict[int, _About]:
    rows = db.session.execute(
        answers(
            EVERYTHING,
            *(Answer.id, Issued.stage, Course.title, LearningWeek.name),
            *(TrainingSession.starts_at, TrainingSession.id),
            these=answer_ids,
        )
        .join(Course, Course.id == TrainingSession.course_id)
        .outerjoin(LearningWeek, LearningWeek.id == TrainingSession.learning_week_id)
        .order_by(TrainingSession.starts_at.desc(), Course.title)
    )
    about: dict[int, _About] = {}
    for answer_id, stage, course, week, starts_at, session_id in rows:
        of_one = about.setdefault(answer_id, _About(stage))
        of_one.sessions[week or course, starts_at] = None
        of_one.session_ids.add(session_id)
    return about


def _readings(answer_ids: Collection[int]) -> dict[int, CommentReading]:
    wanted = select(CommentReading).where(CommentReading.answer_id.in_(answer_ids))
    return {reading.answer_id: reading for reading in db.session.scalars(wanted)}

"""Reads of questionnaires, their versions, their questions and measures."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select

from app.core.database import db
from app.evaluation.kinds import QuestionKind
from app.evaluation.models import Measure, Question, Questionnaire
from app.evaluation.models_issued import Issued
from app.evaluation.questionnaires import refusals, rules, rules_ready
from app.evaluation.stages import Stage
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession


@dataclass(frozen=True)
class Version:
    """A version with how many people it was issued to, and how many of them answered it."""

    questionnaire: Questionnaire
    issued: int
    answered: int


def questionnaire(questionnaire_id: int) -> Questionnaire | None:
    return db.session.get(Questionnaire, questionnaire_id)


def questionnaires(ids: Iterable[int]) -> list[Questionnaire]:
    return list(db.session.scalars(select(Questionnaire).where(Questionnaire.id.in_(ids)).order_by(Questionnaire.id)))


def questionnaire_for(session: TrainingSession, stage: Stage) -> Questionnaire:
    """The one in use: what would be issued now. Raises DefaultsNotMadeYet."""
    if not are_defaults_made():
        raise refusals.DefaultsNotMadeYet
    return db.session.get_one(Questionnaire, in_use().of_session(session, stage))


def are_defaults_made() -> bool:
    """Of every stage, full and brief: the job makes them at its first run."""
    return rules_ready.DEFAULT_QUESTIONS.keys() <= default_stages()


def used_by(course: Course) -> dict[Stage, Questionnaire]:
    """What its sessions outside a Learning Week are asked with, by stage; empty until the defaults are made."""
    if not are_defaults_made():
        return {}
    used = in_use()
    return {stage: db.session.get_one(Questionnaire, used.of_course(course, stage)) for stage in Stage}


def in_use() -> rules.QuestionnairesInUse:
    """The later version replaces the earlier. One query."""
    rows = db.session.execute(
        select(Questionnaire.course_id, Questionnaire.stage, Questionnaire.is_brief, Questionnaire.id)
        .where(Questionnaire.published_at.is_not(None), Questionnaire.retired_at.is_(None))
        .order_by(Questionnaire.version)
    )
    return rules.QuestionnairesInUse(
        {(course_id, stage, is_brief): number for course_id, stage, is_brief, number in rows}
    )


def question(question_id: int) -> Question | None:
    return db.session.get(Question, question_id)


def default_stages() -> set[tuple[Stage, bool]]:
    """The stages, full and brief, that have a default."""
    wanted = select(Questionnaire.stage, Questionnaire.is_brief).where(Questionnaire.course_id.is_(None)).distinct()
    return {(stage, is_brief) for stage, is_brief in db.session.execute(wanted)}


def drafts() -> list[Questionnaire]:
    wanted = select(Questionnaire).where(Questionnaire.is_draft)
    return list(db.session.scalars(wanted.order_by(Questionnaire.id)))


def draft(stage: Stage, is_brief: bool, course: Course | None) -> Questionnaire | None:
    """The one that stands, of a default or of a course's own."""
    wanted = select(Questionnaire).where(Questionnaire.is_draft)
    return db.session.scalar(wanted.where(_one_line(stage, is_brief, course.id if course else None)))


def last_version(stage: Stage, is_brief: bool, course: Course | None) -> int:
    """0 where there is none yet."""
    wanted = select(func.max(Questionnaire.version)).where(_one_line(stage, is_brief, course.id if course else None))
    return db.session.scalar(wanted) or 0


def versions(of: Questionnaire) -> list[Version]:
    """Its versions and its draft, the latest first. What was missed was never issued."""
    wanted = (
        select(Questionnaire, func.count(Issued.id), func.count(Issued.answered_at))
        .outerjoin(Issued, and_(Issued.questionnaire_id == Questionnaire.id, Issued.is_missed.is_(False)))
        .where(_one_line(of.stage, of.is_brief, of.course_id))
        .group_by(Questionnaire.id)
        .order_by(Questionnaire.version.desc())
    )
    return [Version(*row) for row in db.session.execute(wanted)]


def with_newer_defaults() -> list[Questionnaire]:
    """The defaults in use that are older than our ready questions, where no draft of the next version stands."""
    drafted = {(each.stage, each.is_brief) for each in drafts() if each.course_id is None}
    of_defaults = [number for (course_id, _, _), number in in_use().ids.items() if course_id is None]
    return [
        each
        for each in questionnaires(of_defaults)
        if each.ready_set < rules_ready.READY_SET and (each.stage, each.is_brief) not in drafted
    ]


def not_retired(course: Course, stage: Stage) -> list[Questionnaire]:
    """The course's own, published."""
    wanted = select(Questionnaire).where(
        _one_line(stage, False, course.id), ~Questionnaire.is_draft, Questionnaire.retired_at.is_(None)
    )
    return list(db.session.scalars(wanted))


def measure_by_name(name: str) -> Measure | None:
    return db.session.scalar(select(Measure).where(Measure.name == name))


def measures() -> list[Measure]:
    return list(db.session.scalars(select(Measure).order_by(Measure.name)))


def bank(draft: Questionnaire) -> list[rules.Ask]:
    """Ready questions that the draft could ask and doesn't yet: ours, then what the office wrote, the latest first."""
    written = select(Question).where(Question.kind != QuestionKind.SECTION, Question.item_version_id.is_(None))
    ready: dict[str, rules.Ask] = {}
    for ask in (*rules_ready.BANK, *map(rules.ask_of, db.session.scalars(written.order_by(Question.id.desc())))):
        ready.setdefault(ask.key, ask)
    asked = [rules.ask_of(question) for question in draft.questions]
    keys, names = {ask.key for ask in asked}, {(ask.measure, ask.is_then) for ask in asked if ask.measure}
    kinds = {measure.name: measure.kind for measure in measures()}
    return [
        ask
        for key, ask in ready.items()
        if key not in keys
        and (ask.measure, ask.is_then) not in names
        and kinds.get(ask.measure, ask.kind) is ask.kind
        and (draft.stage is Stage.POST_COURSE or not ask.is_then)
    ]


def _one_line(stage: Stage, is_brief: bool, course_id: int | None) -> ColumnElement[bool]:
    """SQL: the versions of one questionnaire."""
    return and_(
        Questionnaire.stage == stage, Questionnaire.is_brief.is_(is_brief), Questionnaire.course_id == course_id
    )

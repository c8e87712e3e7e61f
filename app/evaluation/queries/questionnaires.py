"""Reads of questionnaires and their measures."""

from sqlalchemy import select

from app.database import db
from app.evaluation.models import Measure, Questionnaire, Stage


def default_stages() -> set[tuple[Stage, bool]]:
    """The stages, full and brief, that have a default."""
    wanted = select(Questionnaire.stage, Questionnaire.is_brief).where(Questionnaire.course_id.is_(None)).distinct()
    return {(stage, is_brief) for stage, is_brief in db.session.execute(wanted)}


def measure_by_name(name: str) -> Measure | None:
    return db.session.scalar(select(Measure).where(Measure.name == name))


def measures() -> list[Measure]:
    return list(db.session.scalars(select(Measure).order_by(Measure.name)))


def questionnaire(questionnaire_id: int) -> Questionnaire | None:
    return db.session.get(Questionnaire, questionnaire_id)

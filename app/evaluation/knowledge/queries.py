"""Reads of the bank, of where its items are asked, and of what one person answered to them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from app.booking.models import Booking
from app.core.database import db
from app.evaluation.answering import queries as answering
from app.evaluation.issuing import queries as issuing
from app.evaluation.issuing import rules as issuing_rules
from app.evaluation.knowledge import rules
from app.evaluation.models import Question, Questionnaire
from app.evaluation.models_issued import Issued
from app.evaluation.models_knowledge import KnowledgeItem, KnowledgeItemVersion
from app.evaluation.questionnaires import queries as questionnaires
from app.evaluation.stages import OF_THE_PERSON, Stage
from app.evaluation.timing import queries as timing_queries
from app.web.paging import Page, page_of

ITEMS_ON_A_PAGE = 25


def item(item_id: int) -> KnowledgeItem | None:
    return db.session.get(KnowledgeItem, item_id)


def items(*, retired: bool, page: int) -> Page[KnowledgeItem]:
    """By what they are about."""
    wanted = select(KnowledgeItem).where(
        KnowledgeItem.retired_at.is_not(None) if retired else KnowledgeItem.retired_at.is_(None)
    )
    return page_of(wanted.order_by(KnowledgeItem.topic, KnowledgeItem.id), page=page, per_page=ITEMS_ON_A_PAGE)


def can_be_taken(draft: Questionnaire, *, page: int) -> Page[KnowledgeItem]:
    """What a draft doesn't ask yet."""
    asked = {each.item_version.item_id for each in draft.questions if each.item_version}
    wanted = select(KnowledgeItem).where(KnowledgeItem.retired_at.is_(None), KnowledgeItem.id.not_in(asked))
    return page_of(wanted.order_by(KnowledgeItem.topic, KnowledgeItem.id), page=page, per_page=ITEMS_ON_A_PAGE)


def firsts(*, but: KnowledgeItem | None = None) -> list[KnowledgeItem]:
    """The items to which another can be parallel: those that aren't parallel to one themselves."""
    wanted = select(KnowledgeItem).where(KnowledgeItem.parallel_to_id.is_(None), KnowledgeItem.retired_at.is_(None))
    found = db.session.scalars(wanted.order_by(KnowledgeItem.topic, KnowledgeItem.id))
    return [each for each in found if each is not but]


def parallel_to(item: KnowledgeItem) -> list[KnowledgeItem]:
    """Those that name it as theirs."""
    wanted = select(KnowledgeItem).where(KnowledgeItem.parallel_to_id == item.id)
    return list(db.session.scalars(wanted.order_by(KnowledgeItem.topic, KnowledgeItem.id)))


def asked_in(items: Sequence[KnowledgeItem]) -> dict[int, list[Questionnaire]]:
    """By item, the questionnaires in use and the drafts that ask it. Two queries."""
    in_use = set(questionnaires.in_use().ids.values())
    rows = db.session.execute(
        select(KnowledgeItemVersion.item_id, Questionnaire)
        .join(Question, Question.item_version_id == KnowledgeItemVersion.id)
        .join(Questionnaire, Questionnaire.id == Question.questionnaire_id)
        .where(KnowledgeItemVersion.item_id.in_([each.id for each in items]))
        .order_by(Questionnaire.id)
    )
    found: dict[int, list[Questionnaire]] = {each.id: [] for each in items}
    for item_id, questionnaire in rows:
        if questionnaire.is_draft or questionnaire.id in in_use:
            found[item_id].append(questionnaire)
    return found


def questions_of_drafts(item: KnowledgeItem) -> list[Question]:
    wanted = (
        select(Question)
        .join(KnowledgeItemVersion, KnowledgeItemVersion.id == Question.item_version_id)
        .join(Questionnaire, Questionnaire.id == Question.questionnaire_id)
        .where(KnowledgeItemVersion.item_id == item.id, Questionnaire.is_draft)
    )
    return list(db.session.scalars(wanted))


def how_many_items() -> int:
    """Of those that aren't retired."""
    return db.session.scalar(select(func.count()).where(KnowledgeItem.retired_at.is_(None))) or 0


def feedback(issued: Issued, *, at: datetime) -> list[rules.Feedback]:
    """Of each scored question that somebody answered, in the order of the questionnaire."""
    given, held = {each.question_id: each for each in answering.answers_to(issued)}, _asked_again(issued, at)
    return [
        rules.Feedback(
            question.item_version,
            answer.choices or ([] if answer.number is None else [answer.number]),
            answer.instead,
            answer.is_right,
            question.item_version.item_id in held,
        )
        for question in issued.questionnaire.asked
        if question.item_version and (answer := given.get(question.id))
    ]


def _asked_again(issued: Issued, at: datetime) -> set[int]:
    """The items that a later stage asks this person still, or will: to tell now would spoil their answers then."""
    later = OF_THE_PERSON[OF_THE_PERSON.index(issued.stage) + 1 :]
    asking = [each for stage in later if (each := _will_ask(issued.booking, stage, at))]
    return {each.item_version.item_id for one in asking for each in one.questions if each.item_version}


def _will_ask(booking: Booking, stage: Stage, at: datetime) -> Questionnaire | None:
    """What a stage asks somebody still, or would ask if nothing comes in between."""
    issued, session = issuing.issued_to(booking, stage), booking.session
    if issued:
        return issued.questionnaire if issued.is_open(at) else None
    timing = timing_queries.timings().of_session(session, stage)
    goes_out = issuing_rules.impact_falls_due(session, timing) if stage is Stage.IMPACT else session.ends_at
    is_out = booking.outcome is not None and booking.outcome not in stage.asks_about
    if is_out or not timing.is_on or at >= timing.closes(goes_out):
        return None
    return questionnaires.questionnaire_for(session, stage)

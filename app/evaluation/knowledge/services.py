"""What the office does to the bank of knowledge items."""

from datetime import datetime
from typing import Any

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import advisory_lock, command, db
from app.evaluation.knowledge import queries, refusals, rules
from app.evaluation.models import Question, Questionnaire
from app.evaluation.models_knowledge import KnowledgeItem, KnowledgeItemVersion
from app.evaluation.questionnaires import rules as questionnaires_rules
from app.evaluation.questionnaires import services_building
from app.evaluation.questionnaires.services import TURN
from app.evaluation.stages import Stage


@command
def add_item(
    *, topic: str, wording: rules.Wording, parallel_to: KnowledgeItem | None = None, by: User, at: datetime
) -> KnowledgeItem:
    """Raises ItemChoicesUnclear or NothingIsRight."""
    item = KnowledgeItem(topic=topic)
    db.session.add(item)
    _put_parallel(item, parallel_to)
    _add_version(item, wording, by, at)
    audit.write(Verb.ADDED_KNOWLEDGE_ITEM, item, by=by, at=at, topic=topic)
    return item


@command
def change_item(
    item: KnowledgeItem,
    *,
    topic: str,
    wording: rules.Wording,
    parallel_to: KnowledgeItem | None = None,
    by: User,
    at: datetime,
) -> None:
    """New words make a new version: drafts take it, and what has been published keeps the one that it has.

    Raises ItemChoicesUnclear, NothingIsRight or FirstOfParallelItems.
    """
    advisory_lock(TURN)
    db.session.refresh(item, with_for_update={"of": KnowledgeItem})
    if parallel_to and queries.parallel_to(item):
        raise refusals.FirstOfParallelItems
    item.topic = topic
    _put_parallel(item, parallel_to)
    if rules.wording_of(item.current) != wording:
        version = _add_version(item, wording, by, at)
        for question in queries.questions_of_drafts(item):
            _ask(question, version)
    audit.write(Verb.CHANGED_KNOWLEDGE_ITEM, item, by=by, at=at, topic=topic, version=item.current.version)


@command
def retire_item(item: KnowledgeItem, *, by: User, at: datetime) -> None:
    """It isn't offered to new questionnaires any more. Those that ask it go on, and its figures stay."""
    item.retired_at = at
    audit.write(Verb.RETIRED_KNOWLEDGE_ITEM, item, by=by, at=at, topic=item.topic)


@command
def bring_back_item(item: KnowledgeItem, *, by: User, at: datetime) -> None:
    item.retired_at = None
    audit.write(Verb.BROUGHT_BACK_KNOWLEDGE_ITEM, item, by=by, at=at, topic=item.topic)


@command
def take_item(draft: Questionnaire, item: KnowledgeItem) -> Question:
    """At the end of a draft. Raises AlreadyPublished, ItemRetired, ItemAskedAlready or ManagersAreNotTested."""
    if draft.stage is Stage.MANAGER:
        raise refusals.ManagersAreNotTested
    if item.retired_at:
        raise refusals.ItemRetired
    if item.id in {each.item_version.item_id for each in draft.questions if each.item_version}:
        raise refusals.ItemAskedAlready
    return services_building.add_question(draft, questionnaires_rules.ask_of_item(item.current))


def _put_parallel(item: KnowledgeItem, to: KnowledgeItem | None) -> None:
    """To the first of those that are parallel."""
    item.parallel_to_id = (to.parallel_to_id or to.id) if to else None


def _add_version(item: KnowledgeItem, wording: rules.Wording, by: User, at: datetime) -> KnowledgeItemVersion:
    columns: dict[str, Any] = wording.columns
    version = KnowledgeItemVersion(version=len(item.versions) + 1, made_at=at, made_by_id=by.id, **columns)
    version.must_be_clear()
    item.versions.append(version)
    db.session.flush()
    return version


def _ask(question: Question, version: KnowledgeItemVersion) -> None:
    """As a question that takes the item does."""
    asks = questionnaires_rules.ask_of_item(version)
    question.kind, question.words, question.options = asks.kind, asks.words, list(asks.options)
    question.item_version = version

"""What has been seen of the warnings about sessions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.database import db
from app.programme.checking.models import SeenWarning
from app.programme.checking.rules import CheckedSession, SessionWarning
from app.programme.checking.rules_seen import facts_of
from app.programme.models_sessions import TrainingSession

Warnings = Mapping[int, Sequence[SessionWarning]]


@dataclass(frozen=True)
class LookedAt:
    """The warnings about a session: those to say, with the fingerprints of their facts, and those that were seen."""

    to_say: list[tuple[SessionWarning, str]]
    seen: list[tuple[SessionWarning, SeenWarning]]


def looked_at(session: TrainingSession, warnings: Iterable[SessionWarning]) -> LookedAt:
    seen, facts = seen_of(session), [(warning, facts_of(session, warning)) for warning in warnings]
    return LookedAt(
        to_say=[(warning, each) for warning, each in facts if each not in seen],
        seen=[(warning, seen[each]) for warning, each in facts if each in seen],
    )


def seen_of(session: TrainingSession) -> dict[str, SeenWarning]:
    """What was seen of a session, by the fingerprints of the facts."""
    wanted = select(SeenWarning).where(SeenWarning.session_id == session.id)
    return {seen.facts: seen for seen in db.session.scalars(wanted.options(joinedload(SeenWarning.seen_by)))}


def unseen(sessions: Iterable[TrainingSession | CheckedSession], warnings: Warnings) -> dict[int, list[SessionWarning]]:
    """The warnings that nobody has said to have seen, by the number of their session. One query."""
    warned = [session for session in sessions if warnings.get(session.id)]
    wanted = select(SeenWarning.session_id, SeenWarning.facts)
    seen: dict[int, set[str]] = defaultdict(set)
    for session_id, facts in db.session.execute(
        wanted.where(SeenWarning.session_id.in_([session.id for session in warned]))
    ):
        seen[session_id].add(facts)
    return {session_id: [] for session_id in warnings} | {
        session.id: [
            each
            for each in warnings[session.id]
            if session.id not in seen or facts_of(session, each) not in seen[session.id]
        ]
        for session in warned
    }

"""Comments found by their words, and quotes."""

from collections.abc import Collection

from sqlalchemy import func, select

from app.core.database import db
from app.evaluation.answering.models import Answer
from app.evaluation.answering.queries_scope import is_in_words
from app.evaluation.comments import rules

MOST_FOUND = 2000
"""The newest comments that say it."""


def found_first(words: str, *, only_quotes: bool) -> Collection[int] | None:
    """What is so rare that it is found before its course and period, by its own index; None where nothing is."""
    these = set(ids_that_say(words)) if words else None
    if only_quotes:
        quotes = set(db.session.scalars(select(Answer.id).where(Answer.is_quote)))
        these = quotes if these is None else these & quotes
    return these


def ids_that_say(words: str) -> list[int]:
    """The newest comments in which each of these words stands, so many at most."""
    return _ids(words)[:MOST_FOUND]


def says_too_often(words: str) -> bool:
    """More comments say it than a search looks through."""
    return bool(words) and len(_ids(words)) > MOST_FOUND


def _ids(words: str) -> list[int]:
    """Of the newest comments in which each of these words stands, one more than are looked through.

    PostgreSQL finds them by an index of three letters at a time, where it has `pg_trgm`.
    """
    small = func.lower(Answer.words)
    said = [small.like(f"%{rules.pattern_of(word)}%", escape="\\") for word in rules.words_searched(words)]
    wanted = select(Answer.id).where(is_in_words(), *said).order_by(Answer.id.desc()).limit(MOST_FOUND + 1)
    return list(db.session.scalars(wanted)) if said else []

"""What the office has coded, from which themes are suggested: the newest comments alone, however many there are."""

from sqlalchemy import select

from app.core.database import db
from app.evaluation.answering.models import Answer
from app.evaluation.comments.models import CommentReading, answer_theme
from app.evaluation.suggesting.rules import Coded, LearnedThemes

LEARNS_FROM = 2000
"""Comments under a theme, the newest; and half as many of those that none fitted."""


def learned_themes() -> LearnedThemes:
    """Three queries."""
    themed = select(answer_theme.c.answer_id).distinct().order_by(answer_theme.c.answer_id.desc()).limit(LEARNS_FROM)
    left = (
        select(CommentReading.answer_id)
        .where(CommentReading.left_unthemed_at.is_not(None))
        .order_by(CommentReading.id.desc())
        .limit(LEARNS_FROM // 2)
    )
    ids = {*db.session.scalars(themed), *db.session.scalars(left)}
    rows = db.session.execute(
        select(Answer.id, Answer.words, answer_theme.c.theme_id)
        .outerjoin(answer_theme, answer_theme.c.answer_id == Answer.id)
        .where(Answer.id.in_(ids), Answer.words != "")
        .order_by(Answer.id.desc())
    )
    words: dict[int, str] = {}
    themes: dict[int, set[int]] = {}
    for answer_id, said, theme_id in rows:
        words[answer_id] = said
        themes.setdefault(answer_id, set()).update([theme_id] if theme_id else [])
    return LearnedThemes([Coded(said, frozenset(themes[answer_id])) for answer_id, said in words.items()])

"""Themes by which the office reads what people wrote, and what it found in reading."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base

MOST_OF_A_THEME = 80
"""Characters of a theme's name."""


class Theme(Base):
    """What several comments say, in a few words of the office's: "better joint working".

    Its `definition` says when a comment belongs to it, its `example` shows one: two readers then theme alike.
    """

    __tablename__ = "theme"

    name: Mapped[str] = mapped_column(String(MOST_OF_A_THEME), unique=True)
    definition: Mapped[str] = mapped_column(Text, default="", server_default="")
    example: Mapped[str] = mapped_column(Text, default="", server_default="")


answer_theme = Table(
    "answer_theme",
    Base.metadata,
    Column("answer_id", ForeignKey("answer.id", ondelete="CASCADE"), primary_key=True),
    Column("theme_id", ForeignKey("theme.id"), primary_key=True, index=True),
)
"""A comment may say several things."""


class CommentReading(Base):
    """What somebody of the office found of one comment, beside its themes.

    `names_nobody_at` is when somebody looked at what a rule had flagged and saw that it names nobody; words that are
    redacted later must be looked at anew. `left_unthemed_at`: no theme fits, so that it isn't asked about again.
    """

    __tablename__ = "comment_reading"

    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"), unique=True)
    names_nobody_at: Mapped[datetime | None]
    names_nobody_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    left_unthemed_at: Mapped[datetime | None]

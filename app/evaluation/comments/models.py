"""Themes by which the office reads what people wrote."""

from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base

MOST_OF_A_THEME = 80
"""Characters of a theme's name."""


class Theme(Base):
    """What several comments say, in a few words of the office's: "better joint working"."""

    __tablename__ = "theme"

    name: Mapped[str] = mapped_column(String(MOST_OF_A_THEME), unique=True)


answer_theme = Table(
    "answer_theme",
    Base.metadata,
    Column("answer_id", ForeignKey("answer.id", ondelete="CASCADE"), primary_key=True),
    Column("theme_id", ForeignKey("theme.id"), primary_key=True, index=True),
)
"""A comment may say several things."""

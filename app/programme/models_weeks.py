"""Learning Weeks: named spans of dates that gather sessions."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.changes import ChangeTracked
from app.core.database import Base


class LearningWeek(ChangeTracked, Base):
    """A named span of dates with a theme that gathers sessions of any strand: a conference day or themed week too."""

    __tablename__ = "learning_week"
    __table_args__ = (CheckConstraint("starts_on <= ends_on", name="starts_before_it_ends"),)

    name: Mapped[str] = mapped_column(String(200), unique=True)
    theme: Mapped[str] = mapped_column(String(200), default="")
    introduction: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]

    themes: Mapped[list["DayTheme"]] = relationship(cascade="all, delete-orphan", order_by="DayTheme.day")

    @property
    def title(self) -> str:
        return f"{self.name}: {self.theme}" if self.theme else self.name

    def holds(self, days: Iterable[date]) -> bool:
        """Whether all of these days lie within the week."""
        return all(self.starts_on <= day <= self.ends_on for day in days)

    def theme_of(self, day: date) -> str:
        return next((theme.words for theme in self.themes if theme.day == day), "")


class DayTheme(Base):
    """What one day of a Learning Week is about."""

    __tablename__ = "learning_week_day_theme"
    __table_args__ = (UniqueConstraint("learning_week_id", "day"),)

    learning_week_id: Mapped[int] = mapped_column(ForeignKey("learning_week.id"))
    day: Mapped[date]
    words: Mapped[str] = mapped_column(String(200))

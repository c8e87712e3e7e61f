"""What was given for a year: a line a course, and perhaps a total."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.database import Base
from app.web.formatting import share


class GivenYear(Base):
    """A programme year, "2013-14", for which somebody gave figures; `source` says where they stand."""

    __tablename__ = "given_year"
    __table_args__ = (UniqueConstraint("year"),)

    year: Mapped[str] = mapped_column(String(7))
    source: Mapped[str] = mapped_column(String(200), default="", server_default="")
    given_at: Mapped[datetime]
    given_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    given_by: Mapped[User] = relationship()
    figures: Mapped[list["GivenFigures"]] = relationship(
        cascade="all, delete-orphan", order_by="GivenFigures.title", lazy="selectin"
    )

    @property
    def courses(self) -> list["GivenFigures"]:
        return [line for line in self.figures if not line.is_total]

    @property
    def total(self) -> "GivenFigures":
        """As it was given, and summed where it wasn't: of what every course has."""
        given = next((line for line in self.figures if line.is_total), None)
        total = GivenFigures(title="Total", is_total=True)
        for name in GivenFigures.COUNTED:
            said = getattr(given, name) if given else None
            setattr(total, name, said if said is not None else _sum(getattr(line, name) for line in self.courses))
        for name in GivenFigures.NOT_SUMMED:
            setattr(total, name, getattr(given, name) if given else None)
        return total


def _sum(counts: Iterable[int | None]) -> int | None:
    """None where there are none, or one is missing: a part isn't the whole."""
    known = list(counts)
    return sum(count for count in known if count is not None) if known and None not in known else None


class GivenFigures(Base):
    """What was given for a course of a year, or in all. A figure that wasn't given is None, never 0.

    Changes are means on the scale of their question, in hundredths; `matched` is of how many people. A return rate in
    percent is kept where its counts aren't known.
    """

    COUNTED = (
        *("sessions", "places_offered", "places_allocated", "attended"),
        *("post_issued", "post_returned", "impact_issued", "impact_returned", "matched"),
    )
    NOT_SUMMED = ("post_percent_given", "impact_percent_given", "knowledge_change", "confidence_change")

    __tablename__ = "given_figures"
    __table_args__ = (
        UniqueConstraint("given_year_id", "title_key"),
        CheckConstraint("attended >= 0 AND attended <= places_allocated", name="attended_of_those_allocated"),
        CheckConstraint("places_allocated <= places_offered", name="allocated_of_those_offered"),
    )

    given_year_id: Mapped[int] = mapped_column(ForeignKey("given_year.id"))
    title: Mapped[str] = mapped_column(String(200))
    title_key: Mapped[str] = mapped_column(String(600))
    is_total: Mapped[bool] = mapped_column(default=False, server_default=false())
    sessions: Mapped[int | None]
    places_offered: Mapped[int | None]
    places_allocated: Mapped[int | None]
    attended: Mapped[int | None]
    post_issued: Mapped[int | None]
    post_returned: Mapped[int | None]
    post_percent_given: Mapped[int | None]
    impact_issued: Mapped[int | None]
    impact_returned: Mapped[int | None]
    impact_percent_given: Mapped[int | None]
    knowledge_change: Mapped[int | None]
    confidence_change: Mapped[int | None]
    matched: Mapped[int | None]

    @property
    def uptake_percent(self) -> int | None:
        return _share(self.places_allocated, self.places_offered)

    @property
    def attendance_percent(self) -> int | None:
        return _share(self.attended, self.places_allocated)

    @property
    def post_percent(self) -> int | None:
        counted = _share(self.post_returned, self.post_issued)
        return self.post_percent_given if counted is None else counted

    @property
    def knowledge(self) -> float | None:
        """The mean change, on the scale of the question."""
        return None if self.knowledge_change is None else self.knowledge_change / 100

    @property
    def confidence(self) -> float | None:
        return None if self.confidence_change is None else self.confidence_change / 100

    @property
    def impact_percent(self) -> int | None:
        counted = _share(self.impact_returned, self.impact_issued)
        return self.impact_percent_given if counted is None else counted


def _share(part: int | None, whole: int | None) -> int | None:
    return None if part is None or whole is None else share(part, whole)

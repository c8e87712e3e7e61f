"""A year's budget lines, what was spent on them, and what sessions cost. Money in pence."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Base


class CostKind(StrEnum):
    """What a session costs money for."""

    VENUE = "venue"
    CATERING = "catering"
    TRAINER = "trainer"
    OTHER = "other"


class BudgetLine(Base):
    """What may be spent in a programme year, such as "2027-28", on one thing.

    `covers` holds the CostKind values that count against it wherever a session of the year cost them; each kind is
    covered by one line of a year at most.
    """

    __tablename__ = "budget_line"
    __table_args__ = (
        UniqueConstraint("year", "name"),
        CheckConstraint("pence >= 0", name="money_not_negative"),
    )

    year: Mapped[str] = mapped_column(String(7))
    name: Mapped[str] = mapped_column(String(120))
    pence: Mapped[int]
    covers: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    created_at: Mapped[datetime]

    spending: Mapped[list["Spending"]] = relationship(
        cascade="all, delete-orphan", order_by="Spending.on, Spending.id", back_populates="line"
    )

    @property
    def kinds(self) -> list[CostKind]:
        return [kind for kind in CostKind if kind in self.covers]


class Spending(Base):
    """Something paid from a budget line that no session cost: a salary, a licence, printing."""

    __tablename__ = "spending"
    __table_args__ = (CheckConstraint("pence > 0", name="money_of_some"),)

    line_id: Mapped[int] = mapped_column(ForeignKey("budget_line.id"), index=True)
    on: Mapped[date]
    words: Mapped[str] = mapped_column(String(200))
    pence: Mapped[int]

    line: Mapped[BudgetLine] = relationship(back_populates="spending")


class SessionCost(Base):
    """What a session cost for one kind of thing; 0 says that it cost nothing. A kind without a row isn't known."""

    __tablename__ = "session_cost"
    __table_args__ = (
        UniqueConstraint("session_id", "kind"),
        CheckConstraint("pence >= 0", name="money_not_negative"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id", ondelete="CASCADE"))
    kind: Mapped[CostKind]
    pence: Mapped[int]
    words: Mapped[str] = mapped_column(String(200), default="", server_default="")
    entered_at: Mapped[datetime]

"""The workforce that agencies say they have."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Agency
from app.core.database import Base


class Workforce(Base):
    """How many people an agency says work for it in a role, in a programme year; in all, where the role is empty."""

    __tablename__ = "workforce"
    __table_args__ = (
        UniqueConstraint("agency_id", "year", "role"),
        CheckConstraint("people > 0", name="of_some_people"),
    )

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    year: Mapped[str] = mapped_column(String(7), index=True)
    role: Mapped[str] = mapped_column(String(200), default="", server_default="")
    people: Mapped[int]
    told_at: Mapped[datetime]

    agency: Mapped[Agency] = relationship()

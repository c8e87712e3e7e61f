"""Names that agencies had."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, and_, or_
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class FormerName(Base):
    """An agency had this name until another was given to it; since when is empty for its first one.

    What was held meanwhile is reported under it, wherever the name of the time is asked for.
    """

    __tablename__ = "agency_former_name"
    __table_args__ = (CheckConstraint("used_from < used_until", name="used_for_some_time"),)

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    used_from: Mapped[datetime | None]
    used_until: Mapped[datetime]

    @classmethod
    def was_used_at(cls, instant: Any) -> ColumnElement[bool]:
        """SQL: whether it had this one then."""
        return and_(instant < cls.used_until, or_(cls.used_from.is_(None), instant >= cls.used_from))

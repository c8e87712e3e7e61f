"""The board pack of a quarter, as it was kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class BoardPack(Base):
    """A version of a quarter's page: what it says, and the bytes of its PDF. It is never changed.

    `year` is a programme year, such as "2026-27"; `quarter` counts from 1, April to June. `changes` say what differs
    from the version before, and are empty for the first.
    """

    __tablename__ = "board_pack"
    __table_args__ = (
        UniqueConstraint("year", "quarter", "version"),
        CheckConstraint("quarter BETWEEN 1 AND 4", name="quarters_of_a_year"),
        CheckConstraint("(version = 1) = (changes = '')", name="a_correction_says_what_changed"),
        CheckConstraint("version > 0", name="versions_begin_with_one"),
    )

    year: Mapped[str] = mapped_column(String(7))
    quarter: Mapped[int]
    version: Mapped[int]
    made_at: Mapped[datetime]
    changes: Mapped[str] = mapped_column(Text, default="", server_default="")
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    pdf: Mapped[bytes] = mapped_column(LargeBinary)

"""Addresses that mail comes back from."""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, String
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class UndeliverableAddress(Base):
    """Flagged by what came back, until somebody says that it works again; what comes back later flags it anew.

    `words` say why, as a server put it. `told_at` is when the training team was told of the flag.
    """

    __tablename__ = "undeliverable_address"

    email: Mapped[str] = mapped_column(String(254), unique=True)
    words: Mapped[str] = mapped_column(String(300))
    flagged_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    cleared_at: Mapped[datetime | None]
    cleared_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    @hybrid_property
    def is_flagged(self) -> bool:
        return self.cleared_at is None

    @is_flagged.inplace.expression
    @classmethod
    def _is_flagged_in_sql(cls) -> ColumnElement[bool]:
        return cls.cleared_at.is_(None)

    def flag_anew(self, words: str, *, at: datetime) -> None:
        """A flag that stands keeps its date and words; one that was cleared begins again."""
        if not self.is_flagged:
            self.words, self.flagged_at = words, at
            self.told_at = self.cleared_at = self.cleared_by_id = None

    def clear(self, *, by: Base, at: datetime) -> None:
        self.cleared_at, self.cleared_by_id = at, by.id

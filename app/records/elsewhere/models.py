"""That somebody was trained elsewhere, and the file that shows it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Agency, User
from app.core.database import Base


class EvidenceSeen(StrEnum):
    """What shows that somebody was there."""

    CERTIFICATE = "certificate"
    ORGANISER = "word of the organiser"
    LIST = "attendance list"
    MANAGER = "word of the line manager"


class TrainingElsewhere(Base):
    """One person at one event that somebody else ran.

    People record it themselves, and then it counts once the training team has confirmed it; what the team records is
    confirmed at once. `agency_id` is where they worked when it was recorded. `minutes` are unknown where nobody said.
    """

    __tablename__ = "training_elsewhere"
    __table_args__ = (
        UniqueConstraint("user_id", "title", "starts_on"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),
        CheckConstraint("minutes > 0", name="takes_some_time"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    title: Mapped[str] = mapped_column(String(200))
    organiser: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date]
    minutes: Mapped[int | None]
    evidence: Mapped[EvidenceSeen]
    evidence_words: Mapped[str] = mapped_column(String(300), default="", server_default="")
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(index=True)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    person: Mapped[User] = relationship(foreign_keys=user_id)
    agency: Mapped[Agency | None] = relationship()
    file: Mapped["EvidenceFile | None"] = relationship(
        back_populates="training", lazy="selectin", passive_deletes=True, cascade="all, delete-orphan"
    )

    @property
    def person_concerned_id(self) -> int:
        return self.user_id

    @hybrid_property
    def is_confirmed(self) -> bool:
        """It counts."""
        return self.confirmed_at is not None

    @is_confirmed.inplace.expression
    @classmethod
    def _is_confirmed_in_sql(cls) -> ColumnElement[bool]:
        return cls.confirmed_at.is_not(None)

    def confirm(self, *, by: User, at: datetime) -> None:
        self.confirmed_at, self.confirmed_by_id = at, by.id


class EvidenceFile(Base):
    """A certificate as its person has it.

    In the database, not in the folder of uploads: it goes with the person, in the same transaction. `content` is read
    only where the file is given out.
    """

    __tablename__ = "evidence_file"
    __table_args__ = (CheckConstraint("size > 0", name="not_empty"),)

    training_id: Mapped[int] = mapped_column(ForeignKey("training_elsewhere.id", ondelete="CASCADE"), unique=True)
    file_name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    uploaded_at: Mapped[datetime]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)

    training: Mapped[TrainingElsewhere] = relationship(back_populates="file")

    @property
    def person_concerned_id(self) -> int:
        return self.training.user_id

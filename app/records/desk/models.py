"""What the office notes about a person."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class PersonNote(Base):
    """A line that an officer wrote down: a telephone call, an agreement."""

    __tablename__ = "person_note"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    @property
    def person_concerned_id(self) -> int:
        return self.user_id

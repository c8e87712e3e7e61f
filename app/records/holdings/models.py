"""Who asked about whose data, and what was done."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class RequestKind(StrEnum):
    """What was done."""

    ACCESS = "everything given"
    MERGE = "records merged"
    ERASURE = "erased"

    @property
    def words(self) -> str:
        return self.value.capitalize()


class CameBy(StrEnum):
    """How it was asked."""

    SIGNED_IN = "signed in"
    WRITTEN = "written"
    TELEPHONE = "telephone"
    IN_PERSON = "in person"
    SOMEBODY_ELSE = "somebody else"
    NOBODY = "nobody"

    @property
    def words(self) -> str:
        return _CAME_BY[self]


_CAME_BY = {
    CameBy.SIGNED_IN: "They did it themselves, signed in",
    CameBy.WRITTEN: "By e-mail or letter",
    CameBy.TELEPHONE: "By telephone",
    CameBy.IN_PERSON: "In person",
    CameBy.SOMEBODY_ELSE: "Through somebody else, such as their agency",
    CameBy.NOBODY: "Nobody asked: we tidied up",
}


class PersonRequest(Base):
    """One request about a person's data, once it was done: asked how and when, why, and how much it was about.

    Of somebody without a record `email` says who it was, until they are erased. `other_person_id` is the record that
    was merged into theirs. `counts` are rows by what they are.
    """

    __tablename__ = "person_request"

    kind: Mapped[RequestKind]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    other_person_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    email: Mapped[str] = mapped_column(String(254), default="")
    came_by: Mapped[CameBy]
    asked_on: Mapped[date]
    words: Mapped[str] = mapped_column(Text, default="")
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    done_at: Mapped[datetime] = mapped_column(index=True)
    counts: Mapped[dict[str, int]] = mapped_column(JSON)

    @property
    def person_concerned_id(self) -> int | None:
        return self.person_id

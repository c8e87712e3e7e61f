"""A session's register."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Base
from app.errors import Refusal
from app.programme.models import TrainingSession


class Register(Base):
    """Closed once everybody is marked; attendance is counted over closed registers alone.

    That of an open session, which nobody books, holds a head count alone.
    """

    __tablename__ = "register"
    __table_args__ = (CheckConstraint("head_count >= 0", name="head_count_not_negative"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"), unique=True)
    closed_at: Mapped[datetime]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    head_count: Mapped[int | None]

    session: Mapped[TrainingSession] = relationship()


class MarkingNotOpen(Refusal):
    message = "Marking opens an hour before the start."


class RegisterClosed(Refusal):
    message = "This register is closed."


class NotOpenToAll(Refusal):
    message = "This session keeps a register by name: mark who came there."


class NotAllMarked(Refusal):
    pass


class NotOverYet(Refusal):
    message = "The register can be closed once the session has ended."


class BadRegisterFile(Refusal):
    """Every bad line of a register file, one "line 5: reason" each."""

    def __init__(self, complaints: list[str]) -> None:
        super().__init__("\n".join(complaints))

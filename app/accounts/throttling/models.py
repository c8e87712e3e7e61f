"""What was tried in vain."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class AttemptKind(StrEnum):
    """What is tried, and about whom or what that is counted."""

    CODE_OF_A_PERSON = "a room's code, by somebody signed in"
    CODE_OF_A_BOOKING = "a room's code, by a personal link"
    COMPLETION_CODE = "an e-learning course’s completion code"
    CODE_OF_AN_APP = "an authenticator app's code"


class FailedAttempt(Base):
    """A try in vain. `record_id` is whose tries they are: a person's number or a booking's, as the kind says.

    `client_address` is the network address it came from, empty where that isn't known.
    """

    __tablename__ = "failed_attempt"
    __table_args__ = (Index(None, "kind", "record_id", "at"),)

    kind: Mapped[AttemptKind]
    record_id: Mapped[int]
    client_address: Mapped[str] = mapped_column(String(45), default="")
    at: Mapped[datetime]

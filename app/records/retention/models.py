"""What was forgotten, by numbers alone."""

from datetime import datetime

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class RetentionRun(Base):
    """A night on which something was forgotten: how many rows, by what they were."""

    __tablename__ = "retention_run"

    at: Mapped[datetime]
    counts: Mapped[dict[str, int]] = mapped_column(JSON)

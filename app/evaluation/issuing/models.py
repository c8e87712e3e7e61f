"""When a job of asking ran last."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class LastRun(Base):
    """When a job ran last. What should have gone out since then, and can't any more, was missed."""

    __tablename__ = "last_run"

    job: Mapped[str] = mapped_column(String(60), unique=True)
    at: Mapped[datetime]

"""When somebody was last reminded of outstanding registers."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class RegisterReminder(Base):
    """When one of the training team was last written to about registers that are outstanding."""

    __tablename__ = "register_reminder"

    officer_id: Mapped[int] = mapped_column(ForeignKey("user.id"), unique=True)
    reminded_at: Mapped[datetime]

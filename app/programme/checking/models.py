"""What the office has seen of a session, and leaves as it is."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.database import Base


class SeenWarning(Base):
    """Somebody has seen a warning. `facts` is the fingerprint of what it was about: where that is another, it is a new
    warning, and said again."""

    __tablename__ = "seen_warning"
    __table_args__ = (UniqueConstraint("session_id", "facts"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id", ondelete="CASCADE"))
    facts: Mapped[str] = mapped_column(String(32))
    seen_at: Mapped[datetime]
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    seen_by: Mapped[User | None] = relationship()

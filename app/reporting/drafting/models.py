"""Which drafts were made of the plan."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Base
from app.programme.models_sessions import TrainingSession

A_MOMENT = timedelta(minutes=1)


class RequirementDraft(Base):
    """A draft session that was made of the plan; gone with it."""

    __tablename__ = "requirement_draft"

    requirement_id: Mapped[int] = mapped_column(ForeignKey("course_requirement.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id", ondelete="CASCADE"), unique=True)
    made_at: Mapped[datetime]

    session: Mapped[TrainingSession] = relationship(lazy="joined", innerjoin=True)

    @property
    def has_changed_since(self) -> bool:
        """Somebody has worked on the session after it was made."""
        return self.session.changed_at - self.made_at > A_MOMENT

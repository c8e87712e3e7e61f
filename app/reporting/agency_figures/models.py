"""Which quarterly mail has been written."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class AgencyFiguresLetter(Base):
    """That a lead was written to about a quarter, given by its first day."""

    __tablename__ = "agency_figures_letter"
    __table_args__ = (UniqueConstraint("subscription_id", "quarter"),)

    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id"))
    quarter: Mapped[date]
    told_at: Mapped[datetime]

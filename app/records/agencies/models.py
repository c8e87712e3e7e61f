"""Whom to speak to at an agency."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Agency
from app.core.database import Base


class AgencyContact(Base):
    """Somebody at an agency whom the office writes to or rings, with or without an account; `what_for`: bills, say."""

    __tablename__ = "agency_contact"
    __table_args__ = (CheckConstraint("name <> ''", name="has_a_name"),)

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    job_role: Mapped[str] = mapped_column(String(200), default="", server_default="")
    email: Mapped[str] = mapped_column(String(254), default="", server_default="")
    telephone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    what_for: Mapped[str] = mapped_column(String(200), default="", server_default="")

    agency: Mapped[Agency] = relationship()

"""Settings, version by version."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class SettingsVersion(Base):
    """What one group of settings said from an instant on, until its next version.

    `values` holds what was set, by the names of the group's fields; a field that isn't there has its default.
    `set_by_id` is None for the command line and for what came from the environment.
    """

    __tablename__ = "settings_version"
    __table_args__ = (Index(None, "group", "id"),)

    group: Mapped[str] = mapped_column(String(40))
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    set_at: Mapped[datetime]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

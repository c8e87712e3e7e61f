"""Settings, version by version, and columns that hold keys of a list that the office keeps."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Dialect, ForeignKey, Index, String, TypeDecorator
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


class ListKey(TypeDecorator[str]):
    """The key of an entry of a list (rules_lists.py), by the list's name: plain text, so that the office can add to it.

    By this type the list finds the columns that hold its keys.
    """

    impl = String(40)
    cache_ok = True

    def __init__(self, of: str) -> None:
        super().__init__(40)
        self.of = of

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)


class ListKeys(TypeDecorator[list[str]]):
    """Several of them, in JSON."""

    impl = JSON
    cache_ok = True

    def __init__(self, of: str) -> None:
        super().__init__()
        self.of = of

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> list[str] | None:
        return None if value is None else [str(each) for each in value]

"""What a group of settings is: a frozen dataclass whose fields have defaults that fit."""

from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Self


@dataclass(frozen=True)
class SettingsGroup:
    """One group of settings, such as the partnership's name and contact. Its values are plain: text, numbers, lists."""

    NAME: ClassVar[str]

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> Self:
        """With the defaults for what was never set; what an earlier release kept and this one doesn't know is passed
        over."""
        known = {field.name for field in fields(cls)}
        return replace(cls(), **{name: value for name, value in values.items() if name in known})

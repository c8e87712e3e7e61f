"""What a group of settings is: a frozen dataclass whose fields have defaults that fit."""

from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar, Self


def setting(label: str, default: Any = "") -> Any:
    """A field of a group, with the words for it on pages and in the list of what changed."""
    return field(default=default, metadata={"label": label})


@dataclass(frozen=True)
class SettingsGroup:
    """One group of settings, such as the partnership's name and contact. Its values are plain: text, numbers, lists."""

    NAME: ClassVar[str]
    TITLE: ClassVar[str] = ""

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> Self:
        """With the defaults for what was never set; what an earlier release kept and this one doesn't know is passed
        over."""
        known = {field.name for field in fields(cls)}
        return replace(cls(), **{name: value for name, value in values.items() if name in known})

    @classmethod
    def label_of(cls, name: str) -> str:
        """What a field is called on pages."""
        (found,) = [field for field in fields(cls) if field.name == name]
        return str(found.metadata.get("label") or name.replace("_", " ").capitalize())


@dataclass(frozen=True)
class Change:
    """What one setting said before and says now."""

    label: str
    before: Any
    after: Any


def changes(before: SettingsGroup, after: SettingsGroup) -> list[Change]:
    """The settings that differ between two versions of a group, in their order."""
    return [
        Change(after.label_of(each.name), was, now)
        for each in fields(after)
        if (was := getattr(before, each.name)) != (now := getattr(after, each.name))
    ]

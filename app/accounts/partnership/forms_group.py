"""What every form of a group of settings is made of."""

from dataclasses import asdict, replace
from typing import Any

from app.settings.rules import SettingsGroup
from app.web.forms import Form


class GroupForm(Form):
    """Fields of the same names as the group's settings."""

    def __init__(self, group: SettingsGroup, **kwargs: Any) -> None:
        self.group = group
        super().__init__(data=self.shown(group), **kwargs)

    @staticmethod
    def shown(group: SettingsGroup) -> dict[str, Any]:
        return asdict(group)

    def wanted(self) -> SettingsGroup:
        return replace(self.group, **{name: self[name].data for name in asdict(self.group) if name in self})

    def fields_shown(self) -> list[Any]:
        return [self[name] for name in asdict(self.group) if name in self]

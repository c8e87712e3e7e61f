"""Who of staff signs in with an authenticator app too."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from app.core.roles import STAFF, TRAINING_TEAM, Role
from app.settings.rules import SettingsGroup


class AppRequiredOf(StrEnum):
    NOBODY = "nobody"
    TRAINING_TEAM = "the training team"
    STAFF = "all staff"


_ROLES: dict[str, frozenset[Role]] = {
    AppRequiredOf.NOBODY: frozenset(),
    AppRequiredOf.TRAINING_TEAM: TRAINING_TEAM,
    AppRequiredOf.STAFF: STAFF,
}


@dataclass(frozen=True)
class SignInRules(SettingsGroup):
    """Of whom an authenticator app is required: before they have one, nothing else opens to them."""

    NAME: ClassVar[str] = "sign-in"

    app_required_of: str = AppRequiredOf.NOBODY.value

    def requires_app_of(self, role: Role) -> bool:
        return role in _ROLES[self.app_required_of]

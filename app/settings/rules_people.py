"""What the settings hold about people: nothing."""

from app.personal.rules import Declaration, ImpersonalTable
from app.settings.models import SettingsVersion

DECLARED: tuple[Declaration, ...] = (
    ImpersonalTable(
        model=SettingsVersion,
        because="what the partnership says of itself",
        columns=("group", "values"),
        actors=("set_by_id",),
    ),
)

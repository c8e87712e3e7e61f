"""Saving the text of a page."""

from datetime import datetime

from app.accounts.models import User
from app.accounts.public_notices import refusals, rules
from app.core.database import command
from app.settings import services as settings


@command
def save_text(notice: rules.Notice, text: str, *, default: str, by: User, at: datetime) -> bool:
    """The default said word for word is the default. Whether it says something new. Raises UnknownField."""
    if unknown := rules.unknown_fields(text, notice):
        raise refusals.UnknownField(
            f"Nothing can be filled in for [[{unknown[0]}]]: the names that can are listed below"
        )
    return settings.change(notice.group(text="" if text == default else text), by=by, at=at)

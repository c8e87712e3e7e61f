"""What forms about a charge share."""

from typing import Any

from app.settings import queries as settings
from app.settings.rules_lists import WaiverReasons
from app.web.fields import choice_field, options

MOST_WORDS = 2000


def reason_field(label: str) -> Any:
    """The reasons that the office offers today."""
    return choice_field(label, lambda: options(settings.current(WaiverReasons).choices()), required="Choose the reason")

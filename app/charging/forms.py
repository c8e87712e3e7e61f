"""What forms about a charge share."""

from typing import Any

from app.charging.models import WaiverReason
from app.web.fields import choice_field

MOST_WORDS = 2000


def reason_field(label: str) -> Any:
    choices = [(reason.value, reason.value.capitalize()) for reason in WaiverReason]
    return choice_field(label, choices, required="Choose the reason", coerce=WaiverReason)

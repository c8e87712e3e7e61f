"""Trainers are written to as the programme stands."""

from app.core import clock
from app.programme.trainer_requests import services
from app.web.formatting import count


def tell_trainers() -> str:
    """Causes: a trainer put on a session, taken off, confirmed or put back to asked; a session published, changed,
    cancelled or deleted; a day on which one is to be reminded; the days in the settings changed."""
    told = services.keep_trainers_told(at=clock.now())
    return f"{count(told, 'message')} to trainers queued" if told else ""

"""Who was there throughout is a register's to say: a higher room, which registers how."""

from collections.abc import Callable

from flask import Flask, current_app
from sqlalchemy import ColumnElement

from app.booking.models import Booking
from app.booking.states import THERE

Presence = Callable[[], ColumnElement[bool]]
"""SQL over Booking: there on every day."""

_REGISTERED = "who was there throughout"


def register_presence(app: Flask, presence: Presence) -> None:
    """A booking keeps one outcome, a register the marks of each day: somebody may have walked in on one of two."""
    app.extensions[_REGISTERED] = presence


def was_there_throughout() -> ColumnElement[bool]:
    """SQL over Booking. By its outcome alone where no room has registered more."""
    registered: Presence | None = current_app.extensions.get(_REGISTERED)
    return registered() if registered else Booking.outcome.in_(THERE)

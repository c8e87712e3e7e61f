"""The days on which the office is closed, as the room that keeps them tells it: it is a higher one."""

from collections.abc import Callable

from flask import Flask, current_app

from app.programme.rules_working_days import NONE, Closed

_REGISTERED = "closed days"


def register_closed_days(app: Flask, closed_days: Callable[[], Closed]) -> None:
    app.extensions[_REGISTERED] = closed_days


def closed_days() -> Closed:
    """None where no room has registered any."""
    registered: Callable[[], Closed] | None = current_app.extensions.get(_REGISTERED)
    return registered() if registered else NONE

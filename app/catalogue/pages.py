"""What a room beside this one has for whoever searches the programme."""

from collections.abc import Callable, Sequence
from typing import Protocol

from flask import Flask, current_app

from app.programme.models import Course

KEPT = "courses without dates"


class WithoutDates(Protocol):
    """Something on show of a course that is done at any time: e-learning."""

    @property
    def course(self) -> Course: ...


OnShow = Callable[[], Sequence[WithoutDates]]


def register_courses_without_dates(app: Flask, on_show: OnShow) -> None:
    """Let a room tell what it has on show, for the programme's search to find."""
    app.extensions.setdefault(KEPT, []).append(on_show)


def courses_at_any_time() -> list[Course]:
    """Those that the rooms have on show."""
    return [each.course for on_show in current_app.extensions.get(KEPT, ()) for each in on_show()]

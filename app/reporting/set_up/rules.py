"""What an empty installation still needs, step by step."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from app.settings.rules import SettingsGroup


@dataclass(frozen=True)
class SetUpList(SettingsGroup):
    """Whether Today shows the list of what is to be set up."""

    NAME: ClassVar[str] = "set-up list"

    is_hidden: bool = False


@dataclass(frozen=True)
class SetUpStep:
    """One thing to set up: what it is for, the page where it is done, and whether it is, by the data."""

    words: str
    why: str
    address: str
    is_done: bool


@dataclass(frozen=True)
class SetUpState:
    """What there is already."""

    partnership: bool
    terms: bool
    agencies: bool
    trainers: bool
    course: bool
    session: bool
    colleague: bool


def still_to_do(steps: Sequence[SetUpStep]) -> int:
    return sum(not step.is_done for step in steps)

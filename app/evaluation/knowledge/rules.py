"""What an item says, and what a person is told of their own answers."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.evaluation.kinds import Instead
from app.evaluation.models_knowledge import ItemKind, KnowledgeItemVersion


@dataclass(frozen=True)
class Wording:
    """An item as the office writes it: its choices with whether each is right; steps in their right order."""

    kind: ItemKind
    words: str
    choices: tuple[tuple[str, bool], ...]
    explanation: str
    vignette: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        """Of a version. Steps are shown in another order than the right one, always the same for the same steps."""
        options = [words for words, _ in self.choices]
        right = [number for number, (_, is_right) in enumerate(self.choices, start=1) if is_right]
        if self.kind is ItemKind.ORDER:
            shown = mixed(options)
            right, options = [shown.index(step) + 1 for step in options], shown
        told = {"vignette": self.vignette, "words": self.words, "explanation": self.explanation}
        return {"kind": self.kind, "options": options, "right": right, **told}


def mixed(steps: Sequence[str]) -> list[str]:
    """In an order of their own that isn't the one given."""
    shown = sorted(steps, key=lambda step: hashlib.sha256(step.encode()).digest())
    return shown if shown != list(steps) else [*shown[1:], *shown[:1]]


def wording_of(version: KnowledgeItemVersion) -> Wording:
    """As the office wrote it."""
    if version.kind is ItemKind.ORDER:
        choices = tuple((step, True) for step in version.right_choices)
    else:
        choices = tuple((words, number in version.right) for number, words in version.choices.items())
    return Wording(version.kind, version.words, choices, version.explanation, version.vignette)


@dataclass(frozen=True)
class Feedback:
    """What a person answered to one item, and what is right; nothing of that while a later stage asks it again."""

    version: KnowledgeItemVersion
    chosen: Sequence[int]
    instead: Instead | None
    is_right: bool | None
    is_held_back: bool

    @property
    def answer(self) -> list[str]:
        """In words; of steps, in the order given."""
        if self.instead:
            return [self.instead.words]
        return [self.version.choices[number] for number in self.chosen if number in self.version.choices]


def right_of(feedback: Sequence[Feedback]) -> tuple[int, int]:
    """How many are right, and of how many; what was declined, or is held back, isn't counted."""
    told = [each for each in feedback if not each.is_held_back and each.is_right is not None]
    return sum(bool(each.is_right) for each in told), len(told)

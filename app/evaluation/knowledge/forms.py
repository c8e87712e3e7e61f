"""An item as the office writes it."""

from collections.abc import Iterable
from typing import Any

from app.evaluation.knowledge import rules
from app.evaluation.models_knowledge import MOST_CHOICES, ItemKind, KnowledgeItem
from app.web.fields import choice_field, long_text_field, options, select_field, text_field, tick_field
from app.web.forms import Form

NUMBERS = range(1, MOST_CHOICES + 1)


class _ItemForm(Form):
    topic = text_field(
        "What it is about", required="Enter what it is about", hint="Such as “Thresholds: neglect”.", most=120
    )
    kind = choice_field(
        "How it is answered",
        [(kind, kind.words) for kind in ItemKind],
        required="Choose how it is answered",
        coerce=ItemKind,
    )
    vignette = long_text_field(
        "A short case to read first (optional)",
        hint="Make it up, and name nobody: “A school rings. A girl of nine has come without a coat again…”",
        most=2000,
    )
    words = text_field("Question", required="Enter the question", hint="Such as “What do you do first?”", most=300)
    explanation = long_text_field(
        "Why it is so",
        required="Explain the right answer",
        hint="Shown with the right answer, once somebody has sent their answers.",
    )
    parallel_to = select_field(
        "Parallel to",
        coerce=int,
        hint="An item that asks the same in other words, or with another case. One can be asked before and the other "
        "after: answers to them are compared.",
    )

    def __init__(self, others: Iterable[KnowledgeItem], item: KnowledgeItem | None = None) -> None:
        super().__init__(data=_written(item) if item else {})
        self.parallel_to.choices = options([(0, "No other item"), *((each.id, each.topic) for each in others)])

    @property
    def lines(self) -> list[tuple[Any, Any]]:
        """The choices, each with its tick."""
        return [(self[f"option_{number}"], self[f"right_{number}"]) for number in NUMBERS]

    def wording(self) -> rules.Wording:
        choices = tuple((option.data, bool(right.data)) for option, right in self.lines if option.data)
        if self.kind.data is ItemKind.ORDER:
            choices = tuple((step, True) for step, _ in choices)
        return rules.Wording(self.kind.data, self.words.data, choices, self.explanation.data, self.vignette.data or "")


ItemForm = type(
    "ItemForm",
    (_ItemForm,),
    {f"option_{number}": text_field(f"Choice {number}", most=300) for number in NUMBERS}
    | {f"right_{number}": tick_field(f"Choice {number} is right") for number in NUMBERS},
)
"""With a line for each choice."""


def _written(item: KnowledgeItem) -> dict[str, Any]:
    wording = rules.wording_of(item.current)
    written: dict[str, Any] = {"topic": item.topic, "parallel_to": item.parallel_to_id or 0, **vars(wording)}
    for number, (words, is_right) in enumerate(wording.choices, start=1):
        written |= {f"option_{number}": words, f"right_{number}": is_right}
    return written

"""How far people's yardstick moved: the then-test, of those who answered before, thinking back, and after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.evaluation.knowledge.rules_measured import NumberRow, PairedChange, Respondent, paired_change
from app.evaluation.stages import Stage


@dataclass(frozen=True)
class ResponseShift:
    """One measure, of those who answered it before, thinking back, and after.

    `shift` is then less before: below nought, people judge more strictly, now that they know more, what they knew
    before, and the change from before to after is smaller than what they feel. See G. S. Howard, Response-shift bias,
    Evaluation Review 4 (1980). `without_before` also thought back, and gave no answer before.
    """

    measure: str
    shift: PairedChange
    change: PairedChange
    change_thinking_back: PairedChange
    without_before: int

    @property
    def n(self) -> int:
        return self.shift.n


def response_shifts(numbers: Iterable[NumberRow]) -> list[ResponseShift]:
    """Each measure that was asked thinking back, by name."""
    found: dict[tuple[str, int], dict[str, dict[Respondent, int]]] = {}
    for row in numbers:
        when = "then" if row.is_then else row.stage.value
        found.setdefault((row.measure, row.widest), {}).setdefault(when, {})[row.whose] = row.number
    return [_shift(*measure, found[measure]) for measure in sorted(found) if "then" in found[measure]]


def _shift(name: str, widest: int, numbers: Mapping[str, Mapping[Respondent, int]]) -> ResponseShift:
    then = numbers["then"]
    before, after = numbers.get(Stage.PRE_COURSE.value, {}), numbers.get(Stage.POST_COURSE.value, {})
    all_three = before.keys() & then.keys() & after.keys()
    before, after, thought = ({whose: each[whose] for whose in all_three} for each in (before, after, then))
    return ResponseShift(
        name,
        shift=paired_change(before, thought, widest=widest),
        change=paired_change(before, after, widest=widest),
        change_thinking_back=paired_change(thought, after, widest=widest),
        without_before=len(then) - len(all_three),
    )

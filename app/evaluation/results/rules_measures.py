"""What the answers of a scope come to: measures matched, questions and how they are spread, what rests on how many."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.evaluation.kinds import QuestionKind
from app.evaluation.models_issued import AnswerMode, CannotSay
from app.evaluation.results.rules import Returns, Spread
from app.evaluation.stages import Stage
from app.evaluation.statistics.rules_change import MatchedChange
from app.evaluation.statistics.rules_drawing import Strips, change_strips


@dataclass(frozen=True)
class Unmatched:
    """Who answered only one of the two, and why."""

    not_asked_before: int = 0
    no_answer_before: int = 0
    not_asked_since: int = 0
    no_answer_since: int = 0

    @property
    def total(self) -> int:
        return self.not_asked_before + self.no_answer_before + self.not_asked_since + self.no_answer_since


@dataclass(frozen=True)
class ThreeWaves:
    """The means of those who answered all three times: the same people in each."""

    n: int = 0
    before: float | None = None
    after: float | None = None
    later: float | None = None


@dataclass(frozen=True)
class MatchedMeasure:
    """One measure: what changed from before to after, and from before to later, each person set against themself."""

    measure: str
    kind: QuestionKind
    after: MatchedChange = field(default_factory=MatchedChange)
    later: MatchedChange = field(default_factory=MatchedChange)
    waves: ThreeWaves = field(default_factory=ThreeWaves)
    unmatched_after: Unmatched = field(default_factory=Unmatched)
    unmatched_later: Unmatched = field(default_factory=Unmatched)

    @property
    def scale(self) -> tuple[int, int]:
        """Its lowest and highest number."""
        return min(self.kind.numbers), max(self.kind.numbers)

    @property
    def comparisons(self) -> list[tuple[str, MatchedChange, Unmatched]]:
        """Each with its words; one that nobody answered both times of isn't any."""
        both = (
            ("before and after", self.after, self.unmatched_after),
            ("before and later", self.later, self.unmatched_later),
        )
        return [each for each in both if each[1].n or each[2].total]


@dataclass
class StageModes:
    """How many answered a stage on what; None counts those of whom it isn't known."""

    counts: Counter[AnswerMode | None] = field(default_factory=Counter)

    @property
    def answered(self) -> int:
        return self.counts.total()

    @property
    def not_known(self) -> int:
        return self.counts[None]

    def on(self, mode: AnswerMode) -> int:
        return self.counts[mode]


@dataclass(frozen=True)
class PeopleAsked:
    """Who was asked: how many people, in how many sessions."""

    people: int = 0
    sessions: int = 0


@dataclass(frozen=True)
class Results:
    """Everything that a page of results is made of.

    `still_open` counts the answers that came back to questionnaires that haven't closed: shares and changes rest on
    them too, return rates don't.
    """

    returns: Mapping[Stage, Returns] = field(default_factory=dict)
    spreads: Mapping[Stage, Sequence[Spread]] = field(default_factory=dict)
    measures: Sequence[MatchedMeasure] = ()
    cannot_say: Mapping[CannotSay, int] = field(default_factory=dict)
    asked: PeopleAsked = field(default_factory=PeopleAsked)
    modes: Mapping[Stage, StageModes] = field(default_factory=dict)

    @property
    def returned(self) -> int:
        return sum(each.returned for each in self.returns.values())

    @property
    def still_open(self) -> int:
        return sum(each.returned - each.closed_returned for each in self.returns.values())

    @property
    def nothing_to_say(self) -> int:
        """Of how many people a manager couldn't say anything."""
        return sum(self.cannot_say.values())

    @property
    def strips(self) -> Strips:
        """Each change as it is drawn, with its interval and its sessions."""
        return change_strips(
            (f"{each.measure}, {words}", change) for each in self.measures for words, change, _ in each.comparisons
        )

    @property
    def comparisons(self) -> int:
        """How many intervals stand on the page."""
        return sum(change.has_interval for each in self.measures for change in (each.after, each.later))

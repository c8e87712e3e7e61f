"""Kirkpatrick's four levels: what a course has at each of four levels, and what is missing.

After D. L. Kirkpatrick, Evaluating Training Programs (1994): reaction, learning, behaviour, results.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.evaluation.results import rules, rules_change
from app.evaluation.stages import Stage
from app.web.formatting import percent, signed

NOTHING_ENTERED = "Nothing yet: an audit, a case finding or a figure would show it."


@dataclass(frozen=True)
class Finding:
    """One thing that a level has to show, and what it rests on."""

    words: str
    rests_on: str


@dataclass(frozen=True)
class KirkpatrickLevel:
    """One of the four, with what is there and what isn't."""

    number: int
    name: str
    asks: str
    findings: Sequence[Finding]
    missing: Sequence[str]


def kirkpatrick_levels(responses: rules.ResponseSet, *, evidence: int | None) -> list[KirkpatrickLevel]:
    """The four levels of a scope; `evidence` is how many pieces of it a course has, None of no course."""
    measures = rules.matched_measures(responses)
    reaction = _headlines(rules.spreads(responses, Stage.POST_COURSE))
    learning = _changes(measures, lambda measure: measure.after, "")
    later = _headlines(rules.spreads(responses, Stage.IMPACT))
    held = _changes(measures, lambda measure: measure.later, ", later")
    managers = _headlines(rules.spreads(responses, Stage.MANAGER), "managers’ answers")
    issued = {row.stage for row in responses.issued_rows}
    no_impact = (
        "No impact questionnaire came back yet." if Stage.IMPACT in issued else "Impact isn’t asked here, or not yet."
    )
    no_manager = "No manager answered yet." if Stage.MANAGER in issued else "Managers aren’t asked here, or not yet."
    return [
        KirkpatrickLevel(
            1, "Reaction", "Was it useful?", reaction, _unless(reaction, "No post-course evaluation came back yet.")
        ),
        KirkpatrickLevel(
            2, "Learning", "What did they learn?", learning, _unless(learning, "Nobody answered before and after.")
        ),
        KirkpatrickLevel(
            3,
            "Behaviour",
            "What do they do differently?",
            [*later, *held, *managers],
            [*_unless(later, no_impact), *_unless(managers, no_manager)],
        ),
        KirkpatrickLevel(
            4,
            "Results",
            "What changed for children?",
            _entered(evidence),
            _unless(evidence, _why_not_entered(evidence)),
        ),
    ]


def _headlines(found: Iterable[rules.Spread], whose: str = "") -> list[Finding]:
    of_choices = (spread.headline for spread in found if not spread.question.measure)
    return [_told(headline, whose) for headline in of_choices if headline]


def _told(headline: rules.Headline, whose: str) -> Finding:
    rests_on = f"{headline.part} of {headline.whole}{f' {whose}' if whose else ''}: {headline.question}"
    return Finding(f"{percent(headline.percent)} {headline.words}", rests_on)


def _changes(
    measures: Iterable[rules.MatchedMeasure],
    of: Callable[[rules.MatchedMeasure], rules_change.MatchedChange],
    when: str,
) -> list[Finding]:
    return [
        Finding(f"{measure.measure} {signed(of(measure).mean)}{when}", in_words(of(measure)))
        for measure in measures
        if of(measure).n
    ]


def in_words(change: rules_change.MatchedChange) -> str:
    """How many were matched, and the interval."""
    if not change.has_interval:
        return f"{change.n} matched: too few for an interval"
    return f"{change.n} matched, 95% interval {signed(change.low)} to {signed(change.high)}"


def _entered(evidence: int | None) -> list[Finding]:
    found = f"{evidence} {'piece' if evidence == 1 else 'pieces'} of evidence"
    return [Finding(found, "audits, case findings, figures")] if evidence else []


def _why_not_entered(evidence: int | None) -> str:
    return "It is entered course by course." if evidence is None else NOTHING_ENTERED


def _unless(there: object, missing: str) -> list[str]:
    return [] if there else [missing]

"""Kirkpatrick's four levels: what a course has at each of four levels, and what is missing.

After D. L. Kirkpatrick, Evaluating Training Programs (1994): reaction, learning, behaviour, results. How somebody rates
their own knowledge or confidence is learning, weeks later too: learning that was kept. Behaviour is what they say that
they do differently, and what their managers have seen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.evaluation.results import rules
from app.evaluation.results.rules_measures import MatchedMeasure, Results
from app.evaluation.stages import Stage
from app.evaluation.statistics.rules import TOO_FEW
from app.evaluation.statistics.rules_change import MatchedChange
from app.web.formatting import bound, percent, signed

NOTHING_ENTERED = "Nothing yet: an audit, a case finding or a figure would show it."


@dataclass(frozen=True)
class Finding:
    """One thing that a level has to show, and what it rests on, at length and in short."""

    words: str
    rests_on: str
    short: str = ""


@dataclass(frozen=True)
class KirkpatrickLevel:
    """One of the four, with what is there and what isn't; `section` is where its page says more."""

    number: int
    name: str
    asks: str
    findings: Sequence[Finding]
    missing: Sequence[str]
    section: str = ""


def kirkpatrick_levels(results: Results, *, evidence: int | None) -> list[KirkpatrickLevel]:
    """The four levels of a scope; `evidence` is how many pieces of it a course has, None of no course."""
    return [_reaction(results), _learning(results), _behaviour(results), _outcomes(evidence)]


def _reaction(results: Results) -> KirkpatrickLevel:
    found = _headlines(results, Stage.POST_COURSE)
    missing = _unless(found, "No post-course evaluation came back yet.")
    return KirkpatrickLevel(1, "Reaction", "Was it useful?", found, missing, "after" if found else "")


def _learning(results: Results) -> KirkpatrickLevel:
    """Also weeks later: what people rate of themselves then is what they kept, and not yet what they do."""
    learned = [_learned(each) for each in results.measures if each.after.n]
    kept = [_kept(each) for each in results.measures if each.later.n]
    missing = _unless(learned, "Nobody answered before and after.")
    if learned:
        missing = _unless(kept, "Nobody answered before and weeks later.")
    found = [*learned, *kept]
    return KirkpatrickLevel(2, "Learning", "What did they learn, and keep?", found, missing, "change" if found else "")


def _behaviour(results: Results) -> KirkpatrickLevel:
    changed = _headlines(results, Stage.IMPACT)
    seen = _headlines(results, Stage.MANAGER, "managers’ answers")
    no_impact = _not_yet(
        results, Stage.IMPACT, "No impact questionnaire came back yet.", "Impact isn’t asked here, or not yet."
    )
    no_manager = _not_yet(results, Stage.MANAGER, "No manager answered yet.", "Managers aren’t asked here, or not yet.")
    missing = [*_unless(changed, no_impact), *_unless(seen, no_manager)]
    section = "later" if changed else "manager" if seen else ""
    return KirkpatrickLevel(3, "Behaviour", "What do they do differently?", [*changed, *seen], missing, section)


def _outcomes(evidence: int | None) -> KirkpatrickLevel:
    missing = _unless(evidence, _why_not_entered(evidence))
    return KirkpatrickLevel(4, "Results", "What changed for children?", _entered(evidence), missing)


def _headlines(results: Results, stage: Stage, whose: str = "") -> list[Finding]:
    """Questions that are matched aren't here: their change says more."""
    found = (spread.headline for spread in results.spreads.get(stage, ()) if not spread.question.measure)
    return [_told(headline, whose, stage) for headline in found if headline]


def _told(headline: rules.Headline, whose: str, stage: Stage) -> Finding:
    rests_on = f"{headline.part} of {headline.whole}{f' {whose}' if whose else ''}: {headline.question}"
    told = ", ".join(f"{how_many} {words.lower()}" for words, how_many in headline.apart.items())
    apart = f" (of them {told})" if told else ""
    short = f"{headline.part} of {headline.whole}" if stage is Stage.POST_COURSE else rests_on
    return Finding(f"{percent(headline.percent)} {headline.words}", rests_on + apart, short)


def _learned(measure: MatchedMeasure) -> Finding:
    return Finding(f"{measure.measure} {signed(measure.after.mean)}", in_words(measure.after), interval(measure.after))


def _kept(measure: MatchedMeasure) -> Finding:
    words = f"{measure.measure} {signed(measure.later.mean)} weeks later"
    return Finding(words, in_words(measure.later), interval(measure.later))


def in_words(change: MatchedChange) -> str:
    """How many were matched, and the interval."""
    if not change.has_interval:
        return f"{change.n} matched: {TOO_FEW}"
    return f"{change.n} matched, 95% interval {bound(change.low)} to {bound(change.high)}"


def interval(change: MatchedChange) -> str:
    """+1.1 to +2.3, or how many it rests on."""
    return f"{bound(change.low)} to {bound(change.high)}" if change.has_interval else f"n = {change.n}, {TOO_FEW}"


def _not_yet(results: Results, stage: Stage, unanswered: str, not_asked: str) -> str:
    return unanswered if stage in results.returns else not_asked


def _entered(evidence: int | None) -> list[Finding]:
    found = f"{evidence} {'piece' if evidence == 1 else 'pieces'} of evidence"
    return [Finding(found, "audits, case findings, figures")] if evidence else []


def _why_not_entered(evidence: int | None) -> str:
    return "Evidence is entered on each course’s page, and stands there." if evidence is None else NOTHING_ENTERED


def _unless(there: object, missing: str) -> list[str]:
    return [] if there else [missing]


def levels_said(levels: Iterable[KirkpatrickLevel]) -> int:
    """Of how many levels anything is known."""
    return sum(bool(level.findings) for level in levels)

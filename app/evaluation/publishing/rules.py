"""What others than the office see: the figures of one tree of groups, none of fewer than five people.

The tree is the year, its strands (the Learning Weeks are one), their courses (or weeks), and below these either the
sessions, for their trainers, or the agencies, for their leads. Each figure rests on its own replies and so has its own
tree; see `rules_suppression` for why nothing else can be worked out.

Each quarter of a year has trees of its own, because it is added on a day of its own (see `cutoff`): a year's figure is
the sum of what its quarters show.
"""

from collections.abc import Callable, Container, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from app.evaluation.cutoff import ADDED_AFTER, quarter_of
from app.evaluation.publishing import rules_change, rules_suppression
from app.evaluation.publishing import rules_responses as results
from app.evaluation.publishing.rules_responses import IssuedRow, ResponseSet
from app.evaluation.results.rules import Headline, Returns, Spread
from app.evaluation.results.rules_grouping import IN_A_WEEK
from app.evaluation.stages import Stage
from app.evaluation.statistics.rules_change import MatchedChange


def last_quarter_added(today: date) -> date:
    """The first day of the last quarter of which the post-course answers count by now."""
    running = quarter_of(today - ADDED_AFTER[Stage.POST_COURSE])
    return quarter_of(running - timedelta(days=1))


Key = tuple[Hashable, ...]
"""Of a group: YEAR, ("strand", strand), ("course", id) or ("week", id); below these whatever the leaves are."""

YEAR: Key = ("year",)

OWN = "own"
"""An agency with all that merged into it, as the last part of a key."""

MINE: Key = ("mine",)
"""A reader's own leaves together, those of them that may be shown."""


@dataclass(frozen=True)
class Reader:
    """Who looks: into what the courses are divided for them, and which of these parts are theirs."""

    leaf: Callable[[IssuedRow], Key]
    owns: Callable[[IssuedRow], bool] = lambda row: False


def everybody() -> Reader:
    """Who reads what is published sees courses whole."""
    return Reader(lambda row: ("session", row.session_id))


def a_trainer(session_ids: Container[int]) -> Reader:
    """They see the sessions that they taught; what was asked about a whole Learning Week is no session's."""
    return Reader(
        lambda row: ("session", row.session_id),
        lambda row: row.week_id is None and row.session_id in session_ids,
    )


def an_agency(agency_ids: Container[int | None]) -> Reader:
    """Its lead sees the agency's own people, course by course."""
    return Reader(
        lambda row: ("agency", *row.course_or_week, OWN if row.agency_id in agency_ids else row.agency_id),
        lambda row: row.agency_id in agency_ids,
    )


@dataclass(frozen=True)
class Figure:
    """One figure, for each group that may be shown; of those `withheld` too few answered, or too few others, in every
    quarter."""

    name: str
    of: dict[Key, Any]
    withheld: frozenset[Key]


@dataclass(frozen=True)
class Publication:
    """Everything that a reader may see of a period; `paths` are the strands, courses and own parts it is about."""

    paths: frozenset[tuple[Key, ...]]
    returns: dict[Stage, Figure]
    headlines: Sequence[Figure]
    changes: Sequence[Figure]
    later: Sequence[Figure]


def publication(responses: ResponseSet, reader: Reader) -> Publication:
    """Of whole quarters: what comes in later would change a figure by few people."""
    settled = _settled(responses)
    told = [
        spread
        for spread in results.spreads(settled, Stage.POST_COURSE)
        if spread.headline and not _is_matched(spread, settled)
    ]
    return Publication(
        paths=frozenset(tuple(_seen_in(row, reader)[1:]) for row in settled.issued_rows),
        returns={stage: _returns(settled.issued_rows, stage, reader) for stage in Stage},
        headlines=[_headline(settled, spread, reader) for spread in told],
        changes=[_change(settled, name, Stage.POST_COURSE, reader) for name in rules_change.measured_numbers(settled)],
        later=[_change(settled, name, Stage.IMPACT, reader) for name in rules_change.measured_numbers(settled)],
    )


def _settled(responses: ResponseSet) -> ResponseSet:
    """What was answered too late counts as unanswered for good."""
    issued_rows = [replace(row, is_answered=row.is_answered and not row.is_late) for row in responses.issued_rows]
    kept = replace(responses, issued_rows=issued_rows).of(lambda row: row.is_settled)
    answered = {row.id for row in kept.issued_rows if row.is_answered}
    return replace(kept, given=[given for given in kept.given if given.issued_id in answered])


def tree_of(issued_rows: Iterable[IssuedRow], reader: Reader) -> rules_suppression.Group:
    """The tree of the replies to one question."""
    paths = {rules_suppression.Reply(row.booking_id, row.person_id): _path(row, reader) for row in issued_rows}
    return _group(YEAR, paths, 0)


def _path(row: IssuedRow, reader: Reader) -> tuple[Key, ...]:
    strand = IN_A_WEEK if row.week_id is not None else row.strand
    return ("strand", strand), row.course_or_week, reader.leaf(row)


def _group(key: Key, paths: dict[rules_suppression.Reply, tuple[Key, ...]], depth: int) -> rules_suppression.Group:
    parts: dict[Key, dict[rules_suppression.Reply, tuple[Key, ...]]] = {}
    for reply, path in paths.items():
        if depth < len(path):
            parts.setdefault(path[depth], {})[reply] = path
    return rules_suppression.Group(
        key, frozenset(paths), tuple(_group(part, theirs, depth + 1) for part, theirs in parts.items())
    )


def _figure(
    name: str, issued_rows: Sequence[IssuedRow], reader: Reader, work_out: Callable[[Sequence[IssuedRow]], Any]
) -> Figure:
    """The same working out for each group that may be shown, quarter by quarter."""
    of: dict[Key, list[IssuedRow]] = {}
    withheld: set[Key] = set()
    for quarter in {row.quarter: None for row in issued_rows}:
        of_quarter = [row for row in issued_rows if row.quarter == quarter]
        may_be_shown = rules_suppression.groups_after_suppression(tree_of(of_quarter, reader))
        for row in of_quarter:
            for key in _seen_in(row, reader):
                of.setdefault(key, []).append(row) if key in may_be_shown else withheld.add(key)
            if reader.owns(row) and reader.leaf(row) in may_be_shown:
                of.setdefault(MINE, []).append(row)
    return Figure(name, {key: work_out(theirs) for key, theirs in of.items()}, frozenset(withheld - of.keys()))


def _seen_in(row: IssuedRow, reader: Reader) -> list[Key]:
    """The groups of it that this reader looks at: of the leaves, their own."""
    *above, leaf = YEAR, *_path(row, reader)
    return [*above, leaf] if reader.owns(row) else above


def _returns(issued_rows: Sequence[IssuedRow], stage: Stage, reader: Reader) -> Figure:
    of_stage = [row for row in issued_rows if row.stage is stage]
    return _figure(stage.heading, of_stage, reader, lambda theirs: results.returns_of(theirs).get(stage, Returns()))


def _is_matched(spread: Spread, responses: ResponseSet) -> bool:
    """Where a question is matched, others see the match alone: both would tell of the few who couldn't be.

    Questions that read alike are one, so it is enough that any of them is a measure's.
    """
    alike = [each for each in responses.questions.values() if each.asks_as == spread.question.asks_as]
    return any(each.measure for each in alike)


def _headline(responses: ResponseSet, spread: Spread, reader: Reader) -> Figure:
    numbers, words = spread.question.kind.headline
    said = {
        given.issued_id: given.number in numbers
        for given in responses.given
        if responses.questions[given.question_id].asks_as == spread.question.asks_as
    }
    issued_rows = [row for row in responses.issued_rows if row.stage is spread.stage and row.id in said]

    def share_of(theirs: Sequence[IssuedRow]) -> Headline:
        return Headline(spread.question.words, words, sum(said[row.id] for row in theirs), len(theirs))

    return _figure(f"{spread.question.words} {words.capitalize()}", issued_rows, reader, share_of)


def _change(responses: ResponseSet, measure: str, stage: Stage, reader: Reader) -> Figure:
    """Before and later share their first answers with before and after: so later is shown without its means."""
    numbers = rules_change.measured_numbers(responses)[measure]
    before, since = numbers.get(Stage.PRE_COURSE, {}), numbers.get(stage, {})
    both = before.keys() & since.keys()
    issued_rows = [row for row in responses.issued_rows if row.stage is stage and row.booking_id in both]

    def change_among(theirs: Sequence[IssuedRow]) -> MatchedChange:
        ids = {row.booking_id for row in theirs}
        change = rules_change.matched_change_of(
            rules_change.pairs_of({each: before[each] for each in ids}, {each: since[each] for each in ids})
        )
        return change if stage is Stage.POST_COURSE else change.without_means()

    return _figure(measure, issued_rows, reader, change_among)

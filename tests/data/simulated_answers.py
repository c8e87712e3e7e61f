"""Answers drawn with a truth that is known: how often an interval holds it, and how many of equals stand out.

People of one session are alike by the intraclass correlation; some come to two sessions and answer alike again.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.evaluation.statistics.rules import SessionSums, clustered_mean
from app.evaluation.statistics.rules_funnel import Funnel, funnel
from app.evaluation.statistics.rules_students_t import t_for_95_percent

TRUE_CHANGE = 1.0
"""Differences are whole numbers, drawn evenly around it."""

SPREAD = 2.0
"""Their standard deviation, before they are made whole."""

SHARE_OF_THE_PERSON = 0.3
"""Of what isn't the session's: who comes twice has it both times."""

COME_TWICE = 0.2


@dataclass(frozen=True)
class Coverage:
    """Of so many runs with an interval, in percent, and how wide these were in the middle; and what intervals that take
    the same people for strangers hold."""

    percent: float
    width: float
    of_strangers: float


def drawn_sessions(random: np.random.Generator, sessions: int, icc: float, change: float) -> list[SessionSums]:
    """Three to twenty people each."""
    sizes = random.integers(3, 21, size=sessions)
    people = _people(random, int(sizes.sum()))
    of_session = np.repeat(np.arange(sessions), sizes)
    own = np.sqrt(SHARE_OF_THE_PERSON) * random.normal(size=len(people))[people]
    by_chance = np.sqrt(1 - SHARE_OF_THE_PERSON) * random.normal(size=len(people))
    shared = random.normal(size=sessions)[of_session]
    latent = np.sqrt(icc) * shared + np.sqrt(1 - icc) * (own + by_chance)
    differences = np.clip(np.rint(change + SPREAD * latent), -9, 9).astype(int)
    return [
        SessionSums(one, int(size), int(theirs.sum()), int((theirs**2).sum()))
        for one, size in enumerate(sizes)
        if (theirs := differences[of_session == one]) is not None
    ]


def _people(random: np.random.Generator, places: int) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Who sits where: some sit in two places."""
    people = np.arange(places)
    order = random.permutation(places)
    again = int(COME_TWICE * places / 2)
    people[order[:again]] = order[again : 2 * again]
    return people


def coverage(sessions: int, icc: float, *, runs: int, seed: int) -> Coverage:
    """How often the interval holds the true change."""
    random = np.random.default_rng(seed)
    held, held_of_strangers, widths = 0, 0, []
    for _ in range(runs):
        drawn = drawn_sessions(random, sessions, icc, TRUE_CHANGE)
        found = clustered_mean(drawn, possible=(-9, 9)).interval
        if found:
            held += found.low <= TRUE_CHANGE <= found.high
            held_of_strangers += _holds_as_of_strangers(drawn)
            widths.append(found.high - found.low)
    return Coverage(100 * held / len(widths), float(np.median(widths)), 100 * held_of_strangers / len(widths))


def _holds_as_of_strangers(drawn: list[SessionSums]) -> bool:
    n, total = sum(each.n for each in drawn), sum(each.total for each in drawn)
    variance = (sum(each.squares for each in drawn) - total**2 / n) / (n - 1)
    return bool(abs(total / n - TRUE_CHANGE) <= t_for_95_percent(n - 1) * np.sqrt(variance / n))


def funnels(*, units: int, icc: float, between: float, runs: int, seed: int) -> Iterator[Funnel]:
    """Units of one to twelve sessions whose true changes differ by a standard deviation of `between`."""
    random = np.random.default_rng(seed)
    for _ in range(runs):
        changes = TRUE_CHANGE + between * random.normal(size=units)
        many = random.integers(1, 13, size=units)
        found = funnel({one: drawn_sessions(random, int(many[one]), icc, float(changes[one])) for one in range(units)})
        assert found is not None
        yield found

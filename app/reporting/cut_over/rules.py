"""The steps of a cut-over, in their order."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class CutOverStep:
    """One step: its page, why it is there, how far it is, and whether it is done, by the data.

    One that may be left out is never the next.
    """

    words: str
    why: str
    address: str
    is_done: bool
    how_far: str = ""
    may_be_left_out: bool = False


@dataclass(frozen=True)
class CutOverState:
    """What there is already. `untold` are people who came over and haven't been told."""

    terms: bool
    agencies: bool
    trainers: bool
    imports: int
    untold: int
    past_sessions: int
    given_years: Sequence[str]


def next_step(steps: Sequence[CutOverStep]) -> CutOverStep | None:
    """The first that isn't done and can't be left out; None where all of these are done."""
    return next((step for step in steps if not step.is_done and not step.may_be_left_out), None)

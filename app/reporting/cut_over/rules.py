"""The steps of a cut-over, in the order in which they are best done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.web.formatting import count


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

    @property
    def told_words(self) -> str:
        if not self.imports:
            return "Nobody came over yet"
        return f"{count(self.untold, 'person', 'people')} to tell" if self.untold else "Everybody is told"


@dataclass(frozen=True)
class CutOverStep:
    """One step: why it is there, the view of its page, whether it is done and how far it is, by the data.

    One that may be left out is never the next.
    """

    words: str
    why: str
    view: str
    is_done: Callable[[CutOverState], bool]
    how_far: Callable[[CutOverState], str] = lambda there: ""
    may_be_left_out: bool = False


STEPS = (
    CutOverStep(
        "Enter your booking terms",
        "With the day from which each version was in force: every booking keeps the terms of the day it was made.",
        "terms_policies.versions",
        lambda there: there.terms,
    ),
    CutOverStep(
        "Enter your agencies",
        "From a file, if you have a list. What isn’t there is made of the names that your bookings give.",
        "records_agencies.import_agencies",
        lambda there: there.agencies,
    ),
    CutOverStep(
        "Enter your trainers",
        "If the file of your sessions names them.",
        "programme_trainers.trainers",
        lambda there: there.trainers,
        may_be_left_out=True,
    ),
    CutOverStep(
        "Bring sessions to come over",
        "With who is booked and who waits. Close booking in the other tool first, so that nobody is left behind.",
        "booking_coming_over.import_sessions",
        lambda there: there.imports > 0,
        lambda there: count(there.imports, "file") if there.imports else "",
    ),
    CutOverStep(
        "Look it through, and have everybody told",
        "One letter to each person, once, when you say so. Until then they hear nothing.",
        "booking_coming_over.import_sessions",
        lambda there: there.imports > 0 and not there.untold,
        lambda there: there.told_words,
    ),
    CutOverStep(
        "Import past registers",
        "Of this year’s sessions that are over, and of years past: then uptake, attendance and what somebody has "
        "attended are whole.",
        "attendance_past_registers.import_past",
        lambda there: there.past_sessions > 0,
        lambda there: count(there.past_sessions, "session") if there.past_sessions else "",
        may_be_left_out=True,
    ),
    CutOverStep(
        "Give the figures of earlier years",
        "Of years whose registers you don’t have: they stand beside your own, marked as given.",
        "reporting_earlier_years.earlier_years",
        lambda there: bool(there.given_years),
        lambda there: ", ".join(there.given_years),
        may_be_left_out=True,
    ),
)


def next_step(there: CutOverState) -> CutOverStep | None:
    """The first that isn't done and can't be left out; None where all of these are done."""
    return next((step for step in STEPS if not step.is_done(there) and not step.may_be_left_out), None)

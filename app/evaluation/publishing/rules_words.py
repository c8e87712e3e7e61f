"""Published figures in words: what each says, and what it rests on."""

from typing import NamedTuple

from app.evaluation.publishing.rules import Figure, PublishedFigure
from app.evaluation.settling.models import FigureKind
from app.web.formatting import bound, count, number


class InWords(NamedTuple):
    """What a figure says, and what it rests on."""

    says: str
    rests_on: str = ""


def name_of(figure: Figure) -> str:
    """The stage, the measure, or the question with the answers whose share it is."""
    subject = figure.subject
    if subject.kind is FigureKind.RETURNS:
        return subject.stage.heading
    return f"{subject.name} {subject.said.capitalize()}".strip()


def in_words(figure: PublishedFigure, *, is_narrow: bool = False) -> InWords:
    """Numerators beside percentages where they may be told; a change with its interval; and what it is part of.

    In a narrow column the range among all who were asked is told in few words.
    """
    partial = f"; {number(figure.session_count)} of {count(figure.of_sessions, 'session')}" if figure.is_partial else ""
    if figure.subject.kind is FigureKind.CHANGE:
        says, rests_on = change_in_words(figure), f"{interval_in_words(figure)}{number(figure.n)} matched"
    else:
        says, rests_on = share_in_words(figure), _numerator(figure)
    if figure.has_bounds:
        rests_on = f"{rests_on}; {_bounds_in_few_words(figure) if is_narrow else bounds_in_words(figure)}"
    return InWords(says, f"({rests_on}{partial})")


def share_in_words(figure: PublishedFigure) -> str:
    """54%; of a range 88% to 90%, 95% or more, 5% or less."""
    low, high = figure.percent
    if low == high:
        return f"{low}%"
    if high >= 100:
        return f"{low}% or more"
    return f"{high}% or less" if low <= 0 else f"{low}% to {high}%"


def _numerator(figure: PublishedFigure) -> str:
    return f"{number(figure.low)} of {number(figure.n)}" if figure.is_exact else f"of {number(figure.n)}"


def bounds_in_words(figure: PublishedFigure) -> str:
    """Between 29% and 75% of the 93 asked."""
    low, high = figure.percent_of_asked
    return f"between {low}% and {high}% of the {number(figure.asked)} asked"


def _bounds_in_few_words(figure: PublishedFigure) -> str:
    """29% to 75% of all 93."""
    low, high = figure.percent_of_asked
    return f"{low}% to {high}% of all {number(figure.asked)}"


def change_in_words(figure: PublishedFigure) -> str:
    """+1.3; of a change that nearly everybody shares to the end of the scale, +8.1 or more."""
    said = bound(figure.mean)
    if figure.is_exact:
        return said
    return f"{said} or more" if figure.high > 0 else f"{said} or less"


def interval_in_words(figure: PublishedFigure) -> str:
    """+0.5 to +2.0; empty where there is none. An end moved onto nought keeps the sign of what it stands for."""
    if figure.interval is None:
        return ""
    low, high = figure.interval
    return f"{bound(low) if low else '+0.0'} to {bound(high) if high else '−0.0'}; "

"""The row of a report that is looked beneath."""

from werkzeug.datastructures import MultiDict

from app.http.asking import number_in
from app.programme.models import Strand
from app.reporting.figures.rules import OPEN, By, RowAsked

LARGEST_KEY = {By.MONTH: range(12, 9999 * 12), By.QUARTER: range(4, 9999 * 4)}
"""Those that are in the calendar."""

NUMBERED = (By.SESSION, By.LEARNING_WEEK, By.TRAINER, By.MONTH, By.QUARTER)
KINDS = ("", OPEN, Strand.BESPOKE.value, Strand.E_LEARNING.value)


def row_asked(args: "MultiDict[str, str]", by: By) -> RowAsked | None:
    """The line of the report that somebody looks beneath: its total without a key. None for what can be no line."""
    kind, words = args.get("part", ""), args.getlist("row")
    key = [number_in(word) for word in words] if by in NUMBERED else words
    if kind not in KINDS or None in key or len(key) not in (0, len(by.columns)):
        return None
    if by in LARGEST_KEY and key and key[0] not in LARGEST_KEY[by]:
        return None
    return RowAsked(by, kind, tuple(key))

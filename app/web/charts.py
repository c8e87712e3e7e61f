"""Where everything in a chart stands: geometry alone, for the macros of components/charts.html to place.

Across, places and widths are percentages of the drawing, so that words keep their size on a phone; down, they are
pixels from its top. Words never share a line with marks.
"""

import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from app.web.formatting import number, percent, signed

LINE = 20
"""From one line of words to the next."""

LINE_LENGTH, WIDE_LINE = 36, 76
"""Characters of a row's name, with the figure beside it, that a line holds even on a phone, and where there is room."""

LONGEST_NAME = 70
LONGEST_FIGURE = 24
"""Characters that a figure gets of its row's first line, with the space before it: "10,043 of 120,670, 8%" fits."""

BEFORE_THE_ROWS = {"bars": 22, "dumbbells": 18, "stacked bars": 0}
"""Where the rows begin: beneath the words of the target line, beneath the heads of the figures, at the top."""

BAR_ROW, DUMBBELL_ROW, STACKED_ROW = 30, 60, 46
"""How much of a row lies beneath its name."""

ROUNDING_OF_THE_TRACK = 0.3
"""Percent that a bar stays short of its track's right end, so that a full one doesn't stick out."""

SMALLEST_PART_WITH_A_COUNT = 8
WIDTH_OF_A_FIGURE = 4
"""Percent of the width on a phone: what a count needs in its part at least, and for each of its characters."""


BarTold = tuple[str, int | None, str, bool]
"""A name, a percentage (None where there is no data), its words, whether it is hollow."""


@dataclass(frozen=True)
class Words:
    """A line of words and its baseline."""

    words: str
    y: int


@dataclass(frozen=True)
class Name:
    """A row's name above its marks, over some lines if it is long; its figures stand at the right of the first."""

    lines: tuple[Words, ...]
    y: int


@dataclass(frozen=True)
class Target:
    """A line down all of the bars. Its words stand on the side of it that has more room."""

    percent: int
    words: str

    @property
    def anchor(self) -> str:
        return "end" if self.percent > 50 else "start"


@dataclass(frozen=True)
class Bar:
    """One bar of a hundred percent: no width where there is no data, hollow where it stays below the target."""

    name: Name
    words: str
    y: int
    width: float | None
    is_hollow: bool

    @property
    def target_from(self) -> int:
        return self.y - 3

    @property
    def target_to(self) -> int:
        return self.y + 19


@dataclass(frozen=True)
class Bars:
    target: Target
    rows: tuple[Bar, ...]
    height: int


@dataclass(frozen=True)
class Scale:
    """From low to high, a step each."""

    low: int
    high: int

    @property
    def ticks(self) -> list[tuple[int, float]]:
        """Each step with its place."""
        return [(step, self.at(step)) for step in range(self.low, self.high + 1)]

    def at(self, value: float) -> float:
        """Where a value lies, in percent: at the nearer end if it is outside."""
        within = min(max(value, self.low), self.high)
        return round(100 * (within - self.low) / (self.high - self.low), 2)


@dataclass(frozen=True)
class Dumbbell:
    """The same people's means, each pair with a first mean of its own: places, or None where nobody answered both."""

    name: Name
    after_words: str
    later_words: str
    y: int
    before: float | None
    after: float | None
    before_later: float | None
    later: float | None


@dataclass(frozen=True)
class Dumbbells:
    scale: Scale
    rows: tuple[Dumbbell, ...]
    axis: int
    height: int


@dataclass(frozen=True)
class Shade:
    """How dark a part is, by its place among its row's parts: from 1, the first, to 0.08."""

    opacity: float

    @property
    def tone(self) -> str:
        return "dark" if self.opacity > 0.75 else "light"


@dataclass(frozen=True)
class Part:
    """A part of a stacked bar. `words` is its count where there is room for it."""

    start: float
    width: float
    middle: float
    shade: Shade
    words: str


@dataclass(frozen=True)
class StackedBar:
    name: Name
    words: str
    y: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class StackedBars:
    """`legend` has the words of each part where all rows share them; else the table tells which is which."""

    legend: tuple[tuple[str, Shade], ...]
    rows: tuple[StackedBar, ...]
    height: int


@dataclass
class Pen:
    """How far down the drawing has come."""

    y: int
    line: int = LINE_LENGTH
    rows: list[Any] = field(default_factory=list)

    def name(self, words: str, figures: int) -> Name:
        """Writes a row's name; its first line leaves room for so many characters of figures at any width."""
        told = " " * min(figures + 1, LONGEST_FIGURE) + _shortened(words)
        written = [told]
        if len(told) > self.line:  # wrapping looks at every word: most names need none of it
            written = textwrap.wrap(told, self.line, expand_tabs=False, replace_whitespace=False, drop_whitespace=False)
        lines = tuple(Words(line.strip(), self.down(LINE)) for line in written)
        return Name(lines, lines[0].y)

    def down(self, by: int) -> int:
        self.y += by
        return self.y


def at_widths(draw: Callable[..., Any], *told: Any) -> list[tuple[Any, str]]:
    """A drawing for a narrow place and one for a wide one, each with its class; one for both where they are alike."""
    narrow, wide = draw(*told), draw(*told, line=WIDE_LINE)
    return [(narrow, "")] if narrow == wide else [(narrow, "cb-chart--narrow"), (wide, "cb-chart--wide")]


def rates(rows: Iterable[Any], norm: int, *, line: int = LINE_LENGTH) -> Bars:
    """Rates against a norm in percent. Rows have name, percent (None where there is no data), part and whole."""
    of = ((row, f"{number(row.part)} of {number(row.whole)}, " if row.whole else "") for row in rows)
    lines = [(row.name, row.percent, told + percent(row.percent), False) for row, told in of]
    return _bars(lines, Target(norm, "norm"), line)


def attendance(rows: Iterable[Any], review_line: int, *, line: int = LINE_LENGTH) -> Bars:
    """Attendance against the review line; a bar below it is hollow. Rows have name and figures; without data, none."""
    told = [(row.name, row.figures.attendance_percent, row.figures.is_below(review_line)) for row in rows]
    lines = [(name, attended, percent(attended), below) for name, attended, below in told if attended is not None]
    return _bars(lines, Target(review_line, "review line"), line)


def bars_against(lines: Iterable[BarTold], target: int, words: str, *, line: int = LINE_LENGTH) -> Bars:
    """Bars kept as plain data."""
    return _bars(lines, Target(target, words), line)


def dumbbells(rows: Iterable[Any], low: int, high: int, *, line: int = LINE_LENGTH) -> Dumbbells:
    """The same people's means before, after and later. Rows have measure, and after and later: a change from before.

    Each pair is drawn from its own people's first mean, one below the other. What has no means isn't drawn.
    """
    scale, pen = Scale(low, high), Pen(BEFORE_THE_ROWS["dumbbells"], line)
    for row in rows:
        name = pen.name(row.measure, figures=13)
        means = (row.after.before, row.after.after, row.later.before, row.later.after)
        places = (None if mean is None else scale.at(mean) for mean in means)
        pen.rows.append(Dumbbell(name, signed(row.after.mean), signed(row.later.mean), pen.y + 6, *places))
        pen.down(DUMBBELL_ROW)
    return Dumbbells(scale, tuple(pen.rows), axis=pen.y - 6, height=pen.y + 16)


def stacked_bars(rows: Sequence[Any], *, line: int = LINE_LENGTH) -> StackedBars:
    """How answers are spread, the first part darkest. Rows have name, words, parts (words with their count), total."""
    pen = Pen(BEFORE_THE_ROWS["stacked bars"], line)
    for row in rows:
        name = pen.name(row.name, figures=len(row.words))
        parts = _parts([how_many for _, how_many in row.parts], row.total)
        pen.rows.append(StackedBar(name, row.words, pen.y + 8, parts))
        pen.down(STACKED_ROW)
    return StackedBars(_legend(rows), tuple(pen.rows), pen.y)


def _bars(lines: Iterable[BarTold], target: Target, line: int) -> Bars:
    pen = Pen(BEFORE_THE_ROWS["bars"], line)
    for title, value, words, is_hollow in lines:
        name = pen.name(title, figures=len(words))
        width = None if value is None else max(value - ROUNDING_OF_THE_TRACK, 0)
        pen.rows.append(Bar(name, words, pen.y + 7, width, is_hollow))
        pen.down(BAR_ROW)
    return Bars(target, tuple(pen.rows), pen.y)


def _parts(counts: Sequence[int], total: int) -> tuple[Part, ...]:
    """Those that anybody chose, from left to right; each has the shade of its place among all."""
    widths = [100 * each / total if each else 0 for each in counts]
    starts = accumulate(widths, initial=0)
    return tuple(
        Part(start, width, start + width / 2, shade, number(each) if width >= _room_for(each) else "")
        for each, width, start, shade in zip(counts, widths, starts, _shades(len(counts)), strict=False)
        if each
    )


def _room_for(how_many: int) -> int:
    return max(SMALLEST_PART_WITH_A_COUNT, WIDTH_OF_A_FIGURE * len(number(how_many)))


def _shades(how_many: int) -> list[Shade]:
    return [Shade(round(1 - 0.92 * place / max(how_many - 1, 1), 3)) for place in range(how_many)]


def _legend(rows: Sequence[Any]) -> tuple[tuple[str, Shade], ...]:
    of_rows = [[words for words, _ in row.parts] for row in rows]
    if not of_rows or any(words != of_rows[0] for words in of_rows):
        return ()
    return tuple(zip(of_rows[0], _shades(len(of_rows[0])), strict=True))


def _shortened(words: str) -> str:
    """Cut at a space, with "…"; the table has the whole."""
    return words if len(words) <= LONGEST_NAME else words[: LONGEST_NAME - 1].rsplit(" ", 1)[0] + "…"

"""Where everything stands in a chart of how far figures differ: changes with their intervals, and a funnel.

As in `app/web/charts.py`: across in percent, down in pixels.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.evaluation.statistics.rules_change import MatchedChange
from app.evaluation.statistics.rules_funnel import Funnel, Standing
from app.web.charts import Name, Pen, Words
from app.web.formatting import bound, signed

STRIP_ROW = 34

MOST_DOTS = 60
"""Of more sessions than that, no single dot can be told from the next."""

FUNNEL_HEIGHT, BENEATH_FUNNEL = 320, 44


@dataclass(frozen=True)
class Axis:
    """From low to high, with the steps that are written beneath."""

    low: float
    high: float
    steps: tuple[float, ...]

    def at(self, value: float) -> float:
        """Where a value lies, in percent: at the nearer end if it is outside."""
        within = min(max(value, self.low), self.high)
        return round(100 * (within - self.low) / (self.high - self.low), 2)

    @property
    def ticks(self) -> list[tuple[str, float]]:
        return [(f"{step:+g}".replace("-", "−") if step else "0", self.at(step)) for step in self.steps]


def axis_around(values: Iterable[float], *, holds: Sequence[float] = ()) -> Axis:
    """Whole steps, few enough for a phone, around all values; around nought alone if there are none."""
    found = [*values, *holds]
    low, high = math.floor(min(found, default=-1)), math.ceil(max(found, default=1))
    step = max(1, math.ceil((high - low) / 8))
    low, high = step * math.floor(low / step), step * math.ceil(max(high, low + step) / step)
    return Axis(low, high, tuple(float(each) for each in range(low, high + 1, step)))


@dataclass(frozen=True)
class Strip:
    """One change: its mean, its interval if it has one, and each session's own mean."""

    name: Name
    words: str
    y: int
    mean: float
    low: float | None
    high: float | None
    dots: tuple[float, ...]


@dataclass(frozen=True)
class Strips:
    axis: Axis
    rows: tuple[Strip, ...]
    axis_y: int
    height: int

    @property
    def nought(self) -> float:
        return self.axis.at(0)


def change_strips(rows: Iterable[tuple[str, MatchedChange]]) -> Strips:
    """Changes, each with its name: mean, interval by session, and a dot for each session's own mean."""
    found = [(name, change, change.mean) for name, change in rows if change.mean is not None]
    shown = {name: change.sessions if len(change.sessions) <= MOST_DOTS else () for name, change, _ in found}
    axis = axis_around(
        [value for _, change, _ in found for value in (change.mean, change.low, change.high) if value is not None]
        + [each.mean for sessions in shown.values() for each in sessions],
        holds=(-1, 1),
    )
    pen = Pen(0)
    for name, change, mean in found:
        words = signed(change.mean)
        if change.has_interval:
            words += f" ({bound(change.low)} to {bound(change.high)})"
        written = pen.name(name, figures=len(words))
        pen.rows.append(
            Strip(
                written,
                words,
                pen.y + 6,
                axis.at(mean),
                None if change.low is None else axis.at(change.low),
                None if change.high is None else axis.at(change.high),
                tuple(axis.at(each.mean) for each in shown[name]),
            )
        )
        pen.down(STRIP_ROW)
    return Strips(axis, tuple(pen.rows), pen.y, pen.y + 22)


@dataclass(frozen=True)
class FunnelMark:
    """One course or trainer. Outside it has its number beside it, on the side that has room."""

    number: int
    x: float
    y: float
    standing: Standing

    @property
    def shape(self) -> str:
        return {"within": "circle", "above": "square", "below": "square"}.get(self.standing.name.lower(), "triangle")

    @property
    def is_named(self) -> bool:
        return self.standing is not Standing.WITHIN

    @property
    def number_y(self) -> float:
        return round(self.y + 5, 2)

    @property
    def is_at_the_right(self) -> bool:
        return self.x > 85


@dataclass(frozen=True)
class FunnelChart:
    """Limits as polygons of a hundred by a hundred, marks in percent across and pixels down."""

    marks: tuple[FunnelMark, ...]
    inner: str
    outer: str
    target: float
    sideways: tuple[Words, ...]
    beneath: tuple[tuple[int, float], ...]
    height: int


def funnel_chart(chart: Funnel) -> FunnelChart:
    """Each unit by how much it rests on and what it shows, within its limits."""
    most = 1.05 * max(unit.weight for unit in chart.units)
    from_weight = max(0.6 * min(unit.weight for unit in chart.units), 1.0)
    weights = [from_weight + (most - from_weight) * step / 40 for step in range(41)]
    limits = [chart.limits(weight) for weight in weights]
    axis = axis_around(
        [unit.value for unit in chart.units] + [edge for each in limits for edge in (each.low, each.high)]
    )

    def across(weight: float) -> float:
        return round(100 * (weight - from_weight) / (most - from_weight), 2)

    def down(value: float) -> float:
        return round(100 - axis.at(value), 2)

    def band(edges: list[tuple[float, float]]) -> str:
        there = [f"{across(weight)},{down(low)}" for weight, (low, _) in zip(weights, edges, strict=True)]
        back = [f"{across(weight)},{down(high)}" for weight, (_, high) in zip(weights, edges, strict=True)]
        return " ".join([*there, *reversed(back)])

    marks = [
        FunnelMark(number, across(unit.weight), down(unit.value) * FUNNEL_HEIGHT / 100, unit.standing)
        for number, unit in enumerate(chart.units, start=1)
    ]
    steps = sorted({max(round(from_weight + (most - from_weight) * part), 1) for part in (0.05, 0.33, 0.64, 0.95)})
    return FunnelChart(
        tuple(marks),
        band([(each.low, each.high) for each in limits]),
        band([(each.alarm_low, each.alarm_high) for each in limits]),
        down(chart.target) * FUNNEL_HEIGHT / 100,
        tuple(Words(words, round((100 - place) * FUNNEL_HEIGHT / 100) + 15) for words, place in axis.ticks),
        tuple((step, across(step)) for step in steps),
        FUNNEL_HEIGHT + BENEATH_FUNNEL,
    )

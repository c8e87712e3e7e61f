"""From docs/benchmarks.json: the table and the picture of docs/benchmarks.md, and what one machine and several carry.

.venv/bin/python -m bench.report
"""

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from bench import capacity
from bench.figures import KEPT_IN, QUIET, Figure, figure_of, in_words, kept_figures

PAGE, PICTURE = KEPT_IN.with_name("benchmarks.md"), KEPT_IN.with_name("benchmarks.svg")
MACHINES = KEPT_IN.with_name("more-than-one-machine.md")
BEGINS, ENDS = "<!-- written by bench.report -->", "<!-- until here -->"

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL", "": "–"}

MOST_NAMED = 12

LINE, LEFT, RIGHT, WIDTH, LONGEST = 22, 760, 1020, 1260, 2.0
"""Pixels; a bar is cut at so many times its bound, between the left and the right."""


@click.command()
def write() -> None:
    """All of them, of what is kept."""
    rows = kept_figures()
    for file, text in written(rows).items():
        file.write_text(text, encoding="utf-8")
    click.echo(f"{len(rows)} figures, {sum(not figure_of(row).holds for row in rows)} over their bounds")


def written(rows: list[dict[str, Any]]) -> dict[Path, str]:
    """What each file should say."""
    rows = sorted(rows, key=lambda row: row["part"])
    return {
        PAGE: _between_the_marks(PAGE, tables(rows)),
        MACHINES: _between_the_marks(MACHINES, capacity.table(rows)),
        PICTURE: "\n".join(picture(rows)) + "\n",
    }


def _between_the_marks(page: Path, lines: Iterable[str]) -> str:
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGINS)
    assert rest, f"{page.name} has no line {BEGINS!r}"
    return before + "\n".join([BEGINS, *lines, ENDS]) + rest.partition(ENDS)[2]


def tables(rows: list[dict[str, Any]]) -> Iterator[str]:
    """One a part, each with the circumstances it was measured in."""
    for part, of_part in groupby(rows, key=lambda row: row["part"]):
        some = list(of_part)
        yield from ("", f"### {part.capitalize()}", "")
        yield from dict.fromkeys(_circumstances(row) for row in some)
        yield from ("", "| measure | database | measured | bound |", "|---|---|---|---|")
        for row in some:
            figure = figure_of(row)
            value = f"{in_words(figure.value)} {figure.unit}".strip()
            value = value if figure.holds else f"**{value}**"
            what = f"{figure.name}: {_in_a_cell(figure.says)}" if figure.says else figure.name
            yield f"| {what} | {NAMES[figure.on]} | {value} | {figure.bound} |"
    yield ""


def _in_a_cell(says: str) -> str:
    """Of many things the first few."""
    named = says.replace("|", "\\|").split(", ")
    left = len(named) - MOST_NAMED
    return ", ".join(named[:MOST_NAMED]) + (f" and {left} more" if left > 0 else "")


def _circumstances(row: dict[str, Any]) -> str:
    beside = "a quiet machine" if row["others"] <= QUIET else f"others used {100 * row['others']:.0f}% of it beside"
    return f"{row['date']}, {row['machine']}, {beside}. {row['versions']}."


def picture(rows: list[dict[str, Any]]) -> Iterator[str]:
    """A bar for each figure that has a bound: it reaches the line if within, whether more or less is better."""
    figures = [figure for figure in map(figure_of, rows) if figure.bound]
    height = LINE * (len(figures) + 1) + 10
    scale = (RIGHT - LEFT) / LONGEST
    box = f'viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="12"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {box}>'
    yield f"<title>Figures beside their bounds</title><rect width='{WIDTH}' height='{height}' fill='#fff'/>"
    for number, figure in enumerate(figures):
        y, share = 8 + LINE * number, _share(figure)
        colour, cut = "#0f7a52" if figure.holds else "#ca3535", "…" if share > LONGEST else ""
        part = "" if figure.name.lower().startswith(figure.part) else f"{figure.part.capitalize()}: "
        name = escape(f"{part}{figure.name}{f' ({NAMES[figure.on]})' if figure.on else ''}")
        says = escape(f"{cut} {in_words(figure.value)} {figure.unit}".rstrip() + f", {figure.bound}")
        yield f'<text x="{LEFT - 8}" y="{y + 14}" text-anchor="end">{name}</text>'
        length = min(LONGEST, share) * scale
        yield f'<rect x="{LEFT}" y="{y + 3}" width="{length:.1f}" height="{LINE - 7}" fill="{colour}"/>'
        weight = "" if figure.holds else ' font-weight="bold"'
        yield f'<text x="{LEFT + max(length, scale) + 6:.0f}" y="{y + 14}"{weight}>{says}</text>'
    x = LEFT + scale
    yield f'<line x1="{x:.0f}" x2="{x:.0f}" y1="0" y2="{height - LINE}" stroke="#0b0c0c" stroke-width="2"/>'
    yield f'<text x="{x:.0f}" y="{height - 8}" text-anchor="middle">to here or beyond: within its bound</text></svg>'


def _share(figure: Figure) -> float:
    """Of its bound, or where less is better, of it its bound."""
    if figure.at_least is not None:
        return figure.value / figure.at_least
    assert figure.at_most is not None
    return figure.at_most / figure.value if figure.value else LONGEST


if __name__ == "__main__":
    write()

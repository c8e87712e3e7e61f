"""What was measured: each figure with its bound, the machine and the day, kept in docs/benchmarks.json.

A measuring script notes its figures here; `python -m bench.report` writes the table and the picture of them.
A figure is replaced when the same is measured again. What wasn't measured isn't there.
"""

import json
import os
import platform
import sqlite3
import subprocess
import time
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from bench.postgresql import NoPostgreSQL, programs

KEPT_IN = Path(__file__).parents[1] / "docs" / "benchmarks.json"
QUIET = 0.1
"""Of the processors, what others may use while it still counts as a quiet machine."""


@dataclass(frozen=True)
class Figure:
    """One number. `at_least` or `at_most` is its bound, None where it stands to be read alone.

    `part` is what was run, `on` the database ("" where there is none).
    """

    part: str
    name: str
    value: float
    unit: str
    on: str = ""
    at_least: float | None = None
    at_most: float | None = None
    says: str = ""

    @property
    def holds(self) -> bool:
        too_little = self.at_least is not None and self.value < self.at_least
        return not too_little and not (self.at_most is not None and self.value > self.at_most)

    @property
    def bound(self) -> str:
        if self.at_least is not None:
            return f"at least {in_words(self.at_least)}"
        return "" if self.at_most is None else f"at most {in_words(self.at_most)}"


@dataclass
class Measuring:
    """One run of a script. Others' work on the machine is looked at before it begins."""

    part: str
    figures: list[Figure] = field(default_factory=list)
    others: float = field(default_factory=lambda: used_by_others())

    def note(self, name: str, value: float, unit: str, **more: Any) -> Figure:
        """Print it beside its bound, and keep it for `save`."""
        figure = Figure(self.part, name, round(float(value), 4), unit, **more)
        self.figures.append(figure)
        over = "" if figure.holds else "  OVER ITS BOUND"
        where = f" ({figure.on})" if figure.on else ""
        bound = f"  [{figure.bound}]" if figure.bound else ""
        click.echo(f"{figure.name}{where}: {in_words(figure.value)} {figure.unit}{bound}{over}")
        return figure

    def save(self) -> None:
        """Beside what was measured earlier, each with the circumstances of its own run."""
        of_now = circumstances() | {"others": round(self.others, 2)}
        new = {_key(row): row for row in (asdict(figure) | of_now for figure in self.figures)}
        kept = {_key(row): row for row in kept_figures()}
        rows = list((kept | new).values())
        KEPT_IN.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def kept_figures() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(KEPT_IN.read_text(encoding="utf-8")) if KEPT_IN.exists() else []
    return found


def figure_of(row: dict[str, Any]) -> Figure:
    return Figure(**{name: row[name] for name in Figure.__dataclass_fields__})


def _key(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["part"], row["name"], row["on"]


@cache
def circumstances() -> dict[str, str]:
    """The machine, what runs on it, and the day."""
    return {
        "date": date.today().isoformat(),  # noqa: DTZ011 (of the machine that measures)
        "machine": f"{os.cpu_count()} × {_processor()}, {_memory()} GiB",
        "versions": f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {_postgresql()}, "
        f"Flask {version('flask')}, SQLAlchemy {version('sqlalchemy')}, psycopg {version('psycopg')}, "
        f"gunicorn {version('gunicorn')}",
    }


def _postgresql() -> str:
    """By its own word, without where it was built."""
    try:
        program = programs() / "postgres"
    except NoPostgreSQL:
        return "no PostgreSQL"
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return said.replace("(PostgreSQL) ", "").strip().capitalize().replace("Postgres", "PostgreSQL")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def _memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def used_by_others(seconds: float = 2.0) -> float:
    """Of all processors, what is busy while this process sleeps."""
    before = _ticks()
    time.sleep(seconds)
    idle, whole = (later - earlier for later, earlier in zip(_ticks(), before, strict=True))
    return 1 - idle / max(1, whole)


def _ticks() -> tuple[int, int]:
    """Of the processors together: those without work, and all."""
    try:
        ticks = [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    except OSError:
        return 1, 1
    return ticks[3] + ticks[4], sum(ticks)


def in_words(number: float) -> str:
    """As many digits as say something."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"

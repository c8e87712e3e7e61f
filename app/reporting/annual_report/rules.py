"""What the report says, as it is kept: its parts in order, each with the manager's words and its figures."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.programme.periods import year_dates
from app.reporting.sections.rules import ReportedSection
from app.web.formatting import day_month_year

FOREWORD, CLOSING = "foreword", "closing"
WORDS_ALONE = {FOREWORD: "Foreword", CLOSING: "In closing"}
"""Parts that have no figures: they are in the report once something is written for them."""


@dataclass(frozen=True)
class ReportPart:
    """A section as the office sees it in the outline: whether it is in the report, and what is written for it.

    `nothing` says why there is nothing to show yet; then it is in the report for its words alone.
    """

    key: str
    title: str
    is_on: bool
    words: str
    nothing: str = ""

    @property
    def has_figures(self) -> bool:
        return self.key not in WORDS_ALONE

    @property
    def is_left_out(self) -> bool:
        """By itself: nobody switched it off."""
        return self.is_on and bool(self.nothing) and not self.words


def outline(titles: Mapping[str, str], left_out: Collection[str], words: Mapping[str, str]) -> list[ReportPart]:
    """Every part in order, the foreword first. `titles` are those of the sections by their keys."""

    def alone(key: str) -> ReportPart:
        return ReportPart(key, WORDS_ALONE[key], bool(words.get(key)), words.get(key, ""))

    sections = [ReportPart(key, title, key not in left_out, words.get(key, "")) for key, title in titles.items()]
    return [alone(FOREWORD), *sections, alone(CLOSING)]


def content_of(year: str, partnership: str, parts: Sequence[tuple[ReportPart, ReportedSection]]) -> dict[str, Any]:
    """All that the report says: text and numbers as text, as it will be kept."""
    since, until = year_dates(year)
    return {
        "title": f"Training annual report {year}",
        "year": year,
        "partnership": partnership,
        "period": f"{day_month_year(since)} to {day_month_year(until)}",
        "parts": [section.as_plain | {"key": part.key, "words": part.words} for part, section in parts],
    }


def fingerprint(content: Mapping[str, Any]) -> str:
    """Of what a report says, whenever and as which version: two that say the same have the same."""
    said = json.dumps([content["partnership"], content["parts"]], sort_keys=True, default=list)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def parts_changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """The titles of the parts that differ, are new or are gone."""
    old, new = ({part["key"]: part for part in each["parts"]} for each in (before, now))
    return [
        (new.get(key) or old[key])["title"]
        for key in {**new, **old}
        if _as_text(old.get(key)) != _as_text(new.get(key))
    ]


def _as_text(part: Any) -> str:
    return json.dumps(part, sort_keys=True, default=list)


def as_version(
    content: Mapping[str, Any], *, version: int, on: date, changes: str, earlier: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The same with which version it is, of which day, and what changed in this one and those before it."""
    history = [*earlier, {"version": version, "on": day_month_year(on), "changes": changes}]
    return {**content, "version": version, "on": day_month_year(on), "history": history}


def can_be_published(year: str, today: date) -> bool:
    """Once the year is over."""
    return year_dates(year)[1] < today

"""The report's year in an address, and a report's parts as they stand on a page."""

from collections.abc import Mapping
from typing import Any

from flask import abort
from markupsafe import Markup

from app.programme.periods import year_dates
from app.reporting.annual_report.rules_markdown import as_html
from app.web.charts import Bars, at_widths, bars_against


def year_in_path(year: str) -> str:
    """A programme year; page not found for anything else."""
    try:
        year_dates(year)
    except ValueError:
        abort(404)
    return year


def words_in_html(part: Mapping[str, Any]) -> Markup:
    """The manager's words of a part."""
    return as_html(part["words"])


def chart_on_page(chart: Mapping[str, Any]) -> list[tuple[Bars, str]]:
    """As it is drawn for a narrow place and for a wide one."""
    lines = [(bar["name"], bar["percent"], bar["words"], bar["is_hollow"]) for bar in chart["bars"]]
    return at_widths(bars_against, lines, chart["target"], chart["target_words"])

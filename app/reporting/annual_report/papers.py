"""The report as a tagged PDF, and its charts as pictures for a document that can't hold drawings."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.files.documents import typeset, typeset_picture
from app.reporting.annual_report.rules_markdown import as_blocks


def report_as_pdf(content: Mapping[str, Any], *, at: datetime) -> bytes:
    """With contents, charts as vectors, and an alternative text for each. A draft says on every page that it is one."""
    data = {
        "heading": content["title"],
        "period": content["period"],
        "partnership": content["partnership"],
        "version": content.get("version", 0),
        "on": content.get("on", ""),
        "history": [each for each in content.get("history", ()) if each["changes"]],
        "parts": [part | {"blocks": as_blocks(part["words"])} for part in content["parts"]],
    }
    return typeset("reporting/annual_report/report.typ", data, title=title_of(content), at=at)


def title_of(content: Mapping[str, Any]) -> str:
    """Of the document: what it is, which version, or that it is a draft."""
    version = content.get("version", 0)
    return f"{content['title']}, version {version}" if version else f"{content['title']}: draft"


def chart_as_picture(chart: Mapping[str, Any]) -> bytes:
    """PNG, as wide as the text of a page."""
    return typeset_picture("reporting/annual_report/chart.typ", {"chart": chart})

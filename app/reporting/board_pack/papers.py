"""The board pack as a tagged PDF of one page."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.files.documents import typeset


def pack_as_pdf(content: Mapping[str, Any], *, at: datetime) -> bytes:
    """On one page of A4: the template makes its letters as large as the page allows."""
    version = content.get("version", 0)
    data = {"version": 0, "on": "", "changes": "", **content, "heading": content["title"]}
    title = f"{content['title']}, version {version}" if version else f"{content['title']}: draft"
    return typeset("reporting/board_pack/pack.typ", data, title=title, at=at)

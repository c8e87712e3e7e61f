"""The page for the board as a PDF."""

from datetime import datetime
from typing import Any

from app.files.documents import typeset


def board_page(told: dict[str, Any], *, at: datetime) -> bytes:
    """On A4 lying on its side; `told` is all that the page says, as text."""
    title = f"{told['title']}, {told['period']}"
    return typeset("evaluation/board/board.typ", told | {"heading": told["title"]}, title=title, at=at)

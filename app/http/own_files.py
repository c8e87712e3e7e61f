"""Our own stylesheets, scripts and pictures: kept for a year, under an address that says what is in them."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import current_app, request

from app.http.asking import words_asked

_VERSION = "v"


def say_what_is_in_it(endpoint: str, values: dict[str, Any]) -> None:
    """Flask asks this for what each address is made of. A typeface never changes, and its stylesheet names it bare."""
    if endpoint == "static" and not values.get("filename", ".woff2").endswith(".woff2"):
        file = Path(str(current_app.static_folder)) / values["filename"]
        if file.is_file():
            values[_VERSION] = _digest_of(file, file.stat().st_mtime_ns)


@cache
def _digest_of(file: Path, changed_at: int) -> str:
    return sha256(file.read_bytes()).hexdigest()[:12]


def never_changes() -> bool:
    """Whether the file that is asked for is the same for as long as there is this address."""
    return request.endpoint == "static" and (bool(words_asked(_VERSION)) or request.path.endswith(".woff2"))

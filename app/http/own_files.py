"""Our own stylesheets, scripts and pictures: kept for a year, under an address that says what is in them."""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG
from typing import Any

from flask import Flask, Response, current_app, request

from app.http.asking import words_asked
from app.http.kept_pages import same_for_everybody

_VERSION = "v"


def install(app: Flask) -> None:
    send_static_file: Callable[..., Response] = app.send_static_file
    app.view_functions["static"] = same_for_everybody(send_static_file)
    app.url_defaults(say_what_is_in_it)


def say_what_is_in_it(endpoint: str, values: dict[str, Any]) -> None:
    """Flask asks this for what each address is made of. A typeface never changes, and its stylesheet names it bare."""
    name = values.get("filename", "")
    if endpoint == "static" and not name.endswith(".woff2") and (version := _version_of(name)):
        values[_VERSION] = version


def _version_of(name: str) -> str | None:
    """None where there is no such file."""
    file = Path(str(current_app.static_folder)) / name
    try:
        found = file.stat()
    except (OSError, ValueError):  # nothing there, or a name that no file can have
        return None
    return _digest_of(file, found.st_mtime_ns) if S_ISREG(found.st_mode) else None


@cache
def _digest_of(file: Path, changed_at: int) -> str:
    return sha256(file.read_bytes()).hexdigest()[:12]


def never_changes() -> bool:
    """Whether the file that is asked for is the same for as long as there is this address.

    Where an older and a newer version of us answer side by side, one may be asked for what only the other has.
    """
    if request.endpoint != "static":
        return False
    name, asked = str((request.view_args or {}).get("filename", "")), words_asked(_VERSION)
    return name.endswith(".woff2") or (bool(asked) and asked == _version_of(name))

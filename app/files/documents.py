"""PDF documents: typst sets templates/<room>/<name>.typ with the data we hand it."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from flask import Response, current_app

from app.core import clock

FONTS = Path(__file__).parent.parent / "static" / "vendor" / "fonts"
PDF = "application/pdf"


def typeset(template: str, data: dict[str, Any], *, title: str, at: datetime) -> bytes:
    """A tagged PDF, PDF/UA-1 where our typeface has every character, of a template such as "layout/document.typ".

    The data reach the template as JSON, never as part of its source: there `#`, `@` and `$` would be commands.
    The template finds them in `data`, with `title`, `partnership`, `logo` (bytes or none), `ask` (our address) and
    `made` (year, month, day) beside them, by `#import "/layout/document.typ": *`. The same data at the same London
    date give the same bytes.
    """
    folder = str(Path(current_app.root_path, current_app.template_folder or "").resolve())
    made = clock.to_london(at).date()
    everything = {
        "title": title,
        "partnership": current_app.config["PARTNERSHIP_NAME"],
        "logo": _logo(),
        "ask": current_app.config["MAIL_DEFAULT_SENDER"],
        "made": [made.year, made.month, made.day],
        **data,
    }
    settings: dict[str, Any] = {
        "input": f"{folder}/{template}",
        "root": folder,
        "font_paths": [str(FONTS)],
        "ignore_system_fonts": True,
        "sys_inputs": {"data": json.dumps(everything)},
    }
    try:
        return bytes(typst.compile(**settings, pdf_standards=["ua-1"]))
    except typst.TypstError:
        # PDF/UA forbids the box that stands for a character no typeface of ours has; a tagged PDF may show it.
        return bytes(typst.compile(**settings))


def as_download(content: bytes, name: str, media_type: str = PDF) -> Response:
    """A file that the browser keeps under a name of ours (ASCII)."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(content, mimetype=media_type, headers=headers)


def _logo() -> list[int] | None:
    """The partnership's picture as numbers: JSON has no bytes."""
    path = current_app.config["PARTNERSHIP_LOGO"]
    return list(Path(path).read_bytes()) if path else None

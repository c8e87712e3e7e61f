"""PDF documents: typst sets templates/<room>/<name>.typ with the data we hand it."""

import json
from datetime import datetime
from os import SEEK_END
from pathlib import Path
from typing import IO, Any

import typst
from flask import Response, current_app

from app.core import clock
from app.settings import queries as settings
from app.settings.rules_partnership import Appearance, PartnershipDetails

FONTS = Path(__file__).parent.parent / "static" / "vendor" / "fonts"
PDF = "application/pdf"


def typeset(template: str, data: dict[str, Any], *, title: str, at: datetime) -> bytes:
    """A tagged PDF, PDF/UA-1 where our typeface has every character, of a template such as "layout/document.typ".

    The data reach the template as JSON, never as part of its source: there `#`, `@` and `$` would be commands.
    The template finds them in `data`, with `title`, `partnership`, `logo` (bytes or none), `ask` (how to reach us)
    and `made` (year, month, day) beside them, by `#import "/layout/document.typ": *`. The same data at the same London
    date give the same bytes.
    """
    folder = str(Path(current_app.root_path, current_app.template_folder or "").resolve())
    made, partnership = clock.to_london(at).date(), settings.current(PartnershipDetails)
    everything = {
        "title": title,
        "partnership": partnership.name,
        "logo": _logo(),
        "ask": ", ".join(partnership.reached_by) or current_app.config["MAIL_DEFAULT_SENDER"],
        "made": [made.year, made.month, made.day],
        **data,
    }
    setting: dict[str, Any] = {
        "input": f"{folder}/{template}",
        "root": folder,
        "font_paths": [str(FONTS)],
        "ignore_system_fonts": True,
        "sys_inputs": {"data": json.dumps(everything)},
    }
    try:
        return bytes(typst.compile(**setting, pdf_standards=["ua-1"]))
    except typst.TypstError:
        # PDF/UA forbids the box that stands for a character no typeface of ours has; a tagged PDF may show it.
        return bytes(typst.compile(**setting))


def typeset_picture(template: str, data: dict[str, Any]) -> bytes:
    """A PNG, sharp in print, of a template that draws one page: for files that can't hold a drawing. Its text needs an
    alternative beside it."""
    folder = str(Path(current_app.root_path, current_app.template_folder or "").resolve())
    drawn = typst.compile(
        f"{folder}/{template}",
        root=folder,
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        format="png",
        ppi=200,
    )
    return bytes(drawn)


def as_download(content: bytes, name: str, media_type: str = PDF) -> Response:
    """A file that the browser keeps under a name of ours (ASCII)."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(content, mimetype=media_type, headers=headers)


def as_large_download(file: IO[bytes], name: str, media_type: str) -> Response:
    """The same of a file on disk, which is sent a piece at a time and closed."""
    size = file.seek(0, SEEK_END)
    file.seek(0)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    response = Response(iter(lambda: file.read(_PIECE), b""), mimetype=media_type, headers=headers)
    response.content_length = size
    response.call_on_close(file.close)
    return response


_PIECE = 64 * 1024


def can_show(picture: bytes) -> bool:
    """Whether a PDF can hold a picture: a damaged one would spoil every document that shows it."""
    try:
        typst.compile(
            b'#image(bytes(json(bytes(sys.inputs.data))), alt: "")', sys_inputs={"data": json.dumps([*picture])}
        )
    except typst.TypstError:
        return False
    return True


def _logo() -> list[int] | None:
    """The partnership's picture as numbers: JSON has no bytes. The one set on a page, else that of the server."""
    stored_as = settings.current(Appearance).logo_stored_as
    path = (
        Path(current_app.config["UPLOADS"]) / stored_as if stored_as else Path(current_app.config["PARTNERSHIP_LOGO"])
    )
    return list(path.read_bytes()) if path.is_file() else None

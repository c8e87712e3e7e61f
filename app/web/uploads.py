"""Files that the office uploads: what they are by their content, and where they are kept."""

import hashlib
import io
import zipfile
import zlib
from pathlib import Path

from flask import current_app, request

from app.core.errors import Refusal

LARGEST = 20 * 1024 * 1024
"""Bytes of one file."""

A_FORM = 64 * 1024
"""Bytes that a form has beside its file."""

PDF = "application/pdf"
POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODP = "application/vnd.oasis.opendocument.presentation"


class NotAMaterial(Refusal):
    field = "file"
    message = "Choose a PDF, or slides as PPTX or ODP. This file is something else, whatever its name says."


class TooLarge(Refusal):
    field = "file"
    message = f"The file can have {LARGEST // 1024 // 1024} MB at most. Save it smaller, as PDF for instance."


def media_type(content: bytes) -> str:
    """What a file is by its content, whatever its name says. Raises NotAMaterial or TooLarge."""
    if len(content) > LARGEST:
        raise TooLarge
    if content.startswith(b"%PDF-"):
        return PDF
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = set(packed.namelist())
            if {"[Content_Types].xml", "ppt/presentation.xml"} <= names and not any("vbaProject" in n for n in names):
                return POWERPOINT
            says = packed.getinfo("mimetype") if "mimetype" in names else None
            if says and says.file_size == len(ODP) and packed.read(says) == ODP.encode():
                return ODP
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, OSError):
        raise NotAMaterial from None  # zipfile says in all these ways that what it reads is damaged
    raise NotAMaterial


def let_a_large_file_in(largest: int = LARGEST) -> None:
    """For the request under way: everywhere else a form is small."""
    request.max_content_length = largest + A_FORM


def let_many_fields_in(how_many: int) -> None:
    """For the request under way: everywhere else a form has fewer than a thousand."""
    request.max_form_parts = how_many


def store(content: bytes) -> str:
    """Keep a file under the name of its content; the same file again is the same name."""
    name = hashlib.sha256(content).hexdigest()
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    path, fresh = folder / name, folder / f"{name}.new"
    if not path.exists():
        fresh.write_bytes(content)
        fresh.replace(path)  # nobody ever reads half a file
    return name


def path_of(name: str) -> Path:
    """Where a stored file is; it may be gone if the folder wasn't restored with the database."""
    return _folder() / name


def _folder() -> Path:
    return Path(current_app.config["UPLOADS"])

"""The pictures of help, as the browser tests took them."""

import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PICTURES = Path(__file__).parent.parent / "static" / "help"


@dataclass(frozen=True)
class PictureSize:
    """In pixels."""

    width: int
    height: int


@cache
def sizes_of_pictures() -> dict[str, PictureSize]:
    """Each by its name, read once from the head of its PNG: a page keeps room for what it is still loading."""
    return {path.stem: PictureSize(*struct.unpack(">II", path.read_bytes()[16:24])) for path in PICTURES.glob("*.png")}

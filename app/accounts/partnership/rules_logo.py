"""What a picture is by its content, and whether it is safe to show as the partnership's logo."""

import re
import struct
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from app.accounts.partnership.refusals import LogoTooLarge, NotALogo, UnsafeDrawing

LARGEST = 500_000
"""Bytes."""

MOST_PIXELS = 3000
"""Each way: a picture packs far more of them than it has bytes."""

PNG, JPEG, SVG = "image/png", "image/jpeg", "image/svg+xml"

MOST_ELEMENTS = 5000

_FORBIDDEN = {
    *("script", "foreignobject", "iframe", "embed", "object", "audio", "video", "a", "handler", "listener"),
    *("animate", "animatemotion", "animatetransform", "set", "feimage"),
}
"""Elements that run something, load something or change an address later."""

_LOADS = re.compile(r"@import|expression\s*\(|url\s*\(\s*(?![\"']?\s*#)", re.IGNORECASE)
"""A style that points outside the drawing."""


def logo_media_type(content: bytes) -> str:
    """PNG, JPEG or SVG, whatever its name says. Raises LogoTooLarge, NotALogo or UnsafeDrawing."""
    if len(content) > LARGEST:
        raise LogoTooLarge
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        _must_be_bounded(_png_size(content))
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        _must_be_bounded(_jpeg_size(content))
        return JPEG
    _must_be_a_safe_drawing(content)
    return SVG


def _must_be_bounded(size: tuple[int, int]) -> None:
    if not min(size):
        raise NotALogo
    if max(size) > MOST_PIXELS:
        raise LogoTooLarge


def _png_size(content: bytes) -> tuple[int, int]:
    if content[12:16] != b"IHDR" or len(content) < 24:
        raise NotALogo
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """From the first frame header; the segments before it are passed over."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + max(length, 2)
    raise NotALogo


def _must_be_a_safe_drawing(content: bytes) -> None:
    try:
        root = fromstring(content, forbid_dtd=False)
    except DefusedXmlException:
        raise UnsafeDrawing from None
    except (ParseError, ValueError, LookupError):
        raise NotALogo from None
    if _local(root.tag) != "svg":
        raise NotALogo
    every = list(root.iter())
    if b"<?xml-stylesheet" in content or len(every) > MOST_ELEMENTS or not all(map(_is_safe, every)):
        raise UnsafeDrawing
    if any(element.get("id") and _has_uses(element) for element in every):
        raise UnsafeDrawing  # copies of copies: a small file would be an endless drawing


def _is_safe(element: Element) -> bool:
    if not isinstance(element.tag, str):
        return True  # a comment
    if _local(element.tag) in _FORBIDDEN:
        return False
    if _local(element.tag) == "style" and _LOADS.search("".join(element.itertext())):
        return False
    return all(_is_safe_attribute(_local(name), value) for name, value in element.attrib.items())


def _is_safe_attribute(name: str, value: str) -> bool:
    if name.startswith("on") or _LOADS.search(value):
        return False
    points_inside = value.strip().startswith(("#", "data:image/png;base64,", "data:image/jpeg;base64,"))
    return name not in ("href", "src", "base") or points_inside


def _has_uses(element: Element) -> bool:
    return any(isinstance(each.tag, str) and _local(each.tag) == "use" for each in element.iter())


def _local(name: str) -> str:
    """Without its namespace, in lower case."""
    return str(name).rpartition("}")[2].lower()

"""What may be a logo: a picture by its content, bounded, and a drawing that runs and loads nothing."""

import struct

import pytest

from app.accounts.partnership.refusals import LogoTooLarge, NotALogo, UnsafeDrawing
from app.accounts.partnership.rules_logo import JPEG, LARGEST, PNG, SVG, logo_media_type
from tests.builders import A_LOGO

A_FRAME = b"\xff\xc0\x00\x11\x08"


def a_png(width: int = 9, height: int = 9) -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height) + b"\x08\x02\x00\x00\x00"


def a_jpeg(width: int = 9, height: int = 9) -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x04ab" + A_FRAME + struct.pack(">HH", height, width) + b"\x03" * 12


def drawn(inside: str, attributes: str = "") -> bytes:
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"<svg {names} {attributes}>{inside}</svg>".encode()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (a_png(), PNG),
        (a_jpeg(), JPEG),
        (A_LOGO, SVG),
        (b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">' + A_LOGO, SVG),
        (drawn('<!-- ours --><g id="a"><path d="M0 0"/></g><use xlink:href="#a"/>'), SVG),
        (drawn('<style>.a { fill: url(#paint) }</style><image href="data:image/png;base64,AAAA"/>'), SVG),
    ],
)
def test_a_picture_is_known_by_its_content(content: bytes, kind: str) -> None:
    assert logo_media_type(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        drawn("<script>alert(1)</script>"),
        drawn('<rect onclick="alert(1)"/>'),
        drawn("", 'onload="alert(1)"'),
        drawn("<foreignObject><p>words</p></foreignObject>"),
        drawn('<a href="https://example.org/">words</a>'),
        drawn('<a xlink:href="javascript:alert(1)">words</a>'),
        drawn('<image href="https://example.org/seen.png"/>'),
        drawn('<image xlink:href="//example.org/seen.png"/>'),
        drawn('<image href="data:image/svg+xml;base64,AAAA"/>'),
        drawn('<use href="other.svg#a"/>'),
        drawn('<set attributeName="href" to="javascript:alert(1)"/>'),
        drawn("<style>@import 'https://example.org/a.css';</style>"),
        drawn("<style>rect { fill: url(https://example.org/a) }</style>"),
        drawn("<rect style=\"fill: url( 'https://example.org/a' )\"/>"),
        drawn('<rect fill="url(https://example.org/a)"/>'),
        drawn('<g id="a"><path d="M0 0"/></g><g id="b"><use href="#a"/><use href="#a"/></g><use href="#b"/>'),
        b'<?xml-stylesheet href="https://example.org/a.css"?>' + A_LOGO,
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + drawn("&a;"),
        drawn("<g/>" * 5001),
    ],
)
def test_a_drawing_that_runs_loads_or_multiplies_something_is_refused(content: bytes) -> None:
    with pytest.raises(UnsafeDrawing):
        logo_media_type(content)


@pytest.mark.parametrize(
    "content",
    [b"", b"words", b"GIF89a", b"%PDF-1.4", b"<svg>", b"<html/>", b"\x89PNG\r\n\x1a\n", a_png(0, 9), b"\xff\xd8\xff"],
)
def test_anything_else_is_no_logo(content: bytes) -> None:
    with pytest.raises(NotALogo):
        logo_media_type(content)


@pytest.mark.parametrize("content", [a_png(3001, 9), a_jpeg(9, 3001), a_png() + b"\0" * LARGEST])
def test_a_logo_is_bounded_in_bytes_and_in_pixels(content: bytes) -> None:
    with pytest.raises(LogoTooLarge):
        logo_media_type(content)

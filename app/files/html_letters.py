"""A letter's words in both their forms: plain text, and the HTML beside it. Each is made of the same marked words.

A line may say what it is: `## ` begins a heading, `- ` an entry of a list (lines below it that are indented belong to
it), `[[>Words]] address` is what the reader should press, `[[Words]] address` a further link (with a = before the words
plain text says them, too), and `[[foot]]` begins who wrote. All else is a paragraph. The HTML asks for nothing from
anywhere: no picture, no typeface, nothing that tells who has read it.
"""

import re
from dataclasses import dataclass
from html import escape
from itertools import groupby

from app.settings.rules_partnership import Appearance

FOOT = "[[foot]]"

_LINK = re.compile(r"^ *\[\[(?P<press>>?)(?P<named>=?)(?P<words>[^\]\n]+)\]\] (?=\S)", re.MULTILINE)
_HEADING = re.compile(r"^## ", re.MULTILINE)
_CODE = re.compile(r"(?<= is )(\d{6}|•{6})$")
_MAILBOX = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+")
_ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)’]")


@dataclass(frozen=True)
class LetterLook:
    """Whose letter it is: the name at its head, and its colour with that of the words on it."""

    name: str
    colour: str = Appearance.header_colour
    ink: str = "#ffffff"


def button(words: str, address: str, *, named: bool = False) -> str:
    """A line of a letter: what its reader should press. In plain text it is the address, behind its words if named."""
    return f"[[>{'=' if named else ''}{words}]] {address}"


def link_to(words: str, address: str, *, named: bool = False) -> str:
    """The same for where else its reader can go."""
    return f"[[{'=' if named else ''}{words}]] {address}"


def as_plain(words: str) -> str:
    """Marked words without their marks."""
    return _HEADING.sub("", _LINK.sub(_in_plain, words)).replace(f"{FOOT}\n", "")


def _in_plain(marked: re.Match[str]) -> str:
    indent = " " * (len(marked[0]) - len(marked[0].lstrip(" ")))
    return f"{indent}{marked['words']}: " if marked["named"] else indent


def as_html(words: str, *, subject: str, look: LetterLook) -> str:
    """A whole HTML document; its heading is the subject."""
    body, _, foot = words.strip().partition(f"{FOOT}\n")
    below = f'<div class="foot" role="contentinfo">{_foot(foot.splitlines())}</div>' if foot.strip() else ""
    return _DOCUMENT.format(
        subject=escape(subject),
        style=_STYLE,
        colour=look.colour,
        ink=look.ink,
        name=escape(look.name),
        body=_blocks(body, look),
        below=below,
    )


def _blocks(words: str, look: LetterLook) -> str:
    """Each stretch of lines of one kind in its element; a list goes on after an empty line."""
    made = []
    for block in re.split(r"\n\s*\n", words.strip("\n")):
        for kind, lines in groupby(block.split("\n"), _kind_of):
            made += _ELEMENTS[kind](list(lines), look)
    return "\n".join(made).replace("</ul>\n<ul>", "\n")


def _kind_of(line: str) -> str:
    if line.startswith("## "):
        return "heading"
    if line.startswith(("- ", "  ")):
        return "list"
    return "link" if _LINK.match(line) else "words"


def _headings(lines: list[str], look: LetterLook) -> list[str]:
    return [f"<h2>{escape(line[3:])}</h2>" for line in lines]


def _list(lines: list[str], look: LetterLook) -> list[str]:
    """Each entry with what stands below it."""
    entries = re.split(r"^- ", "\n".join(lines), flags=re.MULTILINE)
    shown = ["<br>".join(_in_entry(line.strip()) for line in entry.split("\n") if line.strip()) for entry in entries]
    return ["<ul>" + "\n".join(f"<li>{entry}</li>" for entry in shown if entry) + "</ul>"]


def _in_entry(line: str) -> str:
    marked = _LINK.match(line)
    return _anchor(marked["words"], line[marked.end() :]) if marked else _inline(line)


def _links(lines: list[str], look: LetterLook) -> list[str]:
    return [_linked(marked, line, look) for line in lines if (marked := _LINK.match(line))]


def _linked(marked: re.Match[str], line: str, look: LetterLook) -> str:
    words, address = marked["words"], line[marked.end() :]
    if not marked["press"]:
        return f"<p>{_anchor(words, address)}</p>"
    style = f"background-color:{look.colour};border-radius:8px"
    return (
        f'<table role="presentation" cellpadding="0" cellspacing="0" border="0" class="press"><tr><td style="{style}">'
        f"{_anchor(words, address, style=f'color:{look.ink}')}</td></tr></table>"
    )


def _anchor(words: str, address: str, *, style: str = "") -> str:
    """Without the address where it is hidden, as in the outbox."""
    leads = f' href="{escape(address)}"' if _ADDRESS.fullmatch(address) else ""
    styled = f' style="{style}"' if style else ""
    return f"<a{leads}{styled}>{escape(words)}</a>"


def _words(lines: list[str], look: LetterLook) -> list[str]:
    return [_paragraph(lines)] if any(line.strip() for line in lines) else []


def _paragraph(lines: list[str]) -> str:
    return "<p>" + "<br>".join(_inline(line.strip()) for line in lines if line.strip()) + "</p>"


def _foot(lines: list[str]) -> str:
    """Who wrote, and how to reach them: an e-mail address can be pressed."""
    shown = [
        f'<a href="mailto:{escape(line)}">{escape(line)}</a>' if _MAILBOX.fullmatch(line) else escape(line)
        for line in map(str.strip, lines)
        if line
    ]
    return f"<p>{'<br>'.join(shown)}</p>"


def _inline(line: str) -> str:
    """Escaped, with every address in it a link, and the code that it ends with large."""
    parts, end = [], 0
    for found in _ADDRESS.finditer(line):
        address = escape(found[0])
        parts += [escape(line[end : found.start()]), f'<a href="{address}">{address}</a>']
        end = found.end()
    return "".join([*parts, _CODE.sub(r'<strong class="code">\1</strong>', escape(line[end:]))])


_ELEMENTS = {"heading": _headings, "list": _list, "link": _links, "words": _words}

_STYLE = """
:root{color-scheme:light dark;supported-color-schemes:light dark}
body{margin:0;padding:0;background:#eef2f2;color:#14252b;font:17px/1.5 Helvetica,Arial,sans-serif;
-webkit-text-size-adjust:100%;overflow-wrap:anywhere}
.sheet{max-width:600px;margin:0 auto;background:#ffffff}
.head{padding:14px 20px;font-size:16px;font-weight:bold}
.words{padding:8px 20px 20px}
h1{font-size:24px;line-height:1.25;margin:16px 0}
h2{font-size:19px;line-height:1.3;margin:24px 0 4px}
h2+p{margin-top:0}
p,ul{margin:0 0 16px}
ul{padding-left:22px}
li{margin-bottom:8px}
a{color:#0f5257}
.press{margin:0 0 20px}
.press a{display:inline-block;padding:11px 20px;font-weight:bold;text-decoration:none}
.code{font-size:24px;letter-spacing:2px}
.foot{padding:16px 20px 20px;border-top:1px solid #cfdcdb;color:#4a5b60;font-size:15px}
.foot p{margin:0}
@media (prefers-color-scheme:dark){
body{background:#0d1719;color:#e8efee}
.sheet{background:#16262a}
a{color:#8fd3cb}
.press td{border:1px solid #8fd3cb}
.foot{color:#b4c4c3;border-color:#38494d}
}
"""

_DOCUMENT = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{subject}</title>
<style>{style}</style>
</head>
<body>
<div class="sheet">
<div class="head" role="banner" style="background-color:{colour};color:{ink}">{name}</div>
<div class="words" role="main">
<h1>{subject}</h1>
{body}
</div>
{below}
</div>
</body>
</html>
"""

"""The manager's own words, written in Markdown: as HTML that can be trusted, and as blocks for paper."""

from collections.abc import Iterator
from typing import Any

from markdown_it.tree import SyntaxTreeNode
from markupsafe import Markup

from app.files.markdown import MarkdownReader

LONGEST_WORDS = 20_000

_READER = MarkdownReader({"h1": "h3", "h2": "h3", "h3": "h4"})
"""Headings begin at the third level, below that of their section."""


def as_html(words: str) -> Markup:
    return _READER.html(words)


def as_blocks(words: str) -> list[dict[str, Any]]:
    """Paragraphs, headings, quotes and lists: paragraphs and headings hold runs of text with their marks."""
    return _blocks(_READER.parts(words))


def as_text(words: str) -> str:
    """On one line, without the marks."""
    return " ".join(_texts(as_blocks(words)))


def _texts(blocks: list[dict[str, Any]]) -> Iterator[str]:
    for block in blocks:
        if "runs" in block:
            yield " ".join("".join(run["words"] for run in block["runs"]).split())
        for inner in (*block.get("items", ()), block.get("blocks", [])):
            yield from _texts(inner)


def _blocks(nodes: list[SyntaxTreeNode]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for node in nodes:
        if node.type == "heading":
            found.append({"kind": "heading", "level": int(_READER.heading(node.tag)[1:]), "runs": _runs(node)})
        elif node.type == "paragraph":
            found.append({"kind": "paragraph", "runs": _runs(node)})
        elif node.type in ("bullet_list", "ordered_list"):
            items = [_blocks(item.children) for item in node.children]
            found.append({"kind": "list", "is_ordered": node.type == "ordered_list", "items": items})
        elif node.type == "blockquote":
            found.append({"kind": "quote", "blocks": _blocks(node.children)})
        elif node.type in ("code_block", "fence"):
            found.append({"kind": "paragraph", "runs": [_run(node.content.strip())]})
    return found


def _runs(block: SyntaxTreeNode) -> list[dict[str, Any]]:
    return [run for inline in block.children for node in inline.children for run in _run_of(node)]


def _run_of(node: SyntaxTreeNode, **marks: Any) -> list[dict[str, Any]]:
    link = str(node.attrs.get("href", ""))
    more: dict[str, dict[str, Any]] = {"strong": {"bold": True}, "em": {"italic": True}, "link": {"link": link}}
    if node.type in more:
        return [run for child in node.children for run in _run_of(child, **(marks | more[node.type]))]
    words = {"softbreak": " ", "hardbreak": "\n"}.get(node.type, node.content)
    return [_run(words, **marks)]


def _run(words: str, *, bold: bool = False, italic: bool = False, link: str = "") -> dict[str, Any]:
    return {"words": words, "bold": bold, "italic": italic, "link": link}

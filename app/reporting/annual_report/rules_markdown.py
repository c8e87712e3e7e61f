"""The manager's own words, written in Markdown: as HTML that can be trusted, and as blocks for paper."""

from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from markupsafe import Markup

_WORDS = MarkdownIt("commonmark", {"html": False}).disable("image")
"""No HTML of its own, no pictures, no links to javascript:, vbscript:, file: and data:."""

LONGEST_WORDS = 20_000
CLASSES = {"h3": "cb-h3", "h4": "cb-h3"}
TAGS = {"p", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "code", "pre", "br", "hr"}
ATTRIBUTES = {"a": {"href"}, "h3": {"class"}, "h4": {"class"}, "ol": {"start"}}


def as_html(words: str) -> Markup:
    """Headings begin at the third level, below that of their section. What is no mark of ours is taken out again."""
    tokens = _WORDS.parse(words)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = _heading(token.tag)
            if token.nesting == 1:
                token.attrSet("class", CLASSES[token.tag])
    written = _WORDS.renderer.render(tokens, _WORDS.options, {})
    clean = nh3.clean(written, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"})
    return Markup(clean)  # noqa: S704


def as_blocks(words: str) -> list[dict[str, Any]]:
    """Paragraphs, headings, quotes and lists: paragraphs and headings hold runs of text with their marks."""
    return _blocks(SyntaxTreeNode(_WORDS.parse(words)).children)


def _heading(tag: str) -> str:
    return "h3" if tag in ("h1", "h2") else "h4"


def _blocks(nodes: list[SyntaxTreeNode]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for node in nodes:
        if node.type == "heading":
            found.append({"kind": "heading", "level": 3 if _heading(node.tag) == "h3" else 4, "runs": _runs(node)})
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

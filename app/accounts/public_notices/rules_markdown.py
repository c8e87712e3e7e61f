"""Markdown that the office writes, as HTML that can be trusted: no HTML of its own, no pictures, no unsafe links."""

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup

_IN_WORDS = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
"""markdown-it refuses links to javascript:, vbscript:, file: and data: by itself."""

HEADINGS = {"h1": ("h2", "cb-h2"), "h2": ("h3", "cb-h3")}
"""The page has its h1 already, so that a text begins at the second level; there are no more than two."""


def as_html(text: str) -> Markup:
    tokens = _IN_WORDS.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag, classes = HEADINGS.get(token.tag, ("h3", "cb-h3"))
            if token.nesting == 1:
                token.attrSet("class", classes)
        if token.type == "table_open":
            token.attrSet("class", "cb-table")
        if token.type == "th_open":
            token.attrSet("scope", "col")
    return Markup(_IN_WORDS.renderer.render(tokens, _IN_WORDS.options, {}))  # noqa: S704


def _table_begins(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """On a phone a wide table scrolls by itself, by keyboard too."""
    opened = renderer.renderToken(tokens, index, options, env)
    return f'<div class="cb-scroll" tabindex="0" role="region" aria-label="Table">{opened}'


def _table_ends(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return f"{renderer.renderToken(tokens, index, options, env)}</div>\n"


_IN_WORDS.add_render_rule("table_open", _table_begins)
_IN_WORDS.add_render_rule("table_close", _table_ends)

"""Markdown that people of the office write, as HTML that can be trusted: no HTML of its own, no pictures, no unsafe
links; and what is no mark of ours is taken out once more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from markupsafe import Markup

CLASSES = {"h2": "cb-h2", "h3": "cb-h3", "h4": "cb-h3"}
TAGS = {
    *("p", "ul", "ol", "li", "strong", "em", "a", "blockquote", "code", "pre", "br", "hr"),
    *("div", "table", "thead", "tbody", "tr", "th", "td"),
    *CLASSES,
}
ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "table": {"class"},
    "th": {"scope"},
    **{heading: {"class"} for heading in CLASSES},
}
SCHEMES = {"http", "https", "mailto", "tel"}


@dataclass(frozen=True)
class MarkdownReader:
    """`headings` says which heading of a page h1, h2 and so on become, so that a text begins below those that the page
    has already; the others become the last of them."""

    headings: Mapping[str, str]
    has_tables: bool = False

    def html(self, text: str) -> Markup:
        tokens = self._parser.parse(text)
        for token in tokens:
            if token.type in ("heading_open", "heading_close"):
                token.tag = self.heading(token.tag)
                if token.nesting == 1:
                    token.attrSet("class", CLASSES[token.tag])
            if token.type == "table_open":
                token.attrSet("class", "cb-table")
            if token.type == "th_open":
                token.attrSet("scope", "col")
        written = self._parser.renderer.render(tokens, self._parser.options, {})
        return Markup(nh3.clean(written, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES))  # noqa: S704 (cleaned by nh3)

    def parts(self, text: str) -> list[SyntaxTreeNode]:
        """The same text for what is no page."""
        return SyntaxTreeNode(self._parser.parse(text)).children

    def heading(self, tag: str) -> str:
        return self.headings.get(tag, list(self.headings.values())[-1])

    @property
    def _parser(self) -> MarkdownIt:
        return _WITH_TABLES if self.has_tables else _WORDS


def _table_begins(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """On a phone a wide table scrolls by itself, by keyboard too."""
    opened = renderer.renderToken(tokens, index, options, env)
    return f'<div class="cb-scroll" tabindex="0" role="region" aria-label="Table">{opened}'


def _table_ends(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return f"{renderer.renderToken(tokens, index, options, env)}</div>\n"


_WORDS = MarkdownIt("commonmark", {"html": False}).disable("image")
"""markdown-it refuses links to javascript:, vbscript:, file: and data: by itself."""

_WITH_TABLES = MarkdownIt("commonmark", {"html": False}).disable("image").enable("table")
_WITH_TABLES.add_render_rule("table_open", _table_begins)
_WITH_TABLES.add_render_rule("table_close", _table_ends)

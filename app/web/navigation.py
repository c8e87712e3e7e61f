"""Where links to a view stand: in the navigation, on pages of lower rooms, and in mail.

A page names the views of its own room and of lower ones. What a higher room has to say stands there because the higher
room's view declares it, as it declares who may open it: an item of the navigation, the page of something that lower
rooms speak of, or a link in a list about a record. All of it is collected once, when the rooms are put together.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import Flask, current_app, url_for

from app.core.links import path_of, url
from app.core.roles import Role
from app.web.access import may_open

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class NavigationItem:
    """`seen_by` are roles, and None for somebody who isn't signed in."""

    label: str
    seen_by: frozenset[Role | None]
    endpoint: str = ""


@dataclass(frozen=True)
class Link:
    """A link that stands in the list about a noun, beside every record that `when` is true of."""

    noun: str
    words: str
    when: Callable[[Any], bool]
    is_main: bool = False
    endpoint: str = ""


@dataclass
class Navigation:
    """What all views declare, by endpoint."""

    items: list[NavigationItem] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)


def in_navigation(label: str, seen_by: frozenset[Any]) -> Callable[[View], View]:
    """Declare that a view is an item of the navigation of those who see it."""

    def declare(view: View) -> View:
        view.in_navigation = NavigationItem(label, seen_by)  # type: ignore[attr-defined]
        return view

    return declare


def page_of(what: str) -> Callable[[View], View]:
    """Declare that a view is the page of something that lower rooms speak of; they link to it by `url_of`."""

    def declare(view: View) -> View:
        view.page_of = what  # type: ignore[attr-defined]
        return view

    return declare


def linked_from(
    noun: str, words: str, *, when: Callable[[Any], bool] = lambda record: True, is_main: bool = False
) -> Callable[[View], View]:
    """Declare that a lower room's page about a noun lists a link to this view, for those who may open it."""

    def declare(view: View) -> View:
        view.linked_from = Link(noun, words, when, is_main)  # type: ignore[attr-defined]
        return view

    return declare


def install(app: Flask, *, order: Sequence[str]) -> None:
    """Collect what the views declare. The navigation's items follow `order`, a list of labels."""
    found = app.extensions["navigation"] = Navigation()
    for endpoint, view in app.view_functions.items():
        if item := getattr(view, "in_navigation", None):
            found.items.append(NavigationItem(item.label, item.seen_by, endpoint))
        if what := getattr(view, "page_of", None):
            if what in found.pages:
                raise ValueError(f"{endpoint} and {found.pages[what]} are both the page of {what!r}")
            found.pages[what] = endpoint
        if link := getattr(view, "linked_from", None):
            found.links.append(Link(link.noun, link.words, link.when, link.is_main, endpoint))
    found.items.sort(key=lambda item: order.index(item.label))
    app.jinja_env.globals.update(url_of=url_of, links_about=links_about)


def navigation_of(role: Role | None) -> list[NavigationItem]:
    return [item for item in _navigation().items if role in item.seen_by]


def url_of(what: str, **values: Any) -> str:
    """The address of the page of something, on a page. Raises KeyError where no view is it."""
    return url_for(_navigation().pages[what], **values)


def public_url_of(what: str, **values: Any) -> str:
    """The same in mail: from PUBLIC_URL, never from the request's Host."""
    return url(path_of(_navigation().pages[what], **values))


def links_about(noun: str, record: Any, *, role: Role, **values: Any) -> Iterator[tuple[Link, str]]:
    """The links about a record for somebody of a role, each with its address: lower rooms' first."""
    for link in _navigation().links:
        if link.noun == noun and may_open(role, current_app.view_functions[link.endpoint]) and link.when(record):
            yield link, url_for(link.endpoint, **values)


def _navigation() -> Navigation:
    found: Navigation = current_app.extensions["navigation"]
    return found

"""Long lists a page at a time: ?page= turns them. The pages of several lists on one page have names of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select

from app.core.database import db
from app.http.asking import number_asked

T = TypeVar("T")
U = TypeVar("U")

LAST_PAGE = 100_000
"""Nobody turns as far; a larger number would be none for the database."""


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some of a list's items, in its order. The first page has number 1; one beyond the last is empty."""

    items: list[T]
    number: int
    has_next: bool

    @property
    def newer(self) -> int | None:
        """The number of the page before; None where this is the first."""
        return self.number - 1 if self.number > 1 else None

    @property
    def older(self) -> int | None:
        """The number of the page after; None where this is the last."""
        return self.number + 1 if self.has_next else None

    def showing(self, items: list[U]) -> "Page[U]":
        """The same page of the same list, with other things in its items' place."""
        return Page(items, self.number, self.has_next)


def page_asked_for(name: str = "page") -> int:
    """The number in the address; 1 where there is none, or nothing that could be one.

    `name` tells apart the lists of a page that holds several.
    """
    return min(max(number_asked(name), 1), LAST_PAGE)


def part_of(things: Sequence[T], *, page: int, per_page: int) -> Page[T]:
    """One page of what was read already: what belongs to one person, say."""
    first = (page - 1) * per_page
    return Page(list(things[first : first + per_page]), page, len(things) > first + per_page)


def page_of(wanted: Select[T], *, page: int, per_page: int) -> Page[T]:
    """One page of what is selected. One query: one item more than a page holds tells that there is another.

    How many there are in all isn't counted: that alone would read a list of years from end to end.
    """
    items = list(db.session.scalars(_one_more(wanted, page, per_page)).unique())
    return Page(items[:per_page], page, len(items) > per_page)


def page_of_rows(wanted: Select[Any], *, page: int, per_page: int) -> Page[Any]:
    """The same of a query for several columns."""
    rows = list(db.session.execute(_one_more(wanted, page, per_page)).all())
    return Page(rows[:per_page], page, len(rows) > per_page)


def _one_more(wanted: Select[Any], page: int, per_page: int) -> Select[Any]:
    return wanted.limit(per_page + 1).offset((page - 1) * per_page)

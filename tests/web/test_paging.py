"""Long lists, a page at a time."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Agency
from app.web.paging import page_asked_for, page_of
from tests.builders import an_agency


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("/", 1),
        ("/?page=3", 3),
        ("/?page=0", 1),
        ("/?page=-2", 1),
        ("/?page=next", 1),
        ("/?page=", 1),
        ("/?page=200000", 100_000),
        ("/?page=99999999999999999999", 1),
    ],
)
def test_the_address_says_which_page(app: Flask, address: str, number: int) -> None:
    with app.test_request_context(address):
        assert page_asked_for() == number


def test_pages_hold_each_item_once_and_the_last_says_so(app: Flask) -> None:
    agencies = [an_agency() for _ in range(7)]
    pages = [page_of(select(Agency).order_by(Agency.id), page=number, per_page=3) for number in (1, 2, 3)]
    assert [agency for page in pages for agency in page.items] == agencies
    assert [page.number for page in pages] == [1, 2, 3]
    assert [page.has_next for page in pages] == [True, True, False]
    assert [(page.newer, page.older) for page in pages] == [(None, 2), (1, 3), (2, None)]


def test_a_full_last_page_has_none_after_it(app: Flask) -> None:
    for _ in range(6):
        an_agency()
    assert not page_of(select(Agency).order_by(Agency.id), page=2, per_page=3).has_next


def test_a_page_beyond_the_last_is_empty(app: Flask) -> None:
    an_agency()
    page = page_of(select(Agency).order_by(Agency.id), page=100_000, per_page=50)
    assert (page.items, page.number, page.has_next) == ([], 100_000, False)


def test_a_page_can_show_other_things_in_its_items_place(app: Flask) -> None:
    agency = an_agency()
    page = page_of(select(Agency.id), page=1, per_page=1).showing([agency])
    assert (page.items, page.number, page.has_next) == ([agency], 1, False)

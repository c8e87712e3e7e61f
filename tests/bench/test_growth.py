"""`bench.growth` compares a page at one size with the same page at another."""

from app.core.roles import Role
from bench.growth import name_of
from tests.data.listing_pages import ListingPage


def test_a_page_has_the_same_name_whatever_number_its_record_has() -> None:
    few, many = (ListingPage(f"/manage/sessions/{number}/bookings?on=1", Role.FINANCE) for number in (25, 2715))
    assert name_of(3, few) == name_of(3, many)
    assert name_of(3, few) != name_of(4, few)


def test_a_page_is_named_with_what_it_is_asked_for() -> None:
    one, other = (ListingPage(f"/evaluation/comments?year={year}", Role.FINANCE) for year in ("all", "2025-26"))
    assert [name_of(3, each) for each in (one, other)] == [
        "3 /evaluation/comments?year=all",
        "3 /evaluation/comments?year=…-…",
    ]

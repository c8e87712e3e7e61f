"""What a booking keeps of somebody, as they were on its day."""

from dataclasses import fields

from flask import Flask

from app.accounts.models import Agency, User
from app.booking.delegates import AcceptedTerms, BookingSnapshot
from app.booking.models import Booking
from app.booking.places.services import book_place
from app.core.database import db
from tests.builders import a_delegate, a_manager, a_policy, a_session, a_user, an_agency
from tests.conftest import NOW


def test_a_snapshot_holds_all_that_is_said_but_the_address_and_looks_nothing_up(app: Flask) -> None:
    said = a_delegate(other_agency="Little Acorns", team="North", access_needs="Step-free", dietary_needs="Vegan")
    snapshot = said.snapshot(None)
    assert {field.name: getattr(snapshot, field.name) for field in fields(BookingSnapshot)} == {
        name: value for name, value in vars(said).items() if name not in ("email", "other_agency")
    }
    assert db.session.query(Agency).count() == 0


def test_an_agency_that_is_not_on_the_list_is_enrolled_with_the_person(app: Flask) -> None:
    a_policy()
    booking = book_place(a_session(), a_delegate(other_agency="Little Acorns"), by=a_manager(), at=NOW)
    assert booking.agency
    assert (booking.agency.name, booking.agency.is_listed) == ("Little Acorns", False)
    assert booking.agency_group is booking.agency.group


def test_who_walks_in_has_accepted_no_terms(app: Flask) -> None:
    made = {"session": a_session(), "practitioner": a_user(), "at": NOW}
    terms = AcceptedTerms(a_policy(), accepted_at=NOW, free_until=NOW)
    agency = an_agency()
    booked = Booking.from_snapshot(BookingSnapshot("Ann", agency), terms=terms, **made)
    walked_in = Booking.from_snapshot(BookingSnapshot("Ann", agency), terms=None, **made)
    assert (booked.policy, booked.terms_accepted_at, booked.promised_free_until) == (terms.policy, NOW, NOW)
    assert (walked_in.policy, walked_in.terms_accepted_at, walked_in.agency_group) == (None, None, None)
    assert (booked.agency_group, walked_in.agency) == (agency.group, agency)
    assert isinstance(booked.practitioner, User)

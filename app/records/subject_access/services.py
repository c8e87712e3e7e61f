"""Giving somebody everything that is kept about them, and noting that it was given."""

from datetime import datetime

from app.accounts.models import User
from app.core.database import command
from app.records.holdings import queries as holdings
from app.records.holdings import services
from app.records.holdings.models import RequestKind
from app.records.holdings.services import Asked
from app.records.subject_access import queries
from app.records.subject_access.rules import AccessSection


@command
def give_everything(person: User, asked: Asked, *, by: User, at: datetime) -> list[AccessSection]:
    """To the person themself or, for them, to the office."""
    sections = queries.everything_about(holdings.subject_of(person))
    services.note_request(RequestKind.ACCESS, asked, person=person, counts=_counts(sections), by=by, at=at)
    return sections


@command
def give_everything_of_address(email: str, asked: Asked, *, by: User, at: datetime) -> list[AccessSection]:
    """Of somebody who has no record, such as a line manager."""
    sections = queries.everything_about(holdings.subject_of_address(email))
    services.note_request(RequestKind.ACCESS, asked, person=None, email=email, counts=_counts(sections), by=by, at=at)
    return sections


def _counts(sections: list[AccessSection]) -> dict[str, int]:
    return {each.title: len(each.rows) for each in sections if each.rows}

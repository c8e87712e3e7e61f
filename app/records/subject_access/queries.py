"""Everything about a person, from every room."""

from app.accounts.models import User
from app.personal.rules import DataSubject
from app.records.holdings import queries as holdings
from app.records.holdings.rules import PERSONAL
from app.records.subject_access.rules import AccessSection, file_of, row_of

MOST_ROWS = 2_000
"""Of one kind in an export, the newest; it says how many older ones there are."""


def everything_about(subject: DataSubject) -> list[AccessSection]:
    """What every room keeps about somebody, other people's data left out; kinds of which there is nothing too."""
    sections = []
    for held in PERSONAL:
        how_many = holdings.how_many_of(held, subject)
        records = holdings.rows_of(held, subject, at_most=MOST_ROWS)
        rows, files = [row_of(held, each) for each in records], [file_of(held, each) for each in records]
        if held.person or held.address or held.where:
            packed = [file for file in files if file]
            sections.append(AccessSection(held.title, rows, how_many - len(rows), packed))
    return sections


def everything_about_person(person: User) -> list[AccessSection]:
    return everything_about(holdings.subject_of(person))

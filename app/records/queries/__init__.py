"""Reads about people: finding them, their certificates, what they have attended."""

from app.records.queries.certificates import (
    Earned,
    certificate,
    certificate_by_code,
    certificate_of,
    certificate_of_person,
    earned,
    earned_again,
    is_register_closed,
    no_longer_earned,
    was_there_for_all_of_it,
)
from app.records.queries.people import MOST_FOUND, Found, charges_about, find, notes_about
from app.records.queries.training import (
    Attendance,
    PersonRecord,
    courses_attended,
    records_of_agency,
    training_of,
)

__all__ = [
    "MOST_FOUND",
    "Attendance",
    "Earned",
    "Found",
    "PersonRecord",
    "certificate",
    "certificate_by_code",
    "certificate_of",
    "certificate_of_person",
    "charges_about",
    "courses_attended",
    "earned",
    "earned_again",
    "find",
    "is_register_closed",
    "no_longer_earned",
    "notes_about",
    "records_of_agency",
    "training_of",
    "was_there_for_all_of_it",
]

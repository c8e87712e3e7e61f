"""What results are asked of: a part of the programme or of its people, and a period."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Of(StrEnum):
    """Whose answers."""

    EVERYTHING = "everything"
    COURSE = "course"
    SESSION = "session"
    TRAINER = "trainer"
    STRAND = "strand"
    WEEK = "week"
    AGENCY = "agency"
    SECTOR = "sector"

    @property
    def words(self) -> str:
        return "Learning Week" if self is Of.WEEK else self.value

    @property
    def leaves_weeks_out(self) -> bool:
        """A Learning Week asks once for all of it: its answers are no single course's, session's or trainer's."""
        return self in (Of.COURSE, Of.SESSION, Of.TRAINER, Of.STRAND)


DIVISIONS = (Of.COURSE, Of.STRAND, Of.WEEK, Of.TRAINER, Of.AGENCY, Of.SECTOR)
"""By what the first page of the results can be divided."""


@dataclass(frozen=True)
class Scope:
    """Sessions that began between two London dates, both inclusive; `key` is an id, or the strand or sector itself."""

    since: date
    until: date
    of: Of = Of.EVERYTHING
    key: str = ""

    @property
    def id(self) -> int:
        """As a record's number; 0 for what has none."""
        return int(self.key) if self.key.isascii() and self.key.isdigit() and len(self.key) < 10 else 0

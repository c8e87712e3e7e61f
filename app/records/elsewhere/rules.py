"""What training elsewhere adds up to, and what can be its evidence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from app.records.elsewhere.models import EvidenceSeen, TrainingElsewhere
from app.records.elsewhere.refusals import FileEmpty, FileTooLarge, NotEvidence

MOST_AT_ONCE = 300

LARGEST_FILE = 8 * 1024 * 1024
"""Bytes: what a phone's photograph of a certificate has, and some to spare."""

MOST_FILES_WAITING = 10
"""Of one person, until the training team has looked at them."""

_KINDS = {
    b"%PDF-": ("application/pdf", ".pdf"),
    b"\x89PNG\r\n\x1a\n": ("image/png", ".png"),
    b"\xff\xd8\xff": ("image/jpeg", ".jpg"),
}
"""By what a file begins with: its type, and how its name ends."""


@dataclass(frozen=True)
class EventElsewhere:
    """What somebody else ran, and what shows that people were there. `minutes` are None where nobody knows."""

    title: str
    organiser: str
    starts_on: date
    ends_on: date
    minutes: int | None
    evidence: EvidenceSeen
    evidence_words: str


@dataclass(frozen=True)
class ElsewhereFigures:
    """Of what is confirmed: attendances, the people behind them, and the events, by title, organiser and first date."""

    attendances: int = 0
    people: int = 0
    events: int = 0


@dataclass(frozen=True)
class AttendedElsewhere:
    """One event, and how many of our people were there."""

    title: str
    organiser: str
    starts_on: date
    people: int


def minutes_that_count(those: Iterable[TrainingElsewhere]) -> int:
    return sum(each.minutes or 0 for each in those if each.is_confirmed)


@dataclass(frozen=True)
class UploadedEvidence:
    """A file that shows that somebody was there."""

    file_name: str
    media_type: str
    content: bytes


def evidence(file_name: str, content: bytes) -> UploadedEvidence:
    """What was uploaded, by its content; its name ends as its type does, whatever it was called.

    Raises FileEmpty, FileTooLarge or NotEvidence.
    """
    if not content:
        raise FileEmpty
    if len(content) > LARGEST_FILE:
        raise FileTooLarge(LARGEST_FILE // 1024 // 1024)
    for begins, (media_type, ends) in _KINDS.items():
        if content.startswith(begins):
            stem = PurePath(file_name).stem[:150] or "evidence"
            return UploadedEvidence(stem + ends, media_type, content)
    raise NotEvidence

"""Certificates. An erased person's is withdrawn for good: its number is known, and confirms nobody."""

from app.personal.rules import Declaration, PersonalTable
from app.records.certificates.models import Certificate

DECLARED: tuple[Declaration, ...] = (
    PersonalTable(
        model=Certificate,
        title="Certificates",
        person="booking_id",
        redacts=("release_words",),
        keeps={
            "code": "whoever has the paper can see that it is valid no longer",
            "course_title": "what was taught",
            "level": "what was taught",
        },
        actors=("released_by_id",),
    ),
)

"""Whom a return was asked of, and who sent it in. What it says is about an agency's courses, and about nobody."""

from app.personal.rules import Declaration, ImpersonalTable, PersonalTable
from app.single_agency.models import SingleAgencyCourse, SingleAgencyReturn

DECLARED: tuple[Declaration, ...] = (
    PersonalTable(
        model=SingleAgencyReturn,
        title="Returns on single-agency training that name this address as the contact’s",
        address="contact_email",
        pseudonyms=("contact_name",),
        addresses=("contact_email",),
        empties=("sent_by_name", "sent_by_role"),
        keeps={
            "year": "which year it is about",
            "remarks": "what the agency says of its training",
            "review_words": "what the training team asked of the agency",
        },
        actors=("asked_by_id", "reviewed_by_id"),
        beside={"Agency": "agency.name"},
        shows=("year", "contact_name", "contact_email", "sent_by_name", "sent_by_role", "sent_in_at"),
    ),
    ImpersonalTable(
        model=SingleAgencyCourse,
        because="a course that an agency ran, how often and for how many",
        columns=("title", "level", "content_words", "trainer_words", "impact_words"),
    ),
)

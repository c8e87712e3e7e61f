"""The list of what is to be set up, each step with its page."""

from flask import url_for

from app.reporting.set_up import queries
from app.reporting.set_up.rules import SetUpStep
from app.settings.rules_partnership import PartnershipDetails


def set_up_steps() -> list[SetUpStep]:
    """In the order in which they are best done."""
    there, course_id = queries.state(), queries.first_course()
    new_session = url_for("programme_sessions.new_session", course_id=course_id) if course_id else ""
    steps = [
        (
            "The partnership’s name and contact",
            "They stand on every page and in every message. People need a mailbox or a telephone to reach you.",
            url_for("accounts_partnership.edit", group=PartnershipDetails.NAME),
            "partnership",
        ),
        (
            "Booking terms",
            "How long cancelling is free, and what a missed place costs. People accept them when they book.",
            url_for("terms_policies.add_version"),
            "terms",
        ),
        ("Agencies", "People choose their employer from them.", url_for("accounts_people.agencies"), "agencies"),
        (
            "Trainers",
            "The pool that you choose from for each session. With an address they can mark their registers.",
            url_for("programme_trainers.trainers"),
            "trainers",
        ),
        ("The first course", "What is taught, and for whom.", url_for("programme_courses.new_course"), "course"),
        (
            "The first session",
            "A date of that course. Published, it can be booked.",
            new_session or url_for("programme_courses.new_course"),
            "session",
        ),
        (
            "The first colleague",
            "Invite them by their address, in a role.",
            url_for("accounts_staff.invite"),
            "colleague",
        ),
    ]
    return [SetUpStep(words, why, address, getattr(there, name)) for words, why, address, name in steps]

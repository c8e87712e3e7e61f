"""Somebody of whom every room keeps something, and words by which any of it is found."""

from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.accounts.throttling.models import AttemptKind, FailedAttempt
from app.booking.eligibility.models import AcceptedEvidence
from app.booking.states import Outcome
from app.charging.models import Charge
from app.core.database import Base, db
from app.evaluation.stages import Stage
from app.notifications.bounces.models import Bounce
from app.records.certificates.rules import new_code
from app.records.desk.services import note
from app.records.holdings.models import CameBy
from app.records.holdings.services import Asked
from tests.builders import (
    a_booking,
    a_certificate,
    a_course,
    a_manager,
    a_past_session,
    a_subscription,
    a_user,
    an_issued,
)
from tests.charging import cases
from tests.conftest import NOW
from tests.data.everything import a_message, a_proof, a_report, an_undeliverable_address, saved
from tests.words import HOW_USEFUL, WHAT_WILL_YOU_DO

ASKED = Asked(CameBy.WRITTEN, NOW.date(), "A letter came, with proof of who wrote it.")

NAME, EMAIL = "Zebedee Quillfeather", "zq@example.org"
MANAGER, MANAGERS_EMAIL = "Mags Overdale", "overdale@example.org"

TELLTALES = (
    "Zebedee",
    "Quillfeather",
    EMAIL,
    "Overdale",
    MANAGERS_EMAIL,
    "peanut",
    "loop",
    "migraine",
    "sledge",
    "kayak",
)
"""Whatever of them could still stand somewhere."""


def somebody(**more: Any) -> User:
    """With a booking, a charge on a bill, a certificate, answers, notes, letters, and all else that there is."""
    details: dict[str, Any] = {"name": NAME, "email": EMAIL, "manager_name": MANAGER, "manager_email": MANAGERS_EMAIL}
    person: User = a_user(**(details | more))
    manager, email = a_manager(), person.email
    session = a_past_session()
    came = a_booking(session, person, Outcome.ATTENDED, dietary_needs="No peanut", access_needs="A loop")
    an_issued(came, Stage.POST_COURSE, answers={WHAT_WILL_YOU_DO: "Ride a sledge.", HOW_USEFUL: 4})
    a_certificate(practitioner=person)
    billed = cases.billed(cases.a_no_show(person))
    db.session.scalars(select(Charge).where(Charge.id == billed.id)).one().explanations[0].words = "A migraine."
    db.session.commit()
    note(person, "Rides a kayak.", by=manager, at=NOW)
    evidence = {"course_id": a_course().id, "words": "A kayak course.", "accepted_by_id": manager.id}
    saved(AcceptedEvidence(user_id=person.id, accepted_at=NOW, **evidence))
    saved(FailedAttempt(kind=AttemptKind.CODE_OF_A_PERSON, record_id=person.id, client_address="192.0.2.7", at=NOW))
    key = new_code()
    letter = a_message(key, to_email=email, to_name=person.name, text=f"Hello {person.name}")
    saved(Bounce(**a_report(letter, key)))
    an_undeliverable_address(email)
    a_proof(email, client_address="192.0.2.7")
    a_subscription("series-how-to", email, name=person.name)
    db.session.commit()
    return person


def places_with(*words: str) -> dict[str, list[str]]:
    """Where in the whole database any of these words stands, by table and column; of those words."""
    found: dict[str, list[str]] = {}
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(select(table)).mappings():
            for column, value in row.items():
                said = value.decode("latin-1") if isinstance(value, bytes) else str(value)
                if here := [word for word in words if word.casefold() in said.casefold()]:
                    found.setdefault(f"{table.name}.{column}", []).extend(here)
    return found

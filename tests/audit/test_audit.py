"""What the audit log keeps: of which record, by whom, about whom, and what changed."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.audit import services as audit
from app.audit.models import AuditEntry, Fact, Verb
from app.booking.eligibility.models import AcceptedEvidence
from app.booking.models import Booking
from app.booking.states import Outcome
from app.core.database import Base, db
from app.evaluation.stages import Stage
from app.records.certificates.models import Certificate
from app.records.desk.models import PersonNote
from tests.builders import (
    a_booking,
    a_course,
    a_manager,
    a_past_session,
    a_user,
    an_issued,
    entries_about,
)
from tests.conftest import NOW
from tests.data.everything import a_charge


def written(verb: Verb, record: Base, **data: Fact) -> AuditEntry:
    audit.write(verb, record, by=None, at=NOW, **data)
    db.session.commit()
    return entries_about(record)[-1]


def a_note(booking: Booking) -> PersonNote:
    return PersonNote(user_id=booking.practitioner_id, words="Rang.", written_at=NOW, written_by_id=a_manager().id)


def a_certificate(booking: Booking) -> Certificate:
    return Certificate(booking_id=booking.id, code="KH4M", course_title="Neglect", issued_at=NOW)


def some_evidence(booking: Booking) -> AcceptedEvidence:
    said = {"words": "A certificate.", "accepted_at": NOW, "accepted_by_id": a_manager().id}
    return AcceptedEvidence(user_id=booking.practitioner_id, course_id=a_course().id, **said)


@pytest.mark.parametrize(
    ("verb", "record_of"),
    [
        (Verb.MARKED_BOOKING, lambda booking: booking),
        (Verb.PROPOSED_CHARGE, a_charge),
        (Verb.ISSUED_CERTIFICATE, a_certificate),
        (Verb.TYPED_IN_FROM_PAPER, lambda booking: an_issued(booking, Stage.POST_COURSE)),
        (Verb.LIFTED_BAR, lambda booking: booking.practitioner),
        (Verb.WROTE_PERSON_NOTE, a_note),
        (Verb.ACCEPTED_OTHER_EVIDENCE, some_evidence),
    ],
)
def test_a_deed_on_somebodys_record_names_the_person(
    app: Flask, verb: Verb, record_of: Callable[[Booking], Base]
) -> None:
    booking = a_booking(a_past_session(), outcome=Outcome.NO_SHOW)
    record = record_of(booking)
    db.session.add(record)
    assert written(verb, record).person_id == booking.practitioner_id


def test_a_deed_on_a_course_is_about_nobody(app: Flask) -> None:
    manager = a_user()
    audit.write(Verb.EDITED_COURSE, course := a_course(), by=manager, at=NOW)
    [entry] = entries_about(course)
    assert (entry.person_id, entry.actor_id) == (None, manager.id)


def test_what_changed_is_kept_by_name_and_empty_words_are_not(app: Flask) -> None:
    course = a_course()
    entry = written(Verb.EDITED_COURSE, course, before=None, after=Outcome.NO_SHOW, reason="", heads={"police": 2})
    db.session.expire_all()
    assert entry.data == {"before": None, "after": "no-show", "heads": {"police": 2}}
    assert list(entry.data) == ["before", "after", "heads"]


def test_entries_about_a_record_are_its_own_and_the_oldest_first(app: Flask) -> None:
    course, other = a_course(), a_course()
    for verb, record in ((Verb.ADDED_COURSE, course), (Verb.EDITED_COURSE, other), (Verb.EDITED_COURSE, course)):
        audit.write(verb, record, by=None, at=NOW)
    assert [entry.verb for entry in entries_about(course)] == [Verb.ADDED_COURSE, Verb.EDITED_COURSE]
    assert entries_about(a_user(id=course.id)) == []

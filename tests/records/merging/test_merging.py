"""Two records of one person become one."""

from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.people.queries import user_by_email
from app.accounts.people.services import enrol
from app.accounts.sessions.queries import open_session_of
from app.accounts.sessions.services import begin_session
from app.accounts.signing_in.services import ask_to_sign_in
from app.audit.models import AuditEntry, Verb
from app.booking.eligibility.models import AcceptedEvidence
from app.booking.models import Booking
from app.booking.states import BookingState, Outcome
from app.core.database import db
from app.core.roles import Role
from app.notifications.models import Message
from app.records.certificates.services import issue_certificates
from app.records.desk import queries as desk
from app.records.elsewhere.models import TrainingElsewhere
from app.records.erasing.services import erase_person
from app.records.holdings import queries as holdings
from app.records.merging.queries import clashes, preview
from app.records.merging.refusals import (
    ClashUnanswered,
    DuplicateIsCharged,
    MergesAwayARole,
    RecordGone,
    SameRecord,
)
from app.records.merging.services import merge_people
from tests.builders import (
    a_booking,
    a_course,
    a_manager,
    a_past_session,
    a_session,
    a_user,
    an_agency,
    an_earned_certificate,
    entries_about,
    queries_counted,
)
from tests.charging import cases
from tests.conftest import NOW
from tests.data.everything import an_evidence_file, some_training_elsewhere
from tests.page import Visitor
from tests.records.somebody import ASKED, places_with, somebody

HOW = {"came_by": "telephone", "asked_on": "2026-11-20", "words": "Two addresses, one person."}


def merge(kept, goes, *, standing=None, theirs=True, by=None):  # type: ignore[no-untyped-def]
    by = by or a_manager()
    return merge_people(kept, goes, ASKED, standing=standing or {}, is_their_address=theirs, by=by, at=NOW)


def test_everything_moves(app: Flask) -> None:
    kept, goes = a_user(), somebody()
    before = holdings.counts_about(holdings.subject_of(goes))
    request = merge(kept, goes)
    after = holdings.counts_about(holdings.subject_of(kept))
    for what in ("Bookings", "Certificates", "Charges proposed to the agency", "Notes of the training team"):
        assert after[what] == before[what] == request.counts[what]
    assert db.session.query(Booking).filter_by(practitioner_id=goes.id).count() == 0
    assert preview(kept, goes).moves.get("Bookings") is None


def test_what_they_did_and_what_is_logged_about_them_moves(app: Flask) -> None:
    kept, goes = a_user(), a_user()
    booking = a_booking(cancelled_by_id=goes.id)
    db.session.add(AuditEntry(at=NOW, actor_id=goes.id, verb=Verb.SIGNED_IN, record_type="User", record_id=goes.id))
    db.session.commit()
    merge(kept, goes)
    assert booking.cancelled_by_id == kept.id
    entry = db.session.query(AuditEntry).filter_by(verb=Verb.SIGNED_IN).one()
    assert (entry.actor_id, entry.record_id) == (kept.id, goes.id)


def test_by_the_old_address_they_reach_the_record_that_stays_only_if_it_is_theirs(app: Flask) -> None:
    kept, goes = a_user(), a_user(email="old@example.org")
    secret = begin_session(goes, is_own_device=True, user_agent="", at=NOW)
    merge(kept, goes)
    assert user_by_email("old@example.org") is kept
    assert enrol(email="old@example.org", name="Anybody", at=NOW) is kept
    assert open_session_of(secret, at=NOW) is None
    ask_to_sign_in(email="Old@example.org", at=NOW)
    (letter,) = db.session.query(Message).all()
    assert (letter.to_email, letter.to_name) == ("old@example.org", kept.name)


def test_an_address_that_is_not_theirs_is_anybodys_again(app: Flask) -> None:
    kept, goes = a_user(), a_user(email="shared@example.org")
    merge(kept, goes, theirs=False)
    assert user_by_email("shared@example.org") is None
    other = enrol(email="shared@example.org", name="The real owner", at=NOW)
    assert other.id not in (kept.id, goes.id)


def test_what_is_missing_is_taken_over_and_what_is_there_stays(app: Flask) -> None:
    agency = an_agency()
    kept = a_user(agency=None, job_role="Teacher", manager_name="", manager_email="")
    goes = a_user(agency=agency, job_role="Nurse", manager_email="boss@example.org")
    merge(kept, goes)
    assert (kept.agency, kept.job_role, kept.manager_email) == (agency, "Teacher", "boss@example.org")
    assert (goes.job_role, goes.agency, goes.manager_email) == ("", None, "")
    assert [line.person for line in desk.find(goes.name).items] == []


def test_two_live_bookings_on_one_session_are_asked_about_first(app: Flask) -> None:
    kept, goes, session = a_user(), a_user(), a_session(places=2)
    mine, double = a_booking(session, kept), a_booking(session, goes)
    for standing in ({}, {session.id: 999}):
        with pytest.raises(ClashUnanswered):
            merge(kept, goes, standing=standing)
    waits = a_booking(session, state=BookingState.WAITING, waiting_since=NOW, booked_at=None)
    merge(kept, goes, standing={session.id: double.id})
    assert (mine.state, double.state, double.practitioner_id) == (BookingState.LAPSED, BookingState.BOOKED, kept.id)
    assert waits.state is BookingState.BOOKED
    assert [entry.verb for entry in entries_about(mine)] == ["set a second booking aside"]
    assert db.session.query(Message).filter_by(to_email=kept.email).count() == 0


def test_bookings_that_are_over_clash_with_nothing(app: Flask) -> None:
    kept, goes, session = a_user(), a_user(), a_session()
    a_booking(session, kept)
    a_booking(session, goes, Outcome.CANCELLED, state=BookingState.CANCELLED)
    assert clashes(kept, goes) == []
    merge(kept, goes)
    assert db.session.query(Booking).filter_by(practitioner_id=kept.id).count() == 2


def test_the_booking_with_more_to_it_is_suggested(app: Flask) -> None:
    kept, goes, session = a_user(), a_user(), a_past_session()
    a_booking(session, kept, Outcome.NO_SHOW)
    came = an_earned_certificate(session, goes)
    issue_certificates(at=NOW)
    (clash,) = clashes(kept, goes)
    assert clash.suggested is came


def test_a_booking_that_is_charged_for_is_not_set_aside(app: Flask) -> None:
    kept, goes = a_user(), a_user()
    charged = cases.billed(cases.a_no_show(goes)).booking
    came = a_booking(charged.session, kept, Outcome.ATTENDED)
    with pytest.raises(DuplicateIsCharged):
        merge(kept, goes, standing={charged.session_id: came.id})
    assert goes.merged_into_id is None


def test_what_a_person_has_once_alone_is_not_there_twice(app: Flask) -> None:
    kept, goes = somebody(), somebody(email="other@example.org")
    first, second = db.session.query(AcceptedEvidence).order_by(AcceptedEvidence.id).all()
    second.course_id = first.course_id
    db.session.commit()
    merge(kept, goes)
    assert [each.id for each in db.session.query(AcceptedEvidence)] == [first.id]


def test_erasing_the_record_that_stays_erases_the_other_too(app: Flask) -> None:
    kept, goes = a_user(), a_user(name="Old Name", email="old@example.org")
    merge(kept, goes)
    erase_person(kept, ASKED, by=a_manager(), at=NOW + timedelta(days=1))
    assert places_with("Old Name", "old@example.org") == {}
    assert user_by_email("old@example.org") is None


def test_what_cannot_be_merged_says_why(app: Flask) -> None:
    kept, goes, trainer = a_user(), a_user(), a_user(Role.TRAINER)
    with pytest.raises(SameRecord):
        merge(kept, kept)
    with pytest.raises(MergesAwayARole):
        merge(kept, trainer)
    merge(kept, goes)
    with pytest.raises(RecordGone):
        merge(kept, goes)


def test_the_page_compares_the_two_and_asks_about_each_clash(visitor: Visitor) -> None:
    kept, goes = a_user(name="Rosa Díaz", email="rosa@example.org"), a_user(name="Rosa Diaz", email="r.d@example.org")
    session = a_session(a_course("Complex Neglect"))
    a_booking(session, kept)
    double = a_booking(session, goes, state=BookingState.WAITING, waiting_since=NOW)
    visitor.sign_in(a_manager())
    page = visitor.open_page(f"/manage/people/{kept.id}").click("Merge with another record").click("Rosa Diaz")
    assert "Bookings 1" in page.words
    page = page.press("Merge for good", whose="theirs", **HOW)
    assert page.problems == ["Choose which booking of Complex Neglect stays"]
    page = page.press("Merge for good", **{f"stays_{session.id}": str(double.id - 1)})
    assert "Merged. Everything is with Rosa Díaz now." in page.notice
    assert visitor.open_page(f"/manage/people/{goes.id}").h1 == "Rosa Díaz"
    assert "Two addresses, one person." in visitor.open_page("/manage/privacy").words


def test_a_merge_that_is_refused_says_so_before_anything_is_asked(visitor: Visitor) -> None:
    kept, trainer = a_user(), a_user(Role.TRAINER)
    page = visitor.sign_in(a_manager()).open_page(f"/manage/people/{kept.id}/merge/{trainer.id}")
    assert MergesAwayARole.message in page.words
    assert visitor.open_page(f"/manage/people/{kept.id}/merge?q=zzz").words.count("No other record has “zzz”") == 1


def test_records_of_many_agencies_are_listed_in_as_many_statements_as_one(app: Flask, visitor: Visitor) -> None:
    kept = a_user(name="Zoë Smith")
    visitor.sign_in(a_manager())
    asked = []
    for more in (1, 3):
        for _ in range(more):
            a_user(name="Zoë Smith", agency=an_agency())
        with queries_counted() as statements:
            page = visitor.open_page(f"/manage/people/{kept.id}/merge")
        asked.append(len(statements))
    assert page.words.count("Zoë Smith") > 4
    assert asked[0] == asked[1]


def test_of_training_elsewhere_that_both_recorded_the_confirmation_and_the_file_stay(app: Flask) -> None:
    kept, goes = a_user(), a_user()
    stays = some_training_elsewhere(kept, confirmed_at=None)
    an_evidence_file(some_training_elsewhere(goes))
    merge(kept, goes)
    db.session.expire_all()
    assert db.session.query(TrainingElsewhere).all() == [stays]
    assert stays.is_confirmed
    assert stays.file
    assert stays.file.file_name == "certificate.pdf"

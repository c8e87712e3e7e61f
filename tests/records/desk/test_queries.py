"""Big lists at a constant number of queries."""

from datetime import timedelta

from flask import Flask

from app.accounts.models import Agency, User
from app.booking.models import Booking
from app.booking.states import BookingState, Outcome
from app.core.database import db
from app.core.roles import Role
from app.evaluation.stages import Stage
from app.programme.models_sessions import TrainingSession
from app.records.certificates.models import Certificate
from app.records.certificates.services import issue_certificates
from app.records.training.queries import records_of_agency, training_of
from tests.builders import (
    a_booking,
    a_closed_register,
    a_course,
    a_past_session,
    a_user,
    an_agency,
    an_earned_certificate,
    an_issued,
    queries_counted,
)
from tests.conftest import NOW
from tests.page import Visitor

TODAY = NOW.date()


def test_the_job_needs_no_more_reads_for_many_than_for_few(app: Flask) -> None:
    assert _reads_to_issue(3) == _reads_to_issue(40)


def _reads_to_issue(how_many: int) -> int:
    """Of those that are no news: a letter asks once whether it was posted already."""
    session = a_past_session(days_ago=100)
    for _ in range(how_many):
        an_earned_certificate(session, at=session.ends_at)
    db.session.remove()
    with queries_counted() as statements:
        assert issue_certificates(at=NOW) == how_many
    return sum(statement.startswith("SELECT") for statement in statements)


def people_who_attended(agency: Agency, session: TrainingSession, how_many: int) -> None:
    """Many at once: builders commit each."""
    people = [
        User(email=f"{agency.id}-{number}@example.org", name=f"Person {number}", agency=agency, created_at=NOW)
        for number in range(how_many)
    ]
    db.session.add_all(people)
    db.session.flush()
    db.session.add_all(
        Booking(
            session=session,
            practitioner=person,
            state=BookingState.BOOKED,
            outcome=Outcome.ATTENDED,
            name=person.name,
            created_at=NOW,
        )
        for person in people
    )
    db.session.commit()


def test_a_thousand_people_of_an_agency_need_no_more_queries_than_five(visitor: Visitor) -> None:
    session = a_past_session(a_course(refresh_years=2), days_ago=720)
    counts = []
    for how_many in (5, 1000):
        agency = an_agency()
        lead = a_user(Role.AGENCY_LEAD, agency=agency)
        people_who_attended(agency, session, how_many)
        lead_sees = Visitor(visitor.app).sign_in(lead)
        lead_sees.open_page("/terms")
        with queries_counted() as statements:
            page = lead_sees.open_page("/agency/training")
        counts.append(len(statements))
        assert f"{how_many:,} due within 90 days" in page.words
    assert counts[0] == counts[1]
    assert len(page.soup.select("tbody tr")) == 50


def test_my_training_needs_no_more_queries_for_many_than_for_few(app: Flask) -> None:
    person, counts = a_user(), []
    for how_many in (2, 20):
        for days_ago in range(how_many):
            session = a_past_session(days_ago=1 + days_ago)
            an_issued(a_booking(session, person, Outcome.ATTENDED), Stage.POST_COURSE)
            a_closed_register(session)
        user_id = person.id
        db.session.remove()
        person = db.session.get_one(User, user_id)
        with queries_counted() as statements:
            for each in training_of(person):
                assert each.missing(NOW).name == "ANSWER"
                assert each.minutes == 240
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_an_agencys_record_follows_its_people_and_its_mergers(app: Flask) -> None:
    ours, merged, theirs = an_agency("Ours"), an_agency("Merged"), an_agency("Theirs")
    merged.merged_into = ours
    session = a_past_session(a_course("Complex Neglect"))
    here, from_merged, left = a_user(agency=ours), a_user(agency=merged), a_user(agency=ours)
    a_booking(session, a_user(agency=theirs), Outcome.ATTENDED)
    came_since = a_user(agency=ours)
    for person in (here, from_merged, left):
        a_booking(session, person, Outcome.ATTENDED)
    a_booking(session, came_since, Outcome.ATTENDED, agency=theirs)
    left.agency = theirs
    db.session.commit()
    found = {record.person.id for record in records_of_agency(ours, today=TODAY)}
    assert found == {here.id, from_merged.id, came_since.id}


def test_only_those_who_were_there_for_all_of_it_are_in_it(app: Flask) -> None:
    agency, session = an_agency(), a_past_session()
    for outcome in (None, *Outcome):
        a_booking(session, a_user(agency=agency, name=str(outcome)), outcome)
    a_booking(a_past_session(is_open=True), a_user(agency=agency), Outcome.ATTENDED)
    found = [record.person.name for record in records_of_agency(agency, today=TODAY)]
    assert found == ["attended", "walk-in"]


def test_a_withdrawn_certificate_is_none_and_imported_sessions_stand_without(app: Flask) -> None:
    person = a_user()
    withdrawn = a_booking(a_past_session(days_ago=3), person, Outcome.ATTENDED)
    db.session.add(
        Certificate(
            booking=withdrawn, code="X", course_title="Neglect", issued_at=NOW, withdrawn_at=NOW, release_words=""
        )
    )
    a_booking(a_past_session(days_ago=900, is_imported=True), person, Outcome.ATTENDED)
    an_earned_certificate(a_past_session(days_ago=2), person, at=NOW - timedelta(days=1))
    issue_certificates(at=NOW)
    withdrawn.outcome = Outcome.ATTENDED
    certificates = [each.certificate is not None for each in training_of(person)]
    assert certificates == [True, False, False]

"""My training, and what a lead sees of their agency's."""

import io
from datetime import date, timedelta

import pypdf
import pytest

from app.booking.eligibility.services_exceptions import accept_evidence
from app.booking.states import Outcome
from app.core.roles import Role
from app.evaluation.stages import Stage
from app.programme.models_sessions import Day
from app.records.certificates.services import issue_certificates
from tests.builders import (
    FULL_DAY,
    HALF_DAY,
    a_booking,
    a_certificate,
    a_closed_register,
    a_course,
    a_learning_week,
    a_manager,
    a_past_session,
    a_policy,
    a_session,
    a_user,
    an_agency,
    an_earned_certificate,
    an_issued,
)
from tests.conftest import NOW
from tests.page import Page, Visitor
from tests.words import ANSWER_THE_EVALUATION, ASK_THE_TRAINING_TEAM, HOW_USEFUL


def text_of(page: Page) -> str:
    assert page.response.mimetype == "application/pdf"
    return "\n".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(page.response.data)).pages)


def rows_of(page: Page) -> list[str]:
    assert page.response.mimetype == "text/csv"
    return page.response.data.decode("utf-8-sig").splitlines()[1:]


# My training


def test_everything_attended_stands_there_newest_first_with_its_hours_by_programme_year(visitor: Visitor) -> None:
    person = a_user()
    two_days = [Day(date(2026, 3, day), *FULL_DAY) for day in (5, 12)]
    for session in (
        a_session(a_course("Two days"), days=two_days),
        a_session(a_course("Newest"), on=date(2026, 11, 20), hours=HALF_DAY),
        a_session(a_course("Imported"), on=date(2013, 5, 2), hours=HALF_DAY, is_imported=True),
    ):
        a_booking(session, person, Outcome.ATTENDED)
    a_booking(a_session(a_course("Walked in"), on=date(2026, 4, 1)), person, Outcome.WALK_IN)
    page = visitor.sign_in(person).open_page("/training")
    assert "26 hours in all. 8 hours in the programme year 2026-27." in page.words
    titles = [heading.get_text() for heading in page.soup.select(".cb-row__title")]
    assert titles == ["Newest", "Walked in", "Two days", "Imported"]
    years = [" ".join(heading.get_text(" ").split()) for heading in page.soup.select(".cb-month")]
    assert years == ["2026-27 8 hours", "2025-26 14 hours", "2013-14 4 hours"]
    assert "No certificate: from before our online register" in page.words


def test_what_isnt_attendance_by_name_isnt_there_and_leaving_early_is_said_quietly(visitor: Visitor) -> None:
    person = a_user()
    for outcome in (None, *(each for each in Outcome if each not in ("attended", "walk-in"))):
        a_booking(a_past_session(a_course(f"Session {outcome}")), person, outcome)
    a_booking(a_past_session(a_course("Open one"), is_open=True), person, Outcome.ATTENDED)
    page = visitor.sign_in(person).open_page("/training")
    assert "There is nothing yet" in page.words
    assert "Not there for all of it, so it doesn’t count Session left-early" in page.words
    assert "Open one" not in page.words
    assert "Session no-show" not in page.words


def test_it_is_ones_own_alone(visitor: Visitor) -> None:
    certificate = a_certificate(a_past_session(a_course("Somebody else’s")))
    visitor.sign_in(a_user())
    assert "Somebody else’s" not in visitor.open_page("/training").words
    assert rows_of(visitor.open_page("/training.csv")) == []
    assert visitor.open_page(f"/training/certificates/{certificate.id}.pdf").status == 404


def test_a_certificate_is_downloaded_from_there(visitor: Visitor) -> None:
    person = a_user(name="Siân O’Łęcka")
    an_earned_certificate(a_past_session(a_course("Complex Neglect")), person)
    issue_certificates(at=NOW)
    page = visitor.sign_in(person).open_page("/training").click("Certificate (PDF): Complex Neglect")
    assert "Siân O’Łęcka" in text_of(page)


@pytest.mark.parametrize(
    ("closed", "asked_days_ago", "answered", "said"),
    [
        (True, 1, False, ANSWER_THE_EVALUATION),
        (True, 28, False, "The evaluation has closed"),
        (True, None, False, "We ask you what it was worth"),
        (False, 1, True, "follows once the register is closed"),
        (False, 1, False, ANSWER_THE_EVALUATION),
        (True, 1, True, "Your certificate is on its way"),
    ],
)
def test_what_is_missing_for_a_certificate_is_said(
    visitor: Visitor, closed: bool, asked_days_ago: int | None, answered: bool, said: str
) -> None:
    person, session = a_user(), a_past_session()
    booking = a_booking(session, person, Outcome.ATTENDED)
    if closed:
        a_closed_register(session)
    if asked_days_ago is not None:
        at = NOW - timedelta(days=asked_days_ago)
        an_issued(booking, Stage.POST_COURSE, at=at, answers={HOW_USEFUL: 4} if answered else None)
    assert said in visitor.sign_in(person).open_page("/training").words


def test_the_link_beside_it_opens_the_evaluation_also_the_one_of_a_learning_week(visitor: Visitor) -> None:
    week, person = a_learning_week(NOW.date() - timedelta(days=7)), a_user()
    first, second = (a_past_session(days_ago=days, learning_week_id=week.id) for days in (7, 6))
    an_issued(a_booking(first, person, Outcome.ATTENDED), Stage.POST_COURSE)
    a_booking(second, person, Outcome.ATTENDED)
    page = visitor.sign_in(person).open_page("/training")
    for session in (first, second):
        assert page.click(f"Answer the evaluation: {session.title}").h1.startswith("Post-course")


def test_a_very_late_mark_sends_nobody_to_wait_for_questions_that_never_come(visitor: Visitor) -> None:
    person = a_user()
    a_booking(a_past_session(days_ago=29), person, Outcome.ATTENDED)
    assert "ask the training team" in visitor.sign_in(person).open_page("/training").words


def attended(course_title: str, on: date, years: int = 2, **who: object) -> None:
    a_booking(a_session(a_course(course_title, refresh_years=years), on=on), outcome=Outcome.ATTENDED, **who)


def test_refreshers_say_by_when_and_lead_to_the_courses_dates(visitor: Visitor) -> None:
    person = a_user()
    attended("Overdue one", date(2024, 11, 22), practitioner=person)
    attended("Soon one", date(2024, 11, 23), practitioner=person)
    attended("Later one", date(2026, 11, 3), practitioner=person)
    page = visitor.sign_in(person).open_page("/training")
    assert (
        "Overdue one Due by 22 November 2026 · last attended 22 November 2024, counts for 2 years Overdue" in page.words
    )
    assert "Due by 23 November 2026 · last attended 23 November 2024, counts for 2 years Due soon" in page.words
    assert "Due by 3 November 2028 · last attended 3 November 2026, counts for 2 years Up to date" in page.words
    assert page.click("Overdue one").h1 == "Overdue one"


def test_a_two_day_course_counts_from_its_last_day(visitor: Visitor) -> None:
    person = a_user()
    days = [Day(date(2026, 3, day), *FULL_DAY) for day in (5, 12)]
    a_booking(a_session(a_course(refresh_years=2), days=days), person, Outcome.ATTENDED)
    assert "Due by 12 March 2028" in visitor.sign_in(person).open_page("/training").words


def test_accepted_evidence_counts_and_says_so(visitor: Visitor) -> None:
    person, course = a_user(), a_course("Fundamentals", refresh_years=3)
    accept_evidence(person, course, words="Seen.", by=a_manager(), at=NOW)
    page = visitor.sign_in(person).open_page("/training")
    assert "Due by 23 November 2029 · other evidence accepted 23 November 2026" in page.words


def test_as_pdf_and_csv_it_says_the_same(visitor: Visitor) -> None:
    person = a_user(name="#x @y $z’Ł", agency=an_agency("Anyshire Hospitals"))
    session = a_session(a_course("=Complex*Neglect*", refresh_years=2), on=date(2026, 11, 3))
    certificate = a_certificate(session, person, code="KH4M9TQCW3XD")
    visitor.sign_in(person)
    words = text_of(visitor.open_page("/training").click("Download as PDF"))
    for said in ("#x @y $z’Ł", "=Complex*Neglect*", "3 November 2026", "4 hours", "3 November 2028", "up to date"):
        assert said in words
    (row,) = rows_of(visitor.open_page("/training.csv"))
    expected = "'=Complex*Neglect*,2026-11-03,2026-11-03,4.0,In person,Anyshire Hospitals,KH4M-9TQC-W3XD"
    expected += ",Anyshire Safeguarding Children Partnership"
    assert row == expected
    assert certificate.code_in_groups in words


def test_the_papers_of_somebody_new_are_empty_and_no_error(visitor: Visitor) -> None:
    visitor.sign_in(a_user())
    assert "Nothing attended yet." in text_of(visitor.open_page("/training.pdf"))
    assert rows_of(visitor.open_page("/training.csv")) == []


def test_the_training_team_sees_the_same_on_the_persons_page(visitor: Visitor) -> None:
    person = a_user()
    attended("Digital Safeguarding", date(2024, 11, 22), practitioner=person)
    page = visitor.sign_in(a_manager()).open_page(f"/manage/people/{person.id}")
    assert "Due by 22 November 2026" in page.words
    assert "4 hours" in page.words


# The agency's lead


@pytest.fixture
def lead(visitor: Visitor) -> Visitor:
    """With colleagues: Ann is overdue for one course and due soon for another, Bob up to date, Cy never due."""
    agency = an_agency("Anyshire Hospitals")
    ann, bob, cy = (a_user(agency=agency, name=name) for name in ("Ann Green", "Bob Łęcki", "Cy Young"))
    attended("Neglect", date(2024, 11, 22), practitioner=ann)
    attended("Allegations", date(2024, 12, 22), practitioner=ann)
    attended("Digital", date(2026, 11, 3), practitioner=bob)
    a_booking(a_session(a_course("Once is enough"), on=date(2020, 1, 6)), cy, Outcome.ATTENDED)
    attended("Neglect elsewhere", date(2020, 1, 6), practitioner=a_user(name="Of another agency"))
    return visitor.sign_in(a_user(Role.AGENCY_LEAD, agency=agency))


def lines(page: Page) -> list[str]:
    return [" ".join(row.get_text(" ").split()) for row in page.soup.select("tbody tr")]


def test_a_lead_sees_who_attended_what_and_who_is_due(lead: Visitor) -> None:
    page = lead.open_page("/agency").click("training of your agency")
    assert "1 refresher is overdue, 1 due within 90 days." in page.words
    assert lines(page) == [
        "Ann Green Social worker Allegations 22 December 2024 22 December 2026 Due soon",
        "Ann Green Social worker Neglect 22 November 2024 22 November 2026 Overdue",
        "Bob Łęcki Social worker Digital 3 November 2026 3 November 2028 Up to date",
        "Cy Young Social worker Once is enough 6 January 2020 Not due again",
    ]


@pytest.mark.parametrize(
    ("asked", "courses"),
    [
        ("show=overdue", ["Neglect"]),
        ("show=soon", ["Allegations"]),
        ("show=all", ["Allegations", "Neglect", "Digital", "Once is enough"]),
        ("show=nonsense&course=x", ["Allegations", "Neglect", "Digital", "Once is enough"]),
        ("course=999999999", []),
        ("course=99999999999999999999", ["Allegations", "Neglect", "Digital", "Once is enough"]),
    ],
)
def test_the_filters_hold_for_page_csv_and_pdf(lead: Visitor, asked: str, courses: list[str]) -> None:
    assert len(lines(lead.open_page(f"/agency/training?{asked}"))) == len(courses)
    rows = [row.split(",")[4] for row in rows_of(lead.open_page(f"/agency/training.csv?{asked}"))]
    assert rows == courses
    words = text_of(lead.open_page(f"/agency/training.pdf?{asked}"))
    for course in ("Allegations", "Neglect", "Digital", "Once is enough"):
        assert (course in words) == (course in courses)


def test_the_page_filters_by_course_too(lead: Visitor) -> None:
    page = lead.open_page("/agency/training")
    (option,) = [each for each in page.soup.select("#course option") if each.get_text() == "Digital"]
    assert len(lines(page.press("Show", course=option["value"]))) == 1
    page = page.press("Show", course=option["value"], show="overdue")
    assert "Nobody is overdue here" in page.words


def test_nobody_of_another_agency_and_no_need_charge_or_manager_is_in_it(visitor: Visitor) -> None:
    agency, policy = an_agency(), a_policy()
    person = a_user(agency=agency)
    session = a_past_session()
    needs = {"access_needs": "Wheelchair", "dietary_needs": "No nuts"}
    a_booking(session, person, Outcome.ATTENDED, policy=policy, **needs)
    a_booking(session, a_user(name="Somebody else"), Outcome.ATTENDED)
    visitor.sign_in(a_user(Role.AGENCY_LEAD, agency=agency))
    page = visitor.open_page("/agency/training").words
    everything = [page, *rows_of(visitor.open_page("/agency/training.csv"))]
    everything.append(text_of(visitor.open_page("/agency/training.pdf")))
    for kept in ("Somebody else", "Wheelchair", "No nuts", "£", "line-manager@"):
        assert kept not in " ".join(everything)
    assert person.name in page


def test_a_course_never_attended_is_due_to_nobody(visitor: Visitor) -> None:
    agency = an_agency()
    a_user(agency=agency)
    a_course("Never attended", refresh_years=1)
    page = visitor.sign_in(a_user(Role.AGENCY_LEAD, agency=agency)).open_page("/agency/training")
    assert "Nobody who is with your agency now has attended" in page.words
    assert "Never attended" not in page.words


def test_a_lead_without_an_agency_is_told_what_to_do(visitor: Visitor) -> None:
    visitor.sign_in(a_user(Role.AGENCY_LEAD, agency=None))
    assert ASK_THE_TRAINING_TEAM in visitor.open_page("/agency/training").words
    assert visitor.open_page("/agency/training.csv").status == 404

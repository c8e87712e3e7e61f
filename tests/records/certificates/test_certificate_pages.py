"""A certificate as its owner, an employer and the office see it."""

import io

import pypdf
import pytest

from app.booking.states import Outcome
from app.core import links
from app.core.database import db
from app.core.links import Secret
from app.programme.models_sessions import Day
from app.records.certificates.models import Certificate
from app.records.certificates.services import issue_certificates
from tests.builders import (
    FULL_DAY,
    a_booking,
    a_certificate,
    a_closed_register,
    a_course,
    a_manager,
    a_past_session,
    a_session,
    a_user,
    an_earned_certificate,
    link_in,
    mail_to,
)
from tests.conftest import NOW
from tests.page import Page, Visitor
from tests.words import RELEASE_THE_CERTIFICATE

CODE = "KH4M9TQCW3XD"
NAMES = ["Siân O’Łęcka", "#x @y $z", "*bold* _it_ \\ <a> `b` ~ [c] // d", "Олена"]


def text_of(page: Page) -> str:
    """The words of a PDF that was downloaded."""
    assert page.response.mimetype == "application/pdf"
    return "\n".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(page.response.data)).pages)


def withdrawn(certificate: Certificate) -> Certificate:
    certificate.withdrawn_at = NOW
    db.session.commit()
    return certificate


def path_of(certificate: Certificate, purpose: str = "certificate") -> str:
    return f"/certificates/mine/{links.token(Secret(purpose, certificate.id))}"


# The mailed link


def test_the_mailed_link_leads_to_the_pdf_without_signing_in(visitor: Visitor) -> None:
    booking = an_earned_certificate(a_past_session(a_course("Complex Neglect")), a_user(name="Rosa Díaz"))
    issue_certificates(at=NOW)
    (letter,) = mail_to(booking.practitioner.email)
    page = visitor.open_page(link_in(letter, "/certificates/mine/"))
    assert page.h1 == "Your certificate"
    words = text_of(page.click("Download the certificate"))
    for said in (
        "Certificate of attendance",
        "Rosa Díaz",
        "Complex Neglect",
        "22 November 2026",
        "4 hours",
        "In person",
    ):
        assert said in words


def test_a_withdrawn_one_says_so_and_has_no_pdf(visitor: Visitor) -> None:
    path = path_of(withdrawn(a_certificate()))
    page = visitor.open_page(path)
    assert page.h1 == "Your certificate is withdrawn"
    assert not page.has_link("Download")
    assert visitor.open_page(f"{path}/certificate.pdf").status == 404


def test_the_link_of_another_purpose_opens_none(visitor: Visitor) -> None:
    assert visitor.open_page(path_of(a_certificate(), "after")).status == 404


# The paper


def paper(visitor: Visitor, certificate: Certificate) -> Page:
    return visitor.open_page(f"{path_of(certificate)}/certificate.pdf")


@pytest.mark.parametrize("name", NAMES)
def test_a_name_stands_on_it_as_on_the_booking(visitor: Visitor, name: str) -> None:
    certificate = a_certificate(practitioner=a_user(name=name))
    certificate.booking.practitioner.name = "Somebody who married since"
    db.session.commit()
    words = text_of(paper(visitor, certificate))
    assert name in words
    assert "married since" not in words


def test_it_says_both_days_their_hours_the_level_the_code_and_where_to_verify_it(visitor: Visitor) -> None:
    course = a_course("#let x = Neglect*", level="Level 3")
    days = [Day(NOW.date().replace(day=day), *FULL_DAY) for day in (3, 10)]
    certificate = a_certificate(a_session(course, days=days), code=CODE)
    words = text_of(paper(visitor, certificate))
    for said in (
        "#let x = Neglect*",
        "3 November 2026 and 10 November 2026",
        "14 hours",
        "Level 3",
        "KH4M-9TQC-W3XD",
        "http://coursebook.test/certificates",
        "Anyshire Safeguarding Children Partnership",
        "23 November 2026",
    ):
        assert said in words


@pytest.mark.parametrize(("name", "title"), [("Ab " * 66, "Course " * 28), ("W" * 200, "W" * 200), ("李小龙", "😀")])
def test_even_the_longest_name_and_title_stay_on_one_tagged_page(visitor: Visitor, name: str, title: str) -> None:
    certificate = a_certificate(a_past_session(a_course(title.strip())), a_user(name=name.strip()))
    paper_of = pypdf.PdfReader(io.BytesIO(paper(visitor, certificate).response.data))
    assert len(paper_of.pages) == 1
    assert paper_of.trailer["/Root"]["/MarkInfo"]["/Marked"]


# Verifying


@pytest.mark.parametrize("typed", ["KH4M-9TQC-W3XD", "kh4m9tqcw3xd", "  KH4M 9TQC w3xd "])
def test_whoever_holds_the_code_sees_course_date_and_name(visitor: Visitor, typed: str) -> None:
    a_certificate(a_past_session(a_course("Complex Neglect")), a_user(name="Rosa Díaz"), code=CODE)
    page = visitor.open_page("/certificates").press("Verify", code=typed)
    assert page.h1 == "This certificate is valid"
    for said in ("Complex Neglect", "22 November 2026", "Rosa Díaz", "Issued 23 November 2026"):
        assert said in page.words


def test_it_shows_nothing_else_of_the_person(visitor: Visitor) -> None:
    person = a_user()
    a_certificate(practitioner=person, code=CODE)
    words = visitor.open_page(f"/certificates/{CODE}").words
    for kept in (person.email, person.agency.name, person.job_role, "Line Manager"):
        assert kept not in words


def test_a_withdrawn_one_shows_course_and_date_and_no_name(visitor: Visitor) -> None:
    withdrawn(a_certificate(a_past_session(a_course("Complex Neglect")), a_user(name="Rosa Díaz"), code=CODE))
    page = visitor.open_page(f"/certificates/{CODE}")
    assert page.h1 == "This certificate is no longer valid"
    assert "Complex Neglect" in page.words
    assert "withdrawn on 23 November 2026" in page.words
    assert "Rosa" not in page.words


@pytest.mark.parametrize(
    "wrong", ["KH4M9TQCW3X", "KH4M9TQCW3XDD", "nonsense", "%", "٤٤٤٤", "x" * 3000, "-", "'; drop table certificate"]
)
def test_a_wrong_code_says_so_kindly_and_gives_no_hint(visitor: Visitor, wrong: str) -> None:
    a_certificate(code=CODE)
    page = visitor.open_page(f"/certificates/{wrong}")
    assert page.status == 404
    assert "We know no certificate with this code" in page.words
    assert CODE not in page.response.text


def test_without_a_code_there_is_a_form_and_no_list(visitor: Visitor) -> None:
    a_certificate(a_past_session(a_course("Complex Neglect")), code=CODE)
    for address in ("/certificates", "/certificates?code=", "/certificates?code=%20-%20"):
        page = visitor.open_page(address)
        assert (page.status, page.h1) == (200, "Verify a certificate")
        assert "Complex Neglect" not in page.words


def test_no_search_engine_keeps_these_pages(visitor: Visitor) -> None:
    certificate = a_certificate(code=CODE)
    for address in ("/certificates", f"/certificates/{CODE}", "/certificates/none", path_of(certificate)):
        page = visitor.open_page(address)
        assert "noindex" in page.response.headers["X-Robots-Tag"]
        assert "no-store" in page.response.headers["Cache-Control"]
        assert page.soup.find("meta", attrs={"name": "robots"})["content"].startswith("noindex")


# The office


def test_the_office_releases_one_on_the_persons_page_and_says_why(visitor: Visitor) -> None:
    person, session = a_user(name="Rosa Díaz"), a_past_session(a_course("Complex Neglect"))
    a_booking(session, person, Outcome.ATTENDED)
    a_closed_register(session)
    visitor.sign_in(a_manager())
    page = visitor.open_page(f"/manage/people/{person.id}").click("Release a certificate: Complex Neglect")
    assert "Enter why" in page.press(RELEASE_THE_CERTIFICATE).error_beside("words")
    page = page.press(RELEASE_THE_CERTIFICATE, words="Told us by telephone.")
    assert page.notice == "Rosa Díaz has a certificate for Complex Neglect, and is told by e-mail."
    assert "released: Told us by telephone." in page.words
    assert "Rosa Díaz" in text_of(page.click("Certificate (PDF): Complex Neglect"))


def test_a_stale_page_releases_no_second_one_and_none_after_a_correction(visitor: Visitor) -> None:
    session = a_past_session()
    booking = a_booking(session, outcome=Outcome.ATTENDED)
    a_closed_register(session)
    visitor.sign_in(a_manager())
    stale = visitor.open_page(f"/manage/people/{booking.practitioner_id}/bookings/{booking.id}/certificate")
    stale.press(RELEASE_THE_CERTIFICATE, words="First.")
    assert "There is a certificate" in stale.press(RELEASE_THE_CERTIFICATE, words="Again.").problems[0]
    db.session.query(Certificate).delete()
    booking.outcome = Outcome.LEFT_EARLY
    db.session.commit()
    assert "By the register" in stale.press(RELEASE_THE_CERTIFICATE, words="Later.").problems[0]


def test_the_booking_and_the_certificate_must_be_of_the_person_in_the_address(visitor: Visitor) -> None:
    certificate, other = a_certificate(), a_user()
    visitor.sign_in(a_manager())
    assert visitor.open_page(f"/manage/people/{other.id}/certificates/{certificate.id}.pdf").status == 404
    path = f"/manage/people/{other.id}/bookings/{certificate.booking_id}/certificate"
    assert visitor.open_page(path).status == 404

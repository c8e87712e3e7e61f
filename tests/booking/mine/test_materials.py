"""Handouts and slides: told by their content, and given to those alone who may have them."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.accounts.models import User
from app.booking.leaving import services
from app.booking.states import BookingState, Outcome
from app.programme.models import Course
from app.web.uploads import LARGEST, ODP, PDF, POWERPOINT, NotAMaterial, TooLarge, media_type, path_of
from tests.builders import A_PDF, a_booking, a_course, a_manager, a_material, a_past_session, a_session, a_user
from tests.conftest import NOW
from tests.page import Page, Visitor
from tests.words import ADD_THE_MATERIAL, CHOOSE_A_FILE


def packed(**files: bytes) -> bytes:
    """A zip file of these files."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return into.getvalue()


WHOLE = packed(mimetype=ODP.encode())
DAMAGED = WHOLE.replace(ODP.encode(), b"\xff" * len(ODP), 1)
"""Its checksum isn't that of what it holds."""

SLIDES = packed(**{"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<p/>"})


@pytest.mark.parametrize(
    ("content", "kind"), [(A_PDF, PDF), (SLIDES, POWERPOINT), (packed(mimetype=ODP.encode()), ODP)]
)
def test_a_file_is_what_its_content_says(content: bytes, kind: str) -> None:
    assert media_type(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90 not slides",
        b"<html>slides.pdf</html>",
        b"PK\x03\x04 half a zip",
        DAMAGED,
        packed(mimetype=b"text/html"),
        packed(**{"[Content_Types].xml": b"", "ppt/presentation.xml": b"", "ppt/vbaProject.bin": b"a macro"}),
    ],
)
def test_anything_else_is_refused_whatever_its_name(content: bytes) -> None:
    with pytest.raises(NotAMaterial):
        media_type(content)


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(TooLarge):
        media_type(b"%PDF-" + b"0" * LARGEST)


def upload(visitor: Visitor, course: Course, content: bytes, name: str) -> Page:
    page = visitor.open_page(f"/manage/courses/{course.id}/materials")
    return page.press(ADD_THE_MATERIAL, title="Slides", file=(io.BytesIO(content), name))


def test_the_office_adds_slides_of_three_megabytes_and_removes_them(visitor: Visitor) -> None:
    course = a_course()
    visitor.sign_in(a_manager())
    page = upload(visitor, course, A_PDF + b" " * 3_000_000, "../Neglect ’27.pdf")
    assert "Slides is added, 3.0 MB" in page.notice
    assert "Neglect_27.pdf" in page.words
    page = page.press("Remove Slides")
    assert "There are no materials yet" in page.words


@pytest.mark.parametrize(
    ("content", "name", "words"), [(b"MZ", "slides.pdf", "something else"), (b"", "", CHOOSE_A_FILE)]
)
def test_a_wrong_file_is_refused_beside_the_field(visitor: Visitor, content: bytes, name: str, words: str) -> None:
    visitor.sign_in(a_manager())
    assert words in upload(visitor, a_course(), content, name).error_beside("file")


def test_elsewhere_a_form_stays_small(visitor: Visitor) -> None:
    visitor.sign_in(a_manager())
    large = {"words": "x" * 3_000_000, "csrf_token": "any"}
    assert visitor.open_page("/manage/courses/new", method="POST", data=large).status in (400, 413)


# --- Who has them ---


def can_download(visitor: Visitor, person: User, course: Course, **more: bool) -> bool:
    material = a_material(course, **more)
    response = visitor.sign_in(person).open_page(f"/materials/{material.id}").response
    if response.status_code == 200:
        assert response.headers["Content-Disposition"].startswith("attachment; filename=")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.get_data() == A_PDF
    return response.status_code == 200


def test_booked_people_have_the_materials_before_and_attendees_all_of_them_after(visitor: Visitor) -> None:
    session = a_session()
    booked, attended, absent, stranger = a_user(), a_user(), a_user(), a_user()
    a_booking(session, booked)
    a_booking(a_past_session(session.course), attended, Outcome.ATTENDED)
    a_booking(a_past_session(session.course), absent, Outcome.NO_SHOW)
    for person, before, after in (
        (booked, True, False),
        (attended, True, True),
        (absent, False, False),
        (stranger, False, False),
    ):
        assert can_download(visitor, person, session.course) is before
        assert can_download(visitor, person, session.course, is_for_attendees=True) is after


@pytest.mark.parametrize("state", [BookingState.WAITING, BookingState.OFFERED, BookingState.HELD])
def test_who_has_no_place_has_no_materials(visitor: Visitor, state: BookingState) -> None:
    person, session, until = a_user(), a_session(), NOW + timedelta(hours=1)
    a_booking(session, person, state=state, held_until=until, offered_until=until, waiting_since=NOW)
    assert not can_download(visitor, person, session.course)


def test_who_withdraws_has_them_no_more(visitor: Visitor) -> None:
    person, session = a_user(), a_session()
    booking = a_booking(session, person)
    assert can_download(visitor, person, session.course)
    services.withdraw(booking, by=person, at=NOW)
    assert not can_download(visitor, person, session.course)


def test_they_stand_on_the_pages_of_the_booking_and_the_course(visitor: Visitor) -> None:
    session = a_session()
    a_material(session.course, title="Chronology template")
    booking = a_booking(session)
    visitor.sign_in(booking.practitioner)
    for address in (f"/bookings/{booking.id}", f"/courses/{session.course_id}"):
        assert "Chronology template (PDF, 1 kB)" in visitor.open_page(address).words
    assert "Chronology" not in Visitor(visitor.app).open_page(f"/courses/{session.course_id}").words


def test_a_file_that_is_gone_is_page_not_found(visitor: Visitor, app: Flask) -> None:
    session = a_session()
    booking, material = a_booking(session), a_material(session.course, content=b"%PDF- alone")
    Path(path_of(material.stored_as)).unlink()
    assert visitor.sign_in(booking.practitioner).open_page(f"/materials/{material.id}").status == 404

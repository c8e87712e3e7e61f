"""The file that shows training elsewhere: whose it is, what it may be, and that it goes with its person."""

import io
import zipfile

import pytest
from flask import Flask

from app.core.database import db
from app.core.roles import Role
from app.records.elsewhere import queries, rules, services
from app.records.elsewhere.models import EvidenceFile
from app.records.elsewhere.refusals import (
    ConfirmedAlready,
    FileEmpty,
    FileTooLarge,
    NotEvidence,
    RecordedAlready,
    TooManyFiles,
)
from app.records.erasing.services import erase_person
from app.records.holdings.models import CameBy
from app.records.holdings.services import Asked
from tests.builders import a_manager, a_user
from tests.conftest import NOW
from tests.data.everything import an_evidence_file, some_training_elsewhere
from tests.page import Visitor

PDF, PNG, JPEG = b"%PDF-1.7 A certificate.", b"\x89PNG\r\n\x1a\n A picture", b"\xff\xd8\xff\xe0 A picture"
HTML = b"<script>alert(1)</script>"
TYPED = {
    "title": "Regional workshop",
    "organiser": "The regional group",
    "starts_on": "2026-05-06",
    "evidence": "certificate",
}


def test_a_certificate_is_sent_with_what_it_shows_and_the_office_downloads_it(app: Flask, visitor: Visitor) -> None:
    person = a_user(name="Rosa Díaz")
    page = visitor.sign_in(person).open_page("/training/elsewhere")
    page.press("Add it", **TYPED, file=(io.BytesIO(PDF), "../My certificate.html"))
    [training] = queries.recorded_of(person)
    address = f"/training/elsewhere/{training.id}/certificate"
    office = Visitor(app).sign_in(a_manager())
    assert (
        "Certificate (PDF, 1 kB): Regional workshop of Rosa Díaz"
        in office.open_page("/manage/training-elsewhere").words
    )
    for reader in (visitor, office):
        answer = reader.open_page(address).response
        assert (answer.status_code, answer.data, answer.mimetype) == (200, PDF, "application/pdf")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="My_certificate.pdf"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer.headers["Cache-Control"]
    for stranger in (a_user(), a_user(Role.AGENCY_LEAD)):
        assert Visitor(app).sign_in(stranger).open_page(address).status == 404


def test_a_file_is_added_and_changed_until_the_office_has_confirmed_it(visitor: Visitor) -> None:
    person = a_user()
    training = some_training_elsewhere(person, confirmed_at=None)
    page = visitor.sign_in(person).open_page("/training").click("Add the certificate of Regional workshop")
    assert page.press("Send the file").problems == ["Choose a file"]
    done = page.press("Send the file", file=(io.BytesIO(PNG), "one"))
    assert done.notice == "The file of “Regional workshop” is with the training team."
    page = done.click("Change the file of Regional workshop")
    page.press("Send the file", file=(io.BytesIO(JPEG), "two.jpeg"))
    file = db.session.query(EvidenceFile).one()
    assert (file.file_name, file.media_type, file.content) == ("two.jpg", "image/jpeg", JPEG)
    services.confirm(training, by=a_manager(), at=NOW)
    assert page.press("Send the file", file=(io.BytesIO(PDF), "three.pdf")).refuses(ConfirmedAlready)
    assert db.session.query(EvidenceFile).one().file_name == "two.jpg"
    other = an_evidence_file(some_training_elsewhere(confirmed_at=None)).training_id
    assert visitor.open_page(f"/training/elsewhere/{other}/file").status == 404


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (HTML, NotEvidence),
        (b"PK\x03\x04", NotEvidence),
        (b"", FileEmpty),
        (PDF + bytes(rules.LARGEST_FILE), FileTooLarge),
    ],
)
def test_only_a_pdf_or_a_picture_of_bounded_size_is_taken_whatever_it_is_called(
    content: bytes, refusal: type[Exception], visitor: Visitor
) -> None:
    person = a_user()
    page = visitor.sign_in(person).open_page("/training/elsewhere")
    refused = page.press("Add it", **TYPED, file=(io.BytesIO(content), "certificate.pdf"))
    assert len(refused.problems) == 1
    assert queries.recorded_of(person) == []
    with pytest.raises(refusal):
        rules.evidence("certificate.pdf", content)


def test_few_files_of_one_person_wait_and_nothing_is_half_done(app: Flask) -> None:
    person, shown_by = a_user(), rules.evidence("certificate.pdf", PDF)
    for number in range(rules.MOST_FILES_WAITING):
        an_evidence_file(some_training_elsewhere(person, f"Workshop {number}", confirmed_at=None))
    training = some_training_elsewhere(person, "One more", confirmed_at=None)
    with pytest.raises(TooManyFiles):
        services.attach_evidence(training, shown_by, at=NOW)
    first = queries.recorded_of(person)[0]
    services.attach_evidence(first, shown_by, at=NOW)  # in place of the one that waits
    services.confirm(first, by=a_manager(), at=NOW)
    services.attach_evidence(training, shown_by, at=NOW)


def test_a_file_is_given_to_its_person_and_goes_with_them(visitor: Visitor) -> None:
    manager, person, other = a_manager(), a_user(), a_user()
    mine = an_evidence_file(some_training_elsewhere(person))
    an_evidence_file(some_training_elsewhere(other), b"%PDF-1.7 Of somebody else")
    page = visitor.sign_in(person).open_page("/me/everything").press("Download everything about me")
    with zipfile.ZipFile(io.BytesIO(page.response.data)) as packed:
        name = f"files/{mine.id}-certificate.pdf"
        assert packed.namelist() == ["everything.html", "everything.json", name]
        assert packed.read(name) == mine.content
        assert name in packed.read("everything.html").decode()
    erase_person(person, Asked(CameBy.TELEPHONE, NOW.date(), ""), by=manager, at=NOW)
    assert [file.training.user_id for file in db.session.query(EvidenceFile)] == [other.id]
    services.remove(queries.recorded_of(other)[0], by=manager, at=NOW)
    assert db.session.query(EvidenceFile).count() == 0


def test_what_is_recorded_already_takes_no_file(app: Flask) -> None:
    person = a_user()
    training = some_training_elsewhere(person, confirmed_at=None)
    event = rules.EventElsewhere(
        training.title, "Others", training.starts_on, training.ends_on, None, training.evidence, ""
    )
    with pytest.raises(RecordedAlready):
        services.record_own(person, event, shown_by=rules.evidence("a.pdf", PDF), at=NOW)
    assert db.session.query(EvidenceFile).count() == 0

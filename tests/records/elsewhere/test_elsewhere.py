"""Training that others ran, in somebody's record."""

import io
from typing import Any

import pypdf
import pytest
from flask import Flask

from app.audit.models import Verb
from app.core import clock
from app.records.elsewhere import queries, services
from app.records.elsewhere.models import EvidenceSeen
from app.records.elsewhere.refusals import ConfirmedAlready, RecordedAlready
from app.records.elsewhere.rules import AttendedElsewhere, ElsewhereFigures, EventElsewhere
from tests.builders import a_manager, a_user, an_agency, entries_about
from tests.conftest import NOW
from tests.data.everything import some_training_elsewhere
from tests.page import Visitor

TYPED = {
    "title": "Regional workshop",
    "organiser": "The regional group",
    "starts_on": "2026-05-06",
    "hours": "2.5",
    "evidence": "certificate",
    "evidence_words": "RG-17",
}


def test_what_somebody_tells_counts_once_the_office_has_confirmed_it(app: Flask, visitor: Visitor) -> None:
    person = a_user(name="Rosa Díaz", agency=an_agency("Hospital"))
    office, visitor = Visitor(app).sign_in(a_manager()), visitor.sign_in(person)
    page = visitor.open_page("/training").click("Add training elsewhere").press("Add it", **TYPED)
    assert page.notice == "“Regional workshop” is recorded. It counts once the training team has confirmed it."
    assert "2.5 hours, apart from ours" not in page.words
    [training] = queries.recorded_of(person)
    assert csv_of(visitor) == []
    page = office.open_page("/today").click("Confirm")
    assert "Rosa Díaz · The regional group · 6 May 2026 · 2.5 hours" in page.words
    assert page.press("Confirm Regional workshop of Rosa Díaz").notice == "“Regional workshop” counts for Rosa Díaz."
    page = visitor.open_page("/training")
    assert "Training elsewhere 2.5 hours, apart from ours" in page.words
    assert "There is nothing yet" in page.words  # of ours
    assert csv_of(visitor) == ["Regional workshop,2026-05-06,2026-05-06,2.5,,Hospital,,The regional group"]
    pdf = pypdf.PdfReader(io.BytesIO(visitor.open_page("/training.pdf").response.data))
    assert "Elsewhere, by others: 2.5 hours" in "".join(page.extract_text() for page in pdf.pages)
    verbs = [entry.verb for entry in entries_about(training)]
    assert verbs == [Verb.RECORDED_TRAINING_ELSEWHERE, Verb.CONFIRMED_TRAINING_ELSEWHERE]
    with pytest.raises(ConfirmedAlready):
        services.remove_own(training, at=NOW)
    assert "Regional workshop" in office.open_page(f"/manage/people/{person.id}").words


def test_one_removes_what_isnt_confirmed_and_nothing_of_another(visitor: Visitor) -> None:
    person = a_user()
    some_training_elsewhere(person, confirmed_at=None)
    other = some_training_elsewhere(confirmed_at=None)
    visitor.sign_in(person)
    assert visitor.open_page(f"/training/elsewhere/{other.id}/remove").status == 404
    page = visitor.open_page("/training").click("Remove Regional workshop").press("Remove it")
    assert page.notice == "“Regional workshop” is removed from your record."
    assert queries.recorded_of(person) == []


def test_the_office_records_an_event_for_everybody_who_was_there(visitor: Visitor) -> None:
    first, second, third = a_user(), a_user(), a_user()
    some_training_elsewhere(third, confirmed_at=None)
    visitor.sign_in(a_manager())
    page = visitor.open_page(f"/manage/people/{first.id}").click("Record training elsewhere")
    people = f"{first.email}\n{second.email.upper()}, {third.email}\n{first.email}"
    wrong = page.press("Record it", **TYPED, people=f"{people}\nnobody@example.org")
    assert wrong.problems == ["We know nobody at nobody@example.org. Nothing is recorded."]
    assert queries.recorded_of(first) == []
    done = page.press("Record it", **TYPED, people=people)
    assert done.notice == "“Regional workshop” stands in the record of 3 people."
    assert all(each.is_confirmed for person in (first, second, third) for each in queries.recorded_of(person))
    assert page.press("Record it", **TYPED, people=people).refuses(RecordedAlready)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"title": ""}, "Enter what it was called"),
        ({"starts_on": "2026-11-24"}, "Enter a day that has come: it counts once it is over"),
        ({"ends_on": "2026-05-05"}, "The last day is before the first: enter them in order"),
        ({"hours": "a day"}, "Enter hours as a number, such as 3 or 2.5"),
        ({"hours": "0"}, "Enter hours as a number, such as 3 or 2.5"),
        ({"evidence": None}, "Choose what shows who was there"),
        ({"people": "rosa"}, "“rosa” isn’t an e-mail address"),
        ({"people": ""}, "Enter the address of at least one person"),
    ],
)
def test_an_event_that_cant_be_is_refused_beside_its_field(
    visitor: Visitor, typed: dict[str, Any], problem: str
) -> None:
    visitor.sign_in(a_manager())
    page = visitor.open_page("/manage/training-elsewhere/new")
    filled = TYPED | {"people": a_user().email} | typed
    assert page.press("Record it", **filled).problems == [problem]


def test_the_figures_of_a_year_count_people_once_and_events_apart(visitor: Visitor) -> None:
    first, second = a_user(name="Ann"), a_user(name="Bob")
    for person in (first, second):
        some_training_elsewhere(person)
    some_training_elsewhere(first, "Another", starts_on=clock.today(), ends_on=clock.today())
    some_training_elsewhere(second, "Not confirmed", confirmed_at=None)
    before = some_training_elsewhere(second, starts_on=NOW.date().replace(year=2025), title="The year before")
    assert queries.figures_of_year("2026-27") == ElsewhereFigures(attendances=3, people=2, events=2)
    assert queries.events_of_year("2026-27")[0] == AttendedElsewhere(
        "Regional workshop", "The regional group", before.ends_on, 2
    )
    page = visitor.sign_in(a_manager()).open_page("/manage/people").click("Training elsewhere")
    assert "2 people at 2 events that others ran: 3 attendances." in page.words
    removed = page.click("Remove Another of Ann").press("Remove it")
    assert removed.notice == "It is removed from the record."
    assert queries.figures_of_year("2026-27").events == 1


def test_the_same_training_stands_in_a_record_once(app: Flask) -> None:
    person = a_user()
    day = clock.today()
    event = EventElsewhere("Workshop", "Others", day, day, None, EvidenceSeen.LIST, "")
    services.record_own(person, event, at=NOW)
    with pytest.raises(RecordedAlready):
        services.record_own(person, event, at=NOW)


def csv_of(visitor: Visitor) -> list[str]:
    return visitor.open_page("/training.csv").response.data.decode("utf-8-sig").splitlines()[1:]

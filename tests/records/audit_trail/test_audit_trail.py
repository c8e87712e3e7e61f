"""The audit trail: who, what, when, before and after; filtered, paged, and taken away as a file."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, insert

from app.accounts.models import User
from app.accounts.people.services import enrol_provisional
from app.audit.models import AuditEntry, Verb
from app.core.database import db, refresh_statistics
from app.core.roles import Role
from app.engines.postgresql import FOR_VALUES
from app.records.audit_trail import queries
from app.records.audit_trail.queries import LOOKED_AT, PER_PAGE, AskedEntries
from app.records.audit_trail.rules import VerbGroup
from tests.bench.test_listing_pages import _scans_of_postgresql
from tests.builders import a_course, a_user
from tests.conftest import NOW
from tests.page import Page, Visitor

TRAIL = "/manage/audit-trail"


@pytest.fixture
def manager(app: Flask) -> User:
    return a_user(Role.TRAINING_MANAGER, name="Mona Manager")


@pytest.fixture
def trail(visitor: Visitor, manager: User) -> Visitor:
    return visitor.sign_in(manager)


def an_entry(verb: Verb = Verb.BOOKED_PLACE, **more: Any) -> int:
    details: dict[str, Any] = {"at": NOW, "record_type": "Booking", "record_id": 1, "data": {}}
    entry = AuditEntry(verb=verb, **(details | more))
    db.session.add(entry)
    db.session.commit()
    return entry.id


def many(how_many: int, **more: Any) -> None:
    details: dict[str, Any] = {"verb": Verb.BOOKED_PLACE, "record_type": "Booking", "data": {}} | more
    rows = [{"at": NOW - timedelta(minutes=number), "record_id": number + 1, **details} for number in range(how_many)]
    db.session.execute(insert(AuditEntry), rows)
    db.session.commit()


def rows(page: Page) -> list[str]:
    return [" ".join(row.get_text(" ").split()) for row in page.soup.select("tbody tr")]


def test_it_says_who_did_what_to_whom_with_before_and_after_and_leads_to_the_record(
    trail: Visitor, manager: User
) -> None:
    person, course = a_user(name="Rosa Diaz"), a_course("Complex Neglect")
    an_entry(
        Verb.CORRECTED_PERSON,
        record_type="User",
        record_id=person.id,
        person_id=person.id,
        actor_id=manager.id,
        data={"before": {"job_role": "Nurse"}, "after": {"job_role": "Midwife"}},
    )
    an_entry(Verb.EDITED_COURSE, record_type="Course", record_id=course.id)
    page = trail.open_page("/").click("Audit trail")
    edited, corrected = rows(page)
    assert "Coursebook edited a course" in edited
    assert "Mona Manager corrected a person’s details" in corrected
    assert f"Person {person.id} Rosa Diaz" in corrected
    assert "Job role: Nurse → became Midwife" in corrected
    assert page.click(f"Course {course.id}").h1 == "Complex Neglect"
    assert page.click(f"Person {person.id}").click("What was done").h1 == "Audit trail"


def test_it_is_filtered_by_what_record_person_and_dates(trail: Visitor, manager: User) -> None:
    person = a_user(name="Rosa Diaz")
    ids = {
        "booked": an_entry(person_id=person.id, at=NOW - timedelta(days=9)),
        "by her": an_entry(Verb.WITHDREW_BOOKING, actor_id=person.id, record_id=2),
        "charge": an_entry(Verb.WAIVED_CHARGE, record_type="Charge", record_id=2),
    }
    found = {
        asked: [each.entry.id for each in queries.page_of_entries(wanted).entries]
        for asked, wanted in {
            "all": AskedEntries(),
            "group": AskedEntries(group=VerbGroup.CHARGES),
            "record": AskedEntries(record_type="Booking", record_id=2),
            "type": AskedEntries(record_type="Booking"),
            "about": AskedEntries(person_id=person.id),
            "by": AskedEntries(actor_id=person.id),
            "until": AskedEntries(until=NOW.date() - timedelta(days=1)),
            "since": AskedEntries(since=NOW.date(), group=VerbGroup.BOOKINGS),
            "both": AskedEntries(person_id=person.id, group=VerbGroup.CHARGES),
            "about and type": AskedEntries(person_id=person.id, record_type="Booking"),
        }.items()
    }
    assert found == {
        "all": [ids["charge"], ids["by her"], ids["booked"]],
        "group": [ids["charge"]],
        "record": [ids["by her"]],
        "type": [ids["by her"], ids["booked"]],
        "about": [ids["booked"]],
        "by": [ids["by her"]],
        "until": [ids["booked"]],
        "since": [ids["by her"]],
        "both": [],
        "about and type": [ids["booked"]],
    }


def test_a_person_is_found_by_name_with_no_name_in_the_address(trail: Visitor) -> None:
    person = a_user(name="Rosa Díaz")
    an_entry(person_id=person.id)
    an_entry(Verb.WITHDREW_BOOKING)
    page = trail.open_page(TRAIL).press("Find the person", q="diaz ros")
    assert b"diaz" not in page.response.request.query_string
    page = page.click("About them")
    assert len(rows(page)) == 1
    assert "Shown about Rosa Díaz" in page.words
    assert "Nothing was done" in page.press("Show", what="Charges and bills").words
    assert "Nobody has “zzz”" in page.press("Find the person", q="zzz").words


def test_a_stranger_who_proved_no_address_is_neither_named_nor_found(trail: Visitor) -> None:
    """They have no page: a link to it led nowhere."""
    stranger = enrol_provisional(email="rosa@example.org", name="Rosa Typed", at=NOW)
    an_entry(Verb.HELD_PLACE, person_id=stranger.id)
    page = trail.open_page(TRAIL)
    assert "held a place" in page.words
    assert not page.has_link("Rosa Typed")
    assert "Rosa Typed" not in page.press("Find the person", q="Rosa").words


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("number=12", "Choose the kind of record"),
        ("record=Booking&number=twelve", "digits alone"),
        ("from=2026-99-99", "isn’t a real date"),
        ("from=2026-12-01&to=2026-11-01", "The first date is after the last"),
    ],
)
def test_what_cannot_be_asked_for_is_said(trail: Visitor, asked: str, words: str) -> None:
    an_entry()
    page = trail.open_page(f"{TRAIL}?{asked}")
    assert words in page.words
    assert len(rows(page)) == 1


@pytest.mark.parametrize(
    "asked",
    [
        "before=9223372036854775808&person=2147483648&by=-1&number=%00&record=%00&what=%00",
        "before=99999&person=99999&by=99999&search=99999",
        "from=9999-12-31&to=0001-01-01",
        "record=Booking&number=2147483648",
        "from=%00&to=%C3%28",
    ],
)
def test_whatever_stands_in_the_address_the_page_opens(trail: Visitor, asked: str) -> None:
    assert trail.open_page(f"{TRAIL}?{asked}").status == 200


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize(
    "asked",
    [AskedEntries(), AskedEntries(group=VerbGroup.BOOKINGS), AskedEntries(record_type="Booking")],
)
def test_pages_go_on_where_the_one_before_ended(asked: AskedEntries) -> None:
    """Some have the same time, and those stay in one order too."""
    many(PER_PAGE)
    many(PER_PAGE, verb=Verb.WITHDREW_BOOKING)
    many(5, verb=Verb.HELD_PLACE)
    seen: list[int] = []
    before, pages = None, 0
    while True:
        page = queries.page_of_entries(asked, before=before)
        seen += [each.entry.id for each in page.entries]
        pages += 1
        if page.older is None:
            break
        before = page.older
    assert (len(seen), len(set(seen)), pages) == (2 * PER_PAGE + 5, 2 * PER_PAGE + 5, 3)
    times = [db.session.get_one(AuditEntry, number).at for number in seen]
    assert times == sorted(times, reverse=True)


def test_older_and_newest_lead_through_the_pages(trail: Visitor) -> None:
    many(PER_PAGE + 1)
    page = trail.open_page(TRAIL)
    assert len(rows(page)) == PER_PAGE
    page = page.click("Older")
    assert len(rows(page)) == 1
    assert not page.has_link("Older")
    assert len(rows(page.click("Newest"))) == PER_PAGE


def test_a_page_looks_through_so_many_at_most_and_says_how_far(trail: Visitor) -> None:
    person = a_user()
    many(LOOKED_AT, person_id=person.id)
    many(1, person_id=person.id, verb=Verb.WAIVED_CHARGE, record_type="Charge")
    an_entry(Verb.WAIVED_CHARGE, person_id=person.id, at=NOW - timedelta(days=99), record_type="Charge")
    page = trail.open_page(f"{TRAIL}?person={person.id}&what=Charges+and+bills")
    assert len(rows(page)) == 1
    assert "Looked back as far as" in page.words
    assert len(rows(page.click("Older"))) == 1


# --- The file ---


def test_the_file_holds_all_that_is_asked_for_and_that_it_was_taken_is_written_down(
    trail: Visitor, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "AT_A_TIME", 20)
    many(PER_PAGE + 15)
    an_entry(Verb.WAIVED_CHARGE, record_type="Charge", record_id=2, data={"reason": "=cmd()"}, actor_id=manager.id)
    page = trail.open_page(TRAIL)
    table = _table(page.press("Download as CSV"))
    assert len(table) == 1 + 1 + PER_PAGE + 15 + 1  # the header, the deed itself, and what was there
    page = trail.open_page(f"{TRAIL}?what=Charges+and+bills")
    header, line = _table(page.press("Download as CSV"))
    told = dict(zip(header, line, strict=True))
    assert (told["Who"], told["What"], told["Record"], told["Details"]) == (
        "Mona Manager",
        "waived a charge",
        "Charge",
        "Reason: =cmd()",
    )
    taken = [each.entry for each in queries.page_of_entries(AskedEntries(group=VerbGroup.EXPORTS)).entries]
    assert [entry.data for entry in taken] == [{"asked": "what Charges and bills"}, {"asked": "everything"}]


def _table(page: Page) -> list[list[str]]:
    return list(csv.reader(io.StringIO(page.response.data.decode("utf-8-sig"))))


def test_the_file_is_written_as_it_is_read(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more than a batch of it is in memory: the first line is there before the last is read."""
    monkeypatch.setattr(queries, "AT_A_TIME", 10)
    many(35)
    db.session.expunge_all()
    sizes = []
    for batch in queries.entries_in_batches(AskedEntries()):
        sizes.append(len(batch))
        assert len(db.session.identity_map) <= 11  # with the one that it goes on after
    assert sizes == [10, 10, 10, 5]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.TRAINING_MANAGER])
def test_it_is_for_the_training_manager_alone(visitor: Visitor, role: Role) -> None:
    page = visitor.sign_in(a_user(role)).open_page("/")
    assert not page.has_link("Audit trail")
    assert visitor.open_page(TRAIL).status == 403


# --- However long the log ---


ASKED = {
    "everything": AskedEntries(),
    "dates": AskedEntries(since=NOW.date() - timedelta(days=3), until=NOW.date()),
    "group": AskedEntries(group=VerbGroup.CHARGES),
    "group and dates": AskedEntries(group=VerbGroup.BOOKINGS, until=NOW.date() - timedelta(days=2)),
    "record": AskedEntries(record_type="Booking", record_id=7),
    "type": AskedEntries(record_type="Charge"),
    "person": AskedEntries(person_id=1),
    "actor": AskedEntries(actor_id=1),
    "person and group": AskedEntries(person_id=1, group=VerbGroup.CHARGES),
    "all at once": AskedEntries("Booking", 7, 1, 1, VerbGroup.BOOKINGS, NOW.date(), NOW.date()),
}


@pytest.mark.usefixtures("app")
def test_no_page_reads_the_log_from_end_to_end_or_sorts_it() -> None:
    many(4_000)
    refresh_statistics()
    before, wrong = db.session.query(AuditEntry.id).order_by(AuditEntry.id).offset(2_000).limit(1).scalar(), {}
    for name, asked in ASKED.items():
        for behind in (None, before):
            plans = plans_of(asked, behind)
            if plans:
                wrong[name, behind] = plans
    assert wrong == {}


def plans_of(asked: AskedEntries, before: int | None) -> list[str]:
    """The statements of a page that read the log whole, or put all of it in order."""
    reads: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        if statement != FOR_VALUES:  # how to plan the next
            reads.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        queries.page_of_entries(asked, before=before)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    db.session.rollback()
    return [statement for statement, parameters in reads if reads_all_of_it(statement, parameters)]


def reads_all_of_it(statement: str, parameters: Any) -> bool:
    """By its plan. SQLite says SCAN where it walks an index from its end as well: that stops once a page is full."""
    if db.engine.name != "sqlite":
        return "audit_entry" in set(_scans_of_postgresql(statement, parameters))
    with db.engine.connect() as connection:
        steps = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    return any(step.startswith("SCAN audit_entry") and "USING" not in step for step in steps)


@pytest.mark.usefixtures("app")
def test_reading_all_of_it_is_seen_as_that() -> None:
    """So that the test above can fail."""
    many(10)
    assert reads_all_of_it("SELECT * FROM audit_entry WHERE CAST(data AS TEXT) = 'x'", ())


def test_the_verbs_of_a_group_are_read_by_an_index_each(app: Flask) -> None:
    """A group of rare verbs among many others is found without walking past those."""
    many(500, verb=Verb.SIGNED_IN)
    old = an_entry(Verb.WAIVED_CHARGE, at=datetime(2020, 1, 1, tzinfo=UTC))
    page = queries.page_of_entries(AskedEntries(group=VerbGroup.CHARGES))
    assert [each.entry.id for each in page.entries] == [old]

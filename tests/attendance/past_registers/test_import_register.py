"""A register of years past: read whole or not at all, and asked of nobody afterwards."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Agency, Sector, User
from app.attendance.past_registers.rules import read_register
from app.attendance.past_registers.services import Imported, import_register
from app.attendance.registers.models import Register
from app.booking.models import Booking
from app.booking.states import BookingState, Outcome
from app.charging.models import Charge
from app.core import clock
from app.core.database import Base, db
from app.core.roles import Role
from app.evaluation.models_issued import Issued, ManagerRequest
from app.notifications.models import Message
from app.programme.models import Course, Strand
from app.programme.models_sessions import Delivery, SessionState, TrainingSession
from app.schedule import EVERY_SECONDS
from app.settings.rules_lists import Sectors
from tests.builders import a_booking, a_course, a_manager, a_policy, a_session, a_user, an_agency
from tests.conftest import NOW, clock_at, fresh_database, migrate
from tests.data.command_line import Said, call, run
from tests.data.everything import everything_held, rows_in
from tests.data.past_register import COLUMNS, REGISTER, a_line, as_csv, published, register_rows
from tests.page import Visitor

Importing = Callable[..., Said]


@pytest.fixture
def importing(app: Flask, tmp_path: Path) -> Importing:
    """Write a register file, of lines or of raw text or bytes, and import it."""

    def imported(*lines: dict[str, str], raw: str | bytes | None = None) -> Said:
        file = tmp_path / "register.csv"
        content = as_csv(*lines) if raw is None else raw
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return call(app, "import-register", file)

    return imported


def nothing_is_held() -> bool:
    return not any(rows_in(table) for table in Base.metadata.sorted_tables)


def complaints(said: Said) -> list[str]:
    """The bad lines that were named, in their order; the file was refused for them and nothing else was said."""
    assert said.code == 1
    assert said.out == ""
    return [line for line in said.err.splitlines() if line.startswith("line ")]


def only(model: type) -> object:
    return db.session.scalars(select(model)).one()


# --- The real register ---


def test_the_real_register_gives_the_published_figures(app: Flask) -> None:
    rows = register_rows()
    added = [len({(row["course"], row["starts"]) for row in rows}), len(rows), len({row["email"] for row in rows})]
    said = call(app, "import-register", REGISTER)
    assert (said.code, said.err) == (0, "")
    assert said.out == "Added {} sessions, {:,} bookings and {} people.\n".format(*added)
    assert [rows_in(model) for model in (TrainingSession, Booking, User)] == added
    assert_the_published_figures(call(app, "report", "--year", "2013-14", "--format", "json"))


@pytest.mark.lasts_long
def test_the_real_commands_on_the_default_database_give_the_published_figures() -> None:
    with fresh_database("sqlite") as database:
        migrate(database)
        imported = run("import-register", REGISTER, database=database)
        report = run("report", "--year", "2013-14", "--format", "json", database=database)
    assert (imported.code, imported.err) == (0, "")
    assert imported.out == "Added 54 sessions, 1,381 bookings and 725 people.\n"
    assert_the_published_figures(report)


def assert_the_published_figures(said: Said) -> None:
    assert (said.code, said.err) == (0, "")
    report = json.loads(said.out)
    total = report["total"]
    assert (total["sessions"], total["places_offered"], total["places_allocated"]) == (54, 1350, 1327)
    assert (total["attended"], total["uptake_percent"], total["attendance_percent"]) == (1144, 98, 86)
    lines = {
        row["name"]: (row["places_allocated"], row["attended"], row["attendance_percent"])
        for row in [*report["rows"], total | {"name": "TOTAL"}]
    }
    assert lines == published()


def test_the_same_file_again_changes_nothing_and_says_so(app: Flask) -> None:
    call(app, "import-register", REGISTER)
    before = everything_held()
    with clock_at(NOW + timedelta(days=1)):
        again = call(app, "import-register", REGISTER)
    assert (again.code, again.err) == (0, "")
    assert "nothing changed" in again.out
    assert everything_held() == before


def test_the_same_file_imported_twice_at_once_is_imported_once(app: Flask) -> None:
    past = read_register(REGISTER.read_bytes(), Sectors(), at=NOW)

    def imported(_: int) -> Imported:
        with app.app_context():
            return import_register(past, at=NOW)

    db.session.rollback()
    with ThreadPoolExecutor(2) as both:
        added = sorted(both.map(imported, range(2)), key=lambda done: done.sessions)
    assert [done.sessions for done in added] == [0, 54]
    assert rows_in(TrainingSession) == 54


# --- What it makes of a line ---


def test_a_register_in_the_file_is_closed_from_the_start(importing: Importing, visitor: Visitor) -> None:
    importing(a_line())
    session = only(TrainingSession)
    assert only(Register).session_id == session.id
    page = visitor.sign_in(a_manager()).open_page(f"/registers/{session.id}")
    assert not page.soup.select(f"form[action*='/registers/{session.id}/']:not([role=search])"), (
        "a closed register has no buttons"
    )


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.ATTENDED, BookingState.BOOKED),
        (Outcome.LEFT_EARLY, BookingState.BOOKED),
        (Outcome.LATE_REFUSED, BookingState.BOOKED),
        (Outcome.NO_SHOW, BookingState.BOOKED),
        (Outcome.EXCUSED, BookingState.BOOKED),
        (Outcome.LATE_CANCELLED, BookingState.CANCELLED),
        (Outcome.CANCELLED, BookingState.CANCELLED),
        (Outcome.SUBSTITUTED, BookingState.SUBSTITUTED),
        (Outcome.WALK_IN, BookingState.WALKED_IN),
        (Outcome.CANCELLED_BY_US, BookingState.CANCELLED),
    ],
)
def test_every_outcome_has_its_state(importing: Importing, outcome: Outcome, state: BookingState) -> None:
    assert importing(a_line(outcome=outcome.value)).code == 0
    booking = only(Booking)
    assert (booking.outcome, booking.state) == (outcome, state)


def test_a_line_becomes_a_course_a_session_an_agency_a_person_and_a_booking(importing: Importing) -> None:
    said = importing(a_line(delivery="hybrid", strand="specialist"))
    assert said.out == "Added 1 session, 1 booking and 1 person.\n"
    course, session, agency, person, booking = map(only, (Course, TrainingSession, Agency, User, Booking))
    assert (course.title, course.strand) == ("Neglect", Strand.SPECIALIST)
    assert (session.course, session.places, session.delivery) == (course, 25, Delivery.HYBRID)
    assert session.state is SessionState.PUBLISHED
    assert (agency.name, agency.sector) == ("Anyshire Police", Sector.POLICE)
    assert (person.email, person.name, person.role) == ("delegate0001@example.org", "Delegate 0001", Role.PRACTITIONER)
    assert (booking.session, booking.practitioner, booking.agency) == (session, person, agency)


def test_an_empty_email_declares_a_session_without_bookings(importing: Importing) -> None:
    said = importing(a_line(agency="", sector="", email="", name="", outcome=""))
    assert said.out == "Added 1 session, 0 bookings and 0 people.\n"
    assert (only(TrainingSession).places, only(TrainingSession).state) == (25, SessionState.PUBLISHED)


@pytest.mark.parametrize("email", ["", "delegate0001@example.org"])
def test_a_session_all_of_whose_lines_are_cancelled_by_us_counts_as_cancelled(importing: Importing, email: str) -> None:
    assert importing(a_line(email=email, outcome="cancelled-by-us")).code == 0
    assert only(TrainingSession).state is SessionState.CANCELLED


def test_a_session_with_one_other_line_ran(importing: Importing) -> None:
    importing(a_line(outcome="cancelled-by-us"), a_line(email="other@example.org"))
    assert only(TrainingSession).state is SessionState.PUBLISHED


def test_a_cancelled_session_may_have_had_more_bookings_than_places(importing: Importing) -> None:
    lines = [a_line(places="0", outcome="cancelled-by-us", email=f"d{n}@example.org") for n in range(3)]
    assert importing(*lines).code == 0


def test_a_session_of_two_days_has_both(importing: Importing) -> None:
    importing(a_line(starts="2013-05-01T09:30", ends="2013-05-02T16:30"))
    days = [(day.on, day.starts, day.ends) for day in only(TrainingSession).days]
    assert days == [(date(2013, 5, number), time(9, 30), time(16, 30)) for number in (1, 2)]


@pytest.mark.parametrize(
    ("starts", "ends", "starts_at", "ends_at"),
    [
        ("2013-03-30T09:30", "2013-03-31T16:30", (3, 30, 9, 30), (3, 31, 15, 30)),
        ("2013-10-26T09:30", "2013-10-27T16:30", (10, 26, 8, 30), (10, 27, 16, 30)),
        ("2013-03-31T00:30", "2013-03-31T02:30", (3, 31, 0, 30), (3, 31, 1, 30)),
        ("2013-10-27T00:30", "2013-10-27T02:30", (10, 26, 23, 30), (10, 27, 2, 30)),
    ],
)
def test_times_are_those_of_a_london_wall_clock_even_as_it_changes(
    importing: Importing, starts: str, ends: str, starts_at: tuple[int, ...], ends_at: tuple[int, ...]
) -> None:
    assert importing(a_line(starts=starts, ends=ends)).code == 0
    session = only(TrainingSession)
    assert session.starts_at == datetime(2013, *starts_at, tzinfo=UTC)
    assert session.ends_at == datetime(2013, *ends_at, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        ("2013-04-23T22:00", "2013-04-24T00:00"),
        ("2013-04-23T22:00", "2013-04-24T06:00"),
        ("2013-04-23T13:00", "2013-04-25T12:00"),
        ("2013-04-23T09:00", "2013-05-20T16:00"),
    ],
)
def test_whatever_its_hours_a_session_imported_again_is_the_same(importing: Importing, starts: str, ends: str) -> None:
    assert importing(a_line(starts=starts, ends=ends)).code == 0
    assert "nothing changed" in importing(a_line(starts=starts, ends=ends)).out


def test_an_address_is_the_same_in_capitals(importing: Importing) -> None:
    importing(a_line(email="Delegate0001@EXAMPLE.org"), a_line(starts="2013-04-22T09:30"))
    assert only(User).email == "delegate0001@example.org"


def test_an_agency_is_the_same_in_capitals_and_with_stray_spaces(importing: Importing) -> None:
    importing(a_line(), a_line(agency=" ANYSHIRE  police ", email="other@example.org"))
    assert only(Agency).name == "Anyshire Police"


def test_an_agency_may_be_longer_in_capitals_than_it_is(importing: Importing) -> None:
    assert importing(a_line(agency="ß" * 200), a_line(agency="SS" * 200, email="other@example.org")).code == 1
    assert importing(a_line(agency="ß" * 200)).code == 0
    assert only(Agency).name == "ß" * 200


def test_a_course_is_the_same_in_capitals(importing: Importing) -> None:
    importing(a_line(), a_line(course="NEGLECT", starts="2013-04-22T09:30"))
    assert only(Course).title == "Neglect"


def test_names_are_kept_as_they_are_written(importing: Importing) -> None:
    names = ["=HYPERLINK(1)", "O’Brien, Seán", 'Anne "Annie" Lee', "Łukasz 王", "'; DROP TABLE user; --"]
    importing(*(a_line(name=name, email=f"d{number}@example.org") for number, name in enumerate(names)))
    assert set(db.session.scalars(select(User.name))) == set(names)


def test_a_name_over_two_lines_becomes_one_line_for_mail_headers_have_one(importing: Importing) -> None:
    importing(a_line(name="Delegate\n0001"))
    assert only(User).name == only(Booking).name == "Delegate 0001"


def test_a_person_without_a_name_goes_by_their_address(importing: Importing) -> None:
    long_address = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 50}.org"
    assert importing(a_line(name=""), a_line(name="", email=long_address)).code == 0
    assert set(db.session.scalars(select(User.name))) == {"delegate0001@example.org", long_address[:200]}


def test_someone_who_cancelled_and_booked_anew_has_both_bookings(importing: Importing) -> None:
    lines = [a_line(), a_line(outcome="cancelled"), a_line(outcome="late-cancelled"), a_line(outcome="cancelled")]
    assert importing(*lines).out == "Added 1 session, 4 bookings and 1 person.\n"
    assert "nothing changed" in importing(*lines).out


def test_a_standing_account_keeps_its_name_and_role(importing: Importing) -> None:
    manager = a_manager()
    importing(a_line(email=manager.email.upper(), name="Somebody Else"))
    assert (only(User).name, only(User).role) == (manager.name, Role.TRAINING_MANAGER)
    assert only(Booking).name == "Somebody Else"


def test_a_standing_course_and_agency_are_used_and_an_unsorted_agency_takes_the_sector(importing: Importing) -> None:
    course, agency = a_course("NEGLECT"), an_agency("Anyshire police", Sector.OTHER)
    assert importing(a_line()).code == 0
    assert (only(Booking).session.course, only(Booking).agency) == (course, agency)
    assert only(Agency).sector == Sector.POLICE


def test_a_longer_file_later_adds_what_is_new(importing: Importing) -> None:
    importing(a_line())
    another = a_line(starts="2013-04-25T09:30", ends="2013-04-25T16:30")
    more = [a_line(), a_line(email="second@example.org"), another]
    assert importing(*more).out == "Added 1 session, 2 bookings and 1 person.\n"
    assert (rows_in(TrainingSession), rows_in(Booking), rows_in(User)) == (2, 3, 2)


# --- How the file may be written ---


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(lambda text: b"\xef\xbb\xbf" + text.encode(), id="with a byte order mark"),
        pytest.param(lambda text: text.replace("\n", "\r\n").encode(), id="with Windows line ends"),
        pytest.param(lambda text: text.rstrip("\n").encode(), id="without a last line end"),
        pytest.param(lambda text: text.replace("\n", "\n\n").encode(), id="with empty lines"),
        pytest.param(lambda text: text.replace("Neglect,", '"Neglect",').encode(), id="with quotes"),
        pytest.param(lambda text: text.replace("Neglect,", " Neglect ,").encode(), id="with stray spaces"),
    ],
)
def test_a_spreadsheet_may_save_it_in_its_way(importing: Importing, written: Callable[[str], bytes]) -> None:
    said = importing(raw=written(as_csv(a_line(), a_line(email="second@example.org"))))
    assert (said.code, said.out) == (0, "Added 1 session, 2 bookings and 2 people.\n")
    assert only(Course).title == "Neglect"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "\n",
        ",".join(COLUMNS[:-1]) + "\n",
        ",".join([*COLUMNS, "notes"]) + "\n",
        ",".join(reversed(COLUMNS)) + "\n",
        ";".join(COLUMNS) + "\n",
        as_csv(a_line()).split("\n", 1)[1],
    ],
    ids=["empty file", "empty line", "one short", "one more", "another order", "semicolons", "no header"],
)
def test_the_header_must_name_the_columns(importing: Importing, header: str) -> None:
    said = importing(raw=header)
    assert complaints(said) == [f"line 1: the columns must be {','.join(COLUMNS)}"]
    assert nothing_is_held()


def test_a_file_of_the_header_alone_changes_nothing(importing: Importing) -> None:
    said = importing()
    assert (said.code, said.out) == (0, "This file holds no rows: nothing changed.\n")
    assert nothing_is_held()


def test_a_file_that_is_no_table_is_refused_by_its_line(importing: Importing) -> None:
    assert [complaint.split(":")[0] for complaint in complaints(importing(raw="x" * 200_000))] == ["line 1"]


def test_a_session_with_a_declared_line_and_a_cancelled_one_ran(importing: Importing) -> None:
    importing(a_line(email="", outcome=""), a_line(outcome="cancelled-by-us"))
    assert only(TrainingSession).state is SessionState.PUBLISHED  # type: ignore[attr-defined]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_a_file_that_is_not_utf_8_is_refused_by_its_line(importing: Importing, encoding: str) -> None:
    said = importing(raw=as_csv(a_line(), a_line(name="Seán", email="sean@example.org")).encode(encoding))
    line = 3 if encoding == "cp1252" else 1
    assert [complaint.split(":")[0] for complaint in complaints(said)] == [f"line {line}"]
    assert "UTF-8" in said.err
    assert nothing_is_held()


# --- Bad lines ---

BAD_LINES = {
    "an unknown outcome": ({"outcome": "came"}, "unknown outcome 'came'"),
    "an outcome in capitals": ({"outcome": "Attended"}, "unknown outcome"),
    "no outcome": ({"outcome": ""}, "unknown outcome ''"),
    "an unknown strand": ({"strand": "core"}, "unknown strand 'core'"),
    "an unknown delivery": ({"delivery": "room"}, "unknown delivery 'room'"),
    "an unknown sector": ({"sector": "schools"}, "unknown sector 'schools'"),
    "no course": ({"course": "  "}, "course is empty"),
    "an end before the start": ({"ends": "2013-04-23T09:29"}, "ends"),
    "an end at the start": ({"ends": "2013-04-23T09:30"}, "ends"),
    "a date that never was": ({"starts": "2013-02-29T09:30"}, "starts '2013-02-29T09:30'"),
    "an hour that never was": ({"ends": "2013-04-23T24:30"}, "ends '2013-04-23T24:30'"),
    "a time that London’s clocks skipped": (
        {"starts": "2013-03-31T01:30", "ends": "2013-03-31T02:15"},
        "starts '2013-03-31T01:30'",
    ),
    "a date without a time": ({"starts": "2013-04-23"}, "starts '2013-04-23'"),
    "a time with seconds": ({"starts": "2013-04-23T09:30:00"}, "starts"),
    "a time with a zone": ({"starts": "2013-04-23T09:30Z"}, "starts"),
    "a date in figures of another script": ({"starts": "２０１３-04-23T09:30"}, "starts"),
    "a date the English way": ({"starts": "23/04/2013 09:30"}, "starts '23/04/2013 09:30'"),
    "a session still to come": ({"starts": "2099-07-23T09:30", "ends": "2099-07-23T16:30"}, "still to come"),
    "an end in the night after": ({"starts": "2013-04-23T23:59", "ends": "2013-04-24T00:00"}, "ends"),
    "no start": ({"starts": ""}, "starts ''"),
    "places below zero": ({"places": "-1"}, "places is below zero"),
    "places in part": ({"places": "25.5"}, "places '25.5'"),
    "places in words": ({"places": "many"}, "places 'many'"),
    "no places": ({"places": ""}, "places ''"),
    "more places than there can be": ({"places": "99999999999"}, "places"),
    "fewer places than were allocated": ({"places": "0"}, "0 places"),
    "an address without an at": ({"email": "delegate.example.org"}, "'delegate.example.org'"),
    "an address without a domain": ({"email": "delegate@"}, "'delegate@'"),
    "two addresses": ({"email": "a@example.org, b@example.org"}, "e-mail address"),
    "an address with a name": ({"email": "Delegate <delegate@example.org>"}, "e-mail address"),
    "an address on no network": ({"email": "delegate@localhost"}, "e-mail address"),
    "a NUL in a name": ({"name": "Delegate\x000001"}, "name"),
    "an escape in a course": ({"course": "\x1b[31mNeglect"}, "course"),
    "a name that never ends": ({"name": "x" * 201}, "name is longer than 200 characters"),
    "a course that never ends": ({"course": "x" * 201}, "course is longer than 200 characters"),
    "an agency that never ends": ({"agency": "x" * 201}, "agency is longer than 200 characters"),
}


@pytest.mark.parametrize(("changed", "reason"), BAD_LINES.values(), ids=BAD_LINES.keys())
def test_one_bad_line_is_named_with_its_reason_and_nothing_is_imported(
    importing: Importing, changed: dict[str, str], reason: str
) -> None:
    good = a_line(course="Another course", email="someone@example.org")
    said = importing(good, a_line(**changed), good | {"email": "else@example.org"})
    (complaint,) = complaints(said)
    assert complaint.startswith("line 3: ")
    assert reason in complaint
    assert nothing_is_held()


@pytest.mark.parametrize(
    ("line", "cells"), [(",".join("abcdefghij"), 10), (",".join("abcdefghijkl"), 12), ("Neglect", 1), (" ", 1)]
)
def test_a_line_with_another_number_of_columns_is_named(importing: Importing, line: str, cells: int) -> None:
    said = importing(raw=f"{as_csv(a_line())}{line}\n{as_csv(a_line(email='b@example.org')).splitlines()[1]}\n")
    assert complaints(said) == [f"line 3: {cells} columns instead of 11"]
    assert nothing_is_held()


def test_every_bad_line_is_named_at_once_in_the_order_of_the_file(importing: Importing) -> None:
    said = importing(
        a_line(course="Too full", places="0"),
        a_line(outcome="came"),
        a_line(email="good@example.org"),
        a_line(strand="core"),
        a_line(places="26", email="contradicts@example.org"),
        a_line(email="nobody"),
        a_line(course="Fuller", places="1", email="a@example.org"),
        a_line(course="Fuller", places="1", email="b@example.org"),
        a_line(email="good@example.org"),
    )
    assert [complaint.split(":")[0] for complaint in complaints(said)] == [
        f"line {number}" for number in (2, 3, 5, 6, 7, 8, 10)
    ]
    assert nothing_is_held()


def test_a_line_after_a_name_over_two_lines_has_its_own_number(importing: Importing) -> None:
    said = importing(a_line(name="Delegate\n0001"), a_line(email="nobody"), a_line(name="A\nB", outcome="came"))
    assert [complaint.split(":")[0] for complaint in complaints(said)] == ["line 4", "line 5"]


def test_a_quote_that_never_closes_hides_no_bad_line_before_it(importing: Importing) -> None:
    rest = "".join(f"Neglect {number},core topic,and so on\n" for number in range(5000))
    said = importing(raw=f'{as_csv(a_line(outcome="came"), a_line())}"Neglect,core topic\n{rest}')
    assert [complaint.split(":")[0] for complaint in complaints(said)] == ["line 2", "line 4"]
    assert nothing_is_held()


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"ends": "2013-04-23T16:00"}, "ends is 2013-04-23T16:00 here and 2013-04-23T16:30 on line 2"),
        ({"places": "26"}, "places is 26 here and 25 on line 2"),
        ({"delivery": "virtual"}, "delivery is virtual here and venue on line 2"),
        ({"strand": "specialist"}, "the course is specialist here and core topic on line 2"),
        ({"strand": "specialist", "starts": "2013-04-22T09:30"}, "specialist here and core topic on line 2"),
        ({"sector": "health"}, "Anyshire Police is health here and police on line 2"),
        ({"sector": "health", "agency": "Anyshire  police"}, "is health here and police on line 2"),
        ({"email": "DELEGATE0001@example.org"}, "delegate0001@example.org is on this session already, on line 2"),
        ({"email": "delegate0001@example.org", "outcome": "walk-in"}, "on this session already, on line 2"),
    ],
)
def test_lines_that_contradict_each_other_are_refused(
    importing: Importing, changed: dict[str, str], reason: str
) -> None:
    said = importing(a_line(), a_line(**({"email": "second@example.org"} | changed)))
    (complaint,) = complaints(said)
    assert complaint.startswith("line 3: ")
    assert reason in complaint
    assert nothing_is_held()


# --- What contradicts the database ---


def test_a_later_file_may_not_tell_another_story_of_an_imported_session(importing: Importing) -> None:
    importing(a_line(), a_line(course="Called off", outcome="cancelled-by-us"))
    before = everything_held()
    for story, reason in [
        ({"places": "30"}, "other particulars"),
        ({"ends": "2013-04-23T12:00"}, "other particulars"),
        ({"delivery": "virtual"}, "other particulars"),
        ({"strand": "specialist"}, "specialist here and core topic"),
        ({"sector": "health", "email": "new@example.org"}, "health here and police"),
        ({"outcome": "no-show"}, "another outcome"),
        ({"outcome": "walk-in"}, "another outcome"),
        ({"course": "Called off", "email": "new@example.org"}, "other particulars"),
    ]:
        (complaint,) = complaints(importing(a_line(**story)))
        assert complaint.startswith("line 2: ")
        assert reason in complaint
    assert everything_held() == before


def test_everything_that_contradicts_the_database_is_named_at_once(importing: Importing) -> None:
    importing(a_line(), a_line(course="Toxic Trio"))
    said = importing(
        a_line(places="30", agency=""),
        a_line(course="Toxic Trio", outcome="no-show", agency=""),
        a_line(course="Brand new", sector="health", email="second@example.org"),
        a_line(course="Brand new", sector="health", email="third@example.org"),
    )
    named = [complaint.split(":")[0] for complaint in complaints(said)]
    assert named == ["line 2", "line 3", "line 4", "line 5"]


def test_two_files_together_may_not_fill_a_session_beyond_its_places(importing: Importing) -> None:
    importing(a_line(places="1"))
    (complaint,) = complaints(importing(a_line(places="1", email="second@example.org")))
    assert complaint.startswith("line 2: ")
    assert rows_in(Booking) == 1


def test_a_cancellation_learnt_later_stands_beside_the_booking_in_whichever_order(importing: Importing) -> None:
    importing(a_line(outcome="cancelled"))
    assert importing(a_line(), a_line(outcome="cancelled")).out == "Added 0 sessions, 1 booking and 0 people.\n"


def test_a_session_booked_in_coursebook_keeps_its_own_register(importing: Importing) -> None:
    session = a_session(a_course("Neglect"), on=date(2013, 4, 23), places=25)
    a_booking(session)
    before = everything_held()
    (complaint,) = complaints(importing(a_line()))
    assert complaint.startswith("line 2: this session was booked in Coursebook")
    assert everything_held() == before


# --- Nothing follows from it ---


def test_an_imported_register_brings_no_mail_no_questionnaire_and_no_charge(importing: Importing) -> None:
    a_policy()
    days_ago = [1, 3, 84, 85]
    for days in days_ago:
        day = clock.today() - timedelta(days=days)
        said = importing(
            *(
                a_line(
                    course=f"{days} days ago",
                    starts=f"{day}T09:30",
                    ends=f"{day}T13:30",
                    email=f"{outcome}@example.org",
                    outcome=outcome.value,
                )
                for outcome in Outcome
            )
        )
        assert said.code == 0
    for days_later in (0, 3, 7, 30, 84, 98):
        with clock_at(NOW + timedelta(days=days_later)):
            for job in EVERY_SECONDS:
                job()
    assert [rows_in(model) for model in (Message, Issued, ManagerRequest, Charge)] == [0, 0, 0, 0]
    assert rows_in(Booking) == len(days_ago) * len(Outcome)


def test_the_same_happenings_in_coursebook_itself_would_bring_them(app: Flask) -> None:
    """The control of the test above: its days and outcomes are those that jobs act upon."""
    policy = a_policy()
    for days in (1, 84):
        session = a_session(on=clock.today() - timedelta(days=days))
        db.session.add(Register(session_id=session.id, closed_at=session.ends_at))
        for outcome in (Outcome.ATTENDED, Outcome.NO_SHOW):
            a_booking(session, a_user(), outcome, policy=policy)
    for job in EVERY_SECONDS:
        job()
    assert all(rows_in(model) for model in (Message, Issued, ManagerRequest, Charge))

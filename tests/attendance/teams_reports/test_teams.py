"""Taking a report from Teams: nothing is marked before the button, and once after it."""

import io
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event

from app.attendance.registers import queries
from app.attendance.registers.refusals import MarkingNotOpen, RegisterClosed
from app.attendance.registers.services import mark
from app.attendance.teams_reports.refusals import BadChoice, NotATeamsReport
from app.attendance.teams_reports.rules_lines import text_of_file
from app.attendance.teams_reports.rules_presence import Choices
from app.attendance.teams_reports.services import take_report
from app.attendance.walk_ins.services import add_walk_in
from app.audit.models import AuditEntry
from app.booking.models import Booking
from app.booking.queries import on_the_register
from app.booking.states import BookingState, Outcome
from app.core.database import db
from app.core.roles import Role
from app.programme.models_sessions import Day, Delivery, TrainingSession
from tests.builders import a_booking, a_closed_register, a_course, a_manager, a_session, a_trainer, a_user
from tests.conftest import clock_at
from tests.data.everything import everything_held
from tests.data.teams.generate import FOLDER, HEADINGS, tabbed, us
from tests.page import Page, Visitor
from tests.words import (
    CHECK_THE_REPORT,
    CHECK_WHAT_WILL_BE_MARKED,
    MARK_FROM_A_TEAMS_REPORT,
    MARK_THE_REGISTER,
    WORK_IT_OUT_AGAIN,
)

DAY = date(2026, 12, 3)
HOURS = time(10), time(12, 30)
WHOLE = sorted(path for path in FOLDER.glob("*.csv") if not path.name.startswith("broken"))
BROKEN = sorted(FOLDER.glob("broken*"))
NAMES = {"ann": "Ann O'Lecka", "ben": "Ben Adeyemi", "cem": "Cem Sahin", "dee": "Dee Hall", "fay": "Fay Moss"}
TEXT = text_of_file((FOLDER / "newer-utf16le.csv").read_bytes())
ZOE = 6
"""Her number in the report: she isn't booked."""


def online(**more: object) -> TrainingSession:
    """The session that the samples are of, taught by Jo Bell."""
    given = {"on": DAY, "hours": HOURS, "delivery": Delivery.VIRTUAL, "venue": ""}
    given["trainers"] = [a_trainer("Jo Bell")]
    return a_session(a_course(), **(given | more))  # type: ignore[arg-type]


def booked_on(session: TrainingSession) -> dict[str, Booking]:
    return {
        key: a_booking(session, a_user(name=name, email=f"{key}@example.org"), access_needs="")
        for key, name in NAMES.items()
    }


def outcomes(bookings: dict[str, Booking]) -> dict[str, str | None]:
    return {key: booking.outcome and booking.outcome.value for key, booking in bookings.items()}


BY_THE_SAMPLES = {"ann": "attended", "ben": "left-early", "cem": "attended", "dee": "left-early", "fay": None}


# Services


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_every_sample_marks_the_same_and_again_changes_nothing(app: Flask, path: Path) -> None:
    session, manager = online(), a_manager()
    bookings = booked_on(session)
    text = text_of_file(path.read_bytes())
    taken = take_report(session, text, Choices(), by=manager, at=session.ends_at)
    assert outcomes(bookings) == BY_THE_SAMPLES
    assert taken.marks == {Outcome.ATTENDED: 2, Outcome.LEFT_EARLY: 2}
    before = everything_held()
    assert take_report(session, text, Choices(), by=manager, at=session.ends_at).is_nothing
    db.session.rollback()
    assert everything_held() == before


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_sample_changes_nothing(app: Flask, path: Path) -> None:
    session, manager = online(), a_manager()
    booked_on(session)
    before = everything_held()
    with pytest.raises(NotATeamsReport):
        take_report(session, text_of_file(path.read_bytes()), Choices(), by=manager, at=session.ends_at)
    db.session.rollback()
    assert everything_held() == before


def test_it_is_written_down_who_took_a_report(app: Flask) -> None:
    session, manager = online(), a_manager()
    booked_on(session)
    take_report(session, TEXT, Choices(people={ZOE: "walk-in"}), by=manager, at=session.ends_at)
    entry = db.session.query(AuditEntry).filter_by(verb="took a Teams report").one()
    assert (entry.record_id, entry.actor_id) == (session.id, manager.id)
    assert entry.data == {"day": 1, "marks": {"attended": 2, "left-early": 2}, "walk_ins": 1}


def test_who_is_marked_keeps_the_mark_unless_it_was_ticked(app: Flask) -> None:
    session, manager = online(), a_manager()
    bookings = booked_on(session)
    mark(bookings["ann"], Outcome.LATE_REFUSED, by=manager, at=session.ends_at)
    mark(bookings["ben"], Outcome.NO_SHOW, by=manager, at=session.ends_at)
    ticked = Choices(changes=frozenset({f"{bookings['ben'].id}-no-show"}))
    take_report(session, TEXT, ticked, by=manager, at=session.ends_at)
    assert outcomes(bookings) == BY_THE_SAMPLES | {"ann": "late-refused"}
    mark(bookings["ben"], Outcome.EXCUSED, said_by="The manager", by=manager, at=session.ends_at)
    assert take_report(session, TEXT, ticked, by=manager, at=session.ends_at).is_nothing
    assert bookings["ben"].outcome is Outcome.EXCUSED  # the tick was about "did not attend"


def test_those_not_in_the_report_stay_to_mark_unless_the_office_says_otherwise(app: Flask) -> None:
    session, manager = online(), a_manager()
    bookings = booked_on(session)
    excused = a_booking(session, outcome=Outcome.EXCUSED)
    take_report(session, TEXT, Choices(), by=manager, at=session.ends_at)
    assert bookings["fay"].outcome is None
    take_report(session, TEXT, Choices(others_absent=True), by=manager, at=session.ends_at)
    assert outcomes(bookings) == BY_THE_SAMPLES | {"fay": "no-show"}
    assert excused.outcome is Outcome.EXCUSED


def test_somebody_unexpected_is_left_out_added_or_found_to_be_somebody_booked(app: Flask) -> None:
    session, manager = online(), a_manager()
    bookings = booked_on(session)
    take_report(session, TEXT, Choices(people={ZOE: ""}), by=manager, at=session.ends_at)
    assert len(on_the_register(session)) == 5
    take_report(session, TEXT, Choices(people={ZOE: "walk-in"}), by=manager, at=session.ends_at)
    [zoe] = [booking for booking in on_the_register(session) if booking.is_walk_in]
    assert (zoe.name, zoe.practitioner.email, zoe.outcome) == ("Zoë Quick", "zoe@example.org", Outcome.WALK_IN)
    assert take_report(
        session, TEXT, Choices(people={ZOE: str(bookings["fay"].id)}), by=manager, at=session.ends_at
    ).is_nothing  # by now she is on the register herself


def test_an_unknown_name_can_be_somebody_booked(app: Flask) -> None:
    session = online()
    bookings = booked_on(session)
    choices = Choices(people={ZOE: str(bookings["fay"].id)})
    take_report(session, TEXT, choices, by=a_manager(), at=session.ends_at)
    assert outcomes(bookings) == BY_THE_SAMPLES | {"fay": "attended"}


def test_a_tampered_choice_changes_nothing(app: Flask) -> None:
    session, manager = online(), a_manager()
    bookings, elsewhere = booked_on(session), a_booking()
    with pytest.raises(BadChoice):
        take_report(session, TEXT, Choices(people={ZOE: str(elsewhere.id)}), by=manager, at=session.ends_at)
    assert not any(outcomes(bookings).values())
    assert elsewhere.outcome is None


def test_all_of_a_report_is_taken_or_nothing(app: Flask) -> None:
    session, manager = online(), a_manager()
    bookings = booked_on(session)
    event.listen(Booking, "before_insert", the_disk_is_full)
    try:
        with pytest.raises(OSError, match="full"):
            take_report(session, TEXT, Choices(people={ZOE: "walk-in"}), by=manager, at=session.ends_at)
    finally:
        event.remove(Booking, "before_insert", the_disk_is_full)
    db.session.rollback()
    assert not any(outcomes(bookings).values())


def the_disk_is_full(*_: object) -> None:
    raise OSError("full")


def test_somebody_on_the_waiting_list_who_joined_leaves_it_and_is_a_walk_in(app: Flask) -> None:
    session = online()
    booked_on(session)
    zoe = a_user(email="zoe@example.org", name="Z")
    waiting = a_booking(session, zoe, state=BookingState.WAITING, waiting_since=session.starts_at)
    take_report(session, TEXT, Choices(people={ZOE: "walk-in"}), by=a_manager(), at=session.ends_at)
    [walk_in] = [booking for booking in on_the_register(session) if booking.is_walk_in]
    assert (waiting.state, walk_in.practitioner, walk_in.agency) == (BookingState.LEFT_LIST, zoe, waiting.agency)


def test_a_walk_in_of_one_day_whom_the_report_of_another_tells_of_is_there_on_both(app: Flask) -> None:
    session = online(days=[Day(DAY - timedelta(days=1), *HOURS), Day(DAY, *HOURS)])
    booked_on(session)
    manager, before = a_manager(), session.days[0]
    details = {"agency": None, "by": manager, "at": session.ends_at}
    zoe = add_walk_in(session, name="Zoe", email="zoe@example.org", on=before.on, **details)
    away = add_walk_in(session, name="Al", email="al@example.org", on=before.on, **details)
    choices = Choices(others_absent=True)
    taken = take_report(session, TEXT, choices, by=manager, at=session.ends_at)
    assert taken.marks[Outcome.WALK_IN] == 1
    assert list(queries.marks_of(zoe)) == [before.on, DAY]
    assert list(queries.marks_of(away)) == [before.on]
    assert (zoe.outcome, away.outcome) == (Outcome.WALK_IN, Outcome.WALK_IN)
    assert take_report(session, TEXT, choices, by=manager, at=session.ends_at).is_nothing


def test_closed_registers_and_sessions_to_come_take_no_report(app: Flask) -> None:
    session, manager = online(), a_manager()
    bookings = booked_on(session)
    with pytest.raises(MarkingNotOpen):
        take_report(session, TEXT, Choices(), by=manager, at=session.created_at)
    a_closed_register(session)
    with pytest.raises(RegisterClosed):
        take_report(session, TEXT, Choices(), by=manager, at=session.ends_at)
    assert not any(outcomes(bookings).values())


# Pages


@pytest.fixture
def session(app: Flask) -> TrainingSession:
    return online()


@pytest.fixture
def bookings(session: TrainingSession) -> dict[str, Booking]:
    return booked_on(session)


@pytest.fixture
def team(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


def upload(team: Visitor, session: TrainingSession, content: bytes | None = None) -> Page:
    given = (FOLDER / "newer-utf16le.csv").read_bytes() if content is None else content
    with clock_at(session.ends_at):
        page = team.open_page(f"/registers/{session.id}/teams")
        return page.press(CHECK_THE_REPORT, file=(io.BytesIO(given), "report.csv"))


def press(page: Page, session: TrainingSession, button: str, **typed: object) -> Page:
    with clock_at(session.ends_at):
        return page.press(button, **typed)


def rows(page: Page, table: int = 0) -> list[str]:
    lines = page.soup.select("main table")[table].select("tbody tr")
    return [" ".join(line.get_text(" ").split()) for line in lines]


def test_a_preview_shows_what_would_be_marked_and_changes_nothing(
    team: Visitor, session: TrainingSession, bookings: dict[str, Booking]
) -> None:
    before = everything_held()
    page = upload(team, session)
    assert page.h1 == CHECK_WHAT_WILL_BE_MARKED
    agencies = {key: booking.agency_name for key, booking in bookings.items()}
    assert rows(page) == [
        f"Ann O'Lecka {agencies['ann']} Attended 100% 150 Ann O’Łęcka",
        f"Ben Adeyemi {agencies['ben']} Left early 60% 90 Adeyemi, Ben (Guest)",
        f"Cem Sahin {agencies['cem']} Attended 80% 120 Cem Şahin",
        f"Dee Hall {agencies['dee']} Left early 66% 100 Dee Hall",
    ]
    assert "Zoë Quick (External) zoe@example.org" in page.words
    assert "Left out: Jo Bell." in page.words
    assert "Booked, and not in the report: 1 person Fay Moss." in page.words
    assert "They were read with the month first" in page.words
    assert everything_held() == before


def test_the_button_marks_and_a_second_press_of_it_changes_nothing(
    team: Visitor, session: TrainingSession, bookings: dict[str, Booking]
) -> None:
    preview = upload(team, session)
    page = press(preview, session, MARK_THE_REGISTER, others_absent="y", **{f"person-{ZOE}": "walk-in"})
    assert page.address == f"/registers/{session.id}"
    assert page.notice == (
        "5 people marked from the report: 2 attended, 2 left early, 1 did not attend. "
        "1 person added as walk-ins. Check the register, then mark who is left."
    )
    assert outcomes(bookings) == BY_THE_SAMPLES | {"fay": "no-show"}
    before = everything_held()
    again = press(preview, session, MARK_THE_REGISTER, others_absent="y", **{f"person-{ZOE}": "walk-in"})
    assert again.notice.startswith("The report changed nothing")
    assert everything_held() == before


def test_another_share_is_worked_out_with_the_choices_kept(
    team: Visitor, session: TrainingSession, bookings: dict[str, Booking]
) -> None:
    page = upload(team, session)
    fay = str(bookings["fay"].id)
    page = press(page, session, WORK_IT_OUT_AGAIN, share="60", others_absent="y", **{f"person-{ZOE}": fay})
    assert [line.split("%")[0].split()[-2:] for line in rows(page)] == [
        ["Attended", "100"],
        ["Attended", "60"],
        ["Attended", "80"],
        ["Attended", "66"],
        ["Attended", "96"],
    ]
    assert page.soup.select_one(f"#person-{ZOE} option[selected]")["value"] == fay
    assert not any(outcomes(bookings).values())
    press(page, session, MARK_THE_REGISTER)
    assert outcomes(bookings) == dict.fromkeys(NAMES, "attended")


@pytest.mark.parametrize("share", ["", "0", "101", "80%", "-1", "1e1", "9" * 40])
def test_a_share_that_is_none_is_told_beside_its_field_and_nothing_is_marked(
    team: Visitor, session: TrainingSession, bookings: dict[str, Booking], share: str
) -> None:
    for button in (WORK_IT_OUT_AGAIN, MARK_THE_REGISTER):
        page = press(upload(team, session), session, button, share=share)
        assert (page.h1, bool(page.error_beside("share"))) == (CHECK_WHAT_WILL_BE_MARKED, True)
        assert page.soup.find(id="share")["value"] == share
    assert not any(outcomes(bookings).values())


def test_a_mark_that_stands_is_changed_by_its_tick(
    team: Visitor, session: TrainingSession, bookings: dict[str, Booking]
) -> None:
    mark(bookings["ann"], Outcome.NO_SHOW, by=a_manager(), at=session.ends_at)
    mark(bookings["cem"], Outcome.ATTENDED, by=a_manager(), at=session.ends_at)
    page = upload(team, session)
    assert rows(page, 1) == [
        "Ann O'Lecka Did not attend Change to attended : Ann O'Lecka 100% 150",
        "Cem Sahin Attended No change 80% 120",
    ]
    press(page, session, MARK_THE_REGISTER)
    assert bookings["ann"].outcome is Outcome.NO_SHOW
    press(page, session, MARK_THE_REGISTER, change=f"{bookings['ann'].id}-no-show")
    assert bookings["ann"].outcome is Outcome.ATTENDED


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_wrong_file_is_refused_beside_its_field(
    team: Visitor, session: TrainingSession, bookings: dict[str, Booking], path: Path
) -> None:
    before = everything_held()
    page = upload(team, session, path.read_bytes())
    assert (page.status, page.h1, len(page.problems)) == (200, MARK_FROM_A_TEAMS_REPORT, 1)
    assert page.error_beside("file") == page.problems[0]
    assert everything_held() == before


def test_no_file_and_one_too_large_are_refused(team: Visitor, session: TrainingSession) -> None:
    with clock_at(session.ends_at):
        page = team.open_page(f"/registers/{session.id}/teams").press(CHECK_THE_REPORT)
    assert page.problems == ["Choose the file that Teams saved"]
    assert upload(team, session, b"x" * 1_100_000).problems[0].startswith("The file has more than 1 MB")
    assert upload(team, session, b"x" * 3_000_000).problems[0].startswith("The file has more than 1 MB")


def test_a_text_tampered_with_on_the_way_back_is_read_as_any_other(
    team: Visitor, session: TrainingSession, bookings: dict[str, Booking]
) -> None:
    preview = upload(team, session)
    for text in ("", "nonsense", "\x00\x01", TEXT.replace("12/3/2026", "12/4/2026"), "\t" * 5000, '"' * 999):
        for button in (WORK_IT_OUT_AGAIN, MARK_THE_REGISTER):
            page = press(preview, session, button, text=text)
            assert (page.status, page.h1, len(page.problems)) == (200, MARK_FROM_A_TEAMS_REPORT, 1)
    for number, chosen in ((ZOE, "999999"), (ZOE, "nonsense")):
        page = press(preview, session, MARK_THE_REGISTER, **{f"person-{number}": chosen})
        assert page.refuses(BadChoice)
    assert not any(outcomes(bookings).values())


def test_names_of_every_kind_come_through_the_preview(team: Visitor, session: TrainingSession) -> None:
    name = '<b>O’Łęcka & "Sons"</b> #x @y $z 李小龙'
    text = tabbed([HEADINGS, [name, us("10:00:00"), us("12:30:00"), "", "x@example.org", "", "Attendee"]])
    page = upload(team, session, text.encode())
    assert name in page.words
    press(page, session, MARK_THE_REGISTER, **{"person-1": "walk-in"})
    assert [booking.name for booking in on_the_register(session)] == [name]


def test_of_two_days_the_report_marks_its_own(team: Visitor) -> None:
    days = [Day(date(2026, 12, 2), time(10), time(12, 30)), Day(DAY, time(10), time(12, 30))]
    session = online(days=days)
    booked_on(session)
    page = upload(team, session)
    assert "Thursday 3 December 2026 (day 2 of 2)" in page.words


def test_a_session_at_a_venue_alone_has_no_such_page(team: Visitor) -> None:
    at_venue = a_session(on=DAY)
    assert team.open_page(f"/registers/{at_venue.id}/teams").status == 404
    assert team.open_page(f"/registers/{online(delivery=Delivery.HYBRID, venue='Library').id}/teams").status == 200


def test_a_register_that_is_closed_or_not_open_yet_says_so(team: Visitor, session: TrainingSession) -> None:
    content = io.BytesIO((FOLDER / "newer-utf16le.csv").read_bytes())
    page = team.open_page(f"/registers/{session.id}/teams").press(CHECK_THE_REPORT, file=(content, "report.csv"))
    assert page.refuses(MarkingNotOpen)
    a_closed_register(session)
    assert upload(team, session).refuses(RegisterClosed)


def test_a_trainer_takes_the_report_of_their_own_session_alone(visitor: Visitor) -> None:
    trainer = a_user(Role.TRAINER)
    own = online(trainers=[a_trainer(email=trainer.email)])
    bookings = booked_on(own)
    visitor.sign_in(trainer)
    press(upload(visitor, own), own, MARK_THE_REGISTER)
    assert outcomes(bookings) == BY_THE_SAMPLES
    assert visitor.open_page(f"/registers/{online().id}/teams").status == 404

"""Reading reports from Teams: every sample in its shape, and who was there for how long."""

import contextlib
import random
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.attendance.names import name_to_compare, plain_name
from app.attendance.teams_reports.refusals import BadChoice, NotATeamsReport, ReportOfAnotherDay
from app.attendance.teams_reports.rules import Stay, read_report
from app.attendance.teams_reports.rules_lines import LARGEST, text_of_file
from app.attendance.teams_reports.rules_moments import read_moment
from app.attendance.teams_reports.rules_presence import Choices, ProposedMarks, propose, time_present
from app.booking.states import Outcome
from app.core.clock import from_london, to_london
from app.programme.models_sessions import SessionDay
from app.web.dates import Order, read_duration
from tests.data.teams.generate import FOLDER, HEADINGS, samples, tabbed, us

DAY = date(2026, 12, 3)
WHOLE = sorted(path for path in FOLDER.glob("*.csv") if not path.name.startswith("broken"))
BROKEN = {
    "broken-other-csv.csv": "It begins “course,date,places”. Expected the attendance report",
    "broken-headings-in-german.csv": "It begins “Meeting Summary”. Expected the attendance report",
    "broken-workbook.xlsx": "This is a workbook or an archive, not a CSV file. Expected",
    "broken-picture.csv": "This file isn’t a text file, or is damaged. Expected",
    "broken-empty.csv": "This file is empty. Expected",
    "broken-empty-but-marked.csv": "The headings of an attendance report aren’t in this file.",
    "broken-cut-short.csv": "This file is cut short: save it again. Expected",
    "broken-nobody.csv": "This report names nobody",
    "broken-another-day.csv": "is of Monday 14 December 2026, and the session is on Thursday 3 December 2026.",
    "broken-another-day-either-order.csv": "of Saturday 11 April 2026 or Wednesday 4 November 2026, and the session",
    "broken-duration.csv": "“a while” isn’t a duration such as 1h 2m 3s or 01:02:03.",
    "broken-time.csv": "“soon” isn’t a date and time such as 12/3/2026, 9:58:12 AM.",
    "broken-left-before.csv": "this person left before they joined.",
    "broken-mixed-orders.csv": "Some dates of this file have the month first and some the day",
}


def a_day(on: date = DAY) -> SessionDay:
    return SessionDay(on=on, starts=time(10), ends=time(12, 30))


def booked(number: int, name: str, email: str, **more: Any) -> Any:
    """As much of a booking as the rules look at."""
    person = SimpleNamespace(email=email, name=name)
    return SimpleNamespace(id=number, name=name, practitioner=person, can_be_marked=True, is_walk_in=False, **more)


PEOPLE = [
    booked(1, "Ann O'Lecka", "ann@example.org"),
    booked(2, "Ben Adeyemi", "ben@example.org"),
    booked(3, "Cem Sahin", "cem.sahin@example.org"),
    booked(4, "Dee Hall", "dee@example.org"),
    booked(5, "Fay Moss", "fay@example.org"),
]
TRAINERS: Any = [SimpleNamespace(name="Jo Bell", email="")]


def proposal_of(text: str, bookings: list[Any] = PEOPLE, **choices: Any) -> ProposedMarks:
    report = read_report(text, [DAY])
    return propose(report, bookings, {}, [a_day()], TRAINERS, Choices(**choices))


def a_report(*rows: list[str]) -> str:
    return tabbed([HEADINGS, *rows])


def row(
    name: str, joined: str = "10:00:00", left: str = "12:30:00", email: str = "", role: str = "Attendee"
) -> list[str]:
    return [name, us(joined), us(left), "", email, "", role]


def marks(proposal: ProposedMarks) -> dict[str, Outcome | None]:
    return {line.booking.name: line.proposed for line in proposal.lines}


# Samples


def test_the_samples_are_what_their_generator_writes() -> None:
    assert {path.name: path.read_bytes() for path in FOLDER.glob("*.[cx][sl]*")} == samples()
    assert len(WHOLE) >= 10


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_every_shape_tells_the_same(path: Path) -> None:
    proposal = proposal_of(text_of_file(path.read_bytes()))
    assert [(line.booking.name, line.minutes, line.percent, line.proposed) for line in proposal.lines] == [
        ("Ann O'Lecka", 150, 100, Outcome.ATTENDED),
        ("Ben Adeyemi", 90, 60, Outcome.LEFT_EARLY),
        ("Cem Sahin", 120, 80, Outcome.ATTENDED),
        ("Dee Hall", 100, 66, Outcome.LEFT_EARLY),
    ]
    assert [plain_name(person.name) for person in proposal.unmatched] == ["Zoë Quick"]
    assert [person.name for person in proposal.set_aside] == ["Jo Bell"]
    assert [booking.name for booking in proposal.missing] == ["Fay Moss"]


@pytest.mark.parametrize("name", BROKEN)
def test_a_wrong_file_is_refused_with_what_was_expected(name: str) -> None:
    with pytest.raises(NotATeamsReport) as refused:
        read_report(text_of_file((FOLDER / name).read_bytes()), [DAY])
    assert BROKEN[name] in refused.value.message
    assert refused.value.field == "file"


def test_every_broken_sample_is_tried() -> None:
    assert BROKEN.keys() == {path.name for path in FOLDER.glob("broken*")}


def test_a_file_of_more_than_a_megabyte_is_refused() -> None:
    assert text_of_file(b"x" * LARGEST)
    with pytest.raises(NotATeamsReport, match="more than 1 MB"):
        text_of_file(b"x" * (LARGEST + 1))


def test_a_sample_cut_anywhere_or_with_bytes_turned_is_read_or_refused_and_never_fails() -> None:
    chance = random.Random(4)
    content = (FOLDER / "newer-utf16le.csv").read_bytes()
    damaged = [content[:length] for length in range(0, len(content), 37)]
    for _ in range(60):
        copy = bytearray(content)
        copy[chance.randrange(len(copy))] = chance.randrange(256)
        damaged.append(bytes(copy))
    for attempt in damaged:
        with contextlib.suppress(NotATeamsReport):
            proposal_of(text_of_file(attempt))


def test_many_lines_are_refused_rather_than_read_for_minutes() -> None:
    with pytest.raises(NotATeamsReport, match="more than 5,000 lines"):
        read_report(a_report(*(row(f"P{number}") for number in range(5_001))), [DAY])


def test_who_registered_and_never_joined_is_left_out_and_it_is_said() -> None:
    never = ["Fay Moss", "", "", "", "fay@example.org", "", "Attendee"]
    proposal = proposal_of(a_report(row("Dee Hall"), never))
    assert "1 line has no time of joining: left out." in proposal.report.notes
    assert "Fay Moss" in [booking.name for booking in proposal.missing]
    with pytest.raises(NotATeamsReport, match="tells nobody’s times"):
        read_report(a_report(never), [DAY])


# Dates


@pytest.mark.parametrize(
    ("given", "order", "wall_clock"),
    [
        ("12/3/26, 9:58:12 AM", Order.MONTH_FIRST, "2026-12-03T09:58:12"),
        ("12/3/2026, 12:00:01 AM", Order.MONTH_FIRST, "2026-12-03T00:00:01"),
        ("12/3/2026, 12:00:01 PM", Order.MONTH_FIRST, "2026-12-03T12:00:01"),
        ("12/3/2026 1:05 p.m.", Order.MONTH_FIRST, "2026-12-03T13:05:00"),
        ("03/12/2026, 13:05:09", Order.DAY_FIRST, "2026-12-03T13:05:09"),
        ("03.12.2026 13:05", Order.DAY_FIRST, "2026-12-03T13:05:00"),
        ("2026-12-03 13:05:09", Order.DAY_FIRST, "2026-12-03T13:05:09"),
        ("2026-07-03T13:05:09Z", Order.DAY_FIRST, "2026-07-03T14:05:09"),
        ("2026-07-03T13:05:09+02:00", Order.MONTH_FIRST, "2026-07-03T12:05:09"),
    ],
)
def test_a_time_is_londons_wall_clock_unless_it_says_its_zone(given: str, order: Order, wall_clock: str) -> None:
    moment = read_moment(given, order)
    assert moment
    assert to_london(moment.at).replace(tzinfo=None) == datetime.fromisoformat(wall_clock)


@pytest.mark.parametrize(
    "given",
    ["", "soon", "13/13/2026, 9:00:00", "2/30/2026, 9:00:00 AM", "12/3/2026, 25:00:00", "12/3/2026, 13:00:00 PM"]
    + ["12/3/0000, 9:00:00", "12/3/2026", "2026-12-03T25:00:00", "2026-12-03T10:00:00+99:00", "١2/3/2026, 9:00:00"],
)
def test_what_is_no_time_is_not_read_as_one(given: str) -> None:
    assert [read_moment(given, order) for order in Order] == [None, None]


def test_a_heading_that_says_utc_means_it() -> None:
    summer = date(2026, 7, 3)
    rows = [["Name", "First Join (UTC)", "Last Leave (UTC)"], ["Ann", "7/3/2026, 9:00:00 AM", "7/3/2026, 11:30:00 AM"]]
    [person] = read_report(tabbed(rows), [summer]).participants
    assert person.stays[0].joined == from_london(summer, time(10))


def test_dates_that_fit_the_session_in_one_order_alone_are_read_so_and_it_is_said() -> None:
    report = read_report(a_report(row("Ann")), [DAY])
    assert report.on == DAY
    assert report.notes == [
        "The dates of this file can be read in two ways. They were read with the month first, "
        "as in the United States: so they fall on the session."
    ]
    assert read_report(a_report(row("Ann")), [date(2026, 3, 12)]).on == date(2026, 3, 12)


def test_dates_that_fit_in_both_orders_go_by_how_the_times_are_written() -> None:
    both = [date(2026, 3, 12), DAY]
    assert read_report(a_report(row("Ann")), both).on == DAY
    british = a_report(["Ann", "12/03/2026, 10:00:00", "12/03/2026, 12:30:00", "", "", "", ""])
    report = read_report(british, both)
    assert report.on == date(2026, 3, 12)
    assert "day first, as in Britain: the times have 24 hours." in report.notes[0]


def test_nothing_is_said_of_dates_that_can_be_read_in_one_way() -> None:
    assert read_report(a_report(row("Ann")).replace("12/3/", "12/30/"), [date(2026, 12, 30)]).notes == []
    assert read_report(a_report(row("Ann")).replace("12/3/", "12/12/"), [date(2026, 12, 12)]).notes == []


def test_a_report_goes_to_the_day_of_the_session_that_it_is_of() -> None:
    days = [DAY, date(2026, 12, 10)]
    assert read_report(a_report(row("Ann")).replace("12/3/", "12/10/"), days).on == days[1]
    with pytest.raises(ReportOfAnotherDay, match="on Thursday 3 December 2026 and Thursday 10 December 2026"):
        read_report(a_report(row("Ann")).replace("12/3/", "12/4/"), days)


@pytest.mark.parametrize(
    ("given", "seconds"),
    [("1h 2m 3s", 3723), ("62m 3s", 3723), ("01:02:03", 3723), ("45s", 45), ("2h", 7200), ("1h2m3s", 3723), ("0s", 0)],
)
def test_a_duration_is_read_in_every_way_that_teams_writes_it(given: str, seconds: int) -> None:
    assert read_duration(given) == timedelta(seconds=seconds)


@pytest.mark.parametrize("given", ["", " ", "a while", "1h 2", "1:02", "01:62:03", "-1h", "1.5h", "9" * 30 + "h"])
def test_what_is_no_duration_is_not_read_as_one(given: str) -> None:
    with pytest.raises(ValueError):
        read_duration(given)


# Time


def at(clock: str) -> datetime:
    return from_london(DAY, time.fromisoformat(clock))


@pytest.mark.parametrize(
    ("stays", "minutes"),
    [
        ([("10:00", "12:30")], 150),
        ([("09:00", "13:00")], 150),  # clipped to the session
        ([("09:00", "09:59")], 0),
        ([("12:30", "13:00")], 0),
        ([("10:00", "11:00"), ("10:30", "11:30")], 90),  # an overlap counts once
        ([("10:00", "12:00"), ("10:30", "11:00")], 120),  # one inside the other
        ([("11:00", "11:30"), ("10:00", "10:30")], 60),  # in any order
        ([("10:00", "10:30"), ("10:30", "11:00")], 60),
        ([("09:00", "10:10"), ("12:20", "13:00")], 20),
        ([("10:00", None)], 150),  # never seen to leave
        ([], 0),
    ],
)
def test_time_is_added_up_once_and_within_the_session(stays: list[tuple[str, str | None]], minutes: int) -> None:
    given = [Stay(at(joined), at(left) if left else None) for joined, left in stays]
    assert time_present(given, at("10:00"), at("12:30")) == timedelta(minutes=minutes)


def test_what_teams_adds_up_is_the_most_that_counts() -> None:
    summed_up = Stay(at("10:00"), at("12:30"), timedelta(minutes=70))
    assert time_present([summed_up], at("10:00"), at("12:30")) == timedelta(minutes=70)
    assert time_present([summed_up], at("12:00"), at("12:30")) == timedelta(minutes=30)
    before = Stay(at("09:00"), at("10:10"), timedelta(minutes=70))
    briefly = Stay(at("10:00"), at("12:30"), timedelta(minutes=10))
    assert time_present([before, briefly], at("10:00"), at("12:30")) == timedelta(minutes=20)


@pytest.mark.parametrize(
    ("left", "share", "mark"),
    [
        ("12:00:00", 80, Outcome.ATTENDED),  # exactly 120 of 150 minutes
        ("11:59:59", 80, Outcome.LEFT_EARLY),
        ("11:59:59", 79, Outcome.ATTENDED),
        ("12:29:59", 100, Outcome.LEFT_EARLY),
        ("12:30:00", 100, Outcome.ATTENDED),
        ("10:01:30", 1, Outcome.ATTENDED),
        ("10:00:00", 1, None),  # not a second of it
    ],
)
def test_exactly_the_share_counts_as_attended(left: str, share: int, mark: Outcome | None) -> None:
    text = a_report(row("Fay Moss", "09:00:00", left))
    assert marks(proposal_of(text, share=share)) == {"Fay Moss": mark}


# Who is who


@pytest.mark.parametrize(
    "given",
    ["Ben Adeyemi", "ben adeyemi", "Adeyemi, Ben", "ADEYEMI, Ben (Guest)", "Ben Adeyemi (External)", "Ben  Adeyémi"]
    + ["Ben Adeyemi [Anyshire Police] (Guest)", "Ben-Adeyemi", "Ben Adeyemi (Unverified)"],
)
def test_a_name_is_the_same_however_teams_writes_it(given: str) -> None:
    assert name_to_compare(given) == "ben adeyemi"


def test_letters_with_strokes_and_apostrophes_of_every_kind_are_compared_plainly() -> None:
    assert name_to_compare("Siân O’Łęcka") == name_to_compare("SIAN O'LECKA") == "sian olecka"
    assert name_to_compare("Ann Bell") != name_to_compare("Bell Ann")
    assert name_to_compare("(Guest)") == "guest"


def test_an_address_comes_before_a_name() -> None:
    text = a_report(row("Ben Adeyemi", email="FAY@example.org"))
    assert marks(proposal_of(text)) == {"Fay Moss": Outcome.ATTENDED}


def test_a_sign_in_name_that_is_an_address_counts_as_one() -> None:
    text = a_report(["F", us("10:00:00"), us("12:30:00"), "", "", "Fay@Example.org", "Attendee"])
    assert marks(proposal_of(text)) == {"Fay Moss": Outcome.ATTENDED}


def test_a_name_that_two_people_have_is_matched_to_neither() -> None:
    twins = [booked(1, "Ann Bell", "ann@example.org"), booked(2, "Bell, Ann", "a.bell@example.org")]
    proposal = proposal_of(a_report(row("Ann Bell")), twins)
    assert (proposal.lines, len(proposal.unmatched), proposal.choosable) == ([], 1, twins)


def test_two_addresses_under_one_name_are_matched_to_nobody() -> None:
    text = a_report(row("Fay Moss", email="fay@home.example.org"), row("Fay Moss", email="fay@work.example.org"))
    assert len(proposal_of(text).unmatched) == 2


def test_another_address_under_the_name_of_somebody_who_is_there_already_is_somebody_else() -> None:
    text = a_report(
        row("Fay Moss", left="11:00:00", email="fay@example.org"), row("Fay Moss", email="other@example.org")
    )
    proposal = proposal_of(text)
    assert marks(proposal) == {"Fay Moss": Outcome.LEFT_EARLY}
    assert [person.email for person in proposal.unmatched] == ["other@example.org"]


def test_somebody_who_came_back_by_telephone_without_an_address_is_added_up() -> None:
    text = a_report(
        row("Fay Moss", left="11:00:00", email="fay@example.org"), row("fay moss (Guest)", joined="11:00:00")
    )
    assert marks(proposal_of(text)) == {"Fay Moss": Outcome.ATTENDED}


def test_a_trainer_is_set_aside_unless_they_only_attended_or_are_booked() -> None:
    assert proposal_of(a_report(row("Bell, Jo", role="Presenter"))).set_aside
    assert proposal_of(a_report(row("Jo Bell", role="Attendee"))).unmatched
    assert proposal_of(a_report(row("Jo Bell", role="Presenter", email="fay@example.org"))).lines
    assert proposal_of(a_report(row("An Organiser", role="Organizer"))).unmatched


def test_the_office_says_who_an_unknown_name_is() -> None:
    text = a_report(row("iPhone von Fay"), row("Wyn", email="wyn@example.org"))
    proposal = proposal_of(text, people={1: "5", 2: "walk-in"})
    assert marks(proposal) == {"Fay Moss": Outcome.ATTENDED}
    assert [person.name for person in proposal.walked_in] == ["Wyn"]
    assert [person.name for person in proposal.unmatched] == ["iPhone von Fay", "Wyn"]


@pytest.mark.parametrize("chosen", ["6", "0", "walk-in", "-1", "nonsense", "5 "])
def test_a_choice_that_no_list_offers_is_refused(chosen: str) -> None:
    with pytest.raises(BadChoice):
        proposal_of(a_report(row("iPhone")), people={1: chosen})


def test_a_choice_for_somebody_who_is_known_by_now_changes_nothing() -> None:
    assert marks(proposal_of(a_report(row("Fay Moss")), people={1: "4", 77: "4"})) == {"Fay Moss": Outcome.ATTENDED}


def test_a_report_of_some_other_meeting_of_many_is_refused() -> None:
    with pytest.raises(NotATeamsReport, match="501 people of this report have no place"):
        proposal_of(a_report(*(row(f"Person {number}") for number in range(501))))

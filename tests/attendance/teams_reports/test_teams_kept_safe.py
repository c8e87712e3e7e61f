"""Reports from Teams: of another meeting, of walk-ins with an agency, and saved again by a spreadsheet."""

import pytest
from flask import Flask

from app.attendance.teams_reports.refusals import NobodyBookedInReport, NotATeamsReport, UnknownAgency
from app.attendance.teams_reports.rules import read_report
from app.attendance.teams_reports.rules_lines import text_of_file
from app.attendance.teams_reports.rules_presence import Choices
from app.attendance.teams_reports.services import take_report
from app.booking.models import Booking
from app.booking.queries import on_the_register
from app.booking.states import BookingState
from app.core.database import db
from app.programme.models_sessions import TrainingSession
from tests.attendance.teams_reports.test_teams import (
    BY_THE_SAMPLES,
    DAY,
    TEXT,
    ZOE,
    booked_on,
    bookings,
    online,
    outcomes,
    press,
    session,
    team,
    upload,
)
from tests.builders import a_booking, a_manager, an_agency
from tests.data.everything import everything_held
from tests.data.teams.generate import HEADINGS, us
from tests.page import Visitor
from tests.words import CHECK_WHAT_WILL_BE_MARKED, MARK_THE_REGISTER, WORK_IT_OUT_AGAIN

__all__ = ["bookings", "session", "team"]
NOBODY = "Nobody who is booked is in this report."


def test_a_report_of_another_meeting_marks_nobody_as_absent(app: Flask) -> None:
    session, manager = online(), a_manager()
    a_booking(session)
    before = everything_held()
    with pytest.raises(NobodyBookedInReport):
        take_report(session, TEXT, Choices(others_absent=True), by=manager, at=session.ends_at)
    db.session.rollback()
    assert everything_held() == before


def test_the_preview_of_another_meetings_report_asks_and_offers_no_absences(
    team: Visitor, session: TrainingSession
) -> None:
    stranger = a_booking(session)
    page = upload(team, session)
    assert f"{NOBODY} Is it of this session? The meeting in it is called “" in page.words
    assert page.soup.find(id="others_absent") is None
    press(page, session, MARK_THE_REGISTER)
    assert stranger.outcome is None


def test_a_preview_whose_people_have_left_the_session_meanwhile_is_shown_again_with_the_question(
    team: Visitor, session: TrainingSession, bookings: dict[str, Booking]
) -> None:
    preview = upload(team, session)
    stranger = a_booking(session)
    for booking in bookings.values():
        booking.state = BookingState.CANCELLED
    db.session.commit()
    refused = press(preview, session, MARK_THE_REGISTER, others_absent="y")
    assert refused.problems[0].startswith(NOBODY)
    assert stranger.outcome is None


def test_a_report_with_somebody_booked_in_it_is_not_asked_about(
    team: Visitor, session: TrainingSession, bookings: dict[str, Booking]
) -> None:
    page = upload(team, session)
    assert NOBODY not in page.words
    assert page.soup.find(id="others_absent")


def test_a_session_that_nobody_booked_is_not_asked_about(team: Visitor, session: TrainingSession) -> None:
    assert NOBODY not in upload(team, session).words


def test_who_came_without_a_booking_may_be_given_an_agency(
    team: Visitor, session: TrainingSession, bookings: dict[str, Booking]
) -> None:
    agency = an_agency("Anyshire Hospitals")
    page = upload(team, session)
    chosen = {f"person-{ZOE}": "walk-in", f"agency-{ZOE}": "anyshire  hospitals"}
    again = press(page, session, WORK_IT_OUT_AGAIN, **chosen)
    assert again.soup.find(id=f"agency-{ZOE}")["value"] == "anyshire  hospitals"
    press(again, session, MARK_THE_REGISTER)
    [zoe] = [booking for booking in on_the_register(session) if booking.is_walk_in]
    assert (zoe.agency, zoe.practitioner.agency_id) == (agency, agency.id)


@pytest.mark.parametrize("name", ["Anyshire Hospitls", "Unlisted Club", "9" * 300])
def test_an_agency_that_is_not_on_the_list_marks_nobody_and_says_whose_it_is(
    team: Visitor, session: TrainingSession, bookings: dict[str, Booking], name: str
) -> None:
    an_agency("Unlisted Club", is_listed=False)
    chosen = {f"person-{ZOE}": "walk-in", f"agency-{ZOE}": name}
    refused = press(upload(team, session), session, MARK_THE_REGISTER, **chosen)
    assert refused.problems == [
        "Choose Zoë Quick (External)’s agency from the list, or leave it empty. Nothing was changed."
    ]
    assert not any(outcomes(bookings).values())


def test_the_agency_of_somebody_left_out_does_not_matter(app: Flask) -> None:
    session = online()
    bookings = booked_on(session)
    left_out = Choices(agencies={ZOE: "Nowhere"})
    take_report(session, TEXT, left_out, by=a_manager(), at=session.ends_at)
    assert outcomes(bookings) == BY_THE_SAMPLES
    walked_in = Choices(people={ZOE: "walk-in"}, agencies={ZOE: "Nowhere"})
    with pytest.raises(UnknownAgency):
        take_report(session, TEXT, walked_in, by=a_manager(), at=session.ends_at)


def test_a_preview_of_as_many_people_as_it_shows_comes_back_whole(team: Visitor, session: TrainingSession) -> None:
    people = [[f"Person {n}", us("10:00:00"), us("12:30:00"), "", f"p{n}@example.org", "", ""] for n in range(500)]
    text = "\n".join("\t".join(line) for line in [HEADINGS, *people])
    page = press(upload(team, session, text.encode()), session, WORK_IT_OUT_AGAIN)
    assert (page.status, page.h1) == (200, CHECK_WHAT_WILL_BE_MARKED)


# Files


ANN = ["Ann Łęcka", '"12/3/2026, 10:00:00 AM"', '"12/3/2026, 12:30:00 PM"', "2h 30m", "ann@example.org", "", "Attendee"]


def written(separator: str, name: str = "Ann Łęcka", first: str = "") -> str:
    return first + "\r\n".join(separator.join(cells) for cells in (HEADINGS, [name, *ANN[1:]])) + "\r\n"


@pytest.mark.parametrize("first", ["", "sep=;\r\n"])
def test_a_spreadsheets_semicolons_are_read_like_commas(first: str) -> None:
    report = read_report(text_of_file(written(";", first=first).encode("utf-8-sig")), [DAY])
    assert [person.name for person in report.participants] == ["Ann Łęcka"]
    by_comma = read_report(text_of_file(written(",").encode()), [DAY])
    assert report.participants[0].stays == by_comma.participants[0].stays


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_recognised(encoding: str) -> None:
    report = read_report(text_of_file(written("\t").encode(encoding)), [DAY])
    assert [person.name for person in report.participants] == ["Ann Łęcka"]


def test_letters_of_another_program_are_refused_with_what_helps() -> None:
    with pytest.raises(NotATeamsReport) as refused:
        text_of_file(written(",", name="Zoë Quick").encode("cp1252"))
    assert refused.value.message == (
        "This file was saved by another program, and its letters can’t be read. Upload the file as Teams saved it, or "
        "save it as CSV UTF-8."
    )

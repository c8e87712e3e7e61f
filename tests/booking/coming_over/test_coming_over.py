"""Sessions to come with their bookings and waiting lists, brought over from another tool."""

import csv
import io
from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Agency, Sector, User
from app.audit.models import AuditEntry, Verb
from app.booking.coming_over import services_after, services_bringing
from app.booking.coming_over.refusals import CantBeUndone
from app.booking.cut_over_file import rules
from app.booking.cut_over_file.models import ComingOver
from app.booking.cut_over_file.refusals import BadCutOverFile, BroughtBefore
from app.booking.leaving import services as leaving
from app.booking.models import Booking
from app.booking.places.jobs import free_lapsed_places
from app.booking.places.queries_invariants import broken_invariants
from app.booking.places.services import book_place
from app.booking.queries import waiting_list
from app.booking.reminding import services as reminding
from app.booking.states import BookingState
from app.core import clock
from app.core.clock import from_london
from app.core.database import db
from app.core.roles import Role
from app.evaluation.issuing.jobs import issue_what_is_missing
from app.evaluation.models_issued import Issued
from app.notifications.models import Message
from app.programme.models import Course
from app.programme.models_sessions import SessionState, TrainingSession
from app.programme.trainer_requests import services as trainer_requests
from app.programme.trainer_requests.jobs import tell_trainers
from tests.builders import (
    FULL_DAY,
    a_booking,
    a_course,
    a_delegate,
    a_manager,
    a_policy,
    a_session,
    a_trainer,
    a_user,
    an_agency,
    mail_to,
)
from tests.conftest import clock_at
from tests.data.everything import rows_in
from tests.page import Page, Visitor

NEGLECT = {
    "course": "Neglect",
    "date": "2027-02-08",
    "starts": "09:30",
    "ends": "16:30",
    "places": "2",
    "delivery": "venue",
    "venue": "Town Hall",
    "strand": "core topic",
}


def a_line(number: int = 1, **changed: str) -> dict[str, str]:
    """Somebody booked on the session in February, but for what is changed; the session is told with each line."""
    person = {"name": f"Delegate {number}", "email": f"delegate{number}@example.org", "agency": "Anyshire Police"}
    said = {name.replace("_", " "): words for name, words in changed.items()}
    return NEGLECT | person | {"status": "booked", "booked on": "2026-11-02"} | said


def waiting(number: int, **changed: str) -> dict[str, str]:
    return a_line(number, status="waiting", **changed)


def as_csv(*lines: dict[str, str]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, rules.COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue()


def bring(*lines: dict[str, str], by: User | None = None) -> ComingOver:
    text = as_csv(*lines)
    return services_bringing.bring_over(text, file_name="sessions.csv", by=by or a_manager(), at=clock.now())


def complaints(*lines: dict[str, str]) -> list[str]:
    with pytest.raises(BadCutOverFile) as refused:
        bring(*lines)
    assert rows_in(Booking) == rows_in(ComingOver) == 0, "nothing half-done"
    return [str(complaint) for complaint in refused.value.complaints]


def bookings() -> dict[str, Booking]:
    return {booking.practitioner.email.split("@")[0]: booking for booking in db.session.scalars(select(Booking))}


def letters() -> list[Message]:
    return list(db.session.scalars(select(Message).order_by(Message.id)))


def run_the_jobs() -> None:
    now = clock.now()
    free_lapsed_places()
    issue_what_is_missing()
    reminding.send_joining_details(at=now)
    reminding.send_reminders(at=now)


# --- What comes over ---


def test_sessions_bookings_and_the_waiting_list_come_over_as_they_were(app: Flask) -> None:
    an_agency("Anyshire Police")
    known = a_user(email="delegate2@example.org", name="Delegate 2")
    before = a_policy(in_force_from=date(2026, 1, 1), notice=10)
    a_policy(in_force_from=date(2026, 11, 1))
    manager = a_manager()
    done = bring(
        a_line(1, booked_on="2026-10-01 14:30", agency="Anyshire  POLICE"),
        a_line(2, agency="New Trust", sector="health", free_until="2027-02-05", manager_name="Lee", job_role="Nurse"),
        waiting(3, place_in_line="2"),
        waiting(4, place_in_line="1"),
        {**NEGLECT, "date": "2027-03-08", "places": "9"},
        by=manager,
    )
    assert (done.sessions, done.booked, done.waiting) == (2, 2, 2)
    found, (february, march) = bookings(), db.session.scalars(select(TrainingSession).order_by("starts_at"))
    assert (february.state, february.places, march.places) == (SessionState.PUBLISHED, 2, 9)
    assert rows_in(Course) == 1
    assert found["delegate2"].practitioner is known
    assert [booking.practitioner.email[:9] for booking in waiting_list(february.id)] == ["delegate4", "delegate3"]
    first, second = found["delegate1"], found["delegate2"]
    assert first.agency_name == "Anyshire Police", "matched, whatever its spelling"
    new = db.session.scalars(select(Agency).filter_by(name="New Trust")).one()
    assert (second.agency, new.sector, new.is_listed) == (new, Sector.HEALTH, False)
    assert (first.policy, first.booked_at) == (before, from_london(date(2026, 10, 1), time(14, 30)))
    assert first.free_until.date() == date(2027, 1, 25), "ten working days, as the terms of that day gave"
    assert second.free_until == from_london(date(2027, 2, 5), time.max)
    assert (second.manager_name, second.job_role) == ("Lee", "Nurse")
    entry = db.session.scalars(select(AuditEntry).filter_by(verb=Verb.BROUGHT_OVER)).one()
    assert (entry.actor_id, entry.data["file"], entry.data["booked"]) == (manager.id, "sessions.csv", 2)
    assert broken_invariants(at=clock.now()) == []


def test_a_session_of_coursebook_takes_up_those_who_come_over(app: Flask) -> None:
    session = a_session(a_course("Neglect"), on=date(2027, 2, 8), places=3, hours=FULL_DAY)
    a_booking(session)
    bring({**a_line(1), "course": "NEGLECT", "places": ""}, a_line(2, places="3"))
    assert rows_in(TrainingSession) == 1
    assert {booking.session_id for booking in bookings().values()} == {session.id}


def test_a_draft_of_the_same_start_is_published(app: Flask) -> None:
    session = a_session(a_course("Neglect"), on=date(2027, 2, 8), places=2, state=SessionState.DRAFT)
    bring(a_line(1))
    assert (session.is_published, session.published_at) == (True, None), "no letter about a new date"


def test_whose_day_of_booking_nobody_knows_is_never_charged(app: Flask) -> None:
    a_policy()
    bring(a_line(1, booked_on=""))
    assert (bookings()["delegate1"].policy, bookings()["delegate1"].pence) == (None, 0)


# --- What is wrong is told at its row and column ---


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"course": ""}, "Line 2, course: is empty"),
        ({"date": "soon"}, "Line 2, date: “soon” isn’t a real date"),
        ({"date": "2026-11-02"}, "Line 2, date: has begun"),
        ({"starts": "9"}, "Line 2, starts: “9” isn’t a time"),
        ({"ends": "08:00"}, "Line 2, ends: each day must end after it starts"),
        ({"places": "many"}, "Line 2, places: “many” isn’t a whole number"),
        ({"delivery": "by post"}, "Line 2, delivery: “by post” isn’t one of"),
        ({"venue": ""}, "Line 2, venue: is empty"),
        ({"strand": ""}, "Line 2, course: there is no course “Neglect”"),
        ({"trainers": "Nobody"}, "Line 2, trainers: there is no trainer “Nobody”"),
        ({"status": "cancelled"}, "Line 2, status: “cancelled” isn’t booked or waiting"),
        ({"name": ""}, "Line 2, name: is empty"),
        ({"email": "delegate"}, "Line 2, email: “delegate” isn’t an e-mail address"),
        ({"sector": "circus"}, "Line 2, sector: “circus” isn’t one of"),
        ({"manager email": "lee"}, "Line 2, manager email: “lee” isn’t an e-mail address"),
        ({"booked on": "2027-01-02"}, "Line 2, booked on: “2027-01-02” is still to come"),
        ({"free until": "whenever"}, "Line 2, free until: “whenever” isn’t a date"),
        ({"place in line": "1"}, "Line 2, place in line: goes with waiting"),
        ({"place in line": "first", "status": "waiting"}, "Line 2, place in line: “first” isn’t a number"),
        ({"job role": "x" * 201}, "Line 2, job role: is longer than 200 characters"),
    ],
)
def test_a_cell_that_is_wrong_is_named(app: Flask, changed: dict[str, str], said: str) -> None:
    assert any(said in words for words in complaints({**a_line(), **changed})), complaints({**a_line(), **changed})


def test_lines_that_contradict_each_other_are_named(app: Flask) -> None:
    found = complaints(
        a_line(1),
        a_line(2, places="3"),
        a_line(1),
        waiting(4, place_in_line="1"),
        waiting(5, place_in_line="1"),
        waiting(6),
    )
    assert found == [
        "Line 3, places: “3” here and “2” on line 2",
        "Line 4, email: delegate1@example.org is on this session already, on line 2",
        "Line 4, status: the session has 2 places, and 3 are booked here",
        "Line 6, place in line: 1 is on line 5, too",
        "Line 7, place in line: is empty, and others who wait for this session have one",
    ]


def test_one_person_under_two_addresses_has_one_place(app: Flask) -> None:
    person = a_user(email="delegate1@example.org")
    a_user(email="delegate2@example.org", merged_into_id=person.id)
    assert complaints(a_line(1), a_line(2)) == [
        "Line 3, email: delegate2@example.org is the same person as delegate1@example.org on line 2"
    ]


def test_no_session_is_overbooked(app: Flask) -> None:
    assert complaints(a_line(1), a_line(2), a_line(3)) == [
        "Line 4, status: the session has 2 places, and 3 are booked here"
    ]


def test_places_taken_in_coursebook_count_and_who_waits_there_comes_first(app: Flask) -> None:
    session = a_session(a_course("Neglect"), on=date(2027, 2, 8), places=2)
    a_booking(session)
    text = as_csv(a_line(1), a_line(2))
    with pytest.raises(BadCutOverFile, match="of which 1 are taken in Coursebook, and 2 are booked here"):
        services_bringing.bring_over(text, file_name="f.csv", by=a_manager(), at=clock.now())
    a_booking(session, state=BookingState.WAITING, waiting_since=clock.now())
    with pytest.raises(BadCutOverFile, match="Line 2, status: 1 person waits for this session"):
        services_bringing.bring_over(as_csv(a_line(1)), file_name="f.csv", by=a_manager(), at=clock.now())


def test_who_cancelled_or_stands_otherwise_in_coursebook_is_named(app: Flask) -> None:
    session = a_session(a_course("Neglect"), on=date(2027, 2, 8), places=2)
    gone, waits = (a_user(email=f"delegate{number}@example.org") for number in (1, 2))
    a_booking(session, gone, state=BookingState.CANCELLED, cancelled_at=clock.now())
    a_booking(session, waits, state=BookingState.OFFERED, offered_until=clock.now() + timedelta(hours=1))
    with pytest.raises(BadCutOverFile) as refused:
        services_bringing.bring_over(as_csv(a_line(1), a_line(2)), file_name="f", by=a_manager(), at=clock.now())
    words = [str(each) for each in refused.value.complaints]
    assert any("delegate1@example.org cancelled this booking in Coursebook on 23 November" in each for each in words)
    assert "Line 3, status: booked here, and offered a place in Coursebook" in words


# --- A second time ---


def test_a_file_a_second_time_imports_nothing_twice(app: Flask) -> None:
    lines = [a_line(1), a_line(2), waiting(3)]
    bring(*lines)
    with pytest.raises(BroughtBefore):
        bring(*lines)
    db.session.scalars(select(Course)).one().title = "Neglect, and what follows"
    db.session.commit()
    leaving.withdraw(bookings()["delegate1"], by=a_manager(), at=clock.now())
    with pytest.raises(BroughtBefore):
        bring(*reversed(lines))
    assert (rows_in(TrainingSession), rows_in(Booking)) == (1, 3), "who withdrew since isn’t booked again"
    bring(*lines, {**waiting(4)})
    assert sorted(bookings()) == ["delegate1", "delegate2", "delegate3", "delegate4"]


# --- Letters ---


def test_nobody_hears_of_it_until_the_office_says_so_and_then_once(app: Flask, visitor: Visitor) -> None:
    manager = a_manager()
    soon = {"date": "2026-11-26", "places": "3"}
    done = bring(
        a_line(1), a_line(1, **soon), a_line(2, **soon), waiting(3), waiting(4, **soon, booked_on="2026-11-01")
    )
    run_the_jobs()
    assert (letters(), rows_in(Issued)) == ([], 0), "no joining details, no promotion, no questionnaire"
    assert broken_invariants(at=clock.now()) == []
    assert "people who came over and haven’t been told" in visitor.sign_in(manager).open_page("/today").words
    page = visitor.open_page(f"/manage/coming-over/imports/{done.id}").click("Have them told")
    assert "You have a place on" in page.words
    page = page.press("Send 4 letters")
    to = [message.to_email[:9] for message in letters()]
    assert sorted(to) == ["delegate1", "delegate2", "delegate3", "delegate4"], "one each, whatever they have"
    (of_two,) = [message for message in letters() if message.to_email.startswith("delegate1")]
    assert of_two.text.count("Neglect") >= 2
    assert "Everybody was written to, once" in page.words
    assert bookings()["delegate4"].state in (BookingState.BOOKED, BookingState.OFFERED), "the free place is passed on"
    run_the_jobs()
    assert rows_in(Issued) > 0, "from now on as for everybody"
    assert broken_invariants(at=clock.now()) == []
    after = len(letters())
    page = visitor.open_page(f"/manage/coming-over/imports/{done.id}/letters")
    assert "nobody left to tell" in page.words
    run_the_jobs()
    assert len(letters()) == after


# --- Undoing ---


def test_trainers_of_what_comes_over_are_not_asked_and_hear_nothing_of_an_undoing(app: Flask) -> None:
    a_trainer("Ann Ash", email="ann@example.org")
    asked = a_trainer("Bob Beech", email="bob@example.org")
    course, on = a_course("Neglect"), date(2027, 3, 8)
    draft = a_session(
        course, on=on, places=2, hours=FULL_DAY, state=SessionState.DRAFT, trainers=[asked], are_confirmed=False
    )
    trainer_requests.ask(draft, asked, by=a_manager(), at=clock.now())
    done = bring(a_line(1, trainers="Ann Ash"))
    bring({**NEGLECT, "date": "2027-03-08"})
    [session] = db.session.scalars(select(TrainingSession).where(TrainingSession.id != draft.id))
    assert [trainer.name for trainer in session.confirmed_trainers] == ["Ann Ash"]
    for minutes in (1, 2):
        with clock_at(clock.now() + timedelta(minutes=minutes)):
            tell_trainers()
    assert ([letter.to_email for letter in letters()], draft.confirmed_trainers) == (["bob@example.org"], [])
    services_after.undo(done, by=a_manager(), at=clock.now())
    tell_trainers()
    assert mail_to("ann@example.org") == []


def test_an_import_that_nothing_happened_to_can_be_undone(app: Flask, visitor: Visitor) -> None:
    manager = a_manager()
    people, agencies = rows_in(User), rows_in(Agency)
    done = bring(a_line(1), waiting(2, places="2"), by=manager)
    page = visitor.sign_in(manager).open_page(f"/manage/coming-over/imports/{done.id}")
    page = page.click("undo this import").press("Undo it")
    assert "undone" in page.notice
    assert (rows_in(Booking), rows_in(TrainingSession)) == (0, 0)
    assert (rows_in(User), rows_in(Agency)) == (people, agencies)
    bring(a_line(1), waiting(2, places="2"), by=manager)
    assert rows_in(Booking) == 2, "it can come over again"


def _somebody_books(done: ComingOver) -> None:
    session = db.session.scalars(select(TrainingSession)).one()
    person = a_user()
    book_place(session, a_delegate(email=person.email), by=person, at=clock.now())


def _one_withdraws(done: ComingOver) -> None:
    leaving.withdraw(bookings()["delegate1"], by=a_manager(), at=clock.now())


def _they_are_told(done: ComingOver) -> None:
    services_after.tell_everybody(done, by=a_manager(), at=clock.now())


def _one_is_written_to(done: ComingOver) -> None:
    with clock_at(clock.now() + timedelta(minutes=5)):
        reminding.send_joining_details_again(bookings()["delegate1"], by=a_manager(), at=clock.now())


@pytest.mark.parametrize("happens", [_somebody_books, _one_withdraws, _they_are_told, _one_is_written_to])
def test_once_something_has_happened_it_stands(app: Flask, happens: Any) -> None:
    done = bring(a_line(1))
    happens(done)
    before = rows_in(Booking)
    with pytest.raises(CantBeUndone):
        services_after.undo(done, by=a_manager(), at=clock.now())
    assert rows_in(Booking) == before


# --- The page and the template ---


def check(manager: Visitor, content: bytes, name: str = "sessions.csv") -> Page:
    return manager.open_page("/manage/coming-over/sessions").press("Check the file", file=(io.BytesIO(content), name))


def test_the_preview_says_what_is_made_and_what_is_matched(visitor: Visitor) -> None:
    an_agency("Anyshire Police")
    a_user(email="delegate1@example.org", name="Somebody Else")
    manager = visitor.sign_in(a_manager())
    page = check(manager, as_csv(a_line(1), a_line(2, agency="Anyshire Polise"), waiting(3)).encode())
    assert page.h1 == "Check what will come over"
    assert "1 new, 0 in Coursebook" in page.words
    assert "2 new, 1 known by their address" in page.words
    assert "1 new, 1 on the list" in page.words
    assert "Anyshire Polise" in page.words, "made, and it says what it looks like"
    assert "Somebody Else" in page.words
    assert rows_in(Booking) == 0, "nothing is added by looking"
    page = page.press("Bring them over")
    assert "1 session with 2 bookings and 1 person waiting came over" in page.notice
    again = check(manager, as_csv(a_line(1), a_line(2, agency="Anyshire Polise"), waiting(3)).encode())
    assert again.problems == [BroughtBefore.message]


def test_a_bad_file_is_refused_on_the_page_and_the_template_is_read(visitor: Visitor) -> None:
    manager = visitor.sign_in(a_manager())
    page = check(manager, as_csv(a_line(1, status="perhaps")).encode())
    assert page.problems == ["Line 2, status: “perhaps” isn’t booked or waiting. Leave out those who cancelled"]
    assert check(manager, b"course,date\nx,y\n").problems == ["Line 1, starts: the column is missing"]
    assert "no such column" in check(manager, b"course,date,starts,shoe size\nx,y,z,9\n").words
    for kind in ("csv", "xlsx"):
        template = manager.client.get(f"/manage/coming-over/sessions/template.{kind}").data
        assert check(manager, template, f"template.{kind}").h1 == "Check what will come over"


def test_trainers_bring_nothing_over(visitor: Visitor) -> None:
    visitor.sign_in(a_user(Role.TRAINER))
    assert visitor.open_page("/manage/coming-over/sessions").status == 403

"""The manager's first page."""

from datetime import date, timedelta

from app.booking.states import Outcome
from app.charging.models import ChargeState
from app.core import clock
from app.core.database import db
from app.core.roles import Role
from app.evaluation.stages import Stage
from app.notifications.models import MessageState
from app.operations.heartbeats.models import Process
from app.operations.heartbeats.rules import JobState
from app.programme.models_sessions import Day, Delivery, SessionState
from tests.builders import (
    HALF_DAY,
    a_booking,
    a_closed_register,
    a_course,
    a_heartbeat,
    a_manager,
    a_past_session,
    a_session,
    a_user,
    queries_counted,
)
from tests.conftest import NOW, clock_at
from tests.data.everything import (
    a_charge,
    a_message,
    a_questionnaire,
    a_trainer,
    a_venue,
    an_issued,
    an_undeliverable_address,
    held_in,
)
from tests.page import Visitor
from tests.reporting.cases import a_session_with, cells
from tests.words import PLACES_OFFERED

STATEMENTS = 41
"""Of the first page, whatever there is."""

PLACES_TO_GO = ["/registers", "/charges", "/outbox?state=failed", "/outbox?state=retrying", "/manage/programme"]


def test_when_nothing_needs_a_hand_today_says_so(manager: Visitor) -> None:
    a_heartbeat(Process.SCHEDULER)
    page = manager.open_page("/today")
    assert page.h1 == "Today, Monday 23 November"
    assert "Nothing needs a hand. The programme is empty as yet: add a course or import a programme." in page.words
    a_session(on=clock.today() + timedelta(days=40))
    assert "Nothing needs a hand. Everything runs by itself." in manager.open_page("/today").words
    assert page.soup.select_one(".cb-note--trouble") is None
    assert "0 of 0" not in page.words
    assert "No course is below it this year" in page.words


def test_today_tells_first_of_all_what_stands_still(manager: Visitor) -> None:
    with queries_counted() as before:
        page = manager.open_page("/today")
    assert "The scheduler is not running. Nobody gets joining details" in page.words
    assert "Nothing else needs a hand." in page.words
    assert "runs by itself" not in page.words
    for hours in range(1, 6):
        a_heartbeat(Process.SCHEDULER, at=NOW - timedelta(hours=hours), send_reminders=JobState(every=15))
    with queries_counted() as after:
        page = manager.open_page("/today")
    assert "The scheduler has stopped, since 9am, Monday 23 November." in page.words
    assert len(after) == len(before)
    assert page.click("How it runs").h1 == "How it runs"


def test_today_names_what_is_missing_in_the_next_four_weeks(manager: Visitor) -> None:
    for days, title in ((27, "Neglect"), (40, "Later")):
        a_session(a_course(title), on=clock.today() + timedelta(days=days), delivery=Delivery.VIRTUAL)
    page = manager.open_page("/today")
    assert "1 session of the next four weeks to look at again Neglect, Sun 20 Dec 2026" in page.words
    seen = page.click("at what is missing in them")
    assert "no joining link no trainer day off" in " ".join(seen.words.split())
    assert "Later" not in seen.words


def test_today_asks_as_little_of_many_sessions_as_of_one(manager: Visitor) -> None:
    """All kinds of warnings share one read: whatever is missing, of however many sessions, it is the same."""
    ann, hall = a_trainer(), a_venue()

    def asked(how_many: int) -> int:
        for number in range(how_many):
            held_in(hall, a_session(on=clock.today() + timedelta(days=number + 1), trainers=[ann], are_confirmed=False))
            a_past_session(days_ago=number + 2)
        manager.open_page("/today")
        db.session.expire_all()
        with queries_counted() as statements:
            manager.open_page("/today")
        return len(statements)

    assert asked(1) == asked(8) <= STATEMENTS


def test_a_session_that_is_not_over_is_said_to_be_under_way(manager: Visitor) -> None:
    """Its register can be marked from an hour before the start, and is outstanding only once it has ended."""
    two_days = [Day(clock.today() + timedelta(days=days), *HALF_DAY) for days in (0, 1)]
    a_session(days=two_days)
    a_past_session()
    with clock_at(NOW + timedelta(hours=8)):
        assert "2 registers to mark, 1 of a session that isn’t over" in manager.open_page("/today").words


def test_today_lists_what_needs_a_hand_with_a_way_to_it(manager: Visitor, programme: None) -> None:
    over = a_past_session(days_ago=40)
    a_charge(a_booking(over, outcome=Outcome.NO_SHOW), pence=5000, state=ChargeState.UNEXPLAINED)
    a_charge(a_booking(over, outcome=Outcome.NO_SHOW), state=ChargeState.ASKED)
    a_message("1", state=MessageState.FAILED)
    a_message("2", state=MessageState.RETRYING)
    a_session(state=SessionState.DRAFT)
    page = manager.open_page("/today")
    things = {link["href"]: " ".join(link.parent.get_text(" ").split()) for link in page.soup.select(".cb-todo a")}
    assert list(things) == PLACES_TO_GO
    assert things["/registers"].startswith("2 registers to mark")
    assert "A register to mark, Sun 22 Nov 2026" in things["/registers"]
    assert things["/charges"].startswith("1 charge to decide, 1 waiting for a reason £50 proposed")
    assert things["/outbox?state=failed"].startswith("1 message that could not be delivered")
    assert things["/manage/programme"].startswith("1 draft to publish")
    for address in things:
        assert manager.open_page(address).status == 200


def test_a_register_is_on_todays_list_from_an_hour_before_the_start_until_it_is_closed(manager: Visitor) -> None:
    session = a_session(a_course("Neglect"), on=clock.today() + timedelta(days=1), trainers=[a_trainer()])
    for before, listed in [(timedelta(minutes=61), False), (timedelta(minutes=60), True)]:
        with clock_at(session.starts_at - before):
            assert ("Neglect" in manager.open_page("/today").words) is listed
    with clock_at(session.ends_at + timedelta(days=30)):
        assert "Neglect" in manager.open_page("/today").soup.select_one(".cb-todo").get_text()
        a_closed_register(session)
        assert manager.open_page("/today").soup.select_one(".cb-todo") is None


def test_today_shows_the_year_so_far_against_the_same_days_last_year(manager: Visitor) -> None:
    a_session_with(9, 1, "This year")
    for on, attended in ((date(2025, 11, 20), 1), (date(2025, 11, 24), 0)):
        session = a_session(on=on, places=2)
        a_booking(session, outcome=Outcome.ATTENDED if attended else Outcome.NO_SHOW)
        a_closed_register(session)
    tiles = {
        tile.span.get_text(): (tile.b.get_text(strip=True), " ".join(tile.em.get_text().split()))
        for tile in manager.open_page("/today").soup.select(".cb-tile")
    }
    assert tiles[PLACES_OFFERED] == ("11", "1 session · 2 last year")
    assert tiles["Uptake"] == ("91%", "10 of 11 · up 41 points from 50%")
    assert tiles["Attendance"] == ("90%", "9 of 10 · down 10 points from 100%")
    assert tiles["Post questionnaires"] == ("no data", "none has closed yet")


def test_today_shows_the_return_rate_of_questionnaires_that_have_closed(manager: Visitor) -> None:
    session = a_past_session(days_ago=60)
    questionnaire = a_questionnaire(stage=Stage.POST_COURSE)
    over, now = clock.now() - timedelta(days=1), clock.now()
    issued_at = now - timedelta(days=50)
    for closes_at, answered_at in [(over, over), (over, None), (over, over), (now + timedelta(days=1), None)]:
        booking = a_booking(session, outcome=Outcome.ATTENDED)
        an_issued(booking, questionnaire, issued_at=issued_at, closes_at=closes_at, answered_at=answered_at)
    for outcome, is_missed in [(Outcome.NO_SHOW, False), (Outcome.ATTENDED, True)]:
        nobody_asked = a_booking(session, outcome=outcome)
        an_issued(nobody_asked, questionnaire, issued_at=issued_at, closes_at=over, is_missed=is_missed)
    (tile,) = [tile for tile in manager.open_page("/today").soup.select(".cb-tile") if "Post" in tile.span.get_text()]
    assert (tile.b.get_text(strip=True), " ".join(tile.em.get_text().split())) == ("67%", "2 of 3")


def test_today_names_the_courses_below_the_review_line_and_no_others(manager: Visitor, programme: None) -> None:
    table = manager.open_page("/today").soup.select_one("table tbody")
    assert [cells(line) for line in table.find_all("tr")] == [["Below the line", "1", "6", "5", "83%"]]


def test_someone_of_the_training_team_begins_at_today(visitor: Visitor) -> None:
    officer = a_user(Role.TRAINING_OFFICER)
    page = visitor.sign_in(officer).open_page("/today")
    assert page.soup.select_one(".cb-nav [aria-current]").get_text() == "Today"


def test_today_says_how_many_addresses_mail_does_not_reach(visitor: Visitor) -> None:
    today = visitor.sign_in(a_manager())
    assert "mail doesn’t reach" not in today.open_page("/today").words
    an_undeliverable_address()
    page = today.open_page("/today")
    assert "address that mail doesn’t reach" in page.words
    assert page.soup.select_one('.cb-todo a[href="/outbox/bounces"]')

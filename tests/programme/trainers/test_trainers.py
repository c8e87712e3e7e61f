"""The pool of trainers: what they can teach, asked and confirmed, and the days that their agencies lend."""

from datetime import date, timedelta

import pytest
from flask import Flask

from app.accounts.models import Agency
from app.core.database import db
from app.core.roles import Role
from app.programme.models import Trainer
from app.programme.models_sessions import Day, Delivery, SessionState, TrainingSession
from app.programme.sessions import services as sessions_services
from app.programme.sessions.services import SessionDetails
from app.programme.trainers import queries, services
from app.programme.trainers.jobs import match_trainers_with_accounts
from app.programme.trainers.rules import days_by_agency
from tests.builders import HALF_DAY, a_course, a_manager, a_past_session, a_session, a_trainer, a_user, an_agency
from tests.conftest import NOW
from tests.data.everything import saved
from tests.page import Visitor

TODAY = NOW.date()


@pytest.fixture
def team(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


def details_of(session: TrainingSession, trainers: list[Trainer]) -> SessionDetails:
    days = [Day(day.on, day.starts, day.ends) for day in session.days]
    return SessionDetails(days, session.places, Delivery.VENUE, session.venue, trainers=trainers)


def test_who_is_chosen_for_a_session_is_asked_until_confirmed(app: Flask) -> None:
    manager, ann, session = a_manager(), a_trainer("Ann"), a_session()
    sessions_services.edit_session(session, details_of(session, [ann]), by=manager, at=NOW)
    assert (session.trainers, session.confirmed_trainers) == ([ann], [])
    services.confirm_trainer(session, ann, by=manager, at=NOW)
    assert session.confirmed_trainers == [ann]
    services.back_to_asked(session, ann, by=manager, at=NOW)
    assert (session.trainers, session.confirmed_trainers) == ([ann], [])


def test_who_stays_when_the_trainers_change_stays_confirmed(app: Flask) -> None:
    manager, ann, bob, cat = a_manager(), a_trainer("Ann"), a_trainer("Bob"), a_trainer("Cat")
    session = a_session(trainers=[ann, bob])
    sessions_services.edit_session(session, details_of(session, [bob, cat]), by=manager, at=NOW)
    db.session.expire_all()
    assert session.trainers == [bob, cat]
    assert session.confirmed_trainers == [bob]


def test_confirming_touches_no_other_session_and_no_other_trainer(app: Flask) -> None:
    ann, bob = a_trainer("Ann"), a_trainer("Bob")
    session, other = (a_session(trainers=[ann, bob], are_confirmed=False) for _ in range(2))
    services.confirm_trainer(session, ann, by=a_manager(), at=NOW)
    assert session.confirmed_trainers == [ann]
    assert other.confirmed_trainers == []


def test_the_office_confirms_with_a_button_and_the_public_sees_confirmed_trainers_alone(
    team: Visitor, app: Flask
) -> None:
    session = a_session(trainers=[a_trainer("Ann"), a_trainer("Bob")], are_confirmed=False)
    address = f"/sessions/{session.id}"
    page = team.open_page(f"/manage{address}")
    assert "Ann The partnership Not asked by mail No e-mail address" in page.words
    assert "Ann" not in Visitor(app).open_page(address).words
    page = page.press("Confirm Ann")
    assert page.notice == "Ann is confirmed: people see the name on the session’s page."
    public = Visitor(app).open_page(address).words
    assert "Trainers Ann" in public
    assert "Bob" not in public
    page.press("Back to asked Ann")
    assert "Ann" not in Visitor(app).open_page(address).words


def test_days_are_counted_where_a_confirmed_trainer_taught_this_year(app: Flask) -> None:
    ann, bob = a_trainer("Ann"), a_trainer("Bob")
    two_days = [Day(TODAY - timedelta(days=days), *HALF_DAY) for days in (8, 9)]
    a_session(days=two_days, trainers=[ann, bob])
    a_past_session(days_ago=9, trainers=[ann])  # the same date again
    a_past_session(days_ago=20, trainers=[bob])
    a_past_session(days_ago=30, trainers=[bob], are_confirmed=False)
    a_past_session(days_ago=31, trainers=[bob], state=SessionState.CANCELLED)
    a_session(on=date(2026, 3, 31), trainers=[bob])  # last year's
    a_session(trainers=[bob])  # still to come
    assert queries.days_taught(since=date(2026, 4, 1), until=TODAY) == {ann.id: 2, bob.id: 3}


def test_the_pool_comes_a_hundred_at_a_time(team: Visitor) -> None:
    saved(*(Trainer(name=f"Trainer {number:03}") for number in range(queries.TRAINERS_A_PAGE + 1)))
    page = team.open_page("/manage/trainers")
    names = [each.get_text() for each in page.soup.select("tbody th a")]
    assert (len(names), names[0]) == (queries.TRAINERS_A_PAGE, "Trainer 000")
    later = page.click("Later")
    assert [each.get_text() for each in later.soup.select("tbody th a")] == ["Trainer 100"]
    assert later.click("Earlier").soup.select_one("tbody th a").get_text() == "Trainer 000"


def test_an_agency_lends_the_days_of_its_trainers() -> None:
    police = Agency(name="Police")
    pool = [Trainer(id=1, agency=police), Trainer(id=2, agency=police), Trainer(id=3), Trainer(id=4, agency=None)]
    assert days_by_agency(pool, {1: 2, 2: 1, 4: 1}) == [("Police", 3), ("The partnership", 1)]


def test_a_trainer_says_what_they_can_teach_and_is_offered_first_for_it(team: Visitor) -> None:
    a_trainer("Ann")
    neglect, council = a_course("Neglect"), an_agency("Northbridge Council")
    zoe = a_trainer("Zoe")
    page = team.open_page("/manage/trainers").click("Zoe").click("Edit")
    page = page.press("Save the trainer", email="zoe@example.org", agency=council.name, can_teach=[neglect.id])
    assert page.notice == "The trainer is saved."
    assert "Lent by Northbridge Council E-mail zoe@example.org Can teach Neglect" in page.words
    assert zoe.can_teach == [neglect]

    def offered(course_id: int) -> list[str]:
        form = team.open_page(f"/manage/courses/{course_id}/sessions/new").soup
        return [label.get_text().strip() for label in form.select("label[for^=trainers]")]

    assert offered(neglect.id) == ["Zoe, Northbridge Council", "Ann"]
    assert offered(a_course().id) == ["Ann", "Zoe, Northbridge Council"]


def test_a_trainers_page_lists_the_sessions_to_come(team: Visitor) -> None:
    ann = a_trainer("Ann")
    a_session(a_course("Neglect"), trainers=[ann])
    a_session(a_course("Digital"), trainers=[ann], are_confirmed=False, state=SessionState.DRAFT)
    a_session(a_course("Called off"), trainers=[ann], state=SessionState.CANCELLED)
    a_past_session(a_course("Long over"), trainers=[ann])
    rows = team.open_page(f"/manage/trainers/{ann.id}").soup.select("tbody tr")
    said = [" ".join(row.get_text(" ").split()) for row in rows]
    assert said == [
        "Neglect Mon 21 Dec 2026 Town Hall, Northbridge Confirmed",
        "Digital Draft Mon 21 Dec 2026 Town Hall, Northbridge Not asked by mail No e-mail address",
    ]


def test_whoever_stands_in_the_pool_with_an_address_can_sign_in_without_being_saved_anew(app: Flask) -> None:
    """Those who stood there before accounts were made, too."""
    known, nobody = a_user(email="known@example.org"), a_trainer("Nobody")
    old, practitioner = a_trainer("Jo Bell", email="jo@example.org"), a_trainer("Known", email=known.email)
    assert match_trainers_with_accounts() == "2 trainers are matched with an account"
    assert old.user
    assert (old.user.email, old.user.role) == ("jo@example.org", Role.TRAINER)
    assert (practitioner.user, known.role) == (known, Role.TRAINER)
    assert nobody.user is None
    assert match_trainers_with_accounts() == ""


def test_dates_on_which_they_cant_teach_name_the_sessions_that_they_are_down_for(visitor: Visitor) -> None:
    """One day needs no last date."""
    trainer = a_trainer("Ann Ash", user=a_user(Role.TRAINER))
    a_session(a_course("Neglect"), on=date(2026, 12, 3), trainers=[trainer])
    a_session(a_course("Chronologies"), on=date(2026, 12, 4), trainers=[trainer])
    page = visitor.sign_in(a_manager()).open_page(f"/manage/trainers/{trainer.id}")
    page = page.press("Add these dates", from_on="2026-12-03")
    assert page.notice == (
        "Noted. They are down for Neglect, Thu 3 Dec 2026. Open it and change the trainer, or move it: nobody is told "
        "by themselves."
    )
    assert "Thu 3 Dec 2026 Town Hall, Northbridge Confirmed Can’t teach then" in page.words
    assert page.words.count("Can’t teach then") == 1
    page = page.press("Add these dates", from_on="2026-12-10", until_on="2026-12-11")
    assert page.notice.startswith("Noted. No session of theirs falls on these dates.")

    page = visitor.sign_in(trainer.user).open_page("/sessions-to-train")
    page = page.press("Add these dates", from_on="2026-12-04")
    assert page.notice.startswith("Noted. You are down for Chronologies, Fri 4 Dec 2026. Change your answer")
    assert page.words.count("You can’t teach then") == 2

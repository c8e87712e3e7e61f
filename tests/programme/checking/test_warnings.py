"""What is said of a session that somebody should look at again: it forbids nothing."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.database import db
from app.programme.checking import queries, rules
from app.programme.checking.models import SeenWarning
from app.programme.checking.rules import WarningKind
from app.programme.checking.rules_clashes import Occupation, clashes_among
from app.programme.models import Strand
from app.programme.models_sessions import Day, Delivery, SessionState, TrainingSession
from app.programme.models_trainers import TrainerRequest, TrainerUnavailability
from tests.builders import a_closed_day, a_course, a_manager, a_session, a_trainer, entries_about, queries_counted
from tests.conftest import NOW
from tests.data.everything import a_room, a_venue, held_in, saved
from tests.page import Visitor

THURSDAY, FRIDAY = date(2027, 6, 10), date(2027, 6, 11)
MORNING, LUNCH, AFTERNOON = (time(9, 30), time(12, 30)), (time(12, 30), time(13, 30)), (time(12), time(16))


def on(hours: tuple[time, time] = MORNING, day: date = THURSDAY) -> list[Day]:
    return [Day(day, *hours)]


def taken(**more: Any) -> Occupation:
    return Occupation(**({"title": "Neglect", "days": on()} | more))


@pytest.mark.parametrize(
    ("hours", "clash"),
    [(MORNING, True), (AFTERNOON, True), (LUNCH, False), ((time(8), time(9, 30)), False), ((time(8), time(17)), True)],
)
def test_a_trainer_cant_teach_twice_at_once(hours: tuple[time, time], clash: bool) -> None:
    other = taken(title="Chronologies", days=on(hours), trainers={1: "Ann Lee", 2: "Bo"}, session_id=7, is_draft=True)
    [found] = clashes_among([taken(trainers={1: "Ann Lee", 3: "Cy"})], [other])
    assert bool(found) == clash
    if hours == MORNING:
        assert [each.words for each in found] == [
            "Ann Lee also teaches Chronologies, Thu 10 Jun 2027, 9:30am to 12:30pm (a draft)"
        ]


def test_a_room_is_taken_once_and_a_session_is_never_in_its_own_way() -> None:
    room = {"place": ("room", 4), "place_name": "Garden Room, Town Hall"}
    standing, moved = taken(session_id=7, **room), taken(session_id=7, days=on(AFTERNOON), **room)
    assert clashes_among([moved], [standing]) == [[]]
    first, second = clashes_among([taken(**room), taken(title="Two", **room)], [])
    assert [each.words for each in (*first, *second)] == [
        f"Garden Room, Town Hall is also taken by {title}, Thu 10 Jun 2027, 9:30am to 12:30pm"
        for title in ("Two", "Neglect")
    ]
    assert clashes_among([taken(place=("room", 5))], [standing]) == [[]]
    assert clashes_among([taken()], [taken(session_id=8)]) == [[]]


@pytest.mark.parametrize(
    ("days", "places", "said"),
    [
        (on(), 20, []),
        (on(day=date(2027, 6, 12)), 20, ["12 June 2027 is a Saturday"]),
        (on(day=date(2027, 5, 3)), 20, ["3 May 2027 is a bank holiday"]),
        (on(day=date(2027, 6, 11)), 20, ["11 June 2027 is a day when the office is closed"]),
        (on((time(9, 30), time(23, 30))), 20, ["It ends at 11:30pm on Thu 10 Jun 2027"]),
        (on((time(6), time(21))), 20, ["It starts at 6am on Thu 10 Jun 2027"]),
        (on(), 2000, ["It has 2,000 places"]),
    ],
)
def test_when_it_is_and_how_large(days: list[Day], places: int, said: list[str]) -> None:
    closed = frozenset({date(2027, 6, 11)})
    assert [warning.words for warning in rules.about_plan(days, places, closed=closed)] == said


def test_what_a_session_lacks_stands_on_its_page_until_it_is_there(visitor: Visitor) -> None:
    """Drafts and cancelled sessions beside it: a draft clashes too, a cancelled one takes nothing."""
    ann, room = a_trainer("Ann Lee"), a_room(a_venue("Town Hall"), "Garden Room", capacity=10)
    a_closed_day(THURSDAY)
    draft = held_in(
        room.venue,
        a_session(
            on=THURSDAY,
            delivery=Delivery.HYBRID,
            state=SessionState.DRAFT,
            trainers=[ann],
            are_confirmed=False,
            hours=MORNING,
        ),
    )
    other = held_in(room, a_session(a_course("Chronologies"), on=THURSDAY, hours=AFTERNOON, trainers=[ann], places=8))
    held_in(room, a_session(on=THURSDAY, state=SessionState.CANCELLED, trainers=[ann]))
    page = visitor.sign_in(a_manager()).open_page(f"/manage/sessions/{draft.id}")
    block = page.soup.find(attrs={"aria-labelledby": "look-again"})
    assert [line.span.get_text() for line in block.find_all("li")] == [
        "There is no joining link yet.",
        "No room is chosen at Town Hall.",
        "Ann Lee hasn’t confirmed yet.",
        "Ann Lee also teaches Chronologies, Thu 10 Jun 2027, 12pm to 4pm.",
        "10 June 2027 is a day when the office is closed.",
    ]
    assert "Before you publish it, look again" in page.words
    held_in(room, draft)
    found = queries.warnings([draft.id], closed=frozenset())[draft.id]
    assert [warning.words for warning in found][-2:] == [
        "Garden Room, Town Hall is also taken by Chronologies, Thu 10 Jun 2027, 12pm to 4pm",
        "Garden Room, Town Hall holds 10 people, and there are 20 places",
    ]
    assert {warning.kind for warning in queries.warnings([other.id], closed=frozenset())[other.id]} == {
        WarningKind.CLASH
    }


@pytest.mark.parametrize(
    ("more", "kinds"),
    [
        ({"delivery": Delivery.VIRTUAL}, [WarningKind.NO_LINK, WarningKind.NO_TRAINER]),
        ({"delivery": Delivery.VIRTUAL, "joining_link": "https://meet.example/1"}, [WarningKind.NO_TRAINER]),
        ({"delivery": Delivery.VENUE}, [WarningKind.NO_TRAINER]),
    ],
)
def test_a_link_is_wanted_where_people_join_online(app: Flask, more: dict[str, Any], kinds: list[WarningKind]) -> None:
    session = a_session(**more)
    assert [warning.kind for warning in queries.warnings([session.id], closed=frozenset())[session.id]] == kinds


def test_e_learning_wants_no_link_and_a_whole_venue_is_taken_where_it_has_no_rooms(app: Flask) -> None:
    online = a_session(a_course(strand=Strand.E_LEARNING), delivery=Delivery.VIRTUAL)
    hut = a_venue("Hut")
    first, second = (held_in(hut, a_session(on=THURSDAY)) for _ in range(2))
    found = queries.warnings([online.id, first.id, second.id], closed=frozenset())
    assert WarningKind.NO_LINK not in [warning.kind for warning in found[online.id]]
    assert [WarningKind.CLASH in [warning.kind for warning in found[each.id]] for each in (first, second)] == [True] * 2


def test_a_trainer_who_said_no_isnt_waited_for(app: Flask) -> None:
    ann, bo = a_trainer("Ann Lee"), a_trainer("Bo")
    session, other = (a_session(on=day, trainers=[ann, bo], are_confirmed=False) for day in (THURSDAY, FRIDAY))
    saved(TrainerRequest(session=session, trainer=ann, answer="declined", answered_at=NOW))
    found = queries.warnings([session.id, other.id], closed=frozenset())
    assert [warning.words for warning in found[session.id]] == ["Ann Lee said no", "Bo hasn’t confirmed yet"]
    assert {warning.kind for warning in found[other.id]} == {WarningKind.UNCONFIRMED}


def test_a_trainer_who_cant_teach_that_day_is_said(app: Flask) -> None:
    """Of each session their own trainers and days alone."""
    ann, bo = a_trainer("Ann Lee"), a_trainer("Bo")
    of_ann, of_bo, later = (
        a_session(on=day, trainers=[who]) for day, who in ((THURSDAY, ann), (THURSDAY, bo), (FRIDAY, ann))
    )
    saved(TrainerUnavailability(trainer=ann, from_on=date(2027, 6, 7), until_on=THURSDAY, words="Leave"))
    saved(TrainerUnavailability(trainer=bo, from_on=FRIDAY, until_on=FRIDAY))
    found = queries.warnings([of_ann.id, of_bo.id, later.id], closed=frozenset())
    assert [(warning.kind, warning.words) for warning in found[of_ann.id]] == [
        (WarningKind.UNAVAILABLE, "Ann Lee can’t teach Mon 7 Jun 2027 to Thu 10 Jun 2027 (Leave)")
    ]
    assert (found[of_bo.id], found[later.id]) == ([], [])


def test_many_sessions_ask_no_more_than_one(app: Flask) -> None:
    ann, venue = a_trainer(), a_venue()

    def counted(how_many: int) -> int:
        for number in range(how_many):
            held_in(venue, a_session(on=THURSDAY + timedelta(days=number), trainers=[ann]))
        ids = list(db.session.scalars(select(TrainingSession.id)))
        with queries_counted() as statements:
            queries.warnings(ids, closed=frozenset())
        return len(statements)

    assert counted(2) == counted(9)


# What somebody has seen


def test_a_warning_that_was_seen_is_said_again_once_the_facts_are_others(visitor: Visitor) -> None:
    """On the session's page, on Today and on the list; who has seen it and when is kept."""
    manager = a_manager()
    session = a_session(a_course("Neglect"), on=date(2026, 12, 5), trainers=[a_trainer("Ann Lee")])
    page = visitor.sign_in(manager).open_page("/today")
    assert "Neglect, Sat 5 Dec 2026: 5 December 2026 is a Saturday. I’ve seen this" in page.words
    page = page.press("I’ve seen this of Neglect, Sat 5 Dec 2026")
    assert page.address == "/today"
    assert page.notice.startswith("Noted that you have seen this of Neglect.")
    assert "to look at again" not in page.words
    assert "Neglect" not in visitor.open_page("/manage/sessions?show=to-look-at").words
    page = visitor.open_page(f"/manage/sessions/{session.id}")
    assert "Please look again" not in page.words
    assert f"5 December 2026 is a Saturday. Seen by {manager.name} on 23 November 2026" in page.words
    [entry] = entries_about(session)
    assert (entry.verb, entry.data) == ("saw warnings about a session", {"warnings": 1})

    move(session, on(day=date(2026, 12, 12)))
    page = visitor.open_page(f"/manage/sessions/{session.id}")
    assert "12 December 2026 is a Saturday. I’ve seen this" in page.words
    page = page.press("I’ve seen this: 12 December 2026 is a Saturday")
    assert "12 December 2026 is a Saturday. I’ve seen this" in page.press("Say them again").words


def test_what_has_changed_since_it_was_shown_isnt_noted_as_seen(visitor: Visitor) -> None:
    session = a_session(on=date(2026, 12, 5), trainers=[a_trainer()])
    page = visitor.sign_in(a_manager()).open_page(f"/manage/sessions/{session.id}")
    move(session, on(day=date(2026, 12, 12)))
    page = page.press("I’ve seen this: 5 December 2026 is a Saturday")
    assert "has changed meanwhile. Please look again." in page.notice
    assert db.session.query(SeenWarning).count() == 0


def move(session: TrainingSession, days: list[Day]) -> None:
    session.days = []
    db.session.flush()
    session.plan_days(days)
    db.session.commit()

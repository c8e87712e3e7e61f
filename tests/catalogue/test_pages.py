"""The public pages: programme, course, session, Learning Week."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.booking.refusals import SessionFull, SessionStarted
from app.booking.states import BookingState
from app.core import clock
from app.core.database import db
from app.core.roles import Role
from app.programme.models import Strand
from app.programme.models_sessions import Day, Delivery, SessionState, TrainingSession
from tests.builders import (
    a_booking,
    a_course,
    a_learning_week,
    a_manager,
    a_past_session,
    a_policy,
    a_session,
    a_trainer,
    a_user,
)
from tests.conftest import NOW, clock_at
from tests.data.everything import some_e_learning
from tests.page import Page, Visitor
from tests.words import (
    BOOK_MY_PLACE,
    JOIN_THE_WAITING_LIST,
    NO_SESSION_FITS,
    NO_SESSIONS_TO_BOOK,
    NOTHING_IS_CHARGED_FOR_IT,
    NOTHING_ON_THIS_DAY,
    SEE_YOUR_BOOKING,
    SESSION_IS_CANCELLED,
    SHOW_SESSIONS,
    SHOW_THE_WHOLE_PROGRAMME,
    YOU_HAVE_A_PLACE,
)


def rows(page: Page) -> list[str]:
    """Of the months: what is soonest stands above them once more."""
    return [" ".join(row.get_text(" ").split()) for row in page.soup.select(".cb-rows:not(.cb-rows--short) .cb-row")]


# The programme


def test_the_programme_shows_the_year_by_month(visitor: Visitor) -> None:
    a_policy()
    a_session(a_course("Complex neglect", level="Level 2"), on=date(2026, 12, 3), places=20)
    a_session(a_course("Digital safeguarding"), on=date(2027, 2, 3), delivery=Delivery.VIRTUAL, places=1200)
    page = visitor.open_page("/")
    assert page.h1 == "Training programme 2026-27"
    assert "cancel free of charge up to 2 working days before" in page.words
    months = [" ".join(month.get_text(" ").split()) for month in page.soup.select("h2.cb-month")]
    assert months[2:] == ["December 2026 1 session", "February 2027 1 session"]
    first, second = rows(page)
    assert first.startswith("3 Thu Complex neglect on Thursday 3 December 2026 Core topic 9:30am to 1:30pm")
    assert "Town Hall, Northbridge · Level 2" in first
    assert "20 places left" in first
    assert "1,200 in all" in second
    assert "Online" in second
    assert page.click("Complex neglect").h1.startswith("Complex neglect")


def test_an_empty_programme_says_so_and_a_search_without_result_says_how_to_go_on(visitor: Visitor) -> None:
    assert NO_SESSIONS_TO_BOOK in visitor.open_page("/").words
    a_session()
    page = visitor.open_page("/?q=juggling")
    assert "0 sessions found for “juggling”" in page.words
    assert NO_SESSION_FITS in page.words
    assert len(rows(page.click(SHOW_THE_WHOLE_PROGRAMME))) == 1


def test_filters_are_kept_in_the_form_and_can_be_cleared(visitor: Visitor) -> None:
    a_session(a_course("Complex neglect"), on=date(2026, 12, 3))
    a_session(a_course("Lunch", Strand.LUNCHTIME), on=date(2027, 2, 3))
    page = visitor.open_page("/").press(SHOW_SESSIONS, q="neglect", strand=["core topic"], month="2026-12")
    assert "1 session found for “neglect”" in page.words
    assert "Filter: 2 chosen" in page.words
    assert page.soup.find(id="q")["value"] == "neglect"
    assert [box["value"] for box in page.soup.find_all("input", checked=True)] == ["core topic"]
    assert page.soup.find("option", selected=True)["value"] == "2026-12"
    assert len(rows(page.click("Clear all"))) == 2


def test_only_sessions_with_places_left_if_asked(visitor: Visitor) -> None:
    full, held, free, open_to_all, lapsed = (
        a_session(a_course(title), places=1, is_open=title == "Open")
        for title in ("Full", "Held", "Free", "Open", "Lapsed")
    )
    a_booking(full)
    a_booking(held, state=BookingState.HELD, held_until=NOW + timedelta(seconds=1))
    a_booking(lapsed, state=BookingState.HELD, held_until=NOW)
    assert [row.split()[2] for row in rows(visitor.open_page("/?places=yes"))] == ["Free", "Open", "Lapsed"]
    assert free.places == open_to_all.places == 1


def test_e_learning_has_no_places_to_be_left(visitor: Visitor) -> None:
    a_session(a_course("E-learning module", Strand.E_LEARNING), places=20, delivery=Delivery.VIRTUAL)
    [row] = rows(visitor.open_page("/"))
    assert "places left" not in row
    assert "20 in all" not in row


@pytest.mark.parametrize(
    "query",
    [
        "strand=nonsense&delivery=pigeon&month=2026-99&places=maybe",
        "strand=&delivery=&month=&places=&q=",
        "strand=%00&q=%00&month=%00",
        "q=%25%25%5F&month=0000-00",
        "q=%F0%9F%98%80%ED%A0%80%FF",
        "month=2026-W52&month=9999-12",
        "q=" + "x" * 3000,
        "unknown=1&strand[]=x",
    ],
)
def test_nonsense_in_the_address_is_no_error(visitor: Visitor, query: str) -> None:
    a_session()
    page = visitor.open_page(f"/?{query}")
    assert page.status == 200
    assert page.h1 == "Training programme 2026-27"


def test_a_search_is_shown_as_words_and_never_as_markup(visitor: Visitor) -> None:
    page = visitor.open_page("/", query_string={"q": '"><script>alert(1)</script>'})
    assert 'found for “"><script>alert(1)</script>”' in page.words
    assert page.soup.find(id="q")["value"] == '"><script>alert(1)</script>'


@contextmanager
def queries_counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


COUNTED: dict[str, Callable[[TrainingSession], str]] = {
    "the programme": lambda session: "/",
    "with places": lambda session: "/?places=yes",
    "a course": lambda session: f"/courses/{session.course_id}",
    "a session": lambda session: f"/sessions/{session.id}",
    "a Learning Week": lambda session: f"/learning-weeks/{session.learning_week_id}",
}


@pytest.mark.parametrize("address", COUNTED.values(), ids=COUNTED.keys())
def test_sixty_sessions_need_no_more_queries_than_five(
    visitor: Visitor, address: Callable[[TrainingSession], str]
) -> None:
    week, trainer, course = a_learning_week(date(2027, 2, 8)), a_trainer(), a_course()
    user = a_user()

    def add(how_many: int) -> TrainingSession:
        for number in range(how_many):
            session = TrainingSession(
                course=course,
                places=20,
                state=SessionState.PUBLISHED,
                delivery=Delivery.VENUE,
                venue="Town Hall",
                learning_week_id=week.id,
                trainers=[trainer],
                created_at=NOW,
            )
            session.plan_days([Day(week.starts_on + timedelta(days=number % 5), time(9 + number % 8), time(18))])
            db.session.add(session)
        db.session.commit()
        return session

    visitor.sign_in(user)
    counts = []
    for how_many in (5, 55):
        path = address(add(how_many))
        visitor.open_page(path)
        with queries_counted() as statements:
            visitor.open_page(path)
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[0] < 20


def test_the_first_page_helps_to_choose(visitor: Visitor) -> None:
    """The soonest of each course that has places, the Learning Week, and all months: the later ones folded away."""
    week = a_learning_week(date(2027, 2, 8), name="Learning Week 2027", theme="growing up safe")
    full = a_session(a_course("Full"), on=date(2026, 12, 1), places=1)
    a_booking(full)
    a_session(a_course("Open"), on=date(2026, 12, 1), is_open=True)
    neglect = a_course("Neglect")
    for month in range(1, 8):
        for day in (14, 15, 16):
            a_session(neglect, on=date(2027, month, day), learning_week_id=week.id if month == 2 else None)
    a_session(a_course("Suicide prevention"), on=date(2027, 1, 20))
    page = visitor.open_page("/")
    soonest = [" ".join(row.get_text(" ").split()) for row in page.soup.select(".cb-rows--short .cb-row")]
    assert [row.split(" on ")[0] for row in soonest] == ["14 Jan Neglect", "20 Jan Suicide prevention"]
    assert page.click("Learning Week 2027: growing up safe").address == f"/learning-weeks/{week.id}"
    folded = [" ".join(each.summary.get_text(" ").split()) for each in page.soup.select("details.cb-month-folds")]
    assert folded == [f"{month} 2027 3 sessions" for month in ("February", "March", "April", "May", "June", "July")]
    of_february = page.click("February 2027")
    assert len(rows(of_february)) == 3
    assert not of_february.soup.select("details.cb-month-folds")
    assert not of_february.soup.select(".cb-rows--short")


def test_who_finds_nothing_is_told_what_there_is(visitor: Visitor) -> None:
    a_session(a_course("Critical thinking", Strand.SPECIALIST, summary="For all."))
    some_e_learning(a_course("Exploitation online", Strand.E_LEARNING))
    page = visitor.open_page("/?q=exploitation+critical&strand=specialist")
    assert "Nothing says" not in page.words
    assert "By themselves: critical (1) This is what there is: Specialist (1 session) E-learning" in page.words
    assert len(rows(page.click("critical"))) == 1
    assert page.click("tell us what you are looking for").address == "/contact"


def test_a_search_with_a_slip_says_what_it_took_it_for(visitor: Visitor) -> None:
    a_session(a_course("Complex neglect", summary=""))
    page = visitor.open_page("/?q=neglcet")
    assert "1 session found for “neglcet”" in page.words
    assert "Nothing says “neglcet”, so you see what says “neglect”." in page.words


def test_a_search_finds_e_learning_and_courses_without_a_date(visitor: Visitor) -> None:
    e_learning = some_e_learning(a_course("Trafficking online", Strand.E_LEARNING))
    a_past_session(a_course("Trafficking and law"))
    page = visitor.open_page("/?q=traficking")
    assert "0 sessions found for “traficking”, and 1 e-learning course" in page.words
    assert NO_SESSION_FITS not in page.words
    assert page.click("Trafficking online").address == f"/e-learning/{e_learning.course_id}"
    assert page.click("Trafficking and law").h1 == "Trafficking and law"


# A course


def test_a_course_shows_what_it_is_about_and_its_dates(visitor: Visitor) -> None:
    course = a_course("Complex neglect", summary="What it is.", aims="- see it\n- say it", audience="Everybody")
    full = a_session(course, on=date(2026, 12, 3), places=1)
    a_session(course, on=date(2027, 1, 14), places=9)
    a_session(course, on=date(2027, 1, 15), is_open=True)
    a_booking(full)
    page = visitor.open_page(f"/courses/{course.id}")
    assert page.h1 == "Complex neglect"
    assert [item.get_text(strip=True) for item in page.soup.select("main li")] == ["see it", "say it"]
    assert "Everybody" in page.words
    dates = [" ".join(row.get_text(" ").split()) for row in page.soup.select("tbody tr")]
    assert dates == [
        "Complex neglect, Thu 3 Dec 2026 , 9:30am to 1:30pm Town Hall, Northbridge Full",
        "Complex neglect, Thu 14 Jan 2027 , 9:30am to 1:30pm Town Hall, Northbridge 9",
        "Complex neglect, Fri 15 Jan 2027 , 9:30am to 1:30pm Town Hall, Northbridge Open to all",
    ]


def test_a_course_without_dates_to_come_stays_on_show(visitor: Visitor) -> None:
    course = a_past_session(a_course("Complex neglect")).course
    page = visitor.open_page(f"/courses/{course.id}")
    assert "There is no date to book just now." in page.words


@pytest.mark.parametrize("strand", list(Strand))
def test_a_course_that_was_never_published_or_is_bespoke_is_not_there(visitor: Visitor, strand: Strand) -> None:
    unpublished = a_course(strand=strand)
    a_session(unpublished, state=SessionState.DRAFT)
    published = a_session(a_course(strand=strand)).course
    assert visitor.open_page(f"/courses/{unpublished.id}").status == 404
    assert visitor.open_page(f"/courses/{published.id}").status == (404 if strand is Strand.BESPOKE else 200)


def test_the_training_team_sees_bespoke_courses_and_sessions(app: Flask) -> None:
    session = a_session(a_course("For one agency", Strand.BESPOKE))
    for visitor, status in ((Visitor(app), 404), (Visitor(app).sign_in(a_manager()), 200)):
        assert visitor.open_page(f"/courses/{session.course_id}").status == status
        assert visitor.open_page(f"/sessions/{session.id}").status == status
    assert "For one agency" not in Visitor(app).sign_in(a_manager()).open_page("/").words


# A session


def card(page: Page) -> str:
    return " ".join(page.soup.select_one("aside.cb-card").get_text(" ").split())


def test_a_session_says_when_where_who_and_until_when_it_is_free(visitor: Visitor) -> None:
    a_policy()
    session = a_session(a_course("Complex neglect"), trainers=[a_trainer("Ann"), a_trainer("Bob")], places=20)
    a_booking(session)
    page = visitor.open_page(f"/sessions/{session.id}")
    words = card(page)
    assert "Monday 21 December 2026 Time 9:30am to 1:30pm Where Town Hall, Northbridge Trainers Ann, Bob" in words
    assert "19 of 20 left" in words
    assert "Free to cancel until 9:30am, Thursday 17 December" in words
    assert "£25" in words
    assert page.click("Book a place").h1 == "Book a place: Complex neglect"


def test_a_session_of_two_days_shows_both_and_the_charge_for_both(visitor: Visitor) -> None:
    a_policy()
    days = [Day(date(2026, 12, 21), time(9, 30), time(16, 30)), Day(date(2027, 1, 11), time(9, 30), time(13, 30))]
    words = card(visitor.open_page(f"/sessions/{a_session(days=days).id}"))
    assert "Day 1 Mon 21 Dec 2026, 9:30am to 4:30pm Day 2 Mon 11 Jan 2027, 9:30am to 1:30pm" in words
    assert "£75" in words


def test_a_session_where_nothing_is_charged_says_so(visitor: Visitor) -> None:
    a_policy()
    for session in (a_session(a_course(strand=Strand.LUNCHTIME)), a_session(learning_week_id=a_learning_week().id)):
        assert NOTHING_IS_CHARGED_FOR_IT in card(visitor.open_page(f"/sessions/{session.id}"))


def test_a_full_session_says_so_and_points_to_other_dates(visitor: Visitor) -> None:
    course = a_course()
    full = a_session(course, places=1)
    a_booking(full)
    page = visitor.open_page(f"/sessions/{full.id}")
    assert "Full (1 in all)" in card(page)
    assert SessionFull.message in card(page)
    assert page.has_link(JOIN_THE_WAITING_LIST)
    assert not page.has_link("Book a place")
    a_session(course, on=date(2027, 1, 14))
    page = visitor.open_page(f"/sessions/{full.id}")
    assert "look at the other dates: one may have places." in card(page)
    assert page.click("Thu 14 Jan 2027").status == 200


STATES: list[tuple[str, dict[str, Any], str]] = [
    ("open to all", {"is_open": True}, "Open to all. Nobody books: the training team sends the joining link round."),
    ("cancelled", {"state": SessionState.CANCELLED}, SESSION_IS_CANCELLED),
]


@pytest.mark.parametrize(("about", "more", "words"), STATES, ids=[case[0] for case in STATES])
def test_a_session_says_why_it_cannot_be_booked(visitor: Visitor, about: str, more: dict[str, Any], words: str) -> None:
    visitor.sign_in(a_user())
    page = visitor.open_page(f"/sessions/{a_session(**more).id}")
    assert words in card(page)
    assert "places" not in card(page).lower().replace("where", "")
    assert not page.has_link("Book a place")
    assert not page.soup.find("button", string=BOOK_MY_PLACE)


def test_an_open_session_is_joined_from_its_page_on_the_day_and_until_it_ends(visitor: Visitor) -> None:
    link = "https://meet.example.org/open"
    session = a_session(is_open=True, delivery=Delivery.VIRTUAL, venue="", joining_link=link)
    day = session.days[0]
    midnight = clock.from_london(day.on, time())
    for at, is_there in (
        (midnight - timedelta(seconds=1), False),
        (midnight, True),
        (day.ends_at - timedelta(seconds=1), True),
        (day.ends_at, False),
    ):
        with clock_at(at):
            page = visitor.open_page(f"/sessions/{session.id}")
            assert page.soup.find("a", href=link) is not None if is_there else link not in str(page.soup)
            assert link not in str(visitor.open_page("/").soup)
    with clock_at(midnight):
        of_booked = a_session(delivery=Delivery.VIRTUAL, joining_link=link, on=day.on)
        assert link not in str(visitor.open_page(f"/sessions/{of_booked.id}").soup)


def test_a_started_session_says_so_from_its_first_second(visitor: Visitor) -> None:
    session = a_session()
    with clock_at(session.starts_at - timedelta(seconds=1)):
        assert visitor.open_page(f"/sessions/{session.id}").has_link("Book a place")
    with clock_at(session.starts_at):
        page = visitor.open_page(f"/sessions/{session.id}")
    assert SessionStarted.message in card(page)
    assert not page.has_link("Book a place")


def test_somebody_booked_is_told_so_and_somebody_else_is_not(app: Flask) -> None:
    session, user = a_session(), a_user()
    booking = a_booking(session, user)
    page = Visitor(app).sign_in(user).open_page(f"/sessions/{session.id}")
    assert YOU_HAVE_A_PLACE in card(page)
    assert page.click(SEE_YOUR_BOOKING).address == f"/bookings/{booking.id}"
    assert YOU_HAVE_A_PLACE not in Visitor(app).sign_in(a_user()).open_page(f"/sessions/{session.id}").words


def test_a_joining_link_is_not_for_the_public(app: Flask) -> None:
    session = a_session(delivery=Delivery.VIRTUAL, joining_link="https://meet.example/secret")
    for visitor in (Visitor(app), Visitor(app).sign_in(a_user(Role.TRAINER))):
        for address in (
            "/",
            f"/sessions/{session.id}",
            f"/sessions/{session.id}/book",
            f"/courses/{session.course_id}",
        ):
            assert "meet.example" not in visitor.open_page(address).response.get_data(as_text=True)


def test_imported_history_has_pages_but_takes_no_bookings(visitor: Visitor) -> None:
    session = a_past_session(days_ago=4000, is_imported=True)
    page = visitor.open_page(f"/sessions/{session.id}")
    assert page.status == 200
    assert not page.has_link("Book a place")


# The Learning Week


def test_without_a_learning_week_the_page_says_so(visitor: Visitor) -> None:
    page = visitor.open_page("/learning-week")
    assert page.h1 == "Learning Week"
    assert "No Learning Week is planned yet." in page.words


def test_a_learning_week_without_published_sessions_says_so(visitor: Visitor) -> None:
    week = a_learning_week(name="Learning Week 2027", theme="growing up safe")
    a_session(on=week.starts_on, learning_week_id=week.id, state=SessionState.DRAFT)
    page = visitor.open_page("/learning-week")
    assert page.h1 == "Learning Week 2027: growing up safe"
    assert "not published yet" in page.words


def test_the_week_is_a_timetable_by_day(visitor: Visitor) -> None:
    week = a_learning_week(date(2027, 2, 8))
    lunch = a_session(
        a_course("Spotlight on neglect", Strand.LUNCHTIME),
        on=date(2027, 2, 9),
        hours=(time(12, 30), time(13, 30)),
        learning_week_id=week.id,
        delivery=Delivery.VIRTUAL,
        places=60,
    )
    full = a_session(a_course("Trio"), on=date(2027, 2, 9), learning_week_id=week.id, places=1)
    a_booking(full)
    a_session(a_course("For one agency", Strand.BESPOKE), on=date(2027, 2, 9), learning_week_id=week.id)
    page = visitor.open_page(f"/learning-weeks/{week.id}")
    assert "Monday 8 February to Friday 12 February 2027." in page.words
    days = [" ".join(day.get_text(" ").split()) for day in page.soup.select(".cb-week__column")]
    assert len(days) == 5
    assert NOTHING_ON_THIS_DAY in days[0]
    rules = page.soup.style.get_text()
    assert "#none-2027-02-08 { grid-column: 2 / 3; grid-row: 2; }" in rules  # else it stands in another day's column
    assert "#none-2027-02-09" not in rules
    assert "Trio on Tuesday 9 February at 9:30am 9:30am to 1:30pm · Town Hall, Northbridge · Full" in days[1]
    assert (
        "Spotlight on neglect on Tuesday 9 February at 12:30pm 12:30pm to 1:30pm · Online · 60 places left" in days[1]
    )
    assert "For one agency" not in page.words
    assert page.click("Spotlight on neglect").address == f"/sessions/{lunch.id}"


def test_a_past_week_stays_on_show_and_an_unknown_one_is_not_found(visitor: Visitor) -> None:
    week = a_learning_week(date(2026, 2, 9), name="Learning Week 2026", theme="")
    assert visitor.open_page(f"/learning-weeks/{week.id}").h1 == "Learning Week 2026"
    assert visitor.open_page("/learning-week").h1 == "Learning Week 2026"
    for number in ("0", "424242", "9" * 30, "x"):
        assert visitor.open_page(f"/learning-weeks/{number}").status == 404

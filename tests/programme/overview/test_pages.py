"""The training team's forms for the programme, and who may see a draft."""

from datetime import date, time
from typing import Any

import pytest
from flask import Flask

from app.core.database import db
from app.core.roles import TRAINING_TEAM, Role
from app.programme.models import Course, Strand, Trainer
from app.programme.models_sessions import Day, Delivery, SessionState, TrainingSession
from app.programme.models_weeks import LearningWeek
from app.programme.refusals import NameTaken, NotADraft, OutsideTheWeek, TitleTaken, WeekHasSessions
from tests.builders import a_course, a_learning_week, a_manager, a_session, a_trainer, a_user, an_agency
from tests.page import Page, Visitor
from tests.words import (
    ADD_THE_COURSE,
    CHOOSE_A_STRAND,
    CHOOSE_HOW_IT_IS_DELIVERED,
    COURSE_IS_ADDED,
    DID_NOT_WORK,
    EDIT_THE_COURSE,
    ENTER_A_REAL_DATE,
    ENTER_A_TIME,
    ENTER_A_TITLE,
    ENTER_A_WHOLE_ADDRESS,
    ENTER_A_WHOLE_NUMBER,
    ENTER_THE_FIRST_DAY,
    ENTER_THE_PLACES,
    ENTER_THE_VENUE,
    ENTER_THE_WEEKS_NAME,
    ENTER_WHEN_IT_ENDS,
    ENTER_WHEN_IT_STARTS,
    MUST_END_AFTER_IT_STARTS,
    SAVE_AS_A_DRAFT,
    SAVE_THE_COURSE,
    SAVE_THE_SESSION,
    TWO_DAYS_HAVE_THE_SAME_DATE,
)

COURSE: dict[str, Any] = {
    "title": "Complex neglect",
    "summary": "What it is about.",
    "aims": "see it\nsay it",
    "audience": "Everyone",
    "level": "Level 2",
    "strand": "specialist",
    "usual_length": "full day",
}
SESSION: dict[str, Any] = {
    "days-0-on": "2026-12-10",
    "days-0-starts": "09:30",
    "days-0-ends": "16:30",
    "places": "20",
    "delivery": "venue",
    "venue": "Town Hall, Northbridge",
}
WEEK: dict[str, Any] = {
    "name": "Learning Week 2027",
    "theme": "growing up safe",
    "introduction": "A week of it.",
    "starts_on": "2027-02-08",
    "ends_on": "2027-02-12",
    "day_themes": "Neglect\n\nDigital",
}


def typed_in(page: Page, field: str) -> str:
    """What stands in a field now."""
    tag = page.soup.find(id=field)
    assert tag, f"no field {field}"
    return tag.get_text().strip() if tag.name == "textarea" else str(tag.get("value", ""))


@pytest.fixture
def team(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


# Courses


def add_course(team: Visitor, **typed: Any) -> Page:
    return team.open_page("/manage/courses/new").press(ADD_THE_COURSE, **(COURSE | typed))


def test_a_course_is_added_and_edited(team: Visitor) -> None:
    page = add_course(team)
    assert page.h1 == "Complex neglect"
    assert page.notice == COURSE_IS_ADDED
    course = db.session.query(Course).one()
    assert (course.strand, course.aims_as_list) == (Strand.SPECIALIST, ["see it", "say it"])

    page = page.click(EDIT_THE_COURSE)
    assert [typed_in(page, field) for field in ("title", "level", "aims")] == [
        "Complex neglect",
        "Level 2",
        "see it\nsay it",
    ]
    page = page.press(SAVE_THE_COURSE, title="Neglect", level="")
    assert page.notice == "The course is saved."
    assert (course.title, course.level, course.strand) == ("Neglect", "", Strand.SPECIALIST)


@pytest.mark.parametrize(
    ("field", "typed", "complaint"),
    [
        ("title", "", ENTER_A_TITLE),
        ("title", "  \t ", ENTER_A_TITLE),
        ("title", "x" * 201, "Title must be 200 characters or fewer"),
        ("summary", "", "Enter a summary"),
        ("summary", "x" * 1001, "Summary must be 1,000 characters or fewer"),
        ("aims", "x" * 4001, "Aims must be 4,000 characters or fewer"),
        ("level", "x" * 61, "Level must be 60 characters or fewer"),
        ("strand", None, CHOOSE_A_STRAND),
        ("strand", "juggling", CHOOSE_A_STRAND),
        ("usual_length", None, "Choose a usual length"),
    ],
)
def test_a_bad_course_is_refused_beside_the_field_and_kept(
    team: Visitor, field: str, typed: str | None, complaint: str
) -> None:
    page = add_course(team, **{field: typed})
    assert (page.status, page.problems) == (200, [complaint])
    assert page.error_beside(field) == complaint
    assert page.soup.select_one(".govuk-error-summary__list a")["href"].startswith(f"#{field}")
    assert typed_in(page, "audience") == "Everyone"
    if field not in ("strand", "usual_length"):
        assert typed_in(page, field) == (typed or "").strip()
    assert db.session.query(Course).count() == 0


def test_a_title_that_is_taken_is_refused_beside_the_title(team: Visitor) -> None:
    a_course("COMPLEX NEGLECT")
    page = add_course(team)
    assert page.error_beside("title") == TitleTaken.message
    assert page.problems == [page.error_beside("title")]


def test_a_title_is_one_line(team: Visitor) -> None:
    add_course(team, title="Complex\nneglect\r\nBcc: all@example.org")
    assert db.session.query(Course).one().title == "Complex neglect Bcc: all@example.org"


def test_words_that_look_like_markup_are_shown_as_words(team: Visitor) -> None:
    page = add_course(team, title="<b>Neglect</b> & {{ 7 * 7 }}", summary="<script>alert(1)</script>")
    assert page.h1 == "<b>Neglect</b> & {{ 7 * 7 }}"
    assert "<script>alert(1)</script>" in page.words


# Sessions


def add_session(team: Visitor, course: Course | None = None, **typed: Any) -> Page:
    course = course or a_course("Complex neglect")
    page = team.open_page(f"/manage/courses/{course.id}/sessions/new")
    return page.press(SAVE_AS_A_DRAFT, **(SESSION | typed))


def test_a_session_is_saved_as_a_draft_and_published(team: Visitor) -> None:
    ann, bob = a_trainer("Ann"), a_trainer("Bob")
    page = add_session(team, trainers=[ann.id, bob.id])
    assert page.notice.startswith("The session is saved as a draft.")
    session = db.session.query(TrainingSession).one()
    assert session.is_draft
    assert (session.places, session.venue, session.trainers) == (20, "Town Hall, Northbridge", [ann, bob])
    assert "Thursday 10 December 2026" in page.words
    assert "9:30am to 4:30pm" in page.words

    page = page.press("Publish")
    assert page.notice == "The session is published. Everybody can see and book it."
    assert session.is_published
    assert "Draft" not in page.words


def test_a_session_has_up_to_four_days_typed_in_any_order(team: Visitor) -> None:
    more = {
        "days-1-on": "2026-12-03",
        "days-1-starts": "10:00",
        "days-1-ends": "12:00",
        "days-3-on": "2026-12-17",
        "days-3-starts": "09:30",
        "days-3-ends": "13:30",
    }
    page = add_session(team, **more)
    session = db.session.query(TrainingSession).one()
    assert [Day(day.on, day.starts, day.ends) for day in session.days] == [
        Day(date(2026, 12, 3), time(10), time(12)),
        Day(date(2026, 12, 10), time(9, 30), time(16, 30)),
        Day(date(2026, 12, 17), time(9, 30), time(13, 30)),
    ]
    assert "Day 3 Thu 17 Dec 2026, 9:30am to 1:30pm" in page.words
    page = page.click("Edit")
    assert [typed_in(page, f"days-{number}-on") for number in range(4)] == [
        "2026-12-03",
        "2026-12-10",
        "2026-12-17",
        "",
    ]
    assert typed_in(page, "days-0-starts") == "10:00"


@pytest.mark.parametrize(
    ("changed", "field", "complaint"),
    [
        ({"days-0-on": "", "days-0-starts": "", "days-0-ends": ""}, "days-0-on", ENTER_THE_FIRST_DAY),
        ({"days-0-on": ""}, "days-0-on", "Enter a date"),
        ({"days-0-starts": ""}, "days-0-starts", ENTER_WHEN_IT_STARTS),
        ({"days-0-ends": ""}, "days-0-ends", ENTER_WHEN_IT_ENDS),
        ({"days-0-on": "2026-02-30"}, "days-0-on", ENTER_A_REAL_DATE),
        ({"days-0-on": "10 December"}, "days-0-on", ENTER_A_REAL_DATE),
        ({"days-0-on": "0026-12-10"}, "days-0-on", ENTER_A_REAL_DATE),
        ({"days-0-on": "0001-01-01"}, "days-0-on", ENTER_A_REAL_DATE),
        ({"days-0-on": "9999-12-31"}, "days-0-on", ENTER_A_REAL_DATE),
        ({"days-0-starts": "25:00"}, "days-0-starts", ENTER_A_TIME),
        ({"days-0-starts": "half nine"}, "days-0-starts", ENTER_A_TIME),
        ({"days-0-starts": "09:30Z"}, "days-0-starts", ENTER_A_TIME),
        ({"days-0-starts": "09:30+05:00"}, "days-0-starts", ENTER_A_TIME),
        ({"days-0-ends": "16:30:15.5"}, "days-0-ends", ENTER_A_TIME),
        ({"days-0-ends": "09:00"}, "days-0-ends", MUST_END_AFTER_IT_STARTS),
        ({"days-0-ends": "09:30"}, "days-0-ends", MUST_END_AFTER_IT_STARTS),
        ({"days-1-starts": "09:30"}, "days-1-on", "Enter a date"),
        ({"places": ""}, "places", ENTER_THE_PLACES),
        ({"places": "0"}, "places", "Enter from 1 to 5,000 places"),
        ({"places": "5001"}, "places", "Enter from 1 to 5,000 places"),
        ({"places": "-3"}, "places", ENTER_A_WHOLE_NUMBER),
        ({"places": "many"}, "places", ENTER_A_WHOLE_NUMBER),
        ({"places": "1" * 30}, "places", ENTER_A_WHOLE_NUMBER),
        ({"delivery": None}, "delivery", CHOOSE_HOW_IT_IS_DELIVERED),
        ({"delivery": "by post"}, "delivery", CHOOSE_HOW_IT_IS_DELIVERED),
        ({"venue": ""}, "venue", ENTER_THE_VENUE),
        ({"venue": "", "delivery": "hybrid"}, "venue", ENTER_THE_VENUE),
        ({"venue": "x" * 201}, "venue", "Venue must be 200 characters or fewer"),
        (
            {"joining_link": "javascript:alert(1)"},
            "joining_link",
            ENTER_A_WHOLE_ADDRESS,
        ),
        ({"joining_link": "meet.example/1"}, "joining_link", ENTER_A_WHOLE_ADDRESS),
        ({"joining_link": "ftp://meet.example/1"}, "joining_link", ENTER_A_WHOLE_ADDRESS),
    ],
)
def test_a_bad_session_is_refused_beside_the_field_and_kept(
    team: Visitor, changed: dict[str, str | None], field: str, complaint: str
) -> None:
    page = add_session(team, **changed)
    assert page.status == 200
    assert page.error_beside(field) == complaint
    assert complaint in page.problems
    for name, typed in changed.items():
        if name != "delivery":
            assert typed_in(page, name) == typed
    assert db.session.query(TrainingSession).count() == 0


def test_an_empty_session_names_all_that_is_missing(team: Visitor) -> None:
    course = a_course()
    page = team.open_page(f"/manage/courses/{course.id}/sessions/new").press(SAVE_AS_A_DRAFT)
    assert page.problems == [
        ENTER_THE_FIRST_DAY,
        ENTER_THE_PLACES,
        CHOOSE_HOW_IT_IS_DELIVERED,
    ]


def test_the_same_date_twice_is_refused_in_words(team: Visitor) -> None:
    page = add_session(team, **{"days-1-on": "2026-12-10", "days-1-starts": "17:00", "days-1-ends": "18:00"})
    assert page.problems == [TWO_DAYS_HAVE_THE_SAME_DATE]
    assert typed_in(page, "days-1-starts") == "17:00"


@pytest.mark.parametrize("typed", ["999999", "9999999999999999999999", "abc"])
def test_a_trainer_or_week_that_is_not_there_is_refused(team: Visitor, typed: str) -> None:
    a_trainer()
    assert len(add_session(team, a_course(), trainers=[typed]).problems) == 1
    assert len(add_session(team, a_course(), learning_week_id=typed).problems) == 1
    assert db.session.query(TrainingSession).count() == 0


def test_a_session_joins_a_learning_week_on_its_days(team: Visitor) -> None:
    week = a_learning_week(date(2027, 2, 8), name="Learning Week 2027")
    page = add_session(team, learning_week_id=week.id, **{"days-0-on": "2027-02-09"})
    assert "Part of Learning Week 2027" in page.words
    assert db.session.query(TrainingSession).one().learning_week is week


def test_a_session_outside_its_learning_week_is_refused(team: Visitor) -> None:
    """The week's timetable would not show it."""
    week = a_learning_week(date(2027, 2, 8))
    page = add_session(team, learning_week_id=week.id)
    assert page.error_beside("learning_week_id") == OutsideTheWeek.message
    assert db.session.query(TrainingSession).count() == 0


def test_a_published_session_keeps_its_days_and_places_and_says_why(team: Visitor) -> None:
    session = a_session(places=20)
    page = team.open_page(f"/manage/sessions/{session.id}/edit")
    assert "stay as they are" in page.words
    page = page.press(SAVE_THE_SESSION, places=30)
    assert page.problems == [
        "This session is published: its dates, places, venue, joining link and Learning Week stay as they are, "
        "because people may have booked."
    ]
    assert typed_in(page, "places") == "30"
    page = page.press(SAVE_THE_SESSION, places=20)
    assert page.notice == "The session is saved."


def test_publishing_twice_is_refused_in_words(team: Visitor) -> None:
    session = a_session(state=SessionState.DRAFT)
    page = team.open_page(f"/manage/sessions/{session.id}")
    page.press("Publish")
    page = page.press("Publish")
    assert (page.status, page.h1) == (409, DID_NOT_WORK)
    assert NotADraft.message in page.words


@pytest.mark.parametrize("role", [None, *(role for role in Role if role not in TRAINING_TEAM)])
def test_a_draft_is_not_there_for_others_at_any_address(app: Flask, role: Role | None) -> None:
    week = a_learning_week()
    session = a_session(a_course("Secret plans"), on=week.starts_on, state=SessionState.DRAFT, learning_week_id=week.id)
    visitor = Visitor(app)
    if role:
        visitor.sign_in(a_user(role))
    for address in (
        f"/sessions/{session.id}",
        f"/sessions/{session.id}/book",
        f"/courses/{session.course_id}",
    ):
        assert visitor.open_page(address).status == 404, address
    for address in ("/", "/?q=secret", "/learning-week", f"/learning-weeks/{week.id}"):
        page = visitor.open_page(address)
        assert page.status == 200
        assert "Secret plans" not in page.words
    field = visitor.open_page("/").soup.find(attrs={"name": "csrf_token"}) or visitor.open_page("/sign-in").soup.find(
        attrs={"name": "csrf_token"}
    )
    posted = visitor.open_page(f"/sessions/{session.id}/book-now", method="POST", data={"csrf_token": field["value"]})
    assert posted.status == (404 if role else 200)  # somebody unknown is asked to sign in first
    assert "Secret plans" not in posted.words
    managed = visitor.open_page(f"/manage/sessions/{session.id}")
    assert (managed.status, managed.address) == ((403, f"/manage/sessions/{session.id}") if role else (200, "/sign-in"))


@pytest.mark.parametrize("role", sorted(TRAINING_TEAM))
def test_the_training_team_previews_a_draft(visitor: Visitor, role: Role) -> None:
    session = a_session(a_course("Secret plans"), state=SessionState.DRAFT)
    visitor.sign_in(a_user(role))
    page = visitor.open_page("/manage/programme").click("Look at Secret plans")
    page = page.click("Preview")
    assert (page.status, page.address) == (200, f"/sessions/{session.id}")
    assert "Only the training team sees this page." in page.words
    assert not page.has_link("Book a place")
    assert visitor.open_page(f"/courses/{session.course_id}").status == 200


def test_a_draft_is_public_once_published(team: Visitor, app: Flask) -> None:
    session = a_session(a_course("Secret plans"), state=SessionState.DRAFT)
    team.open_page(f"/manage/sessions/{session.id}").press("Publish")
    assert "Secret plans" in Visitor(app).open_page("/").words
    assert Visitor(app).open_page(f"/sessions/{session.id}").status == 200


@pytest.mark.parametrize(
    "address",
    [
        "/manage/courses/{}",
        "/manage/courses/{}/edit",
        "/manage/courses/{}/sessions/new",
        "/manage/sessions/{}",
        "/manage/sessions/{}/edit",
        "/manage/learning-weeks/{}/edit",
        "/sessions/{}",
        "/courses/{}",
        "/learning-weeks/{}",
    ],
)
def test_an_unknown_number_is_page_not_found_however_large(team: Visitor, address: str) -> None:
    for number in ("0", "999999", "9" * 25, "-1", "1.5", "x"):
        assert team.open_page(address.format(number)).status == 404, number


# Trainers


def test_a_trainer_is_added_to_the_pool(team: Visitor) -> None:
    council = an_agency("Northbridge Council")
    page = team.open_page("/manage/trainers")
    assert "Nobody is in the pool yet" in page.words
    page = page.press("Add", name="Ann Jones", agency=council.name)
    assert page.notice == "Ann Jones is in the pool of trainers."
    page.press("Add", name="Bob Smith")
    rows = team.open_page("/manage/trainers").soup.select("tbody tr")[:2]
    assert [" ".join(row.get_text(" ").split()) for row in rows] == [
        "Ann Jones Northbridge Council Not said yet 0",
        "Bob Smith The partnership Not said yet 0",
    ]


@pytest.mark.parametrize("typed", ["", "  ", "x" * 201])
def test_a_trainer_without_a_proper_name_is_refused(team: Visitor, typed: str) -> None:
    page = team.open_page("/manage/trainers").press("Add", name=typed)
    assert len(page.problems) == 1
    assert page.error_beside("name") == page.problems[0]
    assert db.session.query(Trainer).count() == 0


def test_a_trainer_lent_by_no_agency_of_ours_is_refused(team: Visitor) -> None:
    page = team.open_page("/manage/trainers").press("Add", name="Ann", agency="Atlantis")
    assert len(page.problems) == 1
    assert db.session.query(Trainer).count() == 0


# Learning Weeks


def save_week(team: Visitor, **typed: Any) -> Page:
    return team.open_page("/manage/learning-weeks/new").press("Save", **(WEEK | typed))


def test_a_learning_week_is_added_and_edited(team: Visitor) -> None:
    page = save_week(team)
    assert page.h1 == "Learning Week 2027: growing up safe"
    assert page.notice.startswith("Learning Week 2027 is saved.")
    week = db.session.query(LearningWeek).one()
    days = [date(2027, 2, day) for day in (8, 9, 10)]
    assert [week.theme_of(day) for day in days] == ["Neglect", "", "Digital"]

    page = page.click("Edit Learning Week 2027")
    assert typed_in(page, "day_themes") == "Neglect\n\nDigital"
    page = page.press("Save", theme="", day_themes="One\nTwo\nThree\nFour\nFive")
    assert page.h1 == "Learning Week 2027"
    db.session.expire_all()
    assert week.theme_of(date(2027, 2, 12)) == "Five"


def test_a_conference_of_one_day_is_a_week_of_one_day(team: Visitor) -> None:
    page = save_week(team, name="Vulnerable infants", theme="", ends_on="2027-02-08", day_themes="Sleep")
    assert page.h1 == "Vulnerable infants"
    assert "Monday 8 February 2027. A week of it." in page.words
    week = db.session.query(LearningWeek).one()
    add_session(team, learning_week_id=week.id, **{"days-0-on": "2027-02-08"}).press("Publish")
    page = team.open_page("/learning-week")
    assert [heading.get_text() for heading in page.soup.select(".cb-week__day")] == ["Mon 8 Sleep"]
    assert page.has_link("Complex neglect")
    assert "Vulnerable infants, Mon 8 Feb 2027 Courses" in team.open_page("/manage/programme").words


@pytest.mark.parametrize(
    ("field", "typed", "complaint"),
    [
        ("name", "", ENTER_THE_WEEKS_NAME),
        ("name", "x" * 201, "Name must be 200 characters or fewer"),
        ("starts_on", "", "Enter the first day"),
        ("starts_on", "8 Feb", ENTER_A_REAL_DATE),
        ("ends_on", "", "Enter the last day"),
        ("ends_on", "2027-02-31", ENTER_A_REAL_DATE),
        ("ends_on", "2027-02-07", "The last day can’t be before the first"),
        ("ends_on", "2027-03-12", "It can’t be longer than a month"),
        ("day_themes", "1\n2\n3\n4\n5\n6", "There are more themes than days"),
        ("day_themes", "x" * 201, "A theme must be 200 characters or fewer"),
    ],
)
def test_a_bad_learning_week_is_refused_beside_the_field_and_kept(
    team: Visitor, field: str, typed: str, complaint: str
) -> None:
    page = save_week(team, **{field: typed})
    assert (page.status, page.problems) == (200, [complaint])
    assert page.error_beside(field) == complaint
    assert typed_in(page, field) == typed
    assert typed_in(page, "introduction") == "A week of it."
    assert db.session.query(LearningWeek).count() == 0


def test_a_name_that_is_taken_is_refused_beside_the_name(team: Visitor) -> None:
    a_learning_week(name="learning week 2027")
    page = save_week(team)
    assert page.error_beside("name") == NameTaken.message
    assert db.session.query(LearningWeek).count() == 1


def test_an_edit_that_is_refused_keeps_what_was_typed_and_changes_nothing(team: Visitor) -> None:
    save_week(team)
    week = db.session.query(LearningWeek).one()
    page = team.open_page(f"/manage/learning-weeks/{week.id}/edit").press("Save", name="", day_themes="Other")
    assert page.problems == [ENTER_THE_WEEKS_NAME]
    assert typed_in(page, "day_themes") == "Other"
    db.session.expire_all()
    assert week.theme_of(date(2027, 2, 8)) == "Neglect"


def test_an_empty_week_is_deleted_and_one_with_sessions_stays(team: Visitor) -> None:
    empty, full = a_learning_week(name="Empty week"), a_learning_week(name="Full week")
    a_session(on=full.starts_on, learning_week_id=full.id, state=SessionState.CANCELLED)
    page = team.open_page(f"/manage/learning-weeks/{empty.id}/edit").click("Delete Empty week")
    assert page.press("Delete it").notice == "Empty week is deleted."
    assert not team.open_page(f"/manage/learning-weeks/{full.id}/edit").has_link("Delete")
    page = team.open_page(f"/manage/learning-weeks/{full.id}/delete").press("Delete it")
    assert page.refuses(WeekHasSessions)
    db.session.expire_all()
    assert db.session.query(LearningWeek).all() == [full]


def test_courses_are_searched_and_say_when_they_are_next_on(team: Visitor) -> None:
    """One-off sessions of a Learning Week have a list of their own."""
    week = a_learning_week(date(2027, 2, 8))
    neglect = a_course("Complex neglect", level="Level 3")
    for on, state in (("2026-12-10", "published"), ("2027-01-10", "published"), ("2027-03-10", "draft")):
        a_session(neglect, on=date.fromisoformat(on), state=SessionState(state))
    a_session(a_course("Online gaming"), on=date(2027, 2, 9), learning_week_id=week.id)
    a_course("Chronologies")
    page = team.open_page("/manage/programme")
    rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in page.soup.select("tbody tr")]
    assert [row[0] for row in rows] == ["Chronologies", "Complex neglect"]
    assert rows[1][3:6] == ["Thu 10 Dec 2026", "2", "1"]
    assert page.click("In a Learning Week alone").has_link("Online gaming")
    found = page.press("Search", q="LEVEL neglect")
    assert (found.has_link("Complex neglect"), found.has_link("Chronologies")) == (True, False)
    assert "No course is called that." in page.press("Search", q="juggling").words


def test_a_public_page_leads_to_the_offices_and_back(team: Visitor) -> None:
    session = a_session(hours=(time(10), time(12)))
    public = team.open_page(f"/sessions/{session.id}")
    assert "2 hours" in public.words
    assert "Half day" not in public.words
    office = public.click("The office’s page of this session")
    assert office.click("See it as the public does").address == f"/sessions/{session.id}"
    course = team.open_page(f"/courses/{session.course_id}").click("The office’s page of this course")
    assert course.click("See it as the public does").address == f"/courses/{session.course_id}"
    assert "office’s page" not in Visitor(team.app).open_page(f"/sessions/{session.id}").words


def test_drafts_say_when_they_are_and_what_to_look_at(team: Visitor) -> None:
    a_session(a_course("Neglect"), on=date(2026, 12, 12), state=SessionState.DRAFT)
    words = team.open_page("/manage/programme").words
    assert "Saturday 12 December 2026, 9:30am to 1:30pm" in words
    assert "Look again 12 December 2026 is a Saturday." in words


def test_an_empty_programme_says_what_to_do_first(team: Visitor) -> None:
    page = team.open_page("/manage/programme")
    assert "There are no courses yet. Add the first" in page.words
    course = a_course()
    assert "This course has no session yet." in team.open_page(f"/manage/courses/{course.id}").words


def test_a_hybrid_session_has_a_venue_and_a_link(team: Visitor) -> None:
    page = add_session(team, delivery="hybrid", joining_link="https://meet.example/neglect?pwd=1")
    session = db.session.query(TrainingSession).one()
    assert session.delivery is Delivery.HYBRID
    assert session.joining_link == "https://meet.example/neglect?pwd=1"
    assert "Town Hall, Northbridge and online" in page.words

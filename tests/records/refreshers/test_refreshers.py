"""One letter when a refresher comes due, that one press stops."""

from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.models import User
from app.booking.states import Outcome
from app.core.database import db
from app.programme.courses.queries import course_by_title
from app.programme.models import Course
from app.records.refreshers.jobs import tell_of_refreshers
from tests.builders import (
    a_booking,
    a_closed_register,
    a_course,
    a_past_session,
    a_session,
    a_user,
    link_in,
    mail_to,
    queries_counted,
)
from tests.conftest import NOW, clock_at
from tests.page import Visitor

A_YEAR, A_DAY = 365, timedelta(days=1)


def attended(days_ago: int, person: User | None = None, title: str = "Complex Neglect") -> User:
    """A course that counts for a year."""
    course = course_by_title(title) or a_course(title, refresh_years=1)
    session, person = a_past_session(course, days_ago=days_ago), person or a_user()
    a_booking(session, person, Outcome.ATTENDED)
    a_closed_register(session)
    return person


def letters_to(person: User) -> list[str]:
    return [message.subject for message in mail_to(person.email, "refresher-due")]


def test_who_comes_due_is_told_once_and_of_each_time_anew(app: Flask) -> None:
    person = attended(A_YEAR - 60)
    for at in (NOW, NOW + A_DAY):
        with clock_at(at):
            tell_of_refreshers()
    [letter] = mail_to(person.email, "refresher-due")
    assert f"/courses/{course_id()}" in letter.revealed_text()
    attended(1, person)
    with clock_at(NOW + timedelta(days=A_YEAR - 30)):
        tell_of_refreshers()
    assert len(letters_to(person)) == 2


def course_id() -> int:
    return db.session.query(Course.id).scalar() or 0


@pytest.mark.parametrize(
    ("days_ago", "letters"), [(A_YEAR - 91, 0), (A_YEAR - 90, 1), (A_YEAR + 30, 1), (A_YEAR + 31, 0)]
)
def test_it_is_news_from_ninety_days_before_to_a_month_after(app: Flask, days_ago: int, letters: int) -> None:
    person = attended(days_ago)
    tell_of_refreshers()
    assert len(letters_to(person)) == letters


def test_who_has_a_place_or_has_been_again_is_not_told(app: Flask) -> None:
    booked, again, other = attended(A_YEAR), attended(A_YEAR), attended(A_YEAR)
    a_booking(a_session(db.session.get_one(Course, course_id())), booked)
    attended(9, again)
    tell_of_refreshers()
    assert [len(letters_to(person)) for person in (booked, again, other)] == [0, 0, 1]


def test_it_looks_once_a_night_and_when_a_course_counts_for_longer_or_shorter(app: Flask) -> None:
    person = attended(A_YEAR)
    tell_of_refreshers()
    with queries_counted() as statements:
        tell_of_refreshers()
    assert not [each for each in statements if " booking" in each]
    other = attended(2 * A_YEAR)
    tell_of_refreshers()
    db.session.query(Course).update({Course.refresh_years: 2})
    db.session.commit()
    tell_of_refreshers()
    assert (len(letters_to(person)), len(letters_to(other))) == (1, 1)


def test_several_courses_come_in_one_letter(app: Flask) -> None:
    person = attended(A_YEAR, attended(A_YEAR - 9, title="Digital Safeguarding"))
    tell_of_refreshers()
    [letter] = mail_to(person.email, "refresher-due")
    assert letter.subject == "2 courses are due again"
    assert letter.text.index("Complex Neglect") < letter.text.index("Digital Safeguarding")


def test_one_press_stops_it_and_my_training_starts_it_again(visitor: Visitor) -> None:
    person = attended(A_YEAR)
    tell_of_refreshers()
    stop = link_in(mail_to(person.email, "refresher-due")[0], "/subscriptions/")
    assert "Stopped" in visitor.open_page(stop).press("Stop it").h1
    attended(A_YEAR, person, "Digital Safeguarding")
    with clock_at(NOW + A_DAY):
        tell_of_refreshers()
    assert len(letters_to(person)) == 1
    page = visitor.sign_in(person).open_page("/training").click("Mail about refreshers")
    assert "You get no mail" in page.words
    page = page.press("Tell me when a refresher is due")
    assert "We write to you once" in page.notice
    with clock_at(NOW + 2 * A_DAY):
        tell_of_refreshers()
    assert letters_to(person)[1].endswith("Digital Safeguarding")
    assert "any more" in page.press("Stop this mail").notice


def test_my_training_offers_to_book_what_is_due(visitor: Visitor) -> None:
    person = attended(A_YEAR)
    page = visitor.sign_in(person).open_page("/training")
    assert page.click("Book a refresher: Complex Neglect").h1 == "Complex Neglect"

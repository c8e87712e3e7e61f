"""People per priority: distinct people, new people, sessions."""

from datetime import date

from app.booking.states import BookingState, Outcome
from app.core import clock
from app.core.database import db
from app.programme.models import AnswersTo
from app.programme.models_sessions import SessionState
from app.reporting.figures.queries_rows import ReportScope
from app.reporting.reach.queries_priorities import priorities
from tests.builders import a_booking, a_course, a_session, a_user, queries_counted
from tests.page import Visitor
from tests.reporting.cases import cells

QUARTER = (date(2026, 7, 1), date(2026, 9, 30))


def some_priorities() -> None:
    """Two courses that answer a review, one of them an audit as well; one person came to the review's before."""
    review = {"answers_to": [AnswersTo.CASE_REVIEW.value], "answers_words": "Child A"}
    both = [AnswersTo.CASE_REVIEW.value, AnswersTo.AUDIT_FINDING.value]
    neglect, trio = a_course("Neglect", **review), a_course("Trio", answers_to=both, answers_words="The audit of 2025")
    a_course("Unasked")
    known, new = a_user(), a_user()
    a_booking(a_session(neglect, on=date(2026, 5, 2)), known, Outcome.ATTENDED)
    for course in (neglect, trio):
        session = a_session(course, on=date(2026, 8, 3))
        for person in (known, new):
            a_booking(session, person, Outcome.ATTENDED)
    a_booking(session, a_user(), Outcome.NO_SHOW)
    a_booking(session, a_user(), Outcome.WALK_IN, state=BookingState.WALKED_IN)
    a_session(trio, on=date(2026, 8, 4))
    a_booking(a_session(trio, on=date(2026, 8, 5), state=SessionState.CANCELLED), a_user(), Outcome.ATTENDED)


def test_each_reason_counts_people_once_and_says_who_is_new(manager: Visitor) -> None:
    some_priorities()
    found = [
        (line.why, line.words, line.courses, line.sessions, line.people, line.new_people)
        for line in priorities(ReportScope(*QUARTER, clock.now()))
    ]
    assert found == [
        ("case review", "", ("Neglect", "Trio"), 3, 3, 2),
        ("case review", "Child A", ("Neglect",), 1, 2, 1),
        ("case review", "The audit of 2025", ("Trio",), 2, 3, 3),
        ("audit finding", "", ("Trio",), 2, 3, 3),
        ("audit finding", "The audit of 2025", ("Trio",), 2, 3, 3),
    ]
    page = manager.open_page("/reports?year=2026-27&quarter=2").click("People per priority")
    assert page.h1 == "People per priority, 2026-27, quarter 2"
    assert cells(page.soup.select("tbody tr")[1]) == ["Case review: Child A", "Neglect", "1", "2", "1"]
    written = page.click("Download as CSV").response.get_data().decode("utf-8-sig")
    assert "case review,All,Neglect; Trio,3,3,2" in written


def test_priorities_ask_the_database_as_often_for_many_courses_as_for_few(manager: Visitor) -> None:
    def counted() -> int:
        db.session.expire_all()
        with queries_counted() as statements:
            priorities(ReportScope(*QUARTER, clock.now()))
        return len(statements)

    some_priorities()
    before = counted()
    for number in range(4):
        a_course(answers_to=[AnswersTo.PRIORITY.value], answers_words=f"Priority {number}")
    assert counted() == before


def test_where_no_course_answers_anything_the_page_says_what_to_do(manager: Visitor) -> None:
    a_course()
    assert "No course says yet what it answers" in manager.open_page("/reports/priorities").words

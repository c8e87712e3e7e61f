"""The training team is reminded of registers that stay open for more than two working days."""

from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask

from app.accounts.models import User
from app.attendance.head_counts.services import count_heads
from app.attendance.outstanding.jobs import remind_of_registers as job
from app.attendance.outstanding.rules import becomes_outstanding_on
from app.attendance.outstanding.services import remind_of_registers
from app.core.clock import from_london
from app.core.database import db
from app.core.roles import Role
from app.notifications.models import Message, MessageState
from app.programme.models import Strand
from app.programme.models_sessions import Day, SessionState, TrainingSession
from app.terms.models import ClosedDay
from tests.builders import a_closed_register, a_course, a_manager, a_session, a_user, mail_to
from tests.conftest import NOW

KIND = "registers-outstanding"
MONDAY = date(2026, 11, 16)


@pytest.fixture
def manager(app: Flask) -> User:
    return a_manager()


def ended(on: date, title: str | None = None, **more: object) -> TrainingSession:
    return a_session(a_course(title), on=on, **more)  # type: ignore[arg-type]


def early(on: date) -> datetime:
    """Just after midnight in London."""
    return from_london(on, time(0, 1))


def letters(manager: User) -> list[Message]:
    return mail_to(manager.email, KIND)


@pytest.mark.parametrize(
    ("last_day", "closed", "outstanding_on"),
    [
        (date(2026, 11, 16), set(), date(2026, 11, 19)),  # Monday: Tuesday, Wednesday, then Thursday
        (date(2026, 11, 19), set(), date(2026, 11, 24)),  # Thursday: Friday, Monday, then Tuesday
        (date(2026, 11, 20), set(), date(2026, 11, 25)),  # Friday: Monday, Tuesday, then Wednesday
        (date(2026, 11, 21), set(), date(2026, 11, 25)),  # a Saturday counts as the Friday before it
        (date(2026, 12, 24), set(), date(2026, 12, 31)),  # Christmas Eve: the 29th and 30th; the 25th and 28th are free
        (date(2027, 3, 25), set(), date(2027, 4, 1)),  # Maundy Thursday, with Good Friday and Easter Monday
        (date(2026, 11, 20), {date(2026, 11, 23)}, date(2026, 11, 26)),  # a Monday on which the office is closed
    ],
)
def test_two_whole_working_days_pass_first(last_day: date, closed: set[date], outstanding_on: date) -> None:
    assert becomes_outstanding_on(last_day, frozenset(closed)) == outstanding_on


def test_nobody_is_reminded_before_the_third_working_day_and_everybody_of_the_team_on_it(manager: User) -> None:
    officer, trainer = a_user(Role.TRAINING_OFFICER), a_user(Role.TRAINER)
    session = ended(MONDAY, "Complex Neglect")
    assert remind_of_registers(at=early(date(2026, 11, 19)) - timedelta(minutes=2)) == 0
    assert remind_of_registers(at=early(date(2026, 11, 19))) == 2
    [letter] = letters(manager)
    assert letter.subject == "1 register to close"
    assert "Complex Neglect, Mon 16 Nov 2026" in letter.text
    assert f"http://coursebook.test/registers/{session.id}\n" in letter.text
    assert len(letters(officer)) == 1
    assert letters(trainer) == []


def test_over_a_weekend_a_bank_holiday_and_a_day_the_office_is_closed_no_time_passes(manager: User) -> None:
    """Good Friday, Easter Monday, and on Tuesday the office moves house: the 31st and the 1st, then the 2nd."""
    ended(date(2027, 3, 25))
    db.session.add(ClosedDay(on=date(2027, 3, 30), words="Moving house", added_at=NOW))
    db.session.commit()
    days = [date(2027, 3, 26) + timedelta(days=number) for number in range(10)]
    reminded = [day for day in days if remind_of_registers(at=early(day))]
    assert reminded == [date(2027, 4, 2)]


def test_one_letter_holds_all_and_comes_again_only_with_another(manager: User) -> None:
    ended(MONDAY, "Complex Neglect")
    ended(MONDAY, "Suicide Prevention")
    ended(date(2026, 11, 18), "Digital Safeguarding")
    told = [
        remind_of_registers(at=early(date(2026, 11, 19) + timedelta(days=number))) for number in range(12) for _ in "ab"
    ]
    assert [number // 2 for number, sent in enumerate(told) if sent] == [0, 4]  # Thursday, and the Monday after it
    first, second = letters(manager)
    assert first.subject == "2 registers to close"
    assert [title in second.text for title in ("Complex Neglect", "Suicide Prevention", "Digital")] == [True] * 3


def test_closing_the_newest_brings_no_second_letter_about_the_others(manager: User) -> None:
    ended(MONDAY, "Complex Neglect")
    newest = ended(MONDAY, "Suicide Prevention")
    remind_of_registers(at=early(date(2026, 11, 19)))
    a_closed_register(newest)
    assert remind_of_registers(at=early(date(2026, 11, 20))) == 0


def test_after_an_outage_one_letter_makes_up_for_all(manager: User) -> None:
    for number in range(3):
        ended(MONDAY + timedelta(days=number))
    assert remind_of_registers(at=early(date(2026, 12, 14))) == 1
    assert letters(manager)[0].subject == "3 registers to close"


def test_a_letter_that_still_waits_is_replaced_by_the_next(manager: User) -> None:
    ended(MONDAY)
    ended(MONDAY + timedelta(days=1))
    remind_of_registers(at=early(date(2026, 11, 19)))
    remind_of_registers(at=early(date(2026, 11, 20)))
    assert [letter.state for letter in letters(manager)] == [MessageState.WITHDRAWN, MessageState.QUEUED]


def test_it_is_the_last_day_that_counts(manager: User) -> None:
    a_session(days=[Day(on, time(9, 30), time(12)) for on in (MONDAY, date(2026, 11, 18))])
    assert remind_of_registers(at=early(date(2026, 11, 20))) == 0
    assert remind_of_registers(at=early(date(2026, 11, 23))) == 1


def test_closed_imported_and_unpublished_sessions_and_those_without_a_register_are_left_out(manager: User) -> None:
    a_closed_register(ended(MONDAY, "Closed"))
    ended(MONDAY, "Imported", is_imported=True)
    ended(MONDAY, "Draft", state=SessionState.DRAFT)
    ended(MONDAY, "Cancelled", state=SessionState.CANCELLED)
    ended(MONDAY, "Open, imported", is_open=True, is_imported=True)
    a_closed_register(ended(MONDAY, "Open, counted", is_open=True)).head_count = 0
    db.session.commit()
    a_session(a_course(strand=Strand.E_LEARNING), on=MONDAY)
    assert job() == ""
    ended(MONDAY)
    assert job() == "1 reminder of outstanding registers queued"
    assert job() == ""


def test_open_sessions_stand_in_the_letter_until_they_are_counted(manager: User) -> None:
    session = ended(MONDAY, "How to… listen", is_open=True)
    assert remind_of_registers(at=early(date(2026, 11, 18))) == 0
    assert remind_of_registers(at=early(date(2026, 11, 19))) == 1
    [letter] = letters(manager)
    assert letter.subject == "1 session to count"
    to_count = f"How to… listen, Mon 16 Nov 2026\n  http://coursebook.test/registers/{session.id}/head-count"
    assert to_count in letter.revealed_text()
    assert "register has" not in letter.text
    ended(MONDAY + timedelta(days=1), "Complex Neglect")
    assert remind_of_registers(at=early(date(2026, 11, 20))) == 1
    assert letters(manager)[-1].subject == "1 register to close, 1 session to count"
    count_heads(session, 0, by=manager, at=early(date(2026, 11, 20)))
    ended(MONDAY + timedelta(days=2), "Digital Safeguarding")
    remind_of_registers(at=early(date(2026, 11, 23)))
    assert letters(manager)[-1].subject == "2 registers to close"

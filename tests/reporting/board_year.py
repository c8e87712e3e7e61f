"""The year 2013-14 from its real register, with made-up data for what a register doesn't hold."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Flask

from app.accounts.models import Sector
from app.booking.models import Booking
from app.booking.states import Outcome
from app.charging.models import ChargeState
from app.core.database import db
from app.evaluation.answering.models import Answer
from app.evaluation.settling.services import settle
from app.evaluation.stages import Stage
from app.programme.models import AnswersTo, Course, Strand
from app.programme.models_sessions import TrainingSession
from app.reporting.costs.models import CostKind
from app.single_agency.models import ReturnState
from tests.builders import (
    a_closed_register,
    a_course,
    a_learning_week,
    a_session,
    a_trainer,
    a_user,
    an_agency,
    an_issued,
    some_evidence,
)
from tests.data.command_line import call
from tests.data.everything import (
    a_charge,
    a_completion,
    a_cost,
    a_line_of,
    a_return,
    an_own_course,
    bookings_of_many,
    some_spending,
    some_training_elsewhere,
)
from tests.data.past_register import REGISTER, published, register_rows
from tests.words import HAVE_YOU_CHANGED_ANYTHING, HAVE_YOU_SEEN_A_CHANGE, HOW_USEFUL, WHAT_WILL_YOU_DO

WHEN_TOLD = datetime(2014, 12, 1, 10, 0, tzinfo=UTC)
"""All of 2013-14 is settled, and 2014-15 can still be planned."""

NEW = ("Digital Safeguarding", "Toxic Trio")
SOMETHING_BETTER, NO_CHANGE = 3, 2
USEFUL = 4
EVALUATED = ("Basic Awareness", "Intermediate")
QUOTE = "I ask what a day looks like."


def the_board_year(app: Flask) -> None:
    """With the clock at WHEN_TOLD."""
    _the_year_before()
    assert call(app, "import-register", REGISTER).code == 0
    _evaluated()
    _told_apart()
    _charges_and_trainers()
    _beside_the_programme()
    _money()
    settle(at=WHEN_TOLD)


def courses() -> list[str]:
    return [title for title in published() if title != "TOTAL"]


def _the_year_before() -> None:
    """Ten of the twelve courses: 96 of 100 places taken, 82 of them attended."""
    police = an_agency("Anyshire Borough Police", Sector.POLICE)
    for number, title in enumerate(title for title in courses() if title not in NEW):
        session = a_session(a_course(title, _strand(title)), on=date(2012, 6, 1) + timedelta(days=number), places=10)
        there, absent = (5, 1) if number == 0 else (8, 2) if number < 5 else (9, 1)
        bookings_of_many(session, police, [Outcome.ATTENDED] * there + [Outcome.NO_SHOW] * absent)
        a_closed_register(session)


def _strand(title: str) -> Strand:
    """As the register has it."""
    return Strand(next(row["strand"] for row in register_rows() if row["course"] == title))


def _evaluated() -> None:
    """Six sessions: 60% returned after the course, 55% weeks later; every reply says that it was useful."""
    for place, session in enumerate(_of_register()):
        for number, booking in enumerate(_who_attended(session)[:10]):
            booking.manager_email = f"manager{booking.id}@example.org"
            said = number < 6
            an_issued(booking, Stage.PRE_COURSE, at=session.starts_at - timedelta(days=9), answers=_levels(4))
            after: dict[str, Any] | None = _levels(6 + number % 2) | {HOW_USEFUL: USEFUL} if said else None
            if after and place == number == 0:
                after[WHAT_WILL_YOU_DO] = QUOTE
            an_issued(booking, Stage.POST_COURSE, at=session.ends_at, answers=after)
            later = session.ends_at + timedelta(weeks=12)
            did = {HAVE_YOU_CHANGED_ANYTHING: int(number != 1)} if number < (6 if place < 3 else 5) else None
            an_issued(booking, Stage.IMPACT, at=later, answers=did)
            saw = {HAVE_YOU_SEEN_A_CHANGE: NO_CHANGE if number == 2 else SOMETHING_BETTER} if number < 6 else None
            an_issued(booking, Stage.MANAGER, at=later, answers=saw)
    db.session.query(Answer).filter_by(words=QUOTE).one().is_quote = True
    course = db.session.query(Course).filter_by(title="Intermediate").one()
    some_evidence(course, words="18 of 20 files had a chronology.", found_on=date(2014, 2, 1))


def _levels(number: int) -> dict[str, int]:
    return {"Knowledge": number, "Confidence to practise": number}


def _of_register() -> list[TrainingSession]:
    """The first three of two courses."""
    held = db.session.query(TrainingSession).filter_by(is_imported=True).join(Course)
    of = (held.filter(Course.title == title).order_by(TrainingSession.starts_at) for title in EVALUATED)
    return [session for sessions in of for session in sessions.limit(3)]


def _who_attended(session: TrainingSession) -> list[Booking]:
    came = db.session.query(Booking).filter_by(session_id=session.id, outcome=Outcome.ATTENDED)
    return came.order_by(Booking.id).all()


def _told_apart() -> None:
    """Bespoke work, and a Learning Week that people just joined."""
    social_care = an_agency("Anyshire Social Care", Sector.SOCIAL_CARE)
    for number, (title, came) in enumerate((("Exploitation, for social care", 57), ("Systems review", 22))):
        session = a_session(a_course(title, Strand.BESPOKE), on=date(2013, 9, 2 + number), places=80)
        bookings_of_many(session, social_care, [Outcome.ATTENDED] * came)
        a_closed_register(session)
    week = a_learning_week(date(2014, 1, 20), name="Learning Week 2014")
    series = a_course("Spotlight", Strand.LUNCHTIME)
    joined = a_session(series, on=date(2014, 1, 21), is_open=True, learning_week=week, places=0)
    a_closed_register(joined).head_count = 2143
    db.session.commit()


def _charges_and_trainers() -> None:
    absent = db.session.query(Booking).filter_by(outcome=Outcome.NO_SHOW).join(TrainingSession)
    absent = absent.filter(TrainingSession.is_imported).order_by(Booking.id)
    first, second, third = absent.limit(3)
    for booking, state in (
        (first, ChargeState.CONFIRMED),
        (second, ChargeState.CONFIRMED),
        (third, ChargeState.PROPOSED),
    ):
        a_charge(booking, state=state)
    trainers = [a_trainer(agency=an_agency("Anyshire Council")), a_trainer(agency=an_agency("Anyshire Hospital"))]
    bespoke = a_course("Trained for one team", Strand.BESPOKE)
    for day in (1, 2, 3):
        a_closed_register(a_session(bespoke, on=date(2013, 10, day), trainers=trainers[: 1 + day // 3]))


def _beside_the_programme() -> None:
    """What two agencies trained themselves, 18 people at a workshop of others, a package for those who couldn't come;
    and what a course answers."""
    for number, name in enumerate(("Anyshire Fire and Rescue", "Anyshire Housing")):
        told = a_return(an_agency(name), "2013-14", state=ReturnState.ACCEPTED)
        an_own_course(told, starts_on=date(2013, 6, 3), ends_on=date(2013, 6, 3), people=100 + number)
    staff = [a_user() for _ in range(18)]
    for person in staff:
        some_training_elsewhere(person, starts_on=date(2013, 11, 5), ends_on=date(2013, 11, 5))
    package = a_course("Exploitation: a distance-learning package", Strand.E_LEARNING)
    for person in staff[:7]:
        a_completion(package, person, completed_on=date(2014, 1, 14))
    course = db.session.query(Course).filter_by(title="Intermediate").one()
    course.answers_to, course.answers_words = [AnswersTo.PRIORITY.value], "Contextual safeguarding"
    db.session.commit()


def _money() -> None:
    """£12,993 of £76,000: salaries, a hall, and lunch."""
    staff = a_line_of("Staff", "2013-14", pence=64_000_00, covers=[])
    a_line_of("Programme and venues", "2013-14", pence=12_000_00)
    some_spending(staff, pence=12_000_00, on=date(2013, 9, 30), words="Salaries")
    first, *_ = _of_register()
    a_cost(first, CostKind.VENUE, 700_00)
    a_cost(first, CostKind.CATERING, 293_00)

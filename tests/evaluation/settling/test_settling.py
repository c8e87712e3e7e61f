"""Figures are settled once nobody can answer any more, and stay."""

from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.booking.states import Outcome
from app.core import clock
from app.core.database import db
from app.evaluation.answering.models import Answer
from app.evaluation.cutoff import cut_off_at
from app.evaluation.kinds import Instead
from app.evaluation.settling import queries, services
from app.evaluation.settling.jobs import settle_figures
from app.evaluation.settling.models import FigureKind, FigurePart, SettledFigure, SettledQuarter
from app.evaluation.stages import Stage
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession
from tests.builders import (
    a_booking,
    a_course,
    a_course_asked_after,
    a_manager_request,
    a_session,
    a_timing,
    a_user,
    an_agency,
    an_issued,
)
from tests.words import HAVE_YOU_SEEN_A_CHANGE, HOW_USEFUL

APRIL = date(2026, 4, 1)


def london(day: date) -> datetime:
    return clock.from_london(day, time())


def a_session_of(course: Course, on: date, useful: list[int | None]) -> TrainingSession:
    """With the answers of these people after it, given the day after; None didn't answer."""
    session = a_session(course, on=on)
    for number in useful:
        booking = a_booking(session, outcome=Outcome.ATTENDED)
        answers = {HOW_USEFUL: number} if number else None
        an_issued(booking, Stage.POST_COURSE, at=session.ends_at + timedelta(days=1), answers=answers)
    return session


def settled(kind: FigureKind = FigureKind.SHARE, part: FigurePart = FigurePart.COURSE) -> list[SettledFigure]:
    wanted = select(SettledFigure).where(SettledFigure.kind == kind, SettledFigure.part == part)
    return list(db.session.scalars(wanted.order_by(SettledFigure.id)))


def test_a_quarter_is_settled_once_its_window_and_two_weeks_for_paper_are_over(app: Flask) -> None:
    """Error 4: impact waited for 26 weeks; its window is twelve weeks and four after the last session of a quarter."""
    june = london(date(2026, 6, 30)) + timedelta(hours=9)
    assert cut_off_at(Stage.POST_COURSE, june) == london(date(2026, 8, 12))
    assert cut_off_at(Stage.IMPACT, june) == cut_off_at(Stage.MANAGER, june) == london(date(2026, 11, 4))
    assert queries.settles_at(Stage.IMPACT, APRIL) == london(date(2026, 11, 4))
    a_timing(a_course(), Stage.IMPACT, weeks_after=20)
    assert queries.settles_at(Stage.IMPACT, APRIL) == london(date(2026, 7, 1) + timedelta(weeks=20 + 4 + 2))
    assert queries.settles_at(Stage.POST_COURSE, APRIL) == london(date(2026, 8, 12))


def test_what_is_settled_is_worked_out_once(app: Flask) -> None:
    a_session_of(a_course(), date(2026, 4, 15), [4, 3, 3, 2, 1, None])
    before, after = london(date(2026, 8, 11)), london(date(2026, 8, 12))
    assert services.settle(at=before) == 0
    assert services.settle(at=after) == 2, "before and after the course"
    [useful] = settled()
    assert (useful.n, useful.asked, useful.low, useful.high, useful.people) == (5, 6, 3, 3, 5)
    assert services.settle(at=after + timedelta(days=1)) == 0


def test_not_applicable_is_in_what_a_settled_share_is_of(app: Flask) -> None:
    """Error 7: of five who gave a number and one "not applicable", a share is of six."""
    a_session_of(a_course(), date(2026, 4, 15), [4, 3, 3, 2, 1, 1])
    answer = db.session.query(Answer).order_by(Answer.id.desc()).first()
    answer.number, answer.instead = None, Instead.NOT_APPLICABLE
    db.session.commit()
    services.settle(at=london(date(2026, 8, 12)))
    [useful] = settled()
    assert (useful.n, useful.low) == (6, 3)


def test_nothing_that_happens_to_an_answer_afterwards_moves_a_settled_figure(app: Flask) -> None:
    """Error 4: a mark corrected later moved a published figure by one person, who could be worked out."""
    session = a_session_of(a_course(), date(2026, 4, 15), [4, 3, 3, 2, 1])
    services.settle(at=london(date(2026, 8, 12)))
    kept = [(each.n, each.low, each.high) for each in settled()]
    booking = a_booking(session, outcome=Outcome.ATTENDED)
    an_issued(booking, Stage.POST_COURSE, answers={HOW_USEFUL: 4})
    services.settle(at=london(date(2026, 11, 20)))
    assert [(each.n, each.low, each.high) for each in settled()] == kept


def test_while_anybody_can_still_answer_a_quarter_and_those_after_it_wait(app: Flask) -> None:
    session = a_session_of(a_course(), date(2026, 4, 15), [4, 3, 3, 2, 1])
    a_session_of(a_course(), date(2026, 7, 15), [4, 3, 3, 2, 1])
    late = a_booking(session, outcome=Outcome.ATTENDED)
    open_until = london(date(2026, 12, 1))
    an_issued(late, Stage.POST_COURSE, at=london(date(2026, 10, 1)), closes_at=open_until)
    services.settle(at=open_until - timedelta(hours=1))
    assert settled() == []
    services.settle(at=open_until)
    assert len(settled()) == 2


def test_a_course_of_too_few_waits_for_its_next_quarter(app: Flask) -> None:
    """Error 4: "Trio", withheld with 16 matched, four in each quarter."""
    course = a_course("Trio of Vulnerabilities")
    for month in (4, 7, 10):
        a_session_of(course, date(2026, month, 15), [4, 3, 2, 1])
    services.settle(at=london(date(2026, 8, 12)))
    assert [(each.is_shown, each.n) for each in settled()] == [(False, 0)]
    services.settle(at=london(date(2026, 11, 12)))
    assert [(each.is_shown, each.n, len(each.sessions)) for each in settled()] == [(False, 0, 1), (True, 8, 2)]
    services.settle(at=london(date(2027, 2, 12)))
    assert [(each.is_shown, each.n) for each in settled()] == [(False, 0), (True, 8), (False, 0)]


def test_with_the_last_quarter_courses_of_too_few_are_settled_together(app: Flask) -> None:
    for month in (4, 7, 10):
        a_session_of(a_course(), date(2026, month, 15), [4, 3, 2])
    services.settle(at=london(date(2027, 5, 13)))
    [rest] = settled(part=FigurePart.STRAND_REST)
    assert (rest.n, rest.low, rest.strand, len(rest.sessions)) == (9, 6, "core topic", 3)
    assert not any(each.is_shown for each in settled())


def test_an_agencys_own_people_are_settled_with_the_last_quarter(app: Flask) -> None:
    course, police, merged = a_course(), an_agency("Anyshire Police"), an_agency("Old Anyshire Police")
    merged.merged_into_id = police.id
    session = a_session(course, on=date(2026, 4, 15))
    for agency, numbers in ((police, (4, 4, 4)), (merged, (1, 1, 1)), (an_agency(), (4, 3, 2, 1, 1, 1))):
        for number in numbers:
            booking = a_booking(session, a_user(agency=agency), Outcome.ATTENDED)
            answers = {HOW_USEFUL: number}
            an_issued(booking, Stage.POST_COURSE, at=session.ends_at + timedelta(days=1), answers=answers)
    services.settle(at=london(date(2027, 2, 12)))
    assert settled(part=FigurePart.AGENCY) == []
    services.settle(at=london(date(2027, 5, 13)))
    own = [each for each in settled(part=FigurePart.AGENCY) if each.agency_id == police.id]
    assert [(each.n, each.low, each.high) for each in own] == [(6, 2, 4)], "three of six, give or take one"


@pytest.mark.parametrize(("managers", "is_shown"), [(4, False), (5, True)])
def test_what_managers_saw_is_settled_where_five_of_them_answered(app: Flask, managers: int, is_shown: bool) -> None:
    """Error 3: what managers saw couldn't be shown; and of eight people's managers, four may be all there are."""
    course = a_course_asked_after(12)
    session = a_session(course, on=date(2026, 4, 15))
    for number in range(8):
        booking = a_booking(session, outcome=Outcome.ATTENDED)
        booking.manager_email = f"manager{number % managers}@example.org"
        request = a_manager_request(booking, at=london(date(2026, 7, 8)))
        db.session.delete(request.issued[0])
        db.session.commit()
        seen = {HAVE_YOU_SEEN_A_CHANGE: 2 + number % 2}
        an_issued(booking, Stage.MANAGER, at=london(date(2026, 7, 8)), answers=seen, manager_request_id=request.id)
    services.settle(at=london(date(2026, 11, 4)))
    assert [each.is_shown for each in settled()] == [is_shown]


def test_the_job_says_what_it_did(app: Flask) -> None:
    a_session_of(a_course(), date(2026, 4, 15), [4, 3, 3, 2, 1])
    assert settle_figures() == "figures of 6 stages of quarters settled"
    assert settle_figures() == ""
    assert db.session.query(SettledQuarter).count() == 6

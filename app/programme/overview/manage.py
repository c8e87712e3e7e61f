"""The year's programme, and a course with its sessions."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.http.asking import words_asked
from app.programme.checking import queries as checking
from app.programme.checking.pages import closed_days
from app.programme.checking.queries_seen import unseen
from app.programme.courses import queries as courses_queries
from app.programme.courses.queries import ListedCourse
from app.programme.learning_weeks.queries import learning_weeks
from app.programme.models import Strand
from app.programme.sessions import queries as sessions
from app.programme.sessions.pages import standings_of
from app.programme.sessions.rules_standing import state_in_words
from app.web.access import found, open_to
from app.web.navigation import in_navigation, page_of
from app.web.paging import page_asked_for, part_of

bp = Blueprint("programme_overview", __name__)

OFFERED, IN_WEEKS, RETIRED = "", "weeks", "retired"
KINDS = {OFFERED: "Courses", IN_WEEKS: "In a Learning Week alone", RETIRED: "Retired courses"}
COURSES_ON_A_PAGE = 60
DRAFTS_SHOWN = 40


@bp.get("/manage/programme")
@open_to(TRAINING_TEAM)
@in_navigation("Programme", TRAINING_TEAM)
@page_of("courses")
def courses() -> ResponseReturnValue:
    """?q= searches the courses, ?show= has those of Learning Weeks alone, or those that are retired."""
    words, show = words_asked("q", most=100), words_asked("show")
    found = courses_queries.listed_courses(words, at=clock.now())
    kinds = {kind: [each for each in found if kind_of(each) == kind] for kind in KINDS}
    drafts = sessions.drafts()
    return render_template(
        "programme/overview/courses.html",
        words=words,
        show=show if show in KINDS else OFFERED,
        kinds={kind: (KINDS[kind], len(those)) for kind, those in kinds.items() if those or kind in (OFFERED, show)},
        page=part_of(kinds.get(show, kinds[OFFERED]), page=page_asked_for(), per_page=COURSES_ON_A_PAGE),
        today=clock.today(),
        how_many_drafts=len(drafts),
        drafts=drafts[:DRAFTS_SHOWN],
        warnings=unseen(drafts, checking.warnings([draft.id for draft in drafts[:DRAFTS_SHOWN]], closed=closed_days())),
        all_ticked=words_asked("ticked") == "all",
        weeks=learning_weeks(),
    )


def kind_of(listed: ListedCourse) -> str:
    return RETIRED if listed.course.is_retired else IN_WEEKS if listed.is_for_weeks_alone else OFFERED


@bp.get("/manage/courses/<int:course_id>")
@open_to(TRAINING_TEAM)
def show_course(course_id: int) -> ResponseReturnValue:
    """?page= turns the pages of its sessions."""
    course = found(courses_queries.course(course_id))
    page = sessions.sessions_of_course(course, page=page_asked_for())
    return render_template(
        "programme/overview/show_course.html",
        course=course,
        is_public=courses_queries.is_public(course) and course.strand is not Strand.BESPOKE,
        before=courses_queries.public_prerequisite(course),
        sessions=page,
        standings=standings_of(page.items),
        now=clock.now(),
        states={session.id: state_in_words(session, clock.now(), is_dated=False) for session in page.items},
        today=clock.today(),
    )

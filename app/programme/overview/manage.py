"""The year's programme, and a course with its sessions."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.http.asking import words_asked
from app.programme.courses import queries as courses_queries
from app.programme.learning_weeks.queries import learning_weeks
from app.programme.sessions import queries as sessions
from app.web.access import found, open_to
from app.web.navigation import in_navigation, page_of
from app.web.paging import page_asked_for

bp = Blueprint("programme_overview", __name__)


@bp.get("/manage/programme")
@open_to(TRAINING_TEAM)
@in_navigation("Programme", TRAINING_TEAM)
@page_of("courses")
def courses() -> ResponseReturnValue:
    return render_template(
        "programme/overview/courses.html",
        courses=courses_queries.courses(),
        today=clock.today(),
        drafts=sessions.drafts(),
        all_ticked=words_asked("ticked") == "all",
        weeks=learning_weeks(),
    )


@bp.get("/manage/courses/<int:course_id>")
@open_to(TRAINING_TEAM)
def show_course(course_id: int) -> ResponseReturnValue:
    """?page= turns the pages of its sessions."""
    course = found(courses_queries.course(course_id))
    return render_template(
        "programme/overview/show_course.html",
        course=course,
        before=courses_queries.public_prerequisite(course),
        sessions=sessions.sessions_of_course(course, page=page_asked_for()),
        today=clock.today(),
    )

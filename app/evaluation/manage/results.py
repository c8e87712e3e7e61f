"""What the evaluations say, for the training team."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app import clock
from app.access import found, open_to
from app.evaluation import queries
from app.evaluation.manage.blueprint import bp
from app.evaluation.models import Stage
from app.programme import queries as programme
from app.roles import TRAINING_TEAM


@bp.get("")
@open_to(TRAINING_TEAM)
def courses() -> ResponseReturnValue:
    returns = queries.returns(at=clock.now())
    asked = [course for course in programme.courses() if course.id in returns]
    return render_template("evaluation/courses.html", courses=asked, returns=returns, stages=Stage)


@bp.get("/courses/<int:course_id>")
@open_to(TRAINING_TEAM)
def course(course_id: int) -> ResponseReturnValue:
    course = found(programme.course(course_id))
    return render_template(
        "evaluation/results.html",
        course=course,
        returns=queries.returns(at=clock.now(), course=course).get(course.id, {}),
        changes=queries.changes(course),
        choices=queries.choices(course),
        comments=queries.comments(course),
        manager_comments=queries.manager_comments(course),
        stages=Stage,
    )

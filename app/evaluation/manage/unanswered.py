"""Who hasn't answered, and sending the letter again to those alone."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.access import found, open_to, signed_in_user
from app.errors import Refusal
from app.evaluation import queries, services
from app.evaluation.manage.blueprint import bp
from app.evaluation.models import OF_THE_PERSON, Stage
from app.evaluation.queries import Asked
from app.fields import Form
from app.formatting import count
from app.programme import queries as programme
from app.roles import TRAINING_TEAM


@bp.get("/unanswered")
@open_to(TRAINING_TEAM)
def unanswered() -> ResponseReturnValue:
    now = clock.now()
    return render_template(
        "evaluation/unanswered.html",
        groups=queries.unanswered_by_session(at=now),
        managers=queries.unanswered_by_managers(at=now),
        missed=queries.how_many_missed(),
    )


@bp.route(f"/unanswered/sessions/<int:session_id>/<any({', '.join(OF_THE_PERSON)}):stage>", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def unanswered_people(session_id: int, stage: str) -> ResponseReturnValue:
    session = found(programme.session(session_id))
    people, form = queries.unanswered_at(session, Stage(stage), at=clock.now()), Form()
    return _ask_again(people, form, "person", "people") or render_template(
        "evaluation/unanswered_people.html", session=session, stage=Stage(stage), people=people, form=form
    )


@bp.route("/unanswered/managers", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def unanswered_managers() -> ResponseReturnValue:
    managers, form = queries.unanswered_by_managers(at=clock.now()), Form()
    return _ask_again(managers, form, "manager", "managers") or render_template(
        "evaluation/unanswered_managers.html", managers=managers, form=form
    )


def _ask_again(people: Sequence[Asked[Any]], form: Form, one: str, many: str) -> ResponseReturnValue | None:
    """Back to the list once it is done; None where nothing was asked for, or it was refused."""
    if form.validate_on_submit():
        try:
            asked = services.ask_again([each.asked for each in people], by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(f"The letter goes to {count(asked, one, many)} again." if asked else "Nobody is left to ask.")
            return redirect(request.path)
    return None

"""Who hasn't answered, and sending the letter again to those alone."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.evaluation.issuing import queries_unanswered, services_reminding
from app.evaluation.stages import OF_THE_PERSON, Stage
from app.programme.sessions import queries as sessions
from app.web.access import found, open_to
from app.web.formatting import count
from app.web.forms import Form
from app.web.paging import page_asked_for

bp = Blueprint("evaluation_issuing", __name__)


@bp.get("/evaluation/unanswered")
@open_to(TRAINING_TEAM)
def unanswered() -> ResponseReturnValue:
    now = clock.now()
    page = queries_unanswered.unanswered_by_session(at=now, page=page_asked_for())
    return render_template(
        "evaluation/issuing/unanswered.html",
        groups=page.items,
        page=page,
        managers=queries_unanswered.managers_in_all(at=now),
        missed=queries_unanswered.how_many_missed(),
    )


@bp.route(
    f"/evaluation/unanswered/sessions/<int:session_id>/<any({', '.join(OF_THE_PERSON)}):stage>", methods=["GET", "POST"]
)
@open_to(TRAINING_TEAM)
def unanswered_people(session_id: int, stage: str) -> ResponseReturnValue:
    session = found(sessions.session(session_id))
    people, form = queries_unanswered.unanswered_at(session, Stage(stage), at=clock.now()), Form()
    return _ask_again(lambda: people, form, "person", "people") or render_template(
        "evaluation/issuing/unanswered_people.html", session=session, stage=Stage(stage), people=people, form=form
    )


@bp.route("/evaluation/unanswered/managers", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def unanswered_managers() -> ResponseReturnValue:
    """A page of them at a time; the button asks all."""
    form, now = Form(), clock.now()
    asked = _ask_again(lambda: queries_unanswered.unanswered_by_managers(at=now), form, "manager", "managers")
    return asked or render_template(
        "evaluation/issuing/unanswered_managers.html",
        page=queries_unanswered.page_of_managers(at=now, page=page_asked_for()),
        in_all=queries_unanswered.managers_in_all(at=now),
        form=form,
    )


def _ask_again(
    whom: Callable[[], Sequence[queries_unanswered.OutstandingQuestionnaire[Any]]], form: Form, one: str, many: str
) -> ResponseReturnValue | None:
    """Back to the list once it is done; None where nothing was asked for, or it was refused."""
    if form.validate_on_submit():
        with form.refusing():
            asked = services_reminding.ask_again([each.asked for each in whom()], by=signed_in_user(), at=clock.now())
            flash(f"The letter goes to {count(asked, one, many)} again." if asked else "Nobody is left to ask.")
            return redirect(request.path)
    return None

"""Answering a questionnaire by a personal link, without signing in. Opening a link never answers."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock, links
from app.access import EVERYONE, found, open_to
from app.errors import Refusal
from app.evaluation import queries, services
from app.evaluation.forms import answers_of, fields_about, manager_answers, manager_form, questionnaire_form
from app.evaluation.models import NotYetIssued, Stage

bp = Blueprint("questionnaires", __name__, url_prefix="/questionnaires")


@bp.route("/<any(before, after, later):stage>/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
def answer(stage: str, token: str) -> ResponseReturnValue:
    issued = queries.issued(_record(stage, token), Stage(stage))
    if issued is None:
        return render_template("evaluation/closed.html", message=NotYetIssued.message, stage=Stage(stage))
    form = questionnaire_form(issued.questionnaire)
    try:
        issued.must_be_answerable(clock.now())
        if form.validate_on_submit():
            services.answer(issued, answers_of(form, issued.questionnaire), at=clock.now())
            return redirect(url_for("questionnaires.thanks"))
    except Refusal as refusal:
        return render_template("evaluation/closed.html", message=refusal.message, stage=Stage(stage))
    return render_template("evaluation/answer.html", issued=issued, form=form)


@bp.route("/manager/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
def answer_as_manager(token: str) -> ResponseReturnValue:
    """One page for all of a manager's people; it shows nothing that they answered."""
    request = found(queries.manager_request(_record(Stage.MANAGER, token)))
    form = manager_form(request)
    try:
        request.must_be_answerable(clock.now())
        if form.validate_on_submit():
            services.answer_as_manager(
                request, manager_answers(form, request), comment=form["comment"].data or "", at=clock.now()
            )
            return redirect(url_for("questionnaires.thanks"))
    except Refusal as refusal:
        return render_template("evaluation/closed.html", message=refusal.message, stage=Stage.MANAGER)
    return render_template("evaluation/manager.html", request_=request, form=form, fields_about=fields_about)


@bp.get("/thank-you")
@open_to(EVERYONE)
def thanks() -> ResponseReturnValue:
    return render_template("evaluation/thanks.html")


def _record(purpose: str, token: str) -> int:
    try:
        return links.read_token(purpose, token).record
    except links.BadToken:
        return abort(404)

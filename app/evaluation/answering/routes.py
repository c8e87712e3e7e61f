"""Answering a questionnaire by a personal link, without signing in, or from the room. Opening it answers nothing."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.signed_in import signed_in_user
from app.core import clock, links
from app.core.errors import Refusal
from app.core.links import Secret, opened_by_mail
from app.evaluation import rules_mode
from app.evaluation.answering import forms, refusals, services
from app.evaluation.issuing import queries as issuing
from app.evaluation.models_issued import AnswerMode, Issued, ManagerRequest
from app.evaluation.stages import Stage
from app.http.asking import words_asked
from app.programme.sessions import queries as sessions
from app.web.access import EVERYONE, found, open_to
from app.web.forms import Form
from app.web.navigation import url_of

bp = Blueprint("evaluation_answering", __name__)

BY_ITSELF = "by itself"
"""What the page's script sends in place of the button that keeps what was started."""


@bp.route("/questionnaires/<any(before, after, later):stage>/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
@opened_by_mail("before", stage="before")
@opened_by_mail("after", stage="after")
@opened_by_mail("later", stage="later")
def answer(stage: str, token: str) -> ResponseReturnValue:
    issued = issuing.issued(_record(stage, token), Stage(stage))
    if issued is None:
        return _closed(Stage(stage), refusals.NotYetIssued())
    form = forms.questionnaire_form(issued.questionnaire, issued.draft)
    try:
        issued.must_be_answerable(clock.now())
        if _is_to_be_kept(form):
            return _keep(issued, form)
        if form.validate_on_submit():
            services.answer(issued, forms.answers_of(form, issued.questionnaire), at=clock.now(), mode=_mode())
            return redirect(_after(issued, token))
    except Refusal as refusal:
        return _closed(issued.stage, refusal, _after(issued, token) if issued.has_scores else "")
    return render_template("evaluation/answering/answer.html", issued=issued, form=form)


@bp.route("/questionnaires/manager/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
@opened_by_mail("manager")
def answer_as_manager(token: str) -> ResponseReturnValue:
    """One page for all of a manager's people; it shows nothing that they answered."""
    asked = found(issuing.manager_request(_record(Stage.MANAGER, token)))
    form = forms.manager_form(asked)
    try:
        asked.must_be_answerable(clock.now())
        if _is_to_be_kept(form):
            return _keep(asked, form)
        if form.validate_on_submit():
            about, for_all = forms.manager_answers(form, asked), forms.answers_for_all(form, asked)
            services.answer_as_manager(asked, about, for_all=for_all, at=clock.now(), mode=_mode())
            return redirect(url_for("evaluation_answering.thanks", stage=Stage.MANAGER))
    except Refusal as refusal:
        return _closed(Stage.MANAGER, refusal)
    return render_template(
        "evaluation/answering/manager.html",
        asked=asked,
        form=form,
        prefixes=list(form.people),
        cannot_say_about=forms.cannot_say_about,
    )


@bp.route("/questionnaires/room/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
@opened_by_mail("evaluation-room")
def room(token: str) -> ResponseReturnValue:
    """Where the picture on the screen leads. The button opens one's own questionnaire, for those present."""
    session, form = found(sessions.session(_record("evaluation-room", token))), Form()
    if current_user.is_authenticated and form.validate_on_submit():
        with form.refusing():
            issued = services.open_in_the_room(session, signed_in_user(), at=clock.now())
            return redirect(_address_of(issued))
    return render_template("evaluation/answering/room.html", session=session, form=form)


@bp.get("/questionnaires/thank-you")
@open_to(EVERYONE)
def thanks() -> ResponseReturnValue:
    return render_template("evaluation/answering/thanks.html", stage=words_asked("stage"), stages=Stage)


@bp.app_template_global()
def questionnaires_to_answer() -> list[tuple[Issued, str]]:
    """What whoever is signed in can answer now, each with its address: for pages of the rooms below."""
    return [(issued, _address_of(issued)) for issued in issuing.to_answer(signed_in_user(), at=clock.now())]


def _is_to_be_kept(form: Form) -> bool:
    """The button, or the page by itself, keeps what was started; the token is asked for as for any form."""
    return form.is_submitted() and "keep" in request.form


def _keep(asked: Issued | ManagerRequest, form: Form) -> ResponseReturnValue:
    services.keep_started(asked, forms.started(form), at=clock.now())
    if request.form["keep"] == BY_ITSELF:
        return "", 204
    flash("We have kept what you have answered so far. Come back by the same link to go on.")
    return redirect(request.path)


def _mode() -> AnswerMode | None:
    return rules_mode.mode_declared(request.headers.get("Sec-CH-UA-Mobile"), request.headers.get("User-Agent"))


def _after(issued: Issued, token: str) -> str:
    """Thanks; where something was scored, with what was right."""
    if issued.questionnaire.is_scored:
        return url_of("what was right", stage=issued.stage, token=token)
    return url_for("evaluation_answering.thanks", stage=issued.stage)


def _closed(stage: Stage, refusal: Refusal, what_was_right: str = "") -> ResponseReturnValue:
    return render_template(
        "evaluation/answering/closed.html", message=refusal.message, stage=stage, what_was_right=what_was_right
    )


def _address_of(issued: Issued) -> str:
    return Secret(issued.stage, issued.booking_id).path()


def _record(purpose: str, token: str) -> int:
    try:
        return links.read_token(purpose, token).record
    except links.BadToken:
        return abort(404)

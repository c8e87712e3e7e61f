"""The set-up link: who opens it, on an empty installation, becomes the first training manager."""

from flask import Blueprint, abort, current_app, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from app.accounts.setting_up import forms, services
from app.accounts.signing_in import queries as proofs
from app.accounts.signing_in.pages import welcome
from app.accounts.staff.queries import has_manager
from app.core import clock, links
from app.core.links import opened_by_mail, six_digit_code
from app.web.access import EVERYONE, client_address, open_to

bp = Blueprint("accounts_setting_up", __name__)


@bp.route("/set-up/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
@opened_by_mail("set-up")
def set_up(token: str) -> ResponseReturnValue:
    _must_be_the_link(token)
    form = forms.FirstManagerForm()
    if form.validate_on_submit():
        with form.refusing():
            proof = services.ask_for_code(
                name=form.name.data, email=form.email.data, at=clock.now(), client_address=client_address()
            )
            session["setting_up"] = [proof.id, form.name.data]
            return redirect(url_for("accounts_setting_up.code", token=token))
    return render_template("accounts/setting_up/set_up.html", form=form, is_set_up=has_manager())


@bp.route("/set-up/<token>/code", methods=["GET", "POST"])
@open_to(EVERYONE)
def code(token: str) -> ResponseReturnValue:
    _must_be_the_link(token)
    proof_id, name = session.get("setting_up", (0, ""))
    proof = proofs.proof(proof_id)
    if proof is None:
        return redirect(url_for("accounts_setting_up.set_up", token=token))
    form = forms.FirstManagerCodeForm()
    if form.validate_on_submit():
        with form.refusing("code"):
            return welcome(services.make_first_manager(proof, code=form.code.data, name=name, at=clock.now()))
    return render_template(
        "accounts/setting_up/code.html",
        form=form,
        proof=proof,
        token=token,
        unsent_code=None if current_app.config["MAIL_SERVER"] else six_digit_code(proof.id),
    )


def _must_be_the_link(token: str) -> None:
    try:
        links.read_token("set-up", token)
    except links.BadToken:
        abort(404)

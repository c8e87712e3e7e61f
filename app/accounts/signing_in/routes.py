"""Signing in and out: a mailed code, or the link beside it."""

from flask import Blueprint, abort, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from app.accounts.authenticator.queries import second_step
from app.accounts.models import AddressProof
from app.accounts.sessions import pages as sessions
from app.accounts.signed_in import signed_in_user
from app.accounts.signing_in import forms, queries, services
from app.accounts.signing_in.pages import back_after_proof, welcome
from app.core import clock, links
from app.core.errors import Refusal
from app.core.links import opened_by_mail
from app.http.asking import words_asked
from app.http.searches import forget_searches
from app.web.access import EVERYONE, SIGNED_IN, client_address, found, open_to
from app.web.navigation import url_of

bp = Blueprint("accounts_signing_in", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@open_to(EVERYONE)
def sign_in() -> ResponseReturnValue:
    form = forms.SignInForm()
    if form.validate_on_submit():
        with form.refusing():
            then = words_asked("next", most=2000)
            proof = services.ask_to_sign_in(
                email=form.email.data,
                at=clock.now(),
                client_address=client_address(),
                leads_to=sessions.own_path(then) or "",
            )
            session["proof_id"] = proof.id
            return redirect(url_for("accounts_signing_in.code", next=then or None))
    return render_template("accounts/signing_in/sign_in.html", form=form, then=words_asked("next", most=2000))


@bp.route("/sign-in/code", methods=["GET", "POST"])
@open_to(EVERYONE)
def code() -> ResponseReturnValue:
    proof = queries.proof(session.get("proof_id", 0))
    if proof is None:
        return redirect(url_for("accounts_signing_in.sign_in"))
    form = forms.SignInCodeForm()
    if form.validate_on_submit():
        with form.refusing("code"):
            user = services.sign_in_by_code(proof, code=form.code.data, at=clock.now())
            return welcome(user, is_own_device=form.is_own_device.data)
    return render_template("accounts/signing_in/code.html", form=form, proof=proof)


@bp.route("/sign-in/link/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
@opened_by_mail("sign-in")
def link(token: str) -> ResponseReturnValue:
    """Opening the link changes nothing; the button signs in."""
    proof = found(_proof_of(token))
    form, refused = forms.SignInLinkForm(), None
    try:
        if form.validate_on_submit():
            user = services.sign_in_by_link(proof, at=clock.now())
            return welcome(user, is_own_device=form.is_own_device.data, to=sessions.own_path(proof.leads_to))
        proof.must_be_usable(clock.now())
    except Refusal as refusal:
        refused = refusal.message
    return render_template("accounts/signing_in/link.html", form=form, proof=proof, refused=refused)


@bp.post("/sign-out")
@open_to(EVERYONE)
def sign_out() -> ResponseReturnValue:
    sessions.end_session()
    forget_searches()
    flash("You are signed out.")
    return redirect(url_of("programme"))


@bp.route("/sign-in/again", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def prove_again() -> ResponseReturnValue:
    """Before what can't be undone: a fresh code for somebody who is signed in. A mailed one is not enough for whoever
    has an authenticator app."""
    user, form = signed_in_user(), forms.AgainForm()
    if second_step(user):
        return redirect(url_for("accounts_signing_in.prove_again_by_app", next=words_asked("next", most=2000)))
    if form.validate_on_submit():
        with form.refusing():
            proof = services.ask_to_sign_in(email=user.email, at=clock.now(), client_address=client_address())
            session["proof_id"] = proof.id
            if form.kept_for.data:
                return _show_code_page(proof, forms.AgainByCodeForm(formdata=None, kept_for=form.kept_for.data))
            return redirect(url_for("accounts_signing_in.prove_again_by_code", next=words_asked("next", most=2000)))
    return render_template("accounts/signing_in/prove_again.html", form=form, user=user)


@bp.route("/sign-in/again/code", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def prove_again_by_code() -> ResponseReturnValue:
    user, proof = signed_in_user(), queries.proof(session.get("proof_id", 0))
    if proof is None or proof.email != user.email or second_step(user):
        return redirect(url_for("accounts_signing_in.prove_again", next=words_asked("next", most=2000)))
    form = forms.AgainByCodeForm()
    if form.validate_on_submit():
        with form.refusing("code"):
            services.use_code(proof, code=form.code.data, at=clock.now())
            return back_after_proof()
    return _show_code_page(proof, form)


def _show_code_page(proof: AddressProof, form: forms.AgainByCodeForm) -> str:
    then = words_asked("next", most=2000)
    return render_template("accounts/signing_in/prove_again_by_code.html", form=form, proof=proof, then=then)


def _proof_of(token: str) -> AddressProof | None:
    try:
        return queries.proof(links.read_token("sign-in", token).record)
    except links.BadToken:
        return abort(404)

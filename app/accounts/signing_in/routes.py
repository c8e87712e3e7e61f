"""Signing in and out: a mailed code, or the link beside it."""

import re
from urllib.parse import urlsplit

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from app.accounts.models import AddressProof, User
from app.accounts.signing_in import forms, queries, services
from app.core import clock, links
from app.core.errors import Refusal
from app.core.links import opened_by_mail
from app.core.searches import forget_searches
from app.web.access import EVERYONE, client_address, found, open_to
from app.web.forms import Form
from app.web.navigation import url_of

bp = Blueprint("accounts_signing_in", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@open_to(EVERYONE)
def sign_in() -> ResponseReturnValue:
    form = forms.SignInForm()
    if form.validate_on_submit():
        with form.refusing():
            proof = services.ask_to_sign_in(email=form.email.data, at=clock.now(), client_address=client_address())
            session["proof_id"] = proof.id
            return redirect(url_for("accounts_signing_in.code", next=request.args.get("next")))
    return render_template("accounts/signing_in/sign_in.html", form=form)


@bp.route("/sign-in/code", methods=["GET", "POST"])
@open_to(EVERYONE)
def code() -> ResponseReturnValue:
    proof = queries.proof(session.get("proof_id", 0))
    if proof is None:
        return redirect(url_for("accounts_signing_in.sign_in"))
    form = forms.SignInCodeForm()
    if form.validate_on_submit():
        with form.refusing("code"):
            return welcome(services.sign_in_by_code(proof, code=form.code.data, at=clock.now()))
    return render_template("accounts/signing_in/code.html", form=form, proof=proof)


@bp.route("/sign-in/link/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
@opened_by_mail("sign-in")
def link(token: str) -> ResponseReturnValue:
    """Opening the link changes nothing; the button signs in."""
    proof = found(_proof_of(token))
    form, refused = Form(), None
    try:
        if form.validate_on_submit():
            return welcome(services.sign_in_by_link(proof, at=clock.now()))
        proof.must_be_usable(clock.now())
    except Refusal as refusal:
        refused = refusal.message
    return render_template("accounts/signing_in/link.html", form=form, proof=proof, refused=refused)


@bp.post("/sign-out")
@open_to(EVERYONE)
def sign_out() -> ResponseReturnValue:
    logout_user()
    forget_searches()
    flash("You are signed out.")
    return redirect(url_of("programme"))


def welcome(user: User) -> ResponseReturnValue:
    """Sign a proved person in and take them where they were going.

    A practitioner's device is remembered for 90 days; staff sign in anew with each browser session.
    """
    session.pop("proof_id", None)
    login_user(user, remember=not user.is_staff)
    first_page = url_of("today") if user.is_training_team else url_of("programme")
    return redirect(_safe(request.args.get("next")) or first_page)


def _safe(address: str | None) -> str | None:
    """The address if it is a path of ours, so that nobody is led elsewhere."""
    if not address or not re.fullmatch(r"/(?![/\\])[!-~]*", address):
        return None
    parts = urlsplit(address)
    return None if parts.scheme or parts.netloc else address


def _proof_of(token: str) -> AddressProof | None:
    try:
        return queries.proof(links.read_token("sign-in", token).record)
    except links.BadToken:
        return abort(404)

"""Signing in with a provider: there and back, and once the proof of whose the account is."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from app.accounts.sessions import pages as sessions
from app.accounts.signed_in import signed_in_user
from app.accounts.signing_in import queries as signing_in
from app.accounts.signing_in.forms import SignInCodeForm
from app.accounts.signing_in.pages import welcome
from app.accounts.single_sign_on import connection, forms, queries, services
from app.accounts.single_sign_on.rules import ProviderAccount
from app.core import clock
from app.core.errors import Refusal
from app.http.asking import words_asked
from app.personal.rules_addresses import NotAnAddress, normal_address
from app.web.access import EVERYONE, SIGNED_IN, client_address, open_to
from app.web.navigation import page_of, url_of

bp = Blueprint("accounts_single_sign_on", __name__)

TO_LINK = "account_to_link"
"""In the browser's session: the account with the provider that was shown, and that nobody has proved to be theirs."""

THEN = "after_single_sign_on"
LINKING_LASTS = timedelta(minutes=30)


@bp.get("/sign-in/provider")
@open_to(EVERYONE)
def start() -> ResponseReturnValue:
    """To the provider. It is a link and no form: what a form leads to is bound by our Content-Security-Policy, and a
    provider may lead on to an organisation's own pages."""
    session[THEN] = words_asked("next", most=2000)
    try:
        return connection.ask_who_is_there()
    except Refusal as refusal:
        return _refused(refusal)


@bp.get("/sign-in/provider/return")
@open_to(EVERYONE)
@page_of("answer of the provider")
def returned() -> ResponseReturnValue:
    """The provider's answer. It is opened by its redirect, so it signs in without a button: the button was pressed here
    or there, and without what this browser's session knows of it the answer is nothing."""
    try:
        account = connection.who_is_there()
        user = services.sign_in(account, at=clock.now())
        return welcome(user, to=sessions.own_path(session.pop(THEN, None))) if user else _to_be_proved(account)
    except Refusal as refusal:
        return _refused(refusal)


def _to_be_proved(account: ProviderAccount) -> ResponseReturnValue:
    session[TO_LINK] = {
        "account": [account.issuer, account.subject, account.shown_as],
        "at": clock.now().isoformat(),
    }
    return redirect(url_for("accounts_single_sign_on.prove_address"))


def _refused(refusal: Refusal) -> ResponseReturnValue:
    return render_template(
        "accounts/single_sign_on/refused.html", refused=refusal.message, is_set_up=connection.is_set_up()
    )


@bp.route("/sign-in/provider/address", methods=["GET", "POST"])
@open_to(EVERYONE)
def prove_address() -> ResponseReturnValue:
    """Which address is theirs: the one that the provider names proves nothing, it only saves typing."""
    account = _shown()
    if account is None:
        return redirect(url_for("accounts_signing_in.sign_in"))
    form = forms.ProveAddressForm(email=_suggested(account))
    if form.validate_on_submit():
        with form.refusing():
            proof = services.ask_to_link(
                account, email=form.email.data, provider=_provider(), at=clock.now(), client_address=client_address()
            )
            session[TO_LINK] = session[TO_LINK] | {"proof_id": proof.id}
            return redirect(url_for("accounts_single_sign_on.prove_code"))
    return render_template("accounts/single_sign_on/prove_address.html", form=form, account=account)


@bp.route("/sign-in/provider/code", methods=["GET", "POST"])
@open_to(EVERYONE)
def prove_code() -> ResponseReturnValue:
    account, proof = _shown(), signing_in.proof(_to_link().get("proof_id", 0))
    if account is None or proof is None:
        return redirect(url_for("accounts_single_sign_on.prove_address"))
    form = SignInCodeForm()
    if form.validate_on_submit():
        with form.refusing("code"):
            user = services.link(account, proof, code=form.code.data, provider=_provider(), at=clock.now())
            session.pop(TO_LINK, None)
            flash(f"From now on {account.shown_as} signs you in with one click.")
            return welcome(user, is_own_device=form.is_own_device.data, to=sessions.own_path(session.pop(THEN, None)))
    return render_template("accounts/single_sign_on/prove_code.html", form=form, account=account, proof=proof)


@bp.post("/account/linked/unlink")
@open_to(SIGNED_IN)
def unlink() -> ResponseReturnValue:
    linked = queries.linked_account_of(signed_in_user(), issuer=connection.issuer())
    if linked:
        services.unlink(linked, provider=_provider(), at=clock.now())
        flash("It is unlinked. You sign in by the code that we mail.")
    return redirect(url_of("my sign-in"))


def _to_link() -> dict[str, Any]:
    """What this browser's session knows of linking; nothing once it is half an hour old."""
    known: dict[str, Any] = session.get(TO_LINK) or {}
    is_over = not known or clock.now() >= datetime.fromisoformat(known["at"]) + LINKING_LASTS
    return {} if is_over else known


def _shown() -> ProviderAccount | None:
    known = _to_link()
    return ProviderAccount(*known["account"]) if known and connection.is_set_up() else None


def _suggested(account: ProviderAccount) -> str | None:
    try:
        return normal_address(account.shown_as)
    except NotAnAddress:
        return None


def _provider() -> str:
    return str(current_app.config["OIDC_NAME"])

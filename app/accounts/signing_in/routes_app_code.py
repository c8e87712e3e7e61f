"""The second step: the code of an authenticator app, for whoever has one."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.authenticator import services
from app.accounts.authenticator.forms import AppCodeForm
from app.accounts.signed_in import signed_in_user
from app.accounts.signing_in.forms import AgainByAppForm
from app.accounts.signing_in.pages import back_after_proof, half_way, welcome_after_second_step
from app.accounts.signing_in.routes import bp
from app.core import clock
from app.http.asking import words_asked
from app.web.access import EVERYONE, SIGNED_IN, client_address, open_to
from app.web.formatting import count


@bp.route("/sign-in/app-code", methods=["GET", "POST"])
@open_to(EVERYONE)
def app_code() -> ResponseReturnValue:
    """Without a first step, or long after it, one begins again."""
    user = half_way()
    if user is None:
        return redirect(url_for("accounts_signing_in.sign_in", next=words_asked("next", most=2000)))
    form = AppCodeForm()
    if form.validate_on_submit():
        with form.refusing("code"):
            left = services.prove_by_app(user, code=form.code.data, at=clock.now(), client_address=client_address())
            if left is not None:
                codes = count(left, "recovery code")
                flash(f"You have {codes} left. Is your phone gone? Move the app to another, under My sign-in.")
            return welcome_after_second_step(user)
    return render_template("accounts/signing_in/app_code.html", form=form)


@bp.route("/sign-in/again/app-code", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def prove_again_by_app() -> ResponseReturnValue:
    """Before what can't be undone: for whoever has an app, its code in the place of a mailed one."""
    form = AgainByAppForm()
    if form.validate_on_submit():
        with form.refusing("code"):
            services.prove_by_app(
                signed_in_user(), code=form.code.data, at=clock.now(), client_address=client_address()
            )
            return back_after_proof()
    return render_template("accounts/signing_in/prove_again_by_app.html", form=form)

"""Setting up one's own authenticator app, moving it, and doing without it."""

import segno
from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.authenticator import forms, queries, rules, services
from app.accounts.models import User
from app.accounts.sessions import pages as sessions
from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import STAFF
from app.http.asking import address_asked
from app.settings import queries as settings
from app.settings.rules_partnership import PartnershipDetails
from app.web.access import SIGNED_IN, client_address, open_to
from app.web.forms import Form
from app.web.navigation import url_of

bp = Blueprint("accounts_authenticator", __name__)

QUIET_ZONE = 4
"""The white edge, in modules, that a camera needs."""

OPEN_WITHOUT_AN_APP = (
    "static",
    "accounts_signing_in.sign_out",
    "accounts_authenticator.set_up",
    "accounts_authenticator.start",
)
"""All that whoever must set up an app can ask for before they have."""

THEN = "after_setting_up_app"
"""Where somebody was going who was led to set up an app, in the browser's session."""


@bp.before_app_request
def set_up_first() -> ResponseReturnValue | None:
    """Whoever must have an app and has none is led to set it up, wherever they were going."""
    if request.endpoint in OPEN_WITHOUT_AN_APP or not current_user.is_authenticated:
        return None
    if not queries.must_set_up(signed_in_user()):
        return None
    if request.method == "GET":
        session[THEN] = address_asked()
    return redirect(url_for("accounts_authenticator.set_up"))


@bp.route("/account/authenticator", methods=["GET", "POST"])
@open_to(STAFF)
def set_up() -> ResponseReturnValue:
    """What it is for, then the QR code, then ten recovery codes, which are shown this once."""
    user, form = signed_in_user(), forms.FirstCodeForm()
    if form.validate_on_submit():
        with form.refusing():
            codes = services.confirm(
                user,
                code=form.code.data,
                at=clock.now(),
                client_address=client_address(),
                here=sessions.current_session(),
            )
            return _shown_once(codes, then=session.pop(THEN, None))
    key = services.key_being_set_up(user, at=clock.now())
    return _start_page(user, form) if key is None else _page_of_key(user, key, form)


def _start_page(user: User, form: Form) -> ResponseReturnValue:
    has_one, must = queries.second_step(user), queries.must_set_up(user)
    return render_template("accounts/authenticator/start.html", form=form, has_one=has_one, must=must)


def _page_of_key(user: User, key: str, form: Form) -> ResponseReturnValue:
    address = rules.address_for_apps(key, email=user.email, partnership=settings.current(PartnershipDetails).name)
    return render_template(
        "accounts/authenticator/set_up.html",
        form=form,
        picture=segno.make(address, error="m").svg_data_uri(border=QUIET_ZONE),
        address=address,
        key=rules.in_groups(key),
    )


def _shown_once(codes: list[str], *, then: str | None = None) -> ResponseReturnValue:
    """In the answer to the button itself: nothing keeps them for a page that could be opened again."""
    page = render_template("accounts/authenticator/recovery_codes.html", codes=codes, then=then)
    return page, {"Cache-Control": "no-store"}


@bp.post("/account/authenticator/start")
@open_to(STAFF)
def start() -> ResponseReturnValue:
    services.start(signed_in_user(), at=clock.now())
    return redirect(url_for("accounts_authenticator.set_up"))


@bp.route("/account/authenticator/move", methods=["GET", "POST"])
@open_to(STAFF)
def move() -> ResponseReturnValue:
    form = forms.AppCodeForm()
    if form.validate_on_submit():
        with form.refusing():
            services.start_on_another_phone(
                signed_in_user(), code=form.code.data, at=clock.now(), client_address=client_address()
            )
            return redirect(url_for("accounts_authenticator.set_up"))
    return render_template("accounts/authenticator/move.html", form=form)


@bp.route("/account/recovery-codes", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def recovery_codes() -> ResponseReturnValue:
    """New ones, shown this once, in the place of those before."""
    form, user = forms.AppCodeForm(), signed_in_user()
    if form.validate_on_submit():
        with form.refusing():
            codes = services.renew_recovery_codes(
                user, code=form.code.data, at=clock.now(), client_address=client_address()
            )
            return _shown_once(codes)
    left = queries.recovery_codes_left(user)
    return render_template("accounts/authenticator/renew_recovery_codes.html", form=form, left=left)


@bp.route("/account/authenticator/remove", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def remove() -> ResponseReturnValue:
    form = forms.AppCodeForm()
    if form.validate_on_submit():
        with form.refusing():
            services.remove(signed_in_user(), code=form.code.data, at=clock.now(), client_address=client_address())
            flash("The app is removed. You sign in by the code that we mail, and nothing else is asked.")
            return redirect(url_of("my sign-in"))
    return render_template("accounts/authenticator/remove.html", form=form)

"""My sign-in: what is asked of me, and what I can change about it."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from app.accounts.authenticator import queries as authenticator
from app.accounts.signed_in import signed_in_user
from app.accounts.single_sign_on import connection
from app.accounts.single_sign_on import queries as single_sign_on
from app.web.access import SIGNED_IN, open_to
from app.web.navigation import page_of

bp = Blueprint("accounts_my_sign_in", __name__)


@bp.get("/account/sign-in")
@open_to(SIGNED_IN)
@page_of("my sign-in")
def show() -> ResponseReturnValue:
    user, is_set_up = signed_in_user(), connection.is_set_up()
    return render_template(
        "accounts/my_sign_in/show.html",
        app=authenticator.app_of(user),
        codes_left=authenticator.recovery_codes_left(user),
        is_required=authenticator.requires_app_of(user),
        provider=current_app.config["OIDC_NAME"] if is_set_up else None,
        linked=single_sign_on.linked_account_of(user, issuer=connection.issuer()) if is_set_up else None,
    )

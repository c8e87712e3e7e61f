"""Where you are signed in."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.sessions import pages, queries, services
from app.accounts.sessions.models import EndOfSession, SignInSession
from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.web.access import SIGNED_IN, found, open_to
from app.web.navigation import url_of
from app.web.paging import page_asked_for, part_of

bp = Blueprint("accounts_sessions", __name__)

SESSIONS_PER_PAGE = 20


@bp.get("/account/signed-in")
@open_to(SIGNED_IN)
def signed_in() -> ResponseReturnValue:
    sessions = queries.open_sessions(signed_in_user(), at=clock.now())
    return render_template(
        "accounts/sessions/signed_in.html",
        sessions=part_of(sessions, page=page_asked_for(), per_page=SESSIONS_PER_PAGE),
        how_many=len(sessions),
        here=pages.current_session(),
    )


@bp.post("/account/signed-in/<int:sign_in_id>/end")
@open_to(SIGNED_IN)
def end(sign_in_id: int) -> ResponseReturnValue:
    ended = _own_session(sign_in_id)
    services.end_session(ended, why=EndOfSession.SIGNED_OUT_ELSEWHERE, by=signed_in_user(), at=clock.now())
    flash("You are signed out there.")
    return redirect(url_for("accounts_sessions.signed_in"))


@bp.post("/account/signed-in/end-all")
@open_to(SIGNED_IN)
def end_all() -> ResponseReturnValue:
    user = signed_in_user()
    services.end_all_sessions(user, why=EndOfSession.SIGNED_OUT_ELSEWHERE, by=user, at=clock.now())
    pages.end_session()
    flash("You are signed out everywhere.")
    return redirect(url_of("programme"))


@bp.post("/account/signed-in/keep")
@open_to(SIGNED_IN)
def keep() -> ResponseReturnValue:
    """Asked of somebody who has just been signed in by confirming a booking."""
    pages.keep_on_own_device(found(pages.current_session()))
    flash("You stay signed in on this device for 90 days.")
    return redirect(pages.came_from() or url_for("accounts_sessions.signed_in"))


def _own_session(sign_in_id: int) -> SignInSession:
    session = found(queries.session(sign_in_id))
    return session if session.user_id == signed_in_user().id else abort(404)

"""What comes after a proof: somebody is signed in, or has proved once more who they are."""

from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.authenticator.queries import second_step
from app.accounts.models import User
from app.accounts.people import queries as people
from app.accounts.sessions import pages as sessions
from app.accounts.sessions import services as sessions_services
from app.accounts.sessions.rules import is_fresh
from app.core import clock
from app.http.asking import address_asked, words_asked
from app.web.navigation import url_of

HALF_WAY = "half_way"
"""In the browser's session: who has proved their address and has yet to give the code of their app, and since when."""

FIRST_STEP_LASTS = timedelta(minutes=10)


def install(app: Flask) -> None:
    app.before_request(_ask_for_proof_again)


def welcome(user: User, *, is_own_device: bool = False, to: str | None = None) -> ResponseReturnValue:
    """Sign a proved person in and take them where they were going: `to`, what the address names, or their first page.

    Every way of signing in ends here. Whoever has an authenticator app is asked for its code first. Raises
    AccountDisabled.
    """
    session.pop("proof_id", None)
    to = to or sessions.own_path(words_asked("next", most=2000))
    if second_step(user):
        session[HALF_WAY] = {"user_id": user.id, "is_own_device": is_own_device, "at": clock.now().isoformat()}
        return redirect(url_for("accounts_signing_in.app_code", next=to))
    return _let_in(user, is_own_device=is_own_device, to=to)


def half_way() -> User | None:
    """Who has proved their address in this browser, in the last ten minutes, and has yet to give their app's code."""
    known: dict[str, Any] = session.get(HALF_WAY) or {}
    is_over = not known or clock.now() >= datetime.fromisoformat(known["at"]) + FIRST_STEP_LASTS
    return None if is_over else people.user(known["user_id"])


def welcome_after_second_step(user: User) -> ResponseReturnValue:
    """The same, once the code of the app is proved too."""
    known = session.pop(HALF_WAY)
    return _let_in(user, is_own_device=known["is_own_device"], to=sessions.own_path(words_asked("next", most=2000)))


def _let_in(user: User, *, is_own_device: bool, to: str | None) -> ResponseReturnValue:
    sessions.begin_session(user, is_own_device=is_own_device, user_agent=request.user_agent.string)
    first_page = url_of("today") if user.is_training_team else url_of("programme")
    return redirect(to or first_page)


def back_after_proof() -> ResponseReturnValue:
    """Whoever is signed in has proved once more who they are: back to the page that asked for it."""
    session.pop("proof_id", None)
    here = sessions.current_session()
    if here:
        sessions_services.note_proof(here, at=clock.now())
    return redirect(sessions.own_path(words_asked("next", most=2000)) or url_of("programme"))


def _ask_for_proof_again() -> ResponseReturnValue | None:
    """The gate of what is declared `proved_again`: it stands behind the one that asks who may open a view at all."""
    view = current_app.view_functions.get(request.endpoint or "")
    if not getattr(view, "proved_again", False) or not current_user.is_authenticated:
        return None
    here = sessions.current_session()
    if here and is_fresh(here.proved_at, clock.now()):
        return None
    return redirect(url_for("accounts_signing_in.prove_again", next=_page_to_come_back_to()))


def _page_to_come_back_to() -> str:
    """This one; after a button was pressed, the page that the button stood on."""
    if request.method in ("GET", "HEAD"):
        return address_asked()
    return sessions.came_from() or url_of("programme")

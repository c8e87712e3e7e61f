"""What comes after a proof: somebody is signed in, or has proved once more who they are."""

from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.authenticator.queries import second_step
from app.accounts.models import User
from app.accounts.people import queries as people
from app.accounts.sessions import pages as sessions
from app.accounts.sessions import services as sessions_services
from app.accounts.sessions.rules import is_fresh
from app.accounts.signed_in import signed_in_user
from app.accounts.signing_in.forms import AgainByAppForm, AgainForm
from app.core import clock
from app.core.roles import Role
from app.http.asking import address_asked, words_asked
from app.web.forms import KEPT_FOR
from app.web.navigation import url_of

HALF_WAY = "half_way"
"""In the browser's session: who has proved their address and has yet to give the code of their app, and since when."""

FIRST_STEP_LASTS = timedelta(minutes=10)


def install(app: Flask) -> None:
    app.before_request(_ask_for_proof_again)
    app.jinja_env.globals.update(kept_fields=kept_fields)


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
    return redirect(to or _first_page(user))


def _first_page(user: User) -> str:
    """Where their work is, for somebody who asked for no page."""
    match user.role:
        case Role.TRAINING_OFFICER | Role.TRAINING_MANAGER:
            return url_of("today")
        case Role.TRAINER:
            return url_of("registers")
        case Role.AGENCY_LEAD:
            return url_of("my agency")
        case Role.FINANCE:
            return url_of("charges")
    return url_of("programme")


def back_after_proof() -> ResponseReturnValue:
    """Whoever is signed in has proved once more who they are: back to the page that asked for it.

    A form that waited is sent on to its page by the browser (307), with all that was typed; `Form.is_submitted` says
    what becomes of it there.
    """
    session.pop("proof_id", None)
    here = sessions.current_session()
    if here:
        sessions_services.note_proof(here, at=clock.now())
    if waiting := sessions.own_path(request.form.get(KEPT_FOR)):
        return redirect(waiting, code=307)
    return redirect(sessions.own_path(words_asked("next", most=2000)) or url_of("programme"))


def kept_fields() -> list[tuple[str, str]]:
    """What was typed in the form that waits for the proof, to be carried on from page to page.

    Only what is sent is carried, never what an address says: so nobody can lead another to press a button.
    """
    of_the_proof = ("csrf_token", "code", KEPT_FOR)
    return [(name, value) for name, value in request.form.items(multi=True) if name not in of_the_proof]


def _ask_for_proof_again() -> ResponseReturnValue | None:
    """The gate of what is declared `proved_again`: it stands behind the one that asks who may open a view at all."""
    view = current_app.view_functions.get(request.endpoint or "")
    if not getattr(view, "proved_again", False) or not current_user.is_authenticated:
        return None
    here = sessions.current_session()
    if here and is_fresh(here.proved_at, clock.now()):
        return None
    if request.method == "POST":
        return show_prove_again(kept_for=address_asked())
    return redirect(url_for("accounts_signing_in.prove_again", next=address_asked()))


def show_prove_again(*, kept_for: str = "") -> str:
    """The first page of the proof, with the form that waits for it, if one does."""
    user = signed_in_user()
    if second_step(user):
        return render_template(
            "accounts/signing_in/prove_again_by_app.html", form=AgainByAppForm(formdata=None, kept_for=kept_for)
        )
    return render_template(
        "accounts/signing_in/prove_again.html", form=AgainForm(formdata=None, kept_for=kept_for), user=user
    )

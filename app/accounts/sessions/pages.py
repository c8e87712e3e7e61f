"""Between a browser's cookie and the row of its session: what every page of somebody signed in needs."""

import re
from urllib.parse import urlsplit

from flask import Flask, Response, g, request, session
from flask_login import LoginManager, current_user, login_user, logout_user

from app.accounts.models import User
from app.accounts.sessions import queries, rules, services
from app.accounts.sessions.models import EndOfSession, SignInSession
from app.core import clock


def install(app: Flask) -> None:
    """Whoever has the secret of an open session is signed in, as what the person may be now."""
    login = LoginManager(app)
    login.user_loader(_user_with)
    app.after_request(_note_seen)
    app.context_processor(lambda: {"can_stay_signed_in": can_stay_signed_in})


def begin_session(user: User, *, is_own_device: bool, user_agent: str) -> None:
    """Sign a proved person in, in a session of its own; another that this browser had is over.

    On one's own device the cookie outlives the browser. Raises AccountDisabled.
    """
    before = current_session()
    if before:
        services.end_session(before, why=EndOfSession.SIGNED_IN_ANEW, by=before.user, at=clock.now())
    services.begin_session(user, is_own_device=is_own_device, user_agent=user_agent, at=clock.now())
    session.permanent = is_own_device
    login_user(user)


def end_session() -> None:
    """Sign out: the session is over, and the browser forgets all that it kept."""
    here = current_session()
    if here:
        services.end_session(here, why=EndOfSession.SIGNED_OUT, by=here.user, at=clock.now())
    logout_user()
    session.clear()


def keep_on_own_device(here: SignInSession) -> None:
    services.keep_on_own_device(here, at=clock.now())
    session.permanent = True


def current_session() -> SignInSession | None:
    """That of the browser that asks; None where nobody is signed in."""
    if not current_user.is_authenticated:  # looks it up, once in a request
        return None
    here: SignInSession | None = g.get("sign_in_session")
    return here


def can_stay_signed_in() -> bool:
    """Whether to ask somebody who has just signed in if it is their own device."""
    here = current_session()
    return bool(
        here and not here.is_own_device and not here.user.is_staff and rules.is_fresh(here.made_at, clock.now())
    )


def own_path(address: str | None) -> str | None:
    """The address if it is a path of ours, so that nobody is led elsewhere."""
    if not address or not re.fullmatch(r"/(?![/\\])[!-~]*", address):
        return None
    parts = urlsplit(address)
    return None if parts.scheme or parts.netloc else address


def came_from() -> str | None:
    """The page of ours on which a button was pressed or a link followed, as the browser says; None where it doesn't."""
    page = urlsplit(request.referrer or "")
    path = page.path + (f"?{page.query}" if page.query else "")
    return own_path(path) if page.netloc == request.host else None


def _user_with(secret: str) -> User | None:
    here = queries.open_session_of(secret, at=clock.now())
    g.sign_in_session, g.last_seen = here, here and (here.id, here.last_seen_at)
    return here.user if here else None


def _note_seen(response: Response) -> Response:
    """After the page is made, and its commands are done."""
    session_id, last_seen_at = g.get("last_seen") or (0, clock.now())
    if rules.is_to_be_noted(last_seen_at, clock.now()):
        services.note_seen(session_id, at=clock.now())
    return response

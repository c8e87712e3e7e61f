"""A warning about a session that somebody has seen, and leaves as it is."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.programme.checking import services as checking
from app.programme.checking.rules_seen import facts_of
from app.programme.sessions import queries
from app.programme.sessions.manage import bp, warnings_about
from app.web.access import found, open_to
from app.web.navigation import url_of


@bp.post("/manage/sessions/<int:session_id>/warnings/seen")
@open_to(TRAINING_TEAM)
def see_warnings(session_id: int) -> ResponseReturnValue:
    """Those that were shown, as far as they are what is to be said now; `from` is the page to go back to."""
    session = found(queries.session(session_id))
    said = {facts_of(session, warning) for warning in warnings_about(session)}
    facts = said.intersection(request.form.getlist("facts"))
    checking.see_warnings(session, facts, by=signed_in_user(), at=clock.now())
    seen = f"Noted that you have seen this of {session.title}. It comes back if the facts change."
    flash(seen if facts else f"What was to look at in {session.title} has changed meanwhile. Please look again.")
    is_from_today = request.form.get("from") == "today"
    return redirect(
        url_of("today") if is_from_today else url_for("programme_sessions.show_session", session_id=session_id)
    )


@bp.post("/manage/sessions/<int:session_id>/warnings/say-again")
@open_to(TRAINING_TEAM)
def say_again(session_id: int) -> ResponseReturnValue:
    session = found(queries.session(session_id))
    checking.say_again(session, by=signed_in_user(), at=clock.now())
    flash("All warnings about this session are said again.")
    return redirect(url_for("programme_sessions.show_session", session_id=session_id))

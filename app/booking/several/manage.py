"""Those ticked on the list of sessions: what is typed, what will happen, done."""

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.booking.office.pages import what_was_sent
from app.booking.office.services_rehearsal import rehearse
from app.booking.several import forms, rules
from app.booking.several.rules import Deed, SessionOutcome
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.http.asking import number_in, numbers_asked, words_sent
from app.programme.checking import queries as checking
from app.programme.models_sessions import TrainingSession
from app.programme.sessions import queries as sessions_queries
from app.terms.closed_days.queries import closed_days
from app.web.access import open_to
from app.web.formatting import count
from app.web.forms import Form
from app.web.navigation import page_of, url_of

bp = Blueprint("booking_several", __name__)
MOST = 50
"""As many as a page of the list shows: all of them are locked at once, and every letter is written under the locks."""


@bp.route("/manage/sessions/several", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
@page_of("several sessions")
def change() -> ResponseReturnValue:
    """?session= and ?do= say which, and what with them. Nothing is done before the button below the preview."""
    deed, ticked, now = _deed(), _ticked(), clock.now()
    possible = [session for session in ticked if not rules.why_not(session, deed, now)]
    form, seen = forms.FORMS[deed](), None
    if possible and form.validate_on_submit():
        with form.refusing():
            command = form.command(possible, signed_in_user(), now)
            if request.form.get("step") == "do":
                flash(_what_was_done(deed, command()))
                return redirect(url_of("sessions"))
            seen = rehearse(command)
    return _page(deed, ticked, possible, form, seen)


def _page(
    deed: Deed,
    ticked: list[TrainingSession],
    possible: list[TrainingSession],
    form: Form,
    seen: list[SessionOutcome] | None,
) -> ResponseReturnValue:
    has_fields = deed not in forms.WITHOUT_FIELDS
    to_publish = [session.id for session in possible] if deed is Deed.PUBLISH else []
    return render_template(
        "booking/several/change.html",
        deed=deed,
        ticked=ticked,
        possible=possible,
        left_out=[
            (session, rules.why_not(session, deed, clock.now())) for session in ticked if session not in possible
        ],
        form=form,
        has_fields=has_fields,
        seen={outcome.session_id: outcome for outcome in seen} if seen is not None else None,
        told=rules.told_by(seen or ()),
        warnings=checking.warnings(to_publish, closed=closed_days()),
        sent=what_was_sent() if has_fields else [("do", deed.value), *(("session", each.id) for each in ticked)],
    )


def _deed() -> Deed:
    """To publish, where none is asked for."""
    return next((deed for deed in Deed if deed == (words_sent("do") or Deed.PUBLISH)), None) or abort(404)


def _ticked() -> list[TrainingSession]:
    """Soonest first; what no session is called by is left out."""
    sent = [number for number in map(number_in, request.form.getlist("session")[:MOST]) if number]
    return sessions_queries.sessions(set(sent or numbers_asked("session")))


def _what_was_done(deed: Deed, outcomes: list[SessionOutcome]) -> str:
    sessions, told = count(len(outcomes), "session"), rules.told_by(outcomes)
    done = {
        Deed.PUBLISH: f"{sessions} published.",
        Deed.DELETE: f"{count(len(outcomes), 'draft')} deleted.",
        Deed.TRAINERS: f"Trainers are chosen for {sessions}.",
        Deed.CANCEL: f"{sessions} cancelled.",
    }.get(deed, f"{sessions} changed.")
    return f"{done} {count(told, 'e-mail is', 'e-mails are')} on the way." if told else done

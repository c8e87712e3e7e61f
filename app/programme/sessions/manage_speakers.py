"""Who speaks at a session, as far as they have agreed to be named."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.programme.sessions import forms_rules, queries, services_speakers
from app.programme.sessions.manage import bp, session_page
from app.web.access import found, open_to


@bp.post("/manage/sessions/<int:session_id>/speakers")
@open_to(TRAINING_TEAM)
def show_speaker(session_id: int) -> ResponseReturnValue:
    session, form = found(queries.session(session_id)), forms_rules.SpeakerForm()
    if not form.validate_on_submit():
        return session_page(session, speaker=form)
    services_speakers.show_speaker(
        session,
        shown_as=form.shown_as.data,
        consented_on=form.consented_on.data or clock.today(),
        by=signed_in_user(),
        at=clock.now(),
    )
    flash("The speaker is shown on the session’s page, as agreed.")
    return redirect(url_for("programme_sessions.show_session", session_id=session_id))


@bp.post("/manage/speakers/<int:speaker_id>/remove")
@open_to(TRAINING_TEAM)
def remove_speaker(speaker_id: int) -> ResponseReturnValue:
    speaker = found(queries.speaker(speaker_id))
    session_id = speaker.session_id
    services_speakers.remove_speaker(speaker, by=signed_in_user(), at=clock.now())
    flash("The speaker is removed. Nothing of them is shown or kept any more.")
    return redirect(url_for("programme_sessions.show_session", session_id=session_id))

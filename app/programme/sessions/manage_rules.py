"""Who may book a session, and whom a bespoke one is for."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.programme.sessions import forms_rules, queries, services_rules
from app.programme.sessions.manage import bp, session_page
from app.web.access import found, open_to


@bp.route("/manage/sessions/<int:session_id>/rules", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def edit_rules(session_id: int) -> ResponseReturnValue:
    session = found(queries.session(session_id))
    form = forms_rules.SessionRulesForm(session)
    if form.validate_on_submit():
        with form.refusing():
            services_rules.set_rules(session, form.rules(), by=signed_in_user(), at=clock.now())
            flash("The booking rules are saved.")
            return redirect(url_for("programme_sessions.show_session", session_id=session_id))
    return render_template("programme/sessions/edit_rules.html", form=form, session=session)


@bp.post("/manage/sessions/<int:session_id>/invite")
@open_to(TRAINING_TEAM)
def invite(session_id: int) -> ResponseReturnValue:
    session = found(queries.session(session_id))
    form = forms_rules.InvitationForm(session)
    if form.validate_on_submit():
        with form.refusing():
            services_rules.invite(
                session, agency=form.agency.chosen, group=form.group.data or "", by=signed_in_user(), at=clock.now()
            )
            flash("Saved. Send the invitation link to those it is for.")
            return redirect(url_for("programme_sessions.show_session", session_id=session_id))
    return session_page(session, invitation=form)


@bp.post("/manage/sessions/<int:session_id>/new-invitation")
@open_to(TRAINING_TEAM)
def renew_invitation(session_id: int) -> ResponseReturnValue:
    session = found(queries.session(session_id))
    services_rules.renew_invitation(session, by=signed_in_user(), at=clock.now())
    flash("There is a new invitation link. The old one doesn’t work any more.")
    return redirect(url_for("programme_sessions.show_session", session_id=session_id))

"""Sessions: drafts, publishing, editing."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock, links
from app.core.roles import TRAINING_TEAM
from app.programme.checking import queries as checking
from app.programme.checking.pages import closed_days
from app.programme.checking.queries_seen import looked_at
from app.programme.checking.rules import SessionWarning
from app.programme.courses import queries as courses
from app.programme.models_sessions import TrainingSession
from app.programme.sessions import forms, forms_rules, queries, rules, services
from app.programme.sessions.pages import standings_of
from app.programme.sessions.rules_standing import state_in_words
from app.settings import queries as settings
from app.settings.rules_lists import Sectors
from app.web.access import found, open_to

bp = Blueprint("programme_sessions", __name__)


@bp.route("/manage/courses/<int:course_id>/sessions/new", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def new_session(course_id: int) -> ResponseReturnValue:
    course = found(courses.course(course_id))
    form = forms.SessionForm(course)
    if form.validate_on_submit():
        with form.refusing():
            session = services.add_session(course, form.details(), by=signed_in_user(), at=clock.now())
            flash("The session is saved as a draft. Only the training team can see it until you publish it.")
            return redirect(url_for("programme_sessions.show_session", session_id=session.id))
    return render_template("programme/sessions/edit_session.html", form=form, course=course, session=None)


@bp.get("/manage/sessions/<int:session_id>")
@open_to(TRAINING_TEAM)
def show_session(session_id: int) -> ResponseReturnValue:
    return session_page(found(queries.session(session_id)))


@bp.route("/manage/sessions/<int:session_id>/edit", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def edit_session(session_id: int) -> ResponseReturnValue:
    session = found(queries.session(session_id))
    form = forms.SessionForm(session.course, session)
    if form.validate_on_submit():
        with form.refusing():
            services.edit_session(session, form.details(), by=signed_in_user(), at=clock.now())
            flash("The session is saved.")
            return redirect(url_for("programme_sessions.show_session", session_id=session.id))
    return render_template("programme/sessions/edit_session.html", form=form, course=session.course, session=session)


@bp.post("/manage/sessions/<int:session_id>/publish")
@open_to(TRAINING_TEAM)
def publish(session_id: int) -> ResponseReturnValue:
    session = found(queries.session(session_id))
    services.publish(session, by=signed_in_user(), at=clock.now())
    flash(f"The session is published. {session.who_can_book(clock.now())}")
    return redirect(url_for("programme_sessions.show_session", session_id=session.id))


def session_page(
    session: TrainingSession,
    *,
    speaker: forms_rules.SpeakerForm | None = None,
    invitation: forms_rules.InvitationForm | None = None,
) -> ResponseReturnValue:
    """All that the office sees of a session, with a form that was refused, if one was."""
    link = links.Secret("invitation", session.id, session.invitation_version)
    return render_template(
        "programme/sessions/show_session.html",
        session=session,
        rules=rules.rules_in_words(session, settings.current(Sectors), for_office=True),
        speaker_form=speaker or forms_rules.SpeakerForm(formdata=None),
        invitation_form=invitation or forms_rules.InvitationForm(session, formdata=None),
        invitation_link=link.reveal(),
        asked=queries.trainers_asked(session),
        warnings=looked_at(session, warnings_about(session)),
        state=state_in_words(session, clock.now()),
        standing=standings_of([session])[session.id],
        now=clock.now(),
    )


def warnings_about(session: TrainingSession) -> list[SessionWarning]:
    """What to look at again while something can be done about it."""
    if session.is_cancelled or session.has_ended(clock.now()):
        return []
    return checking.warnings([session.id], closed=closed_days())[session.id]

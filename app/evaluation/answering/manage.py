"""The room's code for its screen, and questionnaires on paper: printed, and typed in."""

import segno
from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.booking.models import Booking
from app.booking.queries import booking
from app.core import clock
from app.core.links import Secret
from app.core.roles import TRAINING_TEAM, Role
from app.evaluation.answering import forms, papers, queries, services
from app.evaluation.answering.routes import bp
from app.evaluation.issuing import queries as issuing
from app.evaluation.questionnaires import queries as questionnaires
from app.evaluation.stages import OF_THE_PERSON, Stage
from app.files.documents import as_download
from app.programme.models_sessions import TrainingSession
from app.programme.sessions import queries as sessions
from app.programme.trainers import queries as trainers
from app.web.access import found, open_to
from app.web.forms import Form
from app.web.navigation import linked_from

STAGES = ", ".join(OF_THE_PERSON)

QUIET_ZONE = 4
"""The white edge, in modules, that a camera needs."""


@bp.get("/evaluation/sessions/<int:session_id>/room")
@open_to(TRAINING_TEAM | {Role.TRAINER})
@linked_from("register", "Show the evaluation’s code as it ends")
def show_room(session_id: int) -> ResponseReturnValue:
    """For a trainer, of their own sessions alone. It says how many have answered, and nothing about anybody."""
    session, user = session_asked_about(session_id), signed_in_user()
    if not user.is_training_team and not trainers.teaches(user.email, session):
        abort(404)
    return render_template(
        "evaluation/answering/show_room.html",
        room=queries.room(session),
        session=session,
        now=clock.now(),
        picture=segno.make(Secret("evaluation-room", session.id).reveal(), error="m").svg_data_uri(border=QUIET_ZONE),
        counts=queries.answered_in(session),
    )


@bp.get("/evaluation/sessions/<int:session_id>/paper")
@open_to(TRAINING_TEAM)
@linked_from("register", "Questionnaires on paper", when=lambda session: not session.is_imported)
def paper(session_id: int) -> ResponseReturnValue:
    session = session_asked_about(session_id)
    people = queries.papers(session)
    stages = queries.stages_on_paper(session, people, at=clock.now())
    return render_template("evaluation/answering/paper.html", session=session, people=people, stages=stages)


@bp.get(f"/evaluation/sessions/<int:session_id>/<any({STAGES}):stage>.pdf")
@open_to(TRAINING_TEAM)
def print_questionnaires(session_id: int, stage: str) -> ResponseReturnValue:
    session, at = session_asked_about(session_id), clock.now()
    in_use = questionnaires.questionnaire_for(session, Stage(stage))
    people = queries.to_print(session, Stage(stage))
    content = papers.questionnaires_in_pdf(session, in_use, people, at=at)
    return as_download(content, f"questionnaires-{session.id}-{stage}.pdf")


@bp.route(f"/evaluation/bookings/<int:booking_id>/<any({STAGES}):stage>/paper", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def type_in(booking_id: int, stage: str) -> ResponseReturnValue:
    whose, at = _booking_asked_about(booking_id), clock.now()
    issued = services.must_be_typable(whose, Stage(stage), at=at)
    questionnaire = issued.questionnaire if issued else questionnaires.questionnaire_for(whose.session, Stage(stage))
    form = forms.paper_form(questionnaire)
    if form.validate_on_submit():
        with form.refusing():
            answers, completed_on = forms.answers_of(form, questionnaire), form.completed_on.data
            services.type_in(whose, Stage(stage), answers, completed_on=completed_on, by=signed_in_user(), at=at)
            flash(f"{whose.name}’s answers are typed in, and marked as from paper. Nobody is asked for them again.")
            return redirect(url_for("evaluation_answering.paper", session_id=whose.session_id))
    return render_template(
        "evaluation/answering/type_in.html", booking=whose, stage=Stage(stage), questionnaire=questionnaire, form=form
    )


@bp.route(f"/evaluation/bookings/<int:booking_id>/<any({STAGES}):stage>/paper/take-back", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def take_back_paper(booking_id: int, stage: str) -> ResponseReturnValue:
    whose, form = _booking_asked_about(booking_id), Form()
    issued, at = found(issuing.issued_to(whose, Stage(stage))), clock.now()
    services.must_be_from_paper(issued, at=at)
    if form.validate_on_submit():
        services.take_back_paper(issued, by=signed_in_user(), at=at)
        flash(f"{whose.name}’s answers are taken back. You can type the paper in again.")
        return redirect(url_for("evaluation_answering.paper", session_id=whose.session_id))
    return render_template("evaluation/answering/take_back_paper.html", booking=whose, issued=issued, form=form)


def session_asked_about(session_id: int) -> TrainingSession:
    """A published session that people book by name; an imported one is history, and as good as none."""
    session = found(sessions.session(session_id))
    return session if session.takes_bookings and not session.is_imported else abort(404)


def _booking_asked_about(booking_id: int) -> Booking:
    whose = found(booking(booking_id))
    session_asked_about(whose.session_id)
    return whose

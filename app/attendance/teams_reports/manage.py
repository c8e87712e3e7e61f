"""Taking the attendance report of Microsoft Teams: upload, preview, mark."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.people import queries as people
from app.accounts.signed_in import signed_in_user
from app.attendance.registers import pages as registers_pages
from app.attendance.registers.pages import MARKERS
from app.attendance.teams_reports import forms, rules_presence, services
from app.booking.states import Outcome
from app.core import clock
from app.programme.models_sessions import Delivery, TrainingSession
from app.web.access import open_to
from app.web.formatting import count
from app.web.uploads import let_a_large_file_in, let_many_fields_in

bp = Blueprint("attendance_teams_reports", __name__)

MOST_PARTS = 3 * rules_presence.MOST_UNMATCHED
"""Fields of the preview: two for each person who isn't booked, and the ticks of those marked already."""

IN_WORDS = {
    Outcome.ATTENDED: "attended",
    Outcome.LEFT_EARLY: "left early",
    Outcome.NO_SHOW: "did not attend",
    Outcome.WALK_IN: "walk-in",
}


@bp.route("/registers/<int:session_id>/teams", methods=["GET", "POST"])
@open_to(MARKERS)
def teams(session_id: int) -> ResponseReturnValue:
    session, form = _session_online(session_id), forms.TeamsFileForm()
    if form.validate_on_submit():
        with form.refusing():
            text = form.text()
            proposal = services.proposal_of(session, text, rules_presence.Choices(), at=clock.now())
            return _preview(session, forms.TeamsChoicesForm(formdata=None, text=text), proposal)
    return render_template("attendance/teams_reports/teams.html", session=session, form=form)


@bp.post("/registers/<int:session_id>/teams/preview")
@open_to(MARKERS)
def preview_teams(session_id: int) -> ResponseReturnValue:
    """The same report worked out again, by another share or with the choices made so far."""
    session, form = _session_online(session_id), forms.TeamsChoicesForm()
    form.validate()
    return _preview_again(session, form)


@bp.post("/registers/<int:session_id>/teams/mark")
@open_to(MARKERS)
def mark_from_teams(session_id: int) -> ResponseReturnValue:
    session, form = _session_online(session_id), forms.TeamsChoicesForm()
    if form.validate_on_submit():
        with form.refusing():
            text, choices = form.text.data or "", form.choices()
            taken = services.take_report(session, text, choices, by=signed_in_user(), at=clock.now())
            flash(_told(taken))
            return redirect(url_for("attendance_registers.register", session_id=session_id))
    return _preview_again(session, form)


@bp.url_value_preprocessor
def _make_room(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """So that the form itself says that a file is too large, which no report is; and for two fields for each person
    of the preview. Before anything reads the form.
    """
    if endpoint == "attendance_teams_reports.teams":
        let_a_large_file_in()
    if endpoint in ("attendance_teams_reports.preview_teams", "attendance_teams_reports.mark_from_teams"):
        let_many_fields_in(MOST_PARTS)


def _preview_again(session: TrainingSession, form: forms.TeamsChoicesForm) -> ResponseReturnValue:
    upload = forms.TeamsFileForm(formdata=None)
    with upload.refusing():
        proposal = services.proposal_of(session, form.text.data or "", form.choices(), at=clock.now())
        return _preview(session, form, proposal)
    return render_template("attendance/teams_reports/teams.html", session=session, form=upload)


def _preview(
    session: TrainingSession, form: forms.TeamsChoicesForm, proposal: rules_presence.ProposedMarks
) -> ResponseReturnValue:
    return render_template(
        "attendance/teams_reports/preview_teams.html",
        session=session,
        form=form,
        proposal=proposal,
        words=IN_WORDS,
        agencies=people.names_to_suggest(),
    )


def _session_online(session_id: int) -> TrainingSession:
    """One that people join in Teams: at a venue alone there is no report to take."""
    session = registers_pages.session_marked(session_id)
    return session if session.delivery is not Delivery.VENUE else abort(404)


def _told(taken: services.Taken) -> str:
    """What a report changed, in words."""
    if taken.is_nothing:
        return "The report changed nothing: whoever it tells of was marked already, or was left out."
    marks = ", ".join(f"{how_many} {IN_WORDS[mark]}" for mark, how_many in taken.marks.items())
    told = [f"{count(taken.marks.total(), 'person', 'people')} marked from the report: {marks}."] if taken.marks else []
    told += [f"{count(taken.walk_ins, 'person', 'people')} added as walk-ins."] if taken.walk_ins else []
    return " ".join([*told, "Check the register, then mark who is left."])

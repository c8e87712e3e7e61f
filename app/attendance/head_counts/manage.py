"""Open sessions have no names: heads are counted."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.attendance.head_counts import forms, services
from app.attendance.registers.queries_registers import register_of
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.programme.sessions import queries as sessions
from app.web.access import found, open_to
from app.web.formatting import count

bp = Blueprint("attendance_head_counts", __name__)


@bp.route("/registers/<int:session_id>/head-count", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def head_count(session_id: int) -> ResponseReturnValue:
    """How many came is all there is to say, and of which sectors if that is known."""
    session = found(sessions.session(session_id))
    form = forms.head_count_form(register_of(session))
    if form.validate_on_submit():
        with form.refusing():
            counted = services.count_heads(
                session, form.came(), form.came_by_sector(), by=signed_in_user(), at=clock.now()
            )
            flash(f"{count(counted.head_count or 0, 'attendance')} counted for {session.title}.")
            return redirect(url_for("attendance_registers.registers"))
    return render_template("attendance/head_counts/head_count.html", session=session, form=form)

"""Open sessions have no names: heads are counted."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import found, open_to, signed_in_user
from app.attendance import queries, services
from app.attendance.forms import HeadCountForm
from app.attendance.manage.blueprint import bp
from app.errors import Refusal
from app.formatting import count
from app.programme import queries as programme
from app.roles import TRAINING_TEAM


@bp.route("/<int:session_id>/head-count", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def head_count(session_id: int) -> ResponseReturnValue:
    """How many came is all there is to say, and of which sectors if that is known."""
    session = found(programme.session(session_id))
    form = HeadCountForm(queries.register_of(session))
    if form.validate_on_submit():
        try:
            counted = services.count_heads(
                session, form.came(), form.came_by_sector(), by=signed_in_user(), at=clock.now()
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(f"{count(counted.head_count or 0, 'attendance')} counted for {session.title}.")
            return redirect(url_for("attendance.registers"))
    return render_template("attendance/head_count.html", session=session, form=form)

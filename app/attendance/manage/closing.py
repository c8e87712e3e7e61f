"""Closing a register, and correcting it afterwards."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from app import clock
from app.access import found, open_to, signed_in_user
from app.attendance import queries, services
from app.attendance.forms import CorrectionForm
from app.attendance.manage.blueprint import (
    back_to_register,
    booking_marked,
    bp,
    day_asked_for,
    register_page,
    session_marked,
    where_we_were,
)
from app.attendance.rules import day_of
from app.errors import Refusal
from app.fields import Form
from app.roles import TRAINING_TEAM


@bp.post("/<int:session_id>/close")
@open_to(TRAINING_TEAM)
def close(session_id: int) -> ResponseReturnValue:
    session, form = session_marked(session_id), Form()
    try:
        services.close_register(session, by=signed_in_user(), at=clock.now())
    except Refusal as refusal:
        form.refuse(refusal)
        return register_page(session, form)
    flash("The register is closed. Charges are proposed within the minute, for you to decide.")
    return back_to_register(session_id)


@bp.route("/<int:session_id>/bookings/<int:booking_id>/correct", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def correct(session_id: int, booking_id: int) -> ResponseReturnValue:
    """One person's mark on one day of a closed register."""
    booking, now = booking_marked(session_id, booking_id), clock.now()
    found(queries.register_of(booking.session) if booking.can_be_marked or booking.is_walk_in else None)
    day = day_of(booking.session, day_asked_for(booking.session), now)
    form = CorrectionForm(booking, data=queries.mark_on(booking, day.on)._asdict())
    if form.validate_on_submit():
        try:
            services.mark(booking, form.mark.data, on=day.on, **form.words(), by=signed_in_user(), at=now)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(f"The register is corrected for {booking.name}. What follows from it is put right within the minute.")
            return back_to_register(session_id, booking)
    return render_template("attendance/correct.html", booking=booking, day=day, form=form, asked=where_we_were())

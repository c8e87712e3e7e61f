"""Closing a register, and correcting it afterwards."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.attendance.registers import forms, pages, queries, queries_registers, rules, services
from app.attendance.registers.manage import bp
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.web.access import found, open_to
from app.web.forms import Form


@bp.post("/registers/<int:session_id>/close")
@open_to(TRAINING_TEAM)
def close(session_id: int) -> ResponseReturnValue:
    session, form = pages.session_marked(session_id), Form()
    with form.refusing():
        services.close_register(session, by=signed_in_user(), at=clock.now())
        flash("The register is closed. Charges are proposed within the minute, for you to decide.")
        return pages.back_to_register(session_id)
    return pages.register_page(session, form)


@bp.route("/registers/<int:session_id>/bookings/<int:booking_id>/correct", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def correct(session_id: int, booking_id: int) -> ResponseReturnValue:
    """One person's mark on one day of a closed register."""
    booking, now = pages.booking_marked(session_id, booking_id), clock.now()
    found(queries_registers.register_of(booking.session) if booking.can_be_marked or booking.is_walk_in else None)
    day = rules.day_of(booking.session, pages.day_asked_for(booking.session), now)
    form = forms.CorrectionForm(booking, data=queries.mark_on(booking, day.on)._asdict())
    if form.validate_on_submit():
        with form.refusing():
            services.mark(booking, form.mark.data, on=day.on, **form.words(), by=signed_in_user(), at=now)
            flash(f"The register is corrected for {booking.name}. What follows from it is put right within the minute.")
            return pages.back_to_register(session_id, booking)
    return render_template(
        "attendance/registers/correct.html", booking=booking, day=day, form=form, asked=pages.where_we_were()
    )

"""The days on which the office is closed."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.terms.closed_days import forms, queries, services
from app.web.access import found, open_to
from app.web.formatting import long_date

bp = Blueprint("terms_closed_days", __name__)


@bp.route("/manage/terms/closed-days", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def closed_days() -> ResponseReturnValue:
    form, today = forms.ClosedDayForm(), clock.today()
    if form.validate_on_submit():
        with form.refusing():
            day = services.add_closed_day(
                on=form.on.data, words=form.words.data, by=signed_in_user(), today=today, at=clock.now()
            )
            flash(f"{long_date(day.on)} is no working day, for bookings made from now on.")
            return redirect(url_for("terms_closed_days.closed_days"))
    return render_template(
        "terms/closed_days/closed_days.html", form=form, days=queries.closed_days_in_words(), today=today
    )


@bp.post("/manage/terms/closed-days/<int:day_id>/remove")
@open_to(TRAINING_TEAM)
def remove_closed_day(day_id: int) -> ResponseReturnValue:
    day = found(queries.closed_day(day_id))
    on = day.on
    services.remove_closed_day(day, by=signed_in_user(), today=clock.today(), at=clock.now())
    flash(f"{long_date(on)} is a working day again, for bookings made from now on.")
    return redirect(url_for("terms_closed_days.closed_days"))

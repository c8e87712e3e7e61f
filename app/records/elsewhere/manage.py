"""Training elsewhere: what waits to be confirmed, what a year holds, and recording it for several people."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.people import queries as people
from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.http.asking import number_asked, words_asked
from app.programme.periods import asked_period, programme_year
from app.programme.queries_periods import years_with_sessions
from app.records.elsewhere import forms, queries, services
from app.records.elsewhere.routes import bp
from app.web.access import found, open_to
from app.web.formatting import count
from app.web.forms import Form
from app.web.navigation import linked_from, url_of
from app.web.paging import page_asked_for


@bp.get("/manage/training-elsewhere")
@open_to(TRAINING_TEAM)
@linked_from("people", "Training elsewhere")
def recorded() -> ResponseReturnValue:
    """?year= is the programme year of what is confirmed."""
    period = asked_period({"year": words_asked("year")}, clock.today())
    return render_template(
        "records/elsewhere/recorded.html",
        to_confirm=queries.page_to_confirm(page=page_asked_for("to-confirm")),
        page=queries.page_of_year(period.year, page=page_asked_for()),
        figures=queries.figures_of_year(period.year),
        period=period,
        years=years_with_sessions() or [programme_year(clock.today())],
    )


@bp.route("/manage/training-elsewhere/new", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def record() -> ResponseReturnValue:
    """One event, and everybody who was there. ?person= is somebody whose address stands there already."""
    person = people.user(number_asked("person"))
    form = forms.PeopleElsewhereForm(today=clock.today(), data={"people": person.email if person else ""})
    if form.validate_on_submit():
        with form.refusing():
            those = services.record_for(form.addresses(), form.event(), by=signed_in_user(), at=clock.now())
            flash(f"“{form.title.data}” stands in the record of {count(len(those), 'person', 'people')}.")
            back = url_of("person", person_id=person.id) if person else url_for("records_elsewhere.recorded")
            return redirect(back)
    return render_template("records/elsewhere/record.html", form=form, person=person)


@bp.post("/manage/training-elsewhere/<int:training_id>/confirm")
@open_to(TRAINING_TEAM)
def confirm(training_id: int) -> ResponseReturnValue:
    training = found(queries.training_elsewhere(training_id))
    services.confirm(training, by=signed_in_user(), at=clock.now())
    flash(f"“{training.title}” counts for {training.person.name}.")
    return redirect(url_for("records_elsewhere.recorded"))


@bp.route("/manage/training-elsewhere/<int:training_id>/remove", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def remove(training_id: int) -> ResponseReturnValue:
    training, form = found(queries.training_elsewhere(training_id)), Form()
    if form.validate_on_submit():
        with form.refusing():
            services.remove(training, by=signed_in_user(), at=clock.now())
            flash("It is removed from the record.")
            return redirect(url_for("records_elsewhere.recorded"))
    return render_template("records/elsewhere/remove.html", training=training, form=form)

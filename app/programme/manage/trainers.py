"""The pool of trainers, and who has said yes to a session."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import found, open_to, signed_in_user
from app.programme import queries, services
from app.programme.forms import TrainerForm
from app.programme.manage.blueprint import bp
from app.programme.rules import days_by_agency, programme_year, year_dates
from app.roles import TRAINING_TEAM


@bp.route("/trainers", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def trainers() -> ResponseReturnValue:
    form = TrainerForm()
    if form.validate_on_submit():
        services.add_trainer(form.details(), by=signed_in_user(), at=clock.now())
        flash(f"{form.name.data} is in the pool of trainers.")
        return redirect(url_for("programme.trainers"))
    year = programme_year(clock.today())
    pool, days = queries.trainers(), queries.days_taught(since=year_dates(year)[0], until=clock.today())
    return render_template(
        "programme/trainers.html", form=form, trainers=pool, days=days, lent=days_by_agency(pool, days), year=year
    )


@bp.get("/trainers/<int:trainer_id>")
@open_to(TRAINING_TEAM)
def show_trainer(trainer_id: int) -> ResponseReturnValue:
    trainer = found(queries.trainer(trainer_id))
    to_come = queries.sessions_of_trainer(trainer, at=clock.now())
    return render_template("programme/show_trainer.html", trainer=trainer, to_come=to_come)


@bp.route("/trainers/<int:trainer_id>/edit", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def edit_trainer(trainer_id: int) -> ResponseReturnValue:
    trainer = found(queries.trainer(trainer_id))
    form = TrainerForm(trainer)
    if form.validate_on_submit():
        services.edit_trainer(trainer, form.details(), by=signed_in_user(), at=clock.now())
        flash("The trainer is saved.")
        return redirect(url_for("programme.show_trainer", trainer_id=trainer_id))
    return render_template("programme/edit_trainer.html", form=form, trainer=trainer)


@bp.post("/sessions/<int:session_id>/trainers/<int:trainer_id>/confirm")
@open_to(TRAINING_TEAM)
def confirm_trainer(session_id: int, trainer_id: int) -> ResponseReturnValue:
    session, trainer = found(queries.session(session_id)), found(queries.trainer(trainer_id))
    services.confirm_trainer(session, trainer, by=signed_in_user(), at=clock.now())
    flash(f"{trainer.name} is confirmed: people see the name on the session’s page.")
    return redirect(url_for("programme.show_session", session_id=session_id))


@bp.post("/sessions/<int:session_id>/trainers/<int:trainer_id>/ask")
@open_to(TRAINING_TEAM)
def back_to_asked(session_id: int, trainer_id: int) -> ResponseReturnValue:
    session, trainer = found(queries.session(session_id)), found(queries.trainer(trainer_id))
    services.back_to_asked(session, trainer, by=signed_in_user(), at=clock.now())
    flash(f"{trainer.name} is asked, and not confirmed any more.")
    return redirect(url_for("programme.show_session", session_id=session_id))

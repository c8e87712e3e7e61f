"""The pages of the pool, and whose yes to a session is noted."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.programme.models import Trainer
from app.programme.periods import programme_year, year_dates
from app.programme.sessions import queries as sessions
from app.programme.trainers import forms, queries, rules, services
from app.web.access import found, open_to
from app.web.forms import Form
from app.web.paging import page_asked_for

bp = Blueprint("programme_trainers", __name__)


@bp.route("/manage/trainers", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def trainers() -> ResponseReturnValue:
    form = forms.TrainerForm()
    if form.validate_on_submit():
        services.add_trainer(form.details(), by=signed_in_user(), at=clock.now())
        flash(f"{form.name.data} is in the pool of trainers.")
        return redirect(url_for("programme_trainers.trainers"))
    year = programme_year(clock.today())
    days = queries.days_taught(since=year_dates(year)[0], until=clock.today())
    return render_template(
        "programme/trainers/trainers.html",
        form=form,
        trainers=queries.page_of_trainers(page=page_asked_for()),
        days=days,
        lent=rules.days_by_agency(queries.trainers_with_agencies(), days),
        year=year,
    )


@bp.get("/manage/trainers/<int:trainer_id>")
@open_to(TRAINING_TEAM)
def show_trainer(trainer_id: int) -> ResponseReturnValue:
    return _page_of(found(queries.trainer(trainer_id)), forms.UnavailabilityForm(formdata=None))


@bp.post("/manage/trainers/<int:trainer_id>/unavailable")
@open_to(TRAINING_TEAM)
def add_unavailability(trainer_id: int) -> ResponseReturnValue:
    trainer, form = found(queries.trainer(trainer_id)), forms.UnavailabilityForm()
    if form.validate_on_submit():
        with form.refusing():
            dates = services.add_unavailability(trainer, **form.dates(), by=signed_in_user(), at=clock.now())
            clashing = rules.clashes_in_words(queries.sessions_clashing(trainer, dates, at=clock.now()))
            flash(f"Noted. {_what_to_change(clashing)}")
            return redirect(url_for("programme_trainers.show_trainer", trainer_id=trainer_id))
    return _page_of(trainer, form)


@bp.post("/manage/trainers/<int:trainer_id>/unavailable/<int:dates_id>/remove")
@open_to(TRAINING_TEAM)
def remove_unavailability(trainer_id: int, dates_id: int) -> ResponseReturnValue:
    dates = found(queries.unavailability(found(queries.trainer(trainer_id)), dates_id))
    services.remove_unavailability(dates, by=signed_in_user(), at=clock.now())
    flash("These dates are removed: they can teach on them.")
    return redirect(url_for("programme_trainers.show_trainer", trainer_id=trainer_id))


@bp.route("/manage/trainers/<int:trainer_id>/retire", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def retire(trainer_id: int) -> ResponseReturnValue:
    """Names what is to come first."""
    trainer, form = found(queries.trainer(trainer_id)), Form()
    if form.validate_on_submit():
        with form.refusing():
            services.retire(trainer, by=signed_in_user(), at=clock.now())
            flash(f"{trainer.name} is retired, and isn’t offered for sessions any more.")
            return redirect(url_for("programme_trainers.show_trainer", trainer_id=trainer_id))
    to_come = queries.sessions_of_trainer(trainer, at=clock.now())
    return render_template("programme/trainers/retire.html", trainer=trainer, form=form, to_come=to_come)


@bp.post("/manage/trainers/<int:trainer_id>/take-back")
@open_to(TRAINING_TEAM)
def take_back(trainer_id: int) -> ResponseReturnValue:
    trainer = found(queries.trainer(trainer_id))
    services.take_back(trainer, by=signed_in_user(), at=clock.now())
    flash(f"{trainer.name} is in the pool again.")
    return redirect(url_for("programme_trainers.show_trainer", trainer_id=trainer_id))


def _what_to_change(clashing: str) -> str:
    if not clashing:
        return "No session of theirs falls on these dates. You are warned where one is put there."
    return f"They are down for {clashing}. Open it and change the trainer, or move it: nobody is told by themselves."


def _page_of(trainer: Trainer, form: forms.UnavailabilityForm) -> ResponseReturnValue:
    return render_template(
        "programme/trainers/show_trainer.html",
        trainer=trainer,
        form=form,
        to_come=queries.sessions_of_trainer(trainer, at=clock.now()),
        unavailable=queries.unavailability_of(trainer, since=clock.today()),
        falls_on=rules.falls_on,
        now=clock.now(),
    )


@bp.route("/manage/trainers/<int:trainer_id>/edit", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def edit_trainer(trainer_id: int) -> ResponseReturnValue:
    trainer = found(queries.trainer(trainer_id))
    form = forms.TrainerForm(trainer)
    if form.validate_on_submit():
        services.edit_trainer(trainer, form.details(), by=signed_in_user(), at=clock.now())
        flash("The trainer is saved.")
        return redirect(url_for("programme_trainers.show_trainer", trainer_id=trainer_id))
    return render_template("programme/trainers/edit_trainer.html", form=form, trainer=trainer)


@bp.post("/manage/sessions/<int:session_id>/trainers/<int:trainer_id>/confirm")
@open_to(TRAINING_TEAM)
def confirm_trainer(session_id: int, trainer_id: int) -> ResponseReturnValue:
    session, trainer = found(sessions.session(session_id)), found(queries.trainer(trainer_id))
    services.confirm_trainer(session, trainer, by=signed_in_user(), at=clock.now())
    flash(f"{trainer.name} is confirmed: people see the name on the session’s page.")
    return redirect(url_for("programme_sessions.show_session", session_id=session_id))


@bp.post("/manage/sessions/<int:session_id>/trainers/<int:trainer_id>/ask")
@open_to(TRAINING_TEAM)
def back_to_asked(session_id: int, trainer_id: int) -> ResponseReturnValue:
    session, trainer = found(sessions.session(session_id)), found(queries.trainer(trainer_id))
    services.back_to_asked(session, trainer, by=signed_in_user(), at=clock.now())
    flash(f"{trainer.name} is asked, and not confirmed any more.")
    return redirect(url_for("programme_sessions.show_session", session_id=session_id))

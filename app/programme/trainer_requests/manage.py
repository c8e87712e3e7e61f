"""The office's list of trainers asked, and asking one now."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.http.asking import words_asked
from app.programme.sessions import queries as sessions
from app.programme.trainer_requests import queries, services
from app.programme.trainer_requests.routes import bp
from app.programme.trainers import queries as trainers
from app.web.access import found, open_to
from app.web.navigation import page_of
from app.web.paging import page_asked_for


@bp.get("/manage/trainers/sessions")
@open_to(TRAINING_TEAM)
@page_of("trainers asked")
def asked() -> ResponseReturnValue:
    """Who trains what is to come, with their answers."""
    standing, now = words_asked("standing"), clock.now()
    return render_template(
        "programme/trainer_requests/asked.html",
        page=queries.page_of_trainers_to_come(standing, at=now, page=page_asked_for()),
        counts=queries.counts_to_come(at=now),
        standing=standing if standing in queries.STANDINGS else "",
    )


@bp.post("/manage/sessions/<int:session_id>/trainers/<int:trainer_id>/ask-now")
@open_to(TRAINING_TEAM)
@page_of("asking a trainer")
def ask(session_id: int, trainer_id: int) -> ResponseReturnValue:
    session, trainer = found(sessions.session(session_id)), found(trainers.trainer(trainer_id))
    services.ask(session, trainer, by=signed_in_user(), at=clock.now())
    flash(f"{trainer.name} is asked by mail.")
    return redirect(url_for("programme_sessions.show_session", session_id=session_id))

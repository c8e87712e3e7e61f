"""Trainers answer by the link of their mail, and see what they are asked and train."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.models import User
from app.accounts.signed_in import signed_in_user
from app.core import clock, links
from app.core.links import Secret, opened_by_mail
from app.core.roles import Role
from app.programme.models_trainers import TrainerAnswer, TrainerRequest
from app.programme.trainer_requests import forms, queries, rules, services
from app.programme.trainer_requests.emails import PURPOSE
from app.programme.trainers import queries as trainers
from app.programme.trainers import rules as trainers_rules
from app.programme.trainers import services as trainers_services
from app.programme.trainers.forms import UnavailabilityForm
from app.web.access import EVERYONE, found, open_to
from app.web.navigation import in_navigation, page_of
from app.web.paging import page_asked_for, part_of

bp = Blueprint("programme_trainer_requests", __name__)
A_TRAINER = frozenset({Role.TRAINER})
AT_FIRST = 8
"""Sessions that a trainer sees unfolded, and all that wait for an answer."""


@bp.route("/trainer-requests/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
@opened_by_mail(PURPOSE)
def answer(token: str) -> ResponseReturnValue:
    """Can you train it? Opening the link answers nothing; a button does."""
    request, version = _request(token)
    form = forms.TrainerAnswerForm()
    if form.validate_on_submit():
        with form.refusing():
            services.answer(request, form.said, words=form.words.data or "", version=version, at=clock.now())
            flash(_THANKS[form.said])
            return redirect(url_for("programme_trainer_requests.answer", token=token))
    return render_template(
        "programme/trainer_requests/answer.html",
        request_of_trainer=request,
        session=request.session,
        can_be_answered=request.can_be_answered(clock.now()) and request.version == version,
        form=form,
        token=token,
    )


@bp.get("/sessions-to-train")
@open_to(A_TRAINER)
@in_navigation("Sessions I train", A_TRAINER)
@page_of("sessions to train")
def mine() -> ResponseReturnValue:
    """What they are asked, what they said, and when they can't."""
    return _page_of(signed_in_user(), UnavailabilityForm(formdata=None))


@bp.post("/sessions-to-train/unavailable")
@open_to(A_TRAINER)
def add_unavailability() -> ResponseReturnValue:
    user, form = signed_in_user(), UnavailabilityForm()
    trainer = found(trainers.trainer_of(user))
    if form.validate_on_submit():
        with form.refusing():
            dates = trainers_services.add_unavailability(trainer, **form.dates(), by=user, at=clock.now())
            clashing = trainers_rules.clashes_in_words(queries.sessions_clashing(user, dates, at=clock.now()))
            flash(f"Noted. {_what_to_answer(clashing)}")
            return redirect(url_for("programme_trainer_requests.mine"))
    return _page_of(user, form)


@bp.post("/sessions-to-train/unavailable/<int:dates_id>/remove")
@open_to(A_TRAINER)
def remove_unavailability(dates_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    dates = found(trainers.unavailability(found(trainers.trainer_of(user)), dates_id))
    trainers_services.remove_unavailability(dates, by=user, at=clock.now())
    flash("These dates are removed: you can teach on them.")
    return redirect(url_for("programme_trainer_requests.mine"))


def _what_to_answer(clashing: str) -> str:
    if not clashing:
        return "The training team sees it when it plans sessions."
    return f"You are down for {clashing}. Change your answer to it below, so that we look for somebody else."


def _page_of(user: User, form: UnavailabilityForm) -> ResponseReturnValue:
    now, trainer = clock.now(), trainers.trainer_of(user)
    page = part_of(queries.sessions_of(user, at=now), page=page_asked_for(), per_page=queries.ON_A_PAGE)
    unavailable = trainers.unavailability_of(trainer, since=clock.today())
    asked = [of.request for of in page.items if of.request]
    first, later = rules.first_to_see(page.items, AT_FIRST)
    return render_template(
        "programme/trainer_requests/mine.html",
        page=page,
        first=first,
        later=later,
        links={request.id: Secret(PURPOSE, request.id, request.version).path() for request in asked},
        form=form,
        trainer=trainer,
        unavailable=unavailable,
        falls_on=trainers_rules.falls_on,
        now=now,
    )


_THANKS = {
    TrainerAnswer.ACCEPTED: "Thank you: you are down to train it. A confirmation with a calendar entry is on its way.",
    TrainerAnswer.DECLINED: "Thank you for telling us. The training team looks for somebody else.",
}


def _request(token: str) -> tuple[TrainerRequest, int]:
    """The request of a link, and the version that the link is of; page not found where the link is none of ours."""
    try:
        secret = links.read_token(PURPOSE, token)
    except links.BadToken:
        return abort(404)
    return found(queries.request_by_id(secret.record)), secret.version

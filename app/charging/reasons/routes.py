"""Giving a reason by a mailed link, without signing in. Opening a link never answers."""

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.models import User
from app.charging import queries as charging
from app.charging.models import Charge, Explainer
from app.charging.reasons import forms, services
from app.core import clock, links
from app.core.links import opened_by_mail
from app.web.access import EVERYONE, found, open_to

bp = Blueprint("charging_reasons", __name__)


@bp.route("/reasons/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
@opened_by_mail("reason")
def explain(token: str) -> ResponseReturnValue:
    charge = _charge("reason", token)
    return _page(charge, Explainer.PRACTITIONER, by=charge.booking.practitioner)


@bp.route("/reasons/manager/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
@opened_by_mail("reason-manager")
def explain_as_manager(token: str) -> ResponseReturnValue:
    """About one of a manager's people; it shows nothing that they said themselves."""
    return _page(_charge("reason-manager", token), Explainer.MANAGER, by=None)


def _page(charge: Charge, who: Explainer, *, by: User | None) -> ResponseReturnValue:
    given = charge.explanation_by(who)
    form = forms.ReasonForm(data={"words": given.words if given else ""})
    if form.validate_on_submit():
        with form.refusing():
            services.explain(charge, form.words.data, given_by=who, by=by, at=clock.now())
            flash("Thank you: the training team has your reason, and decides. Until then you can change it here.")
            return redirect(request.path)
    return render_template(
        "charging/reasons/explain.html",
        charge=charge,
        form=form,
        is_manager=who is Explainer.MANAGER,
        given=charge.explanation_by(who),
        is_open=charge.can_be_explained(clock.now()),
    )


def _charge(purpose: str, token: str) -> Charge:
    try:
        return found(charging.charge(links.read_token(purpose, token).record))
    except links.BadToken:
        return abort(404)

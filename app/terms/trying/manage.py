"""Trying a version of the terms."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.http.asking import all_asked, is_asked, number_asked
from app.terms.policies import queries as policies
from app.terms.trying import forms
from app.web.access import open_to

bp = Blueprint("terms_trying", __name__)


@bp.get("/manage/terms/try")
@open_to(TRAINING_TEAM)
def try_version() -> ResponseReturnValue:
    """A made-up case in the address: the decision is worked out anew each time, and nothing is kept."""
    in_force = policies.policy_in_force(on=clock.today())
    is_tried = is_asked("tried")
    standing = {"policy_id": number_asked("version") or (in_force.id if in_force else 0), "length": "420"}
    form = forms.TryForm(formdata=all_asked() if is_tried else None, data=standing)
    tried = form.tried() if is_tried and form.validate() else None
    return render_template("terms/trying/try.html", form=form, tried=tried, no_terms=not form.policy_id.choices)

"""The booking terms as everybody reads them."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app import clock
from app.access import EVERYONE, open_to
from app.terms import queries
from app.terms.rules import policy_in_words

bp = Blueprint("terms", __name__)


@bp.get("/terms")
@open_to(EVERYONE)
def show() -> ResponseReturnValue:
    policy = queries.policy_in_force(on=clock.today())
    return render_template("terms/show.html", policy=policy, words=policy_in_words(policy) if policy else [])

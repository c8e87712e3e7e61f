"""The booking terms as everybody reads them."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.http.kept_pages import kept_for_strangers
from app.terms.policies import queries, rules_words
from app.web.access import EVERYONE, open_to

bp = Blueprint("terms_policies", __name__)


@bp.get("/terms")
@open_to(EVERYONE)
@kept_for_strangers
def show() -> ResponseReturnValue:
    policy = queries.policy_in_force(on=clock.today())
    return render_template(
        "terms/policies/show.html", policy=policy, words=rules_words.policy_in_words(policy) if policy else []
    )

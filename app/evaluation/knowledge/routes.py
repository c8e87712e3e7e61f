"""What was right: told to a person of their own answers, once they are sent."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.core import clock, links
from app.evaluation.issuing import queries as issuing
from app.evaluation.knowledge import queries, refusals, rules
from app.evaluation.knowledge.manage import bp
from app.evaluation.stages import Stage
from app.web.access import EVERYONE, found, open_to
from app.web.navigation import page_of


@bp.get("/questionnaires/<any(before, after, later):stage>/<token>/what-was-right")
@open_to(EVERYONE)
@page_of("what was right")
def what_was_right(stage: str, token: str) -> ResponseReturnValue:
    """By the link of the questionnaire. Raises NotSentYet."""
    issued = found(issuing.issued(_booking_of(stage, token), Stage(stage)))
    if not issued.answered_at:
        raise refusals.NotSentYet
    feedback = queries.feedback(issued, at=clock.now())
    return render_template(
        "evaluation/knowledge/what_was_right.html",
        issued=issued,
        feedback=feedback,
        right=rules.right_of(feedback),
    )


def _booking_of(stage: str, token: str) -> int:
    try:
        return links.read_token(stage, token).record
    except links.BadToken:
        return abort(404)

"""Where the pages hang."""

from flask import Blueprint

from app import links
from app.records.queries import Attendance

bp = Blueprint("records", __name__)


def evaluation_links(training: list[Attendance]) -> dict[int, str]:
    """The personal links of the evaluations that these have, by booking."""
    return {
        each.booking.id: links.PATHS["after"].format(
            token=links.token(links.Secret("after", each.evaluation.booking_id))
        )
        for each in training
        if each.evaluation
    }

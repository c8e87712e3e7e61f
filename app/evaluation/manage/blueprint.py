"""Where the training team's pages of the evaluation hang."""

from flask import Blueprint

bp = Blueprint("evaluation", __name__, url_prefix="/evaluation")

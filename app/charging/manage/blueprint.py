"""Where the pages of charges and bills hang, and who works with money beside the training team."""

from flask import Blueprint

from app.roles import TRAINING_TEAM, Role

bp = Blueprint("charging", __name__, url_prefix="/charges")

WITH_FINANCE = TRAINING_TEAM | {Role.FINANCE}
"""Finance sees charges and bills, without the reasons that were given."""

PER_PAGE = 50

"""Who works with money beside the training team."""

from app.core.roles import TRAINING_TEAM, Role

WITH_FINANCE = TRAINING_TEAM | {Role.FINANCE}
"""Finance sees charges and bills, without the reasons that were given."""

PER_PAGE = 50

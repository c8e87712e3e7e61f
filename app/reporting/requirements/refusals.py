"""How the plan says no."""

from app.core.errors import Refusal


class YearIsOver(Refusal):
    message = "This year is over, so its plan stays as it was kept. Choose a year to come."

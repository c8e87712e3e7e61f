"""How the room says no."""

from app.booking.eligibility.refusals import NotEligible


class HoldFell(NotEligible):
    """Of what was held, nothing could be confirmed: it is remembered that the holds are over."""

    keeps_work = True

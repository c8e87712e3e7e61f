"""How the room says no: each names its rule, and what to do next."""

from app.core.errors import Refusal


class AgencyCapReached(Refusal):
    field = "agency"


class NotTheAudience(Refusal):
    field = "agency"


class NotInvited(Refusal):
    field = "agency"


class NotEligible(Refusal):
    """A rule about the person. `of_somebody` says it of somebody else, in words that don't say "you"."""

    of_somebody = ""


class PrerequisiteMissing(NotEligible):
    pass


class Barred(NotEligible):
    of_somebody = (
        "{name} has missed three sessions in the last twelve months without telling us, and this session can’t be "
        "booked then. The training team can lift this, on the person’s page."
    )
    message = (
        "You have missed three sessions in the last twelve months without telling us, and this session can’t be "
        "booked then. Telephone the training team: they can lift this."
    )

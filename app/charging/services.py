"""What every command on a charge begins with."""

from app.audit.models import Verb
from app.charging.models import Charge, ChargeState
from app.core.database import db

LET_GO = {ChargeState.WITHDRAWN: Verb.WITHDREW_CHARGE, ChargeState.CREDITED: Verb.CREDITED_CHARGE}
"""What was done to a charge that is gone."""


def lock_charge(charge: Charge) -> None:
    """Of two at once, the second sees what the first did. Several are locked in the order of their numbers."""
    db.session.refresh(charge, with_for_update={"of": Charge})

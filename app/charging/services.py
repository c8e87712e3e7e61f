"""What every command on a charge begins with."""

from app.charging.models import Charge
from app.core.database import db


def lock_charge(charge: Charge) -> None:
    """Of two at once, the second sees what the first did. Several are locked in the order of their numbers."""
    db.session.refresh(charge, with_for_update={"of": Charge})

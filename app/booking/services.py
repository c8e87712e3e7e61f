"""What came of a booking, and whom that is told."""

from datetime import datetime

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.booking.models import Booking
from app.booking.services_letters import tell_manager
from app.booking.states import Outcome
from app.core.database import advisory_lock, command, db
from app.terms.models import ManagerNews


@command
def record_outcome(booking: Booking, outcome: Outcome | None, *, by: User, at: datetime) -> None:
    """What the register says of someone; None takes the mark of a place back. Raises NotBooked."""
    db.session.refresh(booking, with_for_update={"of": Booking})
    before = booking.outcome
    booking.mark(outcome, at)
    if before is not outcome:
        audit.write(Verb.MARKED_BOOKING, booking, by=by, at=at, before=before, after=outcome)


@command
def tell_managers_of_absence(absent: list[Booking], *, at: datetime) -> int:
    """One letter for each, where the terms say so and none has gone yet. Returns how many."""
    advisory_lock("managers told of absence")
    return sum(tell_manager(booking, news=ManagerNews.NON_ATTENDANCE, at=at) for booking in absent)

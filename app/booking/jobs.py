"""The booking room's jobs."""

from app import clock
from app.booking.services import (
    alert_below_minimum,
    lapse_holds,
    lapse_offers,
    pass_on_free_places,
    purge_needs,
    send_joining_details,
    send_reminders,
    send_week_days,
)
from app.formatting import count


def free_lapsed_places() -> str:
    """Let holds and offers lapse, and pass free places on; returns a line for the log, empty when nothing was to do."""
    now = clock.now()
    done = {"hold": lapse_holds(at=now), "offer": lapse_offers(at=now), "place": pass_on_free_places(at=now)}
    words = {"hold": "lapsed", "offer": "lapsed", "place": "passed on"}
    return ", ".join(f"{count(done[what], what)} {words[what]}" for what in done if done[what])


def tell_before_the_start() -> str:
    """Queue joining details and reminders that are due; returns a line for the log, or an empty one."""
    now = clock.now()
    told = send_joining_details(at=now) + send_reminders(at=now) + send_week_days(at=now)
    return f"{count(told, 'message')} about sessions to come queued" if told else ""


def alert_the_office() -> str:
    """Queue what the training team should hear of; returns a line for the log, or an empty one."""
    told = alert_below_minimum(at=clock.now())
    return f"{count(told, 'session')} with too few bookings reported" if told else ""


def forget_access_needs() -> str:
    """Purge what is said of people's needs once it has served; returns a line for the log, or an empty one."""
    purged = purge_needs(at=clock.now())
    return f"access needs of {count(purged, 'booking')} forgotten" if purged else ""

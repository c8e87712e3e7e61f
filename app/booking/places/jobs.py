"""Holds and offers that lapse, and the places they free."""

from app.booking.places import services
from app.booking.waiting_list import services as waiting_list
from app.core import clock
from app.web.formatting import count


def free_lapsed_places() -> str:
    """Let holds and offers lapse, and pass free places on; returns a line for the log, empty when nothing was to do."""
    now = clock.now()
    done = {
        "hold": services.lapse_holds(at=now),
        "offer": waiting_list.lapse_offers(at=now),
        "place": waiting_list.pass_on_free_places(at=now),
    }
    words = {"hold": "lapsed", "offer": "lapsed", "place": "passed on"}
    return ", ".join(f"{count(done[what], what)} {words[what]}" for what in done if done[what])

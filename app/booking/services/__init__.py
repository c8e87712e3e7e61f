"""Commands on bookings. `claims` is what they are made of; the others are the office's words."""

from app.booking.services.claims import lock_session
from app.booking.services.colleagues import Result, book_colleagues
from app.booking.services.delegates import Delegate, delegate_of
from app.booking.services.exceptions import accept_evidence, lift_bar
from app.booking.services.leaving import cancel_for_somebody, withdraw
from app.booking.services.register import (
    purge_needs,
    record_outcome,
    record_walk_in,
    remove_walk_in,
    tell_managers_of_absence,
)
from app.booking.services.reminding import (
    alert_below_minimum,
    send_joining_details,
    send_joining_details_again,
    send_reminders,
    send_week_days,
)
from app.booking.services.sessions import cancel_session, change_session, write_to_everybody
from app.booking.services.substituting import record_came_instead, substitute
from app.booking.services.taking import (
    Attempt,
    ask_to_wait,
    book_place,
    book_several,
    confirm_by_code,
    confirm_by_link,
    hold_place,
    hold_several,
    lapse_holds,
    mail_new_code,
)
from app.booking.services.waiting import (
    accept_offer,
    join_waiting_list,
    lapse_offers,
    leave_waiting_list,
    move_to_the_front,
    pass_on_free_places,
    pause_offers,
)

__all__ = [
    "Result",
    "book_colleagues",
    "Attempt",
    "Delegate",
    "accept_evidence",
    "accept_offer",
    "alert_below_minimum",
    "ask_to_wait",
    "book_place",
    "book_several",
    "cancel_for_somebody",
    "cancel_session",
    "change_session",
    "confirm_by_code",
    "confirm_by_link",
    "delegate_of",
    "hold_place",
    "hold_several",
    "join_waiting_list",
    "lapse_holds",
    "lapse_offers",
    "leave_waiting_list",
    "lift_bar",
    "lock_session",
    "mail_new_code",
    "move_to_the_front",
    "pass_on_free_places",
    "pause_offers",
    "purge_needs",
    "record_came_instead",
    "record_outcome",
    "record_walk_in",
    "remove_walk_in",
    "send_joining_details",
    "send_joining_details_again",
    "send_reminders",
    "send_week_days",
    "substitute",
    "tell_managers_of_absence",
    "withdraw",
    "write_to_everybody",
]

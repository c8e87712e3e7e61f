"""Commands on bookings. `claims` is what they are made of; the others are the office's words."""

from app.booking.services.claims import lock_session
from app.booking.services.delegates import Delegate, delegate_of
from app.booking.services.leaving import cancel_for_somebody, withdraw
from app.booking.services.register import purge_needs, record_outcome, record_walk_in, remove_walk_in
from app.booking.services.reminding import send_joining_details, send_reminders
from app.booking.services.sessions import cancel_session, change_session
from app.booking.services.taking import (
    ask_to_wait,
    book_place,
    confirm_by_code,
    confirm_by_link,
    hold_place,
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
    "Delegate",
    "accept_offer",
    "ask_to_wait",
    "book_place",
    "cancel_for_somebody",
    "cancel_session",
    "change_session",
    "confirm_by_code",
    "confirm_by_link",
    "delegate_of",
    "hold_place",
    "join_waiting_list",
    "lapse_holds",
    "lapse_offers",
    "leave_waiting_list",
    "lock_session",
    "mail_new_code",
    "move_to_the_front",
    "pass_on_free_places",
    "pause_offers",
    "purge_needs",
    "record_outcome",
    "record_walk_in",
    "remove_walk_in",
    "send_joining_details",
    "send_reminders",
    "withdraw",
]

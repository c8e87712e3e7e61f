"""What a transfer holds about people: two numbers of bookings."""

from app.booking.transferring.models import Transfer
from app.personal.rules import Declaration, ImpersonalTable

DECLARED: tuple[Declaration, ...] = (
    ImpersonalTable(model=Transfer, because="which booking became which: what they hold stands on the bookings"),
)

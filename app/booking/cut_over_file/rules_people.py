"""What the room holds about people: which bookings came over, and which rows of people an import made."""

from app.booking.cut_over_file.models import BroughtBooking, BroughtRecord, BroughtSession, ComingOver
from app.personal.rules import Declaration, ImpersonalTable

DECLARED: tuple[Declaration, ...] = (
    ImpersonalTable(
        model=ComingOver,
        because="a file of sessions to come: its name, how much was in it, and who of the office imported it",
        columns=("file_name", "digest"),
        actors=("imported_by_id", "letters_by_id", "undone_by_id"),
    ),
    ImpersonalTable(
        model=BroughtSession, because="which sessions came over, by the title of their course", columns=("title_key",)
    ),
    ImpersonalTable(model=BroughtBooking, because="which bookings came over: what they hold stands on the booking"),
    ImpersonalTable(model=BroughtRecord, because="numbers of the rows that an import made"),
)

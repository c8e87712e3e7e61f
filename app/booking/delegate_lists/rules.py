"""The columns of a delegate list, and who sees which."""

from app.booking.models import Booking
from app.files.spreadsheets import Cell

NAMES = ("Name", "Agency", "Team", "Role")
NEEDS = ("Access needs", "Dietary needs")
OFFICE_ALONE = ("E-mail", "Line manager", "Line manager’s e-mail", "How it stands")


def columns(*, is_office: bool, with_needs: bool) -> list[str]:
    """Trainers see who comes and what they need; addresses and line managers are the office's."""
    return [*NAMES, *(NEEDS if with_needs else ()), *(OFFICE_ALONE if is_office else ())]


def row(booking: Booking, *, is_office: bool, with_needs: bool) -> list[Cell]:
    cells: list[Cell] = [booking.name, booking.agency_name, booking.team, booking.job_role]
    if with_needs:
        cells += [booking.access_needs, booking.dietary_needs]
    if is_office:
        standing = booking.state_in_words.replace("-", " ").capitalize()
        cells += [booking.practitioner.email, booking.manager_name, booking.manager_email, standing]
    return cells

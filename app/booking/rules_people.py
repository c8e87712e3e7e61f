"""What a booking keeps about its person, and about the line manager named on it."""

from datetime import datetime

from sqlalchemy import ColumnElement, select

from app.booking.models import Booking
from app.booking.models_letters import ChangeLetter, WeekDayLetter
from app.personal.rules import Declaration, Forgotten, ImpersonalTable, PersonalTable
from app.programme.models_sessions import TrainingSession

ABOUT_ITS_SESSION = {"Course": "session.title", "Starts": "session.starts_at"}


def _over(before: datetime) -> ColumnElement[bool]:
    """SQL over Booking: its session had ended by then."""
    return Booking.session_id.in_(select(TrainingSession.id).where(TrainingSession.has_ended(before)))


DECLARED: tuple[Declaration, ...] = (
    PersonalTable(
        model=Booking,
        title="Bookings",
        person="practitioner_id",
        pseudonyms=("name",),
        empties=("job_role", "team", "manager_name", "manager_email", "access_needs", "dietary_needs", "cancel_reason"),
        sets={"held_from": None},
        keeps={
            "last_told": "when and where the session was",
            "other_agency": "the name of an employer",
            "organizer": "the address that our mail comes from",
        },
        actors=("cancelled_by_id", "booked_by_id"),
        inner=("changed_at", "priority", "last_told", "link_version", "organizer"),
        beside={**ABOUT_ITS_SESSION, "Agency": "agency.name"},
    ),
    PersonalTable(
        model=Booking,
        title="Bookings that name this address as the line manager’s",
        address="manager_email",
        empties=("manager_name", "manager_email"),
        shows=("manager_name", "manager_email"),
        beside=ABOUT_ITS_SESSION,
    ),
    PersonalTable(
        model=WeekDayLetter,
        title="Letters about days of Learning Weeks",
        person="practitioner_id",
        once=("learning_week_id", "on"),
        inner=("version",),
    ),
    ImpersonalTable(model=ChangeLetter, because="the office’s words to all on a session", columns=("words",)),
    Forgotten(
        kind="needs_days",
        what="bookings with access or dietary needs",
        model=Booking,
        due=lambda before: Booking.has_needs & _over(before),
        empties=("access_needs", "dietary_needs"),
    ),
    Forgotten(
        kind="reasons_months", what="reasons for cancelling", model=Booking, due=_over, empties=("cancel_reason",)
    ),
    Forgotten(
        kind="line_managers_months",
        what="line managers named on bookings",
        model=Booking,
        due=_over,
        empties=("manager_name", "manager_email"),
    ),
)

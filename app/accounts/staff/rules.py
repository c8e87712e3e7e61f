"""Which roles there are to give, how long an invitation lasts, and what somebody still has to do."""

from dataclasses import dataclass
from datetime import timedelta

from app.core.roles import Role

INVITATION_LASTS = timedelta(days=7)

MAY_DO = {
    Role.TRAINING_MANAGER: "Runs the programme, and alone decides who has access and how it is set up",
    Role.TRAINING_OFFICER: "Runs the programme: courses, sessions, bookings, registers, charges, evaluation",
    Role.TRAINER: "Marks the registers of their own sessions, and reads what came of them",
    Role.FINANCE: "Works on charges and bills",
    Role.AGENCY_LEAD: "Books for the people of one agency, and sees their training",
    Role.PRACTITIONER: "Books for themself",
}
"""What each may do, in a line; the page of who may do what has it in full."""


@dataclass(frozen=True)
class Duty:
    """Something that somebody still has to do, with the page where another is asked instead."""

    words: str
    address: str

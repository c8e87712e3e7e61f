"""How certificates are coded, what is missing for one, and what it says."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from app.booking.models import Booking
from app.evaluation.models_issued import Issued
from app.evaluation.timing.rules import STAYS_OPEN
from app.programme.models_sessions import Delivery, SessionDay
from app.web.formatting import day_month_year

NEWS_FOR = timedelta(days=28)
"""What was earned longer ago is no news: after a long outage, or in a database older than certificates, it is issued
without a letter and stands in My training."""

CODE_LETTERS = "34679CDFGHJKMNPQRTVWXY"
"""No vowels that spell words, and nothing that looks like something else: not 0 and O, 1, I and L, 2 and Z, 5 and S."""

CODE_LENGTH = 12


def new_code() -> str:
    """Twelve characters that nobody guesses: 22 to the power of 12."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def code_from(typed: str) -> str:
    """The code that somebody typed: case, spaces and dashes don't matter."""
    return "".join(each for each in typed[:100].upper() if each.isascii() and each.isalnum())


class Missing(StrEnum):
    """What is missing for a certificate, if anything."""

    NOTHING = "nothing"
    ISSUING = "it is on its way"
    REGISTER = "the register is still open"
    QUESTIONS = "the evaluation isn't issued yet"
    ANSWER = "the evaluation waits for an answer"
    TOO_LATE = "the evaluation has closed without an answer"
    NEVER = "years past have none"

    @property
    def can_be_released(self) -> bool:
        """The office may answer for it; what is on its way needs nobody."""
        return self not in (Missing.NOTHING, Missing.ISSUING)


def what_is_missing(
    booking: Booking, *, has_certificate: bool, is_register_closed: bool, evaluation: Issued | None, at: datetime
) -> Missing:
    """Of somebody who was there for all of it: the next thing that has to happen. Imported registers bring none."""
    if has_certificate:
        return Missing.NOTHING
    if booking.session.is_imported:
        return Missing.NEVER
    if evaluation is None:
        return Missing.QUESTIONS if at < booking.session.ends_at + STAYS_OPEN else Missing.TOO_LATE
    if evaluation.answered_at is None:
        return Missing.ANSWER if at < evaluation.closes_at else Missing.TOO_LATE
    return Missing.ISSUING if is_register_closed else Missing.REGISTER


def dates_in_words(days: Sequence[SessionDay]) -> str:
    """3 December 2026; both dates of two days; the first and the last of more."""
    dates = [day_month_year(day.on) for day in days]
    if len(dates) < 3:
        return " and ".join(dates)
    return f"{dates[0]} to {dates[-1]}, {len(dates)} days"


def delivery_in_words(delivery: Delivery) -> str:
    return {"virtual": "Online", "venue": "In person", "hybrid": "In person and online"}[delivery]

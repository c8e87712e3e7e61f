"""A session's booking rules in words."""

from app.programme.models_sessions import TrainingSession
from app.settings.rules_lists import Sectors
from app.web.formatting import count, long_date


def rules_in_words(session: TrainingSession, sectors: Sectors, *, for_office: bool = False) -> list[str]:
    """The rules of booking a session, a sentence each; some concern the office alone."""
    said = [_when_it_is_booked(session), _prerequisite(session), _audience(session, sectors), _agency_cap(session)]
    if for_office:
        said += [_minimum(session), _bar(session)]
    return [words for words in said if words]


def _when_it_is_booked(session: TrainingSession) -> str:
    if session.opens_on and session.closes_on:
        return f"Booking: from {long_date(session.opens_on)} to {long_date(session.closes_on)}."
    if session.opens_on:
        return f"Booking opens on {long_date(session.opens_on)}."
    return f"Booking closes after {long_date(session.closes_on)}." if session.closes_on else ""


def _prerequisite(session: TrainingSession) -> str:
    before, years = session.course.prerequisite, session.prerequisite_years
    if not before or not years:
        return ""
    return f"For people who have attended {before.title} in the last {'year' if years == 1 else f'{years} years'}."


def _audience(session: TrainingSession, sectors: Sectors) -> str:
    if not session.audience:
        return ""
    *others, last = map(sectors.name_of, session.audience)
    return f"For people who work in {', '.join(others)}{' or ' if others else ''}{last}."


def _agency_cap(session: TrainingSession) -> str:
    if not session.agency_cap:
        return ""
    lifted = session.cap_lifted_days_before
    until = f", until {count(lifted, 'day')} before" if lifted else ""
    return f"At most {count(session.agency_cap, 'place')} for one agency{until}."


def _minimum(session: TrainingSession) -> str:
    if not session.minimum:
        return ""
    return f"With fewer than {count(session.minimum, 'booking')}, the training team hears of it."


def _bar(session: TrainingSession) -> str:
    if not session.bars_non_attenders:
        return ""
    return "Nobody with three unexplained absences in twelve months can book."

"""What is asked of the list, read from the address: so that a narrowed list can be shared."""

from datetime import date

from app.http.asking import words_asked
from app.programme.models import Strand
from app.reporting.session_list.rules import ListedSessions, RequestedSessions
from app.web.dates import iso_date

MOST_WORDS = 100


def requested_sessions() -> RequestedSessions:
    """What can't be read is left out."""
    return RequestedSessions(
        listed=next((each for each in ListedSessions if each == words_asked("show")), ListedSessions.TO_COME),
        words=words_asked("q", most=MOST_WORDS),
        since=_day(words_asked("from")),
        until=_day(words_asked("to")),
        strand=next((strand for strand in Strand if strand == words_asked("strand")), None),
    )


def _day(words: str) -> date | None:
    try:
        return iso_date(words)
    except ValueError:
        return None

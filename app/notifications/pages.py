"""What the page of the outbox is asked for, and what pages say of letters that have just been queued."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask, current_app

from app.http.asking import number_asked, words_asked
from app.http.searches import kept_search
from app.notifications.models import LetterKind, MessageState
from app.notifications.queries import current_pause
from app.notifications.rules import AskedMessages, SessionLetters
from app.web.dates import read_date
from app.web.formatting import plural

LettersOfSession = Callable[[int], SessionLetters | None]
_REGISTERED = "letters of a session"


@dataclass(frozen=True)
class RequestedMessages:
    """What the address asks for, what of that can't be read, and how an address asks for the same."""

    asked: AskedMessages
    complaint: str
    in_address: dict[str, Any]
    session: SessionLetters | None


def register_letters_of_session(app: Flask, letters: LettersOfSession) -> None:
    """Sessions and bookings are higher rooms' records: one registers which letters are about a session."""
    app.extensions[_REGISTERED] = letters


def requested_messages() -> RequestedMessages:
    """Whom they went to is asked for by the number of a search: no name stands in an address."""
    since, until, complaint = _dates_asked(words_asked("from"), words_asked("to"))
    session_id, search = number_asked("session"), number_asked("search")
    session = current_app.extensions[_REGISTERED](session_id) if session_id else None
    asked = AskedMessages(
        state=next((state for state in MessageState if state == words_asked("state")), None),
        kind=next((kind for kind in LetterKind if kind == words_asked("kind")), None),
        words=kept_search(search),
        since=since,
        until=until,
        abouts=session and session.abouts,
    )
    said = {
        "state": asked.state and asked.state.value,
        "kind": asked.kind and asked.kind.value,
        "search": search if asked.words else None,
        "from": since and since.isoformat(),
        "to": until and until.isoformat(),
        "session": session_id if session else None,
    }
    return RequestedMessages(asked, complaint, {name: value for name, value in said.items() if value}, session)


def _dates_asked(first: str, last: str) -> tuple[date | None, date | None, str]:
    """Each may be empty; what is wrong with them, in words."""
    try:
        since, until = (read_date(given) if given else None for given in (first, last))
    except ValueError:
        return None, None, "Choose real dates, such as 2027-02-08."
    if since and until and since > until:
        return None, None, "Choose dates in order, the first one first."
    return since, until, ""


def when_it_leaves(how_many: int = 1) -> str:
    """A sentence that promises no more than will happen."""
    it, waits, goes = (plural(how_many, *words) for words in (("it", "they"), ("waits", "wait"), ("goes", "go")))
    if not current_app.config["MAIL_SERVER"]:
        return f"No mail server is set, so {it} {waits} in the outbox."
    if current_pause():
        return f"Mail is held back: {it} {waits} in the outbox until somebody starts mail."
    return f"{it.capitalize()} {goes} out within the minute."

"""What somebody searches for by name stays out of addresses, which stand in histories, bookmarks and others' logs.

The words come in a form's body and are kept in the reader's own signed session cookie; the page that shows what was
found has their number in its address, which says nothing to anybody else.
"""

from flask import session

LONGEST = 100
MOST_KEPT = 6
_KEPT = "searches"


def keep_search(words: str) -> int | None:
    """The number by which `kept_search` finds these words again; None for none. The last few are kept.

    The same words keep their number, so that pages which name it stay good.
    """
    words = words.replace("\0", "").strip()[:LONGEST]
    if not words:
        return None
    kept = list(session.get(_KEPT, []))
    known = next((int(each[0]) for each in kept if each[1] == words), None)
    number = known or 1 + max((int(each[0]) for each in kept), default=0)
    session[_KEPT] = [*(each for each in kept if each[0] != number), [number, words]][-MOST_KEPT:]
    return number


def kept_search(number: int | None) -> str:
    """The words of a search in this browser; empty where there is no such search any more."""
    return next((str(each[1]) for each in session.get(_KEPT, []) if each[0] == number), "")


def forget_searches() -> None:
    """Whoever uses this browser next sees none of them."""
    session.pop(_KEPT, None)


def last_search() -> int | None:
    """The number of the latest search in this browser."""
    kept = session.get(_KEPT, [])
    return int(kept[-1][0]) if kept else None

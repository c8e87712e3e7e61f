"""What pages say of letters that have just been queued."""

from flask import current_app

from app.notifications.queries import current_pause
from app.web.formatting import plural


def when_it_leaves(how_many: int = 1) -> str:
    """A sentence that promises no more than will happen."""
    it, waits, goes = (plural(how_many, *words) for words in (("it", "they"), ("waits", "wait"), ("goes", "go")))
    if not current_app.config["MAIL_SERVER"]:
        return f"No mail server is set, so {it} {waits} in the outbox."
    if current_pause():
        return f"Mail is held back: {it} {waits} in the outbox until somebody starts mail."
    return f"{it.capitalize()} {goes} out within the minute."

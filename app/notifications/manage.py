"""The outbox: every message, its state and its text."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.http.asking import words_asked
from app.notifications import queries, services
from app.notifications.models import DONE_WITH, LetterKind, MessageState
from app.notifications.pages import when_it_leaves
from app.notifications.rules import in_words
from app.web.access import found, open_to, signed_in_record
from app.web.formatting import count
from app.web.navigation import in_navigation, page_of
from app.web.paging import page_asked_for

bp = Blueprint("notifications", __name__)
PER_PAGE = 50
NONE_WAITS = "No message waits for its next try."


@bp.get("/outbox")
@open_to(TRAINING_TEAM)
@in_navigation("Outbox", TRAINING_TEAM)
@page_of("outbox")
def outbox() -> ResponseReturnValue:
    """All messages, newest first, or those of one state, of one kind, or both."""
    state = next((state for state in MessageState if state == words_asked("state")), None)
    kind = next((kind for kind in LetterKind if kind == words_asked("kind")), None)
    page = queries.messages(state, kind, page=page_asked_for(), per_page=PER_PAGE)
    return render_template(
        "notifications/outbox.html",
        messages=page.items,
        page=page,
        state=state,
        kind=kind,
        kinds={kind: in_words(kind) for kind in LetterKind},
        counts=queries.counts(),
        done_with=DONE_WITH,
        mail_server=current_app.config["MAIL_SERVER"],
    )


@bp.post("/outbox/try-again")
@open_to(TRAINING_TEAM)
def try_again() -> ResponseReturnValue:
    """All that waits for its next try."""
    how_many = services.try_all_again(by=signed_in_record(), at=clock.now())
    flash(f"{count(how_many, 'message')} to be tried again. {when_it_leaves(how_many)}" if how_many else NONE_WAITS)
    return redirect(url_for("notifications.outbox", state=MessageState.RETRYING.value))


@bp.get("/outbox/<int:message_id>")
@open_to(TRAINING_TEAM)
def show(message_id: int) -> ResponseReturnValue:
    """One message. Its links and codes are shown in development alone."""
    message = found(queries.message(message_id))
    shows_secrets = current_app.config["ENVIRONMENT"] == "development"
    return render_template(
        "notifications/show.html",
        message=message,
        subject=message.revealed_subject() if shows_secrets else message.masked_subject(),
        text=message.revealed_text() if shows_secrets else message.masked_text(),
        shows_secrets=shows_secrets,
        when_it_leaves=when_it_leaves(),
        can_be_sent_again=message.can_be_sent_again(clock.now()),
    )


@bp.post("/outbox/<int:message_id>/send-again")
@open_to(TRAINING_TEAM)
def send_again(message_id: int) -> ResponseReturnValue:
    message = found(queries.message(message_id))
    services.send_again(message, by=signed_in_record(), at=clock.now())
    flash(f"The message is queued again. {when_it_leaves()}")
    return redirect(url_for("notifications.show", message_id=message_id))

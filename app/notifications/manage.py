"""The outbox: every message, its state and its text."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.http.asking import words_asked
from app.notifications import queries, services
from app.notifications.models import DONE_WITH, MessageState
from app.web.access import found, open_to, signed_in_record
from app.web.navigation import in_navigation
from app.web.paging import page_asked_for

bp = Blueprint("notifications", __name__)
PER_PAGE = 50


@bp.get("/outbox")
@open_to(TRAINING_TEAM)
@in_navigation("Outbox", TRAINING_TEAM)
def outbox() -> ResponseReturnValue:
    """All messages, newest first, or those of one state."""
    state = next((state for state in MessageState if state == words_asked("state")), None)
    page, counts = queries.messages(state, page=page_asked_for(), per_page=PER_PAGE), queries.counts()
    return render_template(
        "notifications/outbox.html",
        messages=page.items,
        page=page,
        state=state,
        counts=counts,
        done_with=DONE_WITH,
        mail_server=current_app.config["MAIL_SERVER"],
    )


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
        can_be_sent_again=message.can_be_sent_again(clock.now()),
    )


@bp.post("/outbox/<int:message_id>/send-again")
@open_to(TRAINING_TEAM)
def send_again(message_id: int) -> ResponseReturnValue:
    message = found(queries.message(message_id))
    services.send_again(message, by=signed_in_record(), at=clock.now())
    flash("The message is queued again. It goes out within the minute.")
    return redirect(url_for("notifications.show", message_id=message_id))

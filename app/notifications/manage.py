"""The outbox: every message, its state and its text."""

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.http.searches import keep_search
from app.notifications import pages, queries, services
from app.notifications.emails import letter_look
from app.notifications.models import DONE_WITH, LetterKind, MessageState
from app.notifications.pages import when_it_leaves
from app.notifications.rules import in_words
from app.web.access import found, open_to, signed_in_record
from app.web.formatting import count
from app.web.navigation import in_navigation, page_of
from app.web.paging import page_asked_for

bp = Blueprint("notifications", __name__)
PER_PAGE = 50
IN_ITS_FRAME = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
NONE_WAITS = "No message waits for its next try."


@bp.get("/outbox")
@open_to(TRAINING_TEAM)
@in_navigation("Outbox", TRAINING_TEAM)
@page_of("outbox")
def outbox() -> ResponseReturnValue:
    """All messages, newest first, or those asked for."""
    requested = pages.requested_messages()
    page = queries.messages(requested.asked, page=page_asked_for(), per_page=PER_PAGE)
    return render_template(
        "notifications/outbox.html",
        messages=page.items,
        page=page,
        requested=requested,
        asked=requested.asked,
        kinds={kind: in_words(kind) for kind in LetterKind},
        counts=queries.counts(),
        done_with=DONE_WITH,
        mail_server=current_app.config["MAIL_SERVER"],
    )


@bp.post("/outbox/search")
@open_to(TRAINING_TEAM)
def search() -> ResponseReturnValue:
    """By whom it went to or what it is about: a name stands in no address."""
    number = keep_search(request.form.get("q", ""))
    return redirect(url_for("notifications.outbox", **pages.requested_messages().in_address | {"search": number}))


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


@bp.get("/outbox/<int:message_id>/html")
@open_to(TRAINING_TEAM)
def show_html(message_id: int) -> ResponseReturnValue:
    """A message’s HTML alone, in the frame of its page: it can do nothing there, and asks for nothing."""
    message, look = found(queries.message(message_id)), letter_look()
    shows_secrets = current_app.config["ENVIRONMENT"] == "development"
    shown = make_response(message.revealed_html(look) if shows_secrets else message.masked_html(look))
    shown.headers.update({"Content-Security-Policy": IN_ITS_FRAME, "X-Frame-Options": "SAMEORIGIN"})
    return shown


@bp.post("/outbox/<int:message_id>/send-again")
@open_to(TRAINING_TEAM)
def send_again(message_id: int) -> ResponseReturnValue:
    message = found(queries.message(message_id))
    services.send_again(message, by=signed_in_record(), at=clock.now())
    flash(f"The message is queued again. {when_it_leaves()}")
    return redirect(url_for("notifications.show", message_id=message_id))

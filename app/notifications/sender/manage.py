"""How mail is sent, and whether it gets through."""

from typing import cast

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.http.asking import all_asked, words_asked
from app.notifications.bounces.rules import mailbox_name
from app.notifications.emails import sender as sender_address
from app.notifications.pages import when_it_leaves
from app.notifications.queries import current_pause
from app.notifications.sender import queries, rules, services
from app.notifications.sender.connection import SenderReport, look_up
from app.notifications.sender.forms import LookUpForm, SendTestForm
from app.notifications.sender.services import SignedInReader
from app.web.access import open_to, signed_in_record
from app.web.navigation import linked_from

bp = Blueprint("notifications_sender", __name__)


@bp.get("/outbox/sender")
@open_to(TRAINING_TEAM)
@linked_from("outbox", "How mail is sent, and whether it gets through")
def sender() -> ResponseReturnValue:
    """How mail is sent; with ?check=1, what DNS says of the sender's domain."""
    return _page(SendTestForm())


@bp.post("/outbox/sender/test")
@open_to(TRAINING_TEAM)
def send_test() -> ResponseReturnValue:
    form, reader = SendTestForm(), signed_in_record()
    if form.validate_on_submit():
        with form.refusing():
            queued = services.send_test(cast("SignedInReader", reader), by=reader, at=clock.now())
            flash(f"A test to {queued.to_email} is queued. {when_it_leaves()}")
            return redirect(url_for("notifications_sender.sender"))
    return _page(form)


def _page(form: SendTestForm) -> str:
    looking_up, server = (
        LookUpForm(formdata=all_asked(), meta={"csrf": False}),
        current_app.config["MAIL_SERVER"] or "",
    )
    report = _report(looking_up, server)
    return render_template(
        "notifications/sender/sender.html",
        form=form,
        looking_up=looking_up,
        report=report,
        server=server,
        way=_way(),
        sender=sender_address(),
        domain=rules.domain_of(sender_address()),
        spf_to_ask_for=report.spf_to_ask_for if report else rules.spf_suggestion(None, server),
        is_microsoft=rules.provider_of(server) == rules.INCLUDED_BY["outlook.com"],
        mailbox=mailbox_name(current_app.config),
        is_held=current_pause() is not None,
        test=queries.latest_test(signed_in_record().id),
    )


def _report(looking_up: LookUpForm, server: str) -> SenderReport | None:
    if not (words_asked("check") and looking_up.validate()):
        return None
    return look_up(sender_address(), server=server, selectors=looking_up.selectors())


def _way() -> dict[str, str]:
    """How we reach the mail server and sign in, in words: never a secret."""
    config = current_app.config
    encryption = "STARTTLS" if config["MAIL_USE_TLS"] else "TLS from the start" if config["MAIL_USE_SSL"] else ""
    by_token = f"by a token (OAuth 2.0), as {config['MAIL_USERNAME']}"
    by_password = f"by password, as {config['MAIL_USERNAME']}" if config["MAIL_PASSWORD"] else "not at all"
    return {
        "port": str(config["MAIL_PORT"]),
        "encryption": encryption or "none: mail goes to the server in plain text",
        "signs_in": by_token if config["MAIL_OAUTH_TOKEN_URL"] else by_password,
    }

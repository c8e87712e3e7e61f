"""Whether somebody hears of refreshers by mail."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.people import services_mail
from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.records.refreshers import queries, rules
from app.web.access import SIGNED_IN, open_to
from app.web.navigation import linked_from

bp = Blueprint("records_refreshers", __name__)


@bp.get("/training/refreshers")
@open_to(SIGNED_IN)
@linked_from("me", "Mail about refreshers")
def mail() -> ResponseReturnValue:
    subscription = queries.subscription_of(signed_in_user())
    is_stopped = subscription is not None and subscription.ended_at is not None
    return render_template("records/refreshers/mail.html", is_stopped=is_stopped)


@bp.post("/training/refreshers/stop")
@open_to(SIGNED_IN)
def stop() -> ResponseReturnValue:
    services_mail.stop_mail(signed_in_user(), rules.TOPIC, at=clock.now())
    flash("We don’t write to you about refreshers any more. They stand under My training.")
    return redirect(url_for("records_refreshers.mail"))


@bp.post("/training/refreshers/start")
@open_to(SIGNED_IN)
def start() -> ResponseReturnValue:
    services_mail.start_mail_again(signed_in_user(), rules.TOPIC, at=clock.now())
    flash("We write to you once when a refresher comes due.")
    return redirect(url_for("records_refreshers.mail"))

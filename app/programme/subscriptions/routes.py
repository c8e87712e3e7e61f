"""Subscribing to a lunchtime series or to a course's new dates, confirming that, and stopping it."""

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import clock, links
from app.core.links import opened_by_mail
from app.notifications import queries as notifications
from app.notifications.models_subscriptions import Subscription
from app.notifications.services import confirm_subscription, end_subscription
from app.notifications.services import subscribe as subscribe_address
from app.programme.models import Course
from app.programme.subscriptions import forms, queries, rules, services
from app.web.access import EVERYONE, client_address, found, needs_no_form_token, open_to
from app.web.forms import Form
from app.web.navigation import url_of

bp = Blueprint("programme_subscriptions", __name__)


@bp.route("/subscriptions/to/<topic>", methods=["GET", "POST"])
@open_to(EVERYONE)
def subscribe(topic: str) -> ResponseReturnValue:
    """Someone signed in is subscribed at once; anybody else types an address, which we ask to confirm."""
    wanted = found(queries.topic(topic))
    form = Form() if current_user.is_authenticated else forms.SubscribeForm()
    if form.validate_on_submit():
        with form.refusing():
            flash(_subscribe(wanted, form))
            return redirect(_page_about(wanted))
    return render_template(
        "programme/subscriptions/subscribe.html", form=form, topic=wanted, back_to=_page_about(wanted)
    )


@bp.route("/subscriptions/confirm/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
@opened_by_mail("subscribe")
def confirm(token: str) -> ResponseReturnValue:
    """Opening the link changes nothing; the button confirms."""
    subscription = _subscription_of("subscribe", token)
    topic, form = found(queries.topic(subscription.topic)), Form()
    if form.validate_on_submit():
        confirm_subscription(subscription, at=clock.now())
        flash(f"Done: you get {topic.words}.")
        return redirect(_page_about(topic))
    return render_template(
        "programme/subscriptions/confirm_subscription.html", subscription=subscription, topic=topic, form=form
    )


@bp.route("/subscriptions/end/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
@needs_no_form_token
@opened_by_mail("unsubscribe")
def end(token: str) -> ResponseReturnValue:
    """Opening the link changes nothing; the button ends it, and so does a mail provider's one-click POST (RFC 8058),

    which comes without our cookie, may come twice, and wants a 200 and no redirect.
    """
    subscription = _subscription_of("unsubscribe", token)
    if request.method == "POST":
        end_subscription(subscription, at=clock.now())
    topic = queries.topic(subscription.topic)
    return render_template(
        "programme/subscriptions/end_subscription.html", subscription=subscription, topic=topic, token=token
    )


def _subscribe(topic: rules.Topic, form: Form) -> str:
    """What there is to say of it, the same whether or not the address was subscribed already."""
    if current_user.is_authenticated:
        subscribe_address(
            topic=topic.key, email=current_user.email, name=current_user.name, is_proved=True, at=clock.now()
        )
        return f"Done: you get {topic.words}."
    email = form["email"].data
    services.ask_to_subscribe(topic, email=email, at=clock.now(), client_address=client_address())
    return f"Look in the e-mail of {email}: unless it is subscribed already, there is a link there to confirm it."


def _page_about(topic: rules.Topic) -> str:
    if topic.is_series:
        return url_of("lunchtime sessions")
    return url_of("course", course_id=int(topic.key.removeprefix(Course.TOPIC)))


def _subscription_of(purpose: str, token: str) -> Subscription:
    try:
        return found(notifications.subscription(links.read_token(purpose, token).record))
    except links.BadToken:
        return abort(404)

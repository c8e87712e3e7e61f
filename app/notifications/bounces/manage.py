"""Mail that came back: addresses that don't work, and what the servers said."""

from datetime import timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.http.asking import number_asked
from app.notifications.bounces import queries, rules, services
from app.web.access import found, open_to, signed_in_record
from app.web.navigation import linked_from, page_of
from app.web.paging import page_asked_for

bp = Blueprint("notifications_bounces", __name__)
PER_PAGE = 50
LATELY = timedelta(days=30)


@bp.get("/outbox/bounces")
@open_to(TRAINING_TEAM)
@linked_from("outbox", "Mail that came back")
@page_of("mail that came back")
def bounces() -> ResponseReturnValue:
    """Addresses that mail comes back from, the latest first."""
    page = queries.flagged_addresses(page=page_asked_for(), per_page=PER_PAGE)
    latest = queries.latest_bounces([address.email for address in page.items])
    return render_template(
        "notifications/bounces/bounces.html",
        page=page,
        latest=latest,
        meaning_of=rules.meaning_of,
        **_about_the_mailbox(),
    )


@bp.get("/outbox/bounces/all")
@open_to(TRAINING_TEAM)
def every_bounce() -> ResponseReturnValue:
    """Every mail that came back, the latest first."""
    page = queries.bounces(page=page_asked_for(), per_page=PER_PAGE)
    return render_template(
        "notifications/bounces/every_bounce.html",
        page=page,
        meaning_of=rules.meaning_of,
        **_about_the_mailbox(),
    )


@bp.post("/outbox/bounces/addresses/<int:address_id>/works-again")
@open_to(TRAINING_TEAM)
def works_again(address_id: int) -> ResponseReturnValue:
    address = found(queries.address(address_id))
    services.say_it_works_again(address, by=signed_in_record(), at=clock.now())
    flash(f"All mail goes out to {address.email} again, from now on.")
    return redirect(url_for("notifications_bounces.bounces", page=number_asked("page") or None))


def _about_the_mailbox() -> dict[str, object]:
    name = rules.mailbox_name(current_app.config)
    mailbox = queries.mailbox(name)
    return {
        "name": name,
        "mailbox": mailbox,
        "is_read": bool(name) and not (mailbox and mailbox.last_error),
        "how_many_flagged": queries.how_many_flagged(),
        "automatic": queries.how_many_automatic(since=clock.now() - LATELY),
    }

"""Mail held back: what is due, and the ways on."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.notifications import queries as outbox
from app.notifications.models_pausing import PauseReason
from app.notifications.pausing import queries, rules, services
from app.web.access import open_to, signed_in_record
from app.web.formatting import count
from app.web.forms import Form
from app.web.navigation import linked_from, page_of

bp = Blueprint("notifications_pausing", __name__)


@bp.get("/outbox/mail")
@open_to(TRAINING_TEAM)
@linked_from(
    "outbox",
    "See what is due, and start mail",
    when=lambda none: outbox.current_pause() is not None,
    is_main=True,
)
@page_of("what is due")
def mail() -> ResponseReturnValue:
    """Whether mail goes out, and what would leave."""
    return _page(Form())


@bp.post("/outbox/mail/start")
@open_to(TRAINING_TEAM)
def start() -> ResponseReturnValue:
    form = Form()
    with form.refusing():
        services.start_mail(by=signed_in_record(), at=clock.now())
        flash("Mail is started again.")
        return redirect(url_for("notifications.outbox"))
    return _page(form)


@bp.route("/outbox/mail/leave-out", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def leave_out() -> ResponseReturnValue:
    """Asks once more, because what is withdrawn is never sent."""
    form = Form()
    if form.validate_on_submit():
        with form.refusing():
            left_out = services.start_mail(by=signed_in_record(), at=clock.now(), leave_out=True)
            flash(f"Mail is started again. {count(left_out, 'letter')} withdrawn.")
            return redirect(url_for("notifications.outbox"))
    pause = outbox.current_pause()
    due = queries.what_is_due(clock.now(), before=pause.held_since) if pause else []
    return render_template(
        "notifications/pausing/leave_out.html",
        form=form,
        pause=pause,
        due=[letters for letters in due if letters.from_before],
        from_before=sum(letters.from_before for letters in due),
    )


@bp.route("/outbox/mail/hold", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
@linked_from("outbox", "Hold mail back", when=lambda none: outbox.current_pause() is None)
def hold() -> ResponseReturnValue:
    """Asks once more, because nobody can sign in by a code meanwhile."""
    form = Form()
    if form.validate_on_submit():
        services.hold_mail(reason=PauseReason.OFFICE, at=clock.now(), by=signed_in_record())
        flash("Mail is held back. Nothing leaves until you start it again.")
        return redirect(url_for("notifications_pausing.mail"))
    return render_template("notifications/pausing/hold.html", form=form)


def _page(form: Form) -> str:
    pause, now = outbox.current_pause(), clock.now()
    due = queries.what_is_due(now, before=pause.held_since if pause else now)
    return render_template(
        "notifications/pausing/mail.html",
        form=form,
        pause=pause,
        because=pause and rules.BECAUSE[pause.reason],
        due=due,
        mail_server=current_app.config["MAIL_SERVER"],
        how_many=sum(letters.how_many for letters in due),
        from_before=sum(letters.from_before for letters in due) if pause else 0,
    )

"""Mail held back: what is due, and the ways on."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.http.asking import words_asked
from app.notifications.pausing import queries, rules, services
from app.notifications.pausing.models import PauseReason
from app.web.access import open_to, signed_in_record
from app.web.formatting import count
from app.web.forms import Form
from app.web.navigation import linked_from

bp = Blueprint("notifications_pausing", __name__)


@bp.get("/outbox/mail")
@open_to(TRAINING_TEAM)
@linked_from(
    "outbox",
    "See what is due, and start mail",
    when=lambda none: queries.current_pause() is not None,
    is_main=True,
)
def mail() -> ResponseReturnValue:
    """Whether mail goes out, and what would leave."""
    return _page(Form())


@bp.post("/outbox/mail/start")
@open_to(TRAINING_TEAM)
def start() -> ResponseReturnValue:
    form = Form()
    with form.refusing():
        leave_out = words_asked("leave_out") == "yes"
        left_out = services.start_mail(by=signed_in_record(), at=clock.now(), leave_out=leave_out)
        flash(f"Mail goes out again. {count(left_out, 'letter')} withdrawn." if left_out else "Mail goes out again.")
        return redirect(url_for("notifications.outbox"))
    return _page(form)


@bp.route("/outbox/mail/hold", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
@linked_from("outbox", "Hold mail back", when=lambda none: queries.current_pause() is None)
def hold() -> ResponseReturnValue:
    """Asks once more, because nobody can sign in by a code meanwhile."""
    form = Form()
    if form.validate_on_submit():
        services.hold_mail(reason=PauseReason.OFFICE, at=clock.now(), by=signed_in_record())
        flash("Mail is held back. Nothing leaves until you start it again.")
        return redirect(url_for("notifications_pausing.mail"))
    return render_template("notifications/pausing/hold.html", form=form)


def _page(form: Form) -> str:
    pause, now = queries.current_pause(), clock.now()
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

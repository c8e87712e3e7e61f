"""Download everything about me."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.records.holdings import queries as holdings
from app.records.holdings.models import CameBy
from app.records.holdings.services import Asked
from app.records.subject_access import papers, services
from app.records.subject_access.forms import DownloadForm
from app.records.subject_access.manage import bp
from app.records.subject_access.rules import LEFT_OUT
from app.web.access import SIGNED_IN, open_to, proved_again
from app.web.navigation import linked_from


@bp.route("/me/everything", methods=["GET", "POST"])
@open_to(SIGNED_IN)
@proved_again
@linked_from("me", "Download everything about me")
def everything_about_me() -> ResponseReturnValue:
    """What is kept about whoever is signed in: how much of what and, at the press of a button, all of it."""
    person, form = signed_in_user(), DownloadForm()
    if form.validate_on_submit():
        asked = Asked(CameBy.SIGNED_IN, clock.today())
        sections = services.give_everything(person, asked, by=person, at=clock.now())
        return papers.packed(sections, whose=person.name, at=clock.now())
    return render_template(
        "records/subject_access/everything_about_me.html",
        form=form,
        counts=holdings.counts_about(holdings.subject_of(person)),
        left_out=LEFT_OUT,
    )

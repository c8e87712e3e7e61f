"""How long what is kept, what would be deleted by a day, and what was."""

from datetime import time, timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import Role
from app.http.asking import all_asked
from app.records.retention import forms, queries
from app.settings import queries as settings
from app.settings import services as settings_services
from app.settings.rules_retention import RETENTION_KINDS, RetentionPeriods
from app.web.access import open_to, proved_again
from app.web.navigation import linked_from
from app.web.paging import page_asked_for

bp = Blueprint("records_retention", __name__)
MANAGER = frozenset({Role.TRAINING_MANAGER})


@bp.get("/manage/privacy/retention")
@open_to(MANAGER)
@linked_from("privacy", "How long it is kept")
def retention() -> ResponseReturnValue:
    """A dry run: what would be deleted by a day, kind by kind. Nothing is."""
    form = forms.DryRunForm(all_asked())
    on = forms.day_asked(form, clock.today() + timedelta(days=1))
    form.on.data = on
    periods = settings.current(RetentionPeriods)
    return render_template(
        "records/retention/retention.html",
        form=form,
        on=on,
        kinds=[(kind, kind.unit.of(periods.of(kind))) for kind in RETENTION_KINDS],
        due=queries.due_counts(periods, at=clock.from_london(on, time(2, 30))),
        page=queries.page_of_runs(page=page_asked_for()),
    )


@bp.route("/manage/privacy/retention/periods", methods=["GET", "POST"])
@open_to(MANAGER)
@proved_again
@linked_from("settings", "How long what is kept about people is kept")
def periods() -> ResponseReturnValue:
    standing = settings.current(RetentionPeriods)
    form = forms.form_for(standing)
    if form.validate_on_submit():
        changed = standing.with_periods(form.periods())
        is_new = settings_services.change(changed, by=signed_in_user(), at=clock.now())
        flash("The periods are set. What they make due is deleted in the night." if is_new else "Nothing was changed.")
        return redirect(url_for("records_retention.retention"))
    return render_template("records/retention/periods.html", form=form, kinds=RETENTION_KINDS)

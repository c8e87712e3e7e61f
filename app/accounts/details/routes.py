"""My details: what is kept about whoever is signed in, and what they keep for next time."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.details import forms, queries, rules, services
from app.accounts.people import queries as people
from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.web.access import SIGNED_IN, open_to

bp = Blueprint("accounts_details", __name__)


@bp.route("/my-details", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def mine() -> ResponseReturnValue:
    user = signed_in_user()
    form = forms.MyDetailsForm(user, by=user)
    if form.validate_on_submit():
        with form.refusing():
            services.change_details(user, form.details(), by=user, at=clock.now())
            flash("Your details are saved. Bookings that you have made keep what they said.")
            return redirect(url_for("accounts_details.mine"))
    return _page(form=form)


@bp.post("/my-details/needs")
@open_to(SIGNED_IN)
def keep_needs() -> ResponseReturnValue:
    user, form = signed_in_user(), forms.NeedsForm(signed_in_user())
    if not form.validate_on_submit():
        return _page(needs_form=form)
    services.keep_needs(user, **form.needs(), by=user, at=clock.now())
    flash("Saved." if user.needs_kept_at else "Nothing is kept.")
    return redirect(url_for("accounts_details.mine"))


@bp.post("/my-details/needs/delete")
@open_to(SIGNED_IN)
def forget_needs() -> ResponseReturnValue:
    services.forget_needs(signed_in_user(), by=signed_in_user(), at=clock.now())
    flash("Your needs are deleted from your details. Bookings that you have made keep what they said.")
    return redirect(url_for("accounts_details.mine"))


def _page(*, form: forms.MyDetailsForm | None = None, needs_form: forms.NeedsForm | None = None) -> ResponseReturnValue:
    user = signed_in_user()
    return render_template(
        "accounts/details/mine.html",
        person=user,
        form=form or forms.MyDetailsForm(user, by=user, formdata=None),
        needs_form=needs_form or forms.NeedsForm(user, formdata=None),
        sent=needs_form or form or forms.MyDetailsForm(user, by=user, formdata=None),
        agencies=people.names_to_suggest(),
        change=queries.standing_change(user),
        may_choose_agency=rules.may_choose_agency(user, by=user),
    )

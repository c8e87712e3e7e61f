"""The agencies that people work for."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.people import forms, queries, services
from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.web.access import found, open_to
from app.web.navigation import linked_from

bp = Blueprint("accounts_people", __name__)


@bp.get("/manage/agencies")
@open_to(TRAINING_TEAM)
@linked_from("settings", "Agencies")
def agencies() -> ResponseReturnValue:
    everyone = queries.agencies_with_people()
    standing = [(agency, people) for agency, people in everyone if not agency.merged_into_id]
    return render_template(
        "accounts/people/agencies.html",
        to_look_at=[(agency, people) for agency, people in standing if not agency.is_listed],
        listed=[(agency, people) for agency, people in standing if agency.is_listed],
        merged=[agency for agency, _ in everyone if agency.merged_into_id],
    )


@bp.route("/manage/agencies/new", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def add_agency() -> ResponseReturnValue:
    form = forms.AgencyForm()
    if form.validate_on_submit():
        with form.refusing():
            agency = services.add_agency(**form.details(), by=signed_in_user(), at=clock.now())
            flash(f"{agency.name} is added.")
            return redirect(url_for("accounts_people.agencies"))
    return render_template("accounts/people/edit_agency.html", form=form, agency=None)


@bp.route("/manage/agencies/<int:agency_id>/edit", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def edit_agency(agency_id: int) -> ResponseReturnValue:
    agency = found(queries.agency(agency_id))
    form = forms.AgencyForm(agency)
    if form.validate_on_submit():
        with form.refusing():
            services.edit_agency(agency, **form.details(), by=signed_in_user(), at=clock.now())
            flash(f"{agency.name} is saved.")
            return redirect(url_for("accounts_people.agencies"))
    return render_template("accounts/people/edit_agency.html", form=form, agency=agency)


@bp.route("/manage/agencies/<int:agency_id>/merge", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def merge_agency(agency_id: int) -> ResponseReturnValue:
    """Says what merging will do before it is done."""
    agency = found(queries.agency(agency_id))
    form = forms.MergeAgencyForm(agency)
    if form.validate_on_submit():
        into = queries.agency(form.into_id.data) or agency  # nothing chosen is refused like itself
        with form.refusing():
            services.merge_agency(agency, into, by=signed_in_user(), at=clock.now())
            flash(f"{agency.name} is merged into {into.name}.")
            return redirect(url_for("accounts_people.agencies"))
    return render_template(
        "accounts/people/merge_agency.html", form=form, agency=agency, people=queries.people_of(agency)
    )

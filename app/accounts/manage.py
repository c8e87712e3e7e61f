"""The agencies that people work for."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import found, open_to, signed_in_user
from app.accounts import queries, services
from app.accounts.forms import AgencyForm, MergeForm
from app.errors import Refusal
from app.roles import TRAINING_TEAM

bp = Blueprint("agencies", __name__, url_prefix="/manage/agencies")


@bp.get("")
@open_to(TRAINING_TEAM)
def agencies() -> ResponseReturnValue:
    everyone = queries.agencies_with_people()
    standing = [(agency, people) for agency, people in everyone if not agency.merged_into_id]
    return render_template(
        "accounts/agencies.html",
        to_look_at=[(agency, people) for agency, people in standing if not agency.is_listed],
        listed=[(agency, people) for agency, people in standing if agency.is_listed],
        merged=[agency for agency, _ in everyone if agency.merged_into_id],
    )


@bp.route("/new", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def add_agency() -> ResponseReturnValue:
    form = AgencyForm()
    if form.validate_on_submit():
        try:
            agency = services.add_agency(**form.details(), by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(f"{agency.name} is added.")
            return redirect(url_for("agencies.agencies"))
    return render_template("accounts/edit_agency.html", form=form, agency=None)


@bp.route("/<int:agency_id>/edit", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def edit_agency(agency_id: int) -> ResponseReturnValue:
    agency = found(queries.agency(agency_id))
    form = AgencyForm(agency)
    if form.validate_on_submit():
        try:
            services.edit_agency(agency, **form.details(), by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(f"{agency.name} is saved.")
            return redirect(url_for("agencies.agencies"))
    return render_template("accounts/edit_agency.html", form=form, agency=agency)


@bp.route("/<int:agency_id>/merge", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def merge_agency(agency_id: int) -> ResponseReturnValue:
    """Says what merging will do before it is done."""
    agency = found(queries.agency(agency_id))
    form = MergeForm(agency)
    if form.validate_on_submit():
        into = queries.agency(form.into_id.data) or agency  # nothing chosen is refused like itself
        try:
            services.merge_agency(agency, into, by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(f"{agency.name} is merged into {into.name}.")
            return redirect(url_for("agencies.agencies"))
    return render_template("accounts/merge_agency.html", form=form, agency=agency, people=queries.people_of(agency))

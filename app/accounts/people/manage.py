"""The agencies that people work for."""

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from app.accounts.people import forms, queries, services
from app.accounts.people.queries import AgencyStanding
from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.http.asking import words_asked
from app.web.access import found, open_to
from app.web.navigation import linked_from, url_of
from app.web.paging import page_asked_for

bp = Blueprint("accounts_people", __name__)
LONGEST_SEARCH = 100


@bp.get("/manage/agencies")
@open_to(TRAINING_TEAM)
@linked_from("settings", "Agencies")
def agencies() -> ResponseReturnValue:
    """?q= finds them by name; each of the lists has pages of its own."""
    words = words_asked("q", most=LONGEST_SEARCH)
    pages = {
        name: queries.page_of_agencies(standing, words, page=page_asked_for(name))
        for name, standing in (
            ("to-look-at", AgencyStanding.TO_LOOK_AT),
            ("page", AgencyStanding.LISTED),
            ("merged", AgencyStanding.MERGED),
        )
    }
    return render_template(
        "accounts/people/agencies.html",
        words=words,
        to_look_at=pages["to-look-at"],
        listed=pages["page"],
        merged=pages["merged"],
    )


@bp.route("/manage/agencies/new", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def add_agency() -> ResponseReturnValue:
    form = forms.AgencyForm()
    if form.validate_on_submit():
        with form.refusing():
            agency = services.add_agency(**form.details(), by=signed_in_user(), at=clock.now())
            flash(f"{agency.name} is added.")
            return redirect(url_of("agency", agency_id=agency.id))
    return render_template("accounts/people/edit_agency.html", form=form, agency=None)


@bp.route("/manage/agencies/<int:agency_id>/edit", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def edit_agency(agency_id: int) -> ResponseReturnValue:
    agency = found(queries.agency(agency_id))
    form = forms.AgencyForm(agency)
    if form.validate_on_submit():
        with form.refusing():
            services.edit_agency(agency, **form.changes(), by=signed_in_user(), at=clock.now())
            flash(f"{agency.name} is saved.")
            return redirect(url_of("agency", agency_id=agency.id))
    return render_template("accounts/people/edit_agency.html", form=form, agency=agency)


@bp.route("/manage/agencies/<int:agency_id>/merge", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def merge_agency(agency_id: int) -> ResponseReturnValue:
    """Says what merging will do before it is done."""
    agency = found(queries.agency(agency_id))
    form = forms.MergeAgencyForm()
    if form.validate_on_submit():
        into = form.into.chosen
        with form.refusing():
            services.merge_agency(agency, into, by=signed_in_user(), at=clock.now())
            flash(f"{agency.name} is merged into {into.name}.")
            return redirect(url_of("agency", agency_id=into.id))
    return render_template(
        "accounts/people/merge_agency.html", form=form, agency=agency, people=queries.people_of(agency)
    )

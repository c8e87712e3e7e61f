"""Whom to speak to at an agency."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.people import queries as people
from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.records.agencies import forms, queries, services
from app.records.agencies.manage import bp
from app.web.access import found, open_to
from app.web.forms import Form


@bp.route("/manage/agencies/<int:agency_id>/contacts/new", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def add_contact(agency_id: int) -> ResponseReturnValue:
    agency, form = found(people.agency(agency_id)), forms.ContactForm()
    if form.validate_on_submit():
        services.add_contact(agency, form.details(), by=signed_in_user(), at=clock.now())
        flash(f"{form.name.data} is added.")
        return redirect(url_for("records_agencies.show", agency_id=agency_id, _anchor="contacts"))
    return render_template("records/agencies/edit_contact.html", agency=agency, contact=None, form=form)


@bp.route("/manage/agency-contacts/<int:contact_id>", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def edit_contact(contact_id: int) -> ResponseReturnValue:
    contact = found(queries.contact(contact_id))
    form = forms.ContactForm(contact)
    if form.validate_on_submit():
        services.edit_contact(contact, form.details(), by=signed_in_user(), at=clock.now())
        flash(f"{contact.name} is saved.")
        return redirect(url_for("records_agencies.show", agency_id=contact.agency_id, _anchor="contacts"))
    return render_template("records/agencies/edit_contact.html", agency=contact.agency, contact=contact, form=form)


@bp.route("/manage/agency-contacts/<int:contact_id>/remove", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def remove_contact(contact_id: int) -> ResponseReturnValue:
    contact, form = found(queries.contact(contact_id)), Form()
    agency_id = contact.agency_id
    if form.validate_on_submit():
        services.remove_contact(contact, by=signed_in_user(), at=clock.now())
        flash("The contact is removed.")
        return redirect(url_for("records_agencies.show", agency_id=agency_id, _anchor="contacts"))
    return render_template("records/agencies/remove_contact.html", contact=contact, form=form)

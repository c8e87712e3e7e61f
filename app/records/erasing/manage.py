"""Erasing: the page says what goes and what stays before it is done."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.models import User
from app.accounts.people import queries as people
from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.errors import Refusal
from app.core.roles import Role
from app.records.erasing import queries, services
from app.records.erasing.forms import AddressErasureForm, ErasureForm
from app.records.erasing.rules import NOT_ERASED, NOT_ERASED_OF_ADDRESS
from app.records.subject_access.forms import AddressForm
from app.web.access import found, open_to, proved_again
from app.web.navigation import linked_from

bp = Blueprint("records_erasing", __name__)
MANAGER = frozenset({Role.TRAINING_MANAGER})


@bp.route("/manage/people/<int:person_id>/erase", methods=["GET", "POST"])
@open_to(MANAGER)
@proved_again
@linked_from("person", "Erase this person", when=lambda person: person.stands)
def erase(person_id: int) -> ResponseReturnValue:
    person, form = found(people.user(person_id)), ErasureForm()
    if form.validate_on_submit():
        with form.refusing():
            services.erase_person(person, form.asked(), by=signed_in_user(), at=clock.now())
            flash(f"Erased. What stays is counted under the name {person.name}.")
            return redirect(url_for("records_subject_access.requests"))
    return render_template(
        "records/erasing/erase.html",
        person=person,
        form=form,
        refused=_why_not(person),
        preview=queries.preview(person),
        not_erased=NOT_ERASED,
    )


@bp.post("/manage/privacy/address/erase")
@open_to(MANAGER)
@proved_again
@linked_from("address", "Erase this address")
def preview_address() -> ResponseReturnValue:
    """Of somebody without a record: what goes and what stays. The address is posted, so that it stands in no log."""
    asked = AddressForm()
    email = asked.email.data if asked.validate_on_submit() else ""
    return _of_address(email, AddressErasureForm(formdata=None, email=email))


@bp.post("/manage/privacy/address/erased")
@open_to(MANAGER)
@proved_again
def erase_address() -> ResponseReturnValue:
    form = AddressErasureForm()
    if form.validate_on_submit():
        with form.refusing():
            services.erase_address(form.email.data, form.asked(), by=signed_in_user(), at=clock.now())
            flash("Erased. Nothing names the address any more, but for what the law keeps.")
            return redirect(url_for("records_subject_access.requests"))
    return _of_address(form.email.data or "", form)


def _of_address(email: str, form: AddressErasureForm) -> ResponseReturnValue:
    return render_template(
        "records/erasing/erase_address.html",
        email=email,
        form=form,
        preview=queries.preview_of_address(email),
        not_erased=NOT_ERASED_OF_ADDRESS,
    )


def _why_not(person: User) -> str:
    """What stands against erasing somebody; empty where nothing does."""
    try:
        services.must_be_erasable(person, by=signed_in_user())
    except Refusal as refusal:
        return refusal.message
    return ""

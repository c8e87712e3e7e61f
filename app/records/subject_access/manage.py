"""Answering a request: everything about a person, or about whoever has an address."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.accounts.people import queries as people
from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import Role
from app.records.holdings import queries as holdings
from app.records.subject_access import papers, services
from app.records.subject_access.forms import AccessForm, AddressAccessForm, AddressForm
from app.records.subject_access.rules import LEFT_OUT
from app.web.access import found, open_to, proved_again
from app.web.navigation import linked_from
from app.web.paging import page_asked_for

bp = Blueprint("records_subject_access", __name__)
MANAGER = frozenset({Role.TRAINING_MANAGER})


@bp.get("/manage/privacy")
@open_to(MANAGER)
@linked_from("people", "Requests about people’s data")
def requests() -> ResponseReturnValue:
    """Who asked about whose data, and what was done; where an answer to a new request begins."""
    return render_template(
        "records/subject_access/requests.html",
        form=AddressForm(formdata=None),
        page=holdings.page_of_requests(page=page_asked_for()),
    )


@bp.post("/manage/privacy/address")
@open_to(MANAGER)
def address() -> ResponseReturnValue:
    """What is kept of an address. It is posted, so that it stands in no log."""
    form = AddressForm()
    if not form.validate_on_submit():
        page = holdings.page_of_requests(page=1)
        return render_template("records/subject_access/requests.html", form=form, page=page)
    return _of_address(form.email.data, AddressAccessForm(formdata=None, email=form.email.data))


@bp.post("/manage/privacy/address/everything")
@open_to(MANAGER)
@proved_again
def export_address() -> ResponseReturnValue:
    form = AddressAccessForm()
    if form.validate_on_submit():
        sections = services.give_everything_of_address(
            form.email.data, form.asked(), by=signed_in_user(), at=clock.now()
        )
        return papers.packed(sections, whose=form.email.data, at=clock.now())
    return _of_address(form.email.data or "", form)


@bp.route("/manage/people/<int:person_id>/everything", methods=["GET", "POST"])
@open_to(MANAGER)
@proved_again
@linked_from("person", "Give them everything we keep", when=lambda person: person.stands)
def export_person(person_id: int) -> ResponseReturnValue:
    person, form = found(people.user(person_id)).surviving, AccessForm()
    if form.validate_on_submit():
        sections = services.give_everything(person, form.asked(), by=signed_in_user(), at=clock.now())
        return papers.packed(sections, whose=person.name, at=clock.now())
    counts = holdings.counts_about(holdings.subject_of(person))
    return render_template(
        "records/subject_access/export_person.html", person=person, form=form, counts=counts, left_out=LEFT_OUT
    )


def _of_address(email: str, form: AddressAccessForm) -> ResponseReturnValue:
    subject = holdings.subject_of_address(email)
    return render_template(
        "records/subject_access/address.html",
        email=email,
        person=people.user_by_email(email),
        counts=holdings.counts_about(subject),
        form=form,
        left_out=LEFT_OUT,
    )

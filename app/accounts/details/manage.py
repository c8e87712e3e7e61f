"""The office corrects a person, and gives its word for a new address."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from app.accounts.details import forms, queries, rules, services, services_address
from app.accounts.details.refusals import NotTheirsToChange
from app.accounts.details.routes import bp
from app.accounts.people import queries as people
from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.web.access import found, open_to
from app.web.navigation import url_of
from app.web.paging import page_asked_for


@bp.route("/manage/people/<int:person_id>/details", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def correct(person_id: int) -> ResponseReturnValue:
    person, by = found(people.user(person_id)), signed_in_user()
    form = forms.PersonForm(person, by=by)
    if form.validate_on_submit():
        with form.refusing():
            changed = services.change_details(person, form.details(), by=by, at=clock.now())
            flash("Saved. Bookings made before keep what they said." if changed else "Nothing was changed.")
            return redirect(url_of("person", person_id=person_id))
    return render_template(
        "accounts/details/correct.html",
        person=person,
        form=form,
        agencies=people.names_to_suggest(),
        may_choose_agency=rules.may_choose_agency(person, by=by),
    )


@bp.route("/manage/people/<int:person_id>/address", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def correct_address(person_id: int) -> ResponseReturnValue:
    """Says what it means before it is done: whoever reads mail at the new address can sign in."""
    person, by = found(people.user(person_id)), signed_in_user()
    form = forms.CorrectedAddressForm()
    if form.validate_on_submit():
        with form.refusing():
            services_address.correct_address(person, form.email.data, form.words.data, by=by, at=clock.now())
            flash(f"The address is {person.email} from now on. Both addresses are told by e-mail.")
            return redirect(url_of("person", person_id=person_id))
    return render_template(
        "accounts/details/correct_address.html",
        person=person,
        form=form,
        may=rules.may_correct_address(person, by=by),
        refusal=NotTheirsToChange.message,
    )


@bp.route("/manage/people/<int:person_id>/new-address", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def vouch(person_id: int) -> ResponseReturnValue:
    """Somebody whose old mailbox is gone asks for the office's word."""
    person, by = found(people.user(person_id)), signed_in_user()
    change, form = queries.standing_change(person), forms.VouchForm()
    if change and form.validate_on_submit():
        with form.refusing():
            services_address.vouch(change, form.words.data, by=by, at=clock.now())
            flash(f"The address is {person.email} from now on. Both addresses are told by e-mail.")
            return redirect(url_of("person", person_id=person_id))
    return render_template(
        "accounts/details/vouch.html",
        person=person,
        change=change,
        form=form,
        may=rules.may_correct_address(person, by=by),
        refusal=NotTheirsToChange.message,
    )


@bp.post("/manage/people/<int:person_id>/new-address/refuse")
@open_to(TRAINING_TEAM)
def refuse_address(person_id: int) -> ResponseReturnValue:
    person = found(people.user(person_id))
    change = queries.standing_change(person)
    if change:
        services_address.give_up(change, by=signed_in_user(), at=clock.now())
        flash("The address stays as it is. Tell them why, if you can reach them.")
    return redirect(url_of("person", person_id=person_id))


@bp.get("/manage/new-addresses")
@open_to(TRAINING_TEAM)
def new_addresses() -> ResponseReturnValue:
    """Who waits for the office's word."""
    page = queries.changes_for_the_office(page=page_asked_for())
    return render_template("accounts/details/new_addresses.html", page=page, changes=page.items)

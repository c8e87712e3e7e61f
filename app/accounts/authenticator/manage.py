"""Of whom an authenticator app is required, who has one, and resetting a colleague's."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.authenticator import forms, queries, services
from app.accounts.authenticator.routes import bp
from app.accounts.people import queries as people
from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import Role
from app.settings import queries as settings
from app.settings import services as settings_services
from app.settings.rules_sign_in import SignInRules
from app.web.access import found, open_to, proved_again
from app.web.forms import Form
from app.web.navigation import linked_from
from app.web.paging import page_asked_for

MANAGER = frozenset({Role.TRAINING_MANAGER})


@bp.route("/manage/sign-in", methods=["GET", "POST"])
@open_to(MANAGER)
@linked_from("settings", "How staff sign in")
def sign_in_rules() -> ResponseReturnValue:
    form = forms.SignInRulesForm(obj=settings.current(SignInRules))
    if form.validate_on_submit():
        with form.refusing():
            settings_services.change(SignInRules(form.app_required_of.data), by=signed_in_user(), at=clock.now())
            flash(f"Saved. An authenticator app is required of {form.app_required_of.data.value}.")
            return redirect(url_for("accounts_authenticator.sign_in_rules"))
    return render_template(
        "accounts/authenticator/sign_in_rules.html",
        form=form,
        rules=settings.current(SignInRules),
        staff=queries.staff_and_their_apps(page=page_asked_for()),
    )


@bp.route("/manage/sign-in/<int:person_id>/reset", methods=["GET", "POST"])
@open_to(MANAGER)
@proved_again
def reset(person_id: int) -> ResponseReturnValue:
    """Says what it does before it is done."""
    person, form = found(people.user(person_id)), Form()
    app = queries.app_of(person)
    if form.validate_on_submit():
        with form.refusing():
            services.reset(person, by=signed_in_user(), at=clock.now())
            flash(f"The app of {person.name} is reset. They are told by mail, and sign in by the mailed code alone.")
            return redirect(url_for("accounts_authenticator.sign_in_rules"))
    return render_template("accounts/authenticator/reset.html", form=form, person=person, app=app)

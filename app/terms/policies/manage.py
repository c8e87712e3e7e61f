"""The training team's pages: versions of the terms."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.http.asking import words_asked
from app.terms.closed_days import queries as closed_days
from app.terms.policies import forms, queries, rules_presets, rules_words, services
from app.terms.policies.routes import bp
from app.web.access import found, open_to
from app.web.navigation import linked_from


@bp.get("/manage/terms")
@open_to(TRAINING_TEAM)
@linked_from("settings", "Booking terms and charges")
def versions() -> ResponseReturnValue:
    return render_template(
        "terms/policies/versions.html",
        policies=queries.policies(),
        in_force=queries.policy_in_force(on=clock.today()),
        today=clock.today(),
        tariff_in_words=rules_words.tariff_in_words,
        closed_days=[day for day in closed_days.closed_days_in_words() if day.on > clock.today()],
    )


@bp.route("/manage/terms/new", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def add_version() -> ResponseReturnValue:
    """A preset fills the form, and keeps nothing."""
    preset = next((preset for preset in rules_presets.PRESETS if preset.key == words_asked("preset")), None)
    form = forms.PolicyForm()
    if form.validate_on_submit():
        with form.refusing():
            policy = services.add_policy(form.details(), by=signed_in_user(), today=clock.today(), at=clock.now())
            flash("The new version is kept. Bookings made from that date accept it.")
            return redirect(url_for("terms_policies.show_version", policy_id=policy.id))
    elif not form.is_submitted():
        today = clock.today()
        form.fill(queries.proposed_start(on=today) | queries.carried_over(on=today) | (preset.fills if preset else {}))
    return render_template("terms/policies/add_version.html", form=form, presets=rules_presets.PRESETS, preset=preset)


@bp.get("/manage/terms/<int:policy_id>")
@open_to(TRAINING_TEAM)
def show_version(policy_id: int) -> ResponseReturnValue:
    policy = found(queries.policy(policy_id))
    return render_template(
        "terms/policies/show_version.html",
        policy=policy,
        words=rules_words.policy_in_words(policy),
        in_force=queries.policy_in_force(on=clock.today()),
        today=clock.today(),
    )


@bp.post("/manage/terms/<int:policy_id>/remove")
@open_to(TRAINING_TEAM)
def remove_version(policy_id: int) -> ResponseReturnValue:
    policy = found(queries.policy(policy_id))
    name = policy.name
    services.remove_policy(policy, by=signed_in_user(), today=clock.today(), at=clock.now())
    before = queries.policy_in_force(on=clock.today())
    flash(f"{name} is removed. {f'{before.name} is in force.' if before else 'No terms are in force now.'}")
    return redirect(url_for("terms_policies.versions"))

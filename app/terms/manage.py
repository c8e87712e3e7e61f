"""The training team's pages: versions of the terms, days on which the office is closed, and trying a version."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import found, open_to, signed_in_user
from app.errors import Refusal
from app.formatting import long_date
from app.roles import TRAINING_TEAM
from app.terms import queries, services
from app.terms.forms import ClosedDayForm, PolicyForm, TryForm
from app.terms.rules import PRESETS, policy_in_words, tariff_in_words

bp = Blueprint("policies", __name__, url_prefix="/manage/terms")


@bp.get("")
@open_to(TRAINING_TEAM)
def versions() -> ResponseReturnValue:
    return render_template(
        "terms/versions.html",
        policies=queries.policies(),
        in_force=queries.policy_in_force(on=clock.today()),
        today=clock.today(),
        tariff_in_words=tariff_in_words,
        closed_days=[day for day in queries.closed_days_in_words() if day.on > clock.today()],
    )


@bp.route("/new", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def add_version() -> ResponseReturnValue:
    """A preset fills the form, and keeps nothing."""
    preset = next((preset for preset in PRESETS if preset.key == request.args.get("preset")), None)
    form = PolicyForm()
    if form.validate_on_submit():
        try:
            policy = services.add_policy(form.details(), by=signed_in_user(), today=clock.today(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash("The new version is kept. Bookings made from that date accept it.")
            return redirect(url_for("policies.show_version", policy_id=policy.id))
    elif not form.is_submitted():
        form.fill(queries.carried_over(on=clock.today()) | (preset.fills if preset else {}))
    return render_template("terms/add_version.html", form=form, presets=PRESETS, preset=preset)


@bp.get("/<int:policy_id>")
@open_to(TRAINING_TEAM)
def show_version(policy_id: int) -> ResponseReturnValue:
    policy = found(queries.policy(policy_id))
    return render_template(
        "terms/show_version.html",
        policy=policy,
        words=policy_in_words(policy),
        in_force=queries.policy_in_force(on=clock.today()),
        today=clock.today(),
    )


@bp.post("/<int:policy_id>/remove")
@open_to(TRAINING_TEAM)
def remove_version(policy_id: int) -> ResponseReturnValue:
    policy = found(queries.policy(policy_id))
    name = policy.name
    services.remove_policy(policy, by=signed_in_user(), today=clock.today(), at=clock.now())
    flash(f"{name} is removed. The version before it stays in force.")
    return redirect(url_for("policies.versions"))


@bp.route("/closed-days", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def closed_days() -> ResponseReturnValue:
    form, today = ClosedDayForm(), clock.today()
    if form.validate_on_submit():
        try:
            day = services.add_closed_day(
                on=form.on.data, words=form.words.data, by=signed_in_user(), today=today, at=clock.now()
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(f"{long_date(day.on)} is no working day, for bookings made from now on.")
            return redirect(url_for("policies.closed_days"))
    return render_template("terms/closed_days.html", form=form, days=queries.closed_days_in_words(), today=today)


@bp.post("/closed-days/<int:day_id>/remove")
@open_to(TRAINING_TEAM)
def remove_closed_day(day_id: int) -> ResponseReturnValue:
    day = found(queries.closed_day(day_id))
    on = day.on
    services.remove_closed_day(day, by=signed_in_user(), today=clock.today(), at=clock.now())
    flash(f"{long_date(on)} is a working day again, for bookings made from now on.")
    return redirect(url_for("policies.closed_days"))


@bp.get("/try")
@open_to(TRAINING_TEAM)
def try_version() -> ResponseReturnValue:
    """A made-up case in the address: the decision is worked out anew each time, and nothing is kept."""
    in_force = queries.policy_in_force(on=clock.today())
    is_tried = "tried" in request.args
    standing = {"policy_id": request.args.get("version", in_force.id if in_force else 0), "length": "420"}
    form = TryForm(formdata=request.args if is_tried else None, data=standing)
    tried = form.tried() if is_tried and form.validate() else None
    return render_template("terms/try.html", form=form, tried=tried, no_terms=not form.policy_id.choices)

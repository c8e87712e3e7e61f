"""Several charges that are alike, decided at once: chosen, previewed by agency, decided."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.charging.decisions import forms_together, queries_together, rules, services
from app.charging.decisions.manage import bp
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.programme.courses import queries as courses
from app.terms.models import Cause
from app.web.access import found, open_to
from app.web.formatting import count


@bp.get("/charges/together")
@open_to(TRAINING_TEAM)
def alike() -> ResponseReturnValue:
    """Of which courses and causes there are several to decide."""
    return render_template("charging/decisions/alike.html", groups=queries_together.groups())


@bp.route("/charges/together/<int:course_id>/<cause>", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def together(course_id: int, cause: str) -> ResponseReturnValue:
    """All are decided, or none: where one was decided meanwhile, it is named."""
    course = found(courses.course(course_id))
    kind = found(next((each for each in Cause if each == cause), None))
    form = forms_together.DecideTogetherForm(queries_together.alike(course.id, kind))
    is_fine = form.validate_on_submit()
    if is_fine and form.is_to_be_done:
        with form.refusing():
            decided = services.decide_together(
                form.chosen_charges(),
                waived_for=form.why.data if form.is_waived else None,
                words=form.words.data or "",
                by=signed_in_user(),
                at=clock.now(),
            )
            flash(f"{count(decided, 'charge is', 'charges are')} {'waived' if form.is_waived else 'confirmed'}.")
            return redirect(url_for("charging_decisions.charges"))
    return render_template(
        "charging/decisions/preview_together.html" if is_fine else "charging/decisions/together.html",
        form=form,
        course=course,
        cause=kind,
        by_agency=rules.by_agency(form.chosen_charges()) if is_fine else [],
        at_once=queries_together.AT_ONCE,
    )

"""An agency's return, by a mailed link and without an account. Opening the link changes nothing."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.models import User
from app.accounts.signed_in import signed_in_user
from app.core import clock, links
from app.core.links import opened_by_mail
from app.programme.periods import year_dates
from app.single_agency import forms, queries, services_filling
from app.single_agency.emails import PURPOSE
from app.single_agency.models import SingleAgencyReturn
from app.web.access import EVERYONE, found, open_to
from app.web.forms import Form
from app.web.paging import page_asked_for, part_of

bp = Blueprint("single_agency", __name__)
COURSES_ON_A_PAGE = 50


@bp.route("/single-agency/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
@opened_by_mail(PURPOSE)
def fill_in(token: str) -> ResponseReturnValue:
    """The courses told so far, and the button that sends the return in."""
    of_return = _return(token)
    form = forms.SendReturnForm(of_return)
    if form.validate_on_submit():
        with form.refusing():
            services_filling.send_in(
                of_return,
                name=form.name.data,
                job_role=form.job_role.data,
                trained_nobody=form.trained_nobody.data,
                remarks=form.remarks.data or "",
                by=_officer(),
                at=clock.now(),
            )
            flash("Thank you: your return is sent in. The training team reads it, and writes to you.")
            return redirect(url_for("single_agency.fill_in", token=token))
    first, last = year_dates(of_return.year)
    return render_template(
        "single_agency/fill_in.html",
        of_return=of_return,
        page=part_of(of_return.courses, page=page_asked_for(), per_page=COURSES_ON_A_PAGE),
        form=form,
        token=token,
        first=first,
        last=last,
    )


@bp.route("/single-agency/<token>/courses/new", methods=["GET", "POST"])
@open_to(EVERYONE)
def add_course(token: str) -> ResponseReturnValue:
    of_return = _return(token)
    form = forms.SingleAgencyCourseForm(of_return.year)
    if form.validate_on_submit():
        with form.refusing():
            services_filling.add_course(of_return, form.told())
            flash(f"“{form.title.data}” is added. Add another, or send the return in.")
            return redirect(url_for("single_agency.fill_in", token=token))
    return render_template("single_agency/edit_course.html", of_return=of_return, course=None, form=form, token=token)


@bp.route("/single-agency/<token>/courses/<int:own_course_id>", methods=["GET", "POST"])
@open_to(EVERYONE)
def edit_course(token: str, own_course_id: int) -> ResponseReturnValue:
    of_return = _return(token)
    course = found(queries.course_of(of_return, own_course_id))
    form = forms.SingleAgencyCourseForm(of_return.year, course)
    if form.validate_on_submit():
        with form.refusing():
            services_filling.change_course(course, form.told())
            flash(f"“{form.title.data}” is saved.")
            return redirect(url_for("single_agency.fill_in", token=token))
    return render_template("single_agency/edit_course.html", of_return=of_return, course=course, form=form, token=token)


@bp.route("/single-agency/<token>/courses/<int:own_course_id>/remove", methods=["GET", "POST"])
@open_to(EVERYONE)
def remove_course(token: str, own_course_id: int) -> ResponseReturnValue:
    course, form = found(queries.course_of(_return(token), own_course_id)), Form()
    title = course.title
    if form.validate_on_submit():
        with form.refusing():
            services_filling.remove_course(course)
            flash(f"“{title}” is removed.")
            return redirect(url_for("single_agency.fill_in", token=token))
    return render_template("single_agency/remove_course.html", title=title, course=course, form=form, token=token)


@bp.route("/single-agency/<token>/take-back", methods=["GET", "POST"])
@open_to(EVERYONE)
def take_back(token: str) -> ResponseReturnValue:
    """A return that was sent in is changed once more, before it is reviewed."""
    of_return, form = _return(token), Form()
    if form.validate_on_submit():
        with form.refusing():
            services_filling.take_back(of_return, by=_officer(), at=clock.now())
            flash("You can change your return now. Send it in again when it is right.")
            return redirect(url_for("single_agency.fill_in", token=token))
    return render_template("single_agency/take_back.html", of_return=of_return, form=form, token=token)


def _officer() -> User | None:
    """One of the training team who fills it in for the agency; nobody where it is the agency."""
    return signed_in_user() if current_user.is_authenticated and current_user.is_training_team else None


def _return(token: str) -> SingleAgencyReturn:
    """The return of a link; page not found where the link is none of ours, or was replaced."""
    try:
        secret = links.read_token(PURPOSE, token)
    except links.BadToken:
        return abort(404)
    of_return = found(queries.return_by_id(secret.record))
    return of_return if of_return.link_version == secret.version else abort(404)

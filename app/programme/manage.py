"""The training team's pages of the programme."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import found, open_to, signed_in_user
from app.accounts import queries as accounts
from app.errors import Refusal
from app.fields import Form, options
from app.programme import queries, services
from app.programme.forms import CourseForm, LearningWeekForm, SessionForm, TrainerForm
from app.programme.models import LearningWeek
from app.roles import TRAINING_TEAM

bp = Blueprint("programme", __name__, url_prefix="/manage")


@bp.get("/programme")
@open_to(TRAINING_TEAM)
def courses() -> ResponseReturnValue:
    return render_template(
        "programme/courses.html",
        courses=queries.courses(),
        drafts=queries.drafts(),
        weeks=queries.learning_weeks(),
    )


@bp.route("/courses/new", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def new_course() -> ResponseReturnValue:
    form = CourseForm()
    if form.validate_on_submit():
        try:
            course = services.add_course(form.details(), by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash("The course is added. Next, give it a session.")
            return redirect(url_for("programme.show_course", course_id=course.id))
    return render_template("programme/edit_course.html", form=form, course=None)


@bp.get("/courses/<int:course_id>")
@open_to(TRAINING_TEAM)
def show_course(course_id: int) -> ResponseReturnValue:
    course = found(queries.course(course_id))
    sessions = queries.sessions_of_course(course)
    return render_template("programme/show_course.html", course=course, sessions=sessions)


@bp.route("/courses/<int:course_id>/edit", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def edit_course(course_id: int) -> ResponseReturnValue:
    course = found(queries.course(course_id))
    form = CourseForm(obj=course)
    if form.validate_on_submit():
        try:
            services.edit_course(course, form.details(), by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash("The course is saved.")
            return redirect(url_for("programme.show_course", course_id=course.id))
    return render_template("programme/edit_course.html", form=form, course=course)


@bp.route("/courses/<int:course_id>/sessions/new", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def new_session(course_id: int) -> ResponseReturnValue:
    course = found(queries.course(course_id))
    form = SessionForm()
    if form.validate_on_submit():
        try:
            session = services.add_session(course, form.details(), by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash("The session is saved as a draft. Only the training team can see it until you publish it.")
            return redirect(url_for("programme.show_session", session_id=session.id))
    return render_template("programme/edit_session.html", form=form, course=course, session=None)


@bp.get("/sessions/<int:session_id>")
@open_to(TRAINING_TEAM)
def show_session(session_id: int) -> ResponseReturnValue:
    session = found(queries.session(session_id))
    return render_template("programme/show_session.html", session=session, form=Form(), now=clock.now())


@bp.route("/sessions/<int:session_id>/edit", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def edit_session(session_id: int) -> ResponseReturnValue:
    session = found(queries.session(session_id))
    form = SessionForm(session)
    if form.validate_on_submit():
        try:
            services.edit_session(session, form.details(), by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash("The session is saved.")
            return redirect(url_for("programme.show_session", session_id=session.id))
    return render_template("programme/edit_session.html", form=form, course=session.course, session=session)


@bp.post("/sessions/<int:session_id>/publish")
@open_to(TRAINING_TEAM)
def publish(session_id: int) -> ResponseReturnValue:
    session = found(queries.session(session_id))
    services.publish(session, by=signed_in_user(), at=clock.now())
    can_be_booked = session.takes_bookings and not session.has_started(clock.now())
    flash(f"The session is published. {'Everybody can see and book it.' if can_be_booked else 'Nobody books it.'}")
    return redirect(url_for("programme.show_session", session_id=session.id))


@bp.route("/trainers", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def trainers() -> ResponseReturnValue:
    form = TrainerForm()
    agencies = accounts.listed_agencies()
    lenders = ((agency.id, agency.name) for agency in agencies)
    form.agency_id.choices = options([(0, "Nobody: employed by the partnership"), *lenders])
    if form.validate_on_submit():
        agency = next((agency for agency in agencies if agency.id == form.agency_id.data), None)
        services.add_trainer(name=form.name.data, agency=agency, by=signed_in_user(), at=clock.now())
        flash(f"{form.name.data} is in the pool of trainers.")
        return redirect(url_for("programme.trainers"))
    return render_template("programme/trainers.html", form=form, trainers=queries.trainers())


@bp.route("/learning-weeks/new", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def new_learning_week() -> ResponseReturnValue:
    return _edit_week(None)


@bp.route("/learning-weeks/<int:week_id>/edit", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def edit_learning_week(week_id: int) -> ResponseReturnValue:
    return _edit_week(found(queries.learning_week(week_id)))


def _edit_week(week: LearningWeek | None) -> ResponseReturnValue:
    form = LearningWeekForm(week)
    if form.validate_on_submit():
        try:
            saved = services.save_learning_week(week, form.details(), by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash("The Learning Week is saved. Give it sessions by choosing it on a session’s page.")
            return redirect(url_for("catalogue.learning_week", week_id=saved.id))
    return render_template("programme/edit_learning_week.html", form=form, week=week)

"""E-learning for the training team: where it is, who has completed it, and a year in figures."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.elearning import forms, papers, queries, services
from app.elearning.models import ELearningCompletion
from app.elearning.routes import bp
from app.files.documents import as_download
from app.files.spreadsheets import CSV, Cell, as_csv
from app.http.asking import words_asked
from app.programme.courses import queries as courses_queries
from app.programme.models import Course, Strand
from app.programme.periods import Period, asked_period, programme_year, years_between
from app.web.access import found, open_to
from app.web.formatting import count
from app.web.forms import Form
from app.web.navigation import linked_from, page_of
from app.web.paging import page_asked_for

YEARS_BACK = 5
COLUMNS = ("Course", "Level", "Completed on", "Name", "E-mail", "Agency then", "Minutes", "How we know", "Certificate")


@bp.get("/manage/e-learning")
@open_to(TRAINING_TEAM)
@page_of("e-learning completions")
def completed() -> ResponseReturnValue:
    """?year= is the programme year of the completions."""
    period, today = _period(), clock.today()
    return render_template(
        "elearning/completed.html",
        period=period,
        years=years_between(today.replace(year=today.year - YEARS_BACK, day=1), today),
        figures=queries.completions_of_year(period.year),
        courses=queries.e_learning_courses(),
    )


@bp.get("/manage/e-learning/completions.csv")
@open_to(TRAINING_TEAM)
def completions_csv() -> ResponseReturnValue:
    """A row for each completion of ?year=."""
    year = _period().year
    return as_download(as_csv(COLUMNS, map(_row, queries.all_of_year(year))), f"e-learning-{year}.csv", CSV)


@bp.route("/manage/courses/<int:course_id>/e-learning", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
@linked_from("course", "E-learning", when=lambda course: course.strand is Strand.E_LEARNING)
def set_up(course_id: int) -> ResponseReturnValue:
    """Where the course is, and who has completed it."""
    course = course_of_strand(course_id)
    form = forms.ELearningForm(queries.e_learning_of(course.id))
    if form.validate_on_submit():
        with form.refusing():
            services.set_up(course, form.details(), by=signed_in_user(), at=clock.now())
            flash("Saved. It is on show now." if form.is_open.data else "Saved. It isn’t on show.")
            return redirect(url_for("elearning.set_up", course_id=course_id))
    return render_template(
        "elearning/set_up.html",
        course=course,
        form=form,
        e_learning=queries.e_learning_of(course.id),
        page=queries.page_of_completions(course, page=page_asked_for()),
    )


@bp.route("/manage/courses/<int:course_id>/e-learning/completions", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def mark_completed(course_id: int) -> ResponseReturnValue:
    course, today = course_of_strand(course_id), clock.today()
    form = forms.MarkCompletedForm(today=today, data={"on": today})
    if form.validate_on_submit():
        with form.refusing():
            made = services.mark_completed(course, form.addresses(), on=form.day(), by=signed_in_user(), at=clock.now())
            flash(f"{count(len(made), 'completion is', 'completions are')} recorded.")
            return redirect(url_for("elearning.set_up", course_id=course_id, _anchor="completions"))
    return render_template("elearning/mark_completed.html", course=course, form=form)


@bp.get("/manage/e-learning/completions/<int:completion_id>.pdf")
@open_to(TRAINING_TEAM)
def completion_pdf(completion_id: int) -> ResponseReturnValue:
    return papers.completion_paper(found(queries.completion(completion_id)))


@bp.route("/manage/e-learning/completions/<int:completion_id>/remove", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def remove_completion(completion_id: int) -> ResponseReturnValue:
    completion, form = found(queries.completion(completion_id)), Form()
    course_id = completion.course_id
    if form.validate_on_submit():
        with form.refusing():
            services.remove_completion(completion, by=signed_in_user(), at=clock.now())
            flash("The completion is removed, and its certificate confirms nothing any more.")
            return redirect(url_for("elearning.set_up", course_id=course_id, _anchor="completions"))
    return render_template("elearning/remove_completion.html", completion=completion, form=form)


def course_of_strand(course_id: int) -> Course:
    """A course of the strand; page not found for any other."""
    course = found(courses_queries.course(course_id))
    return found(course if course.strand is Strand.E_LEARNING else None)


def _period() -> Period:
    today = clock.today()
    return asked_period({"year": words_asked("year") or programme_year(today)}, today)


def _row(each: ELearningCompletion) -> tuple[Cell, ...]:
    agency = each.agency.name if each.agency else ""
    who = (each.person.name, each.person.email, agency)
    return (each.course_title, each.level, each.completed_on, *who, each.minutes, each.way.value, each.code_in_groups)

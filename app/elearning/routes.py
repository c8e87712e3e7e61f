"""E-learning as everybody sees it: where it is, and the code that says that one has completed it."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import VISITORS
from app.elearning import forms, papers, queries, services
from app.elearning.models import ELearning
from app.http.kept_pages import kept_for_strangers
from app.programme.models import Strand
from app.web.access import EVERYONE, SIGNED_IN, client_address, found, open_to
from app.web.navigation import in_navigation, page_of

bp = Blueprint("elearning", __name__)


@bp.get("/e-learning")
@open_to(EVERYONE)
@in_navigation("E-learning", VISITORS)
@page_of("e-learning")
@kept_for_strangers
def courses() -> ResponseReturnValue:
    return render_template("elearning/courses.html", shown=queries.on_show())


@bp.route("/e-learning/<int:course_id>", methods=["GET", "POST"])
@open_to(EVERYONE)
@page_of("e-learning course")
def course(course_id: int) -> ResponseReturnValue:
    """Whoever is signed in can type the code."""
    e_learning = _shown(found(queries.e_learning_of(course_id)))
    person = signed_in_user() if current_user.is_authenticated else None
    form = forms.CompletionCodeForm()
    if person and form.validate_on_submit():
        with form.refusing():
            services.complete_by_code(
                e_learning, form.code.data, person=person, at=clock.now(), client_address=client_address()
            )
            flash(f"Well done: “{e_learning.course.title}” stands in your training record, with a certificate.")
            return redirect(url_for("elearning.course", course_id=course_id))
    return render_template(
        "elearning/course.html",
        e_learning=e_learning,
        course=e_learning.course,
        form=form,
        last=queries.last_completion(person, e_learning.course) if person else None,
    )


@bp.get("/e-learning/certificates/<int:completion_id>.pdf")
@open_to(SIGNED_IN)
def certificate_pdf(completion_id: int) -> ResponseReturnValue:
    return papers.completion_paper(found(queries.own_completion(completion_id, signed_in_user())))


def _shown(e_learning: ELearning) -> ELearning:
    """What is on show; the training team sees what isn't yet."""
    is_of_strand = e_learning.course.strand is Strand.E_LEARNING and not e_learning.course.is_retired
    is_team = current_user.is_authenticated and current_user.is_training_team
    return e_learning if is_team or (e_learning.is_open and is_of_strand) else abort(404)

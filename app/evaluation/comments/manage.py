"""Reading what people wrote, a page of comments at a time; redacting what must not stay."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.errors import Refusal
from app.core.roles import TRAINING_TEAM
from app.evaluation.answering.queries_scope import courses_answered, years_answered
from app.evaluation.comments import forms, queries, refusals, services
from app.evaluation.stages import Stage
from app.http.asking import all_asked
from app.web.access import found, open_to
from app.web.formatting import count
from app.web.paging import page_asked_for

bp = Blueprint("evaluation_comments", __name__)
PER_PAGE = 25


@bp.get("/evaluation/comments")
@open_to(TRAINING_TEAM)
def comments() -> ResponseReturnValue:
    courses, questions, themes = courses_answered(), queries.questions_commented(), queries.themes()
    asked = forms.requested_comments(all_asked(), clock.today(), courses, questions, themes)
    page = queries.page_of_comments(asked.scope, asked.reading, page=page_asked_for(), per_page=PER_PAGE)
    return render_template(
        "evaluation/comments/comments.html",
        asked=asked,
        courses=courses,
        questions=questions,
        themes=themes,
        comments=page.items,
        page=page,
        shares=queries.theme_shares(asked.scope),
        years=years_answered(),
        stages=Stage,
    )


@bp.post("/evaluation/comments")
@open_to(TRAINING_TEAM)
def read_comments() -> ResponseReturnValue:
    """Keeps the ticks of a page of comments."""
    changed = services.keep_what_was_read(forms.read_from(request.form), by=signed_in_user(), at=clock.now())
    flash(f"Saved: {count(changed, 'comment')} changed." if changed else "Nothing was changed.")
    return redirect(url_for("evaluation_comments.comments", **forms.filters_in(all_asked())))


@bp.route("/evaluation/comments/<int:answer_id>/redact", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def redact(answer_id: int) -> ResponseReturnValue:
    comment = found(queries.comment(answer_id))
    form, filters = forms.RedactForm(comment.answer), forms.filters_in(all_asked())
    if form.validate_on_submit():
        try:
            services.redact(comment.answer, form.words.data, seen=form.seen_at(), by=signed_in_user(), at=clock.now())
        except refusals.RedactedMeanwhile as refusal:
            flash(refusal.message)
            return redirect(url_for("evaluation_comments.redact", answer_id=answer_id, **filters))
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash("Redacted. What stood there before is gone for good.")
            return redirect(url_for("evaluation_comments.comments", **filters))
    return render_template("evaluation/comments/redact.html", comment=comment, form=form, filters=filters)

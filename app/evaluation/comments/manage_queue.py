"""Comments without a theme, one after the other, by keyboard: saving one shows the next."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.evaluation.answering.queries_scope import courses_answered, years_answered
from app.evaluation.comments import forms, queries, services
from app.evaluation.comments.manage import bp, suggested_themes
from app.http.asking import all_asked, number_asked
from app.web.access import open_to

MOST_SKIPPED = 100_000


@bp.get("/evaluation/comments/queue")
@open_to(TRAINING_TEAM)
def queue() -> ResponseReturnValue:
    courses, questions, themes = courses_answered(), queries.questions_commented(), queries.themes()
    asked = forms.to_queue(forms.requested_comments(all_asked(), clock.today(), courses, questions, themes))
    skipped = min(number_asked("skip"), MOST_SKIPPED)
    comment, left = queries.next_in_queue(asked.scope, asked.reading, skipped=skipped)
    suggested = suggested_themes([comment], themes).get(comment.id, []) if comment else []
    likely = [each.theme for each in suggested]
    return render_template(
        "evaluation/comments/queue.html",
        asked=asked,
        comment=comment,
        left=left,
        skipped=min(skipped, left),
        next_skip=skipped + 1,
        likely=likely,
        themes=[*likely, *(theme for theme in themes if theme not in likely)],
        suggested=suggested,
        courses=courses,
        years=years_answered(),
    )


@bp.post("/evaluation/comments/queue")
@open_to(TRAINING_TEAM)
def read_next() -> ResponseReturnValue:
    """Keeps what was ticked of one comment, and goes on to the next."""
    read = forms.read_from(request.form)
    if any(each.puts_under_a_theme or each.fits_none or each.names_nobody for each in read):
        services.keep_what_was_read(read, by=signed_in_user(), at=clock.now())
    else:
        flash("Tick a theme, or press “No theme fits”.")
    return redirect(url_for("evaluation_comments.queue", **forms.filters_in(all_asked())))

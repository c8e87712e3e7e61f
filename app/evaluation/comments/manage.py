"""Reading what people wrote, a page of comments at a time; redacting what must not stay."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.errors import Refusal
from app.core.roles import TRAINING_TEAM
from app.evaluation.answering.queries_scope import courses_answered, years_answered
from app.evaluation.comments import forms, queries, queries_searching, queries_suggesting, refusals, services
from app.evaluation.comments.models import Theme
from app.evaluation.flagging.rules import without_what_is_flagged
from app.evaluation.stages import Stage
from app.evaluation.suggesting.rules import WordEvidence
from app.http.asking import all_asked, is_asked, words_sent
from app.http.searches import keep_search
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
    unthemed = [comment for comment in page.items if not comment.themes]
    return render_template(
        "evaluation/comments/comments.html",
        asked=asked,
        courses=courses,
        questions=questions,
        themes=themes,
        comments=page.items,
        page=page,
        shares=queries.theme_shares(asked.scope),
        suggested=suggested_themes(unthemed, themes),
        most_found=queries_searching.MOST_FOUND if queries_searching.says_too_often(asked.reading.words) else None,
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


@bp.post("/evaluation/comments/find")
@open_to(TRAINING_TEAM)
def find() -> ResponseReturnValue:
    """What is searched for may be a child's name: it stands in no address."""
    number = keep_search(words_sent("q", most=100))
    filters = forms.filters_in(all_asked()) | {"search": number, "page": None}
    return redirect(url_for("evaluation_comments.comments", **filters))


@bp.route("/evaluation/comments/<int:answer_id>/redact", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def redact(answer_id: int) -> ResponseReturnValue:
    comment = found(queries.comment(answer_id))
    filters = forms.filters_in(all_asked())
    proposed = without_what_is_flagged(comment.answer.words, comment.flags) if is_asked("propose") else ""
    form = forms.RedactForm(comment.answer, proposed=proposed)
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
            back_to = "queue" if is_asked("queued") else "comments"
            return redirect(url_for(f"evaluation_comments.{back_to}", **filters))
    return render_template(
        "evaluation/comments/redact.html", comment=comment, form=form, filters=filters, is_queued=is_asked("queued")
    )


class SuggestedTheme(NamedTuple):
    theme: Theme
    because: tuple[WordEvidence, ...]


def suggested_themes(comments: Iterable[queries.Comment], themes: Sequence[Theme]) -> dict[int, list[SuggestedTheme]]:
    """By comment, the likeliest theme first; nothing is read where no comment needs one."""
    wanted = list(comments)
    if not (wanted and themes):
        return {}
    learned, by_id = queries_suggesting.learned_themes(), {theme.id: theme for theme in themes}
    return {
        comment.id: [
            SuggestedTheme(by_id[each.theme_id], each.because)
            for each in learned.suggestions(comment.answer.words, without=comment.theme_ids)
            if each.theme_id in by_id
        ]
        for comment in wanted
    }

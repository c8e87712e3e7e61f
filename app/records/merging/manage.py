"""Two records of one person: found, compared, merged."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.models import User
from app.accounts.people import queries as people
from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.errors import Refusal
from app.core.roles import Role
from app.http.asking import words_asked
from app.records.merging import forms, queries, services
from app.web.access import found, open_to, proved_again
from app.web.navigation import linked_from
from app.web.paging import page_asked_for

bp = Blueprint("records_merging", __name__)
MANAGER = frozenset({Role.TRAINING_MANAGER})


@bp.get("/manage/people/<int:person_id>/merge")
@open_to(MANAGER)
@linked_from("person", "Merge with another record", when=lambda person: person.stands)
def choose(person_id: int) -> ResponseReturnValue:
    """Which record is the same person’s; to begin with those of the same name."""
    person = found(people.user(person_id))
    words = words_asked("q", most=100)
    return render_template(
        "records/merging/choose.html",
        person=person,
        words=words,
        page=queries.others(person, words, page=page_asked_for()),
    )


@bp.route("/manage/people/<int:person_id>/merge/<int:other_id>", methods=["GET", "POST"])
@open_to(MANAGER)
@proved_again
def merge(person_id: int, other_id: int) -> ResponseReturnValue:
    """Says what moves and where the two clash before anything is done. The first stays."""
    kept, goes = found(people.user(person_id)), found(people.user(other_id))
    preview = queries.preview(kept, goes)
    form = forms.form_for(preview.clashes)
    if form.validate_on_submit():
        with form.refusing():
            services.merge_people(
                kept,
                goes,
                form.asked(),
                standing=forms.standing(form, preview.clashes),
                is_their_address=form.whose.data == forms.THEIRS,
                by=signed_in_user(),
                at=clock.now(),
            )
            flash(f"Merged. Everything is with {kept.name} now.")
            return redirect(url_for("records_desk.show", person_id=kept.id))
    return render_template(
        "records/merging/merge.html", kept=kept, goes=goes, form=form, preview=preview, refused=_why_not(kept, goes)
    )


def _why_not(kept: User, goes: User) -> str:
    """What stands against merging the two; empty where nothing does."""
    try:
        services.must_be_mergeable(kept, goes)
    except Refusal as refusal:
        return refusal.message
    return ""

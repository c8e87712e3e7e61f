"""Venues that are free text as yet, and their merging into a record, seen before it is done."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.http.asking import all_asked, number_asked, words_asked
from app.programme.venues import forms, queries, services
from app.programme.venues.manage import bp
from app.web.access import open_to
from app.web.formatting import count
from app.web.paging import page_asked_for


@bp.get("/manage/venues/free-text")
@open_to(TRAINING_TEAM)
def free_text() -> ResponseReturnValue:
    return _free_text_page()


@bp.route("/manage/venues/merge", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def merge() -> ResponseReturnValue:
    """What the address asks for is shown first; its button does it."""
    words, into = _words(), queries.venue(number_asked("into"))
    if not words or (into is None and words_asked("into") != "new"):
        return _free_text_page("Tick what to merge, and choose the venue that it becomes.")
    if into is None:
        return redirect(url_for("programme_venues.new_venue_of_free_text", words=words))
    form = forms.MergeVenuesForm()
    if form.validate_on_submit():
        with form.refusing():
            merged = services.merge_free_text(words, into, by=signed_in_user(), at=clock.now())
            flash(f"{count(merged, 'session is', 'sessions are')} held at {into.name} now. Nobody was written to.")
            return redirect(url_for("programme_venues.free_text"))
    return render_template(
        "programme/venues/merge.html",
        form=form,
        words=words,
        into=into,
        how_many=queries.how_many_with(words),
        sessions=queries.sessions_with(words, page=page_asked_for()),
    )


@bp.route("/manage/venues/new-of-free-text", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def new_venue_of_free_text() -> ResponseReturnValue:
    """A record first; then its merging is shown."""
    words = _words()
    form = forms.VenueForm(called=next(iter(words), ""))
    if form.validate_on_submit():
        with form.refusing():
            venue = services.add_venue(form.details(), by=signed_in_user(), at=clock.now())
            flash("The venue is added. See below what is merged into it.")
            return redirect(url_for("programme_venues.merge", words=words, into=venue.id))
    return render_template("programme/venues/edit_venue.html", form=form, venue=None, words=words)


def _words() -> list[str]:
    """The spellings that are asked for, each once."""
    return list(dict.fromkeys(filter(None, all_asked().getlist("words"))))


def _free_text_page(complaint: str = "") -> ResponseReturnValue:
    return render_template(
        "programme/venues/free_text.html",
        found=queries.free_text_venues(at=clock.now(), page=page_asked_for()),
        venues=queries.venues_to_choose(),
        complaint=complaint,
        ticked=_words(),
    )

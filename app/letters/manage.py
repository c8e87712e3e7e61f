"""The pages: every letter, the words of one with a preview, and its versions."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import Role
from app.files.letters import words_of
from app.http.asking import number_sent, words_asked
from app.letters import forms, pages, queries
from app.settings import queries as settings
from app.settings import services as settings_services
from app.web.access import found, open_to
from app.web.forms import Form
from app.web.navigation import linked_from
from app.web.paging import page_asked_for, part_of

bp = Blueprint("letters", __name__)
MANAGER = frozenset({Role.TRAINING_MANAGER})
VERSIONS_ON_A_PAGE = 20


@bp.get("/manage/settings/letters")
@open_to(MANAGER)
@linked_from("settings", "The words of e-mails")
def letters() -> ResponseReturnValue:
    """?q= are words of a letter's title or subject."""
    words = words_asked("q", most=100)
    return render_template("letters/letters.html", sections=queries.overview(words), words=words)


@bp.route("/manage/settings/letters/<name>", methods=["GET", "POST"])
@open_to(MANAGER)
def edit(name: str) -> ResponseReturnValue:
    """A preview keeps nothing."""
    letter = found(queries.letter_named(name))
    form = forms.LetterWordsForm(letter, words_of(letter))
    is_fine = form.validate_on_submit()
    if is_fine and request.form.get("step") != "preview":
        is_new = settings_services.change(form.wanted(), by=signed_in_user(), at=clock.now())
        flash(f"{letter.title}: saved. The next one says it." if is_new else f"{letter.title}: nothing was changed.")
        return redirect(url_for("letters.edit", name=name))
    words = form.wanted() if is_fine else words_of(letter)
    written = queries.written_about(letter, pages.example_of(letter), words, by=signed_in_user(), at=clock.now())
    chosen = pages.chosen(list(written), number_sent("about"))
    return render_template(
        "letters/edit.html",
        form=form,
        letter=letter,
        is_typed=is_fine,
        is_default=words_of(letter) == letter.group(),
        words=words,
        records={each: pages.in_words(each) for each in written},
        record=chosen,
        written=written.get(chosen),
    )


@bp.get("/manage/settings/letters/<name>/versions")
@open_to(MANAGER)
def versions(name: str) -> ResponseReturnValue:
    letter = found(queries.letter_named(name))
    page = part_of(queries.versions(letter), page=page_asked_for(), per_page=VERSIONS_ON_A_PAGE)
    return render_template("letters/versions.html", letter=letter, page=page, form=Form())


@bp.post("/manage/settings/letters/<name>/versions/<int:version_id>/back")
@open_to(MANAGER)
def go_back(name: str, version_id: int) -> ResponseReturnValue:
    letter = found(queries.letter_named(name))
    version = found(settings.version(letter.group, version_id))
    settings_services.go_back_to(letter.group, version, by=signed_in_user(), at=clock.now())
    flash(f"{letter.title}: that version stands again.")
    return redirect(url_for("letters.edit", name=name))


@bp.post("/manage/settings/letters/<name>/back-to-default")
@open_to(MANAGER)
def go_back_to_default(name: str) -> ResponseReturnValue:
    letter = found(queries.letter_named(name))
    settings_services.go_back_to(letter.group, None, by=signed_in_user(), at=clock.now())
    flash(f"{letter.title}: what Coursebook brings stands again.")
    return redirect(url_for("letters.edit", name=name))

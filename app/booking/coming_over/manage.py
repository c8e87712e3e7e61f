"""Bringing sessions to come over: upload, preview, add; then telling their people, or undoing it."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.booking.coming_over import forms, queries, services_after, services_bringing
from app.booking.cut_over_file import rules, services
from app.booking.cut_over_file.models import ComingOver
from app.core import clock
from app.core.database import refresh_statistics
from app.core.roles import TRAINING_TEAM
from app.files import spreadsheets
from app.files.tables import Table
from app.web.access import found, open_to
from app.web.formatting import count
from app.web.forms import Form
from app.web.paging import page_asked_for

bp = Blueprint("booking_coming_over", __name__)


@bp.route("/manage/coming-over/sessions", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def import_sessions() -> ResponseReturnValue:
    """?page= turns the pages of what was imported."""
    form = forms.CutOverForm()
    if form.validate_on_submit():
        with form.refusing():
            return _preview(form.table(), form.file_name)
    return _form_page(form)


def _preview(table: Table, name: str) -> str:
    plan = services.planned_cut_over(table, at=clock.now())
    confirm = forms.ConfirmCutOverForm(formdata=None, text=table.as_csv(), name=name)
    return render_template("booking/coming_over/preview.html", plan=plan, form=confirm, name=name)


def _form_page(form: forms.CutOverForm) -> str:
    return render_template(
        "booking/coming_over/import.html",
        form=form,
        imports=queries.page_of_imports(page_asked_for()),
        what_stands=rules.WHAT_STANDS,
    )


@bp.post("/manage/coming-over/sessions/add")
@open_to(TRAINING_TEAM)
def add_sessions() -> ResponseReturnValue:
    form, shown = forms.CutOverForm(formdata=None), forms.ConfirmCutOverForm()
    with form.refusing():
        done = services_bringing.bring_over(
            shown.text.data or "", file_name=shown.name.data or "file", by=signed_in_user(), at=clock.now()
        )
        refresh_statistics()
        flash(f"{in_words(done)} came over. Nobody has been told: look it through, then have them told.")
        return redirect(url_for("booking_coming_over.show", import_id=done.id))
    return _form_page(form)


def in_words(done: ComingOver) -> str:
    """12 sessions with 214 bookings and 9 people waiting."""
    sessions, booked = count(done.sessions, "session"), count(done.booked, "booking")
    return f"{sessions} with {booked} and {count(done.waiting, 'person', 'people')} waiting"


@bp.get("/manage/coming-over/sessions/template.<kind>")
@open_to(TRAINING_TEAM)
def template(kind: str) -> ResponseReturnValue:
    """The columns with two lines as an example; as XLSX, with a sheet that explains them."""
    rows = [[line.get(name, "") for name in rules.COLUMNS] for line in rules.EXAMPLE]
    if kind == "csv":
        return _download(spreadsheets.as_csv(rules.COLUMNS, rows), spreadsheets.CSV, "sessions-to-come.csv")
    if kind != "xlsx":
        return found(None)
    sheets: dict[str, spreadsheets.Sheet] = {
        "Sessions to come": (rules.COLUMNS, rows),
        "What stands in it": (("Column", "What stands in it"), list(rules.WHAT_STANDS.items())),
    }
    content = spreadsheets.as_workbook(sheets, made_at=clock.now())
    return _download(content, spreadsheets.XLSX, "sessions-to-come.xlsx")


def _download(content: bytes, mimetype: str, name: str) -> Response:
    return Response(content, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@bp.get("/manage/coming-over/imports/<int:import_id>")
@open_to(TRAINING_TEAM)
def show(import_id: int) -> ResponseReturnValue:
    """?page= turns the pages of its sessions."""
    done = found(queries.coming_over(import_id))
    return render_template(
        "booking/coming_over/show.html",
        done=done,
        in_words=in_words(done),
        sessions=queries.page_of_sessions(done, page_asked_for()),
        untold=len(queries.to_tell(done, at=clock.now())),
        why_not=services_after.why_not_undone(done),
    )


@bp.route("/manage/coming-over/imports/<int:import_id>/letters", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def letters(import_id: int) -> ResponseReturnValue:
    """Says to how many it goes, and shows the letter of one of them, before it goes."""
    done, form = found(queries.coming_over(import_id)), Form()
    if form.validate_on_submit():
        with form.refusing():
            told = services_after.tell_everybody(done, by=signed_in_user(), at=clock.now())
            flash(
                f"{count(told, 'letter is', 'letters are')} on the way. From now on reminders go as for every booking."
            )
            return redirect(url_for("booking_coming_over.show", import_id=done.id))
    people = queries.to_tell(done, at=clock.now())
    sample = services_after.letter_to(done, people[0], at=clock.now()) if people else None
    return render_template("booking/coming_over/letters.html", done=done, form=form, people=len(people), sample=sample)


@bp.route("/manage/coming-over/imports/<int:import_id>/undo", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def undo(import_id: int) -> ResponseReturnValue:
    """Says what goes and what stays before it is done."""
    done, form = found(queries.coming_over(import_id)), Form()
    if form.validate_on_submit():
        with form.refusing():
            services_after.undo(done, by=signed_in_user(), at=clock.now())
            flash("The import is undone: nothing of it is left but its courses. You can bring the file over again.")
            return redirect(url_for("booking_coming_over.import_sessions"))
    return render_template(
        "booking/coming_over/undo.html",
        done=done,
        form=form,
        in_words=in_words(done),
        why_not=services_after.why_not_undone(done),
    )

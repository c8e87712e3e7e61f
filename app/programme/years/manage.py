"""Many drafts at once: copying a year, copying a session, publishing those ticked."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.http.asking import words_asked
from app.programme.checking import queries as checking
from app.programme.checking.pages import closed_days
from app.programme.checking.rules import WarningKind
from app.programme.models_sessions import TrainingSession
from app.programme.periods import next_year
from app.programme.sessions import queries as sessions_queries
from app.programme.years import forms, queries, services
from app.web.access import found, open_to
from app.web.formatting import count, short_date
from app.web.paging import page_asked_for, part_of

bp = Blueprint("programme_years", __name__)
PLANS_ON_A_PAGE = 100


@bp.get("/manage/programme/copy")
@open_to(TRAINING_TEAM)
def copy_year() -> ResponseReturnValue:
    years = queries.years_to_copy()
    year = forms.year_to_show(words_asked("year") or None, years, clock.today())
    plans = queries.planned_copies(year) if year else []
    shown = part_of(plans, page=page_asked_for(), per_page=PLANS_ON_A_PAGE)
    return render_template(
        "programme/years/copy_year.html",
        years=years,
        year=year,
        into=next_year(year) if year else "",
        plans=shown,
        clashes=queries.clashes_of_copies(shown.items),
        how_many=sum(not plan.left_out for plan in plans),
    )


@bp.post("/manage/programme/copy")
@open_to(TRAINING_TEAM)
def add_copies() -> ResponseReturnValue:
    year = request.form.get("year", "")
    if year not in queries.years_to_copy():
        return redirect(url_for("programme_years.copy_year"))
    added = services.copy_year(year, by=signed_in_user(), at=clock.now())
    flash(f"{count(len(added), 'draft')} added for {next_year(year)}. Nobody is told until you publish them.")
    return redirect(url_for("programme_overview.courses"))


@bp.route("/manage/sessions/<int:session_id>/copy", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def copy_session(session_id: int) -> ResponseReturnValue:
    session = found(sessions_queries.session(session_id))
    form = forms.CopyToDatesForm(session)
    if form.validate_on_submit():
        with form.refusing("dates"):
            added = services.copy_to_dates(session, form.chosen_dates(), by=signed_in_user(), at=clock.now())
            flash(f"{count(len(added), 'draft')} added. Only the training team can see them until you publish them.")
            _warn_of_days_off(added)
            return redirect(url_for("programme_overview.show_course", course_id=session.course_id))
    return render_template("programme/years/copy_session.html", form=form, session=session)


@bp.post("/manage/programme/publish")
@open_to(TRAINING_TEAM)
def publish_ticked() -> ResponseReturnValue:
    ids = set(request.form.getlist("session", type=int))
    ticked = [draft for draft in sessions_queries.drafts() if draft.id in ids]
    published = services.publish_drafts(ticked, by=signed_in_user(), at=clock.now())
    flash(f"{count(len(published), 'session')} published." if ticked else "Tick the drafts to publish first.")
    for draft in ticked:
        if draft.is_draft:
            flash(f"Still a draft, because its date has passed: {draft.title}, {short_date(draft.days[0].on)}.")
    return redirect(url_for("programme_overview.courses"))


def _warn_of_days_off(sessions: list[TrainingSession]) -> None:
    """And of trainers and rooms that are taken twice."""
    found = checking.warnings([session.id for session in sessions], closed=closed_days())
    told = (WarningKind.DAY_OFF, WarningKind.CLASH)
    again = [each.words for session in sessions for each in found[session.id] if each.kind in told]
    if again:
        flash(f"Please look again: {'; '.join(again)}.")

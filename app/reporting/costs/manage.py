"""A year's money, its files, and what each session cost."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.files.documents import as_download
from app.files.spreadsheets import CSV, XLSX, as_workbook
from app.http.asking import words_asked
from app.programme.periods import programme_year
from app.programme.sessions import queries as sessions
from app.reporting.costs import forms, pages, queries, rules_files, services
from app.reporting.costs.rules import DEFINITIONS
from app.web.access import found, open_to
from app.web.navigation import linked_from, page_of
from app.web.paging import page_asked_for

bp = Blueprint("reporting_costs", __name__)


@bp.get("/reports/money")
@open_to(TRAINING_TEAM)
@page_of("money")
def money() -> ResponseReturnValue:
    year = pages.year_asked(words_asked("year"))
    return render_template(
        "reporting/costs/money.html",
        money=queries.year_money(year, at=clock.now()),
        year=year,
        years=sorted({year, programme_year(clock.today()), *queries.years_with_money()}, reverse=True),
        can_copy=not queries.lines_of(year) and bool(queries.lines_of(services.year_before(year))),
        kinds=forms.KIND_WORDS,
        definitions=DEFINITIONS,
    )


@bp.get("/reports/money.csv")
@open_to(TRAINING_TEAM)
def money_csv() -> ResponseReturnValue:
    year = pages.year_asked(words_asked("year"))
    return as_download(rules_files.costs_in_csv(queries.year_money(year, at=clock.now())), f"costs-{year}.csv", CSV)


@bp.get("/reports/money.xlsx")
@open_to(TRAINING_TEAM)
def money_xlsx() -> ResponseReturnValue:
    year, now = pages.year_asked(words_asked("year")), clock.now()
    sheets = rules_files.money_in_sheets(queries.year_money(year, at=now))
    return as_download(as_workbook(sheets, made_at=now), f"money-{year}.xlsx", XLSX)


@bp.get("/reports/money/<year>/sessions")
@open_to(TRAINING_TEAM)
def costs_of_sessions(year: str) -> ResponseReturnValue:
    asked, is_missing = pages.year_in_path(year), words_asked("show") == "missing"
    found_sessions = queries.costs_by_session(asked, is_missing=is_missing, at=clock.now(), page=page_asked_for())
    return render_template("reporting/costs/sessions.html", sessions=found_sessions, year=asked, is_missing=is_missing)


@bp.route("/manage/sessions/<int:session_id>/costs", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
@linked_from("session", "Costs")
def session_costs(session_id: int) -> ResponseReturnValue:
    """Who comes from the list of those without costs goes back to it."""
    session, is_of_list = found(sessions.session(session_id)), words_asked("then") == "list"
    form, year = forms.CostsForm(session), programme_year(session.days[0].on)
    if form.validate_on_submit():
        services.set_costs(session, form.costs(), by=signed_in_user(), at=clock.now())
        flash("The costs are saved. They count in the year’s money.")
        of_list = url_for("reporting_costs.costs_of_sessions", year=year, show="missing")
        return redirect(of_list if is_of_list else url_for("programme_sessions.show_session", session_id=session_id))
    return render_template(
        "reporting/costs/session_costs.html", form=form, session=session, year=year, is_of_list=is_of_list
    )

"""Agencies and sectors not reached, their workforce, and people per priority."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.people import queries as people
from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.files.documents import as_download
from app.files.spreadsheets import CSV, as_csv
from app.http.asking import all_asked, words_asked
from app.programme.learning_weeks.queries import learning_weeks
from app.programme.periods import Period, asked_period, programme_year, year_dates
from app.programme.queries_periods import years_with_sessions
from app.reporting.figures.forms import requested_report
from app.reporting.figures.queries_rows import ReportScope
from app.reporting.figures.rules_rows import QUARTERS
from app.reporting.reach import forms, pages, queries, queries_priorities, services
from app.web.access import found, open_to
from app.web.navigation import page_of
from app.web.paging import page_asked_for, part_of

bp = Blueprint("reporting_reach", __name__)
AGENCIES_A_PAGE = 50


@bp.get("/reports/reach")
@open_to(TRAINING_TEAM)
@page_of("agencies and sectors not reached")
def reach() -> ResponseReturnValue:
    """?show=all lists the agencies that were reached, too."""
    asked, is_all = _year_asked(), words_asked("show") == "all"
    year = pages.year_of(asked)
    whole = queries.reach_of(year, asked.since, asked.until, at=clock.now())
    page = part_of(whole.agencies if is_all else whole.not_reached, page=page_asked_for(), per_page=AGENCIES_A_PAGE)
    queries.add_roles(page.items, year, ReportScope(asked.since, asked.until, clock.now()))
    return render_template(
        "reporting/reach/reach.html",
        asked=asked,
        year=year,
        years=years_with_sessions() or [programme_year(clock.today())],
        reach=whole,
        page=page,
        is_all=is_all,
    )


@bp.get("/reports/reach.csv")
@open_to(TRAINING_TEAM)
def reach_csv() -> ResponseReturnValue:
    asked = _year_asked()
    whole = queries.reach_of(pages.year_of(asked), asked.since, asked.until, at=clock.now())
    name = f"reach-{pages.year_of(asked)}.csv"
    return as_download(as_csv(pages.REACH_HEADINGS, pages.reach_rows(whole)), name, CSV)


@bp.route("/reports/reach/<year>/agencies/<int:agency_id>", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def workforce(year: str, agency_id: int) -> ResponseReturnValue:
    agency = found(people.agency(agency_id))
    try:
        year_dates(year)
    except ValueError:
        abort(404)
    standing = queries.workforce_of(agency, year)
    form = forms.WorkforceForm(standing or queries.workforce_of(agency, pages.year_before(year)))
    if form.validate_on_submit():
        with form.refusing():
            services.tell_workforce(agency, year, form.told(), by=signed_in_user(), at=clock.now())
            flash(f"The workforce of {agency.name} in {year} is kept.")
            return redirect(url_for("reporting_reach.reach", year=year, show="all"))
    return render_template(
        "reporting/reach/workforce.html", form=form, agency=agency, year=year, is_of_the_year_before=not standing
    )


@bp.get("/reports/priorities")
@open_to(TRAINING_TEAM)
@page_of("people per priority")
def priorities() -> ResponseReturnValue:
    asked = requested_report(all_asked(), clock.today(), learning_weeks())
    return render_template(
        "reporting/reach/priorities.html",
        asked=asked,
        years=years_with_sessions(),
        quarters=QUARTERS,
        lines=queries_priorities.priorities(asked.scope(clock.now())),
    )


@bp.get("/reports/priorities.csv")
@open_to(TRAINING_TEAM)
def priorities_csv() -> ResponseReturnValue:
    asked = requested_report(all_asked(), clock.today(), learning_weeks())
    lines = queries_priorities.priorities(asked.scope(clock.now()))
    name = f"priorities-{asked.since}-to-{asked.until}.csv"
    return as_download(as_csv(pages.PRIORITY_HEADINGS, pages.priority_rows(lines)), name, CSV)


def _year_asked() -> Period:
    return asked_period({"year": words_asked("year")}, clock.today())

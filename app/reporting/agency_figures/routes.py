"""The figures of a lead's own agency."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.people import services_mail
from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import Role
from app.http.asking import words_asked
from app.programme.periods import asked_period, programme_year
from app.programme.queries_periods import years_with_sessions
from app.reporting.agency_figures import queries, rules
from app.reporting.figures.rules_tables import NAMES_OF_FIGURES
from app.reporting.rules_definitions import DEFINITIONS
from app.web.access import open_to
from app.web.navigation import page_of

bp = Blueprint("reporting_agency_figures", __name__)
LEADS = frozenset({Role.AGENCY_LEAD})
EXPLAINED = ("places_allocated", "attendance_percent", "no_shows", "late_cancellations", "walk_ins", "people")


@bp.get("/agency/figures")
@open_to(LEADS)
@page_of("figures of my agency")
def figures() -> ResponseReturnValue:
    lead = signed_in_user()
    period = asked_period({"year": words_asked("year")}, clock.today())
    year = period.year or programme_year(clock.today())
    subscription = queries.subscription_of(lead)
    return render_template(
        "reporting/agency_figures/figures.html",
        agency=lead.agency,
        period=period,
        year=year,
        years=years_with_sessions() or [year],
        own=queries.figures_of_agency(lead.agency.surviving, year, at=clock.now()) if lead.agency else None,
        is_stopped=subscription is not None and subscription.ended_at is not None,
        definitions=[(NAMES_OF_FIGURES[name], DEFINITIONS[name]) for name in EXPLAINED],
    )


@bp.post("/agency/figures/mail/stop")
@open_to(LEADS)
def stop_mail() -> ResponseReturnValue:
    services_mail.stop_mail(signed_in_user(), rules.TOPIC, at=clock.now())
    flash("The quarterly mail is stopped. This page stays as it is.")
    return redirect(url_for("reporting_agency_figures.figures"))


@bp.post("/agency/figures/mail/start")
@open_to(LEADS)
def start_mail() -> ResponseReturnValue:
    services_mail.start_mail_again(signed_in_user(), rules.TOPIC, at=clock.now())
    flash("You get the quarterly mail again, two weeks after the end of each quarter.")
    return redirect(url_for("reporting_agency_figures.figures"))

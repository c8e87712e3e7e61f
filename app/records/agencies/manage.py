"""An agency in one place."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.people import queries as people
from app.charging.bills import queries as bills
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.http.asking import number_asked, words_asked
from app.http.searches import keep_search, kept_search
from app.programme.periods import asked_period, programme_year
from app.programme.queries_periods import years_with_sessions
from app.records.agencies import queries
from app.single_agency import queries as single_agency
from app.single_agency.rules import standing, year_to_ask_about
from app.web.access import found, open_to
from app.web.navigation import page_of
from app.web.paging import page_asked_for

bp = Blueprint("records_agencies", __name__)
BILLS_SHOWN = 5


@bp.get("/manage/agencies/<int:agency_id>")
@open_to(TRAINING_TEAM)
@page_of("agency")
def show(agency_id: int) -> ResponseReturnValue:
    """?year= is the year of its figures; ?search= the number of a name that its people are found by."""
    agency, now = found(people.agency(agency_id)), clock.now()
    period = asked_period({"year": words_asked("year")}, clock.today())
    number, returns = number_asked("search"), queries.returns_of(agency)
    words = kept_search(number)
    return render_template(
        "records/agencies/show.html",
        agency=agency,
        leads=people.leads_of(agency),
        contacts=queries.contacts_of(agency),
        billing=bills.billing_details(agency.surviving),
        bills=bills.bills(agency_id=agency.id, per_page=BILLS_SHOWN).items,
        returns=returns,
        told=single_agency.figures_of(returns),
        standing={each.id: standing(each, today=clock.today()) for each in returns},
        year_to_ask=year_to_ask_about(clock.today()),
        year=queries.year_of(agency, since=period.since, until=period.until, at=now),
        period=period,
        years=years_with_sessions() or [programme_year(clock.today())],
        page=people.page_of_people(agency, words, page=page_asked_for()),
        words=words,
        search=number if words else None,
    )


@bp.post("/manage/agencies/<int:agency_id>/people")
@open_to(TRAINING_TEAM)
def search(agency_id: int) -> ResponseReturnValue:
    """A person's name stands in no address."""
    found(people.agency(agency_id))
    number = keep_search(request.form.get("q", ""))
    return redirect(url_for("records_agencies.show", agency_id=agency_id, search=number, _anchor="people"))

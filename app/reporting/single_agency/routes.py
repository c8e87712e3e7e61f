"""What a lead's own agency told of its own training, and the link that fills it in."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.links import Secret
from app.core.roles import Role
from app.records.agencies.queries import returns_of
from app.reporting.single_agency.manage import bp
from app.single_agency import queries as single_agency
from app.single_agency.rules import standing
from app.web.access import open_to
from app.web.navigation import page_of


@bp.get("/agency/own-training")
@open_to(frozenset({Role.AGENCY_LEAD}))
@page_of("own training of my agency")
def own() -> ResponseReturnValue:
    agency = signed_in_user().agency
    returns = returns_of(agency.surviving) if agency else []
    return render_template(
        "reporting/single_agency/own.html",
        agency=agency,
        returns=returns,
        told=single_agency.figures_of(returns),
        standing={each.id: standing(each, today=clock.today()) for each in returns},
        links={each.id: Secret("single-agency-return", each.id, each.link_version).path() for each in returns},
    )

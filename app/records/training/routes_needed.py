"""What the people of an agency need by their job roles, and who lacks it: for its lead, and for the office."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.models import Agency
from app.accounts.people import queries as people
from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.http.asking import number_asked
from app.records.training import queries_needed
from app.records.training.routes import bp
from app.records.training.routes_agency import LEADS
from app.web.access import found, open_to
from app.web.navigation import url_of
from app.web.paging import page_asked_for


@bp.get("/agency/training/needed")
@open_to(LEADS)
def needed_in_my_agency() -> ResponseReturnValue:
    """?course= lists who lacks it."""
    own = found(signed_in_user().agency)
    return _needed(own, back=url_for("records_training.agency_training"), view="records_training.needed_in_my_agency")


@bp.get("/manage/agencies/<int:agency_id>/training-needed")
@open_to(TRAINING_TEAM)
def needed_in_agency(agency_id: int) -> ResponseReturnValue:
    """?course= lists who lacks it."""
    agency = found(people.agency(agency_id))
    back = url_of("agency", agency_id=agency_id)
    return _needed(agency, back=back, view="records_training.needed_in_agency", agency_id=agency_id)


def _needed(agency: Agency, *, back: str, view: str, **values: int) -> ResponseReturnValue:
    needed = queries_needed.needed_in_agency(agency, today=clock.today())
    chosen = next((each for each in needed if each.course.id == number_asked("course")), None)
    lacking = [*chosen.missing, *chosen.overdue] if chosen else []
    return render_template(
        "records/training/needed.html",
        agency=agency,
        needed=needed,
        chosen=chosen,
        overdue=set(chosen.overdue) if chosen else set(),
        lacking=queries_needed.people_by_name(lacking, page=page_asked_for()),
        back_to=back,
        view=view,
        values=values,
    )

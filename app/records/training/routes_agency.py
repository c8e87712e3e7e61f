"""What the people of a lead's agency have attended, and who is due a refresher."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.accounts.models import Agency
from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import Role
from app.files.documents import as_download
from app.files.spreadsheets import CSV, Cell, as_csv
from app.http.asking import all_asked
from app.records.certificates import papers as certificates_papers
from app.records.training import forms, queries, queries_agency
from app.records.training.routes import bp
from app.web.access import found, open_to
from app.web.navigation import page_of
from app.web.paging import page_asked_for

LEADS = frozenset({Role.AGENCY_LEAD})
COLUMNS = ("Name", "E-mail", "Team", "Role", "Course", "Last", "By", "All dates attended", "Due by", "Standing")


@bp.get("/agency/training")
@open_to(LEADS)
@page_of("training of my agency")
def agency_training() -> ResponseReturnValue:
    own, asked, today = signed_in_user().agency, forms.requested_training(all_asked()), clock.today()
    if own is None:
        return render_template("records/training/agency_training.html", agency=None)
    return render_template(
        "records/training/agency_training.html",
        agency=own,
        asked=asked,
        shown=forms.SHOWN,
        page=queries_agency.page_of_records(
            own, standing=asked.standing, course_id=asked.course_id, today=today, page=page_asked_for()
        ),
        in_all=queries_agency.training_of_agency(own, today=today),
        as_asked=asked.as_arguments(),
    )


@bp.get("/agency/training.csv")
@open_to(LEADS)
def agency_training_csv() -> ResponseReturnValue:
    """A row for each person and course, as the page is filtered."""
    rows = [_row(each) for each in _asked_for(found(signed_in_user().agency))]
    return as_download(as_csv(COLUMNS, rows), "agency-training.csv", CSV)


@bp.get("/agency/training.pdf")
@open_to(LEADS)
def agency_training_pdf() -> ResponseReturnValue:
    own, asked = found(signed_in_user().agency), forms.requested_training(all_asked())
    rows = [
        [
            each.person.name,
            each.course.course.title,
            certificates_papers.as_day(each.course.last.on)
            + (", by other evidence" if each.course.last.is_evidence else ""),
            certificates_papers.as_day(each.course.due),
            str(each.course.standing or ""),
        ]
        for each in _asked_for(own)
    ]
    data = {"agency": own.name, "show": asked.in_words, "rows": rows}
    title = f"Training of {own.name}"
    return certificates_papers.paper(
        "records/training/agency_training.typ", data, title=title, name="agency-training.pdf", at=clock.now()
    )


def _asked_for(agency: Agency) -> list[queries.PersonRecord]:
    asked: forms.RequestedTraining = forms.requested_training(all_asked())
    everything = queries.records_of_agency(agency, today=clock.today())
    return [each for each in everything if asked.fits(each.course)]


def _row(each: queries.PersonRecord) -> tuple[Cell, ...]:
    record, person = each.course, each.person
    return (
        person.name,
        person.email,
        person.team,
        person.job_role,
        record.course.title,
        record.last.on,
        "evidence accepted" if record.last.is_evidence else "attended",
        " ".join(on.isoformat() for on in record.attended_on),
        record.due,
        str(record.standing or ""),
    )

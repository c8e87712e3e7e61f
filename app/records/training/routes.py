"""My training: everything attended, its hours and certificates, and what is due again."""

from itertools import groupby

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.links import Secret
from app.core.roles import VISITORS
from app.elearning.models import ELearningCompletion
from app.elearning.queries import completions_of
from app.files.documents import as_download
from app.files.spreadsheets import CSV, Cell, as_csv
from app.records.certificates import papers as certificates_papers
from app.records.certificates import queries as certificates_queries
from app.records.certificates import rules as certificates_rules
from app.records.elsewhere import queries as elsewhere_queries
from app.records.elsewhere import rules as elsewhere_rules
from app.records.elsewhere.models import TrainingElsewhere
from app.records.training import queries, queries_needed, rules
from app.settings import queries as settings
from app.settings.rules_partnership import PartnershipDetails
from app.web.access import SIGNED_IN, found, open_to
from app.web.formatting import hours
from app.web.navigation import in_navigation, page_of

bp = Blueprint("records_training", __name__)
COLUMNS = ("Course", "First day", "Last day", "Hours", "Delivery", "Agency then", "Certificate", "Organised by")


@bp.get("/training")
@open_to(SIGNED_IN)
@in_navigation("My training", VISITORS)
@page_of("my training")
def training() -> ResponseReturnValue:
    person, now = signed_in_user(), clock.now()
    attended = queries.training_of(person)
    counted = [each for each in attended if each.counts]
    elsewhere, completed = elsewhere_queries.recorded_of(person), completions_of(person)
    return render_template(
        "records/training/training.html",
        years=_by_year(counted),
        minutes=sum(each.minutes for each in counted),
        completed=completed,
        minutes_completed=sum(each.minutes or 0 for each in completed),
        elsewhere=elsewhere,
        minutes_elsewhere=elsewhere_rules.minutes_that_count(elsewhere),
        in_part=[each for each in attended if not each.counts],
        due=rules.refreshers(queries.courses_attended(person, today=clock.today())),
        needs=queries_needed.needs_of(person, today=clock.today()),
        links=evaluation_links(counted),
        now=now,
    )


@bp.get("/training.csv")
@open_to(SIGNED_IN)
def training_csv() -> ResponseReturnValue:
    """What was attended with us, e-learning, then what is confirmed of elsewhere: the last column tells whose it is."""
    person, ours = signed_in_user(), settings.current(PartnershipDetails).name
    counted = [each for each in queries.training_of(person) if each.counts]
    rows = [(*_row(each), ours) for each in counted]
    rows += [(*_row_completed(each), ours) for each in completions_of(person)]
    rows += [_row_elsewhere(each) for each in elsewhere_queries.recorded_of(person) if each.is_confirmed]
    return as_download(as_csv(COLUMNS, rows), "my-training.csv", CSV)


@bp.get("/training.pdf")
@open_to(SIGNED_IN)
def training_pdf() -> ResponseReturnValue:
    person = signed_in_user()
    counted = [each for each in queries.training_of(person) if each.counts]
    due = rules.refreshers(queries.courses_attended(person, today=clock.today()))
    completed = completions_of(person)
    elsewhere = [each for each in elsewhere_queries.recorded_of(person) if each.is_confirmed]
    data = {
        "name": person.name,
        "agency": person.agency.name if person.agency else "",
        "total": hours(sum(each.minutes for each in counted)),
        "years": [
            {"year": year, "hours": hours(minutes), "rows": [_line(each) for each in those]}
            for year, those, minutes in _by_year(counted)
        ],
        "completed": [_line_completed(each) for each in completed],
        "total_completed": hours(sum(each.minutes or 0 for each in completed)),
        "elsewhere": [_line_elsewhere(each) for each in elsewhere],
        "total_elsewhere": hours(elsewhere_rules.minutes_that_count(elsewhere)),
        "due": [
            [
                each.course.title,
                certificates_papers.as_day(each.last.on),
                certificates_papers.as_day(each.due),
                str(each.standing),
            ]
            for each in due
        ],
    }
    title = f"Training record of {person.name}"
    return certificates_papers.paper(
        "records/training/training.typ", data, title=title, name="my-training.pdf", at=clock.now()
    )


@bp.get("/training/certificates/<int:certificate_id>.pdf")
@open_to(SIGNED_IN)
def own_certificate_pdf(certificate_id: int) -> ResponseReturnValue:
    return certificates_papers.certificate_paper(
        found(certificates_queries.certificate_of_person(certificate_id, signed_in_user()))
    )


def _by_year(counted: list[queries.Attendance]) -> list[tuple[str, list[queries.Attendance], int]]:
    """By programme year, the latest first, each with its minutes."""
    years = [(year, list(those)) for year, those in groupby(counted, key=lambda each: each.year)]
    return [(year, those, sum(each.minutes for each in those)) for year, those in years]


def _row(each: queries.Attendance) -> tuple[Cell, ...]:
    days = each.session.days
    return (
        each.session.title,
        days[0].on,
        days[-1].on,
        round(each.minutes / 60, 2),
        certificates_rules.delivery_in_words(each.session.delivery),
        each.booking.agency.name if each.booking.agency else "",
        each.certificate.code_in_groups if each.certificate else "",
    )


def _line(each: queries.Attendance) -> list[str]:
    code = each.certificate.code_in_groups if each.certificate else ""
    return [each.session.title, certificates_rules.dates_in_words(each.session.days), hours(each.minutes), code]


def _row_completed(each: ELearningCompletion) -> tuple[Cell, ...]:
    length = round(each.minutes / 60, 2) if each.minutes else None
    agency = each.agency.name if each.agency else ""
    return (each.course_title, each.completed_on, each.completed_on, length, "E-learning", agency, each.code_in_groups)


def _line_completed(each: ELearningCompletion) -> list[str]:
    length = hours(each.minutes) if each.minutes else ""
    return [each.course_title, certificates_papers.as_day(each.completed_on), length, each.code_in_groups]


def _row_elsewhere(each: TrainingElsewhere) -> tuple[Cell, ...]:
    return (
        each.title,
        each.starts_on,
        each.ends_on,
        round(each.minutes / 60, 2) if each.minutes else None,
        "",
        each.agency.name if each.agency else "",
        "",
        each.organiser,
    )


def _line_elsewhere(each: TrainingElsewhere) -> list[str]:
    length = hours(each.minutes) if each.minutes else ""
    return [each.title, each.organiser, certificates_papers.as_day(each.starts_on), length]


def evaluation_links(training: list[queries.Attendance]) -> dict[int, str]:
    """The personal links of the evaluations that these have, by booking."""
    return {each.booking.id: Secret("after", each.evaluation.booking_id).path() for each in training if each.evaluation}

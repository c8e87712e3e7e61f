"""The year's returns, whom to ask, and one return to review."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.people import queries as people
from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.files.documents import as_download
from app.files.spreadsheets import CSV, Cell, as_csv
from app.http.asking import words_asked
from app.programme.periods import year_dates, years_between
from app.settings import queries as settings
from app.settings.rules_lists import Sectors
from app.single_agency import forms, queries, rules, services
from app.single_agency.emails import secret_of
from app.single_agency.models import SingleAgencyCourse
from app.single_agency.pages import noted_contacts
from app.single_agency.routes import COURSES_ON_A_PAGE, bp
from app.web.access import found, open_to
from app.web.formatting import count
from app.web.forms import Form
from app.web.navigation import page_of
from app.web.paging import page_asked_for, part_of

YEARS_BACK = 3
AGENCIES_ON_A_PAGE = 50
COLUMNS = (
    *("Agency", "Sector", "Year", "Course", "Level", "First date", "Last date", "Times", "People reached"),
    *("Content checked", "How", "Trainer assured", "How", "Evidence of impact", "What evidence"),
)


@bp.get("/manage/single-agency")
@open_to(TRAINING_TEAM)
@page_of("single-agency training")
def returns() -> ResponseReturnValue:
    """?year= is the programme year that they are about; ?show= narrows the list."""
    year, today = _year_asked(), clock.today()
    show = words_asked("show") if words_asked("show") in queries.SHOWN else "all"
    page = queries.page_of_returns(year, show=show, page=page_asked_for())
    return render_template(
        "single_agency/returns.html",
        year=year,
        years=_years(),
        show=show,
        shown=queries.SHOWN,
        page=page,
        figures=queries.figures_of(page.items),
        standing={each.id: rules.standing(each, today=today) for each in page.items},
        in_all=queries.returns_of_year(year, today=today),
    )


@bp.get("/manage/single-agency/courses.csv")
@open_to(TRAINING_TEAM)
def courses_csv() -> ResponseReturnValue:
    """A row for each course on an accepted return of ?year=."""
    year = _year_asked()
    sectors = settings.current(Sectors)
    rows = [_row(course, sectors) for course in queries.accepted_courses(year)]
    return as_download(as_csv(COLUMNS, rows), f"single-agency-training-{year}.csv", CSV)


@bp.route("/manage/single-agency/ask", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def ask() -> ResponseReturnValue:
    """Agencies that haven't been asked for ?year=: tick those to ask."""
    year, today = _year_asked(), clock.today()
    to_ask = queries.agencies_to_ask(year, noted=noted_contacts())
    known, unknown = [each for each in to_ask if each.contact], [each.agency for each in to_ask if not each.contact]
    page = part_of(known, page=page_asked_for(), per_page=AGENCIES_ON_A_PAGE)
    form = forms.AskAgenciesForm(known, page.items, today=today, data={"due_on": today + rules.USUALLY_DUE_AFTER})
    if form.validate_on_submit():
        with form.refusing():
            asked = services.ask_agencies(
                form.chosen(), year=year, due_on=form.due_on.data, by=signed_in_user(), at=clock.now()
            )
            flash(f"{count(len(asked), 'agency is', 'agencies are')} asked. The letters go out within the minute.")
            view = "single_agency.ask" if page.newer or page.older else "single_agency.returns"
            return redirect(url_for(view, year=year))
    nobody = part_of(unknown, page=page_asked_for("unknown"), per_page=AGENCIES_ON_A_PAGE)
    how_many = {"known": len(known), "in_all": len(to_ask)}
    return render_template("single_agency/ask.html", form=form, year=year, page=page, how_many=how_many, unknown=nobody)


@bp.route("/manage/single-agency/ask/<int:agency_id>", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def ask_one(agency_id: int) -> ResponseReturnValue:
    """One agency, at an address that the office types. ?year= as above."""
    agency, year, today = found(people.agency(agency_id)), _year_asked(), clock.today()
    form = forms.ReturnContactForm(today=today, data={"due_on": today + rules.USUALLY_DUE_AFTER})
    if form.validate_on_submit():
        with form.refusing():
            services.ask_agencies(
                [(agency, form.contact())], year=year, due_on=form.due_on.data, by=signed_in_user(), at=clock.now()
            )
            flash(f"{agency.name} is asked. The letter goes out within the minute.")
            return redirect(url_for("single_agency.returns", year=year))
    return render_template("single_agency/ask_one.html", form=form, agency=agency, year=year)


@bp.route("/manage/single-agency/<int:return_id>", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def show_return(return_id: int) -> ResponseReturnValue:
    """What an agency told, and the form that asks again."""
    of_return, today = found(queries.return_by_id(return_id)), clock.today()
    form = forms.AskAgainForm(today=today, data={"due_on": max(of_return.due_on, today + rules.REMINDED_BEFORE)})
    if form.validate_on_submit():
        with form.refusing():
            services.ask_again(of_return, form.words.data, due_on=form.due_on.data, by=signed_in_user(), at=clock.now())
            flash(f"{of_return.agency.name} is asked again.")
            return redirect(url_for("single_agency.show_return", return_id=return_id))
    return render_template(
        "single_agency/show_return.html",
        of_return=of_return,
        page=part_of(of_return.courses, page=page_asked_for(), per_page=COURSES_ON_A_PAGE),
        figures=queries.figures_of([of_return]).get(return_id),
        standing=rules.standing(of_return, today=today),
        reminders=rules.reminder_days(of_return.due_on),
        form=form,
        link=secret_of(of_return).path(),
    )


@bp.route("/manage/single-agency/<int:return_id>/accept", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def accept(return_id: int) -> ResponseReturnValue:
    of_return, form = found(queries.return_by_id(return_id)), Form()
    if form.validate_on_submit():
        with form.refusing():
            services.accept(of_return, by=signed_in_user(), at=clock.now())
            flash(f"The return of {of_return.agency.name} is accepted, and counts.")
            return redirect(url_for("single_agency.returns", year=of_return.year))
    return render_template("single_agency/accept.html", of_return=of_return, form=form)


@bp.route("/manage/single-agency/<int:return_id>/contact", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def change_contact(return_id: int) -> ResponseReturnValue:
    of_return = found(queries.return_by_id(return_id))
    standing = {"name": of_return.contact_name, "email": of_return.contact_email, "due_on": of_return.due_on}
    form = forms.ReturnContactForm(today=clock.today(), data=standing)
    if form.validate_on_submit():
        with form.refusing():
            is_sent = services.change_contact(
                of_return, form.contact(), due_on=form.due_on.data, by=signed_in_user(), at=clock.now()
            )
            flash(f"The link goes to {form.email.data}; the one before works no more." if is_sent else "Saved.")
            return redirect(url_for("single_agency.show_return", return_id=return_id))
    return render_template("single_agency/change_contact.html", of_return=of_return, form=form)


@bp.route("/manage/single-agency/<int:return_id>/send-again", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def send_again(return_id: int) -> ResponseReturnValue:
    of_return, form = found(queries.return_by_id(return_id)), Form()
    if form.validate_on_submit():
        with form.refusing():
            services.send_link_again(of_return, by=signed_in_user(), at=clock.now())
            flash(f"The link is on its way to {of_return.contact_email} once more.")
            return redirect(url_for("single_agency.show_return", return_id=return_id))
    return render_template("single_agency/send_again.html", of_return=of_return, form=form)


@bp.route("/manage/single-agency/<int:return_id>/take-off", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def take_off(return_id: int) -> ResponseReturnValue:
    of_return, form = found(queries.return_by_id(return_id)), Form()
    year = of_return.year
    if form.validate_on_submit():
        with form.refusing():
            services.take_off(of_return, by=signed_in_user(), at=clock.now())
            flash("The agency isn’t asked any more. Its link no longer works.")
            return redirect(url_for("single_agency.returns", year=year))
    return render_template("single_agency/take_off.html", of_return=of_return, form=form)


def _years() -> list[str]:
    """Those asked about, and the last few, the latest first."""
    first, last = year_dates(rules.year_to_ask_about(clock.today()))
    recent = years_between(first.replace(year=first.year - YEARS_BACK + 1), clock.today())
    return sorted({*queries.years(), *recent}, reverse=True)


def _year_asked() -> str:
    """The programme year in the address; what it can't mean is the year that is over."""
    year = words_asked("year")
    return year if year in _years() else rules.year_to_ask_about(clock.today())


def _row(course: SingleAgencyCourse, sectors: Sectors) -> tuple[Cell, ...]:
    agency, year = course.of_return.agency, course.of_return.year
    when = (course.starts_on, course.ends_on, course.times, course.people)
    content, trainer = (course.content.value, course.content_words), (course.trainer.value, course.trainer_words)
    assured = (*content, *trainer, course.impact.value, course.impact_words)
    return (agency.name, sectors.label_of_entry(agency.sector), year, course.title, course.level, *when, *assured)

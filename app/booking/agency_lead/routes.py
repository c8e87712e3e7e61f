"""My agency: its lead sees its own people's bookings, and nobody else's."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.models import Agency
from app.accounts.signed_in import signed_in_user
from app.agency_holds import queries as holds
from app.booking.agency_lead import forms, queries, rules
from app.booking.agency_lead.pages import being_marked
from app.booking.leaving import pages as leaving_pages
from app.booking.leaving import services as leaving_services
from app.booking.leaving.forms import SubstituteForm, WithdrawForm
from app.booking.models import Booking
from app.booking.waiting_list import services as waiting_list
from app.core import clock
from app.core.roles import Role
from app.files.documents import as_download
from app.files.spreadsheets import CSV, XLSX, Cell, as_csv, as_xlsx
from app.http.asking import all_asked, words_sent
from app.http.searches import keep_search, kept_search
from app.web.access import found, open_to
from app.web.formatting import clock_time
from app.web.navigation import in_navigation, page_of
from app.web.paging import page_asked_for

bp = Blueprint("booking_agency_lead", __name__)
LEADS = frozenset({Role.AGENCY_LEAD})
LONGEST_SEARCH = 100


@bp.get("/agency")
@open_to(LEADS)
@in_navigation("My agency", LEADS)
@page_of("my agency")
def agency() -> ResponseReturnValue:
    """?show= is which part of the list, ?course= and ?search= narrow it, ?page= turns its pages."""
    own, now, asked = signed_in_user().agency, clock.now(), forms.asked_bookings(all_asked())
    if own is None:
        return render_template("booking/agency_lead/agency.html", agency=None)
    words = kept_search(asked.search)
    page = queries.bookings_of_agency(own, asked, words, at=now, page=page_asked_for())
    return render_template(
        "booking/agency_lead/agency.html",
        agency=own,
        asked=asked,
        words=words,
        page=page,
        being_marked=being_marked(page.items),
        counts=queries.how_many(own, at=now),
        courses=queries.courses_of_agency(own),
        holds=holds.holds_of_agency(own, at=now),
        parts=[*rules.Shown],
        standing=rules.standing_in_words,
        now=now,
    )


@bp.post("/agency/search")
@open_to(LEADS)
def search() -> ResponseReturnValue:
    """Whom a lead looks for by name stays out of addresses."""
    asked = forms.asked_bookings(request.form)
    words = keep_search(words_sent("q", most=LONGEST_SEARCH))
    narrowed = rules.AskedBookings(asked.shown, asked.course_id, words)
    return redirect(url_for("booking_agency_lead.agency", **narrowed.as_arguments()))


@bp.get("/agency/bookings.csv")
@open_to(LEADS)
def bookings_csv() -> ResponseReturnValue:
    """What the pages show, all of it; nobody's needs."""
    return as_download(as_csv(rules.COLUMNS, _rows(found(signed_in_user().agency))), "agency-bookings.csv", CSV)


@bp.get("/agency/bookings.xlsx")
@open_to(LEADS)
def bookings_xlsx() -> ResponseReturnValue:
    rows = _rows(found(signed_in_user().agency))
    workbook = as_xlsx(rules.COLUMNS, rows, sheet="Bookings", made_at=clock.now())
    return as_download(workbook, "agency-bookings.xlsx", XLSX)


def _rows(own: Agency) -> list[list[Cell]]:
    now, asked = clock.now(), forms.asked_bookings(all_asked())
    shown = list(queries.bookings_for_file(own, asked, kept_search(asked.search), at=now))
    unsaid = being_marked(shown)
    return [
        [
            booking.session.title,
            booking.session.days[0].on,
            clock_time(booking.session.starts_at),
            booking.session.where,
            booking.name,
            booking.practitioner.email,
            booking.job_role,
            booking.team,
            booking.manager_name,
            rules.standing_in_words(
                booking.state,
                None if booking.id in unsaid else booking.outcome,
                is_over=booking.session.has_ended(now),
            ),
        ]
        for booking in shown
    ]


@bp.route("/agency/bookings/<int:booking_id>/withdraw", methods=["GET", "POST"])
@open_to(LEADS)
def withdraw_colleague(booking_id: int) -> ResponseReturnValue:
    booking, lead = _of_ones_agency(booking_id), signed_in_user()
    form = WithdrawForm(needs_reason=booking.pence_at(clock.now()) > 0)
    if form.validate_on_submit():
        with form.refusing():
            leaving_services.withdraw(booking, by=lead, at=clock.now(), reason=form.reason.data or "")
            flash(f"{booking.name} is withdrawn from {booking.session.title}, and is told by e-mail.")
            return redirect(url_for("booking_agency_lead.agency"))
    return leaving_pages.withdraw_page(
        booking,
        form,
        back=url_for("booking_agency_lead.agency"),
        another_date=url_for("booking_agency_lead.transfer_colleague", booking_id=booking_id),
    )


@bp.post("/agency/bookings/<int:booking_id>/leave-the-list")
@open_to(LEADS)
def take_off_the_list(booking_id: int) -> ResponseReturnValue:
    """A colleague who waits, or has an offer, waits no more."""
    booking = _of_ones_agency(booking_id)
    waiting_list.leave_waiting_list(booking, by=signed_in_user(), at=clock.now())
    flash(f"{booking.name} is off the waiting list of {booking.session.title}, and is told by e-mail.")
    return redirect(url_for("booking_agency_lead.agency", show=rules.Shown.WAITING.value))


@bp.route("/agency/bookings/<int:booking_id>/colleague", methods=["GET", "POST"])
@open_to(LEADS)
def substitute_colleague(booking_id: int) -> ResponseReturnValue:
    booking = _of_ones_agency(booking_id)
    return leaving_pages.substitute(booking, SubstituteForm(booking), back=url_for("booking_agency_lead.agency"))


def _of_ones_agency(booking_id: int) -> Booking:
    return found(queries.booking_of_agency(booking_id, signed_in_user().agency))

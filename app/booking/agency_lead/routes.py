"""My agency: its lead sees and books its own people, and nobody else's."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.booking import queries as booking_queries
from app.booking.agency_lead import forms, queries, services
from app.booking.agency_lead.pages import being_marked
from app.booking.eligibility.rules_verdict import verdict_of
from app.booking.leaving import pages as leaving_pages
from app.booking.leaving import services as leaving_services
from app.booking.leaving.forms import SubstituteForm, WithdrawForm
from app.booking.models import Booking
from app.core import clock
from app.core.roles import Role
from app.programme.models_sessions import TrainingSession
from app.programme.sessions import queries as sessions
from app.terms.policies import queries as policies
from app.web.access import found, open_to
from app.web.navigation import in_navigation, page_of
from app.web.paging import page_asked_for

bp = Blueprint("booking_agency_lead", __name__)
LEADS = frozenset({Role.AGENCY_LEAD})


@bp.get("/agency")
@open_to(LEADS)
@in_navigation("My agency", LEADS)
@page_of("my agency")
def agency() -> ResponseReturnValue:
    """?page= turns the pages of what is to come, ?past= those of what was."""
    own, now = signed_in_user().agency, clock.now()
    if own is None:
        return render_template("booking/agency_lead/agency.html", agency=None)
    past = queries.past_of_agency(own, at=now, page=page_asked_for("past"))
    return render_template(
        "booking/agency_lead/agency.html",
        agency=own,
        coming=queries.coming_of_agency(own, at=now, page=page_asked_for()),
        past=past,
        being_marked=being_marked(past.items),
        now=now,
    )


@bp.route("/agency/sessions/<int:session_id>", methods=["GET", "POST"])
@open_to(LEADS)
def book_colleagues(session_id: int) -> ResponseReturnValue:
    """A list of people, and then what came of each line."""
    session, lead, form = _bookable(session_id), signed_in_user(), forms.ColleaguesForm()
    results: list[services.Result] = []
    own = found(lead.agency)
    if form.validate_on_submit():
        with form.refusing():
            results = services.book_colleagues(session, form.lines(), agency=own, by=lead, at=clock.now())
    now = clock.now()
    return render_template(
        "booking/agency_lead/book_colleagues.html",
        session=session,
        agency=own,
        form=form,
        results=results,
        places=booking_queries.availability([session], at=now)[session.id],
        costs=policies.costs_today(session, own, on=clock.today()),
        now=now,
    )


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
    return leaving_pages.withdraw_page(booking, form, back=url_for("booking_agency_lead.agency"))


@bp.route("/agency/bookings/<int:booking_id>/colleague", methods=["GET", "POST"])
@open_to(LEADS)
def substitute_colleague(booking_id: int) -> ResponseReturnValue:
    booking = _of_ones_agency(booking_id)
    return leaving_pages.substitute(booking, SubstituteForm(booking), back=url_for("booking_agency_lead.agency"))


def _of_ones_agency(booking_id: int) -> Booking:
    return found(queries.booking_of_agency(booking_id, signed_in_user().agency))


def _bookable(session_id: int) -> TrainingSession:
    """A session of the public programme that is still to come, or a bespoke one for the lead's own agency."""
    session = found(sessions.session(session_id))
    own = signed_in_user().agency
    is_ours = own is not None and session.invited_agency is not None and session.invited_agency.surviving is own
    can_be = verdict_of(session, at=clock.now(), waives_dates=True).takes_names
    return found(session if can_be and (session.is_on_show or is_ours) else None)

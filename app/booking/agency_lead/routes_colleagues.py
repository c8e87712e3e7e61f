"""A lead books colleagues on a session, from a list, or holds places for those who aren't known yet."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.agency_holds import queries as holds
from app.booking import queries as booking_queries
from app.booking.agency_lead import forms, queries, services
from app.booking.agency_lead.routes import LEADS, bp
from app.booking.eligibility.rules_verdict import verdict_of
from app.booking.unnamed_places import rules as unnamed_rules
from app.booking.unnamed_places import services as unnamed_places
from app.core import clock
from app.programme.models_sessions import TrainingSession
from app.programme.sessions import queries as sessions
from app.settings import queries as settings
from app.settings.rules_programme import HeldPlaces
from app.terms.policies import queries as policies
from app.web.access import found, open_to
from app.web.formatting import count, long_date


@bp.route("/agency/sessions/<int:session_id>", methods=["GET", "POST"])
@open_to(LEADS)
def book_colleagues(session_id: int) -> ResponseReturnValue:
    """A list of people, and then what came of each line; those that failed stay in the box."""
    session, lead = _bookable(session_id), signed_in_user()
    own, places = found(lead.agency), booking_queries.availability([session], at=clock.now())[session_id]
    form = forms.ColleaguesForm(data={"may_wait": places.is_full})
    results: list[services.Result] = []
    if form.validate_on_submit():
        with form.refusing():
            results = services.book_colleagues(
                session, form.lines(), agency=own, by=lead, at=clock.now(), may_wait=form.may_wait.data
            )
            form.keep_in_the_box([result.line for result in results if result.booking is None])
    now = clock.now()
    return render_template(
        "booking/agency_lead/book_colleagues.html",
        session=session,
        agency=own,
        form=form,
        done=[each for each in results if each.booking],
        waiting=sum(each.is_in_line for each in results),
        booked=sum(each.has_a_place for each in results),
        failed=[each for each in results if each.booking is None],
        places=booking_queries.availability([session], at=now)[session.id],
        hold=holds.hold_of_agency(session, own, at=now),
        can_be_held=unnamed_rules.can_be_held(session, settings.current(HeldPlaces), clock.today()),
        costs=policies.costs_today(session, own, on=clock.today()),
        now=now,
    )


@bp.route("/agency/sessions/<int:session_id>/hold", methods=["GET", "POST"])
@open_to(LEADS)
def hold_places(session_id: int) -> ResponseReturnValue:
    """So many places without names until a day; what is held already can be changed, or let go."""
    session, lead, limits = _bookable(session_id), signed_in_user(), settings.current(HeldPlaces)
    own, latest = found(lead.agency), unnamed_rules.latest_day(session, limits)
    hold = holds.hold_of_agency(session, own, at=clock.now())
    form = forms.HoldForm(data={"places": hold.places if hold else None, "last_day": hold.last_day if hold else latest})
    if form.validate_on_submit():
        with form.refusing():
            hold = unnamed_places.hold_places(session, agency=own, **form.wanted(), by=lead, at=clock.now())
            flash(
                f"{count(hold.places, 'place is', 'places are')} held for {own.name} on {session.title} until "
                f"{long_date(hold.last_day)}. Name who comes by then: what has no name is free again the day after."
            )
            return redirect(url_for("booking_agency_lead.agency"))
    return render_template(
        "booking/agency_lead/hold.html",
        session=session,
        agency=own,
        form=form,
        hold=hold,
        limits=limits,
        latest=latest,
        can_be_held=unnamed_rules.can_be_held(session, limits, clock.today()),
        places=booking_queries.availability([session], at=clock.now())[session.id],
    )


@bp.post("/agency/holds/<int:hold_id>/let-go")
@open_to(LEADS)
def let_go(hold_id: int) -> ResponseReturnValue:
    hold = found(queries.hold_of_ones_agency(hold_id, signed_in_user().agency))
    unnamed_places.let_go(hold, by=signed_in_user(), at=clock.now())
    flash(f"The places on {hold.session.title} are free for other people again.")
    return redirect(url_for("booking_agency_lead.agency"))


def _bookable(session_id: int) -> TrainingSession:
    """A session of the public programme that is still to come, or a bespoke one for the lead's own agency."""
    session = found(sessions.session(session_id))
    own = signed_in_user().agency
    is_ours = own is not None and session.invited_agency is not None and session.invited_agency.surviving is own
    can_be = verdict_of(session, at=clock.now(), waives_dates=True).takes_names
    return found(session if can_be and (session.is_on_show or is_ours) else None)

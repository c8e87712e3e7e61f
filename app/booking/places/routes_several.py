"""Ticking several sessions and booking them in one go."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.people import queries as people
from app.accounts.signed_in import signed_in_user
from app.booking import queries as booking
from app.booking.claims.services_delegates import delegate_of
from app.booking.places import forms, queries, services
from app.booking.places.routes import bp, held_here, page_for_the_code
from app.booking.refusals import NothingBooked
from app.booking.strangers import rules as strangers_rules
from app.core import clock
from app.http.asking import is_asked, numbers_asked
from app.programme.models_sessions import Delivery, TrainingSession
from app.programme.sessions import queries as sessions_queries
from app.terms.policies import queries as policies
from app.web.access import EVERYONE, SIGNED_IN, client_address, open_to
from app.web.formatting import count, short_date

MOST_TICKED = 30


@bp.route("/bookings/several", methods=["GET", "POST"])
@open_to(EVERYONE)
def several() -> ResponseReturnValue:
    """Says what can't be booked and what overlaps, then books the rest."""
    sessions = _ticked()
    form = forms.BookingForm(_where_people_eat(sessions))
    if form.validate_on_submit():
        with form.refusing():
            return _book(sessions, form)
    return _page(sessions, form)


@bp.post("/bookings/several/now")
@open_to(SIGNED_IN)
def several_now() -> ResponseReturnValue:
    """One button, for someone signed in whose last booking told us all we ask."""
    sessions, user = _ticked(), signed_in_user()
    if not user.can_book_with_one_button:
        return redirect(url_for("booking_places.several", session=[session.id for session in sessions]))
    return _booked(services.book_several(sessions, delegate_of(user), by=user, at=clock.now()))


def _book(sessions: list[TrainingSession], form: forms.BookingForm) -> ResponseReturnValue:
    if current_user.is_authenticated:
        attempts = services.book_several(sessions, form.delegate(), by=signed_in_user(), at=clock.now())
        _must_have_come_to_something(attempts)
        return _booked(attempts)
    attempts = services.hold_several(
        sessions, form.delegate(), at=clock.now(), client_address=client_address(), held_here=held_here()
    )
    _must_have_come_to_something(attempts)
    _say_what_is_not_booked(attempts)
    held = next(attempt.booking for attempt in attempts if attempt.booking)
    return page_for_the_code(held)


def _booked(attempts: list[services.Attempt]) -> ResponseReturnValue:
    booked = [attempt for attempt in attempts if attempt.booking]
    if booked:
        flash(f"You are booked on {count(len(booked), 'session')}. One confirmation is on its way to you.")
    _say_what_is_not_booked(attempts)
    return redirect(url_for("booking_mine.mine"))


def _must_have_come_to_something(attempts: list[services.Attempt]) -> None:
    """Raises NothingBooked: the form stays as it was typed."""
    if not any(attempt.booking for attempt in attempts):
        reasons = (f"{attempt.session.title}: {attempt.refusal}" for attempt in attempts)
        raise NothingBooked(f"None of these could be booked. {' '.join(reasons)}")


def _say_what_is_not_booked(attempts: list[services.Attempt]) -> None:
    for attempt in attempts:
        if attempt.refusal:
            when = short_date(attempt.session.starts_at)
            flash(f"Not booked: {attempt.session.title}, {when}. {attempt.refusal}")


def _ticked() -> list[TrainingSession]:
    """The sessions named in the address, soonest first; those that aren't on show are left out."""
    numbers = set(numbers_asked("session"))
    if len(numbers) > MOST_TICKED:
        abort(400)
    return [session for session in sessions_queries.sessions(numbers) if session.is_on_show]


def _where_people_eat(sessions: list[TrainingSession]) -> TrainingSession | None:
    """One at a venue if there is any: the form asks for dietary needs as that session would."""
    at_a_venue = (session for session in sessions if session.delivery is not Delivery.VIRTUAL)
    return next(at_a_venue, sessions[0] if sessions else None)


def _page(sessions: list[TrainingSession], form: forms.BookingForm) -> ResponseReturnValue:
    now, today, person = clock.now(), clock.today(), signed_in_user() if current_user.is_authenticated else None
    places = booking.availability(sessions, at=now)
    ticked = [queries.ticked(session, sessions, places[session.id], person=person, at=now) for session in sessions]
    return render_template(
        "booking/places/several.html",
        ticked=ticked,
        can_be_booked=[each for each in ticked if not each.why_not],
        form=form,
        now=now,
        agencies=people.names_to_suggest(),
        ids=[session.id for session in sessions],
        wants_details=is_asked("details"),
        most_kept=strangers_rules.MOST_HELD_BY_ONE_CODE,
        costs={
            session.id: policies.costs_today(session, person.agency if person else None, on=today)
            for session in sessions
        },
    )

"""The page on which another date is chosen: by the person, their agency's lead or the office."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.booking.models import Booking
from app.booking.transferring import forms, queries, services
from app.booking.transferring.refusals import TickToWait
from app.core import clock
from app.programme.sessions import queries as sessions
from app.terms.closed_days.queries import closed_days
from app.web.access import found
from app.web.formatting import long_date


def transfer(booking: Booking, *, back: str, done: str, is_office: bool = False) -> ResponseReturnValue:
    """Says what moving means before it is done. They go `back` without it, and to `done` afterwards."""
    now = clock.now()
    can_be_moved = booking.can_be_withdrawn(now)
    dates = (
        queries.dates_to_move_to(booking, at=now, by=signed_in_user(), waives_dates=is_office) if can_be_moved else []
    )
    pence = booking.pence_at(now)
    form = (
        forms.OfficeChooseDateForm(dates, booking) if is_office else forms.ChooseDateForm(dates, needs_reason=pence > 0)
    )
    if form.validate_on_submit():
        with form.refusing():
            flash(_move(booking, form))
            return redirect(done)
    return render_template(
        "booking/transferring/transfer.html",
        booking=booking,
        form=form,
        dates=dates,
        back_to=back,
        is_office=is_office,
        can_be_moved=can_be_moved,
        is_late=booking.would_be_late(now, closed_days()),
        pence=pence,
    )


def _move(booking: Booking, form: forms.ChooseDateForm | forms.OfficeChooseDateForm) -> str:
    """What was done, in words. Raises TickToWait where the date is full, or has filled meanwhile."""
    to, by, at = found(sessions.session(form.session_id.data)), signed_in_user(), clock.now()
    dates = queries.dates_to_move_to(booking, at=at, by=by, waives_dates=form.waives)
    chosen = {each.session.id: each for each in dates}
    on, is_own = long_date(to.days[0].on), by is booking.practitioner
    if to.id not in chosen or chosen[to.id].has_a_place:
        services.transfer(booking, to, by=by, at=at, waives_rules=form.waives, **form.details())
        return f"{'You are' if is_own else f'{booking.name} is'} booked on {on} instead. We send a letter that says so."
    if not form.waits.data:
        raise TickToWait
    services.wait_for_another_date(booking, to, by=by, at=at, waives_rules=form.waives)
    stands = "Your place here stands" if is_own else "The place here stands"
    return (
        f"{'You are' if is_own else f'{booking.name} is'} on the waiting list for {on}. {stands} until it is withdrawn."
    )

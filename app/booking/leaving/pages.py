"""Pages on which a place is given up: by the person, their agency's lead or the office."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from app.accounts.people import queries as people
from app.accounts.signed_in import signed_in_user
from app.booking.leaving import forms, services_substitution
from app.booking.models import Booking
from app.core import clock
from app.terms.closed_days.queries import closed_days


def substitute(booking: Booking, form: forms.SubstituteForm, *, back: str) -> ResponseReturnValue:
    """The same page and deed for the practitioner, their agency's lead and the office, who go `back` afterwards."""
    if form.validate_on_submit():
        with form.refusing():
            colleague = services_substitution.substitute(
                booking, form.delegate(), by=signed_in_user(), at=clock.now(), waives_rules=form.waives
            )
            flash(f"{colleague.name} comes instead of {booking.name}. Both are told by e-mail.")
            return redirect(back)
    return render_template(
        "booking/leaving/substitute.html",
        booking=booking,
        form=form,
        back_to=back,
        agencies=people.names_to_suggest(),
        can_be_given=booking.can_be_withdrawn(clock.now()),
    )


def withdraw_page(
    booking: Booking, form: forms.WithdrawForm, *, back: str, another_date: str = ""
) -> ResponseReturnValue:
    """Says what withdrawing means before it is done: to the practitioner, and to their agency's lead.

    `another_date` is where they may move to another date instead.
    """
    now = clock.now()
    return render_template(
        "booking/leaving/withdraw.html",
        booking=booking,
        form=form,
        back_to=back,
        another_date=another_date,
        can_be_withdrawn=booking.can_be_withdrawn(now),
        is_late=booking.would_be_late(now, closed_days()),
        pence=booking.pence_at(now),
    )

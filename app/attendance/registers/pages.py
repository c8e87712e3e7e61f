"""What several pages of a register need."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.models import User
from app.accounts.signed_in import signed_in_user
from app.accounts.staff.rules import Duty
from app.attendance.registers import queries, queries_registers, rules
from app.booking.models import Booking
from app.booking.states import MARKS
from app.core import clock
from app.core.roles import TRAINING_TEAM, Role
from app.http.asking import number_sent
from app.http.searches import keep_search, kept_search
from app.programme.models_sessions import TrainingSession
from app.programme.sessions import queries as sessions
from app.programme.trainers import queries as trainers
from app.web.access import found
from app.web.formatting import short_date
from app.web.forms import Form

MARKERS = TRAINING_TEAM | {Role.TRAINER}
"""Trainers mark the registers of their own sessions; closing and correcting them is the office's."""

NOT_MARKED = "not-marked"
LONGEST_SEARCH = 100


def has_begun(session: TrainingSession) -> bool:
    """From then on its register is what its page leads to."""
    return session.takes_bookings and session.has_started(clock.now())


def registers_to_close(user: User, at: datetime) -> Iterator[Duty]:
    """Those of their own sessions that are to be marked, for who disables their account."""
    for session in queries_registers.registers_to_mark(at=at, trainer=user.email):
        words = f"Mark the register of {session.title}, {short_date(session.days[0].on)}"
        yield Duty(words, url_for("attendance_registers.register", session_id=session.id))


def session_marked(session_id: int) -> TrainingSession:
    """A published session that people book, and, for a trainer, one of their own: any other is as good as none."""
    session, user = found(sessions.session(session_id)), signed_in_user()
    is_theirs = user.is_training_team or trainers.teaches(user.email, session)
    return session if session.takes_bookings and is_theirs else abort(404)


def booking_marked(session_id: int, booking_id: int) -> Booking:
    return found(queries_registers.booking_on_register(session_marked(session_id), booking_id))


def day_asked_for(session: TrainingSession) -> date | None:
    """The date of ?day=2, or of a form's field of that name; None where neither says."""
    number = number_sent("day")
    if number is None:
        return None
    return session.days[number - 1].on if 1 <= number <= len(session.days) else abort(404)


def where_we_were() -> dict[str, Any]:
    """Day and search as a page was asked for, to ask for it again: what was typed, a name say, by its number."""
    search = keep_search(request.form["q"]) if "q" in request.form else number_sent("search")
    asked = {"day": number_sent("day"), "search": search}
    return {name: value for name, value in asked.items() if value}


def back_to_register(session_id: int, booking: Booking | None = None) -> ResponseReturnValue:
    """On the day and with the search that were there before, at the person if one is named."""
    anchor = f"booking-{booking.id}" if booking else None
    return redirect(url_for("attendance_registers.register", session_id=session_id, _anchor=anchor, **where_we_were()))


def register_page(session: TrainingSession, form: Form) -> ResponseReturnValue:
    now, user = clock.now(), signed_in_user()
    asked = where_we_were()
    number = number_sent("day")
    sheet = found(queries.sheet_of(session, number, at=now, typed=kept_search(asked.get("search"))))
    opens = rules.can_be_marked(session, sheet.day, now)
    return render_template(
        "attendance/registers/register.html",
        session=session,
        sheet=sheet,
        is_marking=opens and not sheet.register,
        opens=opens,
        may_correct=bool(sheet.register) and user.is_training_team,
        history=queries.corrections_of(session) if sheet.register and user.is_training_team else [],
        marks=MARKS,
        words=rules.IN_WORDS,
        form=form,
        linked=asked,
        now=now,
    )

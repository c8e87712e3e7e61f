"""A session that people have booked: moved, cancelled, written about."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.booking import queries as booking
from app.booking.office import forms, queries, services, services_rehearsal
from app.booking.office.manage import bp, has_been, is_still_to_come, session_to_come
from app.booking.office.pages import what_was_sent
from app.booking.states import BookingState
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.programme.models_sessions import TrainingSession
from app.programme.sessions import queries as sessions
from app.web.access import found, open_to
from app.web.formatting import count
from app.web.navigation import linked_from


@bp.route("/manage/sessions/<int:session_id>/change", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
@linked_from("session", "Move or change it", when=is_still_to_come)
def change(session_id: int) -> ResponseReturnValue:
    """Typed, then seen who is told what and what to look at again, then done."""
    session = session_to_come(session_id)
    form, rehearsal = forms.ChangeSessionForm(session), None
    if form.validate_on_submit():
        with form.refusing():
            details, words, by = form.details(session), form.words.data or "", signed_in_user()
            if request.form.get("step") != "change":
                rehearsal = services_rehearsal.rehearse_change(session, details, words=words, by=by, at=clock.now())
            else:
                told = services.change_session(session, details, words=words, by=by, at=clock.now())
                flash(f"The session is changed. {_who_is_told(session, told)}")
                return redirect(url_for("programme_sessions.show_session", session_id=session_id))
    return render_template(
        "booking/office/change_session.html", session=session, form=form, rehearsal=rehearsal, sent=what_was_sent()
    )


@bp.route("/manage/sessions/<int:session_id>/cancel", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
@linked_from("session", "Cancel it", when=is_still_to_come)
def cancel_session(session_id: int) -> ResponseReturnValue:
    """Says what cancelling will do before it is done."""
    session, form = session_to_come(session_id), forms.CancelSessionForm()
    if form.validate_on_submit():
        told = services.cancel_session(
            session, form.reason.data, words=form.words.data or "", by=signed_in_user(), at=clock.now()
        )
        flash(f"The session is cancelled. {_who_is_told(session, told)}")
        return redirect(url_for("programme_sessions.show_session", session_id=session_id))
    booked = len(booking.of_session(session, BookingState.BOOKED))
    waiting = len(booking.of_session(session, BookingState.WAITING, BookingState.OFFERED))
    return render_template(
        "booking/office/cancel_session.html", session=session, form=form, booked=booked, waiting=waiting
    )


@bp.route("/manage/sessions/<int:session_id>/letter", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
@linked_from("session", "Write to those who came, or who didn’t", when=has_been)
def write_letter(session_id: int) -> ResponseReturnValue:
    """To a group of those on a session: typed, then seen as it will arrive, then sent."""
    session = found(sessions.session(session_id))
    form = forms.LetterForm(session)
    is_checked = form.validate_on_submit()
    if is_checked and request.form.get("step") == "send":
        told = services.write_to_everybody(
            session,
            form.whom.data,
            subject=form.subject.data,
            words=form.words.data,
            by=signed_in_user(),
            at=clock.now(),
        )
        again = "Everybody has this very message from you already: nobody gets it twice."
        flash(f"Your message is on its way to {count(told, 'person', 'people')}." if told else again)
        return redirect(url_for("programme_sessions.show_session", session_id=session_id))
    readers = queries.recipients(session, form.whom.data) if is_checked else []
    return render_template(
        "booking/office/letter.html",
        session=session,
        form=form,
        readers=readers,
        is_checked=is_checked,
        has_started=session.has_started(clock.now()),
    )


def _who_is_told(session: TrainingSession, told: int) -> str:
    if session.is_open:
        return "Those who get the invitations are told."
    return f"{count(told, 'person is', 'people are')} told by e-mail." if told else "Nobody has to be told."

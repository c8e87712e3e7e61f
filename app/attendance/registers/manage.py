"""The list of registers, and one of them: one tap a person."""

from datetime import timedelta

from flask import Blueprint, abort, flash, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.accounts.signed_in import signed_in_user
from app.attendance.registers import forms, pages, queries, queries_bulk_marks, queries_registers, rules, services
from app.booking.models import Booking
from app.booking.states import MARKS, Outcome
from app.core import clock
from app.http.asking import words_asked, words_sent
from app.web.access import found, open_to
from app.web.formatting import count
from app.web.forms import Form
from app.web.navigation import in_navigation, linked_from, page_of
from app.web.paging import page_asked_for

bp = Blueprint("attendance_registers", __name__)
SHOWN_FOR = timedelta(days=60)

SAYS = {
    Outcome.ATTENDED: "is marked here",
    Outcome.LEFT_EARLY: "is marked as having left early",
    Outcome.LATE_REFUSED: "is marked as refused for being late",
    Outcome.NO_SHOW: "is marked as not having come",
    Outcome.EXCUSED: "is excused",
    Outcome.WALK_IN: "is marked here",
    None: "is to be marked again",
}


@bp.get("/registers")
@open_to(pages.MARKERS)
@in_navigation("Registers", pages.MARKERS)
@page_of("registers")
def registers() -> ResponseReturnValue:
    """?q= finds closed registers by title, ?page= turns their pages; ?to-mark= and ?open= those of the others."""
    now, user = clock.now(), signed_in_user()
    trainer = None if user.is_training_team else user.email
    title = words_asked("q", most=pages.LONGEST_SEARCH)
    page = queries_registers.registers_closed(trainer=trainer, title=title, page=page_asked_for())
    return render_template(
        "attendance/registers/registers.html",
        to_mark=queries_registers.page_to_mark(at=now, trainer=trainer, page=page_asked_for("to-mark")),
        coming=queries_registers.registers_coming(at=now, trainer=trainer),
        closed=page.items,
        page=page,
        title=title,
        open_to_all=None
        if trainer
        else queries_registers.open_sessions_over(at=now, since=now - SHOWN_FOR, page=page_asked_for("open")),
    )


@bp.get("/registers/<int:session_id>")
@open_to(pages.MARKERS)
@linked_from("session", "Register", when=pages.has_begun, is_main=True)
@page_of("register of a session")
def register(session_id: int) -> ResponseReturnValue:
    """The day that matters now, or ?day=2; ?search= is the number of what people are found by, their name or agency."""
    return pages.register_page(pages.session_marked(session_id), Form())


@bp.post("/registers/<int:session_id>/search")
@open_to(pages.MARKERS)
def search(session_id: int) -> ResponseReturnValue:
    pages.session_marked(session_id)
    return pages.back_to_register(session_id)


@bp.post("/registers/<int:session_id>/everyone-attended")
@open_to(pages.MARKERS)
def everyone_attended(session_id: int) -> ResponseReturnValue:
    session = pages.session_marked(session_id)
    marked = services.mark_everyone_attended(
        session, on=pages.day_asked_for(session), by=signed_in_user(), at=clock.now()
    )
    flash(
        Markup(  # noqa: S704 (a template's own output, which escapes what is put into it)
            render_template(
                "attendance/registers/everyone_marked.html",
                session=session,
                marked=marked,
                bulk_mark=queries_bulk_marks.last_bulk_mark(session) if marked else None,
                asked=pages.where_we_were(),
            )
        )
    )
    return pages.back_to_register(session_id)


@bp.post("/registers/<int:session_id>/everyone-attended/<int:bulk_mark_id>/undo")
@open_to(pages.MARKERS)
def everyone_taken_back(session_id: int, bulk_mark_id: int) -> ResponseReturnValue:
    """Of those whom one press marked, whoever hasn't been marked anew."""
    session = pages.session_marked(session_id)
    bulk_mark = found(queries_bulk_marks.bulk_mark(session, bulk_mark_id))
    taken_back = services.take_everyone_back(bulk_mark, session, by=signed_in_user(), at=clock.now())
    if taken_back:
        flash(f"{count(taken_back, 'person is', 'people are')} to be marked again. Marks made since stay as they are.")
    else:
        flash("Nobody’s mark was taken back: each has been changed since.")
    return pages.back_to_register(session_id)


@bp.post("/registers/<int:session_id>/bookings/<int:booking_id>")
@open_to(pages.MARKERS)
def mark(session_id: int, booking_id: int) -> ResponseReturnValue:
    booking = pages.booking_marked(session_id, booking_id)
    outcome = _outcome(request.form.get("outcome", ""), booking)
    before = services.mark(
        booking,
        outcome,
        on=pages.day_asked_for(booking.session),
        said_by=words_sent("said_by", most=200),
        by=signed_in_user(),
        at=clock.now(),
    )
    _say_what_was_marked(booking, outcome, before)
    return pages.back_to_register(session_id, booking)


@bp.route("/registers/<int:session_id>/bookings/<int:booking_id>/excused", methods=["GET", "POST"])
@open_to(pages.MARKERS)
def excuse(session_id: int, booking_id: int) -> ResponseReturnValue:
    """An absence is excused by somebody: who it was is asked."""
    booking, form = pages.booking_marked(session_id, booking_id), forms.ExcusedForm()
    on, by, at = pages.day_asked_for(booking.session), signed_in_user(), clock.now()
    queries.must_be_open(booking.session, on=on, by=by, at=at)
    if form.validate_on_submit():
        with form.refusing():
            before = services.mark(booking, Outcome.EXCUSED, said_by=form.said_by.data, on=on, by=by, at=at)
            _say_what_was_marked(booking, Outcome.EXCUSED, before)
            return pages.back_to_register(session_id, booking)
    return render_template("attendance/registers/excuse.html", booking=booking, form=form, asked=pages.where_we_were())


def _outcome(given: str, booking: Booking) -> Outcome | None:
    if given == pages.NOT_MARKED:
        return None
    return Outcome(given) if given in (*MARKS, *booking.possible_marks) else abort(400)


def _say_what_was_marked(booking: Booking, outcome: Outcome | None, before: rules.PreviousMark) -> None:
    """With a button that marks it again as it was; who excused somebody is for the training team alone to know."""
    may_undo = signed_in_user().is_training_team or before.mark is not Outcome.EXCUSED
    flash(
        Markup(  # noqa: S704 (likewise)
            render_template(
                "attendance/registers/marked.html",
                booking=booking,
                says="is not marked here on this day" if booking.is_walk_in and outcome is None else SAYS[outcome],
                before=before,
                can_be_undone=may_undo and before.mark is not outcome,
                not_marked=pages.NOT_MARKED,
                asked=pages.where_we_were(),
            )
        )
    )

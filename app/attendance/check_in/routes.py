"""Checking in: by the picture on the screen, by its code, or by one's own link and that code."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.models import User
from app.accounts.signed_in import signed_in_user
from app.attendance.check_in import forms, queries, rules, services
from app.booking import queries as booking_queries
from app.booking.models import Booking
from app.booking.refusals import BookingLinkReplaced
from app.core import clock, links
from app.core.errors import Refusal
from app.core.links import Secret, opened_by_mail
from app.web.access import EVERYONE, client_address, found, open_to
from app.web.forms import Form

bp = Blueprint("attendance_check_in", __name__)


@bp.route("/check-in", methods=["GET", "POST"])
@open_to(EVERYONE)
def by_code() -> ResponseReturnValue:
    """Somebody signed in types the code of the room, and is led to its page; anybody else is told how."""
    form = forms.RoomCodeForm()
    if current_user.is_authenticated and form.validate_on_submit():
        with form.refusing():
            room = services.find_room(form.code.data, signed_in_user(), at=clock.now(), client_address=client_address())
            return redirect(_page_of(room))
    return render_template("attendance/check_in/check_in.html", form=form)


@bp.route("/check-in/room/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
@opened_by_mail("room")
def room(token: str) -> ResponseReturnValue:
    """Where the picture on the screen leads. Opening it changes nothing; the button checks in."""
    here, form = _room_of(token), Form()
    if current_user.is_authenticated and form.validate_on_submit():
        with form.refusing():
            services.check_in(here, signed_in_user(), at=clock.now())
            return _welcome(here, url_for("attendance_check_in.room", token=token))
    return render_template(
        "attendance/check_in/check_in_room.html",
        room=here,
        form=form,
        code=services.room_code(here),
        **_standing(here, signed_in_user() if current_user.is_authenticated else None),
    )


@bp.route("/check-in/mine/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
@opened_by_mail("check-in")
def mine(token: str) -> ResponseReturnValue:
    """The link of a place's own mail says who it is, and the code that they are in the room."""
    booking, form = _booking_of(token), forms.RoomCodeForm()
    here = queries.room_now(booking.session, at=clock.now())
    if form.validate_on_submit():
        with form.refusing():
            services.check_in_by_code(booking, form.code.data, at=clock.now(), client_address=client_address())
            return _welcome(here, url_for("attendance_check_in.mine", token=token))
    return render_template(
        "attendance/check_in/check_in_mine.html",
        room=here,
        booking=booking,
        form=form,
        **_standing(here, booking.practitioner),
    )


def _standing(room: rules.Room, person: User | None) -> dict[str, Any]:
    """What the page says instead of a button: that they are here already, or why nobody, or not they, can check in."""
    try:
        if person is None:
            room.must_be_open(clock.now())
            return {}
        return {"checked": services.standing_in(room, person, at=clock.now())}
    except Refusal as refusal:
        return {"refused": refusal.message}


def _welcome(room: rules.Room, page: str) -> ResponseReturnValue:
    flash(f"You are checked in to {room.session.title}. There is nothing more to do.")
    return redirect(page)


def _page_of(room: rules.Room) -> str:
    return url_for("attendance_check_in.room", token=links.token(Secret("room", room.session.id, room.number)))


def _room_of(token: str) -> rules.Room:
    try:
        secret = links.read_token("room", token)
    except links.BadToken:
        abort(404)
    return found(queries.room(secret.record, secret.version))


def _booking_of(token: str) -> Booking:
    """Raises BookingLinkReplaced."""
    try:
        secret = links.read_token("check-in", token)
    except links.BadToken:
        abort(404)
    booking = found(booking_queries.booking(secret.record))
    if secret.version != booking.link_version:
        raise BookingLinkReplaced
    return booking

"""Printing a register."""

from flask import request
from flask.typing import ResponseReturnValue

from app import clock
from app.access import found, open_to
from app.attendance import queries
from app.attendance.manage.blueprint import MARKERS, bp, session_marked
from app.attendance.papers import register_in_pdf
from app.booking.queries import on_the_register
from app.documents import as_download


@bp.get("/<int:session_id>/register.pdf")
@open_to(MARKERS)
def print_register(session_id: int) -> ResponseReturnValue:
    session, now = session_marked(session_id), clock.now()
    room = found(queries.chosen_room(session, request.args.get("day"), at=now))
    content = register_in_pdf(room, on_the_register(session), at=now)
    return as_download(content, f"register-{session.id}-{room.day.on:%Y-%m-%d}.pdf")

"""The code for the screen of the room, or the chat of the call."""

import segno
from flask import render_template
from flask.typing import ResponseReturnValue

from app.attendance.check_in import queries, services
from app.attendance.check_in.routes import bp
from app.attendance.registers import pages as registers_pages
from app.attendance.registers.pages import MARKERS
from app.attendance.registers.queries_registers import register_of
from app.core import clock, links
from app.core.links import Secret
from app.http.asking import is_asked, words_asked
from app.web.access import found, open_to

COUNTS_AGAIN_AFTER = 30
"""Seconds, where whoever shows the page has asked for it."""

QUIET_ZONE = 4
"""The white edge, in modules, that a camera needs."""


@bp.get("/registers/<int:session_id>/code")
@open_to(MARKERS)
def show_code(session_id: int) -> ResponseReturnValue:
    session, now = registers_pages.session_marked(session_id), clock.now()
    room = found(queries.chosen_room(session, words_asked("day") if is_asked("day") else None, at=now))
    address = Secret("room", session.id, room.number).reveal()
    counts_anew = words_asked("counts") == "anew"
    page = render_template(
        "attendance/check_in/show_code.html",
        room=room,
        session=session,
        now=now,
        code=services.room_code(room),
        picture=segno.make(address, error="m").svg_data_uri(border=QUIET_ZONE),
        type_it_at=links.url("/check-in").partition("://")[2],
        counts=queries.counted_in(room),
        is_closed=register_of(session) is not None,
        counts_anew=counts_anew,
    )
    return page, {"Refresh": str(COUNTS_AGAIN_AFTER)} if counts_anew else {}

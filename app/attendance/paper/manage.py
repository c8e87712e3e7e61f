"""Printing a register."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.attendance.check_in import queries as check_in
from app.attendance.paper import papers
from app.attendance.registers import pages as registers_pages
from app.attendance.registers.pages import MARKERS
from app.booking.queries import on_the_register
from app.core import clock
from app.files.documents import as_download
from app.http.asking import is_asked, words_asked
from app.web.access import found, open_to

bp = Blueprint("attendance_paper", __name__)


@bp.get("/registers/<int:session_id>/register.pdf")
@open_to(MARKERS)
def print_register(session_id: int) -> ResponseReturnValue:
    session, now = registers_pages.session_marked(session_id), clock.now()
    room = found(check_in.chosen_room(session, words_asked("day") if is_asked("day") else None, at=now))
    content = papers.register_in_pdf(room, on_the_register(session), at=now)
    return as_download(content, f"register-{session.id}-{room.day.on:%Y-%m-%d}.pdf")

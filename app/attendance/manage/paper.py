"""The register on paper, to be signed in the room and typed in afterwards."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from app import clock, links
from app.access import found, open_to
from app.attendance import queries
from app.attendance.manage.blueprint import MARKERS, bp, session_marked
from app.attendance.rules import Room
from app.booking.queries import on_the_register
from app.documents import as_download, typeset
from app.formatting import clock_time, long_date, short_date


@bp.get("/<int:session_id>/register.pdf")
@open_to(MARKERS)
def print_register(session_id: int) -> ResponseReturnValue:
    session, now = session_marked(session_id), clock.now()
    room = found(queries.chosen_room(session, request.args.get("day"), at=now))
    title = f"Register: {session.title}, {short_date(room.day.on)}"
    content = typeset("attendance/register.typ", _sheet(room), title=title, at=now)
    return as_download(content, f"register-{session.id}-{room.day.on:%Y-%m-%d}.pdf")


def _sheet(room: Room) -> dict[str, Any]:
    """What the template needs, in words."""
    session, day, people = room.session, room.day, on_the_register(room.session)
    return {
        "course": session.title,
        "day": long_date(day.on),
        "number": f"Day {room.number} of {len(session.days)}" if len(session.days) > 1 else "",
        "time": f"{clock_time(day.starts_at)} to {clock_time(day.ends_at)}",
        "where": session.where,
        "trainers": ", ".join(trainer.name for trainer in session.confirmed_trainers),
        "people": [{"name": booking.name, "agency": booking.agency_name} for booking in people],
        "needs": [{"name": booking.name, "needs": booking.needs} for booking in people if booking.needs],
        "type_it_in_at": links.url(f"/registers/{session.id}").partition("://")[2],
    }

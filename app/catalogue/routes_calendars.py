"""The programme, a session and one's own bookings, for calendar programs."""

from email.utils import parseaddr
from itertools import chain

from flask import Response, abort, current_app
from flask.typing import ResponseReturnValue

from app.accounts.models import User
from app.accounts.people import queries as people
from app.booking import queries as booking
from app.booking.rules import calendar_entries
from app.catalogue import queries
from app.catalogue.forms import filters_from
from app.catalogue.routes import bp
from app.core import clock, links
from app.core.links import opened_by_mail
from app.files import calendars
from app.http.asking import all_asked
from app.http.kept_pages import same_for_everybody
from app.programme.sessions import queries as sessions_queries
from app.programme.sessions.rules_calendar import entries_of
from app.settings import queries as settings
from app.settings.rules_partnership import PartnershipDetails
from app.web.access import EVERYONE, found, open_to


@bp.get("/calendar/programme.ics")
@open_to(EVERYONE)
@same_for_everybody
def programme_feed() -> ResponseReturnValue:
    """The programme with the page's filters, so each strand has a feed of its own. No joining link is in it."""
    sessions = queries.sessions_to_come(filters_from(all_asked()), at=clock.now())
    days = [entries_of(session, address=links.url(f"/sessions/{session.id}")) for session in sessions]
    return _feed(list(chain(*days)), f"Training programme: {settings.current(PartnershipDetails).name}")


@bp.get("/calendar/mine/<token>.ics")
@open_to(EVERYONE)
@opened_by_mail("my-calendar")
def my_feed(token: str) -> ResponseReturnValue:
    """A person's own bookings, for their calendar program, which can't sign in: the address is the key.

    Its entries have the names that those in the mail have.
    """
    booked = [mine for mine in booking.bookings_of(_person_of(token)) if mine.is_booked]
    days = [calendar_entries(each, at=clock.now(), address=links.url(f"/bookings/{each.id}")) for each in booked]
    return _feed(list(chain(*days)), "My training")


@bp.get("/sessions/<int:session_id>/calendar.ics")
@open_to(EVERYONE)
@same_for_everybody
def session_file(session_id: int) -> ResponseReturnValue:
    """One session for anybody's calendar. It books no place, and has no joining link."""
    session = found(sessions_queries.session(session_id))
    if not session.is_on_show:
        abort(404)
    entries = entries_of(session, address=links.url(f"/sessions/{session.id}"))
    text = calendars.write(entries, method="PUBLISH", at=clock.now(), organizer=_organizer())
    return calendars.as_download(text, f"session-{session.id}.ics")


def _feed(entries: list[calendars.Entry], name: str) -> ResponseReturnValue:
    text = calendars.write(entries, method="PUBLISH", at=clock.now(), organizer=_organizer(), name=name)
    return Response(text, mimetype="text/calendar")


def _organizer() -> str:
    return parseaddr(current_app.config["MAIL_DEFAULT_SENDER"])[1]


def _person_of(token: str) -> User:
    """Whose feed it is; an address that was renewed is no address any more."""
    try:
        secret = links.read_token("my-calendar", token)
    except links.BadToken:
        return abort(404)
    person = found(people.user(secret.record))
    return person if secret.version == person.calendar_version else abort(404)

"""What search engines are told: which pages they may show, and a session in words that they all know."""

from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape

from app.core.clock import to_london
from app.programme.models_sessions import Delivery, TrainingSession

OPEN_TO_ENGINES = (
    "/$",
    *("/sessions/", "/courses/", "/learning-week", "/lunchtime", "/e-learning", "/annual-reports"),
    *("/terms", "/privacy$", "/cookies$", "/accessibility$", "/contact$", "/help$"),
    *("/static/", "/logo/", "/sitemap.xml"),
)
"""What addresses begin with ($: all of it). Everything else is closed: a new page is until it stands here."""

CLOSED_BELOW = ("/sessions/*/", "/e-learning/certificates")

_SCHEMA = "https://schema.org/"
_ATTENDANCE = {Delivery.VIRTUAL: "Online", Delivery.VENUE: "Offline", Delivery.HYBRID: "Mixed"}


def robots(*, sitemap: str) -> str:
    """RFC 9309: the longest rule that fits counts."""
    lines = ["User-agent: *", "Disallow: /", *(f"Allow: {each}" for each in OPEN_TO_ENGINES)]
    return "\n".join([*lines, *(f"Disallow: {each}" for each in CLOSED_BELOW), "", f"Sitemap: {sitemap}", ""])


def as_sitemap(addresses: Iterable[str]) -> str:
    """The public pages, by their whole addresses."""
    places = "".join(f"<url><loc>{escape(address)}</loc></url>\n" for address in addresses)
    names = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{names}">\n{places}</urlset>\n'


def as_event(session: TrainingSession, *, address: str, organizer: str) -> dict[str, Any]:
    """A session that everybody may see, as schema.org describes events. No joining link."""
    return {
        "@context": _SCHEMA.rstrip("/"),
        "@type": "EducationEvent",
        "name": session.title,
        "description": session.course.summary,
        "url": address,
        "startDate": to_london(session.starts_at).isoformat(),
        "endDate": to_london(session.ends_at).isoformat(),
        "eventStatus": f"{_SCHEMA}Event{'Cancelled' if session.is_cancelled else 'Scheduled'}",
        "eventAttendanceMode": f"{_SCHEMA}{_ATTENDANCE[session.delivery]}EventAttendanceMode",
        "location": _locations(session, address),
        "organizer": {"@type": "Organization", "name": organizer},
    }


def _locations(session: TrainingSession, address: str) -> list[dict[str, str]]:
    online = {"@type": "VirtualLocation", "url": address}
    if session.delivery is Delivery.VIRTUAL:
        return [online]
    where = session.place.address_on_one_line if session.place else ""
    place = {"@type": "Place", "name": session.venue, "address": where or session.venue}
    return [place, online] if session.delivery is Delivery.HYBRID else [place]
